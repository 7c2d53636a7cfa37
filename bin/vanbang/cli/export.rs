//! The arguments of `vanbang export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct Export {
    /// Lô, tệp record.json, hoặc sổ register.sqlite · A batch, a record.json, or a register.sqlite
    #[arg(required = true, value_name = "BATCH|RECORD.json|REGISTER")]
    pub sources: Vec<PathBuf>,
    /// Nơi nhận, quyết định tên trường: csdl-nganh, van-bang-chung-chi · The partner, whose field names are used
    #[arg(long, value_name = "PARTNER")]
    pub to: String,
    /// Dạng tệp · Form of the file
    #[arg(long, value_enum, default_value = "json", value_name = "json|csv")]
    pub format: ExportFormat,
    /// Tệp mới (json; mặc định: ra màn hình) hoặc thư mục (csv: mỗi bảng một tệp) · A file (json; default: standard
    /// output) or a folder (csv: one file for each table)
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Json,
    Csv,
}

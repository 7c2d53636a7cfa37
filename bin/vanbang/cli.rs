//! The arguments. Every help line is Vietnamese first, then English.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::show::Language;

/// Học bạ, văn bằng điện tử tự chứng minh: lập, ký, kiểm tra · Transcripts and diplomas that prove themselves
#[derive(Debug, Parser)]
#[command(name = "vanbang", version, arg_required_else_help = true)]
pub struct Cli {
    /// Ngôn ngữ thông báo · Language of the messages [vi, or en when LANG is en*]
    #[arg(long, global = true, value_enum, value_name = "vi|en")]
    pub lang: Option<Language>,
    /// Thư mục làm việc của đơn vị (mặc định: thư mục hiện tại) · Office folder (default: the current folder)
    #[arg(long, global = true, value_name = "DIR")]
    pub office: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Kiểm tra tệp PDF: ai ký, có bị sửa không · Verify PDF files
    Verify(Verify),
    /// Chứng thư gốc tin cậy của đơn vị · Trust anchors of the office
    #[command(subcommand)]
    Trust(Trust),
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Tệp PDF · PDF files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Mỗi tệp một đối tượng JSON trên một dòng · One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Chứng thư gốc tin cậy, PEM hoặc DER · Trust anchors, PEM or DER (repeatable)
    #[arg(long, value_name = "FILE|DIR")]
    pub trust: Vec<PathBuf>,
    /// Chứng thư gốc của dịch vụ cấp dấu thời gian · Anchors of timestamp authorities (default: as --trust)
    #[arg(long, value_name = "FILE|DIR")]
    pub tsa_trust: Vec<PathBuf>,
    /// Chứng thư trung gian có sẵn · Intermediate certificates at hand (repeatable)
    #[arg(long, value_name = "FILE|DIR")]
    pub evidence: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", hide = true)]
    pub manifests: Option<PathBuf>,
    /// Xét theo thời điểm này · Judge at this time instead of now
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<DateTime<Utc>>,
    /// Không nối mạng (luôn như vậy) · Never connect (always so in this version)
    #[arg(long)]
    pub offline: bool,
    /// Chứng thư bị thu hồi: bắt buộc xét, xét nếu có, bỏ qua · What to do about revocation [default: require]
    #[arg(long, value_enum, value_name = "require|prefer|ignore")]
    pub revocation: Option<RevocationRule>,
    /// Danh bạ đơn vị · Organisation directory [default: directory.json of the trust folder]
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RevocationRule {
    Require,
    Prefer,
    Ignore,
}

#[derive(Debug, Subcommand)]
pub enum Trust {
    /// Thêm chứng thư gốc, sau khi đối chiếu dấu vân tay · Add anchors, after comparing fingerprints
    Add(TrustAdd),
    /// Liệt kê · List
    List,
    /// Bỏ một chứng thư gốc · Remove an anchor
    Remove(TrustRemove),
}

#[derive(Debug, Args)]
pub struct TrustAdd {
    /// Tệp chứng thư, PEM hoặc DER · Certificate files, PEM or DER
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Gốc của dịch vụ cấp dấu thời gian · As an anchor of timestamp authorities
    #[arg(long)]
    pub tsa: bool,
    /// Đã đối chiếu dấu vân tay: không hỏi lại · The fingerprint has been compared: do not ask
    #[arg(long)]
    pub yes: bool,
    /// Lấy chứng thư từ đâu (ghi vào provenance.json) · Where it came from (kept in provenance.json)
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
}

#[derive(Debug, Args)]
pub struct TrustRemove {
    /// Dấu vân tay SHA-256, đủ 64 chữ số hoặc ít nhất 8 chữ số đầu · SHA-256 fingerprint, whole or its first 8 digits
    #[arg(value_name = "FINGERPRINT")]
    pub fingerprint: String,
}

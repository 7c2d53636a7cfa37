//! The arguments of `vanbang trust directory`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::SignerOptions;

#[derive(Debug, Subcommand)]
pub enum TrustDirectory {
    /// Ai có trong danh bạ, chứng thư nào, vai trò gì · Who is listed, with certificates and roles
    Show,
    /// Nhận danh bạ lần đầu, hoặc đổi người lập danh bạ · Take a directory for the first time, or from another editor
    Add(DirectoryAdd),
    /// Nhận bản mới hơn của danh bạ đang dùng · Take a newer directory from the same source
    Update(DirectoryUpdate),
    /// Ký danh bạ với tư cách người lập · Sign a directory as its editor
    Sign(DirectorySign),
}

#[derive(Debug, Args)]
pub struct DirectoryAdd {
    /// Danh bạ: .json, hoặc .cms có chữ ký của người lập · A directory: .json, or .cms signed by its editor
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Chứng thư của người lập danh bạ đã ký · The certificate of the editor who signed it
    #[arg(long, value_name = "CERT")]
    pub editor: Option<PathBuf>,
    /// Đã đối chiếu dấu vân tay: không hỏi lại · The fingerprints have been compared: do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct DirectoryUpdate {
    /// Bản mới của danh bạ · The newer directory
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Đã xem thay đổi: không hỏi lại · The changes have been looked at: do not ask
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct DirectorySign {
    /// Danh bạ .json, có serial và issued · The directory in JSON, with serial and issued
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Tệp kết quả (mặc định: cùng tên, đuôi .cms) · The result (default: the same name with .cms)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub signer: SignerOptions,
}

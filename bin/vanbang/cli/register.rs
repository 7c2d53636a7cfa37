//! The arguments of `vanbang register`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Register {
    /// Vào sổ các văn bằng của bảng tính · Enter the diplomas of workbooks
    Import(RegisterImport),
    /// Tìm theo số hiệu, số vào sổ hoặc mã văn bản; không nêu gì thì tóm tắt · Look up by serial, register number or document id; without any, a summary
    Show(RegisterShow),
    /// Chỉnh sửa, thu hồi, hủy bỏ hoặc cấp lại theo quyết định · Correct, revoke, cancel or reissue by a decision
    Amend(RegisterAmend),
    /// Thu hồi một văn bản điện tử đã phát hành · Withdraw an issued electronic document
    Withdraw(RegisterWithdraw),
    /// Đóng một lô đã ký bản kê mà có văn bản không bao giờ hoàn tất: số còn lại vào sổ, các văn bản ấy bị bỏ · Close a
    /// sealed batch some of whose documents will never be finished
    GiveUp(RegisterGiveUp),
    /// Soát toàn bộ sổ, đối chiếu với các mốc đã giữ · Check the whole register, and against checkpoints kept elsewhere
    Audit(RegisterAudit),
    /// Sao lưu rồi kiểm lại bản sao · Back up, and check the copy
    Backup {
        /// Tệp mới · A new file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Khôi phục từ bản sao lưu · Put a backup back
    Restore(RegisterRestore),
}

#[derive(Debug, Args)]
pub struct RegisterImport {
    /// Bảng tính sổ gốc (.xlsx, .xls, .csv) · Workbooks of diplomas
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Người ghi sổ (mặc định: tên đăng nhập) · Who writes (default: the login name)
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

#[derive(Debug, Args)]
pub struct RegisterShow {
    /// Số hiệu, số vào sổ hoặc mã văn bản · Serial, register number or document id
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
}

/// The decision that something rests on, and who notes it.
#[derive(Debug, Args)]
pub struct Decision {
    /// Số quyết định · Number of the decision
    #[arg(long = "decision", value_name = "NUMBER")]
    pub decision_no: String,
    /// Ngày quyết định, 2026-05-31 · Date of the decision
    #[arg(long, value_name = "DATE")]
    pub date: String,
    /// Người ghi sổ (mặc định: tên đăng nhập) · Who writes (default: the login name)
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

#[derive(Debug, Args)]
pub struct RegisterAmend {
    /// Số hiệu hoặc số vào sổ của văn bằng · Serial or register number of the diploma
    #[arg(value_name = "NUMBER")]
    pub number: String,
    #[command(flatten)]
    pub decision: Decision,
    /// Lý do, ghi vào sổ · The reason, noted in the register
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Căn cứ chỉnh sửa: civil-status-changed (cải chính hộ tịch), ethnicity-or-gender (xác định lại dân tộc, giới
    /// tính), civil-status-supplemented (bổ sung hộ tịch), birth-registration (đăng ký lại khai sinh) · Ground of a correction
    #[arg(long, value_enum, value_name = "GROUND", requires = "set")]
    pub ground: Option<GroundName>,
    /// Nội dung mới: full_name, date_of_birth, place_of_birth, gender, ethnicity, nationality · New content (repeatable)
    #[arg(long, value_name = "FIELD=VALUE", requires = "ground")]
    pub set: Vec<String>,
    /// Thu hồi · Revoke
    #[arg(long)]
    pub revoke: bool,
    /// Hủy bỏ · Cancel
    #[arg(long)]
    pub cancel: bool,
    /// Cấp lại: số hiệu mới và số vào sổ mới · Reissue: the new serial and register number
    #[arg(long, num_args = 2, value_names = ["SERIAL", "REGISTER-NO"])]
    pub reissue: Vec<String>,
}

/// The four grounds of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroundName {
    CivilStatusChanged,
    EthnicityOrGender,
    CivilStatusSupplemented,
    BirthRegistration,
}

#[derive(Debug, Args)]
pub struct RegisterWithdraw {
    /// Mã văn bản (26 ký tự) · Document id (26 characters)
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub decision: Decision,
    /// Lý do, ghi vào sổ · The reason, noted in the register
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct RegisterGiveUp {
    /// Thư mục của lô · The batch folder
    #[arg(value_name = "BATCH")]
    pub batch: PathBuf,
    /// Lý do, ghi vào sổ · The reason, noted in the register
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Người ghi sổ (mặc định: tên đăng nhập) · Who writes (default: the login name)
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

#[derive(Debug, Args)]
pub struct RegisterAudit {
    /// Mốc đối chiếu đã giữ ở nơi khác · A checkpoint kept elsewhere (repeatable)
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
    /// Ghi mốc hiện tại ra tệp này, để giữ ở nơi khác · Write the present checkpoint here, to be kept elsewhere
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RegisterRestore {
    /// Bản sao lưu · The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Chấp nhận mất những mục mới hơn bản sao lưu, khi không còn bản nào khác · Accept that entries newer than the
    /// backup are lost, where nothing else has them
    #[arg(long)]
    pub lose_newer: bool,
    /// Bản sao lưu phải có đủ những gì mốc này đã thấy · The backup must hold all that this checkpoint has seen
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
}

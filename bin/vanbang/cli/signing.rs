//! The arguments of whatever signs: issuing, the next signature, tokens.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Replaces;

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Trình điều khiển, token và chứng thư tìm thấy · Drivers, tokens and certificates found
    List(TokenList),
    /// Token có ký được không, không tốn lần thử PIN nào · Whether a token is fit, without spending a PIN attempt
    Check(TokenCheck),
    /// Cho phép thử mã PIN thêm một lần sau lần bị từ chối · Allow one more PIN attempt after one that was refused
    Clear(TokenCheck),
}

#[derive(Debug, Args)]
pub struct TokenCheck {
    /// Token của vai trò này trong vanbang.toml · The token of this role in vanbang.toml
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    #[command(flatten)]
    pub signer: SignerOptions,
}

#[derive(Debug, Args)]
pub struct TokenList {
    /// Thư viện PKCS#11 (mặc định: tìm ở những nơi thường gặp) · PKCS#11 module (default: the usual places)
    #[arg(long, value_name = "PATH")]
    pub module: Option<PathBuf>,
    /// Số giây trình điều khiển được phép trả lời (mặc định: 30) · Seconds a driver may take to answer (default: 30)
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    pub token_limit: Option<u16>,
}

/// Where the signing key is; what is absent comes from `vanbang.toml`.
#[derive(Debug, Default, Args)]
pub struct SignerOptions {
    /// Thư viện PKCS#11 của token · PKCS#11 module of the token
    #[arg(long, value_name = "PATH", conflicts_with = "software_key")]
    pub module: Option<PathBuf>,
    /// Nhãn token · Token label
    #[arg(long, value_name = "LABEL")]
    pub token: Option<String>,
    /// Số sê-ri token · Token serial number
    #[arg(long, value_name = "SERIAL", conflicts_with = "token")]
    pub serial: Option<String>,
    /// Chứng thư: nhãn, id:HEX hoặc dấu vân tay; với --software-key là tệp · Certificate: label, id:HEX or fingerprint; with --software-key a file
    #[arg(long, value_name = "LABEL|ID|FINGERPRINT|FILE")]
    pub certificate: Option<String>,
    /// Khóa phần mềm PKCS#8 có mật khẩu, chỉ để thử · Software key in encrypted PKCS#8, for trials only
    #[arg(long, value_name = "FILE")]
    pub software_key: Option<PathBuf>,
    /// Chứng thư của các cơ quan cấp, kèm vào chữ ký · Certificates of the authorities, to go with the signature
    #[arg(long, value_name = "FILE|DIR")]
    pub chain: Option<PathBuf>,
    /// Đọc mã PIN (mật khẩu) từ bộ mô tả tệp này · Read the PIN (password) from this file descriptor
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
    /// Số giây trình điều khiển được phép trả lời mỗi lần (mặc định: 30) · Seconds a driver may take for each
    /// answer (default: 30)
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    pub token_limit: Option<u16>,
    /// Số phiên ký cùng lúc, nếu token cho phép (mặc định: 1) · Sessions that sign at once, where the token allows
    /// (default: 1)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    pub sessions: Option<u8>,
    /// Token bị rút giữa chừng: dừng, hay đợi cắm lại đúng token đó (mặc định: stop) · A token that is pulled
    /// out: stop, or wait for the same one (default: stop)
    #[arg(long, value_enum, value_name = "stop|wait", default_value = "stop")]
    pub on_removal: OnRemoval,
    /// Khi đợi cắm lại thì dùng lại mã PIN đã nhập, không hỏi nữa · While waiting, keep the PIN and do not ask again
    #[arg(long)]
    pub keep_pin: bool,
    /// Ảnh chữ ký hoặc con dấu, PNG · Image of the signature or seal, PNG
    #[arg(long, value_name = "FILE")]
    pub image: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OnRemoval {
    #[default]
    Stop,
    Wait,
}

#[derive(Debug, Args)]
pub struct Issue {
    /// Sổ điểm hai học kì, hoặc bảng tính của loại văn bản ấy (.xlsx, .xls, .ods, .csv) · Workbooks of both
    /// semesters, or of that kind of document
    #[arg(required = true, value_name = "ROSTER")]
    pub rosters: Vec<PathBuf>,
    /// Loại văn bản: transcript-year-secondary (học bạ một năm, mặc định), transcript-secondary (học bạ cả cấp),
    /// transcript-university (bảng điểm đại học) · Kind of document
    #[arg(long, default_value = "transcript-year-secondary", value_name = "KIND")]
    pub kind: String,
    /// Thư mục của lô (mặc định: batches/NĂM-HỌC-LỚP) · Batch folder (default: batches/YEAR-CLASSES)
    #[arg(long, value_name = "DIR")]
    pub batch: Option<PathBuf>,
    /// Chỉ những lớp này · Only these classes (repeatable)
    #[arg(long, value_name = "CLASS")]
    pub class: Vec<String>,
    /// Song ngữ: tiếng Anh bên cạnh tiếng Việt (transcript-university) · English beside the Vietnamese (transcript-university)
    #[arg(long)]
    pub bilingual: bool,
    #[command(flatten)]
    pub replaces: Replaces,
    /// Chỉ vẽ, chưa ký · Draw only, sign nothing
    #[arg(long)]
    pub draw_only: bool,
    /// Số luồng vẽ · Threads for drawing
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Ai chuẩn bị lô, ghi vào batch.toml · Who prepares the batch, kept in batch.toml
    #[arg(long, value_name = "NAME")]
    pub prepared_by: Option<String>,
    /// Chứng thư của người chuẩn bị · The certificate of whoever prepares it
    #[arg(long, value_name = "FILE")]
    pub preparer_certificate: Option<PathBuf>,
    #[command(flatten)]
    pub ceremony: CeremonyOptions,
    #[command(flatten)]
    pub signer: SignerOptions,
}

/// What a person may ask before a batch is signed.
#[derive(Debug, Default, Args)]
pub struct CeremonyOptions {
    /// Chỉ cho biết sẽ ký gì, không ký · Only show what would be signed
    #[arg(long)]
    pub dry_run: bool,
    /// Từ chối khi phải ký nhiều hơn số văn bản này · Refuse to sign more documents than this
    #[arg(long, value_name = "N")]
    pub max_docs: Option<usize>,
}

#[derive(Debug, Args)]
pub struct Delegate {
    #[command(flatten)]
    pub signer: SignerOptions,
}

#[derive(Debug, Args)]
pub struct Sign {
    /// Thư mục của lô · Batch folder
    #[arg(value_name = "BATCH")]
    pub batch: PathBuf,
    /// Vai trò: homeroom_teacher (giáo viên chủ nhiệm), school_leader (lãnh đạo), head_of_training (đào tạo), copy_signer (người ký bản sao), organisation (con dấu) · Role
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// Không ký: xóa chứng cứ đã giữ về chứng thư của vai trò này; ghi lại tên người xóa · Sign nothing, delete the evidence kept of this role's certificate; the name of who deletes it is noted
    #[arg(long, value_name = "NAME")]
    pub delete_evidence: Option<String>,
    #[command(flatten)]
    pub ceremony: CeremonyOptions,
    #[command(flatten)]
    pub signer: SignerOptions,
}

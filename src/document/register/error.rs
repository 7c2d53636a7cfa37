//! Why a register is not opened, or does not take an entry.

use std::path::PathBuf;

use crate::document::record::{self, Code, Contradiction, Date};
use crate::wording::{Phrase, system_reason_vi};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: std::io::Error },
    /// The database refused: its own words.
    #[error("the register's store refuses: {0}")]
    Store(String),
    #[error("another program works on the register")]
    Busy,
    #[error("{} is not a register", .0.display())]
    NotARegister(PathBuf),
    #[error("{} stands already", .0.display())]
    Exists(PathBuf),
    /// The number of the first entry that is not as it was written; 0 where none can be named.
    #[error("the register is damaged at entry {number}: {what}")]
    Damaged { number: u64, what: Phrase },
    #[error("the register is not the one that the checkpoint is of: {what}")]
    RolledBack { what: Phrase, count: u64, expected: u64 },
    #[error("{} is not a checkpoint of a register", .0.display())]
    CheckpointUnreadable(PathBuf),
    #[error("the clock says {now}, the last entry is of {last}")]
    ClockBehind { now: String, last: String },
    #[error("{what} \"{value}\" stands in entry {of} already")]
    Twice { what: Phrase, value: String, of: u64 },
    #[error("there is no {what} \"{value}\"")]
    Unknown { what: Phrase, value: String },
    #[error("{what}")]
    NotAllowed { what: Phrase },
    #[error("the diploma contradicts itself or the rules: {}", listed(.0))]
    Contradicts(Vec<Contradiction>),
    /// No copies are made of a diploma that was revoked or cancelled.
    #[error("the diploma {serial_no} no longer counts: decision {decision_no} of {decision_date}")]
    Ended { serial_no: Code, cancelled: bool, decision_no: Code, decision_date: Date },
    /// A copy that was planned before a decision changed the diploma.
    #[error("the copy {number} repeats the diploma as it stood before decision {decision_no} of {decision_date}")]
    Outdated { number: Code, decision_no: Code, decision_date: Date },
    /// A number of the copy-issue book that another copy was given meanwhile.
    #[error("the copy number {number} belongs to another copy")]
    NumberTaken { number: Code },
    /// What the copy would state cannot be.
    #[error(transparent)]
    Record(record::Error),
}

fn listed(contradictions: &[Contradiction]) -> String {
    contradictions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::File { .. } => "REGISTER_FILE",
            Error::Store(_) => "REGISTER_STORE",
            Error::Busy => "REGISTER_BUSY",
            Error::NotARegister(_) => "REGISTER_NOT_ONE",
            Error::Exists(_) => "REGISTER_EXISTS",
            Error::Damaged { .. } => "REGISTER_DAMAGED",
            Error::RolledBack { .. } => "REGISTER_ROLLED_BACK",
            Error::CheckpointUnreadable(_) => "CHECKPOINT_UNREADABLE",
            Error::ClockBehind { .. } => "CLOCK_BEHIND",
            Error::Twice { .. } => "REGISTER_TWICE",
            Error::Unknown { .. } => "REGISTER_UNKNOWN",
            Error::NotAllowed { .. } => "REGISTER_NOT_ALLOWED",
            Error::Contradicts(_) => "DIPLOMA_CONTRADICTS",
            Error::Ended { .. } => "DIPLOMA_ENDED",
            Error::Outdated { .. } => "COPY_OUTDATED",
            Error::NumberTaken { .. } => "COPY_NUMBER_TAKEN",
            Error::Record(error) => error.code(),
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::File { path, cause } => {
                format!("không đọc hay ghi được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::Store(said) => format!("kho dữ liệu của sổ từ chối: «{said}»"),
            Error::Busy => "một chương trình khác đang làm việc với sổ".to_owned(),
            Error::NotARegister(path) => format!("{} không phải là sổ", path.display()),
            Error::Exists(path) => format!("{} đã có sẵn", path.display()),
            Error::Damaged { number: 0, what } => format!("sổ đã hỏng hoặc bị sửa: {}", what.vi),
            Error::Damaged { number, what } => format!("sổ đã hỏng hoặc bị sửa ở mục {number}: {}", what.vi),
            Error::RolledBack { what, count, expected } => {
                format!("sổ không phải là sổ của mốc đối chiếu: {} (sổ có {count} mục, mốc ghi {expected})", what.vi)
            }
            Error::CheckpointUnreadable(path) => {
                format!("{} không phải là mốc đối chiếu của sổ", path.display())
            }
            Error::ClockBehind { now, last } => format!("đồng hồ máy ghi {now}, mục cuối của sổ ghi {last}"),
            Error::Twice { what, value, of } => format!("{} «{value}» đã có ở mục {of}", what.vi),
            Error::Unknown { what, value } => format!("không có {} «{value}»", what.vi),
            Error::NotAllowed { what } => what.vi.to_owned(),
            Error::Contradicts(contradictions) => {
                let each = contradictions.iter().map(Contradiction::message_vi);
                format!("văn bằng mâu thuẫn: {}", each.collect::<Vec<_>>().join("; "))
            }
            Error::Ended { serial_no, cancelled, decision_no, decision_date } => format!(
                "văn bằng số hiệu {serial_no} đã bị {} theo quyết định {decision_no} ngày {}",
                if *cancelled { "hủy bỏ" } else { "thu hồi" },
                decision_date.text_vi()
            ),
            Error::Outdated { number, decision_no, decision_date } => format!(
                "bản sao số {number} chép nội dung trước quyết định {decision_no} ngày {}",
                decision_date.text_vi()
            ),
            Error::NumberTaken { number } => format!("số vào sổ cấp bản sao {number} đã cấp cho bản sao khác"),
            Error::Record(error) => error.message_vi(),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Damaged { .. } | Error::RolledBack { .. } => (
                "Đừng ghi gì thêm; giữ nguyên tệp để điều tra, rồi khôi phục bản sao lưu: vanbang register restore.",
                "Write nothing more; keep the file for an inquiry, then restore a backup: vanbang register restore.",
            ),
            Error::Busy => ("Hãy đóng chương trình kia rồi chạy lại.", "Close the other program and run this again."),
            Error::ClockBehind { .. } => ("Hãy chỉnh lại đồng hồ của máy.", "Set the clock of this machine."),
            Error::Contradicts(_) => (
                "Hãy sửa ở tệp nguồn rồi nhập lại; chương trình không tự sửa.",
                "Correct the source file and import it again; nothing is corrected silently.",
            ),
            Error::Twice { .. } => (
                "Mỗi số chỉ vào sổ một lần; nếu là chỉnh sửa, hãy dùng vanbang register amend.",
                "A number is entered once; for a correction use vanbang register amend.",
            ),
            Error::Unknown { .. } => {
                ("Hãy tìm bằng: vanbang register show CHỮ.", "Search with: vanbang register show TEXT.")
            }
            Error::Ended { .. } => ("Không cấp bản sao của văn bằng này.", "No copy of this diploma is issued."),
            Error::Outdated { .. } => (
                "Đừng ký lô này; lập bản sao mới: vanbang copy SỐ --batch THƯ-MỤC-MỚI. Số đã lấy vẫn nằm trong sổ cấp bản sao.",
                "Do not sign this batch; make a new copy: vanbang copy NUMBER --batch NEW-DIR. The number that was taken stays in the book.",
            ),
            Error::NumberTaken { .. } => {
                ("Hãy chạy lại lệnh để lấy số mới.", "Run the command again for a new number.")
            }
            Error::Record(error) => error.hint(),
            Error::NotAllowed { .. } => {
                ("Sổ chỉ nhận điều quy định cho phép.", "A register takes what the rules allow, nothing else.")
            }
            _ => (
                "Hãy kiểm tra đường dẫn, quyền truy cập và dung lượng còn trống.",
                "Check the path, the permissions and the free space.",
            ),
        }
    }
}

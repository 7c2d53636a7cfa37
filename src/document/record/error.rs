//! Why bytes are not a record.

use super::Contradiction;

/// Why bytes are not a record, or a statement not a transcript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More bytes than a record may have.
    #[error("the record has {size} bytes, at most {most} are read")]
    TooLarge {
        /// Bytes given.
        size: usize,
        /// Bytes allowed.
        most: usize,
    },
    /// Not JSON, or a member that is missing, unknown, given twice or of a wrong value.
    #[error("the record cannot be read at line {line}, column {column}: {detail}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the reader met.
        detail: String,
    },
    /// A schema that this program does not know.
    #[error("the record's schema \"{value}\" is not known")]
    Schema {
        /// The schema named, or nothing.
        value: String,
    },
    /// An organisation identifier of another shape (protocol 0).
    #[error("\"{value}\" is not an organisation identifier")]
    Org {
        /// The text given.
        value: String,
    },
    /// No salt, or one that is not 22 canonical characters (protocol 2).
    #[error("the record has no valid salt")]
    SaltMissing,
    /// Values that contradict each other or the rules.
    #[error("the record contradicts itself: {}", listed(contradictions))]
    Contradicts {
        /// Every contradiction found.
        contradictions: Vec<Contradiction>,
    },
    /// The record could not be written as JSON.
    #[error("the record cannot be written: {detail}")]
    Write {
        /// What went wrong.
        detail: String,
    },
}

fn listed(contradictions: &[Contradiction]) -> String {
    contradictions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Error {
    pub(super) fn json(error: &serde_json::Error) -> Error {
        Error::Json { line: error.line(), column: error.column(), detail: error.to_string() }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::TooLarge { .. } => "RECORD_TOO_LARGE",
            Error::Json { .. } => "RECORD_MALFORMED",
            Error::Schema { .. } => "RECORD_SCHEMA_UNKNOWN",
            Error::Org { .. } => "RECORD_ORG_INVALID",
            Error::SaltMissing => "RECORD_SALT_MISSING",
            Error::Contradicts { .. } => "RECORD_CONTRADICTS_RULES",
            Error::Write { .. } => "RECORD_NOT_WRITTEN",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::TooLarge { size, most } => {
                format!("dữ liệu học bạ dài {size} byte, chỉ đọc nhiều nhất {most} byte")
            }
            Error::Json { line, column, detail } => {
                format!("không đọc được dữ liệu học bạ ở dòng {line}, cột {column}: {detail}")
            }
            Error::Schema { value } => format!("chưa biết loại dữ liệu «{value}»"),
            Error::Org { value } => format!("«{value}» không phải là mã cơ quan hợp lệ"),
            Error::SaltMissing => "dữ liệu học bạ không có phần ngẫu nhiên (salt) hợp lệ".to_owned(),
            Error::Contradicts { contradictions } => {
                let each = contradictions.iter().map(Contradiction::message_vi);
                format!("dữ liệu học bạ mâu thuẫn: {}", each.collect::<Vec<_>>().join("; "))
            }
            Error::Write { detail } => format!("không ghi được dữ liệu học bạ: {detail}"),
        }
    }

    /// What the person can do about it: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Org { .. } => (
                "Mã cơ quan gồm 3 đến 64 chữ thường không dấu, chữ số, dấu chấm, gạch nối; ví dụ thcs-mau.hue.",
                "An identifier has 3 to 64 lower-case letters, digits, dots or hyphens, such as thcs-mau.hue.",
            ),
            Error::Schema { .. } => ("Hãy dùng phiên bản vanbang mới hơn.", "Use a newer version of vanbang."),
            Error::Contradicts { .. } => (
                "Hãy sửa ở sổ điểm rồi đọc lại; chương trình không tự sửa.",
                "Correct the workbook and read it again; nothing is corrected silently.",
            ),
            _ => (
                "Hãy lấy lại tệp gốc do nhà trường phát hành.",
                "Obtain the file again from the school that issued it.",
            ),
        }
    }
}

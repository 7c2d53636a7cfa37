//! Why a batch could not be signed, with what disagreed and what to do.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};

use crate::document::batch;
use crate::document::record::Role;
#[cfg(feature = "register")]
use crate::document::register;
use crate::signature::pades::{self, Finding};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Batch(#[from] batch::Error),
    #[cfg(feature = "register")]
    #[error(transparent)]
    Register(#[from] register::Error),
    #[error(transparent)]
    Signature(#[from] pades::Error),
    #[error("the batch is of a kind that this version does not know")]
    KindUnknown,
    #[error("no session of a key was given")]
    NoSession,
    #[error("documents of this kind are not signed by {role}")]
    RoleUnknown { role: Role },
    #[error("document {index} is not ready: {}", missing_en(*missing))]
    NotReady { index: u32, missing: Option<Role> },
    #[error("the certificate of {subject} is valid from {not_before} to {not_after}, now is {now}")]
    CertificateNotValid {
        subject: String,
        not_before: DateTime<Utc>,
        not_after: DateTime<Utc>,
        now: DateTime<FixedOffset>,
    },
    #[error("{began} began to sign this batch in this role, now comes {now}")]
    OtherSigner { began: String, now: String },
    #[error("{}: the file read back from disk does not verify: {} {}", path.display(), finding.code, finding.message_en)]
    SelfCheck { path: PathBuf, finding: Box<Finding> },
}

fn missing_en(missing: Option<Role>) -> String {
    missing.map_or("it is not drawn".to_owned(), |role| format!("the signature of {} comes first", role.label_en()))
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Error::Batch(error) => error.code(),
            #[cfg(feature = "register")]
            Error::Register(error) => error.code(),
            Error::Signature(error) => error.code(),
            Error::KindUnknown => "KIND_UNKNOWN",
            Error::NoSession => "NO_SIGNER",
            Error::RoleUnknown { .. } => "ROLE_UNKNOWN",
            Error::NotReady { .. } => "ROLE_NOT_READY",
            Error::CertificateNotValid { .. } => "CERTIFICATE_NOT_VALID",
            Error::OtherSigner { .. } => "SIGNER_CHANGED",
            Error::SelfCheck { .. } => "SELF_CHECK_FAILED",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Batch(error) => error.message_vi(),
            #[cfg(feature = "register")]
            Error::Register(error) => error.message_vi(),
            Error::Signature(error) => error.message_vi(),
            Error::KindUnknown => "loại văn bản của lô này không có trong phiên bản đang dùng".into(),
            Error::NoSession => "chưa mở khóa nào để ký".into(),
            Error::RoleUnknown { role } => format!("loại văn bản này không cần chữ ký của {}", role.label_vi()),
            Error::NotReady { index, missing: None } => format!("văn bản thứ {index} chưa được vẽ"),
            Error::NotReady { index, missing: Some(role) } => {
                format!("văn bản thứ {index} chưa có chữ ký của {}", role.label_vi())
            }
            Error::CertificateNotValid { subject, not_before, not_after, now } => format!(
                "chứng thư số của {subject} có hiệu lực từ {} đến {}, hiện là {}",
                not_before.format("%d/%m/%Y"),
                not_after.format("%d/%m/%Y"),
                now.format("%d/%m/%Y %H:%M")
            ),
            Error::OtherSigner { began, now } => {
                format!("lô này đã bắt đầu được {began} ký ở vai trò này, nay lại là {now}")
            }
            Error::SelfCheck { path, finding } => {
                format!("{}: tệp đọc lại từ đĩa không hợp lệ. {}", path.display(), finding.message_vi)
            }
        }
    }

    /// What to do, in Vietnamese and English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Batch(error) => error.hint(),
            #[cfg(feature = "register")]
            Error::Register(error) => error.hint(),
            Error::Signature(_) => (
                "Xem lại token và chứng thư số bằng «vanbang token check».",
                "Look at the token and certificate with `vanbang token check`.",
            ),
            Error::KindUnknown => ("Cập nhật vanbang.", "Update vanbang."),
            Error::NoSession => ("Cắm token rồi chạy lại.", "Plug in the token, then run again."),
            Error::RoleUnknown { .. } => ("Chọn vai trò khác bằng --role.", "Choose another role with --role."),
            Error::NotReady { .. } => ("Hoàn tất bước trước rồi chạy lại.", "Finish the step before, then run again."),
            Error::CertificateNotValid { .. } => (
                "Kiểm tra đồng hồ máy; nếu chứng thư số hết hạn, hãy gia hạn với nhà cung cấp.",
                "Check the clock; if the certificate has expired, renew it with its issuer.",
            ),
            Error::OtherSigner { .. } => (
                "Cắm lại token đã dùng lúc đầu, hoặc lập lô mới.",
                "Plug in the token that began, or make a new batch.",
            ),
            Error::SelfCheck { .. } => (
                "Không dùng tệp này. Kiểm tra ổ đĩa rồi chạy lại đúng lệnh này để ký lại.",
                "Do not use this file. Check the disk, then run the same command to sign it again.",
            ),
        }
    }
}

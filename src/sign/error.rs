//! Why a batch could not be signed, with what disagreed and what to do.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};

use crate::document::record::{DirectoryError, Role};
#[cfg(feature = "register")]
use crate::document::register;
use crate::document::{batch, manifest};
#[cfg(feature = "fetch")]
use crate::signature::fetch;
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
    /// A document that the batch would replace was withdrawn or replaced since the batch was planned.
    #[cfg(feature = "register")]
    #[error("the document {id}, which this batch replaces, is not in force in the register")]
    ReplacedNotInForce { id: String },
    #[error("the batch is of a kind that this version does not know")]
    KindUnknown,
    /// Before its manifest is signed a batch may simply be left alone.
    #[cfg(feature = "register")]
    #[error("the manifest of this batch is not signed, so it has nothing to be given up")]
    NotSealed,
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
    #[error("the clock says {now}, and the batch was worked on at {noted} already")]
    ClockBehind { now: DateTime<FixedOffset>, noted: DateTime<FixedOffset> },
    #[error("the clock says {now}, the timestamp authority says {authority}")]
    ClockDiffers { now: DateTime<FixedOffset>, authority: DateTime<Utc> },
    #[error("{name} prepared this batch, and the office asks that another person signs it")]
    SamePerson { name: String },
    #[error("the office asks for two persons, and nobody is named who prepared this batch")]
    PreparerUnknown,
    #[error("{role} has not signed this batch")]
    NotBegun { role: Role },
    /// Nobody gave a timestamp; whether that stops anything is the caller's to decide.
    #[cfg(feature = "fetch")]
    #[error("no timestamp: {0}")]
    NoTimestamp(Box<fetch::Error>),
    #[cfg(feature = "fetch")]
    #[error("{left} signed documents still wait for their timestamps: {cause}")]
    TimestampsWait { left: usize, cause: Box<fetch::Error> },
    #[error("the timestamp authority {name} is not one that the office trusts")]
    AuthorityNotTrusted { name: String },
    #[error("{began} began to sign this batch in this role, now comes {now}")]
    OtherSigner { began: String, now: String },
    #[error("stopped as asked; what was begun is finished")]
    Interrupted,
    #[error("{}: the file read back from disk does not verify: {} {}", path.display(), finding.code, finding.message_en)]
    SelfCheck { path: PathBuf, finding: Box<Finding> },
    #[error(transparent)]
    Manifest(#[from] manifest::Error),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error("the directory has no serial number or no time of issue")]
    DirectoryUnnumbered,
    #[error("the clock says {now}, and what is to be signed states {stated}")]
    ClockBefore { now: DateTime<Utc>, stated: DateTime<Utc> },
    /// What was signed reads back as something else, or as nothing.
    #[error("what was signed does not read back: {}", .0.as_ref().map_or("it is another", |finding| finding.code))]
    ReadBack(Option<Box<Finding>>),
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
            #[cfg(feature = "register")]
            Error::ReplacedNotInForce { .. } => "SUPERSEDES_NOT_IN_FORCE",
            Error::KindUnknown => "KIND_UNKNOWN",
            #[cfg(feature = "register")]
            Error::NotSealed => "BATCH_NOT_SEALED",
            Error::NoSession => "NO_SIGNER",
            Error::RoleUnknown { .. } => "ROLE_UNKNOWN",
            Error::NotReady { .. } => "ROLE_NOT_READY",
            Error::CertificateNotValid { .. } => "CERTIFICATE_NOT_VALID",
            Error::OtherSigner { .. } => "SIGNER_CHANGED",
            Error::ClockBehind { .. } => "CLOCK_BEHIND_JOURNAL",
            Error::ClockDiffers { .. } => "CLOCK_DIFFERS",
            Error::SamePerson { .. } => "TWO_PERSONS_NEEDED",
            Error::PreparerUnknown => "PREPARER_UNKNOWN",
            Error::NotBegun { .. } => "ROLE_NOT_BEGUN",
            #[cfg(feature = "fetch")]
            Error::NoTimestamp(error) => error.code(),
            #[cfg(feature = "fetch")]
            Error::TimestampsWait { .. } => "TIMESTAMPS_WAIT",
            Error::AuthorityNotTrusted { .. } => "TSA_NOT_TRUSTED",
            Error::Interrupted => "INTERRUPTED",
            Error::SelfCheck { .. } | Error::ReadBack(_) => "SELF_CHECK_FAILED",
            Error::Manifest(error) => error.code(),
            Error::Directory(error) => error.code(),
            Error::DirectoryUnnumbered => "DIRECTORY_UNNUMBERED",
            Error::ClockBefore { .. } => "CLOCK_BEHIND_CONTENT",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Batch(error) => error.message_vi(),
            #[cfg(feature = "register")]
            Error::Register(error) => error.message_vi(),
            Error::Signature(error) => error.message_vi(),
            #[cfg(feature = "register")]
            Error::ReplacedNotInForce { id } => {
                format!("văn bản {id} mà lô này thay thế không còn hiệu lực trong sổ")
            }
            Error::KindUnknown => "loại văn bản của lô này không có trong phiên bản đang dùng".into(),
            #[cfg(feature = "register")]
            Error::NotSealed => "bản kê của lô này chưa được ký, nên không có gì phải bỏ".into(),
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
            Error::ClockBehind { now, noted } => format!(
                "đồng hồ máy đang là {}, sớm hơn lần làm việc trước với lô này ({})",
                now.format("%d/%m/%Y %H:%M:%S"),
                noted.format("%d/%m/%Y %H:%M:%S")
            ),
            Error::ClockDiffers { now, authority } => format!(
                "đồng hồ máy đang là {}, dịch vụ cấp dấu thời gian nói là {}",
                now.format("%d/%m/%Y %H:%M:%S"),
                authority.with_timezone(&now.timezone()).format("%d/%m/%Y %H:%M:%S")
            ),
            Error::SamePerson { name } => {
                format!("{name} đã chuẩn bị lô này; đơn vị yêu cầu một người khác ký")
            }
            Error::PreparerUnknown => "đơn vị yêu cầu hai người, nhưng lô không ghi ai đã chuẩn bị".into(),
            Error::NotBegun { role } => format!("lô này chưa có chữ ký nào của {}", role.label_vi()),
            #[cfg(feature = "fetch")]
            Error::NoTimestamp(error) => format!("chưa xin được dấu thời gian: {}", error.message_vi()),
            #[cfg(feature = "fetch")]
            Error::TimestampsWait { left, cause } => {
                format!("{left} văn bản đã ký còn chờ dấu thời gian: {}", cause.message_vi())
            }
            Error::AuthorityNotTrusted { name } => {
                format!("dịch vụ cấp dấu thời gian {name} không thuộc các gốc mà đơn vị tin")
            }
            Error::OtherSigner { began, now } => {
                format!("lô này đã bắt đầu được {began} ký ở vai trò này, nay lại là {now}")
            }
            Error::Interrupted => "đã dừng theo yêu cầu; việc đang làm dở đã làm xong và ghi nhật ký".into(),
            Error::SelfCheck { path, finding } => {
                format!("{}: tệp đọc lại từ đĩa không hợp lệ. {}", path.display(), finding.message_vi)
            }
            Error::Manifest(error) => error.message_vi(),
            Error::Directory(error) => error.message_vi(),
            Error::DirectoryUnnumbered => "danh bạ không ghi số thứ tự (serial) hoặc thời điểm lập (issued)".into(),
            Error::ClockBefore { now, stated } => {
                format!("đồng hồ máy đang là {now}, sớm hơn thời điểm ghi trong nội dung sẽ ký ({stated})")
            }
            Error::ReadBack(finding) => {
                let why = finding.as_ref().map_or("nội dung khác", |finding| &finding.message_vi);
                format!("bản vừa ký đọc lại không đúng: {why}")
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
            #[cfg(feature = "register")]
            Error::ReplacedNotInForce { .. } => (
                "Đừng ký lô này. Xem vì sao: vanbang register show MÃ.",
                "Do not sign this batch. See why: vanbang register show ID.",
            ),
            Error::KindUnknown => ("Cập nhật vanbang.", "Update vanbang."),
            #[cfg(feature = "register")]
            Error::NotSealed => (
                "Lô chưa đóng dấu thì không ai biết đến: cứ để yên, hoặc lập lô mới.",
                "Nobody knows of a batch before it is sealed: leave it alone, or make another.",
            ),
            Error::NoSession => ("Cắm token rồi chạy lại.", "Plug in the token, then run again."),
            Error::RoleUnknown { .. } => ("Chọn vai trò khác bằng --role.", "Choose another role with --role."),
            Error::NotReady { .. } => ("Hoàn tất bước trước rồi chạy lại.", "Finish the step before, then run again."),
            Error::CertificateNotValid { .. } => (
                "Kiểm tra đồng hồ máy; nếu chứng thư số hết hạn, hãy gia hạn với nhà cung cấp.",
                "Check the clock; if the certificate has expired, renew it with its issuer.",
            ),
            Error::ClockBehind { .. } | Error::ClockDiffers { .. } | Error::ClockBefore { .. } => (
                "Chỉnh lại ngày giờ của máy rồi chạy lại; chưa có gì được ký thêm.",
                "Set the date and time of this machine, then run again; nothing more was signed.",
            ),
            Error::SamePerson { .. } => (
                "Để người khác ký, hoặc xem lại two_persons ở [sign] trong vanbang.toml.",
                "Let another person sign, or see two_persons at [sign] of vanbang.toml.",
            ),
            Error::PreparerUnknown => (
                "Lập lại lô với vanbang issue --draw-only --prepared-by \"Họ tên\".",
                "Make the batch again with vanbang issue --draw-only --prepared-by \"NAME\".",
            ),
            Error::NotBegun { .. } => ("Ký trước đã.", "Sign first."),
            #[cfg(feature = "fetch")]
            Error::NoTimestamp(error) => error.hint(),
            #[cfg(feature = "fetch")]
            Error::TimestampsWait { .. } => (
                "Chạy lại đúng lệnh này khi có mạng: chỉ xin dấu thời gian, không ký lại, không cần mã PIN.",
                "Run the same command when the network is there: only timestamps are asked for, nothing is signed again, no PIN.",
            ),
            Error::AuthorityNotTrusted { .. } => (
                "Thêm gốc của dịch vụ bằng vanbang trust add --tsa, hoặc đổi tsa trong trust/fetch.toml.",
                "Add its root with vanbang trust add --tsa, or change tsa in trust/fetch.toml.",
            ),
            Error::OtherSigner { .. } => (
                "Cắm lại token đã dùng lúc đầu, hoặc lập lô mới.",
                "Plug in the token that began, or make a new batch.",
            ),
            Error::Interrupted => (
                "Chạy lại đúng lệnh này để làm tiếp; văn bản đã ký không ký lại.",
                "Run the same command to go on; what is signed is not signed again.",
            ),
            Error::SelfCheck { .. } => (
                "Không dùng tệp này. Kiểm tra ổ đĩa rồi chạy lại đúng lệnh này để ký lại.",
                "Do not use this file. Check the disk, then run the same command to sign it again.",
            ),
            Error::Manifest(error) => error.hint(),
            Error::Directory(error) => error.hint(),
            Error::DirectoryUnnumbered => (
                "Điền serial (số tăng dần) và issued trong tệp danh bạ rồi chạy lại.",
                "Fill in serial (a growing number) and issued in the directory, then run again.",
            ),
            Error::ReadBack(_) => (
                "Không dùng bản này. Xem lại token bằng «vanbang token check» rồi ký lại.",
                "Do not use it. Look at the token with `vanbang token check`, then sign again.",
            ),
        }
    }
}

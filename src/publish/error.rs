//! Why something is not published.

use std::path::PathBuf;

use crate::document::{batch, manifest, record, register};
#[cfg(feature = "fetch")]
use crate::signature::fetch;
use crate::signature::pades::Finding;
use crate::wording::system_reason_vi;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Batch(#[from] batch::Error),
    #[error(transparent)]
    Manifest(#[from] manifest::Error),
    #[error(transparent)]
    Record(#[from] record::Error),
    #[error(transparent)]
    Register(#[from] register::Error),
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{} is there with other bytes", path.display())]
    Differs { path: PathBuf },
    #[error("the register does not have the batch {batch} as closed with this manifest")]
    NotClosed { batch: String },
    #[error("what should be a signed manifest is none: {} ({})", .0.message_en, .0.code)]
    NotAManifest(Box<Finding>),
    #[error("no manifest at hand lets the status key speak for the organisation")]
    NotDelegated,
    #[error("the published status has number {published}, the office's own has {own}: another office signs it")]
    OtherStatus { own: u64, published: u64 },
    #[error("the clock says {now}, and the last status is of {last}")]
    ClockBehind { now: String, last: String },
    /// Nobody gave a timestamp.
    #[cfg(feature = "fetch")]
    #[error(transparent)]
    Fetch(Box<fetch::Error>),
    /// The manifest, or the timestamp behind it, is not accepted by what this office trusts.
    #[error("the timestamp proves nothing here: {} ({})", .0.message_en, .0.code)]
    NotProven(Box<Finding>),
    /// A server that does not answer.
    #[cfg(feature = "fetch")]
    #[error("{cause}")]
    Server { host: String, cause: Box<fetch::Error> },
    /// The server's own words.
    #[error("{host} does not take it: {en} ({code}, HTTP {status})")]
    Refused { host: String, status: u16, code: String, vi: String, en: String },
    #[error("{host} does not answer as vanbangd does (HTTP {status})")]
    NotAServer { host: String, status: u16 },
    #[error("no randomness from the operating system")]
    Random,
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Error::Batch(error) => error.code(),
            Error::Manifest(error) => error.code(),
            Error::Record(error) => error.code(),
            Error::Register(error) => error.code(),
            Error::File { .. } => "PUBLISH_FILE",
            Error::Differs { .. } => "PUBLISHED_DIFFERS",
            Error::NotClosed { .. } => "BATCH_NOT_CLOSED",
            Error::NotAManifest(_) => "DELEGATION_UNREADABLE",
            Error::NotDelegated => "STATUS_KEY_NOT_DELEGATED",
            Error::OtherStatus { .. } => "STATUS_OF_ANOTHER",
            Error::ClockBehind { .. } => "CLOCK_BEHIND_STATUS",
            #[cfg(feature = "fetch")]
            Error::Fetch(cause) | Error::Server { cause, .. } => cause.code(),
            Error::NotProven(_) => "TIMESTAMP_NOT_PROVEN",
            Error::Refused { .. } => "SERVER_REFUSED",
            Error::NotAServer { .. } => "SERVER_NOT_VANBANGD",
            Error::Random => "NO_RANDOMNESS",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Batch(error) => error.message_vi(),
            Error::Manifest(error) => error.message_vi(),
            Error::Record(error) => error.message_vi(),
            Error::Register(error) => error.message_vi(),
            Error::File { path, cause } => {
                format!("không đọc hay ghi được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::Differs { path } => format!("{} đã có với nội dung khác", path.display()),
            Error::NotClosed { batch } => format!("sổ của đơn vị không ghi lô {batch} là đã đóng với bản kê này"),
            Error::NotAManifest(why) => {
                format!("bản kê ủy quyền khóa tình trạng không đọc được: {} ({})", why.message_vi, why.code)
            }
            Error::NotDelegated => "chưa có bản kê nào cho phép khóa tình trạng lên tiếng thay đơn vị".to_owned(),
            Error::OtherStatus { own, published } => {
                format!("tình trạng đã công bố có số {published}, còn của máy này là {own}: có nơi khác đang ký")
            }
            Error::ClockBehind { now, last } => {
                format!("đồng hồ máy đang là {now}, sớm hơn lần ký tình trạng trước ({last})")
            }
            #[cfg(feature = "fetch")]
            Error::Fetch(cause) | Error::Server { cause, .. } => cause.message_vi(),
            Error::NotProven(why) => {
                format!("dấu thời gian không chứng minh được gì ở đây: {} ({})", why.message_vi, why.code)
            }
            Error::Refused { host, status, code, vi, .. } => format!("{host} không nhận: {vi} ({code}, HTTP {status})"),
            Error::NotAServer { host, status } => format!("{host} không trả lời như vanbangd (HTTP {status})"),
            Error::Random => "hệ điều hành không cấp được số ngẫu nhiên".to_owned(),
        }
    }

    /// What to do, in Vietnamese and English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Batch(error) => error.hint(),
            Error::Manifest(error) => error.hint(),
            Error::Record(_) => ("Khôi phục lô từ bản sao lưu.", "Restore the batch from a backup."),
            Error::Register(error) => error.hint(),
            Error::File { .. } => (
                "Kiểm tra quyền ghi và dung lượng rồi chạy lại đúng lệnh này.",
                "Check permissions and free space, then run the same command again.",
            ),
            Error::Differs { .. } => (
                "Đừng ghi đè: hãy tìm hiểu ai đã đổi tệp ấy, rồi công bố vào một thư mục mới.",
                "Do not overwrite it: find out who changed the file, then publish into a new folder.",
            ),
            Error::NotClosed { .. } => (
                "Hãy đóng lô trước: vanbang sign LÔ --role organisation, trong thư mục của đơn vị.",
                "Close the batch first: vanbang sign BATCH --role organisation, in the office folder.",
            ),
            Error::NotAManifest(_) => {
                ("Khôi phục thư mục status từ bản sao lưu.", "Restore the folder status from a backup.")
            }
            Error::NotDelegated => (
                "Cho khóa lên tiếng bằng con dấu: vanbang delegate; hoặc đóng lô tiếp theo, rồi chạy lại.",
                "Let it speak with the seal: vanbang delegate; or seal the next batch, then run again.",
            ),
            Error::OtherStatus { .. } => (
                "Thư mục đơn vị vừa được khôi phục từ bản sao lưu thì thêm --restored; không rõ vì sao thì coi khóa tình trạng là đã lộ.",
                "Add --restored when the office folder was just restored from a backup; else take the status key as stolen.",
            ),
            Error::ClockBehind { .. } => ("Hãy chỉnh đồng hồ rồi chạy lại.", "Set the clock, then run again."),
            #[cfg(feature = "fetch")]
            Error::Fetch(cause) => cause.hint(),
            Error::NotProven(_) => (
                "Gốc của dịch vụ phải có trong trust/tsa, danh sách thu hồi của nó trong trust/crls; rồi chạy lại.",
                "Its root belongs into trust/tsa, its revocation list into trust/crls; then run again.",
            ),
            #[cfg(feature = "fetch")]
            Error::Server { cause, .. } => match **cause {
                fetch::Error::Tls { .. } | fetch::Error::NoRoots { .. } | fetch::Error::PrivateAddress { .. } => {
                    cause.hint()
                }
                _ => (
                    "Những gì máy chủ đã nhận vẫn còn: khi có mạng, chạy lại đúng lệnh này.",
                    "What the server has taken stays: run the same command again when it answers.",
                ),
            },
            Error::Refused { .. } => (
                "Những gì đã nhận vẫn còn. Danh bạ và gốc tin cậy của máy chủ phải có con dấu của đơn vị; rồi chạy lại.",
                "What was taken stays. The server's directory and trust must know the organisation's seal; then run again.",
            ),
            Error::NotAServer { .. } => (
                "Kiểm tra địa chỉ, và máy chủ trung gian phía trước vanbangd.",
                "Check the address, and the proxy before vanbangd.",
            ),
            Error::Random => ("Khởi động lại máy rồi chạy lại.", "Restart the machine, then run again."),
        }
    }
}

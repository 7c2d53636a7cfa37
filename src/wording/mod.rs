//! What every module words its errors with: a phrase in both languages, and the operating system's
//! answers in Vietnamese.

use std::fmt;
use std::io::ErrorKind;

/// A part of a sentence: Vietnamese first, then English, in which it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    pub vi: &'static str,
    pub en: &'static str,
}

impl Phrase {
    pub const fn new(vi: &'static str, en: &'static str) -> Phrase {
        Phrase { vi, en }
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

/// Words as a sentence of their own: a capital letter and a full stop. A distinguished name begins as it is.
pub fn sentence(words: &str) -> String {
    let is_name = words.split(' ').next().is_some_and(|first| first.contains('='));
    let mut letters = words.chars();
    let capital: String = match letters.next() {
        Some(first) if !is_name => first.to_uppercase().chain(letters).collect(),
        _ => words.to_owned(),
    };
    if capital.ends_with(['.', '!', '?']) { capital } else { capital + "." }
}

/// Why the operating system refused, in Vietnamese. What has no words here keeps the system's own,
/// with its number.
pub fn system_reason_vi(error: &std::io::Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "không tìm thấy",
        ErrorKind::PermissionDenied => "không có quyền truy cập",
        ErrorKind::AlreadyExists => "đã có sẵn",
        ErrorKind::IsADirectory => "đây là một thư mục, không phải tệp",
        ErrorKind::NotADirectory => "một phần của đường dẫn không phải thư mục",
        ErrorKind::DirectoryNotEmpty => "thư mục không trống",
        ErrorKind::StorageFull => "hết dung lượng đĩa",
        ErrorKind::QuotaExceeded => "hết dung lượng được cấp",
        ErrorKind::FileTooLarge => "tệp quá lớn đối với ổ đĩa",
        ErrorKind::ReadOnlyFilesystem => "ổ đĩa chỉ cho đọc",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "chương trình khác đang dùng",
        ErrorKind::InvalidFilename => "tên tệp không hợp lệ",
        ErrorKind::InvalidData => "nội dung không phải văn bản UTF-8",
        ErrorKind::UnexpectedEof => "dữ liệu kết thúc giữa chừng",
        ErrorKind::WriteZero => "không ghi thêm được",
        ErrorKind::TimedOut => "quá thời gian chờ",
        ErrorKind::Interrupted => "bị ngắt giữa chừng",
        ErrorKind::BrokenPipe => "bên nhận đã đóng",
        ErrorKind::OutOfMemory => "hết bộ nhớ",
        ErrorKind::StaleNetworkFileHandle => "ổ mạng đã mất kết nối",
        ErrorKind::ConnectionRefused => "máy kia từ chối kết nối",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "kết nối bị ngắt",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "không có đường mạng tới đó"
        }
        ErrorKind::AddrInUse => "địa chỉ đang được chương trình khác dùng",
        ErrorKind::AddrNotAvailable => "máy này không có địa chỉ đó",
        ErrorKind::Unsupported => "hệ điều hành không hỗ trợ",
        _ => return format!("hệ điều hành báo lỗi «{error}»"),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_sentence() {
        assert_eq!(sentence("đã bị thu hồi"), "Đã bị thu hồi.");
        assert_eq!(sentence("emailAddress=a@b.vn,CN=An đã hết hạn."), "emailAddress=a@b.vn,CN=An đã hết hạn.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn frequent_answers_are_vietnamese_and_rare_ones_keep_their_number() {
        let missing = std::fs::read("/khong/co/tep").unwrap_err();
        assert_eq!(system_reason_vi(&missing), "không tìm thấy");
        let rare = std::io::Error::from_raw_os_error(71);
        assert!(system_reason_vi(&rare).contains("71"), "{}", system_reason_vi(&rare));
    }
}

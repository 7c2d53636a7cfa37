//! Why the service does not start, and what to do: Vietnamese first.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use vanbang::service::store::Error as StoreError;
use vanbang::wording::system_reason_vi;

/// Why the service does not start.
pub struct Failure {
    code: &'static str,
    vi: String,
    en: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lỗi [{}]: {}\nerror [{}]: {}", self.code, self.vi, self.code, self.en)
    }
}

impl Failure {
    /// What went wrong and what to do, each Vietnamese first.
    pub fn new(code: &'static str, what: (String, String), hint: (&str, &str)) -> Failure {
        Failure { code, vi: format!("{}. {}", what.0, hint.0), en: format!("{}. {}", what.1, hint.1) }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    pub fn runtime(cause: std::io::Error) -> Failure {
        let hint =
            ("Hệ thống từ chối; hãy xem giới hạn của tiến trình.", "The system refused; look at the process's limits.");
        Failure::new("RUNTIME", (system_reason_vi(&cause), cause.to_string()), hint)
    }

    /// The system does not let this process limit itself.
    pub fn confinement() -> Failure {
        let what = ("không đặt được giới hạn cho tiến trình".to_owned(), "the process cannot be limited".to_owned());
        let hint = ("Xem giới hạn của hệ thống.", "Look at the limits of the system.");
        Failure::new("WORKER", what, hint)
    }

    pub fn listen(address: SocketAddr, cause: &std::io::Error) -> Failure {
        let hint = ("Hãy chọn địa chỉ hoặc cổng khác bằng --listen.", "Choose another address or port with --listen.");
        let what = (format!("{address}: {}", system_reason_vi(cause)), format!("{address}: {cause}"));
        Failure::new("LISTEN", what, hint)
    }

    pub fn store(error: &StoreError) -> Failure {
        Failure::new(error.code(), (error.message_vi(), error.to_string()), error.hint())
    }

    /// An argument that is no identifier, or one without an envelope.
    pub fn nothing_to_erase() -> Failure {
        let hint = ("Ghi đúng 26 ký tự của mã.", "Give the 26 characters of the code.");
        let what = ("không có phong bì nào của mã này".to_owned(), "there is no envelope of this code".to_owned());
        Failure::new("NOTHING_TO_ERASE", what, hint)
    }

    pub fn config(path: &Path, cause_vi: &str, cause_en: &str) -> Failure {
        let hint =
            ("Hãy sửa tệp cấu hình; xem docs/service.md.", "Correct the configuration file; see docs/service.md.");
        let said = |cause: &str| format!("{}: {cause}", path.display());
        Failure::new("CONFIG", (said(cause_vi), said(cause_en)), hint)
    }
}

//! Why an answer was not got, or not taken.

use std::net::IpAddr;

use crate::signature::x509::revocation;
use crate::signature::{cms, crypto};
use crate::wording::system_reason_vi;

/// Why there is no answer from a host. Nothing follows from it but that nothing is known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A certificate names a host that the operator did not.
    #[error("{host} is not among the hosts that may be asked")]
    NotNamed { host: String },
    /// A host's name leads into a network of somebody's own.
    #[error("{host} leads to the private address {ip}, which is not named")]
    PrivateAddress { host: String, ip: IpAddr },
    /// An `https` host, and nobody vouches for any.
    #[error("{host} is asked by https, and no roots for https are named")]
    NoRoots { host: String },
    /// It failed a moment ago.
    #[error("{host} did not answer just now and is left alone for a minute")]
    Resting { host: String },
    /// The name leads nowhere.
    #[error("{host} is not found")]
    UnknownHost { host: String },
    /// No connection, or one that broke off.
    #[error("{host} cannot be reached: {cause}")]
    Unreachable { host: String, cause: std::io::Error },
    /// The host is not who it should be, or its encryption does not work.
    #[error("{host}: no trusted connection: {cause}")]
    Tls { host: String, cause: String },
    /// The time for all questions about one file, or for one timestamp, is over.
    #[error("{host} did not answer in time")]
    Time { host: String },
    /// More bytes than are read.
    #[error("{host} answers with more than {limit} bytes")]
    TooLarge { host: String, limit: usize },
    /// None is followed.
    #[error("{host} sends us on to {to}")]
    Redirect { host: String, to: String },
    /// Any status but 200 OK.
    #[error("{host} answers with the HTTP status {status}")]
    Status { host: String, status: u16 },
    /// A web page, as the sign-in pages of networks are.
    #[error("{host} answers with a web page")]
    WebPage { host: String },
    /// Not the HTTP that was asked for.
    #[error("{host}: {cause}")]
    NotHttp { host: String, cause: NotHttp },
    /// No revocation list and no OCSP response.
    #[error("{host}: {cause}")]
    Evidence { host: String, cause: revocation::Error },
    /// An OCSP response to somebody else's request (RFC 9654 section 2.1).
    #[error("{host} answers another request than ours: the nonce differs")]
    Nonce { host: String },
    /// No address of a timestamp authority is named.
    #[error("no timestamp authority is named")]
    NoTimestampAuthority,
    /// Nobody gave one for the document before, after all tries.
    #[error("no timestamp authority answers")]
    NobodyAnswers,
    /// An answer without a timestamp that may be used (RFC 3161 section 2.4.2).
    #[error("{host}: {fault}")]
    Timestamp { host: String, fault: TimestampFault },
    /// No randomness for a nonce.
    #[error(transparent)]
    Random(#[from] crypto::Error),
}

/// How an answer fails to be HTTP of the plain kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotHttp {
    #[error("the answer is packed, which was not asked for")]
    Encoded,
    #[error("the answer is not HTTP: {0}")]
    Protocol(String),
}

/// What is wrong with a timestamp authority's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampFault {
    /// PKIStatus of RFC 3161 section 2.4.2, and the authority's own words.
    #[error("the timestamp authority refuses (status {status}): {words}")]
    Refused { status: u32, words: String },
    #[error("the answer is no TimeStampResp")]
    Malformed,
    #[error("the timestamp token cannot be read: {0}")]
    Token(cms::Error),
    #[error("the timestamp is on other data")]
    Imprint,
    #[error("the timestamp answers another request than ours: the nonce differs")]
    Nonce,
    #[error("the timestamp's own signature does not hold ({code})")]
    Signature { code: &'static str },
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotNamed { .. } => "FETCH_HOST_NOT_NAMED",
            Error::PrivateAddress { .. } => "FETCH_PRIVATE_ADDRESS",
            Error::NoRoots { .. } => "FETCH_NO_ROOTS",
            Error::Resting { .. } => "FETCH_RESTING",
            Error::UnknownHost { .. } => "FETCH_HOST_UNKNOWN",
            Error::Unreachable { .. } => "FETCH_UNREACHABLE",
            Error::Tls { .. } => "FETCH_TLS",
            Error::Time { .. } => "FETCH_TIME",
            Error::TooLarge { .. } => "FETCH_TOO_LARGE",
            Error::Redirect { .. } => "FETCH_REDIRECT",
            Error::Status { .. } => "FETCH_STATUS",
            Error::WebPage { .. } => "FETCH_WEB_PAGE",
            Error::NotHttp { .. } => "FETCH_NOT_HTTP",
            Error::Evidence { cause, .. } => cause.code(),
            Error::Nonce { .. } => "OCSP_NONCE",
            Error::NoTimestampAuthority => "FETCH_NO_TSA",
            Error::NobodyAnswers => "FETCH_TSA_SILENT",
            Error::Timestamp { fault, .. } => fault.code(),
            Error::Random(cause) => cause.code(),
        }
    }

    /// The host that it is about.
    pub fn host(&self) -> Option<&str> {
        match self {
            Error::NotNamed { host }
            | Error::PrivateAddress { host, .. }
            | Error::NoRoots { host }
            | Error::Resting { host }
            | Error::UnknownHost { host }
            | Error::Unreachable { host, .. }
            | Error::Tls { host, .. }
            | Error::Time { host }
            | Error::TooLarge { host, .. }
            | Error::Redirect { host, .. }
            | Error::Status { host, .. }
            | Error::WebPage { host }
            | Error::NotHttp { host, .. }
            | Error::Evidence { host, .. }
            | Error::Nonce { host }
            | Error::Timestamp { host, .. } => Some(host),
            Error::NoTimestampAuthority | Error::NobodyAnswers | Error::Random(_) => None,
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::NotNamed { host } => format!("{host} không nằm trong các máy chủ được phép hỏi"),
            Error::PrivateAddress { host, ip } => {
                format!("{host} dẫn tới địa chỉ nội bộ {ip}, địa chỉ này chưa được nêu tên")
            }
            Error::NoRoots { host } => format!("{host} phải hỏi qua https, nhưng chưa nêu chứng thư gốc nào cho https"),
            Error::Resting { host } => format!("{host} vừa không trả lời nên được để yên một phút"),
            Error::UnknownHost { host } => format!("không tìm thấy máy chủ {host}"),
            Error::Unreachable { host, cause } => format!("không nối được tới {host}: {}", system_reason_vi(cause)),
            Error::Tls { host, cause } => format!("không có kết nối tin cậy tới {host}: {cause}"),
            Error::Time { host } => format!("{host} không trả lời kịp"),
            Error::TooLarge { host, limit } => format!("{host} trả lời dài hơn {limit} byte"),
            Error::Redirect { host, to } => format!("{host} chuyển hướng sang {to}"),
            Error::Status { host, status } => format!("{host} trả lời mã HTTP {status}"),
            Error::WebPage { host } => format!("{host} trả lời bằng một trang web"),
            Error::NotHttp { host, cause: NotHttp::Encoded } => {
                format!("{host} trả lời ở dạng nén, không như đã yêu cầu")
            }
            Error::NotHttp { host, .. } => format!("{host} không trả lời đúng giao thức HTTP"),
            Error::Evidence { host, cause } => format!("{host}: {}", cause.message_vi()),
            Error::Nonce { host } => format!("{host} trả lời cho một yêu cầu khác (nonce không khớp)"),
            Error::NobodyAnswers => "không dịch vụ cấp dấu thời gian nào trả lời".into(),
            Error::NoTimestampAuthority => "chưa nêu dịch vụ cấp dấu thời gian nào".into(),
            Error::Timestamp { host, fault } => format!("{host}: {}", fault.message_vi()),
            Error::Random(cause) => cause.message_vi(),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::NotNamed { .. } => (
                "Nếu đây là máy chủ của cơ quan cấp chứng thư, hãy thêm tên vào hosts trong trust/fetch.toml.",
                "If it belongs to the certification authority, add it to hosts in trust/fetch.toml.",
            ),
            Error::PrivateAddress { .. } => (
                "Nếu đúng là máy chủ nội bộ của đơn vị, hãy thêm cả địa chỉ ấy vào hosts trong trust/fetch.toml.",
                "If it is your own internal server, add that address too to hosts in trust/fetch.toml.",
            ),
            Error::NoRoots { .. } | Error::Tls { .. } => (
                "Hãy nêu tệp chứng thư gốc của máy chủ ở roots trong trust/fetch.toml.",
                "Name a file with the root of that server's certificate at roots in trust/fetch.toml.",
            ),
            Error::Redirect { .. } => (
                "Chương trình không theo chuyển hướng; hãy ghi nơi mới vào [rewrite] trong trust/fetch.toml.",
                "Redirects are not followed; write the new place into [rewrite] of trust/fetch.toml.",
            ),
            Error::WebPage { .. } => (
                "Mạng này có thể bắt đăng nhập: hãy mở trình duyệt để đăng nhập rồi thử lại.",
                "This network may want you to sign in: open a browser, sign in, and try again.",
            ),
            Error::Evidence { cause, .. } => (cause.hint_vi(), cause.hint_en()),
            Error::NoTimestampAuthority => {
                ("Hãy ghi địa chỉ ở tsa trong trust/fetch.toml.", "Write its address at tsa in trust/fetch.toml.")
            }
            Error::Random(cause) => (cause.hint_vi(), cause.hint_en()),
            _ => (
                "Hãy kiểm tra mạng rồi thử lại sau, hoặc tải danh sách thu hồi và dùng --evidence.",
                "Check the network and try again later, or download the revocation list and use --evidence.",
            ),
        }
    }

    /// Whether the host as a whole failed, not this question alone.
    pub(super) fn concerns_host(&self) -> bool {
        matches!(
            self,
            Error::UnknownHost { .. }
                | Error::Unreachable { .. }
                | Error::Tls { .. }
                | Error::Time { .. }
                | Error::WebPage { .. }
        )
    }
}

impl TimestampFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "TSA_REFUSED",
            Self::Malformed => "TSA_MALFORMED",
            Self::Token(cause) => cause.code(),
            Self::Imprint => "TSA_IMPRINT",
            Self::Nonce => "TSA_NONCE",
            Self::Signature { .. } => "TSA_SIGNATURE",
        }
    }

    fn message_vi(&self) -> String {
        match self {
            Self::Refused { status, words } => format!("dịch vụ cấp dấu thời gian từ chối (mã {status}): {words}"),
            Self::Malformed => "câu trả lời không đúng cấu trúc TimeStampResp".into(),
            Self::Token(cause) => format!("không đọc được dấu thời gian: {}", cause.message_vi()),
            Self::Imprint => "dấu thời gian đóng trên dữ liệu khác".into(),
            Self::Nonce => "dấu thời gian trả lời cho một yêu cầu khác (nonce không khớp)".into(),
            Self::Signature { code } => format!("chữ ký của dấu thời gian không đúng ({code})"),
        }
    }
}

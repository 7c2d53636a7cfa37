//! What can go wrong with a signing key, each with what disagreed and what the person can do.

use crate::signature::{crypto, x509};
use chrono::{DateTime, FixedOffset, Utc};

/// Why a key is not there, not fit, or did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("there is no PKCS#11 module at {path}")]
    ModuleNotFound { path: String },
    #[error("the PKCS#11 module {path} is for {module}, but this program is for {process}")]
    ModuleArchitecture { path: String, module: String, process: String },
    #[error("the PKCS#11 module {path} cannot be loaded: {detail}")]
    ModuleLoad { path: String, detail: String },
    #[error("the token {wanted} is not plugged in; present: {}", list(present))]
    TokenNotFound { wanted: String, present: Vec<String> },
    #[error("no token is plugged in")]
    NoToken,
    #[error("several tokens are plugged in and none was chosen: {}", list(present))]
    SeveralTokens { present: Vec<String> },
    #[error("the token {token} has no certificate")]
    NoCertificate { token: String },
    #[error("the token {token} has no certificate {wanted}; present: {}", list(present))]
    CertificateNotFound { token: String, wanted: String, present: Vec<String> },
    #[error("the token {token} has several certificates and none was chosen: {}", list(present))]
    SeveralCertificates { token: String, present: Vec<String> },
    #[error("the certificate {certificate} expired at {not_after}, and it is {at}")]
    CertificateExpired { certificate: String, not_after: DateTime<Utc>, at: DateTime<Utc> },
    #[error("the certificate {certificate} is valid only from {not_before}, and it is {at}")]
    CertificateNotYetValid { certificate: String, not_before: DateTime<Utc>, at: DateTime<Utc> },
    #[error("the certificate {certificate} is not meant for signing documents")]
    CertificateNotForSigning { certificate: String },
    #[error("the key {key} of the certificate {certificate} is too weak or of a kind not used here")]
    KeyNotAcceptable { certificate: String, key: String },
    #[error("the token {token} has no private key for the certificate {certificate}")]
    KeyNotFound { token: String, certificate: String },
    #[error("the certificate {certificate} does not belong to the private key {key}")]
    KeyMismatch { certificate: String, key: String },
    #[error("the PIN of the token {token} is wrong")]
    PinWrong { token: String },
    #[error("the PIN of the token {token} is locked")]
    PinLocked { token: String },
    #[error("the token {token} allows only one more PIN attempt before it locks")]
    PinFinalTry { token: String },
    #[error("the token {token} needs a PIN and none was given")]
    PinMissing { token: String },
    #[error("the PIN has {given} characters, the token {token} takes {min} to {max}")]
    PinLength { token: String, given: usize, min: usize, max: usize },
    #[error("the PIN of the token {token} must be changed before it can be used")]
    PinMustChange { token: String },
    #[error("the token offers no mechanism to sign with a key {key}")]
    Mechanism { key: String },
    #[error("the token was removed or its driver lost it ({function}: {code})")]
    TokenRemoved { function: String, code: String },
    #[error("the token's driver answered {code} to {function}")]
    Driver { function: String, code: String },
    #[error("the signature made by {signer} does not verify with the certificate {certificate}")]
    SignatureWrong { signer: String, certificate: String },
    #[error("the password does not open the key file")]
    PasswordWrong,
    #[error("the key file cannot be read: {detail}")]
    KeyFile { detail: String },
    #[error(transparent)]
    Crypto(#[from] crypto::Error),
    #[error(transparent)]
    Certificate(#[from] x509::Error),
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none".into(),
        names => names.join("; "),
    }
}

fn list_vi(names: &[String]) -> String {
    match names {
        [] => "không có".into(),
        names => names.join("; "),
    }
}

/// A time as people in Vietnam read it.
fn local(time: &DateTime<Utc>) -> String {
    match FixedOffset::east_opt(7 * 3600) {
        Some(zone) => time.with_timezone(&zone).format("%H:%M %d/%m/%Y").to_string(),
        None => time.to_rfc3339(),
    }
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModuleNotFound { .. } => "TOKEN_MODULE_NOT_FOUND",
            Self::ModuleArchitecture { .. } => "TOKEN_MODULE_ARCHITECTURE",
            Self::ModuleLoad { .. } => "TOKEN_MODULE_LOAD",
            Self::TokenNotFound { .. } => "TOKEN_NOT_FOUND",
            Self::NoToken => "TOKEN_NONE",
            Self::SeveralTokens { .. } => "TOKEN_SEVERAL",
            Self::NoCertificate { .. } => "TOKEN_NO_CERTIFICATE",
            Self::CertificateNotFound { .. } => "TOKEN_CERTIFICATE_NOT_FOUND",
            Self::SeveralCertificates { .. } => "TOKEN_SEVERAL_CERTIFICATES",
            Self::CertificateExpired { .. } => "SIGNER_CERTIFICATE_EXPIRED",
            Self::CertificateNotYetValid { .. } => "SIGNER_CERTIFICATE_NOT_YET_VALID",
            Self::CertificateNotForSigning { .. } => "SIGNER_CERTIFICATE_KEY_USAGE",
            Self::KeyNotAcceptable { .. } => "SIGNER_KEY_NOT_ACCEPTABLE",
            Self::KeyNotFound { .. } => "TOKEN_KEY_NOT_FOUND",
            Self::KeyMismatch { .. } => "SIGNER_KEY_MISMATCH",
            Self::PinWrong { .. } => "PIN_WRONG",
            Self::PinLocked { .. } => "PIN_LOCKED",
            Self::PinFinalTry { .. } => "PIN_FINAL_TRY",
            Self::PinMissing { .. } => "PIN_MISSING",
            Self::PinLength { .. } => "PIN_LENGTH",
            Self::PinMustChange { .. } => "PIN_MUST_CHANGE",
            Self::Mechanism { .. } => "TOKEN_MECHANISM",
            Self::TokenRemoved { .. } => "TOKEN_REMOVED",
            Self::Driver { .. } => "TOKEN_DRIVER",
            Self::SignatureWrong { .. } => "TOKEN_SIGNATURE_WRONG",
            Self::PasswordWrong => "KEY_PASSWORD_WRONG",
            Self::KeyFile { .. } => "KEY_FILE",
            Self::Crypto(cause) => cause.code(),
            Self::Certificate(cause) => cause.code(),
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::ModuleNotFound { path } => format!("không có thư viện PKCS#11 tại {path}"),
            Self::ModuleArchitecture { path, module, process } => {
                format!("thư viện PKCS#11 {path} dành cho {module}, còn chương trình này dành cho {process}")
            }
            Self::ModuleLoad { path, detail } => {
                format!("không nạp được thư viện PKCS#11 {path}: {detail}")
            }
            Self::TokenNotFound { wanted, present } => {
                format!("chưa cắm token {wanted}; đang có: {}", list_vi(present))
            }
            Self::NoToken => "chưa cắm token nào".into(),
            Self::SeveralTokens { present } => {
                format!("có nhiều token mà chưa chọn: {}", list_vi(present))
            }
            Self::NoCertificate { token } => format!("token {token} không có chứng thư số"),
            Self::CertificateNotFound { token, wanted, present } => {
                format!("token {token} không có chứng thư số {wanted}; đang có: {}", list_vi(present))
            }
            Self::SeveralCertificates { token, present } => {
                format!("token {token} có nhiều chứng thư số mà chưa chọn: {}", list_vi(present))
            }
            Self::CertificateExpired { certificate, not_after, at } => {
                format!("chứng thư số {certificate} đã hết hạn lúc {}, bây giờ là {}", local(not_after), local(at))
            }
            Self::CertificateNotYetValid { certificate, not_before, at } => {
                format!("chứng thư số {certificate} chỉ có hiệu lực từ {}, bây giờ là {}", local(not_before), local(at))
            }
            Self::CertificateNotForSigning { certificate } => {
                format!("chứng thư số {certificate} không dùng để ký văn bản")
            }
            Self::KeyNotAcceptable { certificate, key } => {
                format!("khóa {key} của chứng thư số {certificate} quá yếu hoặc không được dùng")
            }
            Self::KeyNotFound { token, certificate } => {
                format!("token {token} không có khóa bí mật của chứng thư số {certificate}")
            }
            Self::KeyMismatch { certificate, key } => {
                format!("chứng thư số {certificate} không cùng cặp với khóa bí mật {key}")
            }
            Self::PinWrong { token } => format!("sai mã PIN của token {token}"),
            Self::PinLocked { token } => format!("mã PIN của token {token} đã bị khóa"),
            Self::PinFinalTry { token } => {
                format!("token {token} chỉ còn một lần thử mã PIN trước khi bị khóa")
            }
            Self::PinMissing { token } => format!("token {token} cần mã PIN mà chưa nhập"),
            Self::PinLength { token, given, min, max } => {
                format!("mã PIN dài {given} ký tự, token {token} nhận từ {min} đến {max}")
            }
            Self::PinMustChange { token } => {
                format!("mã PIN của token {token} phải được đổi trước khi dùng")
            }
            Self::Mechanism { key } => format!("token không có cơ chế ký với khóa {key}"),
            Self::TokenRemoved { function, code } => {
                format!("token đã bị rút ra hoặc mất kết nối ({function}: {code})")
            }
            Self::Driver { function, code } => {
                format!("trình điều khiển token trả lời {code} cho {function}")
            }
            Self::SignatureWrong { signer, certificate } => {
                format!("chữ ký do {signer} tạo không khớp với chứng thư số {certificate}")
            }
            Self::PasswordWrong => "mật khẩu không mở được tệp khóa".into(),
            Self::KeyFile { .. } => "không đọc được tệp khóa".into(),
            Self::Crypto(cause) => cause.message_vi(),
            Self::Certificate(cause) => cause.message_vi(),
        }
    }

    /// What the person can do, in English.
    pub fn hint_en(&self) -> &'static str {
        match self {
            Self::ModuleNotFound { .. } => {
                "install the token's driver and give the path of its PKCS#11 module; `vanbang token list` looks in the usual places"
            }
            Self::ModuleArchitecture { .. } => {
                "install the driver for this kind of system, or use the vanbang program that fits the driver"
            }
            Self::ModuleLoad { .. } => "install the token's driver again and restart the computer",
            Self::TokenNotFound { .. } | Self::NoToken | Self::TokenRemoved { .. } => {
                "plug the token in, wait for its light, and run the same command again: it goes on where it stopped"
            }
            Self::SeveralTokens { .. } => "unplug the others, or name the token by label or serial number",
            Self::NoCertificate { .. } => {
                "ask the issuer to load it; a token that hides its certificates shows them only after the PIN"
            }
            Self::CertificateNotFound { .. } | Self::SeveralCertificates { .. } => {
                "name one of those present by label, ID or fingerprint"
            }
            Self::CertificateExpired { .. } => "renew the certificate with its issuer",
            Self::CertificateNotYetValid { .. } => "check the computer's clock",
            Self::CertificateNotForSigning { .. } => {
                "choose the signing certificate, not the one for encryption or login"
            }
            Self::KeyNotAcceptable { .. } => "ask the issuer for RSA of at least 2048 bits, or P-256 or P-384",
            Self::KeyNotFound { .. } | Self::KeyMismatch { .. } => {
                "check with `vanbang token check`; the issuer may have to load key and certificate again"
            }
            Self::PinWrong { .. } => {
                "nothing was tried twice; type the PIN carefully, most tokens lock after three to five wrong ones"
            }
            Self::PinLocked { .. } => "only the issuer can unlock the token",
            Self::PinFinalTry { .. } => {
                "log in once with the right PIN in the token manager that came with it, then try again"
            }
            Self::PinMissing { .. } => "type the PIN at the prompt, or give --pin-fd",
            Self::PinLength { .. } => "type the PIN again; no attempt was spent",
            Self::PinMustChange { .. } => "change the PIN in the token manager that came with it",
            Self::Mechanism { .. } => "update the token's driver",
            Self::Driver { .. } => "unplug the token, plug it in again; if it stays, reinstall the driver",
            Self::SignatureWrong { .. } => {
                "nothing was written; check with `vanbang token check` and update the token's driver"
            }
            Self::PasswordWrong => "type the password again",
            Self::KeyFile { .. } => "it must be an encrypted PKCS#8 file (BEGIN ENCRYPTED PRIVATE KEY)",
            Self::Crypto(cause) => cause.hint_en(),
            Self::Certificate(cause) => cause.hint_en(),
        }
    }

    /// What the person can do, in Vietnamese.
    pub fn hint_vi(&self) -> &'static str {
        match self {
            Self::ModuleNotFound { .. } => {
                "hãy cài trình điều khiển của token và chỉ đường dẫn thư viện PKCS#11; `vanbang token list` tìm ở các nơi thường gặp"
            }
            Self::ModuleArchitecture { .. } => {
                "hãy cài trình điều khiển đúng loại máy này, hoặc dùng bản vanbang hợp với trình điều khiển"
            }
            Self::ModuleLoad { .. } => "hãy cài lại trình điều khiển của token rồi khởi động lại máy",
            Self::TokenNotFound { .. } | Self::NoToken | Self::TokenRemoved { .. } => {
                "hãy cắm token, đợi đèn sáng rồi chạy lại đúng lệnh đó: việc sẽ tiếp tục từ chỗ dừng"
            }
            Self::SeveralTokens { .. } => "hãy rút bớt, hoặc chỉ rõ token bằng nhãn hay số sê-ri",
            Self::NoCertificate { .. } => {
                "hãy yêu cầu nơi cấp nạp vào; token nào giấu chứng thư số thì chỉ hiện sau khi nhập mã PIN"
            }
            Self::CertificateNotFound { .. } | Self::SeveralCertificates { .. } => {
                "hãy chỉ rõ một chứng thư số đang có bằng nhãn, mã ID hoặc dấu vân tay"
            }
            Self::CertificateExpired { .. } => "hãy gia hạn chứng thư số với nơi cấp",
            Self::CertificateNotYetValid { .. } => "hãy kiểm tra đồng hồ của máy",
            Self::CertificateNotForSigning { .. } => {
                "hãy chọn chứng thư số để ký, không phải loại để mã hóa hay đăng nhập"
            }
            Self::KeyNotAcceptable { .. } => "hãy yêu cầu nơi cấp dùng RSA từ 2048 bit, hoặc P-256, P-384",
            Self::KeyNotFound { .. } | Self::KeyMismatch { .. } => {
                "hãy kiểm tra bằng `vanbang token check`; có thể nơi cấp phải nạp lại khóa và chứng thư số"
            }
            Self::PinWrong { .. } => {
                "chương trình không thử lại; hãy nhập cẩn thận, đa số token bị khóa sau ba đến năm lần sai"
            }
            Self::PinLocked { .. } => "chỉ nơi cấp mới mở khóa được token",
            Self::PinFinalTry { .. } => {
                "hãy đăng nhập một lần bằng mã PIN đúng trong phần mềm quản lý token, rồi thử lại"
            }
            Self::PinMissing { .. } => "hãy nhập mã PIN khi được hỏi, hoặc dùng --pin-fd",
            Self::PinLength { .. } => "hãy nhập lại mã PIN; chưa mất lần thử nào",
            Self::PinMustChange { .. } => "hãy đổi mã PIN trong phần mềm quản lý token",
            Self::Mechanism { .. } => "hãy cập nhật trình điều khiển của token",
            Self::Driver { .. } => "hãy rút token rồi cắm lại; nếu vẫn lỗi, hãy cài lại trình điều khiển",
            Self::SignatureWrong { .. } => {
                "chưa ghi tệp nào; hãy kiểm tra bằng `vanbang token check` và cập nhật trình điều khiển"
            }
            Self::PasswordWrong => "hãy nhập lại mật khẩu",
            Self::KeyFile { .. } => "tệp phải là PKCS#8 có mật khẩu (BEGIN ENCRYPTED PRIVATE KEY)",
            Self::Crypto(cause) => cause.hint_vi(),
            Self::Certificate(cause) => cause.hint_vi(),
        }
    }
}

//! The same in Vietnamese, and what the person can do.

use super::Error;
use chrono::{DateTime, FixedOffset, Utc};

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
            Self::PinCountLow { token } => {
                format!("token {token} đã bị nhập sai mã PIN, chỉ còn ít lần thử")
            }
            Self::PinRefusedBefore { token, at } => format!(
                "mã PIN đưa cho token {token} lúc {} đã bị từ chối hoặc không rõ kết quả, nên không tự thử lại",
                local(at)
            ),
            Self::TokenBusy { token } => format!("một lần chạy khác đang dùng token {token}"),
            Self::AttemptNotNoted { path, detail_vi, .. } => {
                format!("không ghi lại được kết quả của lần nhập mã PIN vào {path}: {detail_vi}")
            }
            Self::Mechanism { key } => format!("token không có cơ chế ký với khóa {key}"),
            Self::TokenRemoved { function, code } => {
                format!("token đã bị rút ra hoặc mất kết nối ({function}: {code})")
            }
            Self::Driver { function, code } => {
                format!("trình điều khiển token trả lời {code} cho {function}")
            }
            Self::DriverHangs { seconds } => {
                format!("trình điều khiển token không trả lời trong {seconds} giây nên đã bị dừng")
            }
            Self::DriverEnded { .. } => "tiến trình giữ trình điều khiển token đã dừng đột ngột".into(),
            Self::SignatureWrong { signer, certificate } => {
                format!("chữ ký do {signer} tạo không khớp với chứng thư số {certificate}")
            }
            Self::PasswordWrong => "mật khẩu không mở được tệp khóa".into(),
            Self::KeyFile { .. } => "không đọc được tệp khóa".into(),
            Self::Crypto(cause) => cause.message_vi(),
            Self::Message(cause) => cause.message_vi(),
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
            Self::PinCountLow { .. } => {
                "log in once with the right PIN in the token manager that came with it, or run it on a terminal and accept the risk there"
            }
            Self::PinRefusedBefore { .. } => {
                "make sure of the PIN, then type it on a terminal, or allow one more attempt with `vanbang token clear`"
            }
            Self::TokenBusy { .. } => "wait until it ends, or stop it",
            Self::AttemptNotNoted { .. } => {
                "no PIN was tried; make the folder writable, or set HOME to a folder that is yours"
            }
            Self::PinMustChange { .. } => "change the PIN in the token manager that came with it",
            Self::Mechanism { .. } => "update the token's driver",
            Self::Driver { .. } => "unplug the token, plug it in again; if it stays, reinstall the driver",
            Self::DriverHangs { .. } | Self::DriverEnded { .. } => {
                "unplug the token, plug it in again, and run the same command: it goes on where it stopped; a slow driver gets more time with --token-limit"
            }
            Self::SignatureWrong { .. } => {
                "nothing was written; check with `vanbang token check` and update the token's driver"
            }
            Self::PasswordWrong => "type the password again",
            Self::KeyFile { .. } => "it must be an encrypted PKCS#8 file (BEGIN ENCRYPTED PRIVATE KEY)",
            Self::Crypto(cause) => cause.hint_en(),
            Self::Message(cause) => cause.hint_en(),
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
            Self::PinCountLow { .. } => {
                "hãy đăng nhập một lần bằng mã PIN đúng trong phần mềm quản lý token, hoặc chạy ở cửa sổ dòng lệnh và tự xác nhận ở đó"
            }
            Self::PinRefusedBefore { .. } => {
                "hãy xem lại mã PIN, rồi nhập ở cửa sổ dòng lệnh, hoặc cho phép thử thêm một lần bằng `vanbang token clear`"
            }
            Self::TokenBusy { .. } => "hãy đợi lần chạy đó xong, hoặc dừng nó",
            Self::AttemptNotNoted { .. } => {
                "chưa thử mã PIN nào; hãy cho phép ghi vào thư mục đó, hoặc đặt HOME là thư mục của bạn"
            }
            Self::PinMustChange { .. } => "hãy đổi mã PIN trong phần mềm quản lý token",
            Self::Mechanism { .. } => "hãy cập nhật trình điều khiển của token",
            Self::Driver { .. } => "hãy rút token rồi cắm lại; nếu vẫn lỗi, hãy cài lại trình điều khiển",
            Self::DriverHangs { .. } | Self::DriverEnded { .. } => {
                "hãy rút token, cắm lại rồi chạy lại đúng lệnh đó: việc sẽ tiếp tục từ chỗ dừng; trình điều khiển chậm thì cho thêm thời gian bằng --token-limit"
            }
            Self::SignatureWrong { .. } => {
                "chưa ghi tệp nào; hãy kiểm tra bằng `vanbang token check` và cập nhật trình điều khiển"
            }
            Self::PasswordWrong => "hãy nhập lại mật khẩu",
            Self::KeyFile { .. } => "tệp phải là PKCS#8 có mật khẩu (BEGIN ENCRYPTED PRIVATE KEY)",
            Self::Crypto(cause) => cause.hint_vi(),
            Self::Message(cause) => cause.hint_vi(),
            Self::Certificate(cause) => cause.hint_vi(),
        }
    }
}

//! The findings of this shelf: a stable code with its sentence in Vietnamese and English.

use crate::wording::sentence;
use serde::Serialize;

/// One fact in a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub message_vi: String,
    pub message_en: String,
}

impl Finding {
    pub fn new(code: &'static str, message_vi: impl Into<String>, message_en: impl Into<String>) -> Self {
        Finding { code, message_vi: message_vi.into(), message_en: message_en.into() }
    }

    /// A finding out of words that begin small, as those of errors do.
    pub fn worded(code: &'static str, message_vi: impl AsRef<str>, message_en: impl AsRef<str>) -> Self {
        Finding::new(code, sentence(message_vi.as_ref()), sentence(message_en.as_ref()))
    }

    /// The same finding with what exactly was seen, in both languages.
    pub fn with_both(mut self, vi: impl std::fmt::Display, en: impl std::fmt::Display) -> Self {
        self.message_vi = format!("{} ({vi})", self.message_vi);
        self.message_en = format!("{} ({en})", self.message_en);
        self
    }

    /// The same finding with what exactly was seen.
    pub fn with(self, detail: impl std::fmt::Display) -> Self {
        self.with_both(&detail, &detail)
    }
}

/// Functions that are called by the codes of findings, and `all` of them; [`Finding`] must be in scope.
macro_rules! findings {
    ($($name:ident: $vi:literal, $en:literal;)*) => {
        $(pub fn $name() -> Finding {
            const CODE: &str = stringify!($name);
            Finding::new(CODE, $vi, $en)
        })*

        /// Every finding that is worded here, for the documentation and its test.
        pub fn all() -> Vec<Finding> {
            vec![$($name()),*]
        }
    };
}

pub(crate) use findings;

#[allow(non_snake_case, reason = "a finding's function is called by its code")]
mod worded {
    use super::Finding;

    findings! {
        VALID: "Chữ ký hợp lệ: nội dung nguyên vẹn, người ký được tin cậy.",
            "The signature is valid: the content is intact and the signer is trusted.";
        SIG_DICT_MALFORMED: "Cấu trúc chữ ký trong tệp bị hỏng hoặc bị sửa.",
            "The signature's structure in the file is broken or was tampered with.";
        BYTE_RANGE_INVALID: "Vùng dữ liệu được ký (/ByteRange) không hợp lệ.",
            "The signed byte range (/ByteRange) is invalid.";
        CONTENTS_GAP_INVALID: "Khoảng trống trong vùng được ký không chỉ chứa đúng một chữ ký.",
            "The gap in the signed range holds something other than exactly one signature.";
        SIG_DICT_CHANGED: "Chữ ký bị ghi lại sau khi ký.",
            "The signature dictionary was written again after signing.";
        COVERAGE_PARTIAL: "Chữ ký không bao trùm trọn một phiên bản của tệp.",
            "The signature does not cover a whole revision of the file.";
        SUBFILTER_UNSUPPORTED: "Loại chữ ký này chưa được hỗ trợ kiểm tra.",
            "This kind of signature is not supported yet.";
        DIGEST_MISMATCH: "Nội dung đã bị thay đổi sau khi ký: giá trị băm không khớp.",
            "The content was changed after signing: the digest does not match.";
        SIGNATURE_VALUE_INVALID: "Giá trị chữ ký không khớp với khóa của chứng thư số.",
            "The signature value does not match the certificate's key.";
        SIGNER_CERTIFICATE_MISSING: "Tệp không kèm chứng thư số của người ký.",
            "The file does not carry the signer's certificate.";
        MODIFIED_AFTER_SIGNING: "Tệp bị thay đổi sau chữ ký này, ngoài những gì được phép.",
            "The file was changed after this signature beyond what is allowed.";
        LOCK_BROKEN: "Tệp được ký hoặc điền tiếp dù chữ ký trước đã khóa tài liệu.",
            "The file was signed or filled further although an earlier signature locked it.";
        SIGNED_OVER_CONTENT: "Một chữ ký sau nằm đè lên nội dung của trang đã ký; cần người so hai bản.",
            "A later signature lies over what the signed page shows; a person must compare both.";
        FIELD_NOT_COMPARED: "Một ô được điền sau khi ký; không so được chữ hiện ra với giá trị của ô.",
            "A field was filled after signing, and what it shows cannot be compared with its value.";
        SIGNATURE_ORPHANED: "Tệp chứa một chữ ký mà không ô ký nào trỏ tới.",
            "The file holds a signature that no signature field points to.";
        STRUCTURE_INVALID: "Tệp có chữ ký nhưng cấu trúc PDF hỏng hoặc mơ hồ, nên không thể tin.",
            "The file carries signatures but its PDF structure is broken or ambiguous, so it cannot be trusted.";
        STRUCTURE_NOT_READ: "Không đọc được cấu trúc PDF của tệp theo chuẩn.",
            "The file's PDF structure cannot be read by the standard.";
        STRUCTURE_UNSUPPORTED: "Tệp dùng dạng PDF mà phiên bản này chưa phán xét.",
            "The file uses a form of PDF that this version does not judge.";
        STRUCTURE_DOUBTFUL: "Tệp chỉ đọc được theo một cách, nhưng có chỗ sai chuẩn PDF nên chưa đủ tin.",
            "The file has one reading only, but breaks the PDF standard in a place, so it is not relied on.";
        ENCRYPTED: "Tệp có chữ ký nhưng bị mã hóa, nên nội dung được ký chưa đọc và phán xét được.",
            "The file is signed but encrypted, so what was signed cannot be read and judged.";
        LIMIT_REACHED: "Tệp vượt giới hạn an toàn khi đọc.",
            "The file goes beyond a safety limit of reading.";
        NO_SIGNATURE: "Tệp không có chữ ký số.", "The file has no digital signature.";
        REVOCATION_NOT_CHECKED: "Chưa kiểm tra chứng thư số có bị thu hồi hay không.",
            "Whether the certificate was revoked has not been checked.";
        REVOKED: "Chứng thư số của người ký đã bị thu hồi, và không có gì chứng minh chữ ký có trước đó.",
            "The signer's certificate was revoked, and nothing proves that the signature is older.";
        REVOKED_AUTHORITY: "Chứng thư số của một nơi cấp đã bị thu hồi, và không có gì chứng minh chữ ký có trước đó.",
            "The certificate of an authority was revoked, and nothing proves that the signature is older.";
        ON_HOLD: "Chứng thư số đang bị tạm dừng; kết quả có thể khác khi tạm dừng kết thúc.",
            "The certificate is on hold; the outcome may change when the hold ends.";
        REVOKED_LATER: "Chứng thư số bị thu hồi sau thời điểm đã được chứng minh; chữ ký trước đó không mất hiệu lực.",
            "The certificate was revoked after the proven time; earlier signatures stand.";
        TRAILING_BYTES: "Sau chỗ kết thúc của tệp còn những byte mà không chữ ký nào bao trùm.",
            "Bytes that no signature covers follow the end of the file.";
        TIMESTAMP_MISTYPED: "Dấu thời gian không tự khai đúng loại (/Type), nên không chứng minh được gì.",
            "The timestamp does not say by its /Type that it is one, so it proves nothing.";
        TIMESTAMP_BROKEN: "Dấu thời gian không khớp với dữ liệu mà nó xác nhận.",
            "The timestamp does not match the data that it stamps.";
        TIMESTAMP_MALFORMED: "Không đọc được dấu thời gian.", "The timestamp cannot be read.";
        TIMESTAMP_IN_FUTURE: "Dấu thời gian ghi một thời điểm trong tương lai.",
            "The timestamp names a time in the future.";
        TIMESTAMP_NOT_TRUSTED: "Dấu thời gian không đủ tin cậy nên không chứng minh được thời điểm ký.",
            "The timestamp is not trusted, so it proves no signing time.";
        TIMESTAMP_FALSE: "Chữ ký kèm một dấu thời gian lập bằng chứng thư số không dành cho việc đó.",
            "The signature carries a timestamp made with a certificate that is not for timestamps.";
        ONLY_TIMESTAMPED: "Tệp chỉ có dấu thời gian: không ai ký, nên không biết ai chịu trách nhiệm về nội dung.",
            "The file is only timestamped: nobody signed it, so nobody vouches for the content.";
        SEED_VALUE_NOT_MET: "Chữ ký không làm đúng điều mà người lập ô ký đã bắt buộc.",
            "The signature does not meet what the author of the signature field made mandatory.";
        SEED_VALUE_NOT_JUDGED: "Người lập ô ký đặt một điều kiện bắt buộc mà phiên bản này chưa xét được.",
            "The author of the signature field made a condition mandatory that this version cannot judge.";
        TIME_CLAIMED: "Thời điểm ký chỉ do người ký khai, chưa có dấu thời gian tin cậy.",
            "The signing time is only claimed by the signer; there is no trusted timestamp.";
        NOT_OF_OUR_FORM: "Tệp không có đúng dạng mà vanbang phát hành.",
            "The file does not have the exact form that vanbang issues.";
    }
}

pub use worded::*;

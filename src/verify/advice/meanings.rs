//! What findings mean that are worded with what exactly was seen.

use crate::wording::Phrase;

/// By code.
pub(super) const MEANINGS: [(&str, Phrase); 29] = [
    (
        "CERT_NO_PATH",
        Phrase::new("Không biết cơ quan đã chứng thực người ký.", "Who certified the signer is not known here."),
    ),
    (
        "CERT_SELF_SIGNED",
        Phrase::new("Chứng thư số tự ký, không cơ quan nào chứng thực.", "The certificate vouches only for itself."),
    ),
    (
        "CERT_EXPIRED",
        Phrase::new(
            "Chứng thư số đã hết hạn và không có dấu thời gian chứng minh chữ ký có trước đó.",
            "The certificate has expired and no timestamp proves that the signature is older.",
        ),
    ),
    (
        "CERT_NOT_YET_VALID",
        Phrase::new("Chứng thư số chưa đến ngày có hiệu lực.", "The certificate is not in force yet."),
    ),
    (
        "CERT_WEAK_ALGORITHM",
        Phrase::new(
            "Chứng thư số được ký bằng thuật toán quá yếu.",
            "The certificate is signed with an algorithm that is too weak.",
        ),
    ),
    (
        "CERT_WEAK_KEY",
        Phrase::new(
            "Khóa trong chứng thư số quá yếu hoặc không được phép.",
            "The key in the certificate is too weak or not allowed.",
        ),
    ),
    (
        "CERT_KEY_USAGE",
        Phrase::new(
            "Chứng thư số không được cấp để ký văn bản.",
            "The certificate is not meant for signing documents.",
        ),
    ),
    (
        "CERT_EXTENDED_KEY_USAGE",
        Phrase::new("Chứng thư số được cấp cho mục đích khác.", "The certificate is meant for something else."),
    ),
    (
        "DIGEST_WEAK",
        Phrase::new(
            "Chữ ký dùng thuật toán băm quá yếu, như SHA-1.",
            "The signature uses a digest that is too weak, such as SHA-1.",
        ),
    ),
    (
        "KEY_WEAK",
        Phrase::new("Khóa của người ký quá yếu hoặc không được phép.", "The signer's key is too weak or not allowed."),
    ),
    (
        "DIGEST_UNKNOWN",
        Phrase::new(
            "Chữ ký dùng thuật toán băm chưa được hỗ trợ.",
            "The signature uses a digest that is not supported.",
        ),
    ),
    (
        "ALGORITHM_UNKNOWN",
        Phrase::new("Chữ ký dùng thuật toán chưa được hỗ trợ.", "The signature's algorithm is not supported."),
    ),
    (
        "ALGORITHM_PARAMETERS",
        Phrase::new(
            "Tham số của thuật toán chữ ký không được chấp nhận.",
            "The parameters of the signature's algorithm are not accepted.",
        ),
    ),
    (
        "ALGORITHM_KEY_MISMATCH",
        Phrase::new(
            "Thuật toán chữ ký không hợp với loại khóa của người ký.",
            "The signature's algorithm does not go with the kind of the signer's key.",
        ),
    ),
    (
        "KEY_UNSUPPORTED",
        Phrase::new(
            "Chữ ký dùng loại khóa chưa được hỗ trợ.",
            "The signature uses a kind of key that is not supported.",
        ),
    ),
    (
        "EMPTY_CONTENT",
        Phrase::new(
            "Phần mềm ký đã đặt một nội dung rỗng vào khối chữ ký.",
            "The signing program put an empty content into the signature.",
        ),
    ),
    (
        "ENCAPSULATED_CONTENT",
        Phrase::new("Khối chữ ký mang một nội dung riêng bên trong.", "The signature carries content of its own."),
    ),
    (
        "SIGNING_CERTIFICATE_MISSING",
        Phrase::new(
            "Chữ ký không ghi rõ đã ký bằng chứng thư số nào.",
            "The signature does not say by which certificate it was made.",
        ),
    ),
    (
        "SIGNING_CERTIFICATE_V1",
        Phrase::new(
            "Chữ ký chỉ định chứng thư số theo kiểu cũ, bằng SHA-1.",
            "The signature refers to its certificate in the older way, by SHA-1.",
        ),
    ),
    (
        "SIGNING_CERTIFICATE_MISMATCH",
        Phrase::new(
            "Chữ ký chỉ định một chứng thư số khác với chứng thư số kèm theo.",
            "The signature refers to another certificate than the one that comes along.",
        ),
    ),
    ("NO_SIGNED_ATTRS", Phrase::new("Chữ ký thiếu các thuộc tính được ký.", "The signature has no signed attributes.")),
    (
        "ATTRS_NOT_DER",
        Phrase::new("Các thuộc tính được ký không đúng thứ tự.", "The signed attributes are out of order."),
    ),
    (
        "CMS_NOT_DER",
        Phrase::new("Chữ ký mã hóa kiểu BER thay vì DER.", "The signature is encoded in BER instead of DER."),
    ),
    (
        "CMS_VERSION",
        Phrase::new("Số phiên bản trong khối chữ ký không đúng.", "A version number in the signature is wrong."),
    ),
    ("CMS_MALFORMED", Phrase::new("Khối chữ ký bị hỏng.", "The signature is broken.")),
    (
        "CMS_SIGNER_COUNT",
        Phrase::new("Khối chữ ký không có đúng một người ký.", "The signature does not have exactly one signer."),
    ),
    ("CMS_LIMIT", Phrase::new("Khối chữ ký vượt giới hạn an toàn.", "The signature goes beyond a safety limit.")),
    (
        "LIMIT_REACHED",
        Phrase::new("Tệp vượt giới hạn an toàn khi đọc.", "The file goes beyond a safety limit of reading."),
    ),
    (
        "VALID",
        Phrase::new(
            "Chữ ký hợp lệ: nội dung nguyên vẹn, người ký được tin cậy.",
            "The signature is valid: the content is intact and the signer is trusted.",
        ),
    ),
];

//! The sentences of the table, and which findings they belong to.

use crate::wording::Phrase;

pub(super) const ASK_FOR_ORIGINAL: Phrase = Phrase::new(
    "Đừng dùng tệp này; hãy xin tệp gốc từ đơn vị phát hành, qua địa chỉ bạn biết chắc, rồi kiểm tra lại.",
    "Do not use this file; get the original from the issuing organisation, by an address that you know, and check \
     again.",
);
pub(super) const SIGN_AGAIN: Phrase = Phrase::new(
    "Xin lại cùng tệp không giúp gì: hãy báo đơn vị phát hành ký lại bằng phần mềm ký đúng chuẩn PAdES.",
    "The same file again does not help: tell the issuing organisation to sign anew with software that follows PAdES.",
);
pub(super) const NEW_CERTIFICATE: Phrase = Phrase::new(
    "Hãy báo đơn vị phát hành: chứng thư số này không dùng để ký được, cần ký lại bằng chứng thư số khác.",
    "Tell the issuing organisation: this certificate is not fit for signing; another one has to sign anew.",
);
pub(super) const STRONGER: Phrase = Phrase::new(
    "Hãy xin đơn vị phát hành ký lại bằng SHA-256 và khóa RSA từ 2048 bit hoặc ECDSA từ 256 bit.",
    "Ask the issuing organisation to sign anew with SHA-256 and an RSA key from 2048 bits or ECDSA from 256.",
);
pub(super) const OTHER_PROGRAM: Phrase = Phrase::new(
    "Chưa kết luận được gì về tệp: hãy kiểm tra bằng phần mềm khác hỗ trợ loại này, hoặc hỏi đơn vị phát hành.",
    "Nothing is known about the file: check it with software that supports this kind, or ask the issuing organisation.",
);
pub(super) const ASK_ISSUER: Phrase = Phrase::new(
    "Hãy hỏi đơn vị phát hành văn bản này còn giá trị không và xin bản ký bằng chứng thư số đang có hiệu lực.",
    "Ask the issuing organisation whether the document still stands, and for one signed with a certificate in force.",
);
pub(super) const WHOSE_IS_IT: Phrase = Phrase::new(
    "Hãy đọc tên người ký và tự liên hệ với họ qua địa chỉ bạn biết chắc, không qua địa chỉ ghi trong tệp.",
    "Read who signed, and reach them by an address that you know, not by one from the file.",
);
pub(super) const NOTHING: Phrase = Phrase::new("Không cần làm gì thêm.", "Nothing more needs to be done.");

/// Advice that several findings share, and the findings.
pub(super) const SHARED: [(Phrase, &[&str]); 10] = [
    (
        ASK_FOR_ORIGINAL,
        &[
            "DIGEST_MISMATCH",
            "SIGNATURE_VALUE_INVALID",
            "MODIFIED_AFTER_SIGNING",
            "LOCK_BROKEN",
            "COVERAGE_PARTIAL",
            "SIG_DICT_MALFORMED",
            "SIG_DICT_CHANGED",
            "BYTE_RANGE_INVALID",
            "CONTENTS_GAP_INVALID",
            "SIGNATURE_ORPHANED",
            "STRUCTURE_INVALID",
            "STRUCTURE_NOT_READ",
            "TRAILING_BYTES",
            "TIMESTAMP_BROKEN",
            "TIMESTAMP_MALFORMED",
            "ALGORITHM_KEY_MISMATCH",
            "SIGNING_CERTIFICATE_MISMATCH",
            "CMS_MALFORMED",
            "CMS_SIGNER_COUNT",
            "ENCAPSULATED_CONTENT",
            "RECORD_INVALID",
            "CODE_RECORD_MISMATCH",
            "CLAIMS_RECORD_MISMATCH",
            "ROLE_MISSING",
            "NOT_CLOSED_BY_SEAL",
        ],
    ),
    (
        SIGN_AGAIN,
        &[
            "EMPTY_CONTENT",
            "SIGNING_CERTIFICATE_MISSING",
            "NO_SIGNED_ATTRS",
            "ATTRS_NOT_DER",
            "CMS_NOT_DER",
            "CMS_VERSION",
            "SIGNER_CERTIFICATE_MISSING",
            "TIMESTAMP_MISTYPED",
            "TIMESTAMP_FALSE",
            "SEED_VALUE_NOT_MET",
        ],
    ),
    (STRONGER, &["DIGEST_WEAK", "KEY_WEAK", "CERT_WEAK_ALGORITHM", "CERT_WEAK_KEY"]),
    (NEW_CERTIFICATE, &["CERT_KEY_USAGE", "CERT_EXTENDED_KEY_USAGE", "CERT_NOT_YET_VALID"]),
    (
        OTHER_PROGRAM,
        &[
            "SUBFILTER_UNSUPPORTED",
            "DIGEST_UNKNOWN",
            "ALGORITHM_UNKNOWN",
            "ALGORITHM_PARAMETERS",
            "KEY_UNSUPPORTED",
            "STRUCTURE_UNSUPPORTED",
            "STRUCTURE_DOUBTFUL",
            "SEED_VALUE_NOT_JUDGED",
            "FIELD_NOT_COMPARED",
            "LIMIT_REACHED",
        ],
    ),
    (ASK_ISSUER, &["REVOKED", "REVOKED_AUTHORITY", "CERT_EXPIRED", "PIN_TIME_UNPROVEN", "KEY_COMPROMISED"]),
    (
        Phrase::new(
            "Hãy lấy lại bản kê của lô từ đơn vị cấp rồi kiểm tra lại; tự nó chưa nói gì xấu về văn bản.",
            "Get the batch's manifest from the issuing organisation again and check anew; by itself this says nothing \
             against the document.",
        ),
        &["MANIFEST_REJECTED", "MANIFEST_SIGNER_NOT_PINNED", "MANIFEST_TIMES_DIFFER", "MANIFEST_TIME_CONTRADICTION"],
    ),
    (WHOSE_IS_IT, &["NOT_OF_OUR_FORM", "SIGNER_NOT_OF_ORGANISATION"]),
    (NOTHING, &["VALID", "REVOKED_LATER", "SIGNING_CERTIFICATE_V1"]),
    (
        Phrase::new(
            "Đừng dựa vào thời điểm ghi trong tệp; cần biết chắc ngày ký thì hỏi đơn vị phát hành.",
            "Do not rely on the time stated in the file; where the day of signing matters, ask the issuing organisation.",
        ),
        &["TIME_CLAIMED", "TIMESTAMP_NOT_TRUSTED", "TIMESTAMP_OUT_OF_ORDER"],
    ),
];

/// Advice of one finding alone.
pub(super) const OWN: [(&str, Phrase); 17] = [
    (
        "DIRECTORY_OLD",
        Phrase::new(
            "Hãy xin danh bạ mới từ nơi lập danh bạ: vanbang trust directory update TỆP.",
            "Get the newer directory from whoever publishes it: vanbang trust directory update FILE.",
        ),
    ),
    (
        "MANIFEST_CONFLICT",
        Phrase::new(
            "Hãy báo đơn vị cấp ngay: nếu họ không biết một trong các bản kê này thì khóa ký có thể đã bị lấy cắp.",
            "Tell the issuing organisation at once: if they do not know one of these manifests, their key may be stolen.",
        ),
    ),
    (
        "DOCUMENT_SUPERSEDED",
        Phrase::new(
            "Tệp là thật nhưng đã cũ: hãy xin bản mới có mã nêu trong ghi nhận.",
            "The file is genuine but out of date: ask for the newer document, whose id the finding names.",
        ),
    ),
    (
        "DOCUMENT_WITHDRAWN",
        Phrase::new(
            "Đừng dùng văn bản này: đơn vị phát hành đã thu hồi nó bằng một quyết định.",
            "Do not use this document: the issuing organisation withdrew it by a decision.",
        ),
    ),
    (
        "DOCUMENT_NOT_REGISTERED",
        Phrase::new(
            "Lô chưa vào sổ, hoặc sổ đang mở không phải sổ ghi văn bản này: hãy xem vanbang register show.",
            "Its batch is not entered yet, or this is not the register it was entered in: see vanbang register show.",
        ),
    ),
    (
        "SIGNED_OVER_CONTENT",
        Phrase::new(
            "Hãy mở tệp và xem chữ ký sau có che chữ hay số nào không; nếu có, hãy xin bản khác hoặc hỏi đơn vị phát hành.",
            "Open the file and see whether the later signature covers words or numbers; if so, ask for another copy or \
             ask the issuing organisation.",
        ),
    ),
    (
        "CERT_NO_PATH",
        Phrase::new(
            "Chưa có nghĩa là giả: hãy hỏi đơn vị phát hành họ dùng chứng thư của cơ quan nào. Chỉ tin chứng thư gốc của \
             cơ quan ấy sau khi so dấu vân tay với dấu được công bố qua kênh khác.",
            "This is no sign of forgery: ask the issuing organisation which authority certified them. Trust that \
             authority's root only after comparing its fingerprint with the one published through another channel.",
        ),
    ),
    (
        "CERT_SELF_SIGNED",
        Phrase::new(
            "Ai cũng tự lập được chứng thư như vậy: đừng tin tên ghi trong đó, hãy hỏi đơn vị phát hành.",
            "Anyone can make such a certificate: do not believe the name in it, ask the issuing organisation.",
        ),
    ),
    (
        "REVOCATION_NOT_CHECKED",
        Phrase::new(
            "Hãy kiểm tra lại khi có mạng hoặc có danh sách thu hồi (CRL) của nơi cấp chứng thư số.",
            "Check again with a network, or with the revocation list (CRL) of the certificate's issuer at hand.",
        ),
    ),
    (
        "ON_HOLD",
        Phrase::new(
            "Hãy kiểm tra lại sau vài ngày, hoặc hỏi người ký vì sao chứng thư số bị tạm dừng.",
            "Check again in a few days, or ask the signer why the certificate is on hold.",
        ),
    ),
    (
        "TIMESTAMP_IN_FUTURE",
        Phrase::new(
            "Hãy xem đồng hồ máy này có đúng không rồi kiểm tra lại; nếu đúng, đừng dựa vào dấu thời gian.",
            "See whether this computer's clock is right and check again; if it is, do not rely on the timestamp.",
        ),
    ),
    (
        "NO_SIGNATURE",
        Phrase::new(
            "Bản in hoặc ảnh chụp không còn chữ ký số; hãy xin tệp PDF gốc đã ký.",
            "A print or a scan has lost the signature; ask for the original PDF file that was signed.",
        ),
    ),
    (
        "ONLY_TIMESTAMPED",
        Phrase::new(
            "Hãy xin tệp có chữ ký của đơn vị phát hành; dấu thời gian chỉ cho biết tệp đã có từ lúc nào.",
            "Ask for the file with the organisation's signature; a timestamp only says since when the file exists.",
        ),
    ),
    (
        "ENCRYPTED",
        Phrase::new(
            "Hãy xin bản không đặt mật khẩu; gỡ mật khẩu bằng phần mềm khác sẽ làm hỏng chữ ký.",
            "Ask for a copy without a password; removing it with other software breaks the signature.",
        ),
    ),
    (
        "NOT_YET_CLOSED",
        Phrase::new(
            "Đây là bản chưa phát hành: hãy xin bản đã có con dấu số của đơn vị.",
            "This is not issued yet: ask for the copy that the organisation has sealed.",
        ),
    ),
    (
        "ORGANISATION_UNKNOWN",
        Phrase::new(
            "Nội dung và chữ ký đều đúng, nhưng chưa biết con dấu có phải của đơn vị ấy: hãy kiểm tra trên trang của \
             đơn vị, ở địa chỉ in cạnh mã trên giấy.",
            "Content and signatures hold, but whether the seal is that organisation's is not known: check on its own \
             page, at the address printed beside the code.",
        ),
    ),
    (
        "CMS_LIMIT",
        Phrase::new(
            "Chữ ký lớn khác thường nên không được đọc hết: hãy hỏi đơn vị phát hành.",
            "The signature is unusually large and was not read in full: ask the issuing organisation.",
        ),
    ),
];

/// What findings mean that are worded with what exactly was seen.
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

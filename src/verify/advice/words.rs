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
pub(super) const SHARED: [(Phrase, &[&str]); 14] = [
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
            "CODE_VERSION_UNKNOWN",
            "CLAIMS_VERSION_UNKNOWN",
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
    (
        Phrase::new(
            "Hãy quét lại toàn bộ mã, gõ mã ngắn in dưới hình vuông, hoặc kiểm tra tệp PDF; không đọc được thì coi là chưa \
             xác minh.",
            "Scan the whole code again, type the short code below the symbol, or check the PDF; what cannot be read \
             counts as not verified.",
        ),
        &["CODE_MALFORMED", "CODE_SHORT_CHECK", "NO_CODE", "SEVERAL_CODES", "ID_ONLY"],
    ),
    (
        Phrase::new(
            "Đừng mở địa chỉ này; hãy tự liên hệ với đơn vị qua địa chỉ bạn biết chắc.",
            "Do not open this address; reach the organisation by one that you know.",
        ),
        &["CODE_HOST_FOREIGN", "CODE_HOST_NOT_LISTED"],
    ),
    (
        Phrase::new(
            "Không chấp nhận tờ giấy này; hãy hỏi đơn vị cấp, qua địa chỉ bạn biết chắc.",
            "Do not accept this paper; ask the issuing organisation, by an address that you know.",
        ),
        &["NOT_IN_MANIFEST", "OPENING_MALFORMED", "CLAIMS_MALFORMED"],
    ),
    (
        Phrase::new(
            "Hãy lấy dữ liệu công bố mới nhất của đơn vị rồi kiểm tra lại (--manifests), hỏi đơn vị cấp, hoặc kiểm tra tệp \
             PDF; tự nó chưa nói gì xấu về văn bản.",
            "Get what the organisation published most recently and check again (--manifests), ask the issuer, or check \
             the PDF; by itself this says nothing against the document.",
        ),
        &[
            "CODE_UNKNOWN",
            "CODE_DOES_NOT_OPEN",
            "SERVER_UNREACHABLE",
            "ENVELOPE_INVALID",
            "MANIFEST_MISSING",
            "STATUS_MISSING",
            "STATUS_STALE",
            "STATUS_CLOCK",
            "STATUS_ROLLBACK",
            "STATUS_EQUIVOCATION",
            "STATUS_KEY_UNKNOWN",
            "STATUS_SIGNATURE_INVALID",
            "BATCH_NOT_LISTED",
        ],
    ),
    (WHOSE_IS_IT, &["NOT_OF_OUR_FORM", "SIGNER_NOT_OF_ORGANISATION"]),
    (NOTHING, &["VALID", "REVOKED_LATER", "SIGNING_CERTIFICATE_V1", "MANIFEST_NOT_SEEN"]),
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

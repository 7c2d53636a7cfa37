//! What is told of a document of ours, beside its signatures.

use crate::document::manifest;
use crate::signature::pades::Finding;

/// Every finding that this file words, for the table of advice.
pub(in crate::verify) fn findings() -> [Finding; 8] {
    [
        not_yet_closed(),
        record_invalid(),
        code_differs(),
        claims_differ(),
        role_missing(),
        not_closed(),
        organisation_unknown(),
        not_of_organisation(),
    ]
}

pub(super) fn not_yet_closed() -> Finding {
    Finding::new(
        "NOT_YET_CLOSED",
        "Văn bản chưa được đơn vị đóng dấu số; chưa phải bản phát hành.",
        "The organisation has not sealed the document yet; it is not issued.",
    )
}

pub(super) fn record_invalid() -> Finding {
    Finding::new(
        "RECORD_INVALID",
        "Dữ liệu kèm theo (record.json) không đọc được hoặc không đúng quy định.",
        "The attached data (record.json) cannot be read or breaks the rules.",
    )
}

pub(super) fn code_differs() -> Finding {
    Finding::new(
        "CODE_RECORD_MISMATCH",
        "Mã kèm theo (code.bin) không phải là mã của dữ liệu trong văn bản.",
        "The attached code (code.bin) is not the code of the document's data.",
    )
}

pub(super) fn claims_differ() -> Finding {
    Finding::new(
        "CLAIMS_RECORD_MISMATCH",
        "Nội dung trong mã khác với dữ liệu của văn bản.",
        "The facts in the code differ from the document's data.",
    )
}

/// The code in `code.bin` is not one, or is one of a version that this program does not know.
pub(super) fn code_refused(error: &manifest::Error) -> Finding {
    Finding::new(
        error.code(),
        "Mã kèm theo (code.bin) không dùng được.",
        "The attached code (code.bin) cannot be used.",
    )
    .with_both(error.message_vi(), error)
}

pub(super) fn role_missing() -> Finding {
    Finding::new(
        "ROLE_MISSING",
        "Thiếu chữ ký bắt buộc của loại văn bản này.",
        "A signature that this kind of document needs is missing.",
    )
}

pub(super) fn not_closed() -> Finding {
    Finding::new(
        "NOT_CLOSED_BY_SEAL",
        "Tệp không đúng dạng đóng kín mà đơn vị phát hành: có nội dung ngoài quy định.",
        "The file does not have the closed form in which the organisation issues: it holds more than it may.",
    )
}

pub(in crate::verify) fn organisation_unknown() -> Finding {
    Finding::new(
        "ORGANISATION_UNKNOWN",
        "Đơn vị phát hành không có trong danh bạ tin cậy của bạn.",
        "The issuing organisation is not in your trusted directory.",
    )
}

pub(super) fn not_of_organisation() -> Finding {
    Finding::new(
        "SIGNER_NOT_OF_ORGANISATION",
        "Con dấu số không phải của đơn vị ghi trong văn bản.",
        "The seal is not by a certificate of the organisation named in the document.",
    )
}

//! The words of what can be found out about a code.

use crate::document::manifest::status::Unknown;
use crate::document::{code, manifest};
use crate::signature::pades::Finding;

#[allow(non_snake_case, reason = "a finding's function is called by its code")]
mod worded {
    use super::Finding;
    use crate::signature::pades::finding::findings;

    findings! {
        NO_CODE: "Không đọc được mã nào trong ảnh; mã không đọc được thì coi là chưa xác minh.",
            "No code could be read in the picture; a code that cannot be read counts as not verified.";
        SEVERAL_CODES: "Có nhiều mã khác nhau.", "There are several different codes.";
        CODE_MALFORMED: "Đây không phải mã văn bằng, hoặc mã chưa được đọc trọn vẹn.",
            "This is not a document's code, or it was not read completely.";
        CODE_SHORT_CHECK: "Mã ngắn gõ không đúng.", "The short code is mistyped.";
        CODE_VERSION_UNKNOWN: "Mã thuộc phiên bản mà chương trình này chưa biết.",
            "The code is of a version that this program does not know.";
        CODE_HOST_NOT_LISTED: "Địa chỉ trong mã viết bằng chữ dễ nhầm và không có trong danh bạ; không mở địa chỉ này.",
            "The address in the code uses letters that are easily confused and is not in the directory; it was not opened.";
        CODE_HOST_FOREIGN: "Địa chỉ trong mã không thuộc đơn vị nào trong danh bạ, hoặc không thuộc đơn vị đã ký; không mở địa chỉ này.",
            "The address in the code belongs to no organisation in the directory, or not to the one that sealed; it was not opened.";
        ID_ONLY: "Mã ngắn chỉ cho biết tình trạng, không mở được nội dung nào.",
            "A short code tells the standing alone; it opens no facts.";
        CODE_UNKNOWN: "Dữ liệu công bố có ở đây không có mã này: có thể mã bị đọc sai, hoặc văn bản chưa được công bố.",
            "What was published and is at hand does not have this code: it may be misread, or the document is not published.";
        SERVER_UNREACHABLE: "Không hỏi máy chủ nào và không có dữ liệu công bố ở đây, nên không xét được nội dung của mã.",
            "No server was asked and nothing published is at hand, so that what the code stands for could not be checked.";
        CODE_DOES_NOT_OPEN: "Mã không mở được phong bì của nó.", "The code does not open its envelope.";
        ENVELOPE_INVALID: "Phong bì không khớp với mã hoặc với bản kê đã ký.",
            "The envelope does not fit the code or the signed manifest.";
        OPENING_MALFORMED: "Nội dung trong mã bị hỏng.", "The content of the code is broken.";
        CLAIMS_MALFORMED: "Nội dung trong mã không đúng quy định.",
            "The facts in the code are not in the required form.";
        CLAIMS_VERSION_UNKNOWN: "Nội dung thuộc loại văn bản mà chương trình này chưa biết.",
            "The facts are of a kind of document that this program does not know.";
        MANIFEST_MISSING: "Không có bản kê đã ký số của văn bản này.",
            "The signed manifest of this document is not at hand.";
        NOT_IN_MANIFEST: "Nội dung trong mã không có trong bản kê đã ký số.",
            "The facts in the code are not in the signed manifest.";
        STATUS_MISSING: "Không có danh sách tình trạng đã ký.", "The signed status list is not at hand.";
        STATUS_STALE: "Danh sách tình trạng đã quá hạn.", "The status list is out of date.";
        STATUS_CLOCK: "Thời gian trong danh sách tình trạng không hợp lý, hoặc đồng hồ máy này sai.",
            "The times of the status list do not fit, or this computer's clock is wrong.";
        STATUS_ROLLBACK: "Danh sách tình trạng cũ hơn danh sách hay khóa đã từng thấy.",
            "The status list is older than one that was seen, or its key has been replaced.";
        STATUS_EQUIVOCATION: "Có hai danh sách tình trạng trái nhau.",
            "There are two status lists that contradict each other.";
        STATUS_KEY_UNKNOWN: "Danh sách tình trạng ký bằng khóa không được đơn vị ủy quyền.",
            "The status list is signed by a key that the organisation did not delegate.";
        STATUS_SIGNATURE_INVALID: "Chữ ký của danh sách tình trạng không đúng.",
            "The signature of the status list is wrong.";
        BATCH_NOT_LISTED: "Đơn vị chưa công bố lô văn bản này.", "The organisation has not listed this batch.";
    }
}

pub use worded::*;

/// Why a text is no code, with the rule that it breaks.
pub fn of_code(error: &code::Error) -> Finding {
    let known = all().into_iter().find(|finding| finding.code == error.code());
    known.unwrap_or_else(CODE_MALFORMED).with_both(error.message_vi(), error)
}

/// Why an opening or an envelope is refused.
pub fn of_manifest(error: &manifest::Error) -> Finding {
    match all().into_iter().find(|finding| finding.code == error.code()) {
        Some(known) => known.with_both(error.message_vi(), error),
        None => Finding::worded(error.code(), error.message_vi(), error.to_string()),
    }
}

/// Why nobody can say how a document stands.
pub fn of_status(reason: Unknown) -> Finding {
    match reason {
        Unknown::ManifestMissing => MANIFEST_MISSING(),
        Unknown::KeyUnknown => STATUS_KEY_UNKNOWN(),
        Unknown::Rollback => STATUS_ROLLBACK(),
        Unknown::SignatureInvalid => STATUS_SIGNATURE_INVALID(),
        Unknown::Clock => STATUS_CLOCK(),
        Unknown::Equivocation => STATUS_EQUIVOCATION(),
        Unknown::BatchNotListed => BATCH_NOT_LISTED(),
        Unknown::Stale => STATUS_STALE(),
        Unknown::StatusMissing => STATUS_MISSING(),
    }
}

//! The words of what can be found out about a manifest.

use crate::signature::pades::Finding;

#[allow(non_snake_case, reason = "a finding's function is called by its code")]
mod worded {
    use super::Finding;
    use crate::signature::pades::finding::findings;

    findings! {
        MANIFEST_REJECTED: "Có một bản kê không dùng được; coi như không có bản kê đó.",
            "There is a manifest that cannot be used; it counts as not there.";
        MANIFEST_SIGNER_NOT_PINNED: "Chứng thư ký bản kê không được danh bạ ghi cho đơn vị này với vai trò ấy vào lúc đó.",
            "The directory does not list the manifest's certificate for this organisation, role and time.";
        MANIFEST_TIMES_DIFFER: "Thời điểm ký và thời điểm ghi trong bản kê khác nhau.",
            "The manifest's signing time and the time in it differ.";
        MANIFEST_TIME_CONTRADICTION: "Bản kê tự khai một thời điểm muộn hơn thời điểm đã được chứng minh.",
            "The manifest claims a time that is later than the proven one.";
        MANIFEST_CONFLICT: "Đơn vị có nhiều bản kê khác nhau cho cùng một lô: do lỗi, hoặc khóa ký đã bị lấy cắp.",
            "The organisation has different manifests for one batch: a fault, or a stolen key.";
        TIMESTAMP_OUT_OF_ORDER: "Dấu thời gian ghi thời điểm muộn hơn dấu thời gian đứng sau nó.",
            "The timestamp names a time later than that of the timestamp behind it.";
    }
}

pub use worded::*;

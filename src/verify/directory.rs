//! What a directory of organisations adds to a verdict: its age, and what its pins say of a key.

use crate::document::record::PinTime;
use crate::signature::pades::Finding;

use chrono::{DateTime, Utc};

/// The time by which pins are judged: the proven one, else the present.
pub(super) fn pin_time(proven: Option<DateTime<Utc>>, now: DateTime<Utc>) -> PinTime {
    proven.map_or(PinTime::Present(now), PinTime::Proven)
}

/// Every finding that this file words, for the table of advice.
pub(super) fn findings() -> [Finding; 3] {
    [old(), pin_time_unproven(), key_compromised()]
}

pub(super) fn old() -> Finding {
    Finding::new(
        "DIRECTORY_OLD",
        "Danh bạ đơn vị đã quá hạn cập nhật; có thể có thay đổi mà bạn chưa biết.",
        "A newer directory of organisations was due; there may be changes that you do not know.",
    )
}

pub(super) fn pin_time_unproven() -> Finding {
    Finding::new(
        "PIN_TIME_UNPROVEN",
        "Chứng thư này từng là của đơn vị, nhưng không có dấu thời gian nào chứng minh chữ ký có từ lúc đó.",
        "The certificate was the organisation's once, but no timestamp proves that the signature is from then.",
    )
}

pub(super) fn key_compromised() -> Finding {
    Finding::new(
        "KEY_COMPROMISED",
        "Chữ ký có sau khi khóa của đơn vị bị lộ: người khác có thể đã ký.",
        "The signature is later than the loss of the organisation's key: somebody else may have signed.",
    )
}

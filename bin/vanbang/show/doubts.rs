//! What of a diploma deserves a second look.

use vanbang::document::record::Diploma;
use vanbang::document::record::rules::doubt::doubts;

use super::Console;

pub fn show(diploma: &Diploma, console: &Console) {
    let serial = &diploma.serial_no;
    for doubt in doubts(diploma) {
        console.note(
            format!("Lưu ý, số hiệu {serial}: {}", doubt.message_vi()),
            format!("Note, serial {serial}: {}", doubt.message_en()),
        );
    }
}

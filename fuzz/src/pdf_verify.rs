//! A whole file, and the same bytes in the place of a genuine file's last byte range.

use super::golden_pdf::{TRANSCRIPT, judge};

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    judge(input);
    const KEY: &[u8] = b"/ByteRange [";
    let Some(at) = TRANSCRIPT.windows(KEY.len()).rposition(|window| window == KEY) else { return };
    let start = at + KEY.len();
    let Some(room) = TRANSCRIPT.get(start..).and_then(|rest| rest.iter().position(|byte| *byte == b']')) else {
        return;
    };
    let mut bytes = TRANSCRIPT.to_vec();
    for (byte, new) in bytes.iter_mut().skip(start).take(room).zip(input) {
        *byte = *new;
    }
    judge(&bytes);
}

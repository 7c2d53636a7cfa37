//! One value: what is read, written and read again is the same.

use vanbang::signature::pdf::{same_value, write_value};

use super::golden_pdf::{around, read};

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let bytes = around(input);
    let Some(file) = read(&bytes) else { return };
    let Some(value) = file.by_number(file.last(), 2).and_then(|object| object.value()) else { return };
    let mut written = Vec::new();
    write_value(&mut written, value);
    let bytes = around(&written);
    let again = read(&bytes).expect("what was written is read");
    let other = again.by_number(again.last(), 2).and_then(|object| object.value()).expect("a value");
    assert!(same_value(value, other), "another value after writing");
}

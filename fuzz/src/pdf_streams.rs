//! Streams, their filters and the objects inside of them: the first line of the input is the stream's
//! dictionary, the rest its data.

use vanbang::signature::pdf::Limits;

use super::golden_pdf::{around, read};

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let split = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (entries, data) = input.split_at(split);
    let data = data.get(1..).unwrap_or_default();
    let length = format!(" /Length {} >>\nstream\n", data.len());
    let bytes = around(&[b"<< ", entries, length.as_bytes(), data, b"\nendstream"].concat());
    let Some(file) = read(&bytes) else { return };
    if let Some(Ok(decoded)) = file.by_number(file.last(), 2).map(|object| file.stream_data(object)) {
        assert!(decoded.len() as u64 <= Limits::default().inflated_bytes.max(bytes.len() as u64), "beyond the limit");
    }
}

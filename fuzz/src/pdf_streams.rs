//! Streams, their filters and the objects inside of them: the first line of the input is the stream's
//! dictionary, the rest its data.

use vanbang::signature::pdf::Limits;

use super::golden_pdf::{around, holding, read};

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let bytes = around(&stream(input));
    if let Some(file) = read(&bytes)
        && let Some(Ok(decoded)) = file.by_number(file.last(), 2).map(|object| file.stream_data(object))
    {
        assert!(decoded.len() as u64 <= Limits::default().inflated_bytes.max(bytes.len() as u64), "beyond the limit");
    }
    held(input);
}

/// How many objects the input holds, when it is an object stream that holds those it should.
pub fn held(input: &[u8]) -> usize {
    let bytes = holding(&stream(input));
    let Some(file) = read(&bytes) else { return 0 };
    let inside = [5, 6].map(|number| file.by_number(file.last(), number).expect("what is named is there"));
    for object in inside {
        assert_eq!((object.container, object.id.generation), (Some(2), 0), "an object from elsewhere");
    }
    inside.len()
}

fn stream(input: &[u8]) -> Vec<u8> {
    let split = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (entries, data) = input.split_at(split);
    let data = data.get(1..).unwrap_or_default();
    let length = format!(" /Length {} >>\nstream\n", data.len());
    [b"<< ", entries, length.as_bytes(), data, b"\nendstream"].concat()
}

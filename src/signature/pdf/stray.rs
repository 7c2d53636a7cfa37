//! Words of structure where there is no structure: a reader that rebuilds a file looks for these in
//! the middle of streams and strings too, and would show an object that no cross-reference names.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::lexer::{Lexer, is_white_space};

/// Places in `range` that look like an object, a trailer or the end of a file and are none of the
/// revision's own, whose offsets are `own`.
pub fn stray_structure(bytes: &[u8], range: Range<usize>, own: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let within = bytes.get(range.clone()).unwrap_or_default();
    let words = |word: &'static str| {
        memmem::find_iter(within, word).map(move |at| range.start + at).map(move |at| at..at + word.len())
    };
    let objects = words("obj").filter_map(|word| Some(header_start(bytes, range.start, word.start)?..word.end));
    let trailers = words("trailer").filter(|word| a_dictionary_follows(bytes, word.end));
    let strays = objects.chain(trailers).chain(words("startxref"));
    strays.filter(|stray| !own.contains(&stray.start)).collect()
}

fn a_dictionary_follows(bytes: &[u8], at: usize) -> bool {
    let mut lexer = Lexer::new(bytes, at);
    lexer.skip_white_space();
    bytes.get(lexer.position..).is_some_and(|rest| rest.starts_with(b"<<"))
}

/// Where the number of `n g obj` begins, if two numbers stand before the word.
fn header_start(bytes: &[u8], from: usize, word: usize) -> Option<usize> {
    let generation_end = before_space(bytes, from, word);
    let generation = before_digits(bytes, from, generation_end);
    let number_end = before_space(bytes, from, generation);
    let number = before_digits(bytes, from, number_end);
    (generation < generation_end && number_end < generation && number < number_end).then_some(number)
}

fn before_digits(bytes: &[u8], from: usize, mut at: usize) -> usize {
    while at > from && bytes.get(at - 1).is_some_and(u8::is_ascii_digit) {
        at -= 1;
    }
    at
}

/// The end of what stands before white space and comments.
fn before_space(bytes: &[u8], from: usize, mut at: usize) -> usize {
    let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    loop {
        let mut new_line = false;
        while at > from && bytes.get(at - 1).is_some_and(|byte| is_white_space(*byte)) {
            at -= 1;
            new_line |= bytes.get(at).is_some_and(is_line_end);
        }
        let line = bytes.get(from..at).filter(|_| new_line).unwrap_or_default();
        let line_start = line.iter().rposition(is_line_end).map_or(0, |end| end + 1);
        match line.get(line_start..).and_then(|line| line.iter().position(|byte| *byte == b'%')) {
            Some(comment) => at = from + line_start + comment,
            None => return at,
        }
    }
}

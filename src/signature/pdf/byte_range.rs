//! `/ByteRange` as a type that cannot be nonsense (ISO 32000-2 clause 12.8.1; threats R2 and R3).

use std::ops::Range;

use super::{Node, Value};

/// `[0 b c d]` with `b < c` and `c + d` inside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    gap_start: usize,
    gap_end: usize,
    end: usize,
}

impl ByteRange {
    /// Reads the direct array of a signature dictionary.
    pub fn read(node: &Node, file_length: usize) -> Option<Self> {
        let Value::Array(items) = &node.value else { return None };
        let numbers: Vec<usize> =
            items.iter().map(|item| usize::try_from(item.value.as_integer()?).ok()).collect::<Option<_>>()?;
        let [0, gap_start, gap_end, length] = numbers[..] else { return None };
        let end = gap_end.checked_add(length).filter(|end| *end <= file_length)?;
        Self::new(gap_start..gap_end, end)
    }

    /// The range around a known gap.
    pub fn new(gap: Range<usize>, end: usize) -> Option<Self> {
        (0 < gap.start && gap.start < gap.end && gap.end < end).then_some(ByteRange {
            gap_start: gap.start,
            gap_end: gap.end,
            end,
        })
    }

    /// The hole that holds `/Contents`, brackets included.
    pub fn gap(&self) -> Range<usize> {
        self.gap_start..self.gap_end
    }

    /// Just behind the last signed byte.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The signed bytes.
    pub fn parts<'b>(&self, bytes: &'b [u8]) -> [&'b [u8]; 2] {
        let part = |range: Range<usize>| bytes.get(range).unwrap_or_default();
        [part(0..self.gap_start), part(self.gap_end..self.end)]
    }

    /// Whether a span of the file is signed as a whole.
    pub fn covers(&self, span: &Range<usize>) -> bool {
        span.end <= self.gap_start || (span.start >= self.gap_end && span.end <= self.end)
    }

    /// R3: the gap is exactly `<` an even number of hexadecimal digits in one case `>`.
    pub fn gap_is_one_hexadecimal_string(&self, bytes: &[u8]) -> bool {
        let Some([b'<', digits @ .., b'>']) = bytes.get(self.gap()) else { return false };
        let upper = digits.iter().any(|byte| byte.is_ascii_uppercase());
        let lower = digits.iter().any(|byte| byte.is_ascii_lowercase());
        digits.len() % 2 == 0 && digits.iter().all(u8::is_ascii_hexdigit) && !(upper && lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::pdf::{Limits, lexer::Lexer, parser::parse_object};

    fn read(text: &str) -> Option<ByteRange> {
        let limits = Limits::default();
        let node = parse_object(&mut Lexer::new(text.as_bytes(), 0), &limits, &mut limits.budget()).ok()?;
        ByteRange::read(&node, 100)
    }

    #[test]
    fn only_sane_ranges_exist() {
        assert!(read("[0 10 20 80]").is_some());
        for nonsense in [
            "[1 10 20 80]",
            "[0 10 20]",
            "[0 10 20 80 1 1]",
            "[]",
            "[0]",
            "[0 -1 20 80]",
            "[0 20 10 80]",
            "[0 10 10 80]",
            "[0 0 20 80]",
            "[0 10 20 0]",
            "[0 10 20 81]",
            "[0 10 9223372036854775807 9223372036854775807]",
            "[0.0 10 20 80]",
            "[0 10 0 R 20 80]",
            "null",
            "<< >>",
        ] {
            assert!(read(nonsense).is_none(), "{nonsense}");
        }
    }
}

//! Writes items in their only form. What is written is read back by its own reader before it is used.

use super::head::Major;

/// Items, one after another.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    pub fn new() -> Writer {
        Writer::default()
    }

    pub fn unsigned(&mut self, number: u64) -> &mut Writer {
        self.head(Major::Unsigned, number)
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.head(Major::Bytes, bytes.len() as u64).raw(bytes)
    }

    pub fn text(&mut self, text: &str) -> &mut Writer {
        self.head(Major::Text, text.len() as u64).raw(text.as_bytes())
    }

    /// The `count` items that follow are its own.
    pub fn array(&mut self, count: usize) -> &mut Writer {
        self.head(Major::Array, count as u64)
    }

    /// The `count` keys that follow, ascending, each with its value, are its own.
    pub fn map(&mut self, count: usize) -> &mut Writer {
        self.head(Major::Map, count as u64)
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: Major, number: u64) -> &mut Writer {
        let major = (major as u8) << 5;
        let wide = number.to_be_bytes();
        let (low, from) = match number {
            0..=23 => return self.raw(&[major | wide[7]]),
            24..=0xff => (24, 7),
            0x100..=0xffff => (25, 6),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 0),
        };
        self.raw(&[major | low]).raw(wide.get(from..).unwrap_or_default())
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.extend_from_slice(bytes);
        self
    }
}

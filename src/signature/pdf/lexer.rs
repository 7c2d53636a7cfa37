//! Tokens with their offsets (ISO 32000-2 clause 7.2).

use data_encoding::HEXLOWER_PERMISSIVE;

use super::{Error, Name};

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Integer(i64),
    Real(String),
    Name(Name),
    String { bytes: Vec<u8>, hexadecimal: bool },
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    Keyword(&'static str),
    End,
}

const KEYWORDS: [&str; 11] =
    ["true", "false", "null", "R", "obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref"];

/// What a byte is in the syntax (ISO 32000-2 tables 1 and 2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Regular,
    WhiteSpace,
    Delimiter,
}

/// The class of each byte.
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Regular; 256];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = match byte as u8 {
            0 | 9 | 10 | 12 | 13 | 32 => Class::WhiteSpace,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' => Class::Delimiter,
            _ => Class::Regular,
        };
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

pub fn is_white_space(byte: u8) -> bool {
    class(byte) == Class::WhiteSpace
}

/// The first byte from `position` on that is no white space; a comment is none.
pub fn after_white_space(bytes: &[u8], position: usize) -> usize {
    let skipped = bytes.get(position..).into_iter().flatten().take_while(|byte| is_white_space(**byte)).count();
    position.saturating_add(skipped)
}

#[derive(Clone)]
pub struct Lexer<'a> {
    bytes: &'a [u8],
    pub position: usize,
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8], position: usize) -> Self {
        Lexer { bytes, position }
    }

    pub fn peek_byte(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    pub fn skip_white_space(&mut self) {
        while let Some(byte) = self.peek_byte() {
            match class(byte) {
                Class::WhiteSpace => self.position += 1,
                Class::Delimiter if byte == b'%' => self.skip_comment(),
                _ => return,
            }
        }
    }

    fn skip_comment(&mut self) {
        while self.peek_byte().is_some_and(|byte| byte != b'\r' && byte != b'\n') {
            self.position += 1;
        }
    }

    /// The next token and where it begins; `position` is then just behind it.
    #[inline(always)]
    pub fn next(&mut self) -> Result<(Token, usize), Error> {
        self.skip_white_space();
        let start = self.position;
        let Some(byte) = self.peek_byte() else { return Ok((Token::End, start)) };
        let next = self.bytes.get(start + 1).copied();
        let token = match byte {
            b'[' => self.step(1, Token::ArrayOpen),
            b']' => self.step(1, Token::ArrayClose),
            b'<' if next == Some(b'<') => self.step(2, Token::DictionaryOpen),
            b'>' if next == Some(b'>') => self.step(2, Token::DictionaryClose),
            b'<' => self.hexadecimal_string()?,
            b'(' => self.literal_string()?,
            b'/' => self.name()?,
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number()?,
            _ => self.keyword()?,
        };
        Ok((token, start))
    }

    fn step(&mut self, count: usize, token: Token) -> Token {
        self.position += count;
        token
    }

    pub(super) fn regular_run(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let length = rest.iter().position(|byte| class(*byte) != Class::Regular).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    fn keyword(&mut self) -> Result<Token, Error> {
        let start = self.position;
        let word = self.regular_run();
        KEYWORDS
            .iter()
            .find(|keyword| keyword.as_bytes() == word)
            .map(|keyword| Token::Keyword(keyword))
            .ok_or_else(|| Error::syntax(start, "a word that is no PDF keyword"))
    }

    pub(super) fn number(&mut self) -> Result<Token, Error> {
        let start = self.position;
        let word = self.regular_run();
        // Eighteen digits always fit.
        if word.len() <= 18 && word.iter().all(u8::is_ascii_digit) {
            return Ok(Token::Integer(word.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))));
        }
        let text = std::str::from_utf8(word).map_err(|_| Error::syntax(start, "a number with stray bytes"))?;
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let points = digits.bytes().filter(|b| *b == b'.').count();
        let valid = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.len() > points && points <= 1;
        if !valid {
            return Err(Error::syntax(start, "a number that is neither integer nor real"));
        }
        if points == 1 {
            return Ok(Token::Real(text.to_owned()));
        }
        text.parse().map(Token::Integer).map_err(|_| Error::syntax(start, "an integer beyond 64 bits"))
    }

    fn name(&mut self) -> Result<Token, Error> {
        let start = self.position;
        self.position += 1;
        let raw = self.regular_run();
        if memchr::memchr(b'#', raw).is_none() {
            return Ok(Token::Name(Name::first_of(self.bytes.get(start + 1..).unwrap_or_default(), raw.len())));
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let [byte, tail @ ..] = rest {
            rest = tail;
            if *byte != b'#' {
                name.push(*byte);
                continue;
            }
            let [high, low, tail @ ..] = rest else { return Err(Error::syntax(start, "a name with half an escape")) };
            let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) else {
                return Err(Error::syntax(start, "a name with a broken escape"));
            };
            let decoded = high << 4 | low;
            // An escape that hides a plain letter (`/By#74eRange`) is a disguise, not a need.
            if decoded == 0 || (decoded.is_ascii_alphanumeric()) {
                return Err(Error::syntax(start, "a name that escapes a letter or a zero byte"));
            }
            name.push(decoded);
            rest = tail;
        }
        Ok(Token::Name(Name::from(name.as_slice())))
    }

    fn hexadecimal_string(&mut self) -> Result<Token, Error> {
        let start = self.position;
        self.position += 1;
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let digits = memchr::memchr(b'>', rest).unwrap_or_default();
        // Hardly one has white space between its digits, or an odd number of them.
        if let Ok(bytes) = HEXLOWER_PERMISSIVE.decode(&rest[..digits])
            && digits > 0
        {
            self.position += digits + 1;
            return Ok(Token::String { bytes, hexadecimal: true });
        }
        let mut bytes = Vec::with_capacity(digits / 2 + 1);
        let mut half: Option<u8> = None;
        loop {
            let Some(byte) = self.peek_byte() else { return Err(Error::syntax(start, "a string without an end")) };
            self.position += 1;
            if byte == b'>' {
                break;
            }
            if is_white_space(byte) {
                continue;
            }
            let Some(digit) = hex_digit(byte) else {
                return Err(Error::syntax(self.position - 1, "a byte that is no hexadecimal digit"));
            };
            half = match half {
                None => Some(digit << 4),
                Some(high) => {
                    bytes.push(high | digit);
                    None
                }
            };
        }
        bytes.extend(half);
        Ok(Token::String { bytes, hexadecimal: true })
    }

    fn literal_string(&mut self) -> Result<Token, Error> {
        let start = self.position;
        self.position += 1;
        let mut bytes = Vec::new();
        let mut open = 1usize;
        loop {
            let Some(byte) = self.peek_byte() else { return Err(Error::syntax(start, "a string without an end")) };
            self.position += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(Token::String { bytes, hexadecimal: false });
                    }
                }
                b'\\' => {
                    self.escape(&mut bytes);
                    continue;
                }
                b'\r' => {
                    self.skip_line_feed();
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
    }

    fn skip_line_feed(&mut self) {
        if self.peek_byte() == Some(b'\n') {
            self.position += 1;
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek_byte() else { return };
        self.position += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => self.skip_line_feed(),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek_byte() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.position += 1;
                }
                bytes.push((code & 0xff) as u8);
            }
            other => bytes.push(other),
        }
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

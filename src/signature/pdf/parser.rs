//! Objects out of tokens, with a stack of our own in place of recursion.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lexer::{Lexer, Token};
use super::{Body, Budget, Dictionary, Error, IndirectObject, Limit, Limits, Name, Node, ObjectId, Value};

/// An array or a dictionary that is not closed yet. What it holds so far lies on the parser's stacks,
/// above what the frames around it hold.
struct Frame {
    start: usize,
    /// Where its values begin.
    values: usize,
    /// Where its keys begin, and the same keys sorted once there are many; none for an array.
    dictionary: Option<(usize, BTreeSet<Vec<u8>>)>,
}

/// From this size on a dictionary's keys are also kept sorted.
const LARGE: usize = 32;

/// Reads objects one after another; its stacks are empty between them.
pub struct Parser<'l> {
    limits: &'l Limits,
    frames: Vec<Frame>,
    values: Vec<Node>,
    keys: Vec<Name>,
    references: Vec<ObjectId>,
}

/// Reads one object; a reference counts as one.
pub fn parse_object(lexer: &mut Lexer, limits: &Limits, budget: &mut Budget) -> Result<Node, Error> {
    Parser::new(limits).object(lexer, budget)
}

impl<'l> Parser<'l> {
    pub fn new(limits: &'l Limits) -> Self {
        Parser { limits, frames: Vec::new(), values: Vec::new(), keys: Vec::new(), references: Vec::new() }
    }

    /// Reads one object inside an object stream.
    pub fn compressed(
        &mut self,
        lexer: &mut Lexer,
        id: ObjectId,
        container: u32,
        budget: &mut Budget,
    ) -> Result<IndirectObject, Error> {
        let node = self.object(lexer, budget)?;
        let span = node.start..node.end;
        Ok(self.named(id, Body::Plain(node), span, Some(container)))
    }

    /// The object that was read, with all that it names.
    fn named(&mut self, id: ObjectId, body: Body, span: Range<usize>, container: Option<u32>) -> IndirectObject {
        let references = self.references.as_slice().into();
        self.references.clear();
        IndirectObject { id, body, span, container, references }
    }

    /// Reads `n g obj … endobj` at `offset`. `length_of` answers an indirect `/Length`. An object of no
    /// bytes at all is null, and its node is empty.
    pub fn indirect(
        &mut self,
        bytes: &[u8],
        offset: usize,
        budget: &mut Budget,
        length_of: &dyn Fn(ObjectId) -> Option<usize>,
    ) -> Result<IndirectObject, Error> {
        let mut lexer = Lexer::new(bytes, offset);
        let header = (lexer.next()?, lexer.next()?, lexer.next()?);
        let ((Token::Integer(number), start), (Token::Integer(generation), _), (Token::Keyword("obj"), _)) = header
        else {
            return Err(Error::xref(offset, "no `n g obj` where the cross-reference says"));
        };
        let (Ok(number), Ok(generation)) = (u32::try_from(number), u16::try_from(generation)) else {
            return Err(Error::xref(offset, "an object number or generation out of range"));
        };
        if start != offset {
            return Err(Error::xref(offset, "the cross-reference does not point at the object itself"));
        }
        let id = ObjectId { number, generation };
        let mut ahead = lexer.clone();
        if let (Token::Keyword("endobj"), at) = ahead.next()? {
            let body = Body::Plain(Node { value: Value::Null, start: at, end: at });
            return Ok(self.named(id, body, offset..ahead.position, None));
        }
        let node = self.object(&mut lexer, budget)?;
        let body = match lexer.next()? {
            (Token::Keyword("endobj"), _) => {
                return Ok(self.named(id, Body::Plain(node), offset..lexer.position, None));
            }
            (Token::Keyword("stream"), at) => stream(bytes, &mut lexer, node, at, length_of)?,
            (_, at) => return Err(Error::syntax(at, "neither endobj nor stream after an object")),
        };
        match lexer.next()? {
            (Token::Keyword("endobj"), _) => Ok(self.named(id, body, offset..lexer.position, None)),
            (_, at) => Err(Error::syntax(at, "no endobj after a stream")),
        }
    }

    fn object(&mut self, lexer: &mut Lexer, budget: &mut Budget) -> Result<Node, Error> {
        loop {
            let (token, start) = lexer.next()?;
            budget.spend_value(self.limits)?;
            let value = match token {
                Token::ArrayOpen => {
                    self.open(start, None)?;
                    continue;
                }
                Token::DictionaryOpen => {
                    self.open(start, Some((self.keys.len(), BTreeSet::new())))?;
                    continue;
                }
                Token::ArrayClose => match self.frames.pop() {
                    Some(Frame { start, values, dictionary: None }) => {
                        let items = self.values.drain(values..).collect();
                        self.finished(Node { value: Value::Array(items), start, end: lexer.position })
                    }
                    _ => return Err(Error::syntax(start, "] without [")),
                },
                Token::DictionaryClose => match self.frames.pop() {
                    Some(Frame { start, values, dictionary: Some((keys, _)) })
                        if self.keys.len() - keys == self.values.len() - values =>
                    {
                        let entries = self.keys.drain(keys..).zip(self.values.drain(values..)).collect();
                        let value = Value::Dictionary(Dictionary { entries });
                        self.finished(Node { value, start, end: lexer.position })
                    }
                    _ => return Err(Error::syntax(start, ">> without << or after a key without a value")),
                },
                Token::Name(name) => {
                    self.check_length(name.len())?;
                    match self.key(name, start)? {
                        Some(name) => self.finished(Node { value: Value::Name(name), start, end: lexer.position }),
                        None => continue,
                    }
                }
                Token::String { bytes, hexadecimal } => {
                    self.check_length(bytes.len())?;
                    self.finished(Node { value: Value::String { bytes, hexadecimal }, start, end: lexer.position })
                }
                Token::Integer(number) => {
                    let value = match reference(lexer, number) {
                        Some(id) => {
                            self.references.push(id);
                            Value::Reference(id)
                        }
                        None => Value::Integer(number),
                    };
                    self.finished(Node { value, start, end: lexer.position })
                }
                Token::Real(text) => self.finished(Node { value: Value::Real(text), start, end: lexer.position }),
                Token::Keyword(word @ ("true" | "false")) => {
                    self.finished(Node { value: Value::Boolean(word == "true"), start, end: lexer.position })
                }
                Token::Keyword("null") => self.finished(Node { value: Value::Null, start, end: lexer.position }),
                Token::Keyword(word) => {
                    return Err(Error::syntax(start, format!("the keyword {word} in place of an object")));
                }
                Token::End => return Err(Error::syntax(start, "the end in place of an object")),
            };
            if let Some(whole) = value? {
                return Ok(whole);
            }
        }
    }

    fn open(&mut self, start: usize, dictionary: Option<(usize, BTreeSet<Vec<u8>>)>) -> Result<(), Error> {
        if self.frames.len() as u64 >= self.limits.nesting {
            return Err(Error::over(Limit::Nesting, self.limits.nesting));
        }
        self.frames.push(Frame { start, values: self.values.len(), dictionary });
        Ok(())
    }

    fn check_length(&self, length: usize) -> Result<(), Error> {
        match length as u64 > self.limits.string_bytes {
            true => Err(Error::over(Limit::StringBytes, self.limits.string_bytes)),
            false => Ok(()),
        }
    }

    /// Takes a name as the next key of the innermost dictionary, where one is due; else gives it back.
    fn key(&mut self, name: Name, start: usize) -> Result<Option<Name>, Error> {
        let values = self.values.len();
        let Some(Frame { values: first, dictionary: Some((keys, known)), .. }) = self.frames.last_mut() else {
            return Ok(Some(name));
        };
        let own = self.keys.get(*keys..).unwrap_or_default();
        if own.len() != values - *first {
            return Ok(Some(name));
        }
        if is_known(own, known, &name) {
            return Err(Error::Malformed {
                code: "DUPLICATE_KEY",
                at: start,
                what: format!("the key /{} stands twice in one dictionary", String::from_utf8_lossy(&name)),
            });
        }
        self.keys.push(name);
        Ok(None)
    }

    /// Puts a value where it belongs; answers the one that stands by itself.
    fn finished(&mut self, node: Node) -> Result<Option<Node>, Error> {
        match self.frames.last() {
            None => return Ok(Some(node)),
            Some(Frame { values, dictionary: Some((keys, _)), .. })
                if self.keys.len() - keys == self.values.len() - values =>
            {
                return Err(Error::syntax(node.start, "a dictionary key that is no name"));
            }
            Some(_) => self.values.push(node),
        }
        Ok(None)
    }
}

fn is_known(keys: &[Name], known: &mut BTreeSet<Vec<u8>>, name: &Name) -> bool {
    if keys.len() < LARGE {
        return keys.contains(name);
    }
    if known.is_empty() {
        known.extend(keys.iter().map(|key| key.to_vec()));
    }
    !known.insert(name.to_vec())
}
/// After an integer: consumes `g R` when they follow.
fn reference(lexer: &mut Lexer, number: i64) -> Option<ObjectId> {
    let mut ahead = lexer.clone();
    // Most integers are none, and this looks at what follows without reading it.
    ahead.skip_white_space();
    ahead.peek_byte().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))?;
    let Ok(Token::Integer(generation)) = ahead.number() else { return None };
    ahead.skip_white_space();
    if ahead.regular_run() != b"R" {
        return None;
    }
    let id = ObjectId { number: u32::try_from(number).ok()?, generation: u16::try_from(generation).ok()? };
    lexer.position = ahead.position;
    Some(id)
}

fn stream(
    bytes: &[u8],
    lexer: &mut Lexer,
    node: Node,
    at: usize,
    length_of: &dyn Fn(ObjectId) -> Option<usize>,
) -> Result<Body, Error> {
    let Value::Dictionary(dictionary) = node.value else {
        return Err(Error::syntax(at, "a stream without a dictionary"));
    };
    let start = match bytes.get(lexer.position..) {
        Some([b'\r', b'\n', ..]) => lexer.position + 2,
        Some([b'\n', ..]) => lexer.position + 1,
        _ => return Err(Error::syntax(at, "no line feed after the keyword stream")),
    };
    let length = match dictionary.value("Length") {
        Some(Value::Integer(length)) => usize::try_from(*length).ok(),
        Some(Value::Reference(id)) => length_of(*id),
        _ => None,
    };
    let end = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= bytes.len());
    let Some(end) = end else { return Err(Error::syntax(at, "a stream whose /Length is missing or beyond the file")) };
    lexer.position = end;
    let mut closing = bytes.get(end..).unwrap_or_default();
    for line_end in [&b"\r\n"[..], b"\n", b"\r"] {
        if let Some(rest) = closing.strip_prefix(line_end) {
            closing = rest;
            lexer.position += line_end.len();
            break;
        }
    }
    if !closing.starts_with(b"endstream") {
        return Err(Error::syntax(end, "no endstream where /Length ends the stream"));
    }
    lexer.next()?;
    Ok(Body::Stream { dictionary, data: start..end })
}

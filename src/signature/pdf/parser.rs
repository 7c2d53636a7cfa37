//! Objects out of tokens, with a stack of our own in place of recursion.

use std::collections::BTreeSet;

use super::lexer::{Lexer, Token};
use super::{Body, Budget, Dictionary, Error, IndirectObject, Limit, Limits, Node, ObjectId, Value};

enum Frame {
    Array { start: usize, items: Vec<Node> },
    Dictionary { start: usize, dictionary: Dictionary, key: Option<Vec<u8>>, known: BTreeSet<Vec<u8>> },
}

/// From this size on a dictionary's keys are also kept sorted.
const LARGE: usize = 32;

/// Reads one object; a reference counts as one.
pub fn parse_object(lexer: &mut Lexer, limits: &Limits, budget: &mut Budget) -> Result<Node, Error> {
    let mut stack: Vec<Frame> = Vec::new();
    loop {
        let (token, start) = lexer.next()?;
        budget.spend_value(limits)?;
        let finished = match token {
            Token::ArrayOpen => {
                push(&mut stack, Frame::Array { start, items: Vec::new() }, limits)?;
                continue;
            }
            Token::DictionaryOpen => {
                let (dictionary, known) = (Dictionary::default(), BTreeSet::new());
                push(&mut stack, Frame::Dictionary { start, dictionary, key: None, known }, limits)?;
                continue;
            }
            Token::ArrayClose => match stack.pop() {
                Some(Frame::Array { start, items }) => Node { value: Value::Array(items), start, end: lexer.position },
                _ => return Err(Error::syntax(start, "] without [")),
            },
            Token::DictionaryClose => match stack.pop() {
                Some(Frame::Dictionary { start, dictionary, key: None, .. }) => {
                    Node { value: Value::Dictionary(dictionary), start, end: lexer.position }
                }
                _ => return Err(Error::syntax(start, ">> without << or after a key without a value")),
            },
            Token::Name(bytes) | Token::String { bytes, .. } if bytes.len() as u64 > limits.string_bytes => {
                return Err(Error::over(Limit::StringBytes, limits.string_bytes));
            }
            Token::Name(name) => match stack.last_mut() {
                Some(Frame::Dictionary { dictionary, key: key @ None, known, .. }) => {
                    if is_known(dictionary, known, &name) {
                        return Err(Error::Malformed {
                            code: "DUPLICATE_KEY",
                            at: start,
                            what: format!("the key /{} stands twice in one dictionary", String::from_utf8_lossy(&name)),
                        });
                    }
                    *key = Some(name);
                    continue;
                }
                _ => Node { value: Value::Name(name), start, end: lexer.position },
            },
            Token::Integer(number) => {
                let value = match reference(lexer, number) {
                    Some(id) => Value::Reference(id),
                    None => Value::Integer(number),
                };
                Node { value, start, end: lexer.position }
            }
            Token::Real(text) => Node { value: Value::Real(text), start, end: lexer.position },
            Token::String { bytes, hexadecimal } => {
                Node { value: Value::String { bytes, hexadecimal }, start, end: lexer.position }
            }
            Token::Keyword(word @ ("true" | "false")) => {
                Node { value: Value::Boolean(word == "true"), start, end: lexer.position }
            }
            Token::Keyword("null") => Node { value: Value::Null, start, end: lexer.position },
            Token::Keyword(word) => {
                return Err(Error::syntax(start, format!("the keyword {word} in place of an object")));
            }
            Token::End => return Err(Error::syntax(start, "the end in place of an object")),
        };
        match stack.last_mut() {
            None => return Ok(finished),
            Some(Frame::Array { items, .. }) => items.push(finished),
            Some(Frame::Dictionary { dictionary, key, .. }) => match key.take() {
                Some(key) => dictionary.entries.push((key, finished)),
                None => return Err(Error::syntax(start, "a dictionary key that is no name")),
            },
        }
    }
}

fn is_known(dictionary: &Dictionary, known: &mut BTreeSet<Vec<u8>>, name: &[u8]) -> bool {
    if dictionary.entries.len() < LARGE {
        return dictionary.keys().any(|known| known == name);
    }
    if known.is_empty() {
        known.extend(dictionary.keys().map(<[u8]>::to_vec));
    }
    !known.insert(name.to_vec())
}

fn push(stack: &mut Vec<Frame>, frame: Frame, limits: &Limits) -> Result<(), Error> {
    if stack.len() as u64 >= limits.nesting {
        return Err(Error::over(Limit::Nesting, limits.nesting));
    }
    stack.push(frame);
    Ok(())
}

/// After an integer: consumes `g R` when they follow.
fn reference(lexer: &mut Lexer, number: i64) -> Option<ObjectId> {
    let mut ahead = lexer.clone();
    // Most integers are none, and this looks at what follows without reading it.
    ahead.skip_white_space();
    ahead.peek_byte().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))?;
    let Ok((Token::Integer(generation), _)) = ahead.next() else { return None };
    ahead.skip_white_space();
    ahead.peek_byte().filter(|byte| *byte == b'R')?;
    let Ok((Token::Keyword("R"), _)) = ahead.next() else { return None };
    let id = ObjectId { number: u32::try_from(number).ok()?, generation: u16::try_from(generation).ok()? };
    lexer.position = ahead.position;
    Some(id)
}

/// Reads `n g obj … endobj` at `offset`. `length_of` answers an indirect `/Length`. An object of no
/// bytes at all is null, and its node is empty.
pub fn parse_indirect(
    bytes: &[u8],
    offset: usize,
    limits: &Limits,
    budget: &mut Budget,
    length_of: &dyn Fn(ObjectId) -> Option<usize>,
) -> Result<IndirectObject, Error> {
    let mut lexer = Lexer::new(bytes, offset);
    let header = (lexer.next()?, lexer.next()?, lexer.next()?);
    let ((Token::Integer(number), start), (Token::Integer(generation), _), (Token::Keyword("obj"), _)) = header else {
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
        return Ok(IndirectObject::new(id, body, offset..ahead.position, None));
    }
    let node = parse_object(&mut lexer, limits, budget)?;
    let body = match lexer.next()? {
        (Token::Keyword("endobj"), _) => {
            return Ok(IndirectObject::new(id, Body::Plain(node), offset..lexer.position, None));
        }
        (Token::Keyword("stream"), at) => stream(bytes, &mut lexer, node, at, length_of)?,
        (_, at) => return Err(Error::syntax(at, "neither endobj nor stream after an object")),
    };
    match lexer.next()? {
        (Token::Keyword("endobj"), _) => Ok(IndirectObject::new(id, body, offset..lexer.position, None)),
        (_, at) => Err(Error::syntax(at, "no endobj after a stream")),
    }
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

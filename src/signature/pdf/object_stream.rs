//! Objects inside object streams (ISO 32000-2 clause 7.5.7).

use super::lexer::{Lexer, Token, is_white_space};
use super::parser::parse_object;
use super::{Body, Budget, Dictionary, Error, IndirectObject, Limits, ObjectId};

/// All objects of one decoded object stream, in the order of its index.
pub fn read(
    container: ObjectId,
    dictionary: &Dictionary,
    data: &[u8],
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<IndirectObject>, Error> {
    let broken = |what: &str| Error::Malformed {
        code: "OBJECT_STREAM_INVALID",
        at: 0,
        what: format!("object stream {}: {what}", container.number),
    };
    if dictionary.name("Type") != Some(b"ObjStm") {
        return Err(broken("its /Type is not /ObjStm"));
    }
    if dictionary.get("Extends").is_some() {
        return Err(Error::Unsupported {
            code: "OBJECT_STREAM_EXTENDS",
            what: "an object stream that extends another".into(),
        });
    }
    let count = dictionary.integer("N").and_then(|n| u64::try_from(n).ok()).ok_or_else(|| broken("no /N"))?;
    let first = dictionary.integer("First").and_then(|n| usize::try_from(n).ok()).ok_or_else(|| broken("no /First"))?;
    if count > limits.objects || first > data.len() {
        return Err(broken("/N or /First is beyond its data"));
    }
    let mut index = Lexer::new(&data[..first], 0);
    let mut places: Vec<(u32, usize)> = Vec::new();
    for _ in 0..count {
        let ((Token::Integer(number), _), (Token::Integer(offset), _)) = (index.next()?, index.next()?) else {
            return Err(broken("its index is not pairs of integers"));
        };
        let number = u32::try_from(number).map_err(|_| broken("an object number out of range"))?;
        let offset = usize::try_from(offset).ok().and_then(|offset| offset.checked_add(first));
        places.push((number, offset.ok_or_else(|| broken("an offset out of range"))?));
    }
    let mut objects = Vec::with_capacity(places.len());
    for (i, (number, start)) in places.iter().enumerate() {
        let limit = places.get(i + 1).map_or(data.len(), |(_, next)| *next);
        if *start > limit || limit > data.len() {
            return Err(broken("its offsets do not rise"));
        }
        let mut lexer = Lexer::new(&data[..limit], *start);
        let node = parse_object(&mut lexer, limits, budget)?;
        if !data[lexer.position..limit].iter().copied().all(is_white_space) {
            return Err(broken("bytes between its objects"));
        }
        let span = node.start..node.end;
        let id = ObjectId { number: *number, generation: 0 };
        objects.push(IndirectObject { id, body: Body::Plain(node), span, container: Some(container.number) });
    }
    Ok(objects)
}

//! Objects inside object streams (ISO 32000-2 clause 7.5.7).

use std::collections::BTreeMap;
use std::ops::Range;

use super::lexer::{Lexer, Token, is_white_space};
use super::parser::Parser;
use super::{Body, Budget, Dictionary, Error, IndirectObject, Limits, ObjectId, Value, filter};

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
    let mut parser = Parser::new(limits);
    let mut objects = Vec::with_capacity(places.len());
    for (i, (number, start)) in places.iter().enumerate() {
        let limit = places.get(i + 1).map_or(data.len(), |(_, next)| *next);
        if *start > limit || limit > data.len() {
            return Err(broken("its offsets do not rise"));
        }
        let mut lexer = Lexer::new(&data[..limit], *start);
        let id = ObjectId { number: *number, generation: 0 };
        let object = parser.compressed(&mut lexer, id, container.number, budget)?;
        if matches!(object.value(), Some(Value::Reference(_))) {
            return Err(broken("an object that is nothing but a reference"));
        }
        if !data[lexer.position..limit].iter().copied().all(is_white_space) {
            return Err(broken("bytes between its objects"));
        }
        objects.push(object);
    }
    Ok(objects)
}

/// The same for a stream as it lies in the file.
pub fn unpack(
    holder: &IndirectObject,
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<IndirectObject>, Error> {
    let Body::Stream { dictionary, data } = &holder.body else {
        return Err(Error::syntax(holder.span.start, "an object stream that is no stream"));
    };
    let data = bytes.get(data.clone()).unwrap_or_default();
    let decoded = filter::decode(dictionary, data, limits, budget)?;
    read(holder.id, dictionary, &decoded, limits, budget)
}

/// The object streams of one revision, each decoded once.
pub struct ObjectStreams<'b> {
    bytes: &'b [u8],
    limits: &'b Limits,
    held: BTreeMap<u32, Vec<Option<IndirectObject>>>,
}

impl<'b> ObjectStreams<'b> {
    pub fn new(bytes: &'b [u8], limits: &'b Limits) -> Self {
        ObjectStreams { bytes, limits, held: BTreeMap::new() }
    }

    /// The object at a place of a stream; each can be taken once.
    pub fn take(
        &mut self,
        holder: &IndirectObject,
        index: usize,
        budget: &mut Budget,
    ) -> Result<Option<IndirectObject>, Error> {
        if !self.held.contains_key(&holder.id.number) {
            let objects = unpack(holder, self.bytes, self.limits, budget)?;
            self.held.insert(holder.id.number, objects.into_iter().map(Some).collect());
        }
        Ok(self.held.get_mut(&holder.id.number).and_then(|held| held.get_mut(index)).and_then(Option::take))
    }

    /// The object streams among `objects` that hold more than was taken, or from which nothing was.
    pub fn held_in_vain(&self, objects: &BTreeMap<u32, IndirectObject>) -> Vec<Range<usize>> {
        let is_holder = |object: &&IndirectObject| {
            object.container.is_none()
                && object.dictionary().is_some_and(|dictionary| dictionary.name("Type") == Some(b"ObjStm"))
        };
        let untouched = |object: &&IndirectObject| {
            self.held.get(&object.id.number).is_none_or(|held| held.iter().any(Option::is_some))
        };
        objects.values().filter(is_holder).filter(untouched).map(|object| object.span.clone()).collect()
    }
}

//! Reading a file: its header, its revisions, their objects, and what no object explains.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::beginning::{Beginning, Spent};
use super::chain::{self, Chain, Layer};
use super::hybrid::Hidden;
use super::lexer::{Lexer, Token, after_white_space, is_white_space};
use super::object_stream::ObjectStreams;
use super::objects::{Objects, Source};
use super::parser::Parser;
use super::stray::stray_structure;
use super::xref::{Entry, Kind};
use super::{Body, Budget, Error, IndirectObject, Limit, Limits, ObjectId, Relaxation, Revision, Value, visit};
use crate::signature::crypto::Hashed;

/// What a file is made of.
pub struct Opened {
    pub layers: Vec<Arc<Layer>>,
    pub revisions: Vec<Arc<Revision>>,
    pub hidden: Hidden,
    pub spent: Spent,
}

/// Reads every revision and every object that a cross-reference names, but for what is known of the file
/// from reading its beginning.
pub fn read(bytes: &[u8], limits: &Limits, beginning: Option<&Beginning>) -> Result<Opened, Error> {
    let header_end = check_header(bytes)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::over(Limit::FileBytes, limits.file_bytes));
    }
    let beginning = beginning.filter(|beginning| beginning.begins(bytes, limits));
    let mut budget = limits.budget();
    let Chain { layers, hidden, known } =
        chain::read(bytes, limits, &mut budget, beginning.map_or(&[], |beginning| &beginning.layers))?;
    let encrypted = layers.iter().flat_map(|layer| &layer.sections).any(|one| one.trailer.get("Encrypt").is_some());
    let mut revisions: Vec<Arc<Revision>> = Vec::with_capacity(layers.len());
    let mut comparisons = 0;
    if let Some(beginning) = beginning.filter(|_| known > 0) {
        revisions.extend(beginning.revisions.iter().cloned());
        comparisons = beginning.spent.comparisons;
        budget.spend(&beginning.spent);
    }
    for index in known..layers.len() {
        if index > 0 {
            comparisons += limits.values - budget.values;
        }
        if comparisons > limits.comparisons {
            return Err(Error::over(Limit::Comparisons, limits.comparisons));
        }
        let reading = Reading { bytes, limits, layers: &layers[..=index], older: &revisions, encrypted };
        let mut revision = reading.revision(header_end, &mut budget)?;
        if index + 1 == layers.len() && revision.range.end < bytes.len() {
            revision.relaxed.insert(Relaxation::TrailingSpace);
        }
        revisions.push(Arc::new(revision));
    }
    if encrypted {
        return Err(Error::Encrypted { signed: revisions.iter().any(|revision| holds_signature(revision)) });
    }
    Ok(Opened { layers, revisions, hidden, spent: budget.spent(limits, comparisons) })
}

/// Reads the one revision of a file that was read before, without its objects; none where it has another form
/// than most files.
pub fn reread(bytes: &Arc<Hashed>, limits: &Limits) -> Result<Option<Opened>, Error> {
    check_header(bytes.bytes())?;
    if bytes.bytes().len() as u64 > limits.file_bytes {
        return Err(Error::over(Limit::FileBytes, limits.file_bytes));
    }
    let Chain { layers, hidden, .. } = chain::read(bytes.bytes(), limits, &mut limits.budget(), &[])?;
    let [layer] = layers.as_slice() else { return Ok(None) };
    let is_usual = hidden.is_empty() && layer.relaxed.is_empty() && layer.named().trailer.get("Encrypt").is_none();
    let source = Source { bytes: bytes.clone(), limits: *limits, layers: layers.clone() };
    let objects = Objects::named(source).filter(|_| is_usual);
    let revisions = objects.map(|objects| vec![Arc::new(layer.revision(0, objects))]);
    Ok(revisions.map(|revisions| Opened { layers, revisions, hidden, spent: Spent::default() }))
}

/// R1: the header stands at byte 0. Answers where the header, with its comment line, ends.
fn check_header(bytes: &[u8]) -> Result<usize, Error> {
    const MARK: &[u8] = b"%PDF-";
    if !bytes.starts_with(MARK) {
        let mut near = bytes.windows(MARK.len()).take(1024);
        return Err(if near.any(|window| window == MARK) {
            Error::Malformed { code: "HEADER_NOT_FIRST", at: 0, what: "bytes before %PDF-".into() }
        } else {
            Error::NotPdf
        });
    }
    if !(bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.")) {
        return Err(Error::Malformed { code: "HEADER_INVALID", at: 0, what: "a version other than 1.x or 2.x".into() });
    }
    let mut lexer = Lexer::new(bytes, 0);
    lexer.skip_white_space();
    Ok(lexer.position)
}

/// A signature dictionary is never encrypted, nor can it lie in an object stream, since its place in
/// the file is signed around.
fn holds_signature(revision: &Revision) -> bool {
    let mut found = false;
    for dictionary in revision.objects().filter_map(|object| object.dictionary()) {
        found |= dictionary.get("ByteRange").is_some();
        for (_, node) in &dictionary.entries {
            visit(&node.value, &mut |value| {
                found |= matches!(value, Value::Dictionary(inner) if inner.get("ByteRange").is_some());
            });
        }
    }
    found
}

/// Whether the name `/ByteRange` occurs, however it is written.
pub fn names_byte_range(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"ByteRange";
    let mut starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1);
    starts.any(|start| {
        let mut rest = bytes.get(start..).unwrap_or_default();
        NAME.iter().all(|letter| {
            let (met, tail) = match rest {
                [b'#', high, low, tail @ ..] => {
                    let digit = |byte: u8| char::from(byte).to_digit(16);
                    (digit(*high).zip(digit(*low)).map(|(high, low)| (high << 4 | low) as u8), tail)
                }
                [byte, tail @ ..] => (Some(*byte), tail),
                [] => (None, rest),
            };
            rest = tail;
            met == Some(*letter)
        })
    })
}

/// The whole number that an object is, at the place that a cross-reference names.
pub(super) fn stated_length(bytes: &[u8], named: usize, id: ObjectId) -> Option<usize> {
    let mut lexer = Lexer::new(bytes, after_white_space(bytes, named));
    let mut tokens = Vec::with_capacity(5);
    for _ in 0..5 {
        tokens.push(lexer.next().ok()?.0);
    }
    match tokens[..] {
        [
            Token::Integer(number),
            Token::Integer(_),
            Token::Keyword("obj"),
            Token::Integer(length),
            Token::Keyword("endobj"),
        ] if number == i64::from(id.number) => usize::try_from(length).ok(),
        _ => None,
    }
}

impl Layer {
    /// The revision that begins at `start`, as far as its cross-reference tells.
    fn revision(&self, start: usize, objects: Objects) -> Revision {
        let named = self.named();
        Revision {
            range: start..self.end,
            xref_kind: named.kind,
            xref_offset: named.offset,
            trailer: named.trailer.clone(),
            freed: self.entries.iter().filter(|(_, entry)| entry.is_free()).map(|(number, _)| number).collect(),
            objects,
            unexplained: Vec::new(),
            relaxed: BTreeSet::new(),
            xref_streams: self.sections.iter().filter(|one| one.kind == Kind::Stream).map(|one| one.offset).collect(),
        }
    }
}

/// One revision being read; the last layer is its own.
struct Reading<'r> {
    bytes: &'r [u8],
    limits: &'r Limits,
    layers: &'r [Arc<Layer>],
    older: &'r [Arc<Revision>],
    encrypted: bool,
}

impl Reading<'_> {
    fn revision(&self, header_end: usize, budget: &mut Budget) -> Result<Revision, Error> {
        let Some(layer) = self.layers.last() else { return Err(Error::xref(0, "no cross-reference")) };
        let start = self.older.last().map_or(0, |before| before.range.end);
        let mut relaxed = layer.relaxed.clone();
        let mut objects = BTreeMap::new();
        // Lengths of streams may stand in object streams, so these come first.
        let containers: BTreeSet<u32> = layer.entries.iter().filter_map(|(_, entry)| entry.container()).collect();
        let (first, rest): (Vec<_>, Vec<_>) = layer.entries.iter().partition(|(number, _)| containers.contains(number));
        self.read_plain(&first, start, &mut objects, &mut relaxed, budget)?;
        let mut streams = ObjectStreams::new(self.bytes, self.limits);
        if !self.encrypted {
            self.read_compressed(layer, &mut streams, &mut objects, budget)?;
        }
        self.read_plain(&rest, start, &mut objects, &mut relaxed, budget)?;
        if self.check_extended(&objects)? {
            relaxed.insert(Relaxation::ExtendedStream);
        }
        let mut unexplained = self.unexplained(layer, &objects, if start == 0 { header_end } else { start })?;
        unexplained.extend(streams.held_in_vain(&objects));
        budget.look_at_clock(self.limits)?;
        let objects = Objects::Read(objects.into_values().collect());
        Ok(Revision { unexplained, relaxed, ..layer.revision(start, objects) })
    }

    /// Reads those of the entries that lie in the file by themselves.
    fn read_plain(
        &self,
        entries: &[(u32, Entry)],
        start: usize,
        objects: &mut BTreeMap<u32, IndirectObject>,
        relaxed: &mut BTreeSet<Relaxation>,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let Some(layer) = self.layers.last() else { return Ok(()) };
        let mut parser = Parser::new(self.limits);
        for (number, entry) in entries {
            let Entry::InFile { offset: named, generation } = *entry else { continue };
            // What only the stream of a hybrid section names may lie before its table.
            let from = if layer.relaxed.contains(&Relaxation::Hybrid) { 0 } else { start };
            if !(from..layer.end).contains(&named) {
                return Err(Error::xref(named, format!("object {number} lies outside its revision")));
            }
            let offset = after_white_space(self.bytes, named);
            let object = {
                let length_of = |id: ObjectId| self.plain_length(objects, id);
                parser.indirect(self.bytes, offset, budget, &length_of)?
            };
            if object.id != (ObjectId { number: *number, generation }) {
                return Err(Error::xref(named, format!("object {number} is not where the cross-reference says")));
            }
            if offset != named {
                relaxed.insert(Relaxation::SpaceBeforeObject);
            }
            if object.node().is_some_and(|node| node.start == node.end) {
                relaxed.insert(Relaxation::EmptyObject);
            }
            objects.insert(*number, object);
        }
        Ok(())
    }

    /// An indirect `/Length` must be a whole number; it is read without any further step.
    fn plain_length(&self, objects: &BTreeMap<u32, IndirectObject>, id: ObjectId) -> Option<usize> {
        let number = |object: &IndirectObject| usize::try_from(object.value()?.as_integer()?).ok();
        match chain::lookup(self.layers, id)? {
            Entry::InFile { offset, .. } => stated_length(self.bytes, offset, id),
            Entry::InStream { .. } => {
                let known = objects.get(&id.number).or_else(|| self.older_object(id.number));
                known.filter(|object| object.id == id).and_then(number)
            }
            Entry::Free { .. } => None,
        }
    }

    fn older_object(&self, number: u32) -> Option<&IndirectObject> {
        self.older.iter().rev().find_map(|revision| revision.object(number))
    }

    fn read_compressed(
        &self,
        layer: &Layer,
        streams: &mut ObjectStreams,
        objects: &mut BTreeMap<u32, IndirectObject>,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let at = layer.named().offset;
        for (number, entry) in layer.entries.iter() {
            let Entry::InStream { container, index } = entry else { continue };
            // A hybrid section's stream may name objects that lie before its table.
            let older = || self.older_object(container).filter(|_| layer.relaxed.contains(&Relaxation::Hybrid));
            let Some(holder) = objects.get(&container).or_else(older) else {
                let what = format!("object stream {container} is not in the revision that uses it");
                return Err(Error::xref(at, what));
            };
            let object = streams.take(holder, index, budget)?.filter(|object| object.id.number == number);
            let misplaced =
                || Error::xref(at, format!("object {number} is not at its place in object stream {container}"));
            objects.insert(number, object.ok_or_else(misplaced)?);
        }
        Ok(())
    }

    /// Whether object streams extend others, which must be there and not end in a circle.
    fn check_extended(&self, objects: &BTreeMap<u32, IndirectObject>) -> Result<bool, Error> {
        let broken = |object: &IndirectObject| Error::Malformed {
            code: "OBJECT_STREAM_INVALID",
            at: object.span.start,
            what: "an object stream that extends none".into(),
        };
        let extended = |object: &IndirectObject| -> Result<Option<ObjectId>, Error> {
            let stream = object.dictionary().filter(|_| matches!(object.body, Body::Stream { .. }));
            match stream
                .filter(|dictionary| dictionary.name("Type") == Some(b"ObjStm"))
                .and_then(|d| d.value("Extends"))
            {
                None => Ok(None),
                Some(Value::Reference(id)) => Ok(Some(*id)),
                Some(_) => Err(broken(object)),
            }
        };
        let mut any = false;
        for object in objects.values() {
            let mut current = object;
            let mut steps = 0;
            while let Some(id) = extended(current)? {
                any = true;
                steps += 1;
                let next = objects.get(&id.number).or_else(|| self.older_object(id.number));
                let is_stream = |next: &&IndirectObject| {
                    next.id == id && next.dictionary().is_some_and(|next| next.name("Type") == Some(b"ObjStm"))
                };
                current =
                    next.filter(is_stream).filter(|_| steps < self.limits.nesting).ok_or_else(|| broken(object))?;
            }
        }
        Ok(any)
    }

    /// What lies between the objects and cross-references of the revision and is no white space, or
    /// looks like structure and is none of it.
    fn unexplained(
        &self,
        layer: &Layer,
        objects: &BTreeMap<u32, IndirectObject>,
        from: usize,
    ) -> Result<Vec<Range<usize>>, Error> {
        let start = self.older.last().map_or(0, |before| before.range.end);
        let own = |span: &Range<usize>| (start..layer.end).contains(&span.start);
        let in_file = objects.values().filter(|object| object.container.is_none()).map(|object| object.span.clone());
        let mut spans: Vec<Range<usize>> = in_file.filter(own).collect();
        let mut words: BTreeSet<usize> = spans.iter().map(|span| span.start).collect();
        for section in &layer.sections {
            let span = section.offset..section.end;
            // A cross-reference stream may be listed as an object too.
            if own(&span) {
                spans.retain(|object| object.start != span.start);
                spans.push(span);
            }
            words.insert(section.offset);
            words.extend(&section.words);
        }
        spans.sort_by_key(|span| span.start);
        let mut gaps = Vec::new();
        let mut position = from;
        for span in spans {
            if span.start < position {
                return Err(Error::xref(span.start, "two objects in the same bytes"));
            }
            let between = self.bytes.get(position..span.start).unwrap_or_default();
            if !between.iter().copied().all(is_white_space) {
                gaps.push(position..span.start);
            }
            position = position.max(span.end);
        }
        gaps.extend(stray_structure(self.bytes, start..layer.end, &words));
        Ok(gaps)
    }
}

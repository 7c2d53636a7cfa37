//! A whole file: its revisions, each with the objects it defines, all of them read and checked.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::lexer::{Lexer, Token, is_white_space};
use super::parser::parse_indirect;
use super::stray::stray_structure;
use super::xref::{self, Entry, Kind, Section};
use super::{Body, Budget, Dictionary, Error, IndirectObject, Limits, Node, ObjectId, Value, filter, object_stream};

/// One incremental update: what it defines and which bytes it is made of.
#[derive(Debug)]
pub struct Revision {
    pub range: Range<usize>,
    pub xref_kind: Kind,
    pub xref_offset: usize,
    pub trailer: Dictionary,
    pub objects: BTreeMap<u32, IndirectObject>,
    pub freed: Vec<u32>,
    /// Bytes that belong to no object, no cross-reference and are no white space, or that look like
    /// an object which no cross-reference names.
    pub unexplained: Vec<Range<usize>>,
}

/// A PDF read strictly, oldest revision first. At least one revision always exists.
#[derive(Debug)]
pub struct File<'a> {
    bytes: &'a [u8],
    limits: Limits,
    revisions: Vec<Revision>,
    /// For each object number the revisions that define or free it, oldest first.
    touched: HashMap<u32, Vec<usize>>,
}

impl<'a> File<'a> {
    /// Reads every revision and every object that a cross-reference names.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        let header_end = check_header(bytes)?;
        if bytes.len() as u64 > limits.file_bytes {
            return Err(Error::Limit { name: "file bytes", limit: limits.file_bytes });
        }
        let mut budget = limits.budget();
        let sections = sections(bytes, &limits, &mut budget)?;
        let mut revisions: Vec<Revision> = Vec::with_capacity(sections.len());
        for count in 1..=sections.len() {
            let start = revisions.last().map_or(0, |before| before.range.end);
            let explained_from = if start == 0 { header_end } else { start };
            revisions.push(revision(bytes, &sections[..count], start, explained_from, &limits, &mut budget)?);
        }
        let mut touched: HashMap<u32, Vec<usize>> = HashMap::new();
        for (index, revision) in revisions.iter().enumerate() {
            for number in revision.objects.keys().chain(&revision.freed) {
                touched.entry(*number).or_default().push(index);
            }
        }
        Ok(File { bytes, limits, revisions, touched })
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Index of the newest revision.
    pub fn last(&self) -> usize {
        self.revisions.len() - 1
    }

    /// An object as it stands in the given revision.
    pub fn object(&self, revision: usize, id: ObjectId) -> Option<&IndirectObject> {
        self.by_number(revision, id.number).filter(|object| object.id == id)
    }

    /// Follows references, not more often than `nesting` allows.
    pub fn resolve<'s>(&'s self, revision: usize, value: &'s Value) -> Option<&'s Value> {
        let mut current = value;
        for _ in 0..self.limits.nesting {
            match current {
                Value::Reference(id) => current = self.object(revision, *id)?.value()?,
                other => return Some(other),
            }
        }
        None
    }

    /// A dictionary's entry with references followed.
    pub fn entry<'s>(&'s self, revision: usize, dictionary: &'s Dictionary, key: &str) -> Option<&'s Value> {
        self.resolve(revision, dictionary.value(key)?)
    }

    pub fn root_id(&self, revision: usize) -> Option<ObjectId> {
        self.revisions.get(revision)?.trailer.value("Root")?.as_reference()
    }

    /// The catalog (ISO 32000-2 clause 7.7.2).
    pub fn catalog(&self, revision: usize) -> Option<&Dictionary> {
        self.object(revision, self.root_id(revision)?)?.dictionary()
    }

    /// A stream's bytes with its filters removed.
    pub fn stream_data(&self, object: &IndirectObject) -> Result<Vec<u8>, Error> {
        self.stream_data_within(object, &mut self.limits.budget())
    }

    /// The same for one of many streams, which share a budget.
    pub fn stream_data_within(&self, object: &IndirectObject, budget: &mut Budget) -> Result<Vec<u8>, Error> {
        let Body::Stream { dictionary, data } = &object.body else {
            return Err(Error::syntax(object.span.start, "an object that should be a stream"));
        };
        filter::decode(dictionary, &self.bytes[data.clone()], &self.limits, budget)
    }

    /// Numbers of all objects that exist in a revision.
    pub fn object_numbers(&self, revision: usize) -> Vec<u32> {
        let mut live: BTreeMap<u32, bool> = BTreeMap::new();
        for revision in self.revisions.iter().take(revision + 1) {
            live.extend(revision.freed.iter().map(|number| (*number, false)));
            live.extend(revision.objects.keys().map(|number| (*number, true)));
        }
        live.into_iter().filter_map(|(number, lives)| lives.then_some(number)).collect()
    }

    /// The newest definition of a number up to a revision.
    pub fn by_number(&self, revision: usize, number: u32) -> Option<&IndirectObject> {
        let newest = self.touched.get(&number)?.iter().rev().find(|index| **index <= revision)?;
        self.revisions.get(*newest)?.objects.get(&number)
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// R1: the header stands at byte 0. Answers where the header, with its comment line, ends.
fn check_header(bytes: &[u8]) -> Result<usize, Error> {
    if !bytes.starts_with(b"%PDF-") {
        let near = bytes.iter().take(1024).copied().collect::<Vec<u8>>();
        return Err(if near.windows(5).any(|window| window == b"%PDF-") {
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

/// All sections, oldest first.
fn sections(bytes: &[u8], limits: &Limits, budget: &mut Budget) -> Result<Vec<Section>, Error> {
    let mut newest_first: Vec<Section> = Vec::new();
    let mut next = Some(xref::last_offset(bytes)?);
    let mut must_end_by = bytes.len();
    let mut entries = 0u64;
    while let Some(offset) = next {
        if newest_first.len() as u64 >= limits.revisions {
            return Err(Error::Limit { name: "revisions", limit: limits.revisions });
        }
        let section = xref::read(bytes, offset, limits, budget)?;
        entries += section.entries.len() as u64;
        if entries > limits.objects {
            return Err(Error::Limit { name: "objects", limit: limits.objects });
        }
        let ends_well = if newest_first.is_empty() { section.end == must_end_by } else { section.end <= must_end_by };
        if !ends_well {
            return Err(Error::Malformed {
                code: "TRAILING_BYTES",
                at: section.end,
                what: "a revision that does not end where the next one needs it to".into(),
            });
        }
        next = xref::previous(&section.trailer, offset)?;
        must_end_by = offset;
        newest_first.push(section);
    }
    newest_first.reverse();
    let mut highest = 0;
    let (mut standing, mut comparisons) = (0u64, 0u64);
    for section in &newest_first {
        comparisons += standing;
        standing += section.entries.len() as u64;
        if comparisons > limits.comparisons {
            return Err(Error::Limit { name: "comparisons", limit: limits.comparisons });
        }
        highest = section.entries.keys().next_back().copied().unwrap_or(0).max(highest);
        if section.trailer.integer("Size").is_none_or(|size| size <= i64::from(highest)) {
            return Err(Error::xref(section.offset, "a /Size that hides older objects"));
        }
    }
    Ok(newest_first)
}

fn revision(
    bytes: &[u8],
    sections: &[Section],
    start: usize,
    explained_from: usize,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Revision, Error> {
    let Some((section, _)) = sections.split_last() else { return Err(Error::xref(0, "no cross-reference")) };
    let length_of = |id: ObjectId| plain_length(bytes, sections, id);
    let mut objects = BTreeMap::new();
    let mut freed = Vec::new();
    for (number, entry) in &section.entries {
        match entry {
            Entry::Free => freed.push(*number),
            Entry::InStream { .. } => {}
            Entry::InFile { offset, generation } => {
                if !(start..section.end).contains(offset) {
                    return Err(Error::xref(*offset, format!("object {number} lies outside its revision")));
                }
                let object = parse_indirect(bytes, *offset, limits, budget, &length_of)?;
                if object.id != (ObjectId { number: *number, generation: *generation }) {
                    return Err(Error::xref(*offset, format!("object {number} is not where the cross-reference says")));
                }
                objects.insert(*number, object);
            }
        }
    }
    let mut unexplained = unexplained(bytes, &objects, section, explained_from);
    let own = objects.values().map(|object| object.span.start).chain([section.offset]).collect();
    unexplained.extend(stray_structure(bytes, start..section.end, &own, section));
    unexplained.extend(add_compressed(bytes, section, &mut objects, limits, budget)?);
    Ok(Revision {
        range: start..section.end,
        xref_kind: section.kind,
        xref_offset: section.offset,
        trailer: section.trailer.clone(),
        objects,
        freed,
        unexplained,
    })
}

/// An indirect `/Length` must be a plain integer object; it is read without any further step.
fn plain_length(bytes: &[u8], sections: &[Section], id: ObjectId) -> Option<usize> {
    let Entry::InFile { offset, .. } = xref::lookup(sections, id)? else { return None };
    let mut lexer = Lexer::new(bytes, offset);
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

/// Answers the object streams that hold more than the cross-reference names.
fn add_compressed(
    bytes: &[u8],
    section: &Section,
    objects: &mut BTreeMap<u32, IndirectObject>,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<Range<usize>>, Error> {
    let mut streams: BTreeMap<u32, Vec<Option<IndirectObject>>> = BTreeMap::new();
    let mut named: BTreeMap<u32, usize> = BTreeMap::new();
    for (number, entry) in &section.entries {
        let Entry::InStream { container, index } = entry else { continue };
        if !streams.contains_key(container) {
            let holder = objects.get(container);
            let Some(IndirectObject { id, body: Body::Stream { dictionary, data }, .. }) = holder else {
                return Err(Error::xref(
                    section.offset,
                    format!("object stream {container} is not in the revision that uses it"),
                ));
            };
            let decoded = filter::decode(dictionary, &bytes[data.clone()], limits, budget)?;
            let held = object_stream::read(*id, dictionary, &decoded, limits, budget)?;
            streams.insert(*container, held.into_iter().map(Some).collect());
        }
        let held = streams.get_mut(container).and_then(|held| held.get_mut(*index)).and_then(Option::take);
        let Some(object) = held.filter(|object| object.id.number == *number) else {
            return Err(Error::xref(
                section.offset,
                format!("object {number} is not at its place in object stream {container}"),
            ));
        };
        *named.entry(*container).or_default() += 1;
        objects.insert(*number, object);
    }
    let holds_more = |object: &&IndirectObject| {
        let held = streams.get(&object.id.number).map_or(usize::MAX, Vec::len);
        object.container.is_none()
            && object.dictionary().is_some_and(|dictionary| dictionary.name("Type") == Some(b"ObjStm"))
            && named.get(&object.id.number) != Some(&held)
    };
    Ok(objects.values().filter(holds_more).map(|object| object.span.clone()).collect())
}

fn unexplained(
    bytes: &[u8],
    objects: &BTreeMap<u32, IndirectObject>,
    section: &Section,
    from: usize,
) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = objects.values().map(|object| object.span.clone()).collect();
    spans.push(section.offset..section.end);
    spans.sort_by_key(|span| span.start);
    let mut gaps = Vec::new();
    let mut position = from;
    for span in spans {
        if span.start > position && !bytes[position..span.start].iter().copied().all(is_white_space) {
            gaps.push(position..span.start);
        }
        position = position.max(span.end);
    }
    gaps
}

impl IndirectObject {
    /// The node of an object that is no stream.
    pub fn node(&self) -> Option<&Node> {
        if let Body::Plain(node) = &self.body { Some(node) } else { None }
    }
}

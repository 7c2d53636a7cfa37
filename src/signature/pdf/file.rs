//! A whole file: its revisions, each with the objects it defines, all of them read and checked.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::objects::Objects;
use super::xref::Kind;
use super::{
    Beginning, Body, Budget, Dictionary, Error, IndirectObject, Limits, Node, ObjectId, Relaxation, Value, filter,
    hybrid, open, reachable,
};
use crate::signature::crypto::Hashed;

/// One incremental update: what it defines and which bytes it is made of.
#[derive(Debug)]
pub struct Revision {
    /// Up to the end-of-line that follows its `%%EOF`.
    pub range: Range<usize>,
    pub xref_kind: Kind,
    /// The section that the end of the revision names.
    pub xref_offset: usize,
    pub trailer: Dictionary,
    pub(super) objects: Objects,
    pub freed: Vec<u32>,
    /// Bytes that belong to no object, no cross-reference and are no white space, or that look like
    /// an object which no cross-reference names.
    pub unexplained: Vec<Range<usize>>,
    /// Habits of the producer that the standard does not know.
    pub relaxed: BTreeSet<Relaxation>,
    /// Where its cross-reference streams begin.
    pub(super) xref_streams: Vec<usize>,
}

impl Revision {
    /// What this revision itself says of a number.
    pub fn object(&self, number: u32) -> Option<&IndirectObject> {
        self.objects.find(number)
    }

    /// What it defines, in the order of the numbers, each number once.
    pub fn objects(&self) -> impl Iterator<Item = &IndirectObject> {
        self.objects.iter()
    }

    /// Whether an object of this revision only holds other objects, or is the cross-reference: such
    /// an object is reachable from nowhere and need not be.
    pub fn is_structural(&self, object: &IndirectObject) -> bool {
        object.container.is_none()
            && (self.xref_streams.contains(&object.span.start) || self.objects.lie_in(object.id.number))
    }
}

/// A PDF read strictly, oldest revision first. At least one revision always exists.
#[derive(Debug)]
pub struct File<'a> {
    bytes: &'a [u8],
    limits: Limits,
    revisions: Vec<Arc<Revision>>,
    /// By number and then by revision.
    definitions: Vec<Definition>,
    /// For each number where its definitions begin, and for the next; none where numbers are sparse.
    first: Vec<u32>,
    /// For each revision, what can be reached from its catalog, once it was asked for.
    live: Vec<OnceLock<BTreeSet<u32>>>,
    hashed: Option<&'a Hashed>,
}

/// That a revision defines an object number, or frees it.
#[derive(Debug, Clone, Copy)]
struct Definition {
    number: u32,
    revision: u32,
    /// Its place among the objects of the revision; a freed number has none.
    place: Option<usize>,
}

impl<'a> File<'a> {
    /// Reads every revision and every object that a cross-reference names.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        Self::read(bytes, limits, None)
    }

    /// The same for a file whose beginning has been read already.
    ///
    /// # Errors
    /// As [`File::open`].
    pub fn open_after(bytes: &'a [u8], beginning: &'a Beginning, limits: Limits) -> Result<Self, Error> {
        Self::read(bytes, limits, Some(beginning))
    }

    fn read(bytes: &'a [u8], limits: Limits, beginning: Option<&'a Beginning>) -> Result<Self, Error> {
        let open::Opened { revisions, hidden, .. } = open::read(bytes, &limits, beginning)?;
        let file = Self::of(bytes, limits, revisions, beginning.map(Beginning::hashed));
        hybrid::check_views(&file, &hidden)?;
        Ok(file)
    }

    /// A file of revisions that were read.
    pub(super) fn of(
        bytes: &'a [u8],
        limits: Limits,
        revisions: Vec<Arc<Revision>>,
        hashed: Option<&'a Hashed>,
    ) -> Self {
        let mut definitions = Vec::new();
        for (revision, held) in (0..).zip(&revisions) {
            let objects =
                (0..held.objects.len()).filter_map(|place| Some((held.objects.number_at(place)?, Some(place))));
            let freed = held.freed.iter().map(|number| (*number, None));
            definitions.extend(freed.chain(objects).map(|(number, place)| Definition { number, revision, place }));
        }
        // Each revision is in order; a stable sort joins what is.
        definitions.sort_by_key(|one| (one.number, one.revision));
        let first = first_of_each(&definitions);
        let live = revisions.iter().map(|_| OnceLock::new()).collect();
        File { bytes, limits, revisions, definitions, first, live, hashed }
    }

    /// Bytes that the file may begin with and that were hashed before.
    pub fn hashed(&self) -> Option<&'a Hashed> {
        self.hashed
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn revisions(&self) -> &[Arc<Revision>] {
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

    /// Numbers of all objects that can be reached from the catalog of a revision.
    pub fn live(&self, revision: usize) -> &BTreeSet<u32> {
        static NONE: BTreeSet<u32> = BTreeSet::new();
        let once = self.live.get(revision);
        once.map_or(&NONE, |live| live.get_or_init(|| reachable(self, revision, self.root_id(revision))))
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
        let by_number = self.definitions.chunk_by(|one, next| one.number == next.number);
        let newest = by_number.filter_map(|all| all.iter().rfind(|one| one.revision as usize <= revision));
        newest.filter(|newest| newest.place.is_some()).map(|newest| newest.number).collect()
    }

    /// The newest definition of a number up to a revision.
    pub fn by_number(&self, revision: usize, number: u32) -> Option<&IndirectObject> {
        self.definition(revision, number).map(|(_, object)| object)
    }

    /// The same with its place among [`Self::definitions`], which no other object shares.
    pub(super) fn definition(&self, revision: usize, number: u32) -> Option<(usize, &IndirectObject)> {
        let place = self.newest(revision, number)?;
        let newest = self.definitions.get(place).filter(|newest| newest.number == number)?;
        Some((place, self.revisions.get(newest.revision as usize)?.objects.at(newest.place?)?))
    }

    /// Where the newest definition of a number up to a revision is, if there is one.
    fn newest(&self, revision: usize, number: u32) -> Option<usize> {
        let place = usize::try_from(number).ok()?;
        let (start, end) = match (self.first.get(place), self.first.get(place.checked_add(1)?)) {
            (Some(start), Some(end)) => (*start as usize, *end as usize),
            _ if self.first.is_empty() => (0, self.definitions.len()),
            _ => return None,
        };
        let own = self.definitions.get(start..end)?;
        let later = |one: &Definition| (one.number, one.revision as usize) > (number, revision);
        (start + own.partition_point(|one| !later(one))).checked_sub(1).filter(|place| *place >= start)
    }

    /// How many definitions there are in all revisions.
    pub(super) fn definitions(&self) -> usize {
        self.definitions.len()
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// Where the definitions of each number begin; nothing where this would take more room than they do.
fn first_of_each(definitions: &[Definition]) -> Vec<u32> {
    const SPARSE: usize = 4;
    let highest = definitions.last().map_or(0, |last| last.number as usize);
    if highest > SPARSE * definitions.len() {
        return Vec::new();
    }
    let mut first = Vec::with_capacity(highest + 2);
    for (place, one) in (0..).zip(definitions) {
        while first.len() <= one.number as usize {
            first.push(place);
        }
    }
    first.push(u32::try_from(definitions.len()).unwrap_or(u32::MAX));
    first
}

impl IndirectObject {
    /// The node of an object that is no stream.
    pub fn node(&self) -> Option<&Node> {
        if let Body::Plain(node) = &self.body { Some(node) } else { None }
    }
}

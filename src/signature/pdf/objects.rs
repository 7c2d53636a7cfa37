//! What one revision defines: read with the file, or, where the same bytes were read before, each object when
//! it is first asked for.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::chain::{self, Layer};
use super::parser::Parser;
use super::xref::Entry;
use super::{IndirectObject, Limits, ObjectId, object_stream};
use crate::signature::crypto::Hashed;

/// Objects in the order of their numbers, each number once.
pub(super) enum Objects {
    Read(Vec<IndirectObject>),
    Named(Source, Vec<Named>),
}

/// What objects are read from that were not read with the file.
pub(super) struct Source {
    pub bytes: Arc<Hashed>,
    pub limits: Limits,
    pub layers: Vec<Arc<Layer>>,
}

/// An object as a cross-reference names it, and as it was found there.
pub(super) struct Named {
    number: u32,
    entry: Entry,
    found: OnceLock<Option<Box<IndirectObject>>>,
}

impl Objects {
    /// The objects of the last of a source's layers.
    pub fn named(source: Source) -> Option<Self> {
        let entries = source.layers.last()?.entries.iter().filter(|(_, entry)| !entry.is_free());
        let named = entries.map(|(number, entry)| Named { number, entry, found: OnceLock::new() }).collect();
        Some(Objects::Named(source, named))
    }

    pub fn len(&self) -> usize {
        match self {
            Objects::Read(objects) => objects.len(),
            Objects::Named(_, objects) => objects.len(),
        }
    }

    pub fn at(&self, place: usize) -> Option<&IndirectObject> {
        match self {
            Objects::Read(objects) => objects.get(place),
            Objects::Named(source, objects) => {
                let named = objects.get(place)?;
                match named.entry {
                    Entry::InStream { container, .. } if named.found.get().is_none() => self.unpack(container),
                    _ => {}
                }
                named.found.get_or_init(|| source.read(named).map(Box::new)).as_deref()
            }
        }
    }

    /// The number of the object at a place, which need not be read for it.
    pub fn number_at(&self, place: usize) -> Option<u32> {
        match self {
            Objects::Read(objects) => objects.get(place).map(|object| object.id.number),
            Objects::Named(_, objects) => objects.get(place).map(|named| named.number),
        }
    }

    pub fn find(&self, number: u32) -> Option<&IndirectObject> {
        let place = match self {
            Objects::Read(objects) => objects.binary_search_by_key(&number, |object| object.id.number),
            Objects::Named(_, objects) => objects.binary_search_by_key(&number, |named| named.number),
        };
        self.at(place.ok()?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &IndirectObject> {
        (0..self.len()).filter_map(|place| self.at(place))
    }

    /// Whether some of them lie in the object stream of this number.
    pub fn lie_in(&self, container: u32) -> bool {
        match self {
            Objects::Read(objects) => objects.iter().any(|held| held.container == Some(container)),
            Objects::Named(_, objects) => objects.iter().any(|held| held.entry.container() == Some(container)),
        }
    }

    /// Reads what lies in an object stream, which is decoded as a whole.
    fn unpack(&self, container: u32) {
        let Objects::Named(source, named) = self else { return };
        let at = |number: u32| named.get(named.binary_search_by_key(&number, |named| named.number).ok()?);
        let inner = at(container).and_then(|holder| source.inner(&source.read(holder)?)).unwrap_or_default();
        for (index, object) in inner.into_iter().enumerate() {
            if let Some(named) =
                at(object.id.number).filter(|named| named.entry == Entry::InStream { container, index })
            {
                let _ = named.found.set(Some(Box::new(object)));
            }
        }
    }
}

/// Whichever way they are read, they are the same.
impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Source {
    /// What cannot be read is not there; in bytes that were read before everything can.
    fn read(&self, named: &Named) -> Option<IndirectObject> {
        let Entry::InFile { offset, generation } = named.entry else { return None };
        let bytes = self.bytes.bytes();
        let length_of = |id| match chain::lookup(&self.layers, id)? {
            Entry::InFile { offset, .. } => super::open::stated_length(bytes, offset, id),
            _ => None,
        };
        let object = Parser::new(&self.limits).indirect(bytes, offset, &mut self.limits.budget(), &length_of);
        object.ok().filter(|object| object.id == ObjectId { number: named.number, generation })
    }

    /// The objects in an object stream.
    fn inner(&self, holder: &IndirectObject) -> Option<Vec<IndirectObject>> {
        object_stream::unpack(holder, self.bytes.bytes(), &self.limits, &mut self.limits.budget()).ok()
    }
}

//! What a cross-reference says of each object number (ISO 32000-2 clauses 7.5.4 and 7.5.8).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::LAST_GENERATION;
use crate::signature::pdf::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Free { generation: u16 },
    InFile { offset: usize, generation: u16 },
    InStream { container: u32, index: usize },
}

impl Entry {
    pub fn is_free(&self) -> bool {
        matches!(self, Entry::Free { .. })
    }

    /// The object stream that holds the object.
    pub fn container(&self) -> Option<u32> {
        if let Entry::InStream { container, .. } = self { Some(*container) } else { None }
    }
}

/// Entries in the order of their numbers, each number once; a copy shares them.
#[derive(Debug, Clone, Default)]
pub struct Entries(Arc<Vec<(u32, Entry)>>);

impl Entries {
    /// The entries of one section, as they stand there.
    pub fn of_section(mut entries: Vec<(u32, Entry)>) -> Result<Self, Error> {
        for (number, entry) in &entries {
            if *number == 0 && !entry.is_free() {
                return Err(Error::xref(0, "an object with the number 0"));
            }
            if matches!(entry, Entry::InFile { generation: LAST_GENERATION, .. }) {
                return Err(Error::xref(0, format!("object {number} has the generation of free entries")));
            }
        }
        entries.sort_by_key(|(number, _)| *number);
        match entries.iter().zip(entries.iter().skip(1)).find(|((one, _), (next, _))| one == next) {
            Some(((number, _), _)) => {
                Err(Error::xref(0, format!("object {number} stands twice in one cross-reference")))
            }
            None => Ok(Entries(Arc::new(entries))),
        }
    }

    /// These and others, which count where both have a number.
    pub fn and(&self, others: impl IntoIterator<Item = (u32, Entry)>) -> Self {
        let all: BTreeMap<u32, Entry> = self.iter().chain(others).collect();
        Entries(Arc::new(all.into_iter().collect()))
    }

    pub fn get(&self, number: u32) -> Option<Entry> {
        let place = self.0.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.0.get(place).map(|(_, entry)| *entry)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, Entry)> {
        self.0.iter().copied()
    }

    pub fn highest(&self) -> Option<u32> {
        self.0.last().map(|(number, _)| *number)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: usize) -> Entry {
        Entry::InFile { offset, generation: 0 }
    }

    #[test]
    fn a_section_names_each_number_once() {
        let entries = Entries::of_section(vec![(7, at(70)), (2, at(20))]).unwrap();
        assert_eq!(entries.iter().collect::<Vec<_>>(), [(2, at(20)), (7, at(70))]);
        assert_eq!((entries.get(7), entries.get(3), entries.highest()), (Some(at(70)), None, Some(7)));
        let twice = Entries::of_section(vec![(7, at(70)), (2, at(20)), (7, at(70))]);
        assert!(twice.unwrap_err().to_string().contains("object 7 stands twice"));
        assert!(Entries::of_section(vec![(0, at(9))]).is_err());
        assert!(Entries::of_section(vec![(1, Entry::InFile { offset: 9, generation: 65_535 })]).is_err());
    }

    #[test]
    fn what_is_added_later_counts() {
        let entries = Entries::of_section(vec![(1, at(10)), (3, at(30))]).unwrap();
        let both = entries.and([(2, at(20)), (3, at(31))]);
        assert_eq!(both.iter().collect::<Vec<_>>(), [(1, at(10)), (2, at(20)), (3, at(31))]);
        assert_eq!(entries.len(), 2);
    }
}

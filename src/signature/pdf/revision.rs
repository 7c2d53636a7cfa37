//! What one revision changed, as facts; whether it may is judged elsewhere.

use super::walk::same_object;
use super::{Body, Dictionary, File, IndirectObject, Value, same_value};

/// One object that a revision wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub object: u32,
    pub kind: ChangeKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// A number that did not exist before.
    Added,
    Removed,
    /// Written again with the same content.
    Rewritten,
    /// A dictionary whose other entries stayed; the keys that were added, removed or altered.
    Keys {
        added: Vec<Vec<u8>>,
        removed: Vec<Vec<u8>>,
        altered: Vec<Vec<u8>>,
    },
    /// Anything else: another type, other stream data, another array.
    Replaced,
}

impl File<'_> {
    /// Compares the objects that revision `index` (at least 1) wrote with those before it.
    pub fn changes(&self, index: usize) -> Vec<Change> {
        let (Some(revision), Some(before)) = (self.revisions().get(index), index.checked_sub(1)) else {
            return Vec::new();
        };
        let written = revision.objects().map(|object| {
            let number = object.id.number;
            let kind = match self.by_number(before, number) {
                None => ChangeKind::Added,
                Some(old) if old.id != object.id => ChangeKind::Replaced,
                Some(old) => self.compare(old, object),
            };
            Change { object: number, kind }
        });
        let freed = revision.freed.iter().filter(|number| self.by_number(before, **number).is_some());
        let removed = freed.map(|number| Change { object: *number, kind: ChangeKind::Removed });
        written.chain(removed).collect()
    }

    fn compare(&self, old: &IndirectObject, new: &IndirectObject) -> ChangeKind {
        if same_object(self.bytes(), old, new) {
            return ChangeKind::Rewritten;
        }
        match (&old.body, &new.body) {
            (Body::Plain(old), Body::Plain(new)) => match (&old.value, &new.value) {
                (Value::Dictionary(old), Value::Dictionary(new)) => compare_keys(old, new),
                _ => ChangeKind::Replaced,
            },
            _ => ChangeKind::Replaced,
        }
    }
}

/// Which keys differ between two dictionaries.
pub fn compare_keys(old: &Dictionary, new: &Dictionary) -> ChangeKind {
    let (before, after) = (old.sorted(), new.sorted());
    let (mut added, mut removed, mut altered) = (Vec::new(), Vec::new(), Vec::new());
    for (key, node) in &new.entries {
        match before.get(key.as_slice()) {
            None => added.push(key.to_vec()),
            Some(old) if !same_value(&old.value, &node.value) => altered.push(key.to_vec()),
            Some(_) => {}
        }
    }
    for key in old.keys() {
        if !after.contains_key(key) {
            removed.push(key.to_vec());
        }
    }
    ChangeKind::Keys { added, removed, altered }
}

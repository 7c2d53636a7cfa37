//! The document security store (ETSI EN 319 142-1 clause 5.4.2): which objects it is made of.
//!
//! Later revisions may change these, so nothing else may pass for one: the store has exactly the
//! standard's shape, and no object of it is used anywhere else in the document.

use std::collections::BTreeSet;

use crate::signature::pdf::{Body, Dictionary, File, ObjectId, Value, reachable_around, references};

/// The keys of the store, and of one entry of its VRI, that hold lists of streams.
const LISTS: [&[u8]; 3] = [b"Certs", b"CRLs", b"OCSPs"];
const VRI_LISTS: [&[u8]; 3] = [b"Cert", b"CRL", b"OCSP"];
/// All that the dictionary of an evidence stream may say.
const STREAM_KEYS: [&[u8]; 4] = [b"Length", b"Filter", b"DecodeParms", b"Type"];

/// The object numbers of a revision's store; empty when there is none.
///
/// # Errors
/// The part that has another shape than the standard's, or that the rest of the document uses.
pub fn store_objects(file: &File, revision: usize) -> Result<BTreeSet<u32>, &'static str> {
    let Some(catalog) = file.catalog(revision) else { return Err("catalog") };
    let mut store = Store { file, revision, objects: BTreeSet::new() };
    let Some(value) = catalog.value("DSS") else { return Ok(store.objects) };
    store.read(value)?;
    let rest = catalog.entries.iter().filter(|(key, _)| key != b"DSS").flat_map(|(_, node)| references(&node.value));
    let trailer = file.revisions().get(revision).map(|revision| &revision.trailer);
    let info = trailer.and_then(|trailer| trailer.value("Info")).and_then(Value::as_reference);
    // A signature reference may name the catalog as its data; the catalog's own entries are `rest`.
    let used = reachable_around(file, revision, rest.chain(info), file.root_id(revision));
    if store.objects.iter().any(|number| used.contains(number)) {
        return Err("an object that the document uses elsewhere");
    }
    Ok(store.objects)
}

struct Store<'f, 'b> {
    file: &'f File<'b>,
    revision: usize,
    objects: BTreeSet<u32>,
}

impl<'f> Store<'f, '_> {
    fn read(&mut self, value: &'f Value) -> Result<(), &'static str> {
        for (key, node) in &self.dictionary(value, "DSS")?.entries {
            match key.as_slice() {
                b"Type" => {}
                b"VRI" => self.validation_information(&node.value)?,
                key if LISTS.contains(&key) => self.streams(&node.value)?,
                _ => return Err("a key of DSS"),
            }
        }
        Ok(())
    }

    fn validation_information(&mut self, value: &'f Value) -> Result<(), &'static str> {
        for (name, entry) in &self.dictionary(value, "VRI")?.entries {
            if name == b"Type" {
                continue;
            }
            if name.len() != 40 || !name.iter().all(u8::is_ascii_hexdigit) {
                return Err("a name of VRI");
            }
            for (key, node) in &self.dictionary(&entry.value, "VRI")?.entries {
                match key.as_slice() {
                    b"Type" | b"TU" => {}
                    b"TS" => self.stream(&node.value)?,
                    key if VRI_LISTS.contains(&key) => self.streams(&node.value)?,
                    _ => return Err("a key of VRI"),
                }
            }
        }
        Ok(())
    }

    fn dictionary(&mut self, value: &'f Value, what: &'static str) -> Result<&'f Dictionary, &'static str> {
        self.follow(value).and_then(Value::as_dictionary).ok_or(what)
    }

    fn streams(&mut self, value: &'f Value) -> Result<(), &'static str> {
        let list = self.follow(value).and_then(Value::as_array).ok_or("a list of streams")?;
        list.iter().try_for_each(|node| self.stream(&node.value))
    }

    /// A stream of evidence has data and nothing that leads on.
    fn stream(&mut self, value: &'f Value) -> Result<(), &'static str> {
        let id = value.as_reference().ok_or("a stream")?;
        match self.file.object(self.revision, id).map(|object| &object.body) {
            Some(Body::Stream { dictionary, .. })
                if dictionary.keys().all(|key| STREAM_KEYS.contains(&key))
                    && dictionary.entries.iter().all(|(_, node)| references(&node.value).is_empty()) =>
            {
                self.note(id);
                Ok(())
            }
            _ => Err("a stream"),
        }
    }

    /// One step through a reference, which makes its object part of the store.
    fn follow(&mut self, value: &'f Value) -> Option<&'f Value> {
        match value {
            Value::Reference(id) => {
                self.note(*id);
                self.file.object(self.revision, *id)?.value()
            }
            direct => Some(direct),
        }
    }

    fn note(&mut self, id: ObjectId) {
        self.objects.insert(id.number);
    }
}

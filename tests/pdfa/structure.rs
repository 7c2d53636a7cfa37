//! Following a PDF from its catalog, for tests: what a reader of the finished file would see.

use vanbang::signature::pades::signature_fields;
use vanbang::signature::pdf::{Body, Dictionary, File, IndirectObject, ObjectId, Value};

/// The finished file: its newest revision.
pub struct Finished<'a> {
    pub file: &'a File<'a>,
}

impl<'a> Finished<'a> {
    pub fn catalog(&self) -> &'a Dictionary {
        self.file.catalog(self.file.last()).expect("a catalog")
    }

    pub fn object(&self, id: ObjectId) -> &'a IndirectObject {
        self.file.object(self.file.last(), id).expect("an object")
    }

    pub fn dictionary(&self, id: ObjectId) -> &'a Dictionary {
        self.object(id).dictionary().expect("a dictionary")
    }

    /// An entry with references followed.
    pub fn entry(&self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Value> {
        self.file.entry(self.file.last(), dictionary, key)
    }

    /// A dictionary's entry that is a dictionary itself, of a stream too.
    pub fn inner(&self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        match dictionary.value(key)? {
            Value::Reference(id) => self.file.object(self.file.last(), *id)?.dictionary(),
            other => other.as_dictionary(),
        }
    }

    /// Signature fields, which are their own widgets, by name.
    pub fn widgets(&self) -> Vec<(String, ObjectId, &'a Dictionary)> {
        let fields = signature_fields(self.file, self.file.last());
        fields.into_iter().map(|field| (field.name, field.id, self.dictionary(field.id))).collect()
    }

    pub fn widget(&self, name: &str) -> &'a Dictionary {
        self.widgets().into_iter().find(|(field, ..)| field == name).expect("the field").2
    }

    pub fn pages(&self) -> Vec<(ObjectId, &'a Dictionary)> {
        let mut pages = Vec::new();
        let mut pending = vec![self.catalog().value("Pages").and_then(Value::as_reference).expect("the page tree")];
        while let Some(id) = pending.pop() {
            let node = self.dictionary(id);
            match self.entry(node, "Kids").and_then(Value::as_array) {
                Some(kids) => pending.extend(kids.iter().rev().filter_map(|kid| kid.value.as_reference())),
                None => pages.push((id, node)),
            }
        }
        pages
    }

    /// Streams that signing added, with the revision they stand in.
    pub fn added_streams(&self) -> Vec<&'a IndirectObject> {
        let added = self.file.revisions().iter().skip(1);
        let objects = added.flat_map(|revision| revision.objects());
        objects.filter(|object| matches!(object.body, Body::Stream { .. })).collect()
    }

    /// What the ParentTree gives for a key.
    pub fn parent(&self, key: i64) -> Option<ObjectId> {
        let root = self.inner(self.catalog(), "StructTreeRoot")?;
        let numbers = self.entry(self.inner(root, "ParentTree")?, "Nums")?.as_array()?;
        let pair = numbers.chunks_exact(2).find(|pair| pair[0].value.as_integer() == Some(key))?;
        pair[1].value.as_reference()
    }

    /// All keys of the ParentTree, in its order.
    pub fn parent_keys(&self) -> Vec<i64> {
        let root = self.inner(self.catalog(), "StructTreeRoot").expect("a structure tree");
        let tree = self.inner(root, "ParentTree").expect("a ParentTree");
        let numbers = self.entry(tree, "Nums").and_then(Value::as_array).expect("its numbers");
        numbers.iter().step_by(2).filter_map(|node| node.value.as_integer()).collect()
    }
}

//! Creating all signature fields in the first signed revision, each with an empty appearance and its
//! place in the structure tree (PDF/A-3 clause 6.3, PDF/UA-1 clause 7.18).

use super::field::pages;
use super::{Error, appearance};
use crate::signature::pdf::{Dictionary, File, Node, ObjectId, Update, Value, encode_text};

/// Where a signature field stands and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldBox {
    /// `/T`: stable, ASCII.
    pub name: String,
    /// Page index from 0.
    pub page: usize,
    /// Lower left and upper right corner in points, origin at the page's lower left.
    pub rect: [f64; 4],
    /// `/TU`: what a screen reader says.
    pub tooltip: String,
    /// Whether signing it locks the whole document (ISO 32000-2 table 236, `/Action /All`).
    pub locks_all: bool,
}

/// The field that the first signature fills at once.
pub(super) struct Filled {
    pub index: usize,
    pub signature: ObjectId,
    pub drawn: ObjectId,
}

/// Adds every field, all but the filled one with an empty appearance, and its place in the structure tree, to an update
/// of a file that has no form yet. The catalog is written by the caller.
pub(super) fn create_all(
    file: &File,
    update: &mut Update,
    catalog: &mut Dictionary,
    boxes: &[FieldBox],
    filled: &Filled,
) -> Result<(), Error> {
    let revision = file.last();
    let pages = pages(file, revision);
    if catalog.get("AcroForm").is_some() {
        return Err(Error::not_as_drawn("tệp đã có sẵn biểu mẫu", "the drawn file already has a form"));
    }
    let mut structure = Structure::read(file, catalog)?;
    let mut annotations: Vec<Vec<ObjectId>> = vec![Vec::new(); pages.len()];
    let mut fields = Vec::new();
    for (index, field) in boxes.iter().enumerate() {
        let page = *pages.get(field.page).ok_or(Error::not_as_drawn(
            "ô chữ ký nằm ở trang không có",
            "a signature box lies on a page that does not exist",
        ))?;
        let id = update.allocate();
        let mut widget = Dictionary::default();
        widget.set("Type", Value::name("Annot"));
        widget.set("Subtype", Value::name("Widget"));
        widget.set("FT", Value::name("Sig"));
        widget.set("T", text(&field.name));
        widget.set("TU", text(&field.tooltip));
        widget.set("F", Value::Integer(PRINT | LOCKED));
        widget.set("Rect", Value::array(field.rect.map(real)));
        widget.set("P", Value::Reference(page));
        if index == filled.index {
            fill(&mut widget, filled.signature, filled.drawn);
        } else {
            set_appearance(
                &mut widget,
                update.add_stream(appearance::form_dictionary(appearance::size(field.rect)), Vec::new()),
            );
        }
        if field.locks_all {
            let mut lock = Dictionary::default();
            lock.set("Type", Value::name("SigFieldLock"));
            lock.set("Action", Value::name("All"));
            widget.set("Lock", Value::Dictionary(lock));
        }
        if let Some(structure) = &mut structure {
            widget.set("StructParent", structure.add(update, id, page, &field.tooltip));
        }
        update.set(id, Value::Dictionary(widget));
        if let Some(list) = annotations.get_mut(field.page) {
            list.push(id);
        }
        fields.push(id);
    }
    for (page, widgets) in pages.iter().zip(annotations) {
        if !widgets.is_empty() {
            add_annotations(file, update, *page, widgets)?;
        }
    }
    if let Some(structure) = structure {
        structure.write(update);
    }
    let mut form = Dictionary::default();
    form.set("Fields", Value::array(fields.iter().copied().map(Value::Reference)));
    form.set("SigFlags", Value::Integer(SIGNATURES_EXIST | APPEND_ONLY));
    catalog.set("AcroForm", Value::Reference(update.add(Value::Dictionary(form))));
    Ok(())
}

/// PDF/A-3 clause 6.3.3: an appearance has `/N` and nothing else.
fn set_appearance(widget: &mut Dictionary, form: ObjectId) {
    let mut normal = Dictionary::default();
    normal.set("N", Value::Reference(form));
    widget.set("AP", Value::Dictionary(normal));
}

/// What signing changes in a field.
pub(super) fn fill(widget: &mut Dictionary, signature: ObjectId, drawn: ObjectId) {
    set_appearance(widget, drawn);
    widget.set("V", Value::Reference(signature));
}

/// ISO 32000-2 table 167.
const PRINT: i64 = 4;
const LOCKED: i64 = 128;
/// ISO 32000-2 table 225.
const SIGNATURES_EXIST: i64 = 1;
const APPEND_ONLY: i64 = 2;

fn add_annotations(file: &File, update: &mut Update, page: ObjectId, widgets: Vec<ObjectId>) -> Result<(), Error> {
    let object = file.object(file.last(), page).and_then(|object| object.dictionary());
    let mut dictionary = object.cloned().ok_or(Error::not_as_drawn("thiếu một trang", "a page is missing"))?;
    if dictionary.get("Annots").is_some() {
        return Err(Error::not_as_drawn("trang đã có sẵn chú thích", "a drawn page already has annotations"));
    }
    dictionary.set("Annots", Value::array(widgets.into_iter().map(Value::Reference)));
    // PDF/UA-1 clause 7.18.3
    dictionary.set("Tabs", Value::name("S"));
    update.set(page, Value::Dictionary(dictionary));
    Ok(())
}

/// The part of the structure tree that new widgets change (ISO 32000-2 clauses 14.7.2 and 14.7.5.4).
struct Structure {
    root: (ObjectId, Dictionary),
    parent_tree: (Option<ObjectId>, Dictionary),
    document: (ObjectId, Dictionary),
    kids: Vec<Node>,
    numbers: Vec<Node>,
    next_key: i64,
}

impl Structure {
    fn read(file: &File, catalog: &Dictionary) -> Result<Option<Self>, Error> {
        let revision = file.last();
        let Some(root_id) = catalog.value("StructTreeRoot") else { return Ok(None) };
        let dictionary_at = |value: &Value| -> Option<(ObjectId, Dictionary)> {
            let id = value.as_reference()?;
            Some((id, file.object(revision, id)?.dictionary()?.clone()))
        };
        let unknown = || {
            Error::not_as_drawn("cây cấu trúc có dạng lạ", "the structure tree has a form that the drawing never gives")
        };
        let root = dictionary_at(root_id).ok_or_else(unknown)?;
        let parent_tree = match root.1.value("ParentTree") {
            Some(Value::Dictionary(direct)) => (None, direct.clone()),
            Some(value) => dictionary_at(value).map(|(id, tree)| (Some(id), tree)).ok_or_else(unknown)?,
            None => return Err(unknown()),
        };
        let numbers = parent_tree.1.value("Nums").and_then(Value::as_array).ok_or_else(unknown)?.to_vec();
        let highest = numbers.iter().step_by(2).filter_map(|node| node.value.as_integer()).max().unwrap_or(-1);
        let next_key = root.1.integer("ParentTreeNextKey").unwrap_or(0).max(highest + 1);
        let top = match root.1.value("K") {
            Some(Value::Array(items)) => items.first().map(|node| &node.value),
            other => other,
        };
        let document = top.and_then(dictionary_at).ok_or_else(unknown)?;
        let kids = match document.1.value("K") {
            Some(Value::Array(items)) => items.clone(),
            Some(other) => vec![Node::new(other.clone())],
            None => Vec::new(),
        };
        Ok(Some(Structure { root, parent_tree, document, kids, numbers, next_key }))
    }

    /// Adds the `Form` element of one widget; answers its `/StructParent`.
    fn add(&mut self, update: &mut Update, widget: ObjectId, page: ObjectId, tooltip: &str) -> Value {
        let mut object_reference = Dictionary::default();
        object_reference.set("Type", Value::name("OBJR"));
        object_reference.set("Obj", Value::Reference(widget));
        object_reference.set("Pg", Value::Reference(page));
        let mut element = Dictionary::default();
        element.set("Type", Value::name("StructElem"));
        element.set("S", Value::name("Form"));
        element.set("P", Value::Reference(self.document.0));
        element.set("Pg", Value::Reference(page));
        element.set("Alt", text(tooltip));
        // One kid, not an array: pyHanko looks for a field only at this place of the structure tree.
        element.set("K", Value::Dictionary(object_reference));
        let element = update.add(Value::Dictionary(element));
        let key = Value::Integer(self.next_key);
        self.next_key += 1;
        self.kids.push(Node::new(Value::Reference(element)));
        self.numbers.push(Node::new(key.clone()));
        self.numbers.push(Node::new(Value::Reference(element)));
        key
    }

    fn write(mut self, update: &mut Update) {
        self.document.1.set("K", Value::Array(self.kids));
        update.set(self.document.0, Value::Dictionary(self.document.1));
        self.parent_tree.1.set("Nums", Value::Array(self.numbers));
        match self.parent_tree.0 {
            Some(id) => update.set(id, Value::Dictionary(self.parent_tree.1)),
            None => self.root.1.set("ParentTree", Value::Dictionary(self.parent_tree.1)),
        }
        self.root.1.set("ParentTreeNextKey", Value::Integer(self.next_key));
        update.set(self.root.0, Value::Dictionary(self.root.1));
    }
}

fn text(text: &str) -> Value {
    Value::String { bytes: encode_text(text), hexadecimal: true }
}

/// A coordinate in points with a hundredth's precision.
pub(super) fn real(number: f64) -> Value {
    Value::Real(format!("{number:.2}"))
}

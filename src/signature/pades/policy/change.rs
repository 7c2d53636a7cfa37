//! What a revision did, as facts; whether it may is judged by the signatures before it.

use crate::signature::pades::report::ChangesAfter;

/// One thing that one revision did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Index of the revision.
    pub revision: usize,
    /// The object that was written, where it was one.
    pub object: Option<u32>,
    /// The page on which it can be seen, counted from 1.
    pub page: Option<usize>,
    pub what: What,
}

/// The kinds of change. The first ones may follow a signature, the rest never.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// Certificates and revocation data (ETSI EN 319 142-1 clause 5.4.2), or an announced extension.
    Evidence,
    /// A document timestamp that shows nothing.
    Timestamped { field: String },
    /// Dates and producer in the document information or its metadata stream.
    Metadata,
    /// An object that nothing reaches.
    Unused,
    /// A signature, in a field that was there or in a new one.
    Signed { field: String, placed: Placed },
    /// A signature field that is still open and shows nothing.
    FieldOpened { field: String },
    /// Another value, and an appearance that says so, or that cannot be read as text.
    Filled { field: String, old: Option<String>, new: Option<String>, readable: bool },
    /// Something laid over a page: a comment, a picture, a stamp, an unsigned signature field.
    Annotated,

    /// What a page draws, or draws with.
    PageContent,
    /// A page's size, rotation or other property.
    Page,
    /// Pages added, removed or put in another order.
    PageOrder,
    /// A form field's value and what is seen of it say two things.
    FieldShowsOther { field: String },
    /// Another property of a form field.
    Field { field: String },
    /// Something of a signature that was there.
    Signature { field: String },
    /// An attached file.
    Attachment,
    /// An entry of the catalog or its form.
    Catalog { key: String },
    /// The document information or metadata beyond its dates.
    Description,
    /// The file's trailer: where the document begins.
    Trailer,
    /// Bytes that belong to nothing.
    Bytes { count: usize },
    /// Anything else.
    Other,
}

/// Where a new signature stands, for those who signed before its place was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// In a field that was there when the first signature was made.
    Kept,
    /// It has no area.
    Nowhere,
    /// On an empty part of a page.
    Apart,
    /// Over something that the page shows.
    Over,
}

impl What {
    /// The kind of change that policies speak of.
    pub fn kind(&self) -> ChangesAfter {
        match self {
            What::Evidence | What::Timestamped { .. } | What::Metadata | What::Unused => ChangesAfter::Evidence,
            What::Signed { .. } | What::FieldOpened { .. } => ChangesAfter::Signing,
            What::Filled { .. } => ChangesAfter::FormFilling,
            What::Annotated => ChangesAfter::Annotation,
            _ => ChangesAfter::Other,
        }
    }

    /// The form field that it touches.
    pub fn field(&self) -> Option<&str> {
        match self {
            What::Timestamped { field }
            | What::Signed { field, .. }
            | What::FieldOpened { field }
            | What::Filled { field, .. }
            | What::FieldShowsOther { field }
            | What::Field { field }
            | What::Signature { field } => Some(field),
            _ => None,
        }
    }
}

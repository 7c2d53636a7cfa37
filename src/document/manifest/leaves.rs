//! The leaves of a batch: from its documents to their places, paths and openings, all before one is drawn.

use std::collections::BTreeMap;

use super::limits::Limit;
use super::tree::SubTree;
use super::{BatchId, Claims, Digest, Error, Height, Opening, Unsigned, leaf, project};
use crate::document::code::{Code, Id};
use crate::document::record::{OrgId, Record, Salt};

/// What a document brings into its batch.
#[derive(Debug, Clone)]
pub struct Document {
    code: Code,
    salt: Salt,
    claims: Claims,
}

impl Document {
    /// A document whose parts somebody else derived from its record.
    pub fn new(code: Code, salt: Salt, claims: Claims) -> Document {
        Document { code, salt, claims }
    }

    /// Derives everything from the exact bytes of a record that `org` closes.
    ///
    /// # Errors
    /// [`Error::Record`] as reading it gives, [`Error::OtherOrganisation`], `LIMIT_CLAIMS`.
    pub fn of_record(org: &OrgId, bytes: &[u8]) -> Result<Document, Error> {
        let record = Record::from_json(bytes)?;
        if record.org() != org {
            return Err(Error::OtherOrganisation { expected: org.to_string(), found: record.org().to_string() });
        }
        Ok(Document { code: Code::derive(bytes), salt: record.salt().clone(), claims: project(&record)? })
    }

    pub fn id(&self) -> Id {
        self.code.id()
    }

    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// One leaf in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub id: Id,
    pub opening: Opening,
}

/// A batch in the order of its leaves.
#[derive(Debug, Clone)]
pub struct Leaves {
    org: OrgId,
    batch: BatchId,
    height: Height,
    roots: Vec<Digest>,
    /// By ascending identifier; the position is the leaf's index.
    leaves: Vec<Leaf>,
}

impl Leaves {
    /// Orders the documents, and hangs each in its place. `prints_f` tells whether any of them prints the form F.
    ///
    /// # Errors
    /// `LIMIT_COUNT` above 4096 documents; [`Error::IdTwice`], [`Error::SaltTwice`].
    pub fn of(org: &OrgId, batch: BatchId, documents: Vec<Document>, prints_f: bool) -> Result<Leaves, Error> {
        Leaves::with_height(org, batch, Height::choose(documents.len(), prints_f)?, documents)
    }

    /// As [`Leaves::of`], in trees of a height that was chosen before.
    ///
    /// # Errors
    /// As [`Leaves::of`].
    pub fn with_height(
        org: &OrgId,
        batch: BatchId,
        height: Height,
        mut documents: Vec<Document>,
    ) -> Result<Leaves, Error> {
        Limit::Count.check(documents.len())?;
        Limit::Roots.check(height.roots(documents.len()))?;
        documents.sort_unstable_by_key(Document::id);
        each_is_its_own(&documents)?;
        let of =
            |document: &Document| leaf(org, &batch, &document.id(), document.code.secret(), document.claims.bytes());
        let digests: Vec<Digest> = documents.iter().map(of).collect();
        let trees: Vec<SubTree> = digests.chunks(height.leaves()).map(SubTree::of).collect();
        let hang = |(index, Document { code, claims, .. }): (usize, Document)| {
            let path = trees.get(index / height.leaves()).map(|tree| tree.path(index % height.leaves()));
            // A batch has at most 4096 leaves, each of which is in a tree.
            let number = u16::try_from(index).unwrap_or(u16::MAX);
            let secret = code.secret().clone();
            let opening = Opening::new(batch, number, secret, path.unwrap_or_default(), claims);
            Leaf { id: code.id(), opening }
        };
        let leaves = documents.into_iter().enumerate().map(hang).collect();
        let roots = trees.iter().map(SubTree::root).collect();
        Ok(Leaves { org: org.clone(), batch, height, roots, leaves })
    }

    pub fn height(&self) -> Height {
        self.height
    }

    pub fn roots(&self) -> &[Digest] {
        &self.roots
    }

    /// By ascending identifier.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The leaf of a document of the batch.
    pub fn find(&self, id: &Id) -> Option<&Leaf> {
        let at = self.leaves.binary_search_by_key(id, |leaf| leaf.id).ok()?;
        self.leaves.get(at)
    }

    /// What the manifest will hold, as far as it is final now.
    pub fn unsigned(&self, publication: Option<Digest>, template: Option<Digest>) -> Unsigned {
        Unsigned {
            org: self.org.clone(),
            batch: self.batch,
            count: self.leaves.len(),
            height: self.height,
            roots: self.roots.clone(),
            publication,
            template,
        }
    }
}

/// No two documents, which are in the order of their identifiers, share identifier or salt.
fn each_is_its_own(documents: &[Document]) -> Result<(), Error> {
    if let Some([twice, _]) = documents.array_windows().find(|[one, next]| one.id() == next.id()) {
        return Err(Error::IdTwice { id: twice.id() });
    }
    let mut salts = BTreeMap::new();
    for document in documents {
        if let Some(first) = salts.insert(document.salt.bytes(), document.id()) {
            return Err(Error::SaltTwice { first, second: document.id() });
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "leaves_tests.rs"]
mod tests;

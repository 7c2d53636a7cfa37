//! Which documents of a batch print the form S because the form F has no room for their facts (protocol.md 5.3).

use std::cmp::Reverse;

use super::Error;
use crate::document::batch::{self, Batch};
use crate::document::code::Code;
use crate::document::code::symbol::{PrintedForm, printed};
use crate::document::manifest::{self, project};
use crate::document::record::{Fact, Kind};

/// Facts that are named of each document: the longest.
const NAMED: usize = 2;

/// A document whose facts its symbol cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutFacts {
    pub id: String,
    /// Bytes of all its claims.
    pub bytes: usize,
    /// Those that take the most room, the longest first.
    pub longest: Vec<Fact>,
}

/// The documents of a batch of copies that print S in place of F.
///
/// # Errors
/// What is wrong with the batch folder.
pub fn without_facts(batch: &Batch) -> Result<Vec<WithoutFacts>, Error> {
    if !batch.kind().is_some_and(Kind::prints_claims) {
        return Ok(Vec::new());
    }
    let leaves = batch.sealing()?.leaves;
    let mut found = Vec::new();
    for document in batch.documents() {
        let planned = document.planned()?;
        let code = Code::derive(planned.bytes());
        let leaf = leaves.find(&code.id()).ok_or(manifest::Error::NotInManifest).map_err(batch::Error::from)?;
        let form = printed(&code, &batch.settings().host, Some(&leaf.opening.to_bytes()));
        let (_, form) = form.map_err(|error| Error::Draw(vec![(document.index, error.into())]))?;
        if form == PrintedForm::SForSize {
            let claims = project(&planned.record()?).map_err(batch::Error::from)?;
            let mut longest = claims.facts();
            longest.sort_by_key(|fact| Reverse(fact.value.len()));
            longest.truncate(NAMED);
            found.push(WithoutFacts { id: document.id, bytes: claims.bytes().len(), longest });
        }
    }
    Ok(found)
}

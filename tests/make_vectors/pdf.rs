//! Vectors of the structure and the revisions of files.

mod additions;
mod cases;
mod content;
mod draft;
mod hands;
mod hostile;
mod large;
mod letter;
mod ranges;
mod references;
mod shadows;
mod structure;
mod syntax;

use super::Shared;
use super::vector::Vector;
use cases::Cases;

pub fn vectors() -> Vec<Vector> {
    let mut cases = Cases::new();
    structure::all(&mut cases);
    ranges::all(&mut cases);
    syntax::all(&mut cases);
    references::all(&mut cases);
    shadows::all(&mut cases);
    additions::all(&mut cases);
    content::all(&mut cases);
    hostile::all(&mut cases);
    cases.made
}

pub fn shared() -> Vec<Shared> {
    hands::shared()
}

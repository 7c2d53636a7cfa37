//! Vectors of the structure and the revisions of files.

use super::Shared;
use super::vector::Vector;

pub fn vectors() -> Vec<Vector> {
    Vec::new()
}

pub fn shared() -> Vec<Shared> {
    Vec::new()
}

//! Vectors of paths of certificates, threats PATH-1 to PATH-14.

use super::Shared;
use super::vector::Vector;

pub fn vectors() -> Vec<Vector> {
    Vec::new()
}

pub fn shared() -> Vec<Shared> {
    Vec::new()
}

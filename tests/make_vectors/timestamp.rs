//! Timestamps on signatures and on files, threats TS-1 to TS-11.

use super::Shared;
use super::vector::Vector;

pub fn vectors() -> Vec<Vector> {
    Vec::new()
}

pub fn shared() -> Vec<Shared> {
    Vec::new()
}

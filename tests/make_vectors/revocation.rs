//! Vectors of lists and OCSP responses, threats OC-1 to OC-5, CRL-1 to CRL-10 and REV-1.

use super::Shared;
use super::vector::Vector;

pub fn vectors() -> Vec<Vector> {
    Vec::new()
}

pub fn shared() -> Vec<Shared> {
    Vec::new()
}

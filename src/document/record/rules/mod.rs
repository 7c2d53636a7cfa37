//! The rules by which values follow from others, one module a circular.

pub mod credentials;
pub mod tt22_2021;

//! The rules by which values follow from others, one module a circular.

mod average;
pub mod credentials;
pub mod doubt;
pub mod tt22_2021;
pub mod tt58_2011;
pub mod university;

//! The measurements behind `vanbang bench`, on the sample school's documents.

pub mod draw;
pub mod sign;
pub mod verify;
mod workshop;

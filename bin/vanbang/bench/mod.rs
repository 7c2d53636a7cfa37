//! The measurements behind `vanbang bench`, on the sample school's documents.

pub mod code;
pub mod draw;
mod hierarchy;
pub mod manifest;
pub mod paths;
pub mod register;
pub mod roster;
pub mod sign;
pub mod verify;
mod workbook;
mod workshop;

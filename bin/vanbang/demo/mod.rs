//! What only the demo has: an authority made for one run, its folder, and a forger.

pub mod authority;
pub mod folder;
pub mod forgery;
pub mod seal;

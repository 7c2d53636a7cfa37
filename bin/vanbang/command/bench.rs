//! `vanbang bench`.
use super::Session;
use crate::cli::Bench;
use crate::failure::Failure;
pub fn run(_: &Bench, _: &Session) -> Result<u8, Failure> {
    Err(Failure::new("NOT_YET", "", ""))
}

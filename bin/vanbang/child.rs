//! `vanbang COMMAND` run as a child with limits.

pub use vanbang::child::{Helper, Limits, NoAnswer, allow_work, confine, serve};

/// Starts `vanbang COMMAND`, which calls [`serve`].
pub fn start(command: &str, limits: Limits) -> Result<Helper, NoAnswer> {
    let program = std::env::current_exe().map_err(|_| NoAnswer::NotStarted)?;
    Helper::start(&program, &[command.into()], limits)
}

/// Runs `vanbang COMMAND` for one question.
pub fn run(command: &str, question: Vec<u8>, limits: Limits) -> Result<Vec<u8>, NoAnswer> {
    start(command, limits)?.ask(question)
}

//! Folders of what organisations published (`--manifests`), before somebody who remembers what they showed earlier.

use std::path::{Path, PathBuf};

use vanbang::verify::{Memory, Mirror};

use crate::command::Session;
use crate::failure::Failure;

/// The newest status seen of each organisation, in the folder of what the office or the user trusts.
const MEMORY: &str = "status-seen.json";

/// Opens the folder, if one was named. What is asked about another time is neither compared with what was seen nor
/// remembered.
pub fn open(folder: Option<&Path>, is_now: bool, session: &Session) -> Result<Option<Mirror>, Failure> {
    let Some(mirror) = folder.map(Mirror::open).transpose()? else { return Ok(None) };
    match memory(session).filter(|_| is_now) {
        Some(file) => Ok(Some(mirror.remembering(Memory::read(&file)?))),
        None => Ok(Some(mirror)),
    }
}

/// Remembers what the folder showed. Where that is not possible the answers stand, and it is said.
pub fn remember(mirror: Option<Mirror>, is_now: bool, session: &Session) {
    let (Some(mirror), Some(file)) = (mirror, memory(session).filter(|_| is_now)) else { return };
    if let Err(error) = mirror.into_memory().save(&file) {
        let (vi, en) = (error.message_vi(), error.to_string());
        session.console.note(
            format!("Tình trạng vừa thấy không được ghi nhớ cho lần sau: {vi}"),
            format!("The status just seen is not remembered for the next time: {en}"),
        );
    }
}

/// Nothing is remembered where no folder of trust was made.
fn memory(session: &Session) -> Option<PathBuf> {
    session.configuration.trust_folder().filter(|folder| folder.is_dir()).map(|folder| folder.join(MEMORY))
}

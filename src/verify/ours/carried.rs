//! What a document of ours carries: its record, and the code that is printed on it (docs/protocol.md 11.4).

use super::finding::{claims_differ, code_differs, code_refused, record_invalid};
use crate::document::code::{Code, Id};
use crate::document::manifest::{self, Opening, project};
use crate::document::record::Record;
use crate::signature::pades::{Attachment, Finding, Snapshot, attached, attachment_names};
use crate::signature::pdf::{self, File, Limits};
use crate::verify::outcome::Outcome;

/// Both attachments, in the order of their names.
pub(super) const ATTACHMENTS: [Attachment; 2] = [CODE, RECORD];
const CODE: Attachment =
    Attachment { name: "code.bin", relationship: "Supplement", media_type: "application/octet-stream" };
const RECORD: Attachment = Attachment { name: "record.json", relationship: "Data", media_type: "application/json" };

/// The two, read from signed bytes and fitting each other.
pub(super) struct Carried {
    pub record: Record,
    pub id: Id,
    pub opening: Opening,
}

/// Whether a file carries exactly the two.
pub(super) fn carries_both(file: &File) -> bool {
    attachment_names(file).iter().map(String::as_str).eq(ATTACHMENTS.iter().map(|one| one.name))
}

/// Reads both out of the signed bytes, which are opened by themselves where the file goes on.
pub(super) fn read(file: &File, snapshot: Snapshot) -> Result<Carried, (Outcome, Box<Finding>)> {
    let signed;
    let file = if snapshot.bytes() == file.bytes() {
        file
    } else {
        signed = File::open(snapshot.bytes(), Limits::default()).map_err(|error| unreadable(&error))?;
        &signed
    };
    let data = data(file, RECORD)?;
    let invalid = |error: crate::document::record::Error| {
        (Outcome::Failed, Box::new(record_invalid().with_both(error.message_vi(), error)))
    };
    let record = Record::from_json(&data).map_err(invalid)?;
    let (id, opening) = Opening::parse_attached(&self::data(file, CODE)?).map_err(|error| refused(&error))?;
    let code = Code::derive(&data);
    if code.id() != id || code.secret() != opening.secret() {
        return Err((Outcome::Failed, Box::new(code_differs())));
    }
    let claims = project(&record).map_err(|error| refused(&error))?;
    if !opening.states(&claims) {
        return Err((Outcome::Failed, Box::new(claims_differ())));
    }
    Ok(Carried { record, id, opening })
}

fn data(file: &File, one: Attachment) -> Result<Vec<u8>, (Outcome, Box<Finding>)> {
    let missing = || (Outcome::Failed, Box::new(record_invalid().with(one.name)));
    let data = file.stream_data(attached(file, one.name).ok_or_else(missing)?);
    data.map_err(|error| unreadable(&error))
}

fn unreadable(error: &pdf::Error) -> (Outcome, Box<Finding>) {
    (Outcome::Failed, Box::new(record_invalid().with_both(error.message_vi(), error)))
}

/// Claims of a version that this program does not know may be right; all else is not what anybody sealed.
fn refused(error: &manifest::Error) -> (Outcome, Box<Finding>) {
    let outcome = match error.code() {
        "CLAIMS_VERSION_UNKNOWN" => Outcome::Indeterminate,
        code if code.starts_with("LIMIT_") => Outcome::Indeterminate,
        _ => Outcome::Failed,
    };
    (outcome, Box::new(code_refused(error)))
}

/// The record in bytes whose digest and signature value hold, for words only: nobody has asked yet
/// whose signature it is.
pub(in crate::verify) fn signed_record(bytes: &[u8]) -> Option<Record> {
    let file = File::open(bytes, Limits::default()).ok()?;
    carries_both(&file).then_some(())?;
    Record::from_json(&file.stream_data(attached(&file, RECORD.name)?).ok()?).ok()
}

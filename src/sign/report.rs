//! What is left for the files when a run ends, whole or not: `report.json`, `report.html`, and
//! `register.jsonl` once the batch is closed.

use serde::Serialize;

use super::{Error, page};
use crate::document::batch::{Batch, Checked, Deleted, Noted, Pieces, publish, write_synced_by};
use crate::document::record::{Kind, Role};

/// How far a batch has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub kind: String,
    pub organisation: String,
    pub count: usize,
    /// Whether the last role has signed all of it.
    pub closed: bool,
    pub prepared_by: Option<String>,
    /// Roles that sign on paper, or not at all.
    pub not_digital: Vec<String>,
    pub signers: Vec<SignerLine>,
    /// Why the last run ended before its end.
    pub stopped: Option<Stopped>,
    pub documents: Vec<DocumentLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerLine {
    pub role: String,
    pub subject: String,
    pub certificate_sha256: String,
    /// A key in software is for demonstration only.
    pub software_key: bool,
    /// Documents that have this signature, those that wait for its timestamp not counted.
    pub signed: usize,
    /// Signed documents that wait for a timestamp.
    pub unstamped: usize,
    /// Of the signed ones, those with a timestamp.
    pub stamped: usize,
    /// Each check of the certificate that let a run sign.
    pub checks: Vec<CheckLine>,
    /// Each deletion of what those checks leaned on.
    pub deletions: Vec<Deleted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLine {
    /// RFC 3339.
    pub at: String,
    /// Codes of what did not stand against the certificate and should be known.
    pub notes: Vec<String>,
    /// What it leaned on, in the batch folder; none once it was deleted.
    pub evidence: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    pub code: String,
    pub message_vi: String,
    pub message_en: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    pub id: String,
    pub name: String,
    /// Class, major or type of diploma.
    pub group: String,
    pub state: DocumentState,
    /// The role that signed last.
    pub role: Option<String>,
    /// Of the file as the last signer so far left it.
    pub sha256: Option<String>,
    /// When that signer claims to have signed, RFC 3339.
    pub signed: Option<String>,
    /// The time of the timestamp on that signature, RFC 3339.
    pub timestamp: Option<String>,
}

/// How far a document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    NotSigned,
    /// Signed by some, not by all.
    Signed,
    /// The last signature waits for its timestamp.
    Unstamped,
    /// Every role has signed.
    Closed,
}

/// Writes the reports; answers the same as a value.
pub(super) fn write(batch: &Batch, kind: Kind, stopped: Option<&Error>) -> Result<Report, Error> {
    let report = read(batch, kind, stopped)?;
    let put = |name: &str, pieces: &mut Pieces| {
        let path = batch.folder().join(name);
        publish(&write_synced_by(&path, pieces)?, &path)
    };
    put("report.json", &mut |out| Ok(serde_json::to_writer_pretty(out, &report)?))?;
    put("report.html", &mut |out| page::write(out, &report, kind))?;
    if report.closed {
        let register = register(batch)?;
        put("register.jsonl", &mut |out| out.write_all(register.as_bytes()))?;
    }
    Ok(report)
}

fn read(batch: &Batch, kind: Kind, stopped: Option<&Error>) -> Result<Report, Error> {
    let roles = batch.roles()?.unwrap_or_default();
    let mut documents = Vec::new();
    for (document, listed) in batch.documents().zip(batch.plan().listed()) {
        let (state, role, noted) = state_of(batch, document.index, &roles);
        documents.push(DocumentLine {
            id: document.id,
            name: listed.holder.clone(),
            group: listed.group.clone(),
            state,
            role: role.map(|role| role.code().to_owned()),
            sha256: noted.map(|noted| noted.sha256.clone()),
            signed: noted.map(|noted| noted.claimed.clone()),
            timestamp: noted.and_then(|noted| noted.stamped.clone()),
        });
    }
    let settings = batch.settings();
    Ok(Report {
        kind: kind.code().to_owned(),
        organisation: settings.organisation.clone(),
        count: documents.len(),
        closed: documents.iter().all(|line| line.state == DocumentState::Closed),
        prepared_by: settings.prepared_by.clone(),
        not_digital: kind.roles().iter().filter(|one| !roles.contains(one)).map(|role| role.code().into()).collect(),
        signers: roles.iter().filter_map(|role| signer(batch, *role)).collect(),
        stopped: stopped.map(|error| Stopped {
            code: error.code().to_owned(),
            message_vi: error.message_vi(),
            message_en: error.to_string(),
        }),
        documents,
    })
}

/// The newest signature of a document.
fn state_of<'b>(batch: &'b Batch, index: u32, roles: &[Role]) -> (DocumentState, Option<Role>, Option<&'b Noted>) {
    let state = batch.state();
    for role in roles.iter().rev() {
        if let Some(noted) = state.signed(index, *role) {
            let closed = roles.last() == Some(role);
            let state = if closed { DocumentState::Closed } else { DocumentState::Signed };
            return (state, Some(*role), Some(noted));
        }
        if let Some(noted) = state.unstamped(index, *role) {
            return (DocumentState::Unstamped, Some(*role), Some(noted));
        }
    }
    (DocumentState::NotSigned, None, None)
}

fn signer(batch: &Batch, role: Role) -> Option<SignerLine> {
    let begun = batch.begun(role)?;
    let state = batch.state();
    let all = || (0..).take(batch.plan().listed().len());
    let signed = || all().filter_map(|index| state.signed(index, role));
    Some(SignerLine {
        role: role.code().to_owned(),
        subject: begun.subject.clone(),
        certificate_sha256: begun.certificate_sha256.clone(),
        software_key: begun.software,
        signed: signed().count(),
        unstamped: all().filter(|index| state.unstamped(*index, role).is_some()).count(),
        stamped: signed().filter(|noted| noted.stamped.is_some()).count(),
        checks: checks(batch, role),
        deletions: state.deleted(role).to_vec(),
    })
}

fn checks(batch: &Batch, role: Role) -> Vec<CheckLine> {
    let path = batch.evidence_path(role);
    let name = path.strip_prefix(batch.folder()).ok().filter(|_| path.exists());
    let evidence = name.map(|name| name.to_string_lossy().replace('\\', "/"));
    let line = |one: &Checked| CheckLine { at: one.at.clone(), notes: one.notes.clone(), evidence: evidence.clone() };
    batch.state().checked(role).iter().map(line).collect()
}

/// One line a document, without names: all that a server may know.
fn register(batch: &Batch) -> Result<String, Error> {
    let mut lines = String::new();
    for document in batch.documents() {
        let record = document.planned()?.record()?;
        let line = serde_json::json!({
            "id": document.id,
            "kind": record.kind().code(),
            "organisation": record.org().as_str(),
            "date": record.stated().issue().date,
            "status": "issued",
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(lines)
}

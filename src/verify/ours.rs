//! Whether a file whose signatures all passed is one of ours: its closed form, its record, its
//! organisation (docs/protocol.md 11).

use chrono::{DateTime, Utc};

use super::directory;
use super::outcome::{Outcome, Verdict};
use crate::document::code::{Code, Id};
use crate::document::record::{Directory, PinRole, PinStanding, Record, Role};
use crate::signature::pades::report::TimeSource;
use crate::signature::pades::{self, Expected, Finding, Indication, Judged, Snapshot, check_closed_form, finding};
use crate::signature::pdf::{File, Limits, Value, decode_text};

const RECORD: &str = "record.json";

/// Adds the document's part to a verdict that is `passed` so far.
pub fn judge(file: &File, judged: &[Judged], known: Option<&Directory>, at: DateTime<Utc>, verdict: &mut Verdict) {
    let seal = Role::Organisation.field();
    let fields = pades::signature_fields(file, file.last());
    let has_field = |name: &str| fields.iter().any(|field| field.name == name);
    let claims_to_be_ours =
        attachments(file) == [RECORD] && judged.iter().all(|one| !one.field.name.is_empty()) && has_field(seal);
    if !claims_to_be_ours {
        verdict.note(finding::NOT_OF_OUR_FORM());
        return;
    }
    let Some(closing) = judged.iter().find(|one| one.field.name == seal) else {
        verdict.decide(Outcome::Indeterminate, not_yet_closed());
        return;
    };
    let Indication::Passed(snapshot) = closing.indication else { return };
    let (record, id) = match read_record(file, snapshot) {
        Ok(read) => read,
        Err(finding) => {
            verdict.decide(Outcome::Failed, *finding);
            return;
        }
    };
    // A role that signs on paper has no field; the first signature made all fields that there are, and
    // the seal locks them.
    let of_roles = record.kind().roles().iter().map(|role| role.field());
    let roles: Vec<&str> = of_roles.filter(|field| has_field(field)).collect();
    let signed: Vec<&str> = judged.iter().map(|one| one.field.name.as_str()).collect();
    if let Some(missing) = roles.iter().find(|role| !signed.contains(role)) {
        verdict.decide(Outcome::Failed, role_missing().with(missing));
        return;
    }
    let expected = Expected { fields: &roles, attachments: &[RECORD] };
    if let Err(breach) = check_closed_form(file, judged, &expected) {
        verdict.decide(
            Outcome::Failed,
            not_closed()
                .with_both(format!("{}: {}", breach.rule, breach.vi), format!("{}: {}", breach.rule, breach.en)),
        );
        return;
    }
    if known.is_some_and(|directory| directory.is_old(at)) {
        verdict.note(directory::old());
    }
    let Some(organisation) = known.and_then(|directory| directory.organisation(record.org())) else {
        verdict.decide(Outcome::Indeterminate, organisation_unknown().with(record.org()));
        return;
    };
    verdict.set_document(Some(organisation.name_vi().to_owned()), record.facts());
    verdict.set_register_key(record.org().clone(), id);
    let proven = (closing.report.time.source == TimeSource::Timestamp).then_some(closing.time);
    let time = directory::pin_time(proven, at);
    let standing = closing
        .certificate
        .as_ref()
        .map_or(PinStanding::None, |certificate| organisation.standing(&certificate.sha256(), &[PinRole::Seal], time));
    match standing {
        PinStanding::Holds => verdict.set_authentic(),
        PinStanding::None => verdict.decide(Outcome::Failed, not_of_organisation()),
        PinStanding::Unproven => verdict.decide(Outcome::Indeterminate, directory::pin_time_unproven()),
        PinStanding::Compromised => verdict.decide(Outcome::Failed, directory::key_compromised()),
    }
}

/// Names of the embedded files that the newest revision's name tree lists directly.
fn attachments(file: &File) -> Vec<String> {
    let last = file.last();
    let listed = || {
        let names = file.entry(last, file.catalog(last)?, "Names")?.as_dictionary()?;
        let tree = file.entry(last, names, "EmbeddedFiles")?.as_dictionary()?;
        file.entry(last, tree, "Names")?.as_array()
    };
    let name = |value: &Value| match value {
        Value::String { bytes, .. } => Some(decode_text(bytes)),
        _ => None,
    };
    listed().unwrap_or_default().iter().step_by(2).filter_map(|node| name(&node.value)).collect()
}

/// Reads the record out of the signed bytes, which are opened by themselves where the file goes on.
fn read_record(file: &File, snapshot: Snapshot) -> Result<(Record, Id), Box<Finding>> {
    let invalid = |vi: String, en: String| Box::new(record_invalid().with_both(vi, en));
    let signed;
    let file = if snapshot.bytes() == file.bytes() {
        file
    } else {
        signed = File::open(snapshot.bytes(), Limits::default())
            .map_err(|error| invalid(error.message_vi(), error.to_string()))?;
        &signed
    };
    let bytes = embedded(file).ok_or_else(|| invalid(RECORD.into(), RECORD.into()))?;
    let data = file.stream_data(bytes).map_err(|error| invalid(error.message_vi(), error.to_string()))?;
    let record = Record::from_json(&data).map_err(|error| invalid(error.message_vi(), error.to_string()))?;
    Ok((record, Code::derive(&data).id()))
}

/// The record in bytes whose digest and signature value hold, for words only: nobody has asked yet
/// whose signature it is.
pub fn signed_record(bytes: &[u8]) -> Option<Record> {
    let file = File::open(bytes, Limits::default()).ok()?;
    if attachments(&file) != [RECORD] {
        return None;
    }
    Record::from_json(&file.stream_data(embedded(&file)?).ok()?).ok()
}

fn embedded<'f>(file: &'f File) -> Option<&'f crate::signature::pdf::IndirectObject> {
    let last = file.last();
    let names = file.entry(last, file.catalog(last)?, "Names")?.as_dictionary()?;
    let tree = file.entry(last, names, "EmbeddedFiles")?.as_dictionary()?;
    let [_, specification] = file.entry(last, tree, "Names")?.as_array()? else { return None };
    let specification = file.resolve(last, &specification.value)?.as_dictionary()?;
    let streams = file.entry(last, specification, "EF")?.as_dictionary()?;
    file.object(last, streams.value("F")?.as_reference()?)
}

/// Every finding that this file words, for the table of advice.
pub(super) fn findings() -> [Finding; 6] {
    [not_yet_closed(), record_invalid(), role_missing(), not_closed(), organisation_unknown(), not_of_organisation()]
}

fn not_yet_closed() -> Finding {
    Finding::new(
        "NOT_YET_CLOSED",
        "Văn bản chưa được đơn vị đóng dấu số; chưa phải bản phát hành.",
        "The organisation has not sealed the document yet; it is not issued.",
    )
}

fn record_invalid() -> Finding {
    Finding::new(
        "RECORD_INVALID",
        "Dữ liệu kèm theo (record.json) không đọc được hoặc không đúng quy định.",
        "The attached data (record.json) cannot be read or breaks the rules.",
    )
}

fn role_missing() -> Finding {
    Finding::new(
        "ROLE_MISSING",
        "Thiếu chữ ký bắt buộc của loại văn bản này.",
        "A signature that this kind of document needs is missing.",
    )
}

fn not_closed() -> Finding {
    Finding::new(
        "NOT_CLOSED_BY_SEAL",
        "Tệp không đúng dạng đóng kín mà đơn vị phát hành: có nội dung ngoài quy định.",
        "The file does not have the closed form in which the organisation issues: it holds more than it may.",
    )
}

pub(super) fn organisation_unknown() -> Finding {
    Finding::new(
        "ORGANISATION_UNKNOWN",
        "Đơn vị phát hành không có trong danh bạ tin cậy của bạn.",
        "The issuing organisation is not in your trusted directory.",
    )
}

fn not_of_organisation() -> Finding {
    Finding::new(
        "SIGNER_NOT_OF_ORGANISATION",
        "Con dấu số không phải của đơn vị ghi trong văn bản.",
        "The seal is not by a certificate of the organisation named in the document.",
    )
}

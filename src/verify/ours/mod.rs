//! Whether a file whose signatures all passed is one of ours: its closed form, its record and its code, its
//! organisation (docs/protocol.md 11).

mod carried;
mod finding;

use chrono::{DateTime, Utc};

use super::directory;
use super::outcome::{Outcome, Verdict};
use crate::document::record::{Directory, PinRole, PinStanding, Role};
use crate::signature::pades::report::TimeSource;
use crate::signature::pades::{self, Expected, Indication, Judged, check_closed_form, finding as of_pades};
use crate::signature::pdf::File;
use carried::ATTACHMENTS;
use finding::{not_closed, not_of_organisation, not_yet_closed, role_missing};

pub(super) use carried::signed_record;
pub(super) use finding::{findings, organisation_unknown};

/// Adds the document's part to a verdict that is `passed` so far.
pub fn judge(file: &File, judged: &[Judged], known: Option<&Directory>, at: DateTime<Utc>, verdict: &mut Verdict) {
    let seal = Role::Organisation.field();
    let fields = pades::signature_fields(file, file.last());
    let has_field = |name: &str| fields.iter().any(|field| field.name == name);
    let claims_to_be_ours =
        carried::carries_both(file) && judged.iter().all(|one| !one.field.name.is_empty()) && has_field(seal);
    if !claims_to_be_ours {
        verdict.note(of_pades::NOT_OF_OUR_FORM());
        return;
    }
    let Some(closing) = judged.iter().find(|one| one.field.name == seal) else {
        verdict.decide(Outcome::Indeterminate, not_yet_closed());
        return;
    };
    let Indication::Passed(snapshot) = closing.indication else { return };
    let carried = match carried::read(file, snapshot) {
        Ok(carried) => carried,
        Err((outcome, finding)) => {
            verdict.decide(outcome, *finding);
            return;
        }
    };
    let record = &carried.record;
    // A role that signs on paper has no field; the first signature made all fields that there are, and
    // the seal locks them.
    let of_roles = record.kind().roles().iter().map(|role| role.field());
    let roles: Vec<&str> = of_roles.filter(|field| has_field(field)).collect();
    let signed: Vec<&str> = judged.iter().map(|one| one.field.name.as_str()).collect();
    if let Some(missing) = roles.iter().find(|role| !signed.contains(role)) {
        verdict.decide(Outcome::Failed, role_missing().with(missing));
        return;
    }
    let expected = Expected { fields: &roles, attachments: &ATTACHMENTS };
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
    verdict.set_register_key(record.org().clone(), carried.id, carried.opening.clone());
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

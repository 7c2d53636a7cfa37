//! The short code (protocol.md 5.4): it names a document and opens nothing, so that it leads to how the document
//! stands and to no fact.

use chrono::{DateTime, Utc};

use super::verdict::CodeVerdict;
use super::{CodeBasis, findings};
use crate::document::code::{Id, ShortCode};
use crate::document::manifest::{KindNumber, Publication};
use crate::verify::manifest::Accepted;
use crate::verify::mirror::{Error, Mirror};
use crate::verify::{Outcome, Policy};

/// Whether a person who typed this meant a short code: letters and digits, no address.
pub(super) fn is_meant(text: &str) -> bool {
    let is_of_code = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ' ');
    let letters = text.chars().filter(char::is_ascii_alphanumeric).count();
    (10..=16).contains(&letters) && text.chars().all(is_of_code)
}

pub(super) fn judge(text: &str, basis: &CodeBasis, at: DateTime<Utc>) -> Result<CodeVerdict, Error> {
    let short = match ShortCode::parse(text) {
        Ok(short) => short,
        Err(error) => return Ok(CodeVerdict::unread(findings::of_code(&error))),
    };
    let mut verdict = CodeVerdict::about(Some(short.to_string()), None);
    let Some(mirror) = basis.mirror else {
        verdict.decide(Outcome::Indeterminate, findings::SERVER_UNREACHABLE());
        return Ok(verdict);
    };
    let mut found = find(&short, mirror, basis.policy, at)?;
    let Some((id, kind, accepted)) = found.pop() else {
        verdict.decide(Outcome::Indeterminate, findings::CODE_UNKNOWN());
        return Ok(verdict);
    };
    if !found.is_empty() {
        verdict.decide(Outcome::Indeterminate, findings::SEVERAL_CODES());
        return Ok(verdict);
    }
    accepted.findings().iter().for_each(|finding| verdict.note(finding.clone()));
    verdict.name(accepted.organisation());
    verdict.stand(mirror.standing(&id, &accepted, basis.policy, at)?, basis.offline);
    verdict.decide(Outcome::Indeterminate, findings::ID_ONLY());
    let number = || kind.number().to_string();
    let label = kind.label().map_or_else(|| (number(), number()), |label| (label.vi.into(), label.en.into()));
    let place = mirror.folder().map(|folder| folder.display().to_string());
    verdict.published(place.unwrap_or_default(), label);
    Ok(verdict)
}

/// Every document that the short code may stand for, by lists that accepted manifests name.
fn find(
    short: &ShortCode,
    mirror: &Mirror,
    policy: &Policy,
    at: DateTime<Utc>,
) -> Result<Vec<(Id, KindNumber, Accepted)>, Error> {
    let (first, last) = short.range();
    let range = Id::from_bytes(first)..=Id::from_bytes(last);
    let mut found = Vec::new();
    for batch in mirror.manifests().batches() {
        let Some(list) = mirror.publication(batch)? else { continue };
        for document in list.published().iter().filter(|one| range.contains(&one.id)) {
            let judged = mirror.manifests().judge(batch, policy.directory.as_ref(), &policy.trust, at);
            let accepted = judged.accepted.into_iter().find(|one| names(one, &list));
            found.extend(accepted.map(|accepted| (document.id, document.kind, accepted)));
        }
    }
    Ok(found)
}

fn names(accepted: &Accepted, list: &Publication) -> bool {
    accepted.content().publication() == Some(&list.digest())
}

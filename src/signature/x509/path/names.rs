//! Name constraints (RFC 5280 section 4.2.1.10, and 6.1.3 (b), (c), 6.1.4 (g)): what an authority may
//! name in the certificates below it.

use super::{Budget, PathFailure, matching, name};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::x509::Certificate;
use crate::signature::x509::extensions::{NAME_CONSTRAINTS, SUBJECT_ALTERNATIVE_NAME};
use crate::signature::x509::general_name::{GeneralName, relative_names};
use crate::signature::x509::name::attributes;

/// The constraints of the authorities passed so far. A name must satisfy each of them, which is the
/// intersection of their permitted and the union of their excluded subtrees.
#[derive(Default)]
pub(super) struct NameConstraints<'a>(Vec<Subtrees<'a>>);

struct Subtrees<'a> {
    authority: &'a Certificate,
    permitted: Vec<GeneralName<'a>>,
    excluded: Vec<GeneralName<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Takes over what an authority imposes on those below it.
    pub(super) fn impose(&mut self, authority: &'a Certificate) -> Result<(), PathFailure> {
        let Some(extension) = authority.extensions().get(NAME_CONSTRAINTS) else {
            return Ok(());
        };
        let malformed = |_| PathFailure::Extension { subject: name(authority), extension: "nameConstraints" };
        let (permitted, excluded) = parse(&extension.value).map_err(malformed)?;
        self.0.push(Subtrees { authority, permitted, excluded });
        Ok(())
    }

    /// Judges the subject and the alternative names of the next certificate below. The caller leaves
    /// out self-issued ones that are not the last.
    pub(super) fn check(&self, certificate: &Certificate, budget: &mut Budget) -> Result<(), PathFailure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let names = names_of(certificate)?;
        for subtrees in &self.0 {
            for named in &names {
                subtrees.judge(named, certificate, budget)?;
            }
        }
        Ok(())
    }
}

impl Subtrees<'_> {
    fn judge(
        &self,
        named: &GeneralName<'_>,
        certificate: &Certificate,
        budget: &mut Budget,
    ) -> Result<(), PathFailure> {
        let refused = || PathFailure::NameConstraints {
            subject: name(certificate),
            authority: name(self.authority),
            kind: named.kind(),
        };
        let mut inside = None;
        for constraint in &self.permitted {
            budget.compare_names()?;
            if !constraint.is_like(named) {
                continue;
            }
            let within = matching::is_within(named, constraint).ok_or_else(refused)?;
            inside = Some(inside.unwrap_or(false) || within);
        }
        if inside == Some(false) {
            return Err(refused());
        }
        for constraint in &self.excluded {
            budget.compare_names()?;
            if constraint.is_like(named) && matching::may_touch(named, constraint).ok_or_else(refused)? {
                return Err(refused());
            }
        }
        Ok(())
    }
}

/// Every name that a certificate bears: subject, alternative names, and mail addresses written into
/// the subject, as old certificates have them.
fn names_of(certificate: &Certificate) -> Result<Vec<GeneralName<'_>>, PathFailure> {
    let malformed = |extension| move |_: tlv::Error| PathFailure::Extension { subject: name(certificate), extension };
    let mut names = Vec::new();
    let subject = relative_names(certificate.subject_der()).map_err(malformed("subject"))?;
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject));
    }
    for attribute in attributes(certificate.subject_der()).map_err(malformed("subject"))? {
        if let Some(mailbox) = attribute.mailbox().map_err(malformed("subject"))? {
            names.push(GeneralName::Email(mailbox));
        }
    }
    if let Some(extension) = certificate.extensions().get(SUBJECT_ALTERNATIVE_NAME) {
        names.extend(GeneralName::parse_all(&extension.value).map_err(malformed("subjectAltName"))?);
    }
    Ok(names)
}

type Both<'a> = (Vec<GeneralName<'a>>, Vec<GeneralName<'a>>);

/// The permitted and the excluded subtrees.
fn parse(value: &[u8]) -> Result<Both<'_>, tlv::Error> {
    let mut fields = Element::whole(value)?.reader(tag::SEQUENCE)?;
    let permitted = fields.optional(tag::constructed(0))?;
    let excluded = fields.optional(tag::constructed(1))?;
    fields.finish()?;
    if permitted.is_none() && excluded.is_none() {
        return Err(tlv::Error::Value);
    }
    let permitted = permitted.map_or(Ok(Vec::new()), |list| subtrees(list.value))?;
    let excluded = excluded.map_or(Ok(Vec::new()), |list| subtrees(list.value))?;
    Ok((permitted, excluded))
}

fn subtrees(list: &[u8]) -> Result<Vec<GeneralName<'_>>, tlv::Error> {
    let mut reader = Reader::new(list);
    let mut found = Vec::new();
    while !reader.is_empty() {
        let mut subtree = reader.enter(tag::SEQUENCE)?;
        let base = GeneralName::parse(subtree.any()?)?;
        // RFC 5280: minimum is 0, which DER leaves out, and maximum is absent.
        subtree.finish()?;
        if !matching::is_constraint(&base) {
            return Err(tlv::Error::Value);
        }
        found.push(base);
    }
    if found.is_empty() { Err(tlv::Error::Value) } else { Ok(found) }
}

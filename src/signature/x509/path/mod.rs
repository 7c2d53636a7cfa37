//! The path from a certificate to an anchor (RFC 5280 section 6), searched without recursion and
//! within a budget. The outcome is a value: an untrusted certificate is not an error.

mod failure;
#[cfg(test)]
mod tests;

pub use failure::{NotJudged, PathFailure};

use super::Certificate;
use super::extensions::{NAME_CONSTRAINTS, POLICIES};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

/// How much work one search may cost. The defaults are those of rustls-webpki
/// (`webpki/src/verify_cert.rs`, `Budget::default` and `MAX_SUB_CA_COUNT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Signatures checked in all.
    pub signature_checks: u32,
    /// Candidates looked at in all.
    pub steps: u32,
    /// Authorities between the certificate and the anchor, self-issued ones not counted.
    pub intermediates: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { signature_checks: 100, steps: 200_000, intermediates: 6 }
    }
}

/// What the certificate at the bottom is to be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Key usage digitalSignature or nonRepudiation; extended key usage, if any, for documents.
    Signing,
    /// RFC 3161 section 2.3: extended key usage is critical and timeStamping alone.
    TimeStamping,
    /// No restriction, for `vanbang cert verify`.
    Any,
}

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum PathOutcome {
    /// From the certificate to the anchor, both included; one certificate if it is the anchor itself.
    Trusted {
        chain: Vec<Certificate>,
        /// What restricts the path, or may have ended it, and was not evaluated.
        not_judged: Vec<NotJudged>,
    },
    /// The most telling reason among all paths tried.
    Untrusted { reason: PathFailure },
}

impl PathOutcome {
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted { .. })
    }
}

/// Looks for a path from `leaf` over `pool` to one of `anchors` that is good for signing documents
/// at `at`.
pub fn validate(
    leaf: &Certificate,
    pool: &[Certificate],
    anchors: &[Certificate],
    budget: Budget,
    at: DateTime<Utc>,
) -> PathOutcome {
    validate_for(Purpose::Signing, leaf, pool, anchors, budget, at)
}

/// The same for another purpose.
pub fn validate_for(
    purpose: Purpose,
    leaf: &Certificate,
    pool: &[Certificate],
    anchors: &[Certificate],
    budget: Budget,
    at: DateTime<Utc>,
) -> PathOutcome {
    if let Err(reason) = check_leaf(purpose, leaf, at) {
        return PathOutcome::Untrusted { reason };
    }
    // An anchor vouches for itself by being an anchor, and for nothing more.
    if anchors.contains(leaf) {
        return PathOutcome::Trusted { chain: vec![leaf.clone()], not_judged: Vec::new() };
    }
    let mut search = Search { pool, anchors, budget, at, failure: no_issuer(leaf) };
    match search.run(leaf) {
        Some(chain) => PathOutcome::Trusted { not_judged: not_judged(&chain), chain },
        None => PathOutcome::Untrusted { reason: search.failure },
    }
}

/// A certificate on the path, and those that may be above it.
struct Frame<'a> {
    certificate: &'a Certificate,
    candidates: Vec<Candidate<'a>>,
    next: usize,
}

#[derive(Clone, Copy)]
struct Candidate<'a> {
    certificate: &'a Certificate,
    is_anchor: bool,
}

struct Search<'a> {
    pool: &'a [Certificate],
    anchors: &'a [Certificate],
    budget: Budget,
    at: DateTime<Utc>,
    failure: PathFailure,
}

impl<'a> Search<'a> {
    fn run(&mut self, leaf: &'a Certificate) -> Option<Vec<Certificate>> {
        let mut path = vec![self.frame(leaf)];
        while let Some(frame) = path.last_mut() {
            let Some(candidate) = frame.candidates.get(frame.next).copied() else {
                path.pop();
                continue;
            };
            frame.next += 1;
            let child = frame.certificate;
            if !self.spend_step() {
                return None;
            }
            // A key that already stands on the path would only lead round in a circle.
            if path.iter().any(|f| same_entity(f.certificate, candidate.certificate)) {
                continue;
            }
            // RFC 5280 section 4.2.1.9: self-issued certificates and the last one do not count.
            let below = path.iter().skip(1).filter(|f| !f.certificate.is_self_issued()).count();
            let counts = !candidate.is_anchor && !candidate.certificate.is_self_issued();
            if counts && below >= self.budget.intermediates {
                self.note(PathFailure::TooLong { limit: self.budget.intermediates });
                continue;
            }
            match self.check_issuer(child, candidate, below) {
                Ok(()) if candidate.is_anchor => {
                    let mut chain: Vec<Certificate> = path.iter().map(|f| f.certificate.clone()).collect();
                    chain.push(candidate.certificate.clone());
                    return Some(chain);
                }
                Ok(()) => path.push(self.frame(candidate.certificate)),
                Err(PathFailure::Budget) => {
                    self.failure = PathFailure::Budget;
                    return None;
                }
                Err(failure) => self.note(failure),
            }
        }
        None
    }

    /// Candidates above a certificate: anchors first, then those whose key identifier fits.
    fn frame(&mut self, certificate: &'a Certificate) -> Frame<'a> {
        let named = |list: &'a [Certificate], is_anchor| {
            list.iter()
                .filter(|issuer| certificate.names_as_issuer(issuer))
                .map(move |certificate| Candidate { certificate, is_anchor })
        };
        let mut candidates: Vec<Candidate<'a>> = named(self.anchors, true).collect();
        let mut others: Vec<Candidate<'a>> =
            named(self.pool, false).filter(|other| !self.anchors.contains(other.certificate)).collect();
        others.sort_by_key(|other| !key_identifier_fits(certificate, other.certificate));
        candidates.append(&mut others);
        if candidates.is_empty() {
            self.note(no_issuer(certificate));
        }
        Frame { certificate, candidates, next: 0 }
    }

    fn spend_step(&mut self) -> bool {
        match self.budget.steps.checked_sub(1) {
            Some(left) => {
                self.budget.steps = left;
                true
            }
            None => {
                self.failure = PathFailure::Budget;
                false
            }
        }
    }

    /// Keeps the failure that got furthest.
    fn note(&mut self, failure: PathFailure) {
        if failure.rank() > self.failure.rank() {
            self.failure = failure;
        }
    }

    /// Whether `candidate` may have issued `child`, and has (RFC 5280 sections 6.1.3 and 6.1.4).
    fn check_issuer(&mut self, child: &Certificate, candidate: Candidate<'_>, below: usize) -> Result<(), PathFailure> {
        let issuer = candidate.certificate;
        if !child.algorithms_agree() {
            return Err(PathFailure::AlgorithmsDisagree { subject: name(child) });
        }
        self.budget.signature_checks = self.budget.signature_checks.checked_sub(1).ok_or(PathFailure::Budget)?;
        let algorithm = child.verify_signed_by(issuer.public_key()).map_err(|cause| PathFailure::Signature {
            subject: name(child),
            issuer: name(issuer),
            cause,
        })?;
        if !algorithm.is_acceptable() {
            return Err(PathFailure::WeakAlgorithm { subject: name(child), algorithm });
        }
        check_common(issuer, self.at)?;
        // RFC 5280 section 4.1.2.6: an authority has a name.
        if issuer.has_no_subject() {
            return Err(PathFailure::NotAuthority { subject: name(issuer) });
        }
        let usage = issuer.extensions().key_usage;
        match issuer.extensions().basic_constraints {
            Some(constraints) if constraints.ca => {
                if let Some(allowed) = constraints.path_len
                    && below as u64 > u64::from(allowed)
                {
                    return Err(PathFailure::PathLength { subject: name(issuer), allowed, found: below });
                }
            }
            // An operator may still choose a root of version 1, which has no extensions at all.
            None if candidate.is_anchor && issuer.extensions().is_empty() => {}
            _ => {
                return Err(PathFailure::NotAuthority { subject: name(issuer) });
            }
        }
        if usage.is_some_and(|usage| !usage.key_cert_sign()) {
            return Err(PathFailure::KeyCertSign { subject: name(issuer) });
        }
        Ok(())
    }
}

fn check_leaf(purpose: Purpose, leaf: &Certificate, at: DateTime<Utc>) -> Result<(), PathFailure> {
    check_common(leaf, at)?;
    let purposes = leaf.extensions().extended_key_usage.as_deref();
    match purpose {
        Purpose::Any => Ok(()),
        Purpose::Signing if !leaf.may_sign_documents() => Err(PathFailure::KeyUsage { subject: name(leaf) }),
        Purpose::Signing => match purposes {
            Some(found) if !found.iter().any(|oid| SIGNING_PURPOSES.iter().any(|s| oid == s)) => {
                Err(PathFailure::ExtendedKeyUsage { subject: name(leaf) })
            }
            _ => Ok(()),
        },
        Purpose::TimeStamping => {
            let critical = leaf
                .extensions()
                .get(ObjectIdentifier::new_unwrap("2.5.29.37"))
                .is_some_and(|extension| extension.critical);
            let alone = matches!(purposes, Some([one]) if *one == TIME_STAMPING);
            if critical && alone && leaf.may_sign_documents() {
                Ok(())
            } else {
                Err(PathFailure::ExtendedKeyUsage { subject: name(leaf) })
            }
        }
    }
}

const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// Any, clientAuth, emailProtection, documentSigning (RFC 9336), and those of Microsoft and Adobe
/// for documents: what Vietnamese certificates for signing carry.
const SIGNING_PURPOSES: [ObjectIdentifier; 6] = [
    ObjectIdentifier::new_unwrap("2.5.29.37.0"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
];

/// What holds for every certificate of a path, the anchor too: validity, key, critical extensions.
fn check_common(certificate: &Certificate, at: DateTime<Utc>) -> Result<(), PathFailure> {
    if let Some(oid) = certificate.extensions().unknown_critical.first() {
        return Err(PathFailure::UnknownCriticalExtension { subject: name(certificate), oid: oid.to_string() });
    }
    if !certificate.public_key().is_acceptable() {
        return Err(PathFailure::WeakKey { subject: name(certificate), key: certificate.public_key().kind().clone() });
    }
    if certificate.is_valid_at(at) {
        return Ok(());
    }
    Err(if at < certificate.not_before() {
        PathFailure::NotYetValid { subject: name(certificate), not_before: certificate.not_before(), at }
    } else {
        PathFailure::Expired { subject: name(certificate), not_after: certificate.not_after(), at }
    })
}

fn not_judged(chain: &[Certificate]) -> Vec<NotJudged> {
    let mut found = vec![NotJudged::Revocation];
    for certificate in chain {
        let extensions = certificate.extensions();
        // Policies without a demand for one restrict nothing (RFC 5280 section 6.1.5 (g)); critical
        // ones, and a demand made inside the path, do.
        let demanded = POLICIES.iter().any(|oid| {
            extensions
                .get(*oid)
                .is_some_and(|extension| extension.critical || *oid == ObjectIdentifier::new_unwrap("2.5.29.36"))
        });
        if demanded {
            found.push(NotJudged::Policies { subject: name(certificate) });
        }
        if extensions.get(NAME_CONSTRAINTS).is_some() {
            found.push(NotJudged::NameConstraints { subject: name(certificate) });
        }
    }
    found
}

fn no_issuer(certificate: &Certificate) -> PathFailure {
    if certificate.is_self_issued() {
        return PathFailure::SelfSigned { subject: name(certificate) };
    }
    PathFailure::NoIssuer { subject: name(certificate), issuer: certificate.issuer().to_owned() }
}

fn same_entity(a: &Certificate, b: &Certificate) -> bool {
    a == b || (a.public_key() == b.public_key() && a.has_subject_of(b))
}

fn key_identifier_fits(child: &Certificate, issuer: &Certificate) -> bool {
    let named = child.extensions().authority_key_identifier.as_ref();
    named.is_some() && named == issuer.extensions().subject_key_identifier.as_ref()
}

fn name(certificate: &Certificate) -> String {
    certificate.subject().to_owned()
}

//! The path from a certificate to an anchor (RFC 5280 section 6), searched without recursion and
//! within a budget. The outcome is a value: an untrusted certificate is not an error.

mod conformity;
mod failure;
mod matching;
mod names;
mod policies;
mod policy_extensions;
mod policy_graph;
mod search;
#[cfg(test)]
mod tests;

pub use conformity::Rule;
pub use failure::{NotJudged, PathFailure};
pub use policies::PolicyRules;
pub use search::Paths;

use super::Certificate;
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
    /// Names compared with name constraints in all.
    pub name_comparisons: u32,
    /// Policies put on the policy graph, or looked up in it, in all.
    pub policy_steps: u32,
}

impl Default for Budget {
    fn default() -> Self {
        // Policies: OpenSSL allows a policy tree of 1,000 nodes (`crypto/x509/pcy_tree.c`), each of which
        // costs us a few steps.
        Self {
            signature_checks: 100,
            steps: 200_000,
            intermediates: 6,
            name_comparisons: 250_000,
            policy_steps: 10_000,
        }
    }
}

impl Budget {
    fn spend(counter: &mut u32) -> Result<(), PathFailure> {
        *counter = counter.checked_sub(1).ok_or(PathFailure::Budget)?;
        Ok(())
    }

    fn compare_names(&mut self) -> Result<(), PathFailure> {
        Self::spend(&mut self.name_comparisons)
    }

    fn policy_step(&mut self) -> Result<(), PathFailure> {
        Self::spend(&mut self.policy_steps)
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
    validate_by(&Rules::new(purpose, budget), leaf, pool, anchors, at)
}

/// What a path is asked for, besides leading to an anchor.
#[derive(Debug, Clone)]
pub struct Rules {
    pub purpose: Purpose,
    pub budget: Budget,
    pub policies: PolicyRules,
    /// Whether certificates must carry the key identifiers of RFC 5280 sections 4.2.1.1 and 4.2.1.2,
    /// which only help to find a path.
    pub key_identifiers: bool,
}

impl Rules {
    /// No demand on policies or key identifiers.
    pub fn new(purpose: Purpose, budget: Budget) -> Self {
        Self { purpose, budget, policies: PolicyRules::default(), key_identifiers: false }
    }
}

/// The same with all that can be demanded.
pub fn validate_by(
    rules: &Rules,
    leaf: &Certificate,
    pool: &[Certificate],
    anchors: &[Certificate],
    at: DateTime<Utc>,
) -> PathOutcome {
    let mut paths = Paths::new(rules, leaf, pool, anchors, at);
    match paths.next() {
        // Nothing revokes an anchor but the operator.
        Some(chain) if chain.len() == 1 => PathOutcome::Trusted { chain, not_judged: Vec::new() },
        Some(chain) => PathOutcome::Trusted { chain, not_judged: vec![NotJudged::Revocation] },
        None => PathOutcome::Untrusted { reason: paths.failure().clone() },
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
            match critical && alone {
                true if leaf.may_sign_documents() => Ok(()),
                true => Err(PathFailure::KeyUsage { subject: name(leaf) }),
                false => Err(PathFailure::ExtendedKeyUsage { subject: name(leaf) }),
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

fn no_issuer(certificate: &Certificate) -> PathFailure {
    if certificate.is_self_issued() {
        return PathFailure::SelfSigned { subject: name(certificate) };
    }
    PathFailure::NoIssuer { subject: name(certificate), issuer: certificate.issuer().to_owned() }
}

fn name(certificate: &Certificate) -> String {
    certificate.subject().to_owned()
}

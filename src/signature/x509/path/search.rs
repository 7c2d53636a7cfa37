//! The search for a path over a pool of certificates: depth first, on a stack of its own, within a
//! budget.

use super::names::NameConstraints;
use super::policies::Policies;
use super::{Budget, PathFailure, Rules, check_common, check_leaf, conformity, name, no_issuer};
use crate::signature::x509::Certificate;
use chrono::{DateTime, Utc};

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

/// Every path that holds, one after another, all within one budget. A path goes from the certificate to
/// the anchor, both included.
pub struct Paths<'a> {
    rules: &'a Rules,
    pool: &'a [Certificate],
    anchors: &'a [Certificate],
    budget: Budget,
    at: DateTime<Utc>,
    failure: PathFailure,
    /// From the certificate upwards, as far as the search has got; empty when it is over.
    path: Vec<Frame<'a>>,
    /// A path that needs no search.
    ready: Option<Vec<Certificate>>,
}

impl Iterator for Paths<'_> {
    type Item = Vec<Certificate>;

    fn next(&mut self) -> Option<Vec<Certificate>> {
        if let Some(ready) = self.ready.take() {
            return Some(ready);
        }
        let mut path = std::mem::take(&mut self.path);
        let found = self.advance(&mut path);
        // A search that was given up is not taken up again.
        if found.is_some() {
            self.path = path;
        }
        found
    }
}

impl<'a> Paths<'a> {
    /// Begins the search for paths from `leaf` over `pool` to one of `anchors` that hold at `at`.
    pub fn new(
        rules: &'a Rules,
        leaf: &'a Certificate,
        pool: &'a [Certificate],
        anchors: &'a [Certificate],
        at: DateTime<Utc>,
    ) -> Self {
        let failure = no_issuer(leaf);
        let (path, ready) = (Vec::new(), None);
        let mut paths = Self { rules, pool, anchors, budget: rules.budget, at, failure, path, ready };
        if let Err(reason) = check_leaf(rules.purpose, leaf, at) {
            paths.failure = reason;
        } else if anchors.contains(leaf) {
            // An anchor vouches for itself by being an anchor, and for nothing more.
            paths.ready = Some(vec![leaf.clone()]);
        } else {
            paths.path = vec![paths.frame(leaf)];
        }
        paths
    }

    /// The most telling reason among all paths that did not hold so far.
    pub fn failure(&self) -> &PathFailure {
        &self.failure
    }

    fn advance(&mut self, path: &mut Vec<Frame<'a>>) -> Option<Vec<Certificate>> {
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
                    let below: Vec<&Certificate> = path.iter().map(|f| f.certificate).collect();
                    match self.check_whole(candidate.certificate, &below) {
                        Ok(()) => {
                            let chain = below.into_iter().chain([candidate.certificate]);
                            return Some(chain.cloned().collect());
                        }
                        Err(PathFailure::Budget) => {
                            self.failure = PathFailure::Budget;
                            return None;
                        }
                        Err(failure) => self.note(failure),
                    }
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

    /// What is judged from the anchor downwards, once a path reaches one: names and policies
    /// (RFC 5280 sections 6.1.3 and 6.1.4). `below` begins with the leaf.
    fn check_whole(&mut self, anchor: &Certificate, below: &[&Certificate]) -> Result<(), PathFailure> {
        let mut names = NameConstraints::default();
        let mut policies = Policies::new(&self.rules.policies, anchor, below.len())?;
        // An anchor's own restrictions are the operator's wish as well (RFC 5937).
        names.impose(anchor)?;
        conformity::check(anchor, true, self.rules.key_identifiers)?;
        for (index, certificate) in below.iter().enumerate().rev() {
            let is_last = index == 0;
            conformity::check(certificate, false, self.rules.key_identifiers)?;
            if is_last || !certificate.is_self_issued() {
                names.check(certificate, &mut self.budget)?;
            }
            policies.step(certificate, is_last, &mut self.budget)?;
            names.impose(certificate)?;
        }
        Ok(())
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

fn same_entity(a: &Certificate, b: &Certificate) -> bool {
    a == b || (a.public_key() == b.public_key() && a.has_subject_of(b))
}

fn key_identifier_fits(child: &Certificate, issuer: &Certificate) -> bool {
    let named = child.extensions().authority_key_identifier.as_ref();
    named.is_some() && named == issuer.extensions().subject_key_identifier.as_ref()
}

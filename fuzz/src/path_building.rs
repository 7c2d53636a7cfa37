//! Path building over arbitrary pools: within its budget, and every path that is found holds by itself.
//!
//! The input is a pool, its first certificate the one in question: an element in DER is a certificate of
//! its own, any other byte names one of the catalogue. If the input begins with no element, its first
//! byte chooses purpose and budget.

use std::time::{Duration, Instant};

use vanbang::signature::crypto::tlv::{Element, tag};
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::path::{Budget, Paths, Purpose, Rules};

use super::genuine::{CATALOGUE, ROOT, at, is_certified};

/// Certificates of one pool.
const MOST: usize = 200;
/// Paths that are looked at.
const PATHS: usize = 20;
/// A search spends its whole budget in a small part of this, also under a sanitizer.
const LONG: Duration = Duration::from_secs(5);

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let (rules, pool) = read(input);
    let Some((leaf, pool)) = pool.split_first() else { return };
    let began = Instant::now();
    let found = paths(&rules, leaf, pool);
    assert!(began.elapsed() < LONG, "the budget does not limit the time");
    assert!(found.len() <= rules.budget.steps.max(1) as usize, "more paths than steps");
    for path in &found {
        assert_eq!((path.first(), path.last()), (Some(leaf), Some(&*ROOT)), "a path from or to elsewhere");
        holds(path, &rules.budget);
    }
    let twice = Rules {
        budget: Budget { signature_checks: rules.budget.signature_checks * 2, ..rules.budget },
        ..rules.clone()
    };
    assert!(paths(&twice, leaf, pool).starts_with(&found), "a larger budget finds other paths");
}

/// The first paths to the root.
pub fn paths(rules: &Rules, leaf: &Certificate, pool: &[Certificate]) -> Vec<Vec<Certificate>> {
    Paths::new(rules, leaf, pool, std::slice::from_ref(&*ROOT), at()).take(PATHS).collect()
}

fn holds(path: &[Certificate], budget: &Budget) {
    for pair in path.windows(2) {
        let [below, above] = pair else { continue };
        assert!(below.names_as_issuer(above) && below.verify_signed_by(above.public_key()).is_ok(), "a broken link");
        assert!(above.is_ca() && below.is_valid_at(at()), "who certifies is an authority, and in force");
    }
    if let [.., highest, _] = path {
        assert!(is_certified(highest), "a certificate that the root never signed");
    }
    let between = path.get(1..path.len().saturating_sub(1)).unwrap_or_default();
    let counted = between.iter().filter(|certificate| !certificate.is_self_issued()).count();
    assert!(counted <= budget.intermediates, "a path that is too long");
}

/// Rules and pool of an input.
pub fn read(input: &[u8]) -> (Rules, Vec<Certificate>) {
    let mut rules = Rules::new(Purpose::Any, Budget::default());
    let mut rest = input;
    if let Some((choice, after)) = input.split_first().filter(|(first, _)| **first != tag::SEQUENCE) {
        rest = after;
        rules.purpose = [Purpose::Any, Purpose::Signing, Purpose::TimeStamping][usize::from(choice % 3)];
        rules.budget.signature_checks >>= choice >> 3 & 7;
        rules.budget.intermediates = usize::from(choice >> 5);
        rules.policies.require_explicit = choice & 4 != 0;
    }
    let mut pool = Vec::new();
    while let (Some((byte, after)), true) = (rest.split_first(), pool.len() < MOST) {
        let element = Element::split(rest).ok().filter(|(element, _)| element.tag == tag::SEQUENCE);
        match element.and_then(|(element, after)| Some((Certificate::from_der(element.raw).ok()?, after))) {
            Some((certificate, after)) => {
                pool.push(certificate);
                rest = after;
            }
            None => {
                pool.extend(CATALOGUE.get(usize::from(*byte) % CATALOGUE.len()).cloned());
                rest = after;
            }
        }
    }
    (rules, pool)
}

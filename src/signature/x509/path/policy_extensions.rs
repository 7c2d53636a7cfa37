//! The four extensions about policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).

use super::{PathFailure, name, policy_graph::is_any};
use crate::signature::crypto::Oid;
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::x509::Certificate;
use crate::signature::x509::extensions::{
    CERTIFICATE_POLICIES, INHIBIT_ANY_POLICY, POLICY_CONSTRAINTS, POLICY_MAPPINGS,
};
use std::collections::{BTreeMap, BTreeSet};

/// What one certificate says about policies.
#[derive(Default)]
pub(super) struct PolicyExtensions {
    pub policies: Option<Vec<Oid>>,
    /// From each issuerDomainPolicy to its subjectDomainPolicies.
    pub mappings: BTreeMap<Oid, BTreeSet<Oid>>,
    /// Certificates that may still pass, see RFC 5280 section 4.2.1.11.
    pub require_explicit: Option<u64>,
    pub inhibit_mapping: Option<u64>,
    pub inhibit_any: Option<u64>,
}

impl PolicyExtensions {
    pub(super) fn read(certificate: &Certificate) -> Result<Self, PathFailure> {
        let extensions = certificate.extensions();
        let mut found = Self::default();
        let malformed =
            |extension| move |_: tlv::Error| PathFailure::Extension { subject: name(certificate), extension };
        if let Some(extension) = extensions.get(CERTIFICATE_POLICIES) {
            found.policies = Some(policies(&extension.value).map_err(malformed("certificatePolicies"))?);
        }
        if let Some(extension) = extensions.get(POLICY_MAPPINGS) {
            found.mappings = mappings(&extension.value).map_err(malformed("policyMappings"))?;
        }
        if let Some(extension) = extensions.get(POLICY_CONSTRAINTS) {
            (found.require_explicit, found.inhibit_mapping) =
                constraints(&extension.value).map_err(malformed("policyConstraints"))?;
        }
        if let Some(extension) = extensions.get(INHIBIT_ANY_POLICY) {
            let skipped = Element::whole(&extension.value).and_then(|number| number.unsigned().map(saturated));
            found.inhibit_any = Some(skipped.map_err(malformed("inhibitAnyPolicy"))?);
        }
        Ok(found)
    }
}

/// A policy may stand there once only (RFC 5280 section 4.2.1.4). Qualifiers restrict nothing.
fn policies(value: &[u8]) -> Result<Vec<Oid>, tlv::Error> {
    let mut reader = Element::whole(value)?.reader(tag::SEQUENCE)?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while !reader.is_empty() {
        let mut information = reader.enter(tag::SEQUENCE)?;
        let policy = information.any()?.oid()?;
        information.optional(tag::SEQUENCE)?;
        information.finish()?;
        if !seen.insert(policy.clone()) {
            return Err(tlv::Error::Value);
        }
        found.push(policy);
    }
    if found.is_empty() { Err(tlv::Error::Value) } else { Ok(found) }
}

/// RFC 5280 section 6.1.4 (a): anyPolicy is mapped neither from nor to.
fn mappings(value: &[u8]) -> Result<BTreeMap<Oid, BTreeSet<Oid>>, tlv::Error> {
    let mut reader = Element::whole(value)?.reader(tag::SEQUENCE)?;
    let mut found: BTreeMap<Oid, BTreeSet<Oid>> = BTreeMap::new();
    while !reader.is_empty() {
        let mut pair = reader.enter(tag::SEQUENCE)?;
        let (from, to) = (pair.any()?.oid()?, pair.any()?.oid()?);
        pair.finish()?;
        if is_any(&from) || is_any(&to) {
            return Err(tlv::Error::Value);
        }
        found.entry(from).or_default().insert(to);
    }
    if found.is_empty() { Err(tlv::Error::Value) } else { Ok(found) }
}

/// requireExplicitPolicy and inhibitPolicyMapping, at least one of them.
fn constraints(value: &[u8]) -> Result<(Option<u64>, Option<u64>), tlv::Error> {
    let mut fields = Element::whole(value)?.reader(tag::SEQUENCE)?;
    let mut number = |context| match fields.optional(tag::primitive(context))? {
        // IMPLICIT: the content is that of an INTEGER.
        Some(element) => {
            let integer = tlv::encode(tag::INTEGER, &[element.value]);
            Element::whole(&integer)?.unsigned().map(|digits| Some(saturated(digits)))
        }
        None => Ok(None),
    };
    let found = (number(0)?, number(1)?);
    fields.finish()?;
    if found == (None, None) { Err(tlv::Error::Value) } else { Ok(found) }
}

/// A number beyond any path length is as good as the largest.
fn saturated(digits: &[u8]) -> u64 {
    if digits.len() > 8 {
        return u64::MAX;
    }
    digits.iter().fold(0, |n, digit| (n << 8) | u64::from(*digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_once_and_any_is_never_mapped() {
        let one = [0x30, 4, 6, 2, 0x2a, 3];
        assert_eq!(policies(&tlv::sequence(&[&one])).map(|found| found.len()), Ok(1));
        assert!(policies(&tlv::sequence(&[&one, &one])).is_err());
        assert!(policies(&[0x30, 0]).is_err());
        let other = [6, 2, 0x2a, 4];
        let any = [6, 4, 0x55, 0x1d, 0x20, 0];
        let pair = |from: &[u8], to: &[u8]| tlv::sequence(&[&tlv::sequence(&[from, to])]);
        assert!(mappings(&pair(&other, &other)).is_ok());
        assert!(mappings(&pair(&any, &other)).is_err());
        assert!(mappings(&pair(&other, &any)).is_err());
    }

    #[test]
    fn counters_are_not_negative_and_may_be_huge() {
        assert_eq!(constraints(&[0x30, 3, 0x80, 1, 0]), Ok((Some(0), None)));
        assert_eq!(constraints(&[0x30, 3, 0x81, 1, 5]), Ok((None, Some(5))));
        assert!(constraints(&[0x30, 3, 0x80, 1, 0xff]).is_err());
        assert!(constraints(&[0x30, 0]).is_err());
        assert_eq!(saturated(&[0xff; 9]), u64::MAX);
    }
}

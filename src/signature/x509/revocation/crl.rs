//! Certificate revocation lists (RFC 5280 section 5), read once into a sorted table.

use super::entry::{Entries, Entry};
use super::points::{Scope, WHOLE};
use super::{Error, Unusable};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::crypto::{self, Oid, PublicKey, SignatureAlgorithm, sha256};
use crate::signature::x509::extensions::extension;
use crate::signature::x509::time::parse_time;
use crate::signature::x509::{Certificate, name};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Bytes of one list; the largest of a Vietnamese authority is a few megabytes.
pub const MAX_CRL_BYTES: usize = 10 * 1024 * 1024;
/// DER elements of one list: seven an entry, for 200,000 entries, and some room.
const MAX_ELEMENTS: usize = 2_000_000;

const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const DELTA_CRL_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
/// issuerAltName, freshestCRL, authorityInfoAccess, expiredCertsOnCRL: they restrict nothing.
const INFORMATIVE: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("2.5.29.18"),
    ObjectIdentifier::new_unwrap("2.5.29.46"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1"),
    ObjectIdentifier::new_unwrap("2.5.29.60"),
];

/// A certificate revocation list, cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    tbs: Vec<u8>,
    algorithms_agree: bool,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    issuer_text: String,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    entries: Entries,
    extensions: CrlExtensions,
    unusable: Option<Unusable>,
    /// The key under which the signature held: neither changes, so it need not be computed again.
    holds_under: OnceLock<[u8; 32]>,
}

#[derive(Default)]
struct CrlExtensions {
    number: Option<Vec<u8>>,
    base_number: Option<Vec<u8>>,
    scope: Option<(Scope, Vec<u8>)>,
    authority_key: Option<Vec<u8>>,
    unknown_critical: Option<Oid>,
}

impl Crl {
    /// Reads exactly one list in strict DER.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let at = |what| move |cause| Error::Malformed { what, cause };
        if der.len() > MAX_CRL_BYTES {
            return Err(Error::Limit { what: "bytes of a CRL", limit: MAX_CRL_BYTES });
        }
        let whole = Element::whole(der).map_err(at("the CRL"))?;
        tlv::check_strict_within(whole, MAX_ELEMENTS).map_err(at("an element of the CRL"))?;
        let mut outer = whole.reader(tag::SEQUENCE).map_err(at("the CRL"))?;
        let tbs = outer.take(tag::SEQUENCE).map_err(at("tbsCertList"))?;
        let algorithm = outer.take(tag::SEQUENCE).map_err(at("signatureAlgorithm"))?;
        // One that is not of whole bytes holds under no key; that is told where it is checked.
        let signature = outer.take(tag::BIT_STRING).map_err(at("signatureValue"))?.bits().unwrap_or_default();
        outer.finish().map_err(at("the end of the CRL"))?;

        let mut fields = tbs.reader(tag::SEQUENCE).map_err(at("tbsCertList"))?;
        let version = match fields.optional(tag::INTEGER).map_err(at("version"))? {
            Some(number) => number.small_unsigned().map_err(at("version"))?,
            None => 0,
        };
        if version > 1 {
            return Err(Error::Malformed { what: "version", cause: tlv::Error::Value });
        }
        let inner_algorithm = fields.take(tag::SEQUENCE).map_err(at("signature"))?;
        let issuer = fields.take(tag::SEQUENCE).map_err(at("issuer"))?;
        let attributes = name::attributes(issuer.raw).map_err(at("issuer"))?;
        let canonical = name::canonical(&attributes);
        let this_update = fields.any().and_then(parse_time).map_err(at("thisUpdate"))?;
        let next_update = match next_time(&fields) {
            true => Some(fields.any().and_then(parse_time).map_err(at("nextUpdate"))?),
            false => None,
        };
        let revoked = fields.optional(tag::SEQUENCE).map_err(at("revokedCertificates"))?;
        let extensions = match fields.optional(tag::constructed(0)).map_err(at("crlExtensions"))? {
            Some(_) if version == 0 => return Err(Error::Malformed { what: "version", cause: tlv::Error::Value }),
            Some(explicit) => Element::whole(explicit.value)
                .and_then(|list| CrlExtensions::parse(list, issuer.raw))
                .map_err(at("crlExtensions"))?,
            None => CrlExtensions::default(),
        };
        fields.finish().map_err(at("the end of tbsCertList"))?;
        let is_delta = extensions.base_number.is_some();
        let entries = match revoked {
            Some(list) => Entries::parse(list, &canonical, is_delta)?,
            None => Entries::default(),
        };
        let unusable = match &extensions.unknown_critical {
            Some(oid) => Some(Unusable::UnknownCritical { oid: oid.to_string() }),
            None => entries.unusable().cloned(),
        };
        // RFC 5280 section 5.3.3: entries of other issuers stand only in a list that says so.
        let is_indirect = extensions.scope.as_ref().is_some_and(|(scope, _)| scope.indirect);
        let unusable = unusable.or((entries.names_others() && !is_indirect).then_some(Unusable::IndirectEntries));
        Ok(Self(Arc::new(Parsed {
            der: der.to_vec(),
            tbs: tbs.raw.to_vec(),
            algorithms_agree: inner_algorithm.raw == algorithm.raw,
            algorithm: algorithm.raw.to_vec(),
            signature: signature.to_vec(),
            issuer: canonical,
            issuer_text: name::text(&attributes),
            this_update,
            next_update,
            entries,
            extensions,
            unusable,
            holds_under: OnceLock::new(),
        })))
    }

    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The issuer as RFC 4514 text.
    pub fn issuer(&self) -> &str {
        &self.0.issuer_text
    }

    pub fn this_update(&self) -> DateTime<Utc> {
        self.0.this_update
    }

    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.0.next_update
    }

    /// How many certificates it lists.
    pub fn entries(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether it only tells what changed since another list (RFC 5280 section 5.2.4).
    pub fn is_delta(&self) -> bool {
        self.0.extensions.base_number.is_some()
    }

    /// Whether it has a cRLNumber, which RFC 5280 section 5.2.3 demands.
    pub(super) fn has_number(&self) -> bool {
        self.0.extensions.number.is_some()
    }

    pub(super) fn issuer_canonical(&self) -> &[u8] {
        &self.0.issuer
    }

    pub(super) fn unusable(&self) -> Option<&Unusable> {
        self.0.unusable.as_ref()
    }

    pub(super) fn scope(&self) -> &Scope {
        self.0.extensions.scope.as_ref().map_or(&WHOLE, |(scope, _)| scope)
    }

    /// What it says of a certificate. Several entries for one are all given.
    pub(super) fn entries_of(&self, certificate: &Certificate) -> impl Iterator<Item = &Entry> {
        let serial = Element::whole(certificate.serial_der()).map(|serial| serial.value).unwrap_or_default();
        self.0.entries.of(certificate.issuer_canonical(), serial)
    }

    /// Whether this delta tells the changes since `base` (RFC 5280 sections 5.2.4 and 6.3.3 (c)).
    pub(super) fn completes(&self, base: &Crl) -> bool {
        let (delta, base) = (&self.0, &base.0);
        let scope = |crl: &Arc<Parsed>| crl.extensions.scope.as_ref().map(|(_, raw)| raw.clone());
        let numbers = (&delta.extensions.base_number, &base.extensions.number, &delta.extensions.number);
        let (Some(since), Some(complete), Some(own)) = numbers else {
            return false;
        };
        delta.issuer == base.issuer
            && scope(delta) == scope(base)
            && delta.extensions.authority_key == base.extensions.authority_key
            && order(complete) >= order(since)
            && order(complete) < order(own)
    }

    /// Whether its number is higher than the other's.
    pub(super) fn is_later_than(&self, other: &Crl) -> bool {
        let number = |crl: &Crl| crl.0.extensions.number.clone().unwrap_or_default();
        order(&number(self)) > order(&number(other))
    }

    /// Checks the signature over the raw bytes of what is signed, and that the algorithm may count.
    pub(super) fn verify_signed_by(&self, key: &PublicKey) -> Result<(), crypto::Error> {
        let algorithm = SignatureAlgorithm::from_der(&self.0.algorithm, key, None)?;
        if !self.0.algorithms_agree || !algorithm.is_acceptable() || !key.is_acceptable() {
            return Err(crypto::Error::Parameters { algorithm: "CRL", detail: "weak, or not the one that was signed" });
        }
        let identity = sha256(key.spki_der());
        if self.0.holds_under.get() == Some(&identity) {
            return Ok(());
        }
        key.verify(algorithm, &self.0.tbs, &self.0.signature)?;
        // Another key was first: the signature is then computed each time, which is only slower.
        let _ = self.0.holds_under.set(identity);
        Ok(())
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {})", self.issuer(), self.this_update())
    }
}

impl CrlExtensions {
    fn parse(list: Element<'_>, issuer: &[u8]) -> Result<Self, tlv::Error> {
        let mut found = Self::default();
        let mut seen: Vec<Oid> = Vec::new();
        let mut reader = list.reader(tag::SEQUENCE)?;
        while !reader.is_empty() {
            let (oid, critical, value) = extension(reader.take(tag::SEQUENCE)?)?;
            if seen.contains(&oid) {
                return Err(tlv::Error::Value);
            }
            match oid.known() {
                Some(CRL_NUMBER) => found.number = Some(Element::whole(value)?.unsigned()?.to_vec()),
                Some(DELTA_CRL_INDICATOR) => found.base_number = Some(Element::whole(value)?.unsigned()?.to_vec()),
                Some(ISSUING_DISTRIBUTION_POINT) => {
                    found.scope = Some((Scope::parse(value, issuer)?, value.to_vec()));
                }
                Some(AUTHORITY_KEY_IDENTIFIER) => {
                    let mut fields = Element::whole(value)?.reader(tag::SEQUENCE)?;
                    found.authority_key = fields.optional(tag::primitive(0))?.map(|key| key.value.to_vec());
                }
                known if critical && !known.is_some_and(|known| INFORMATIVE.contains(&known)) => {
                    found.unknown_critical.get_or_insert(oid.clone());
                }
                _ => {}
            }
            // RFC 5280 section 5.2.3: never critical.
            if critical && oid == CRL_NUMBER {
                found.unknown_critical.get_or_insert(oid.clone());
            }
            seen.push(oid);
            // Few are known; more than this is not a list that anyone issues.
            if seen.len() > 64 {
                return Err(tlv::Error::Limit);
            }
        }
        Ok(found)
    }
}

/// Whether a Time follows.
fn next_time(fields: &Reader<'_>) -> bool {
    let mut ahead = *fields;
    ahead.any().is_ok_and(|element| matches!(element.tag, 0x17 | 0x18))
}

/// Numbers without leading zeros compare by length, then by digits.
fn order(number: &[u8]) -> (usize, &[u8]) {
    (number.len(), number)
}

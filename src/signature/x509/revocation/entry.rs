//! The certificates that a list revokes (RFC 5280 section 5.3), in a table sorted by issuer and serial
//! number, so that a list of 200,000 is searched in eighteen steps.

use super::points::general_names;
use super::reason::Reason;
use super::{Error, Unusable};
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::x509::extensions::extension;
use crate::signature::x509::time::{generalized_time, parse_time};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use std::collections::HashMap;

/// Entries of one list (threats: CRL 200 k entries).
pub const MAX_ENTRIES: usize = 200_000;

const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const HOLD_INSTRUCTION_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.23");
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");
const CERTIFICATE_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    issuer: usize,
    serial: Vec<u8>,
    pub(super) time: DateTime<Utc>,
    pub(super) reason: Reason,
    pub(super) invalidity_date: Option<DateTime<Utc>>,
}

/// All of them, sorted.
#[derive(Debug, Default)]
pub(super) struct Entries {
    sorted: Vec<Entry>,
    issuers: HashMap<Vec<u8>, usize>,
    unusable: Option<Unusable>,
}

impl Entries {
    /// `issuer` is the list's own, in the form that compares.
    pub(super) fn parse(list: Element<'_>, issuer: &[u8], is_delta: bool) -> Result<Self, Error> {
        let malformed = |cause| Error::Malformed { what: "an entry of the CRL", cause };
        let mut found = Self::default();
        found.issuers.insert(issuer.to_vec(), 0);
        let mut current = 0;
        let mut reader = list.reader(tag::SEQUENCE).map_err(malformed)?;
        while !reader.is_empty() {
            if found.sorted.len() >= MAX_ENTRIES {
                return Err(Error::Limit { what: "entries of a CRL", limit: MAX_ENTRIES });
            }
            let element = reader.take(tag::SEQUENCE).map_err(malformed)?;
            let entry = found.parse_one(element, &mut current, is_delta).map_err(malformed)?;
            found.sorted.push(entry);
        }
        found.sorted.sort_by(|a, b| (a.issuer, &a.serial).cmp(&(b.issuer, &b.serial)));
        Ok(found)
    }

    fn parse_one(&mut self, element: Element<'_>, current: &mut usize, is_delta: bool) -> Result<Entry, tlv::Error> {
        let mut fields = element.reader(tag::SEQUENCE)?;
        let serial = fields.take(tag::INTEGER)?.value.to_vec();
        let time = parse_time(fields.any()?)?;
        let mut entry = Entry { issuer: 0, serial, time, reason: Reason::Unspecified, invalidity_date: None };
        if let Some(list) = fields.optional(tag::SEQUENCE)? {
            let mut extensions = list.reader(tag::SEQUENCE)?;
            while !extensions.is_empty() {
                let (oid, critical, value) = extension(extensions.take(tag::SEQUENCE)?)?;
                match oid.known() {
                    Some(REASON_CODE) => entry.reason = reason(value)?,
                    Some(INVALIDITY_DATE) => entry.invalidity_date = Some(generalized_time(Element::whole(value)?)?),
                    // RFC 5280 section 5.3.3: it holds for the entries after it too.
                    Some(CERTIFICATE_ISSUER) => *current = self.issuer(value)?,
                    Some(HOLD_INSTRUCTION_CODE) => {}
                    _ if critical => {
                        self.unusable.get_or_insert(Unusable::UnknownCritical { oid: oid.to_string() });
                    }
                    _ => {}
                }
            }
        }
        fields.finish()?;
        // RFC 5280 section 5.3.1: only a delta takes something off.
        if entry.reason == Reason::RemoveFromCrl && !is_delta {
            return Err(tlv::Error::Value);
        }
        entry.issuer = *current;
        Ok(entry)
    }

    fn issuer(&mut self, value: &[u8]) -> Result<usize, tlv::Error> {
        let names = Element::whole(value)?;
        if names.tag != tag::SEQUENCE {
            return Err(tlv::Error::Unexpected);
        }
        let names = general_names(names.value)?;
        let mut directory = names.iter().filter_map(|name| name.canonical_directory());
        let canonical = directory.next().ok_or(tlv::Error::Value)?;
        // Two would leave open whose certificate it is.
        if directory.next().is_some() {
            return Err(tlv::Error::Value);
        }
        let next = self.issuers.len();
        Ok(*self.issuers.entry(canonical).or_insert(next))
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether some entry is of another issuer than the list's.
    pub(super) fn names_others(&self) -> bool {
        self.issuers.len() > 1
    }

    pub(super) fn unusable(&self) -> Option<&Unusable> {
        self.unusable.as_ref()
    }

    /// The entries of one certificate.
    pub(super) fn of(&self, issuer: &[u8], serial: &[u8]) -> impl Iterator<Item = &Entry> {
        let wanted = self.issuers.get(issuer).copied();
        let start = wanted.map_or(self.sorted.len(), |issuer| {
            self.sorted.partition_point(|entry| (entry.issuer, entry.serial.as_slice()) < (issuer, serial))
        });
        self.sorted
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |entry| Some(entry.issuer) == wanted && entry.serial == serial)
    }
}

/// The content of a reasonCode extension.
pub(super) fn reason(value: &[u8]) -> Result<Reason, tlv::Error> {
    const ENUMERATED: u8 = 0x0a;
    let element = Element::whole(value)?;
    if element.tag != ENUMERATED {
        return Err(tlv::Error::Unexpected);
    }
    Reason::parse(element.value)
}

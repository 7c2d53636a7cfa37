//! Certificate extensions (RFC 5280 section 4.2): those that decide here are parsed, the others keep
//! their bytes, and a critical one that nobody here understands is remembered.

use crate::signature::crypto::Oid;
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use der::asn1::ObjectIdentifier;

const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
pub(super) const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
pub(super) const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
pub(super) const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
pub(super) const POLICY_MAPPINGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.33");
pub(super) const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");
pub(super) const INHIBIT_ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.54");
/// What path validation evaluates (`path::names`, `path::policies`).
const EVALUATED_ON_PATHS: [ObjectIdentifier; 5] =
    [NAME_CONSTRAINTS, CERTIFICATE_POLICIES, POLICY_MAPPINGS, POLICY_CONSTRAINTS, INHIBIT_ANY_POLICY];
/// Alternative names and pointers to status: they restrict nothing, so critical is harmless.
const INFORMATIVE: [ObjectIdentifier; 4] = [
    SUBJECT_ALTERNATIVE_NAME,
    ObjectIdentifier::new_unwrap("2.5.29.18"),
    ObjectIdentifier::new_unwrap("2.5.29.31"),
    ObjectIdentifier::new_unwrap("2.5.29.46"),
];

/// RFC 5280 section 4.2.1.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    pub ca: bool,
    /// How many certificates of other authorities may follow below.
    pub path_len: Option<u32>,
}

/// RFC 5280 section 4.2.1.3, bit 0 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    fn bit(self, number: u16) -> bool {
        self.0 & (0x8000 >> number) != 0
    }

    pub fn digital_signature(self) -> bool {
        self.bit(0)
    }

    /// Also called contentCommitment.
    pub fn non_repudiation(self) -> bool {
        self.bit(1)
    }

    pub fn key_cert_sign(self) -> bool {
        self.bit(5)
    }

    pub fn crl_sign(self) -> bool {
        self.bit(6)
    }
}

/// One extension with its content as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub oid: Oid,
    pub critical: bool,
    pub value: Vec<u8>,
}

/// All extensions of a certificate; empty for versions 1 and 2.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    all: Vec<Extension>,
    pub basic_constraints: Option<BasicConstraints>,
    pub key_usage: Option<KeyUsage>,
    /// Object identifiers of the purposes, RFC 5280 section 4.2.1.12.
    pub extended_key_usage: Option<Vec<Oid>>,
    pub subject_key_identifier: Option<Vec<u8>>,
    /// The keyIdentifier of RFC 5280 section 4.2.1.1; a hint for the search, not a check.
    pub authority_key_identifier: Option<Vec<u8>>,
    /// Critical ones that are not understood here, or must not be critical: a path with one is refused.
    pub unknown_critical: Vec<Oid>,
}

impl Extensions {
    pub(super) fn parse(sequence: Element<'_>) -> Result<Self, tlv::Error> {
        let mut found = Self::default();
        let mut reader = sequence.reader(tag::SEQUENCE)?;
        while !reader.is_empty() {
            let (oid, critical, value) = extension(reader.take(tag::SEQUENCE)?)?;
            // RFC 5280 section 4.2: no more than one instance of an extension.
            if found.all.iter().any(|other| other.oid == oid) {
                return Err(tlv::Error::Value);
            }
            found.interpret(&oid, critical, value)?;
            found.all.push(Extension { oid, critical, value: value.to_vec() });
        }
        Ok(found)
    }

    /// Whether there is none at all, as before version 3.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One extension by its object identifier.
    pub fn get(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.all.iter().find(|extension| extension.oid == oid)
    }

    fn interpret(&mut self, oid: &Oid, critical: bool, value: &[u8]) -> Result<(), tlv::Error> {
        match oid.known() {
            Some(KEY_USAGE) => self.key_usage = Some(key_usage(Element::whole(value)?)?),
            Some(BASIC_CONSTRAINTS) => {
                self.basic_constraints = Some(basic_constraints(Element::whole(value)?)?);
            }
            Some(EXTENDED_KEY_USAGE) => {
                let mut purposes = Vec::new();
                let mut reader: Reader<'_> = Element::whole(value)?.reader(tag::SEQUENCE)?;
                while !reader.is_empty() {
                    purposes.push(reader.any()?.oid()?);
                }
                // A list of no purpose could be read as any or as none.
                if purposes.is_empty() {
                    return Err(tlv::Error::Value);
                }
                self.extended_key_usage = Some(purposes);
            }
            Some(SUBJECT_KEY_IDENTIFIER) => {
                self.subject_key_identifier = Some(Element::whole(value)?.octets()?.to_vec());
            }
            Some(AUTHORITY_KEY_IDENTIFIER) => {
                let mut fields = Element::whole(value)?.reader(tag::SEQUENCE)?;
                self.authority_key_identifier =
                    fields.optional(tag::primitive(0))?.map(|identifier| identifier.value.to_vec());
            }
            known if critical => {
                let understood =
                    known.is_some_and(|known| EVALUATED_ON_PATHS.contains(&known) || INFORMATIVE.contains(&known));
                if !understood {
                    self.unknown_critical.push(oid.clone());
                }
            }
            _ => {}
        }
        // RFC 5280 sections 4.2.1.1 and 4.2.1.2: key identifiers are never critical.
        if critical && matches!(oid.known(), Some(SUBJECT_KEY_IDENTIFIER | AUTHORITY_KEY_IDENTIFIER)) {
            self.unknown_critical.push(oid.clone());
        }
        Ok(())
    }
}

fn key_usage(bits: Element<'_>) -> Result<KeyUsage, tlv::Error> {
    if bits.tag != tag::BIT_STRING {
        return Err(tlv::Error::Unexpected);
    }
    match bits.value {
        [unused @ 0..=7, first] => Ok(KeyUsage(u16::from(first & (0xff << unused)) << 8)),
        [unused @ 0..=7, first, second] => Ok(KeyUsage(u16::from(*first) << 8 | u16::from(second & (0xff << unused)))),
        _ => Err(tlv::Error::Value),
    }
}

fn basic_constraints(element: Element<'_>) -> Result<BasicConstraints, tlv::Error> {
    let mut reader = element.reader(tag::SEQUENCE)?;
    let ca = match reader.optional(tag::BOOLEAN)? {
        Some(flag) => flag.boolean()?,
        None => false,
    };
    let path_len = match reader.optional(tag::INTEGER)? {
        Some(number) => Some(number.small_unsigned()?),
        None => None,
    };
    reader.finish()?;
    Ok(BasicConstraints { ca, path_len })
}

/// An Extension: object identifier, whether critical, content.
pub(super) fn extension(element: Element<'_>) -> Result<(Oid, bool, &[u8]), tlv::Error> {
    let mut fields = element.reader(tag::SEQUENCE)?;
    let oid = fields.any()?.oid()?;
    let critical = match fields.optional(tag::BOOLEAN)? {
        Some(flag) => flag.boolean()?,
        None => false,
    };
    let value = fields.any()?.octets()?;
    fields.finish()?;
    Ok((oid, critical, value))
}

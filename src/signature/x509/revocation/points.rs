//! Distribution points: where a certificate says that its status is told (RFC 5280 section 4.2.1.13),
//! and for which certificates a list says that it speaks (section 5.2.5).

use super::reason::Reasons;
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::x509::{Certificate, name};
use der::asn1::ObjectIdentifier;

const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
/// Points of one certificate; real ones have up to four.
const MAX_POINTS: usize = 64;
/// Names in one point.
const MAX_NAMES: usize = 64;

/// A GeneralName in the form that compares; a directory name also keeps its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointName {
    comparable: Vec<u8>,
    directory: Option<Vec<u8>>,
}

impl PointName {
    fn parse(element: Element<'_>) -> Result<Self, tlv::Error> {
        // directoryName: a CHOICE is tagged explicitly.
        if element.tag == tag::constructed(4) {
            Self::of_directory(element.value)
        } else {
            Ok(Self::other(element.raw))
        }
    }

    /// The directory name with these bytes.
    pub(super) fn of_directory(name_der: &[u8]) -> Result<Self, tlv::Error> {
        let canonical = name::canonical(&name::attributes(name_der)?);
        let comparable = tlv::encode(tag::constructed(4), &[&canonical]);
        Ok(Self { comparable, directory: Some(name_der.to_vec()) })
    }

    fn other(raw: &[u8]) -> Self {
        Self { comparable: raw.to_vec(), directory: None }
    }

    /// The directory name in the form that compares.
    pub(super) fn canonical_directory(&self) -> Option<Vec<u8>> {
        self.directory.as_ref()?;
        Element::whole(&self.comparable).ok().map(|explicit| explicit.value.to_vec())
    }

    /// Whether it is this directory name, given in the form that compares.
    pub(super) fn is_directory(&self, canonical: &[u8]) -> bool {
        self.canonical_directory().is_some_and(|own| own == canonical)
    }
}

/// A GeneralNames, not empty.
pub(super) fn general_names(content: &[u8]) -> Result<Vec<PointName>, tlv::Error> {
    let mut reader = tlv::Reader::new(content);
    let mut found = Vec::new();
    while !reader.is_empty() {
        found.push(PointName::parse(reader.any()?)?);
        if found.len() > MAX_NAMES {
            return Err(tlv::Error::Limit);
        }
    }
    if found.is_empty() { Err(tlv::Error::Value) } else { Ok(found) }
}

/// A DistributionPointName made absolute: a relative one hangs below `base`, the bytes of a Name.
pub(super) fn absolute_names(element: Element<'_>, base: Option<&[u8]>) -> Result<Vec<PointName>, tlv::Error> {
    let name = Element::whole(element.value)?;
    if name.tag == tag::constructed(0) {
        return general_names(name.value);
    }
    if name.tag != tag::constructed(1) {
        return Err(tlv::Error::Unexpected);
    }
    let base = Element::whole(base.ok_or(tlv::Error::Value)?)?;
    let relative = tlv::encode(tag::SET, &[name.value]);
    Ok(vec![PointName::of_directory(&tlv::sequence(&[base.value, &relative]))?])
}

/// One distribution point of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// Where; with neither a name nor an issuer the certificate's issuer stands for both.
    pub(super) names: Vec<PointName>,
    /// The reasons that are told there.
    pub(super) reasons: Reasons,
    /// Who signs there, if another than the certificate's issuer.
    pub(super) issuers: Vec<PointName>,
}

impl Point {
    /// Its points, and the one that every certificate has without saying so: lists of its issuer under
    /// the issuer's own name (RFC 5280 section 6.3.3, last paragraph).
    pub(super) fn all_of(certificate: &Certificate) -> Result<Vec<Point>, tlv::Error> {
        let mut found = vec![Point {
            names: vec![PointName::of_directory(certificate.issuer_der())?],
            reasons: Reasons::ALL,
            issuers: Vec::new(),
        }];
        let Some(extension) = certificate.extensions().get(CRL_DISTRIBUTION_POINTS) else {
            return Ok(found);
        };
        let mut points = Element::whole(&extension.value)?.reader(tag::SEQUENCE)?;
        while !points.is_empty() {
            found.push(Point::parse(points.take(tag::SEQUENCE)?, certificate)?);
            if found.len() > MAX_POINTS {
                return Err(tlv::Error::Limit);
            }
        }
        Ok(found)
    }

    fn parse(element: Element<'_>, certificate: &Certificate) -> Result<Self, tlv::Error> {
        let mut fields = element.reader(tag::SEQUENCE)?;
        let name = fields.optional(tag::constructed(0))?;
        let reasons = match fields.optional(tag::primitive(1))? {
            Some(bits) => Reasons::parse(bits.value)?,
            None => Reasons::ALL,
        };
        let issuers = match fields.optional(tag::constructed(2))? {
            Some(names) => general_names(names.value)?,
            None => Vec::new(),
        };
        fields.finish()?;
        let base = match issuers.as_slice() {
            [] => Some(certificate.issuer_der()),
            // RFC 5280 section 4.2.1.13: a relative name needs exactly one issuer to hang below.
            [one] => one.directory.as_deref(),
            _ => None,
        };
        let names = match name {
            Some(name) => absolute_names(name, base)?,
            None => issuers.clone(),
        };
        Ok(Point { names, reasons, issuers })
    }
}

/// Which certificates a list speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holders {
    All,
    Users,
    Authorities,
    /// Attribute certificates: none that is judged here.
    Attributes,
}

/// RFC 5280 section 5.2.5, issuingDistributionPoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    /// Empty: every point of the issuer.
    pub(super) names: Vec<PointName>,
    pub(super) holders: Holders,
    pub(super) reasons: Reasons,
    pub(super) indirect: bool,
}

/// A list without the extension is of everything that its issuer issued.
pub(super) static WHOLE: Scope =
    Scope { names: Vec::new(), holders: Holders::All, reasons: Reasons::ALL, indirect: false };

impl Scope {
    pub(super) fn parse(value: &[u8], crl_issuer: &[u8]) -> Result<Self, tlv::Error> {
        let mut fields = Element::whole(value)?.reader(tag::SEQUENCE)?;
        let names = match fields.optional(tag::constructed(0))? {
            Some(name) => absolute_names(name, Some(crl_issuer))?,
            None => Vec::new(),
        };
        let users = flag(fields.optional(tag::primitive(1))?)?;
        let authorities = flag(fields.optional(tag::primitive(2))?)?;
        let reasons = match fields.optional(tag::primitive(3))? {
            Some(bits) => Reasons::parse(bits.value)?,
            None => Reasons::ALL,
        };
        let indirect = flag(fields.optional(tag::primitive(4))?)?;
        let attributes = flag(fields.optional(tag::primitive(5))?)?;
        fields.finish()?;
        let holders = match (users, authorities, attributes) {
            (false, false, false) => Holders::All,
            (true, false, false) => Holders::Users,
            (false, true, false) => Holders::Authorities,
            (false, false, true) => Holders::Attributes,
            _ => return Err(tlv::Error::Value),
        };
        Ok(Scope { names, holders, reasons, indirect })
    }

    /// Whether the list speaks of certificates of this kind.
    pub(super) fn covers(&self, certificate: &Certificate) -> bool {
        match self.holders {
            Holders::All => true,
            Holders::Users => !certificate.is_ca(),
            Holders::Authorities => certificate.is_ca(),
            Holders::Attributes => false,
        }
    }

    /// Whether the list is one of those that this point announces.
    pub(super) fn is_at(&self, point: &Point) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| point.names.contains(name))
    }
}

/// An IMPLICIT BOOLEAN DEFAULT FALSE.
fn flag(element: Option<Element<'_>>) -> Result<bool, tlv::Error> {
    match element.map(|element| element.value) {
        None | Some([0x00]) => Ok(false),
        Some([0xff]) => Ok(true),
        Some(_) => Err(tlv::Error::Value),
    }
}

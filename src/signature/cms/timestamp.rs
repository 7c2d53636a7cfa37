//! Timestamp tokens (RFC 3161): what they say, and their integrity. Whose they are, and whether that
//! authority is trusted, is decided above.

use super::problem::CmsProblem;
use super::verify::{Integrity, Profile};
use super::{Error, SignedMessage, message};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::crypto::{Content, DigestAlgorithm, Oid, digest_from_der, equal_constant_time};
use crate::signature::x509::generalized_time;
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

pub(super) const ID_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// TSTInfo, RFC 3161 section 2.4.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TstInfo {
    pub policy: Oid,
    /// AlgorithmIdentifier of the imprint, as received.
    pub imprint_algorithm: Vec<u8>,
    pub imprint: Vec<u8>,
    /// Serial number as received, without tag and length.
    pub serial: Vec<u8>,
    pub gen_time: DateTime<Utc>,
    /// The requester's number, given back.
    pub nonce: Option<Vec<u8>>,
    /// A critical extension; none is understood here.
    pub critical_extension: Option<Oid>,
}

/// A timestamp token. Nothing in it is verified yet.
#[derive(Debug, Clone)]
pub struct Token {
    pub message: SignedMessage,
    pub info: TstInfo,
}

impl Token {
    /// Reads a token from the start of `input`, as [`super::parse`] does.
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        Self::of(message::parse(input)?)
    }

    fn of(message: SignedMessage) -> Result<Self, Error> {
        let malformed = |cause| Error::Malformed { what: "TSTInfo", cause };
        let content = message
            .content()
            .filter(|_| *message.content_type() == ID_TST_INFO)
            .ok_or(malformed(tlv::Error::Unexpected))?;
        let info = parse_info(content).map_err(malformed)?;
        Ok(Self { message, info })
    }

    /// The same for a token in BER, which never counts; see [`super::parse_tolerant`].
    pub fn parse_tolerant(input: &[u8]) -> Result<Self, Error> {
        Self::of(message::parse_tolerant(input)?)
    }

    /// Checks the token's own signature, and its imprint over `stamped`: the bytes a
    /// document timestamp covers, or a signature value.
    pub fn verify(&self, stamped: &dyn Content) -> Integrity {
        let mut integrity = self.message.verify_as(Profile::Timestamp, &[b""]);
        if let Some(oid) = &self.info.critical_extension {
            integrity.problems.push(CmsProblem::TimestampExtension { oid: oid.to_string() });
        }
        let matches = match digest_from_der(&self.info.imprint_algorithm) {
            Ok(algorithm) => {
                self.note_weak(algorithm, &mut integrity);
                equal_constant_time(&stamped.digest(algorithm), &self.info.imprint)
            }
            Err(cause) => {
                integrity.problems.push(CmsProblem::UnknownDigest { cause });
                integrity.digest_matches = false;
                return integrity;
            }
        };
        if !matches && integrity.digest_matches {
            integrity.problems.push(CmsProblem::DigestMismatch);
        }
        integrity.digest_matches &= matches;
        integrity
    }

    fn note_weak(&self, algorithm: DigestAlgorithm, integrity: &mut Integrity) {
        let weak = CmsProblem::WeakDigest { algorithm };
        if !algorithm.is_acceptable() && !integrity.problems.contains(&weak) {
            integrity.problems.push(weak);
        }
    }
}

fn parse_info(content: &[u8]) -> Result<TstInfo, tlv::Error> {
    let whole = Element::whole(content)?;
    tlv::check_strict(whole)?;
    let mut fields = whole.reader(tag::SEQUENCE)?;
    if fields.any()?.small_unsigned()? != 1 {
        return Err(tlv::Error::Value);
    }
    let policy = fields.any()?.oid()?;
    let mut imprint = fields.enter(tag::SEQUENCE)?;
    let imprint_algorithm = imprint.take(tag::SEQUENCE)?.raw.to_vec();
    let hashed = imprint.any()?.octets()?.to_vec();
    imprint.finish()?;
    let serial = fields.take(tag::INTEGER)?.value.to_vec();
    let gen_time = generalized_time(fields.any()?)?;
    fields.optional(tag::SEQUENCE)?; // accuracy
    fields.optional(tag::BOOLEAN)?; // ordering
    let nonce = fields.optional(tag::INTEGER)?.map(|n| n.value.to_vec());
    fields.optional(tag::constructed(0))?; // tsa
    let critical_extension = match fields.optional(tag::constructed(1))? {
        Some(extensions) => message::all(Reader::new(extensions.value), critical)?.into_iter().flatten().next(),
        None => None,
    };
    fields.finish()?;
    Ok(TstInfo { policy, imprint_algorithm, imprint: hashed, serial, gen_time, nonce, critical_extension })
}

/// The kind of an extension that is critical (RFC 5280 section 4.1).
fn critical(extension: Element<'_>) -> Result<Option<Oid>, tlv::Error> {
    let mut fields = extension.reader(tag::SEQUENCE)?;
    let kind = fields.any()?.oid()?;
    let critical = fields.optional(tag::BOOLEAN)?.map(|flag| flag.boolean()).transpose()?;
    fields.take(tag::OCTET_STRING)?;
    fields.finish()?;
    Ok((critical == Some(true)).then_some(kind))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    const CONTENT: &[u8] = "Học bạ năm học 2025-2026".as_bytes();

    fn codes(integrity: &Integrity) -> Vec<&'static str> {
        integrity.problems.iter().map(CmsProblem::code).collect()
    }

    #[test]
    fn a_timestamp_token_is_read_and_held_against_the_stamped_bytes() {
        let id = identity(&rcgen::PKCS_RSA_SHA256);
        let info = |digest: DigestAlgorithm| {
            tlv::sequence(&[
                &tlv::unsigned(&[1]),
                &tlv::oid(ObjectIdentifier::new_unwrap("1.2.3.4")),
                &tlv::sequence(&[
                    &digest_identifier(digest),
                    &tlv::encode(tag::OCTET_STRING, &[&digest.digest(CONTENT)]),
                ]),
                &tlv::unsigned(&[9]),
                &tlv::encode(0x18, &[b"20261121225000.5Z"]),
                &tlv::unsigned(&[0x99]),
            ])
        };
        let token = |content: Vec<u8>| {
            let mut recipe = Recipe::good(&id, &content);
            recipe.content_type = ID_TST_INFO;
            recipe.attributes.as_mut().unwrap()[0] = content_type(ID_TST_INFO);
            recipe.content = Some(content);
            Token::parse(&recipe.build(&id))
        };
        let good = token(info(DigestAlgorithm::Sha256)).unwrap();
        assert_eq!(good.info.gen_time.to_rfc3339(), "2026-11-21T22:50:00.500+00:00");
        assert_eq!(good.info.nonce.as_deref(), Some(&[0, 0x99][..]));
        let integrity = good.verify(&[CONTENT]);
        assert!(integrity.holds());
        assert_eq!(codes(&integrity), [""; 0]);
        let other = good.verify(&[b"other"]);
        assert!(!other.digest_matches && other.signature_matches);
        assert_eq!(codes(&other), ["DIGEST_MISMATCH"]);
        let old = token(info(DigestAlgorithm::Sha1)).unwrap();
        assert_eq!(codes(&old.verify(&[CONTENT])), ["DIGEST_WEAK"]);
        assert!(token(b"junk".to_vec()).is_err());
        let document = Recipe::good(&id, CONTENT).build(&id);
        assert_eq!(Token::parse(&document).unwrap_err().code(), "CMS_MALFORMED");
    }
}

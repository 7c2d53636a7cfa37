//! Signed messages field by field (RFC 5652), right unless told otherwise.

use std::rc::Rc;

use super::der::{Der, explicit, int, octets, of, oid, retagged, seq, set};
use super::keys::{Hash, Key};
use super::people::Identity;

pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// Makes a signature value over the bytes that are signed.
pub type Signing = Rc<dyn Fn(&Key, &[u8]) -> Vec<u8>>;
/// Makes unsigned attributes out of the signature value.
pub type Unsigned = Rc<dyn Fn(&[u8]) -> Vec<Der>>;

/// SignedData in its ContentInfo.
#[derive(Clone)]
pub struct Message {
    pub version: u64,
    pub digest_algorithms: Vec<Der>,
    pub content_type: String,
    /// What is inside of eContent, with its tag.
    pub content: Option<Der>,
    pub certificates: Vec<Der>,
    pub signers: Vec<Signer>,
    /// Signers and certificates in the order of DER, or as given.
    pub sorted: bool,
}

/// SignerInfo.
#[derive(Clone)]
pub struct Signer {
    pub version: u64,
    pub sid: Der,
    pub digest_algorithm: Der,
    /// Sorted when written, unless `sorted` is false; without them `direct` is signed.
    pub attributes: Option<Vec<Der>>,
    pub sorted: bool,
    /// Whether the order of DER is signed where another one is written.
    pub signs_sorted: bool,
    pub direct: Vec<u8>,
    pub signature_algorithm: Der,
    pub key: Key,
    pub signing: Signing,
    /// Writes the value: an OCTET STRING.
    pub value: fn(&[u8]) -> Der,
    pub unsigned: Unsigned,
}

/// An attribute with these values.
pub fn attribute(kind: &str, values: impl IntoIterator<Item = Der>) -> Der {
    seq([oid(kind), set(values)])
}

/// signing-certificate-v2 by SHA-256, without issuer and serial number.
pub fn reference(certificate: &[u8]) -> Der {
    attribute(SIGNING_CERTIFICATE_V2, [reference_value(&Hash::Sha256.of(certificate), None)])
}

/// SigningCertificateV2 with this hash, and IssuerSerial if given.
pub fn reference_value(hash: &[u8], issuer_serial: Option<Der>) -> Der {
    seq([seq([seq([octets(hash)].into_iter().chain(issuer_serial))])])
}

/// IssuerSerial of a reference (RFC 5035 section 5).
pub fn issuer_serial(issuer: &Der, serial: &Der) -> Der {
    seq([seq([explicit(4, issuer.clone())]), serial.clone()])
}

impl Signer {
    /// An honest signer of some content.
    pub fn of(who: &Identity, hash: Hash, content: &[u8], content_type: &str) -> Self {
        Self {
            version: 1,
            sid: seq([who.issuer.clone(), who.serial.clone()]),
            digest_algorithm: hash.identifier(),
            attributes: Some(vec![
                attribute(CONTENT_TYPE, [oid(content_type)]),
                attribute(MESSAGE_DIGEST, [octets(&hash.of(content))]),
                reference(&who.certificate),
            ]),
            sorted: true,
            signs_sorted: false,
            direct: content.to_vec(),
            signature_algorithm: who.key.signature_algorithm(hash),
            key: who.key.clone(),
            signing: Rc::new(move |key, message| key.sign(hash, message)),
            value: octets,
            unsigned: Rc::new(|_| Vec::new()),
        }
    }

    /// Replaces the attribute of this kind by others, or by none.
    pub fn replace(&mut self, kind: &str, replacements: impl IntoIterator<Item = Der>) {
        let kind = oid(kind);
        let attributes = self.attributes.as_mut().expect("signed attributes");
        attributes.retain(|attribute| !super::der::elements(attribute)[0].1.starts_with(&kind));
        attributes.extend(replacements);
    }

    /// SignerInfo, signed.
    pub fn finished(&self) -> Der {
        let in_order = self.attributes.clone().map(set);
        let attributes = self.attributes.clone().map(|mut attributes| {
            attributes.sort();
            if !self.sorted {
                attributes.reverse();
            }
            of(0x31, attributes)
        });
        let signed = if self.signs_sorted { &in_order } else { &attributes };
        let signature = (self.signing)(&self.key, signed.as_ref().unwrap_or(&self.direct));
        let unsigned = (self.unsigned)(&signature);
        let mut fields = vec![int(self.version), self.sid.clone(), self.digest_algorithm.clone()];
        fields.extend(attributes.map(|attributes| retagged(0xa0, attributes)));
        fields.extend([self.signature_algorithm.clone(), (self.value)(&signature)]);
        if !unsigned.is_empty() {
            fields.push(retagged(0xa1, set(unsigned)));
        }
        seq(fields)
    }
}

impl Message {
    /// A detached message as an honest signer makes it.
    pub fn detached(who: &Identity, hash: Hash, content: &[u8]) -> Self {
        Self::by(who, hash, Signer::of(who, hash, content, DATA))
    }

    /// A message that carries its content.
    pub fn enclosing(who: &Identity, hash: Hash, content_type: &str, content: &[u8]) -> Self {
        let mut message = Self::by(who, hash, Signer::of(who, hash, content, content_type));
        message.content_type = content_type.to_owned();
        message.content = Some(octets(content));
        message
    }

    fn by(who: &Identity, hash: Hash, signer: Signer) -> Self {
        Self {
            version: 1,
            digest_algorithms: vec![hash.identifier()],
            content_type: DATA.to_owned(),
            content: None,
            certificates: vec![who.certificate.clone()],
            signers: vec![signer],
            sorted: true,
        }
    }

    /// The first signer, the only one of an honest message.
    pub fn signer(&mut self) -> &mut Signer {
        &mut self.signers[0]
    }

    pub fn der(&self) -> Der {
        let set = |parts: Vec<Der>| if self.sorted { set(parts) } else { of(0x31, parts) };
        let content = self.content.clone().map(|content| explicit(0, content));
        let mut fields = vec![int(self.version), set(self.digest_algorithms.clone())];
        fields.push(seq([oid(&self.content_type)].into_iter().chain(content)));
        if !self.certificates.is_empty() {
            fields.push(retagged(0xa0, set(self.certificates.clone())));
        }
        fields.push(set(self.signers.iter().map(Signer::finished).collect()));
        seq([oid(SIGNED_DATA), explicit(0, seq(fields))])
    }
}

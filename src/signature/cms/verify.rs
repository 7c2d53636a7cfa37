//! Integrity of a signed message and everything that is out of rule with it. Integrity is computed
//! wherever it can be, also where the message can never count; policy is above.

use super::attributes::{
    ALGORITHM_PROTECTION, EssCertificate, SIGNING_CERTIFICATE_V1, SIGNING_CERTIFICATE_V2, SINGLE_VALUED,
    SignedAttributes,
};
use super::message::{Encoding, ID_DATA, SignedMessage, SignerId};
use super::problem::CmsProblem;
use super::timestamp::ID_TST_INFO;
use crate::signature::crypto::{
    self, Content, DigestAlgorithm, KeyKind, Oid, SignatureAlgorithm, digest_from_der, equal_constant_time,
};
use crate::signature::x509::Certificate;
use der::asn1::ObjectIdentifier;

/// What the message is used for, as a PDF's `/SubFilter` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// `ETSI.CAdES.detached`: all rules of ETSI EN 319 142-1 clause 6.3.
    CadesDetached,
    /// `adbe.pkcs7.detached`: the reference to the signer's certificate may be missing.
    Pkcs7Detached,
    /// `adbe.pkcs7.sha1`: the message encloses the document's SHA-1, which never counts.
    Pkcs7Sha1,
    /// A timestamp token; its content is inside (RFC 3161). See [`super::timestamp`].
    Timestamp,
    /// A message of ours with its content inside. See [`super::Enclosed`], which knows all of its rules.
    Enclosed,
}

impl Profile {
    fn content_type(self) -> ObjectIdentifier {
        match self {
            Self::Timestamp => ID_TST_INFO,
            _ => ID_DATA,
        }
    }

    fn is_detached(self) -> bool {
        matches!(self, Self::CadesDetached | Self::Pkcs7Detached)
    }
}

/// What the bytes say, and every rule they break.
#[derive(Debug, Clone)]
#[must_use]
pub struct Integrity {
    /// The content is the one that was signed.
    pub digest_matches: bool,
    /// The signature value belongs to the signer's certificate.
    pub signature_matches: bool,
    /// The certificate the signature was checked with; trust in it is another question.
    pub signer: Option<Certificate>,
    /// Every violation; empty for a message that may count.
    pub problems: Vec<CmsProblem>,
}

impl Integrity {
    /// Digest and signature value both match. This alone is no verdict.
    pub fn holds(&self) -> bool {
        self.digest_matches && self.signature_matches
    }

    /// The same, with `None` where nothing could be compared: no certificate, or an algorithm that is
    /// not known here.
    pub fn outcome(&self) -> Option<bool> {
        let differs = [CmsProblem::DigestMismatch, CmsProblem::SignatureMismatch];
        let wrong = self.problems.iter().any(|problem| differs.contains(problem));
        (wrong || self.holds()).then_some(!wrong)
    }
}

impl SignedMessage {
    /// Checks the message over `content`, as `ETSI.CAdES.detached`.
    pub fn verify(&self, content: &dyn Content) -> Integrity {
        self.verify_as(Profile::CadesDetached, content)
    }

    /// Checks the message for another use. For [`Profile::Timestamp`] the content is ignored.
    pub fn verify_as(&self, profile: Profile, content: &dyn Content) -> Integrity {
        let mut problems = self.framing_problems(profile);
        let digest = self.digest(&mut problems);
        let (signer, mut signer_problems) = self.signer();
        problems.append(&mut signer_problems);

        let inside = [self.content.as_deref().unwrap_or_default()];
        let hashed: &dyn Content = match profile.is_detached() {
            true => content,
            false => &inside,
        };
        let enclosed_matches = profile != Profile::Pkcs7Sha1
            || self
                .content
                .as_deref()
                .is_some_and(|enclosed| equal_constant_time(enclosed, &content.digest(DigestAlgorithm::Sha1)));
        let has_content = profile.is_detached() || self.content.is_some();

        // `None`: there is nothing to compare with, which is neither a match nor a change.
        let (digest_equal, value_fits) = match &self.signed {
            Some(attributes) => {
                problems.extend(self.attribute_problems(profile, attributes, digest, signer.as_ref()));
                let equal = digest.map(|algorithm| {
                    let computed = hashed.digest(algorithm);
                    attributes.message_digest().is_some_and(|signed| equal_constant_time(&computed, signed))
                });
                // RFC 5652 section 5.4: signed in the order of DER, whatever the order in the message.
                let sorted = attributes.hashed_in_order();
                let readings: Vec<&[u8]> = std::iter::once(attributes.hashed()).chain(sorted.as_deref()).collect();
                (equal, self.check_value(signer.as_ref(), digest, &readings, &mut problems))
            }
            None => {
                problems.push(CmsProblem::NoSignedAttributes);
                let fits = self.check_value(signer.as_ref(), digest, &[&hashed.bytes()], &mut problems);
                // There is no digest apart from the one inside the signature value.
                (fits, fits)
            }
        };
        let content_fits = enclosed_matches && has_content;
        if digest_equal == Some(false) || !content_fits {
            problems.push(CmsProblem::DigestMismatch);
        }
        if value_fits == Some(false) {
            problems.push(CmsProblem::SignatureMismatch);
        }
        let digest_matches = digest_equal == Some(true) && content_fits;
        Integrity { digest_matches, signature_matches: value_fits == Some(true), signer, problems }
    }

    fn framing_problems(&self, profile: Profile) -> Vec<CmsProblem> {
        let mut problems = Vec::new();
        if self.encoding != Encoding::Der {
            problems.push(CmsProblem::NotDer { frame_only: self.encoding == Encoding::Frame });
        }
        if !self.trailing_is_zero {
            problems.push(CmsProblem::TrailingBytes);
        }
        if profile == Profile::CadesDetached && !self.versions_follow() {
            problems.push(CmsProblem::Version);
        }
        if self.unreadable_certificates > 0 {
            problems.push(CmsProblem::UnreadableCertificates { count: self.unreadable_certificates });
        }
        if self.content_type != profile.content_type() {
            problems.push(CmsProblem::UnexpectedContentType {
                found: self.content_type.to_string(),
                expected: profile.content_type().to_string(),
            });
        }
        match (profile.is_detached(), self.content.as_deref()) {
            (true, Some([])) => problems.push(CmsProblem::EmptyContent),
            (true, Some(_)) => problems.push(CmsProblem::EncapsulatedContent),
            (false, None) => problems.push(CmsProblem::ContentMissing),
            _ => {}
        }
        if profile == Profile::Pkcs7Sha1 {
            problems.push(CmsProblem::WeakDigest { algorithm: DigestAlgorithm::Sha1 });
        }
        problems
    }

    /// RFC 5652 sections 5.1 and 5.3: no signature covers the versions, so they must be exact.
    fn versions_follow(&self) -> bool {
        let signer = match self.signer_id {
            SignerId::IssuerSerial { .. } => 1,
            SignerId::SubjectKeyIdentifier(_) => 3,
        };
        let content = if self.content_type == ID_DATA { 1 } else { 3 };
        let data = self.least_version.max(signer).max(content);
        self.versions == [[data], [signer]]
    }

    fn digest(&self, problems: &mut Vec<CmsProblem>) -> Option<DigestAlgorithm> {
        let digest = match digest_from_der(&self.digest_algorithm) {
            Ok(digest) => digest,
            Err(cause) => {
                problems.push(CmsProblem::UnknownDigest { cause });
                return None;
            }
        };
        let weak = CmsProblem::WeakDigest { algorithm: digest };
        if !digest.is_acceptable() && !problems.contains(&weak) {
            problems.push(weak);
        }
        match self.digest_algorithms.as_slice() {
            [one] if digest_from_der(one) == Ok(digest) => {}
            _ => problems.push(CmsProblem::DigestAlgorithmSet),
        }
        Some(digest)
    }

    /// The certificate that the signer's identifier names; among several, the one the signed
    /// reference names.
    fn signer(&self) -> (Option<Certificate>, Vec<CmsProblem>) {
        let mut named: Vec<&Certificate> = Vec::new();
        for certificate in &self.certificates {
            if self.signer_id.names(certificate) && !named.contains(&certificate) {
                named.push(certificate);
            }
        }
        let referred = |certificate: &&&Certificate| {
            let references = self.signed.as_ref().map(|s| s.signing_certificates_v2());
            references
                .and_then(<[_]>::first)
                .is_some_and(|reference| reference.matches(certificate, DigestAlgorithm::Sha256))
        };
        match named.as_slice() {
            [] => (None, vec![CmsProblem::SignerNotFound]),
            [one] => (Some((*one).clone()), Vec::new()),
            [first, ..] => {
                let chosen = named.iter().find(referred).unwrap_or(first);
                (Some((*chosen).clone()), vec![CmsProblem::SignerAmbiguous])
            }
        }
    }

    /// The rules of R12 to R14 on signed attributes.
    fn attribute_problems(
        &self,
        profile: Profile,
        attributes: &SignedAttributes,
        digest: Option<DigestAlgorithm>,
        signer: Option<&Certificate>,
    ) -> Vec<CmsProblem> {
        let mut problems = Vec::new();
        if !attributes.is_sorted() {
            problems.push(CmsProblem::AttributesNotSorted);
        }
        let mut seen: Vec<&Oid> = Vec::new();
        for (oid, values) in attributes.all() {
            if seen.contains(&oid) {
                problems.push(CmsProblem::DuplicateAttribute { oid: oid.to_string() });
            }
            seen.push(oid);
            if *values == 0 || (SINGLE_VALUED.iter().any(|single| oid == single) && *values != 1) {
                problems.push(CmsProblem::AttributeValues { oid: oid.to_string(), count: *values });
            }
        }
        match attributes.content_type() {
            None => problems.push(CmsProblem::ContentTypeMissing),
            Some(oid) if *oid != self.content_type => {
                problems.push(CmsProblem::ContentTypeMismatch {
                    attribute: oid.to_string(),
                    content: self.content_type.to_string(),
                });
            }
            Some(_) => {}
        }
        match (attributes.message_digest().map(<[u8]>::len), digest.map(DigestAlgorithm::output_len)) {
            (None, _) => problems.push(CmsProblem::MessageDigestMissing),
            (Some(found), Some(expected)) if found != expected => {
                problems.push(CmsProblem::MessageDigestLength { found, expected });
            }
            _ => {}
        }
        problems.extend(reference_problems(profile, attributes, signer));
        // What was signed for another purpose is no signature of a document.
        if profile.is_detached() && attributes.names_media_type() {
            let found = attributes.media_type().unwrap_or_default().to_owned();
            problems.push(CmsProblem::MediaType { found });
        }
        if !attributes.count(ALGORITHM_PROTECTION).is_empty() && !self.algorithms_protected() {
            problems.push(CmsProblem::AlgorithmProtection);
        }
        problems
    }

    /// RFC 6211 section 3: the repeated identifiers equal those outside.
    fn algorithms_protected(&self) -> bool {
        let protection = self.signed.as_ref().and_then(|attributes| attributes.algorithm_protection.as_ref());
        let Some(protection) = protection else {
            return false;
        };
        if protection.digest == self.digest_algorithm
            && protection.signature.as_ref() == Some(&self.signature_algorithm)
        {
            return true;
        }
        let Ok(digest) = digest_from_der(&self.digest_algorithm) else {
            return false;
        };
        let read = |identifier: &[u8]| SignatureAlgorithm::from_der_without_key(identifier, Some(digest)).ok();
        let outside = read(&self.signature_algorithm);
        let same_bytes = protection.signature.as_deref() == Some(self.signature_algorithm.as_slice());
        digest_from_der(&protection.digest) == Ok(digest)
            && (same_bytes || outside.is_some() && protection.signature.as_deref().and_then(read) == outside)
    }

    /// Whether the signature value fits one of the readings of what was signed; `None` where that cannot
    /// be computed.
    fn check_value(
        &self,
        signer: Option<&Certificate>,
        digest: Option<DigestAlgorithm>,
        readings: &[&[u8]],
        problems: &mut Vec<CmsProblem>,
    ) -> Option<bool> {
        let key = signer?.public_key();
        if let KeyKind::Other(kind) = key.kind() {
            problems.push(CmsProblem::UnsupportedKey { kind: kind.clone() });
            return None;
        }
        if !key.is_acceptable() {
            problems.push(CmsProblem::WeakKey { key: key.kind().clone() });
        }
        let algorithm = match SignatureAlgorithm::from_der(&self.signature_algorithm, key, digest) {
            Ok(algorithm) => algorithm,
            Err(cause) => {
                let of_another_key = matches!(cause, crypto::Error::KeyMismatch { .. });
                problems.push(CmsProblem::SignatureAlgorithm { cause });
                return of_another_key.then_some(false);
            }
        };
        match digest {
            Some(digest) if digest != algorithm.digest() => {
                problems.push(CmsProblem::DigestAlgorithmMismatch { message: digest, signature: algorithm.digest() });
            }
            _ => {}
        }
        let weak = CmsProblem::WeakDigest { algorithm: algorithm.digest() };
        if !algorithm.is_acceptable() && !problems.contains(&weak) {
            problems.push(weak);
        }
        for reading in readings {
            match key.verify(algorithm, reading, &self.signature) {
                Ok(()) => return Some(true),
                Err(cause @ crypto::Error::Unsupported { .. }) => {
                    problems.push(CmsProblem::SignatureAlgorithm { cause });
                    return None;
                }
                Err(_) => {}
            }
        }
        Some(false)
    }
}

/// The signed reference names the signer's certificate (RFC 5035; ETSI EN 319 122-1 clause 5.2.2).
fn reference_problems(
    profile: Profile,
    attributes: &SignedAttributes,
    signer: Option<&Certificate>,
) -> Vec<CmsProblem> {
    let mut problems = Vec::new();
    let v1 = !attributes.count(SIGNING_CERTIFICATE_V1).is_empty();
    let v2 = !attributes.count(SIGNING_CERTIFICATE_V2).is_empty();
    // The oldest profile knows no reference, and never counts.
    let expected = profile != Profile::Pkcs7Sha1;
    let by_weak = |reference: &EssCertificate| {
        reference.algorithm(DigestAlgorithm::Sha256).is_ok_and(|algorithm| !algorithm.is_acceptable())
    };
    match (v1, v2) {
        (false, false) if expected => problems.push(CmsProblem::SigningCertificateMissing),
        (true, false) if expected => problems.push(CmsProblem::SigningCertificateV1Only),
        (_, true) if attributes.signing_certificates_v2().first().is_some_and(by_weak) => {
            problems.push(CmsProblem::SigningCertificateV1Only);
        }
        _ => {}
    }
    let Some(signer) = signer else {
        return problems;
    };
    for (present, references, default) in [
        (v1, attributes.signing_certificates_v1(), DigestAlgorithm::Sha1),
        (v2, attributes.signing_certificates_v2(), DigestAlgorithm::Sha256),
    ] {
        if !present {
            continue;
        }
        // The first reference is the signer's; others may name the chain.
        match references.first().map(|reference| (reference, reference.algorithm(default))) {
            Some((_, Err(cause))) => problems.push(CmsProblem::UnknownDigest { cause }),
            Some((reference, Ok(_))) if reference.matches(signer, default) => {
                if !reference.issuer_serial_matches(signer) {
                    problems.push(CmsProblem::SigningCertificateIssuerSerial);
                }
            }
            _ => problems.push(CmsProblem::SigningCertificateMismatch),
        }
    }
    problems
}

impl EssCertificate {
    /// The algorithm of the hash.
    fn algorithm(&self, default: DigestAlgorithm) -> Result<DigestAlgorithm, crypto::Error> {
        self.hash_algorithm.as_deref().map_or(Ok(default), digest_from_der)
    }

    fn matches(&self, certificate: &Certificate, default: DigestAlgorithm) -> bool {
        let computed = self.algorithm(default).map(|algorithm| algorithm.digest(certificate.der()));
        computed.is_ok_and(|computed| equal_constant_time(&computed, &self.hash))
    }

    fn issuer_serial_matches(&self, certificate: &Certificate) -> bool {
        self.issuer_serial
            .as_ref()
            .is_none_or(|(issuer, serial)| issuer == certificate.issuer_der() && serial == certificate.serial_der())
    }
}

//! What a token answered becomes a signature only when it verifies with the certificate's key.

use super::Signature;
use crate::signature::cms::ToBeSigned;
use crate::signature::crypto::SignatureAlgorithm;
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::x509::Certificate;

/// The signature that an answer is, if it is one of `message` with this certificate.
pub fn accept(
    algorithm: SignatureAlgorithm,
    signer: &Certificate,
    message: &ToBeSigned,
    answer: Vec<u8>,
) -> Option<Signature> {
    let mut forms = forms(algorithm, answer).into_iter();
    forms.find_map(|value| Signature::verified(message, signer, algorithm, value).ok())
}

/// The forms the answer may have in a message, the standard's first: PKCS#11 gives r and s side by
/// side, some drivers give the ECDSA-Sig-Value that messages use. Which is right, verifying tells.
fn forms(algorithm: SignatureAlgorithm, answer: Vec<u8>) -> Vec<Vec<u8>> {
    if !matches!(algorithm, SignatureAlgorithm::Ecdsa(_)) {
        return vec![answer];
    }
    let mut forms = Vec::new();
    if answer.len().is_multiple_of(2) && !answer.is_empty() {
        let (r, s) = answer.split_at(answer.len() / 2);
        forms.push(tlv::sequence(&[&tlv::unsigned(r), &tlv::unsigned(s)]));
    }
    if Element::whole(&answer).is_ok_and(|element| element.tag == tag::SEQUENCE) {
        forms.push(answer);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::crypto::DigestAlgorithm;

    #[test]
    fn raw_pairs_become_der_with_shortest_integers() {
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        let mut raw = vec![0; 64];
        raw[31] = 5;
        raw[32] = 0x80;
        let value = forms(algorithm, raw).remove(0);
        assert_eq!(&value[..7], [0x30, 38, 2, 1, 5, 2, 33]);
        assert!(forms(algorithm, vec![]).is_empty());
    }
}

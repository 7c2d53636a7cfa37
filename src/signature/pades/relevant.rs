//! What is at hand about the path of a signer: that which its judgement leans on, to be kept beside a signature.

use super::validate::Trust;
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::Evidence;

/// Authorities above a certificate.
const DEEPEST: usize = 8;

/// A certificate, and those that came with it.
pub type WithOthers = (Certificate, Vec<Certificate>);

/// The authorities above these certificates that are at hand, roots left out, and what is known of their status.
pub fn relevant(trust: &Trust, signers: impl Iterator<Item = WithOthers>) -> Evidence {
    let mut path: Vec<Certificate> = Vec::new();
    let mut found = Evidence { responses: trust.evidence.responses.clone(), ..Evidence::default() };
    for (signer, beside) in signers {
        let pool = [beside.as_slice(), &trust.intermediates, &trust.evidence.certificates].concat();
        let mut next = Some(signer);
        for _ in 0..DEEPEST {
            let Some(certificate) = next else { break };
            next = pool.iter().find(|issuer| !issuer.is_self_issued() && certificate.names_as_issuer(issuer)).cloned();
            found.certificates.extend(next.clone());
            path.push(certificate);
        }
    }
    let is_of_path = |issuer: &str| path.iter().any(|certificate| certificate.issuer() == issuer);
    found.crls.extend(trust.evidence.crls.iter().filter(|list| is_of_path(list.issuer())).cloned());
    found
}

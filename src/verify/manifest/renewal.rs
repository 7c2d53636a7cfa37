//! A bundle grows: what proves its last timestamp for longer, then a new timestamp over all of it (protocol.md 6.4
//! and 15). Anybody may renew one; nothing that stands in it changes.

use super::candidate::of_content;
use crate::document::manifest::{BlockKind, Bundle};
use crate::signature::cms::timestamp::Token;
use crate::signature::crypto::tlv::{self, tag};
use crate::signature::pades::{Finding, finding};
use crate::signature::x509::revocation::Evidence;

/// id-pkix-ocsp-basic (RFC 6960 section 4.2.1), encoded.
const OCSP_BASIC: [u8; 11] = [tag::OID, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];

/// Appends certificates, lists and responses that do not stand in the bundle yet.
///
/// # Errors
/// A limit of bundles.
pub fn with_evidence(bundle: Bundle, evidence: &Evidence) -> Result<Bundle, Box<Finding>> {
    let certificates = evidence.certificates.iter().map(|one| (BlockKind::Certificate, one.der().to_vec()));
    let lists = evidence.crls.iter().map(|one| (BlockKind::RevocationList, one.der().to_vec()));
    let responses = evidence.responses.iter().map(|one| (BlockKind::Response, whole(one.basic_der())));
    certificates.chain(lists).chain(responses).try_fold(bundle, |bundle, (kind, bytes)| {
        if bundle.blocks().any(|block| block.kind == kind && block.bytes == bytes) {
            return Ok(bundle);
        }
        bundle.with(kind, &bytes).map_err(of_content)
    })
}

/// Appends a token that was made over all bytes of the bundle. Whether its authority is trusted, those judge who read
/// the bundle.
///
/// # Errors
/// A token that is none, or is over other bytes; a limit of bundles.
pub fn with_timestamp(bundle: Bundle, token: &[u8]) -> Result<Bundle, Box<Finding>> {
    let malformed = |vi: String, en: String| Box::new(finding::TIMESTAMP_MALFORMED().with_both(vi, en));
    let read = Token::parse(token).map_err(|error| malformed(error.message_vi(), error.to_string()))?;
    let exact = token.get(..read.message.der_len()).unwrap_or_default();
    let integrity = read.verify(&[bundle.bytes()]);
    if !integrity.holds() {
        return Err(Box::new(finding::TIMESTAMP_BROKEN()));
    }
    bundle.with(BlockKind::Timestamp, exact).map_err(of_content)
}

/// A basic response as the whole answer that responders give: successful, then its type (RFC 6960 section 4.2.1).
fn whole(basic: &[u8]) -> Vec<u8> {
    const ENUMERATED: u8 = 0x0a;
    let inside = tlv::sequence(&[&OCSP_BASIC, &tlv::encode(tag::OCTET_STRING, &[basic])]);
    tlv::sequence(&[&tlv::encode(ENUMERATED, &[&[0]]), &tlv::encode(tag::constructed(0), &[&inside])])
}

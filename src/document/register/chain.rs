//! The chain of hashes: each entry commits to all before it.

use crate::signature::crypto::DigestAlgorithm;

/// SHA-256 of the chain so far.
pub type Hash = [u8; 32];

const LABEL: &[u8] = b"vanbang-register-v1";

/// The hash before the first entry.
pub const START: Hash = [0; 32];

/// `SHA-256("vanbang-register-v1" || previous || length of body, eight bytes, big-endian || body)`.
pub fn next(previous: &Hash, body: &[u8]) -> Hash {
    let length = (body.len() as u64).to_be_bytes();
    let digest = DigestAlgorithm::Sha256.digest_parts(&[LABEL, previous, &length, body]);
    digest.try_into().unwrap_or(START)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_commits_to_all_before_it_and_to_its_own_length() {
        let first = next(&START, b"ab");
        assert_ne!(first, START);
        assert_ne!(next(&first, b"c"), next(&START, b"c"));
        assert_ne!(next(&next(&START, b"a"), b"b"), first);
    }
}

//! What was stamped, and by which digest: TS-2.

use std::rc::Rc;

use super::super::der::{null, oid, seq};
use super::super::keys::Hash;
use super::super::token::Stamp;
use super::super::vector::Vector;
use super::{Expected, on_signature};

pub fn vectors() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.4.2: messageImprint";
    let of = |imprint: fn(&[u8]) -> Vec<u8>| Stamp { imprint: Rc::new(imprint), ..Stamp::honest() };
    let md5 = Stamp { imprint_algorithm: seq([oid("1.2.840.113549.2.5"), null()]), ..of(|_| vec![7; 16]) };
    let bare = Stamp { imprint_algorithm: Hash::Sha256.identifier(), ..Stamp::honest() };
    vec![
        on_signature("TS-2", "imprint-of-other-data", &of(|_| Hash::Sha256.of(b"another signature")))
            .story("The token is about other data than this signature.", clause)
            .proves_nothing("TIMESTAMP_BROKEN"),
        on_signature("TS-2", "imprint-of-imprint", &of(|stamped| Hash::Sha256.of(&Hash::Sha256.of(stamped))))
            .story("Careless software stamped the digest of the signature value instead of the value.", clause)
            .proves_nothing("TIMESTAMP_BROKEN"),
        on_signature("TS-2", "imprint-shortened", &of(|stamped| Hash::Sha256.of(stamped)[..16].to_vec()))
            .story("The token holds only the first half of the digest.", clause)
            .proves_nothing("TIMESTAMP_BROKEN"),
        on_signature("TS-2", "imprint-empty", &of(|_| Vec::new()))
            .story("The token's imprint is empty, so that it would fit anything.", clause)
            .proves_nothing("TIMESTAMP_BROKEN"),
        on_signature("TS-2", "imprint-by-sha1", &Stamp::honest().by(Hash::Sha1))
            .story("The imprint is by SHA-1, for which a second signature value can be made.", "ETSI TS 119 312")
            .proves_nothing("DIGEST_WEAK"),
        on_signature("TS-2", "imprint-by-sha224", &Stamp::honest().by(Hash::Sha224))
            .story("The imprint is by SHA-224, which nothing here computes.", "ETSI TS 119 312")
            .proves_nothing("DIGEST_UNKNOWN"),
        on_signature("TS-2", "imprint-by-md5", &md5)
            .story("The imprint is by MD5, for which anyone makes a second signature value.", "ETSI TS 119 312")
            .proves_nothing("DIGEST_UNKNOWN"),
        on_signature("TS-2", "token-signed-by-sha1", &Stamp { hash: Hash::Sha1, ..Stamp::honest() })
            .story("The imprint is by SHA-256, but the token itself is signed by SHA-1.", "ETSI TS 119 312")
            .proves_nothing("DIGEST_WEAK"),
        on_signature("TS-2", "imprint-by-sha512", &Stamp::honest().by(Hash::Sha512))
            .story("The imprint is by a stronger digest than the signature.", clause)
            .proves(),
        on_signature("TS-2", "imprint-algorithm-without-null", &bare)
            .story("The imprint's algorithm has no NULL behind it, which is legal too.", "RFC 5754 section 2")
            .proves(),
    ]
}

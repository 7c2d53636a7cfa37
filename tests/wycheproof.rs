//! Project Wycheproof's attacks on signature verification, through the same door as certificates and
//! messages use: an AlgorithmIdentifier and a SubjectPublicKeyInfo, both in DER.

use std::collections::BTreeMap;

use der::asn1::ObjectIdentifier;
use vanbang::signature::crypto::tlv::{self, tag};
use vanbang::signature::crypto::{Error, PublicKey, SignatureAlgorithm};
use wycheproof::{EllipticCurve, HashFunction, TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

/// One signature of the suite.
struct Vector<'v> {
    name: String,
    message: &'v [u8],
    signature: &'v [u8],
    expected: TestResult,
    flags: String,
}

/// The vectors of a group; each family of the suite has types of its own with the same fields.
macro_rules! vectors {
    ($set:expr, $group:expr) => {
        $group.tests.iter().map(|test| Vector {
            name: format!("{:?} {}", $set, test.tc_id),
            message: &test.msg,
            signature: &test.sig,
            expected: test.result,
            flags: format!("{:?}", test.flags),
        })
    };
}

/// What became of one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// Valid for the suite and for us.
    Accepted,
    /// Valid for the suite and computed by us, but its digest or key never counts.
    ComputedOnly,
    /// Not valid for the suite and refused by us.
    Refused,
    /// The suite leaves it to the verifier; we refuse.
    StricterThanAsked,
    /// Of a kind that is not supported, and refused as such, valid or not.
    Unsupported,
}

use Answer::{Accepted, ComputedOnly, Refused, StricterThanAsked, Unsupported};

/// Answers of one family, and what disagrees with the suite.
#[derive(Default)]
struct Tally {
    answers: BTreeMap<Answer, usize>,
    wrong: Vec<String>,
}

impl Tally {
    /// Judges all vectors under one key. `supported` says what we claim, so that a refusal of something
    /// claimed is a false reject and not «unsupported».
    fn judge<'v>(
        &mut self,
        supported: bool,
        identifier: &[u8],
        spki: &[u8],
        vectors: impl IntoIterator<Item = Vector<'v>>,
    ) {
        let key = PublicKey::from_spki_der(spki);
        let algorithm = key.as_ref().ok().map(|key| SignatureAlgorithm::from_der(identifier, key, None));
        for vector in vectors {
            let (told, counts) = match (&key, &algorithm) {
                (Ok(key), Some(Ok(algorithm))) => (
                    key.verify(*algorithm, vector.message, vector.signature),
                    key.is_acceptable() && algorithm.is_acceptable(),
                ),
                (Ok(_), Some(Err(error))) => (Err(error.clone()), false),
                (Err(error), _) => (Err(error.clone()), false),
                (Ok(_), None) => unreachable!("a key that reads has an algorithm or an error"),
            };
            match answer(supported, &vector, &told, counts) {
                Some(answer) => *self.answers.entry(answer).or_default() += 1,
                None => self.wrong.push(format!(
                    "{} ({}): {:?} for the suite, {told:?} for us",
                    vector.name, vector.flags, vector.expected
                )),
            }
        }
    }

    /// Nothing disagrees, and exactly these were run: a suite that shrinks or is skipped is noticed.
    #[track_caller]
    fn finish(self, expected: &[(Answer, usize)]) {
        assert!(self.wrong.is_empty(), "{} disagree:\n{}", self.wrong.len(), self.wrong.join("\n"));
        assert_eq!(self.answers.into_iter().collect::<Vec<_>>(), expected);
    }
}

/// How our answer agrees with the suite's; `None` when it does not.
fn answer(supported: bool, vector: &Vector, told: &Result<(), Error>, counts: bool) -> Option<Answer> {
    match (supported, vector.expected, told) {
        (false, _, Err(_)) => Some(Unsupported),
        (true, TestResult::Valid, Ok(())) if counts => Some(Accepted),
        (true, TestResult::Valid, Ok(())) => Some(ComputedOnly),
        (true, TestResult::Invalid, Err(Error::BadSignature)) => Some(Refused),
        (true, TestResult::Acceptable, Err(Error::BadSignature)) => Some(StricterThanAsked),
        _ => None,
    }
}

/// The object identifiers of a digest: by itself, in RSA PKCS#1 v1.5 and in ECDSA. RFC 8017 appendix B.1,
/// RFC 5758, RFC 8692, NIST's register; SHA-512/224 and /256 have none with ECDSA.
fn oids(hash: HashFunction) -> (&'static str, &'static str, &'static str) {
    match hash {
        HashFunction::Sha1 => ("1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"),
        HashFunction::Sha2_224 => ("2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"),
        HashFunction::Sha2_256 => ("2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"),
        HashFunction::Sha2_384 => ("2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"),
        HashFunction::Sha2_512 => ("2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"),
        HashFunction::Sha2_512_224 => ("2.16.840.1.101.3.4.2.5", "1.2.840.113549.1.1.15", ""),
        HashFunction::Sha2_512_256 => ("2.16.840.1.101.3.4.2.6", "1.2.840.113549.1.1.16", ""),
        HashFunction::Sha3_224 => ("2.16.840.1.101.3.4.2.7", "2.16.840.1.101.3.4.3.13", "2.16.840.1.101.3.4.3.9"),
        HashFunction::Sha3_256 => ("2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.10"),
        HashFunction::Sha3_384 => ("2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.11"),
        HashFunction::Sha3_512 => ("2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.3.16", "2.16.840.1.101.3.4.3.12"),
        HashFunction::Shake128 => ("2.16.840.1.101.3.4.2.11", "1.3.6.1.5.5.7.6.30", "1.3.6.1.5.5.7.6.32"),
        HashFunction::Shake256 => ("2.16.840.1.101.3.4.2.12", "1.3.6.1.5.5.7.6.31", "1.3.6.1.5.5.7.6.33"),
    }
}

fn identifier(oid: &str, parameters: &[u8]) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(ObjectIdentifier::new_unwrap(oid)), parameters])
}

fn null() -> Vec<u8> {
    tlv::encode(tag::NULL, &[])
}

/// Digests that signatures of documents use; SHA-1 is computed and never counts.
fn is_known(hash: HashFunction) -> bool {
    use HashFunction::{Sha1, Sha2_256, Sha2_384, Sha2_512};
    matches!(hash, Sha1 | Sha2_256 | Sha2_384 | Sha2_512)
}

#[test]
fn rsa_pkcs1() {
    use rsa_pkcs1_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for set in TestName::all() {
        for group in TestSet::load(set).expect("the set reads").test_groups {
            let identifier = identifier(oids(group.hash).1, &null());
            let vectors = vectors!(set, group);
            tally.judge(is_known(group.hash), &identifier, &group.der, vectors);
        }
    }
    tally.finish(&[
        (Accepted, 84),
        // An exponent of 3.
        (ComputedOnly, 5),
        (Refused, 3005),
        // DigestInfo without its NULL: two encodings of one signature (threats CMS-9).
        (StricterThanAsked, 12),
        // SHA-224, SHA-512/224, SHA-512/256, SHA-3.
        (Unsupported, 3096),
    ]);
}

/// RFC 4055 section 3.1, RSASSA-PSS-params.
fn pss_identifier(group: &rsa_pss_verify::TestGroup) -> Vec<u8> {
    use wycheproof::Mgf;
    let (hash, mask) = match (group.mgf, group.mgf_hash) {
        (Mgf::Mgf1, Some(mask)) => (group.hash, mask),
        // RFC 8692: the identifier says it all.
        _ => return identifier(oids(group.hash).1, &[]),
    };
    let hash = identifier(oids(hash).0, &null());
    let mask = tlv::sequence(&[
        &tlv::oid(ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8")),
        &identifier(oids(mask).0, &null()),
    ]);
    let salt = tlv::unsigned(&[u8::try_from(group.salt_size).expect("salts are short")]);
    let parameters = tlv::sequence(&[
        &tlv::encode(tag::constructed(0), &[&hash]),
        &tlv::encode(tag::constructed(1), &[&mask]),
        &tlv::encode(tag::constructed(2), &[&salt]),
    ]);
    identifier("1.2.840.113549.1.1.10", &parameters)
}

/// One digest for message and mask, a salt as long as the digest, and a key that says only «RSA».
fn pss_is_supported(group: &rsa_pss_verify::TestGroup) -> bool {
    use rsa_pss_verify::TestGroupTypeId::RsaPssVerify;
    let length = match group.hash {
        HashFunction::Sha2_256 => 32,
        HashFunction::Sha2_384 => 48,
        HashFunction::Sha2_512 => 64,
        _ => return false,
    };
    group.test_type == RsaPssVerify && group.mgf_hash == Some(group.hash) && group.salt_size == length
}

#[test]
fn rsa_pss() {
    use rsa_pss_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for set in TestName::all() {
        for group in TestSet::load(set).expect("the set reads").test_groups {
            let vectors = vectors!(set, group);
            tally.judge(pss_is_supported(&group), &pss_identifier(&group), &group.der, vectors);
        }
    }
    tally.finish(&[
        (Accepted, 514),
        (Refused, 274),
        // Other digests, two digests, salts of other lengths, keys that are for PSS only.
        (Unsupported, 2709),
    ]);
}

#[test]
fn ecdsa() {
    use ecdsa::{TestGroupTypeId, TestName, TestSet};
    let mut tally = Tally::default();
    for set in TestName::all() {
        for group in TestSet::load(set).expect("the set reads").test_groups {
            let curve = group.key.curve;
            let known = matches!(curve, EllipticCurve::Secp256r1 | EllipticCurve::Secp384r1 | EllipticCurve::Secp521r1);
            // Two numbers side by side (IEEE P1363) are not the form of certificates and messages.
            let supported = known && is_known(group.hash) && group.test_type == TestGroupTypeId::Ecdsa;
            let identifier = match oids(group.hash).2 {
                "" => Vec::new(),
                oid => identifier(oid, &[]),
            };
            let vectors = vectors!(set, group);
            tally.judge(supported, &identifier, &group.der, vectors);
        }
    }
    tally.finish(&[
        (Accepted, 1236),
        (Refused, 1862),
        // Other curves and digests, IEEE P1363.
        (Unsupported, 26_805),
    ]);
}

#[test]
fn eddsa() {
    use eddsa::{TestName, TestSet};
    let mut tally = Tally::default();
    for set in TestName::all() {
        for group in TestSet::load(set).expect("the set reads").test_groups {
            let oid = match set {
                TestName::Ed25519 => "1.3.101.112",
                TestName::Ed448 => "1.3.101.113",
            };
            let vectors = vectors!(set, group);
            tally.judge(set == TestName::Ed25519, &identifier(oid, &[]), &group.der, vectors);
        }
    }
    // Ed448 is not supported.
    tally.finish(&[(Accepted, 88), (Refused, 63), (Unsupported, 87)]);
}

//! Algorithms and keys (PATH-11, PATH-14).

use num_bigint::BigUint;

use super::super::certificate::{Certificate, name};
use super::super::der::{self, Der, bits, int, null, number, octets, oid, seq};
use super::super::keys::{Hash, Key, p256_order};
use super::super::vector::Vector;
use super::{MIDDLE, PERSON, ROOT, authority, changed, key, middle, path, person, person_with};

pub fn vectors() -> Vec<Vector> {
    [algorithms(), weak(), curves()].into_iter().flatten().collect()
}

const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";

fn algorithms() -> Vec<Vector> {
    let inner = |words: &str, algorithm: Der| {
        person_with("PATH-11", words, |person| person.inner_algorithm = Some(algorithm.clone()))
    };
    let sha1 = Certificate { hash: Hash::Sha1, ..person(MIDDLE) };
    let sha224 = Certificate { hash: Hash::Sha224, ..person(MIDDLE) };
    let mut der = person(MIDDLE).signed_by(&key(MIDDLE));
    *der.last_mut().unwrap() ^= 1;
    vec![
        inner("another-digest-inside", seq([oid("1.2.840.10045.4.3.3")]))
            .story("The algorithm that is signed is not the one that stands outside.", "RFC 5280 section 4.1.1.2")
            .failed("CERT_ALGORITHMS_DISAGREE"),
        inner("other-parameters-inside", seq([oid(ECDSA_SHA256), null()]))
            .story("The algorithm that is signed has parameters, the one outside has none.", "RFC 5280 section 4.1.1.2")
            .failed("CERT_ALGORITHMS_DISAGREE"),
        changed("PATH-11", "sha-1", middle(), sha1)
            .story("The authority signed with SHA-1, for which collisions are known.", "ETSI TS 119 312 clause 5")
            .failed("CERT_WEAK_ALGORITHM"),
        changed("PATH-11", "sha-224", middle(), sha224)
            .story(
                "The authority signed with SHA-224, which is not on the list of those that count.",
                "ETSI TS 119 312 clause 5",
            )
            .failed("CERT_SIGNATURE"),
        path("PATH-11", "one-bit-changed", &[der, middle().signed_by(&key(ROOT))])
            .story("One bit of the authority's signature is changed.", "RFC 5280 section 6.1.3 (a) (1)")
            .failed("CERT_SIGNATURE"),
    ]
}

/// An RSA key of which only the public half is needed.
fn rsa(modulus: BigUint, exponent: u32) -> Der {
    Key::rsa(modulus, exponent, 1).spki()
}

fn modulus(name: &str) -> BigUint {
    let Key::Rsa { modulus, .. } = Key::named(name) else { panic!("an RSA key is meant") };
    modulus
}

fn weak() -> Vec<Vector> {
    const CLAUSE: &str = "Thông tư 15/2025/TT-BKHCN: RSA at least 2048 bits; ETSI TS 119 312 clause 6";
    let holder = |words: &str, spki: Der| person_with("PATH-14", words, |person| person.spki = spki.clone());
    let odd = (modulus("rsa-1024") >> 1u32) | BigUint::from(1u32);
    let small = Key::named("rsa-1024");
    let by_small = Certificate { spki: small.spki(), ..middle() };
    // With the exponent 1 a signature is the padded digest itself, which everyone can write.
    let Key::Rsa { modulus: large, .. } = Key::named("person") else { panic!("an RSA key is meant") };
    let open = Key::rsa(large.clone(), 1, 1);
    let by_open = Certificate { spki: open.spki(), ..middle() };
    let below = |words: &str, above: Certificate, issuer: &Key| {
        path("PATH-14", words, &[person(MIDDLE).signed_by(issuer), above.signed_by(&key(ROOT))])
    };
    vec![
        holder("rsa-2048", rsa(large.clone(), 65537)).story("A key that is long enough to count.", CLAUSE),
        holder("rsa-1024", small.spki()).story("A key that is too short.", CLAUSE).failed("CERT_WEAK_KEY"),
        holder("rsa-1023", rsa(odd, 65537))
            .story("A key of an odd length that is too short.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
        holder("rsa-exponent-1", rsa(large.clone(), 1))
            .story("With the exponent 1 everyone can sign.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
        holder("rsa-exponent-3", Key::named("rsa-e3").spki())
            .story("With the exponent 3 careless checks of padding can be forged.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
        holder("rsa-exponent-even", rsa(large, 65538))
            .story("No key has an even exponent.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
        below("authority-of-rsa-1024", by_small, &small)
            .story("The authority's key is too short: whoever finds its factors certifies whom he likes.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
        below("authority-of-rsa-exponent-1", by_open, &open)
            .story("The authority's exponent is 1: whoever likes certifies whom he likes.", CLAUSE)
            .failed("CERT_SIGNATURE"),
        holder("dsa", seq([seq([oid("1.2.840.10040.4.1"), seq([int(23), int(11), int(2)])]), bits(&int(8))]))
            .story("DSA is not on the list of those that count.", CLAUSE)
            .failed("CERT_WEAK_KEY"),
    ]
}

const PRIME: &[u8] = b"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const B: &[u8] = b"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b";

/// ECParameters with the numbers of P-256 (SEC 2 section 2.4.2) and some generator.
fn explicit_parameters(generator: &[u8]) -> Der {
    let big = |digits: &[u8]| BigUint::parse_bytes(digits, 16).unwrap();
    let prime = big(PRIME);
    let field = seq([oid("1.2.840.10045.1.1"), number(&prime)]);
    let curve = seq([octets(&(prime - 3u32).to_bytes_be()), octets(&big(B).to_bytes_be())]);
    seq([int(1), field, curve, octets(generator), number(&p256_order()), int(1)])
}

/// With the point of the trusted root's key for its generator, the key 1 has that very point: who compares
/// points alone takes it for the root (CVE-2020-0601). Signed with the secret 1.
fn forged_by_own_generator(certificate: &Certificate, point: &[u8]) -> Der {
    let unsigned = certificate.signed_by(&key(PERSON));
    let parts = der::elements(der::elements(&unsigned)[0].1);
    let tbs = der::tlv(0x30, parts[0].1);
    let order = p256_order();
    let r = BigUint::from_bytes_be(&point[1..33]) % &order;
    let s = (BigUint::from_bytes_be(&Hash::Sha256.of(&tbs)) + &r) % &order;
    seq([tbs, seq([oid(ECDSA_SHA256)]), bits(&seq([number(&r), number(&s)]))])
}

fn curves() -> Vec<Vector> {
    const EC: &str = "1.2.840.10045.2.1";
    let Key::P256 { point, .. } = key(ROOT) else { panic!("a P-256 key is meant") };
    let holder = |words: &str, spki: Der| person_with("PATH-14", words, |person| person.spki = spki.clone());
    let explicit = seq([seq([oid(EC), explicit_parameters(&point)]), bits(&point)]);
    let mut lookalike = authority(ROOT, 1, ROOT);
    lookalike.spki = explicit.clone();
    let person_by_root = Certificate { issuer: name(ROOT.0), ..person(ROOT) };
    vec![
        path(
            "PATH-14",
            "explicit-curve-that-poses-as-the-root",
            &[forged_by_own_generator(&person_by_root, &point), forged_by_own_generator(&lookalike, &point)],
        )
        .story(
            "A root with the name and the point of the trusted one brings a curve of its own, on which everyone knows \
             the key (CVE-2020-0601).",
            "RFC 5480 section 2.1.1",
        )
        .failed("CERTIFICATE_KEY"),
        path("PATH-14", "explicit-curve-without-its-root", &[forged_by_own_generator(&person_by_root, &point)])
            .story(
                "The same without the posing root: the signature does not hold on the true curve.",
                "RFC 5480 section 2.1.1",
            )
            .failed("CERT_SIGNATURE"),
        holder("explicit-curve", explicit)
            .story("The key brings the numbers of its curve instead of its name.", "RFC 5480 section 2.1.1")
            .failed("CERTIFICATE_KEY"),
        holder("p-192", seq([seq([oid(EC), oid("1.2.840.10045.3.1.1")]), bits(&[&[4][..], &[7; 48]].concat())]))
            .story("A curve that is too small.", "Thông tư 15/2025/TT-BKHCN: ECDSA at least 256 bits")
            .failed("CERT_WEAK_KEY"),
        holder("ed448", seq([seq([oid("1.3.101.113")]), bits(&[7; 57])]))
            .story("A kind of key that Vietnamese rules do not name.", "Thông tư 15/2025/TT-BKHCN")
            .failed("CERT_WEAK_KEY"),
    ]
}

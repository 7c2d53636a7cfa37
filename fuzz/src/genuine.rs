//! What the authority of the seeds really signed. Its keys are gone (`scripts/make-fuzz-seeds.sh`), so
//! whatever else verifies under them is a forgery.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use vanbang::signature::crypto::tlv::{Element, tag};
use vanbang::signature::x509::Certificate;

/// A seed, by its path under `test-vectors/fuzz/`.
macro_rules! seed {
    ($path:literal) => {
        include_bytes!(concat!("../../test-vectors/fuzz/", $path)).as_slice()
    };
}
pub(crate) use seed;

/// The root of the seeds.
pub static ROOT: LazyLock<Certificate> = LazyLock::new(|| certificate(seed!("certificate/root.der")));
/// The person whom the root certified and then revoked.
pub static PERSON: LazyLock<Certificate> = LazyLock::new(|| certificate(seed!("certificate/person.der")));
/// All certificates of the mesh of authorities, and those of persons.
pub static CATALOGUE: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let mut rest = seed!("path_building/catalogue.der");
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (element, after) = Element::split(rest).expect("the catalogue is DER");
        found.push(certificate(element.raw));
        rest = after;
    }
    found
});

/// When all seeds are in force.
pub fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_893_456_000, 0).expect("2030-01-01")
}

fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der).expect("a seed reads")
}

/// The signed part of a certificate, list or response: the first element inside the outer one.
pub fn signed_part(der: &[u8]) -> &[u8] {
    let whole = Element::whole(der).and_then(|whole| whole.reader(tag::SEQUENCE));
    whole.and_then(|mut fields| fields.any()).expect("what was read is DER").raw
}

/// Whether the root signed exactly this certificate.
pub fn is_certified(certificate: &Certificate) -> bool {
    let others =
        [seed!("certificate/responder.der"), seed!("certificate/timestamper.der"), seed!("certificate/root.der")];
    let mut genuine = CATALOGUE.iter().map(Certificate::der).chain(others);
    genuine.any(|genuine| signed_part(genuine) == signed_part(certificate.der()))
}

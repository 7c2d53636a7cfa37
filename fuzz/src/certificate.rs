//! Certificates: what is read is the input and nothing else, and only the root signs for the root.

use vanbang::signature::x509::path::{Budget, Purpose, Rules, validate_by};
use vanbang::signature::x509::{Certificate, read_certificates};

use super::genuine::{ROOT, at, is_certified};

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let Ok(certificate) = Certificate::from_der(input) else {
        let _ = read_certificates(input);
        return;
    };
    assert_eq!(certificate.der(), input, "bytes were lost or added");
    let again = read_certificates(certificate.to_pem().as_bytes()).expect("what was read once is read again");
    assert_eq!(again.iter().map(facts).collect::<Vec<_>>(), [facts(&certificate)], "two readings of one certificate");
    if certificate.verify_signed_by(ROOT.public_key()).is_ok() {
        assert!(is_certified(&certificate), "a certificate that the root never signed");
    }
    let mut rules = Rules::new(Purpose::Any, Budget::default());
    rules.policies.require_explicit = true;
    for anchor in [&*ROOT, &certificate] {
        let _ =
            validate_by(&rules, &certificate, std::slice::from_ref(&certificate), std::slice::from_ref(anchor), at());
    }
}

/// All that is told of a certificate.
fn facts(certificate: &Certificate) -> String {
    format!(
        "{:?} {:?} {:?} {} {} {} {:?} {:?} {:?}",
        certificate.subject(),
        certificate.common_name(),
        certificate.issuer(),
        certificate.serial_hex(),
        certificate.not_before(),
        certificate.not_after(),
        certificate.public_key(),
        certificate.extensions(),
        certificate.signature_algorithm(),
    )
}

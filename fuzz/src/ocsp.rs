//! OCSP responses: none that root or responder did not sign says anything of whom the root certified.

use vanbang::signature::x509::revocation::{Evidence, Moment, PathStatus, Response, judge_path};

use super::genuine::{PERSON, ROOT, at, seed, signed_part};

const GENUINE: [&[u8]; 5] = [
    seed!("ocsp/good.der"),
    seed!("ocsp/good-delegated.der"),
    seed!("ocsp/good-by-key.der"),
    seed!("ocsp/unknown.der"),
    seed!("ocsp/revoked.der"),
];

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let _ = Evidence::read(input);
    let response = match Response::from_der(input) {
        Ok(response) => response,
        Err(_) => match Response::from_basic_der(input) {
            Ok(response) => response,
            Err(_) => return,
        },
    };
    let again = Response::from_basic_der(response.basic_der()).expect("what was read once is read again");
    assert_eq!(facts(&again), facts(&response), "two readings of one response");
    let status = status(&response);
    if !matches!(status, PathStatus::Unknown { .. }) {
        let is_genuine = GENUINE.iter().any(|genuine| {
            let genuine = Response::from_der(genuine).expect("a seed reads");
            signed_part(genuine.basic_der()) == signed_part(response.basic_der())
        });
        assert!(is_genuine, "an answer that nobody signed: {status:?}");
    }
}

/// What a response says of the person.
pub fn status(response: &Response) -> PathStatus {
    let evidence = Evidence { responses: vec![response.clone()], ..Evidence::default() };
    judge_path(&[PERSON.clone(), ROOT.clone()], &[], &evidence, Moment::present(at()))
}

/// All that is told of a response.
fn facts(response: &Response) -> String {
    let certificates: Vec<&[u8]> = response.certificates().iter().map(|certificate| certificate.der()).collect();
    format!("{} {:?} {:?}", response.produced_at(), response.nonce(b"12345678"), certificates)
}

//! Revocation lists: none that the root did not sign says anything of whom the root certified.

use vanbang::signature::x509::revocation::{Crl, Evidence, Moment, PathStatus, judge_path};

use super::genuine::{PERSON, ROOT, at, seed, signed_part};

const GENUINE: [&[u8]; 4] =
    [seed!("crl/empty.der"), seed!("crl/revoking.der"), seed!("crl/scoped.der"), seed!("crl/delta.der")];

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let _ = Evidence::read(input);
    let Ok(list) = Crl::from_der(input) else { return };
    assert_eq!(list.der(), input, "bytes were lost or added");
    assert_eq!(Crl::from_der(input).as_ref().map(facts).ok(), Some(facts(&list)), "two readings of one list");
    let base = Crl::from_der(GENUINE[1]).expect("a seed reads");
    for crls in [vec![list.clone()], vec![base, list]] {
        let alone = crls.len() == 1;
        let is_genuine = GENUINE.iter().any(|genuine| signed_part(genuine) == signed_part(input));
        match status(crls) {
            PathStatus::Unknown { .. } => assert!(alone || is_genuine, "a forged list hides a genuine one"),
            PathStatus::Good(_) => assert!(alone && is_genuine, "a list that the root never signed"),
            PathStatus::Revoked { .. } => assert!(!alone || is_genuine, "a list that the root never signed"),
        }
    }
}

/// What lists say of the person.
pub fn status(crls: Vec<Crl>) -> PathStatus {
    let evidence = Evidence { crls, ..Evidence::default() };
    judge_path(&[PERSON.clone(), ROOT.clone()], &[], &evidence, Moment::present(at()))
}

/// All that is told of a list.
fn facts(list: &Crl) -> String {
    format!(
        "{:?} {} {:?} {} {}",
        list.issuer(),
        list.this_update(),
        list.next_update(),
        list.entries(),
        list.is_delta()
    )
}

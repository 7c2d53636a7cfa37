//! Which of several paths counts: a certificate may be reached over an authority that was revoked, and
//! over another one.

use super::Evidence;
use super::judge::{Moment, PathStatus, judge_path};
use crate::signature::x509::Certificate;

/// Paths of one certificate whose status is asked; cross-certification makes two or three.
const MAX_PATHS: usize = 8;

/// The first path with a good answer for each of its certificates; else one without an answer; else one
/// that was revoked. A revocation of the certificate itself is final, whatever stands above it. `None`:
/// there is no path.
pub fn judge_paths(
    paths: impl Iterator<Item = Vec<Certificate>>,
    pool: &[Certificate],
    evidence: &Evidence,
    moment: Moment,
) -> Option<(Vec<Certificate>, PathStatus)> {
    let mut best = None;
    for chain in paths.take(MAX_PATHS) {
        let status = judge_path(&chain, pool, evidence, moment);
        let is_final = matches!(status, PathStatus::Good(_) | PathStatus::Revoked { index: 0, .. });
        if is_final {
            return Some((chain, status));
        }
        let is_better = match &best {
            None => true,
            Some((_, PathStatus::Revoked { .. })) => matches!(status, PathStatus::Unknown { .. }),
            Some(_) => false,
        };
        if is_better {
            best = Some((chain, status));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::signature::x509::path::{Budget, Paths, Purpose, Rules};

    /// A person below an authority that two roots certified, and what both roots and the authority list.
    struct Crossed {
        leaf: Certificate,
        pool: Vec<Certificate>,
        anchors: Vec<Certificate>,
        lists: [List; 3],
        nodes: [Node; 3],
    }

    impl Crossed {
        fn new() -> Self {
            let (one, two) = (root_with(ca_params("Gốc một")), root_with(ca_params("Gốc hai")));
            let middle = below(&one, ca_params("Trung gian"));
            let issuer = rcgen::Issuer::from_params(&two.params, &two.key);
            let crossed = middle.params.signed_by(&middle.key, &issuer).unwrap();
            let crossed = Certificate::from_der(crossed.der()).unwrap();
            let leaf = below(&middle, params("Hiệu trưởng")).certificate;
            Self {
                leaf,
                pool: vec![middle.certificate.clone(), crossed],
                anchors: vec![one.certificate.clone(), two.certificate.clone()],
                lists: [List::of(&one), List::of(&two), List::of(&middle)],
                nodes: [one, two, middle],
            }
        }

        /// The answer when these of the three lists are at hand.
        fn told(&self, at_hand: [bool; 3]) -> &'static str {
            let lists = self.lists.iter().zip(&self.nodes).zip(at_hand).filter(|(_, at_hand)| *at_hand);
            let evidence = crls(&lists.map(|((list, node), _)| list.signed(&node.key)).collect::<Vec<_>>());
            let rules = Rules::new(Purpose::Any, Budget::default());
            let paths = Paths::new(&rules, &self.leaf, &self.pool, &self.anchors, now());
            match judge_paths(paths, &self.pool, &evidence, Moment::present(now())) {
                None => "no path",
                Some((_, PathStatus::Good(_))) => "good",
                Some((_, PathStatus::Revoked { .. })) => "revoked",
                Some((_, PathStatus::Unknown { .. })) => "unknown",
            }
        }

        fn revoke(&mut self, by: usize) {
            let list = self.lists[by].clone();
            self.lists[by] = list.revoking("2026-06-01T00:00:00Z", &[]);
        }
    }

    #[test]
    fn another_path_counts_when_an_authority_was_revoked() {
        let mut crossed = Crossed::new();
        assert_eq!(crossed.told([true; 3]), "good");
        crossed.revoke(0);
        assert_eq!(crossed.told([true; 3]), "good");
        assert_eq!(crossed.told([true, false, true]), "unknown");
        crossed.revoke(1);
        assert_eq!(crossed.told([true; 3]), "revoked");
        assert_eq!(crossed.told([false; 3]), "unknown");
        crossed.anchors.clear();
        assert_eq!(crossed.told([true; 3]), "no path");
    }

    #[test]
    fn no_path_helps_a_certificate_that_was_revoked_itself() {
        let mut crossed = Crossed::new();
        crossed.revoke(2);
        assert_eq!(crossed.told([true; 3]), "revoked");
        assert_eq!(crossed.told([true, true, false]), "unknown");
    }
}

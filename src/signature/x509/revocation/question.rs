//! What remains to be asked after judging: evidence that is not at hand may be found elsewhere.

use super::evidence::Evidence;
use super::judge::{Moment, judge};
use super::status::RevocationStatus;
use crate::signature::x509::Certificate;

/// A certificate of a validated path whose status no evidence at hand tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub certificate: Certificate,
    /// The path above it, from its issuer to the anchor; never empty.
    pub above: Vec<Certificate>,
    /// Where signers of evidence may be found; nothing in it is trusted.
    pub pool: Vec<Certificate>,
    pub moment: Moment,
}

impl Question {
    /// The certificates of `chain` at these indices, its last being the anchor.
    pub fn of_path(chain: &[Certificate], indices: &[usize], pool: &[Certificate], moment: Moment) -> Vec<Self> {
        let at = |index: &usize| {
            let [certificate, above @ ..] = chain.get(*index..)? else { return None };
            (!above.is_empty()).then(|| Self {
                certificate: certificate.clone(),
                above: above.to_vec(),
                pool: pool.to_vec(),
                moment,
            })
        };
        indices.iter().filter_map(at).collect()
    }

    /// What `evidence` alone answers.
    pub fn answer_by(&self, evidence: &Evidence) -> RevocationStatus {
        judge(&self.certificate, &self.above, &self.pool, evidence, self.moment)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{PathStatus, judge_path};
    use super::*;

    #[test]
    fn all_without_an_answer_are_asked_about_and_the_anchor_never() {
        let root = root_with(ca_params("Gốc"));
        let middle = below(&root, ca_params("Trung gian"));
        let leaf = below(&middle, params("Hiệu trưởng"));
        let chain = [leaf.certificate.clone(), middle.certificate.clone(), root.certificate.clone()];
        let moment = Moment::present(now());
        let asked = |evidence: &Evidence| match judge_path(&chain, &[], evidence, moment) {
            PathStatus::Unknown { unanswered, .. } => Question::of_path(&chain, &unanswered, &[], moment),
            other => panic!("{other:?}"),
        };
        let names = |asked: &[Question]| asked.iter().map(|one| one.certificate.clone()).collect::<Vec<_>>();
        assert_eq!(names(&asked(&Evidence::default())), chain[..2]);
        let upper = crls(&[List::of(&root).signed(&root.key)]);
        let left = asked(&upper);
        assert_eq!(names(&left), chain[..1]);
        assert_eq!(left[0].above, chain[1..]);
        let lower = crls(&[List::of(&middle).signed(&middle.key)]);
        assert!(left[0].answer_by(&lower).is_good() && !left[0].answer_by(&upper).is_good());
        assert!(Question::of_path(&chain, &[2, 3], &[], moment).is_empty());
    }
}

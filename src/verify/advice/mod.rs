//! What each finding means and what its reader can do now: the person who received the file, not the one
//! who made it. docs/findings.md shows the same table.

mod meanings;
mod words;

use super::outcome::Outcome;
use crate::signature::pades::{Finding, finding};
use crate::wording::Phrase;
use meanings::MEANINGS;
use words::{ASK_FOR_ORIGINAL, NOTHING, OTHER_PROGRAM, OWN, SHARED};

/// A finding's code with its meaning and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub code: &'static str,
    /// The finding without what exactly was seen.
    pub meaning_vi: String,
    pub meaning_en: String,
    pub what_to_do: Phrase,
}

/// The whole table, by code.
pub fn all() -> Vec<Advice> {
    let shared = SHARED.iter().flat_map(|(phrase, codes)| codes.iter().map(|code| (*code, *phrase)));
    let mut all: Vec<Advice> = shared.chain(OWN).map(|(code, what_to_do)| entry(code, what_to_do)).collect();
    all.sort_by_key(|advice| advice.code);
    all
}

/// Every finding that has words of its own in the sources.
fn worded() -> impl Iterator<Item = Finding> {
    let of_files = super::ours::findings().into_iter().chain(super::standing::findings());
    let of_codes = super::manifest::findings().into_iter().chain(super::code::findings());
    let of_codes = of_codes.chain(super::published::findings());
    finding::all().into_iter().chain(of_files).chain(super::directory::findings()).chain(of_codes)
}

fn entry(code: &'static str, what_to_do: Phrase) -> Advice {
    let own_words = || worded().find(|finding| finding.code == code);
    let (meaning_vi, meaning_en) = match MEANINGS.iter().find(|(known, _)| *known == code) {
        Some((_, meaning)) => (meaning.vi.to_owned(), meaning.en.to_owned()),
        None => own_words().map(|finding| (finding.message_vi, finding.message_en)).unwrap_or_default(),
    };
    Advice { code, meaning_vi, meaning_en, what_to_do }
}

/// What to do about a verdict that this finding decided. A finding without advice of its own gets that of its
/// outcome.
pub fn what_to_do(code: &str, outcome: Outcome) -> Phrase {
    let shared = SHARED.iter().find(|(_, codes)| codes.contains(&code)).map(|(phrase, _)| *phrase);
    let own = || OWN.iter().find(|(known, _)| *known == code).map(|(_, phrase)| *phrase);
    shared.or_else(own).unwrap_or(match outcome {
        Outcome::Passed => NOTHING,
        Outcome::Failed => ASK_FOR_ORIGINAL,
        Outcome::Indeterminate => OTHER_PROGRAM,
        Outcome::Unsigned => {
            Phrase::new("Hãy xin tệp PDF gốc đã ký.", "Ask for the original PDF file that was signed.")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::words::ASK_ISSUER;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_is_worded_once() {
        let all = all();
        let codes: BTreeSet<&str> = all.iter().map(|advice| advice.code).collect();
        assert_eq!(codes.len(), all.len(), "each code once");
        for advice in &all {
            assert!(!advice.meaning_vi.is_empty() && !advice.meaning_en.is_empty(), "{}", advice.code);
            assert_ne!(advice.meaning_vi, advice.meaning_en, "{}", advice.code);
        }
        assert!(MEANINGS.iter().all(|(code, _)| codes.contains(code)));
        let worded = worded();
        let silent: Vec<&str> = worded.map(|finding| finding.code).filter(|code| !codes.contains(code)).collect();
        assert_eq!(silent, [""; 0], "findings without advice");
    }

    #[test]
    fn what_has_no_advice_of_its_own_gets_that_of_its_outcome() {
        assert_eq!(what_to_do("CERT_EXPIRED", Outcome::Indeterminate), ASK_ISSUER);
        assert_eq!(what_to_do("DUPLICATE_ATTR", Outcome::Failed), ASK_FOR_ORIGINAL);
        assert_eq!(what_to_do("LIMIT_NESTING", Outcome::Indeterminate), OTHER_PROGRAM);
    }
}

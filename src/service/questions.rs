//! The three questions of a verdict, answered apart: integrity, signatures, standing.

use super::words::Words;
use crate::verify::report::{ChangesAfter, Coverage, MainIndication, SignatureReport};
use crate::verify::{Outcome, Standing, Verdict};

/// An answer, as a mark and as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    Unknown,
}

impl Answer {
    /// Class of the style sheet and name of the mark.
    pub fn tone(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unknown => "unknown",
        }
    }
}

/// One question with its answer and the sentence behind it.
pub struct Question {
    pub title: &'static str,
    pub answer: Answer,
    pub word: &'static str,
    pub sentence: &'static str,
}

/// The questions in reading order.
pub fn questions(verdict: &Verdict, words: &'static Words) -> [Question; 3] {
    let (integrity, integrity_text) = integrity(verdict, words);
    let (signature, signature_text) = signature(verdict, words);
    let (standing, standing_text) = standing(verdict, words);
    [
        question(words.integrity_title, integrity, integrity_text, words),
        question(words.signature_title, signature, signature_text, words),
        question(words.standing_title, standing, standing_text, words),
    ]
}

fn question(title: &'static str, answer: Answer, sentence: &'static str, words: &'static Words) -> Question {
    let word = match answer {
        Answer::Yes => words.answer_yes,
        Answer::No => words.answer_no,
        Answer::Unknown => words.answer_unknown,
    };
    Question { title, answer, word, sentence }
}

fn integrity(verdict: &Verdict, words: &'static Words) -> (Answer, &'static str) {
    let all = verdict.signatures();
    let changed = |one: &SignatureReport| {
        let beyond = one.changes_after > ChangesAfter::Signing && one.indication == MainIndication::TotalFailed;
        one.integrity == Some(false)
            || one.coverage == Coverage::Partial
            || one.changes_after == ChangesAfter::Other
            || beyond
    };
    let breaks_the_form = verdict.verdict() == Outcome::Failed
        && (all.is_empty() || matches!(verdict.reason(), "NOT_CLOSED_BY_SEAL" | "SIGNATURE_ORPHANED"));
    if all.iter().any(changed) || breaks_the_form {
        (Answer::No, words.integrity_no)
    } else if all.is_empty() && verdict.verdict() == Outcome::Unsigned {
        (Answer::Unknown, words.integrity_none)
    } else if all.is_empty() || all.iter().any(|one| one.integrity.is_none()) {
        (Answer::Unknown, words.integrity_unknown)
    } else if all.iter().any(|one| one.changes_after > ChangesAfter::Signing) {
        (Answer::Yes, words.integrity_filled)
    } else {
        (Answer::Yes, words.integrity_yes)
    }
}

fn signature(verdict: &Verdict, words: &'static Words) -> (Answer, &'static str) {
    let all = verdict.signatures();
    let any = |indication| all.iter().any(|one| one.indication == indication);
    let of_the_document =
        matches!(verdict.reason(), "ROLE_MISSING" | "SIGNER_NOT_OF_ORGANISATION" | "SIGNATURE_ORPHANED");
    if any(MainIndication::TotalFailed) || of_the_document {
        (Answer::No, words.signature_no)
    } else if all.is_empty() && verdict.verdict() == Outcome::Unsigned {
        (Answer::Unknown, words.signature_none)
    } else if all.is_empty() || any(MainIndication::Indeterminate) {
        (Answer::Unknown, words.signature_unknown)
    } else {
        (Answer::Yes, words.signature_yes)
    }
}

fn standing(verdict: &Verdict, words: &'static Words) -> (Answer, &'static str) {
    match verdict.standing() {
        Standing::NotAsked | Standing::Unknown => (Answer::Unknown, words.standing_unknown),
        Standing::InForce => (Answer::Yes, words.standing_in_force),
        Standing::Superseded | Standing::Withdrawn => (Answer::No, words.standing_ended),
    }
}

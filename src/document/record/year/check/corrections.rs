//! What was corrected on a page: a correction's last word is what stands there now.

use super::super::{CorrectedMember, Correction, Subject, Transcript};
use crate::document::record::check::Found;
use crate::document::record::{Assessment, Said};
use crate::wording::Phrase;

const MAX_CORRECTIONS: usize = 30;
const ANOTHER_VALUE: Phrase = Phrase::new("một giá trị khác giá trị cũ", "another value than the old one");
const A_SUBJECT: Phrase = Phrase::new("một môn của năm học này", "a subject of this year");

pub fn check(found: &mut Found, year: &Transcript) {
    found.length("corrections", year.corrections.len(), 0, MAX_CORRECTIONS);
    for (index, correction) in year.corrections.iter().enumerate() {
        let field = |member: &str| format!("corrections[{index}].{member}");
        let Some(subject) = year.subjects.iter().find(|s| s.subject_code == correction.subject_code) else {
            found.add(field("subject_code"), correction.subject_code.as_str(), A_SUBJECT);
            continue;
        };
        if correction.old == correction.new {
            found.add(field("new"), correction.new.as_str(), ANOTHER_VALUE);
        }
        let cell =
            |other: &&Correction| (&other.subject_code, other.member) == (&correction.subject_code, correction.member);
        let later = year.corrections.iter().skip(index + 1).find(cell);
        let expected = later.map(|later| later.old.to_string()).or_else(|| cell_text(subject, correction.member));
        if expected.as_deref() != Some(correction.new.as_str()) {
            found.add(field("new"), correction.new.as_str(), expected.map_or(Said::from(Said::NOTHING), Said::from));
        }
    }
}

fn cell_text(subject: &Subject, member: CorrectedMember) -> Option<String> {
    let value = match member {
        CorrectedMember::Semester1 => subject.semester1,
        CorrectedMember::Semester2 => subject.semester2,
        CorrectedMember::Year => subject.year,
        CorrectedMember::Reassessed => subject.reassessed,
        CorrectedMember::Remark => return subject.remark.as_ref().map(ToString::to_string),
    };
    value.as_ref().map(Assessment::to_string)
}

//! Which subjects a pupil of a grade has (Thông tư 22/2021; the 2018 programme, domain 3.3).

use crate::document::record::{LOWER_SECONDARY_SUBJECTS, SubjectName, UPPER_SECONDARY_SUBJECTS};

/// Electives of an upper secondary pupil.
pub(super) const ELECTIVES: usize = 4;

/// Whether a pupil must have a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Compulsory,
    /// Môn lựa chọn: each pupil has [`ELECTIVES`] of them.
    Elective,
    /// A school need not teach it.
    Optional,
}

/// The subjects of a grade, in the order of the page.
pub(super) fn of(grade: u8) -> impl Iterator<Item = (&'static SubjectName, Presence)> {
    let upper = grade >= 10;
    let subjects = if upper { UPPER_SECONDARY_SUBJECTS } else { LOWER_SECONDARY_SUBJECTS };
    subjects.iter().filter_map(move |subject| Some((subject, presence(subject.code, upper)?)))
}

/// The subject of that code, if a grade has it.
pub(super) fn subject(code: &str, grade: u8) -> Option<(&'static SubjectName, Presence)> {
    of(grade).find(|(subject, _)| subject.code == code)
}

fn presence(code: &str, upper: bool) -> Option<Presence> {
    Some(match code {
        "foreign_language_2" | "minority_language" => Presence::Optional,
        "geography" | "economics_law" | "physics" | "chemistry" | "biology" | "technology" | "informatics"
        | "music" | "art"
            if upper =>
        {
            Presence::Elective
        }
        // Of the older programme; replaced by economics and law.
        "civic_education" if upper => return None,
        _ => Presence::Compulsory,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_subjects() {
        let count = |grade, presence| of(grade).filter(|(_, found)| *found == presence).count();
        assert_eq!((count(6, Presence::Compulsory), count(6, Presence::Elective)), (12, 0));
        assert_eq!((count(10, Presence::Compulsory), count(10, Presence::Elective)), (8, 9));
        assert_eq!(subject("civic_education", 12), None);
        assert!(subject("civic_education", 9).is_some());
    }
}

//! Thông tư 58/2011/TT-BGDĐT with the changes of Thông tư 26/2020/TT-BGDĐT, for years before Thông tư
//! 22/2021: averages over all subjects, academic levels, promotion and titles, as pure functions.
//!
//! Conduct (hạnh kiểm) of the year follows from no formula: Điều 3 leaves it to judgement.

mod levels;

pub use levels::{Academic, Conduct};

use super::average;
use crate::document::record::{Absences, Assessment, Mark, PassFail, Promotion, SchoolYear, SubjectCode};

/// The places of the circular that the functions follow.
pub mod clause {
    use crate::document::record::Clause;

    const fn at(place: &'static str) -> Clause {
        Clause { rule: "Thông tư 58/2011/TT-BGDĐT", place }
    }

    pub const ASSESSMENT_KIND: Clause = at("Điều 6");
    pub const CONDUCT: Clause = at("Điều 3 khoản 2");
    pub const SUBJECTS: Clause = at("Điều 10");
    pub const AVERAGES: Clause = at("Điều 11");
    pub const ACADEMIC: Clause = at("Điều 13");
    pub const PROMOTION: Clause = at("Điều 15");
    pub const REASSESSMENT: Clause = at("Điều 16");
    pub const SUMMER: Clause = at("Điều 17");
    pub const AWARDS: Clause = at("Điều 18");
}

/// Sessions a year that a pupil may miss and still go up (Điều 15 khoản 1 điểm b).
pub const MAX_ABSENCES: u16 = 45;
/// The first school year that Thông tư 26/2020 changed.
const THREE_LEADING_SUBJECTS: u16 = 2020;

/// ĐTBmhk: marks counted once, those counted twice, and the last test counted three times, over their
/// weights. Điều 10. From 2020-2021 exactly one mark counts twice, the midterm.
pub fn semester_average(once: &[Mark], twice: &[Mark], last: Mark) -> Option<Mark> {
    let sum = average::sum(once).checked_add(average::sum(twice).checked_mul(2)?)?;
    let weight = average::count(once).checked_add(average::count(twice).checked_mul(2)?)?;
    average::of(sum.checked_add(u32::from(last.tenths()) * 3)?, weight.checked_add(3)?)
}

/// ĐTBmcn, and semester II's result where only comments are given: as Thông tư 22/2021 took them over.
/// Điều 10.
pub use super::tt22_2021::year_value;

/// ĐTBhk or ĐTBcn: the mean of the marked subjects, each counted once. Điều 11. `None` without any.
pub fn average(values: &[Assessment]) -> Option<Mark> {
    let marks: Vec<Mark> = values.iter().filter_map(|value| value.mark()).collect();
    average::of(average::sum(&marks), average::count(&marks))
}

/// Whether this is one of the subjects of which one must reach the level too: Toán and Ngữ văn, from
/// 2020-2021 also Ngoại ngữ. Điều 13 khoản 1–3 điểm a.
pub fn is_leading(subject: &SubjectCode, year: SchoolYear) -> bool {
    match subject.as_str() {
        "mathematics" | "literature" => true,
        "foreign_language_1" => year.start() >= THREE_LEADING_SUBJECTS,
        _ => false,
    }
}

/// What a subject was given, and what it counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub value: Assessment,
    /// One of those that [`is_leading`] names.
    pub leading: bool,
    /// Môn chuyên of a specialised class.
    pub specialised: bool,
}

/// Học lực of a semester or a year, with the adjustment. Điều 13. `None` without a marked subject.
///
/// Khoản 6 raises a level that a single subject lowered too far. It is read so: the average reaches
/// Giỏi or Khá as it stands, and were that subject alone at its best, the level would be reached.
pub fn academic_level(results: &[Outcome]) -> Option<Academic> {
    let values: Vec<Assessment> = results.iter().map(|result| result.value).collect();
    let average = average(&values)?;
    let level = level_of(results, average);
    let but_one = (0..results.len()).map(|spared| {
        let mut results = results.to_vec();
        if let Some(result) = results.get_mut(spared) {
            result.value = result.value.kind().best();
        }
        level_of(&results, average)
    });
    Some(adjusted(but_one.max().unwrap_or(level), level))
}

/// Điều 13 khoản 6. That Giỏi falls to Kém it does not foresee: then what it says of Khá is followed.
fn adjusted(but_one: Academic, level: Academic) -> Academic {
    use Academic::{Gioi, Kem, Kha, TrungBinh, Yeu};
    match (but_one, level) {
        (Gioi, TrungBinh) => Kha,
        (Gioi | Kha, Yeu) => TrungBinh,
        (Gioi | Kha, Kem) => Yeu,
        _ => level,
    }
}

/// Điều 13 khoản 1 to 5, before any adjustment.
fn level_of(results: &[Outcome], average: Mark) -> Academic {
    let reaches = |least: u8, lowest: u8| {
        let mark_of = |result: &Outcome| result.value.mark().map(Mark::tenths);
        let mut leading = results.iter().filter(|result| result.leading).filter_map(mark_of);
        let mut specialised = results.iter().filter(|result| result.specialised).filter_map(mark_of);
        average.tenths() >= least
            && leading.any(|mark| mark >= least)
            && specialised.all(|mark| mark >= least)
            && results.iter().filter_map(mark_of).all(|mark| mark >= lowest)
            && results.iter().all(|result| result.value != Assessment::Result(PassFail::Fail))
    };
    let none_below = |lowest: u8| results.iter().filter_map(|result| result.value.mark()).all(|m| m.tenths() >= lowest);
    if reaches(80, 65) {
        Academic::Gioi
    } else if reaches(65, 50) {
        Academic::Kha
    } else if reaches(50, 35) {
        Academic::TrungBinh
    } else if average.tenths() >= 35 && none_below(20) {
        Academic::Yeu
    } else {
        Academic::Kem
    }
}

/// Whether the pupil goes up without being tested again. Điều 15 khoản 1.
pub fn goes_up(conduct: Conduct, academic: Academic, absences: Absences) -> bool {
    conduct >= Conduct::TrungBinh && academic >= Academic::TrungBinh && absences.total <= MAX_ABSENCES
}

/// Whether some subjects may be tested again. Điều 16.
pub fn sits_again(conduct: Conduct, academic: Academic) -> bool {
    conduct >= Conduct::TrungBinh && academic == Academic::Yeu
}

/// Whether a subject with this year value may be one of them. Điều 16.
pub use super::tt22_2021::is_assessed_again;

/// Whether conduct is judged again after training in the summer: where both are Yếu, or learning is
/// Kém, the pupil stays (Điều 15 khoản 2 điểm b). Điều 17.
pub fn trains_in_summer(conduct: Conduct, academic: Academic) -> bool {
    conduct == Conduct::Yeu && academic >= Academic::TrungBinh
}

/// What the page says of going up, with what the summer changed. Điều 15.
pub fn promotion(
    (conduct, conduct_after): (Conduct, Option<Conduct>),
    (academic, academic_after): (Academic, Option<Academic>),
    absences: Absences,
) -> Promotion {
    if goes_up(conduct, academic, absences) {
        return Promotion::Promoted;
    }
    let conduct_after = conduct_after.filter(|_| trains_in_summer(conduct, academic));
    let academic_after = academic_after.filter(|_| sits_again(conduct, academic));
    let again = conduct_after.is_some() || academic_after.is_some();
    if again && goes_up(conduct_after.unwrap_or(conduct), academic_after.unwrap_or(academic), absences) {
        Promotion::PromotedAfterReassessment
    } else {
        Promotion::NotPromoted
    }
}

/// A title of a semester or a year. Điều 18.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Award {
    /// Conduct Tốt, learning Giỏi.
    Excellent,
    /// Conduct and learning Khá or better.
    Advanced,
}

impl Award {
    /// The titles that the circular knows.
    pub const ALL: [Award; 2] = [Award::Excellent, Award::Advanced];

    /// The title as the page writes it.
    pub fn title_vi(self) -> &'static str {
        match self {
            Award::Excellent => "Học sinh giỏi",
            Award::Advanced => "Học sinh tiên tiến",
        }
    }
}

/// The title that conduct and learning earn.
pub fn award(conduct: Conduct, academic: Academic) -> Option<Award> {
    if conduct == Conduct::Tot && academic == Academic::Gioi {
        Some(Award::Excellent)
    } else if conduct >= Conduct::Kha && academic >= Academic::Kha {
        Some(Award::Advanced)
    } else {
        None
    }
}

//! Thông tư 22/2021/TT-BGDĐT: averages, levels, promotion and awards, as pure functions.

use super::average;
use crate::document::record::{Absences, Assessment, Completion, Level, Mark, PassFail, Promotion};

/// The places of the circular that the functions follow.
pub mod clause {
    use crate::document::record::Clause;

    const fn at(place: &'static str) -> Clause {
        Clause { rule: "Thông tư 22/2021/TT-BGDĐT", place }
    }

    pub const ASSESSMENT_KIND: Clause = at("Điều 5");
    pub const REGULAR_MARKS: Clause = at("Điều 6 khoản 3");
    pub const CONDUCT_YEAR: Clause = at("Điều 8 khoản 2 điểm b");
    pub const COMMENTS: Clause = at("Điều 9 khoản 1 điểm a");
    pub const AVERAGES: Clause = at("Điều 9 khoản 1 điểm b");
    pub const LEARNING: Clause = at("Điều 9 khoản 2, khoản 3");
    pub const PROMOTION: Clause = at("Điều 12 khoản 1");
    pub const DISABILITY: Clause = at("Điều 12 khoản 4");
    pub const SUMMER: Clause = at("Điều 13");
    pub const REASSESSMENT: Clause = at("Điều 14");
    pub const AWARDS: Clause = at("Điều 15 khoản 1");
    pub const IN_FORCE: Clause = at("Điều 21");
}

/// Sessions a year that a pupil may miss and still go up (Điều 12 khoản 1).
pub const MAX_ABSENCES: u16 = 45;
/// How many marked subjects the higher levels ask for (Điều 9 khoản 2).
const SUBJECTS_ASKED: usize = 6;

/// How many regular marks (ĐĐGtx) a subject of so many periods a year has in a semester. Điều 6 khoản 3.
pub fn regular_marks(periods: u16) -> usize {
    match periods {
        0..=35 => 2,
        36..=70 => 3,
        _ => 4,
    }
}

/// ĐTBmhk = (ΣĐĐGtx + 2·ĐĐGgk + 3·ĐĐGck) / (number of ĐĐGtx + 5). Điều 9 khoản 1 điểm b.
///
/// `None` only for a number of regular marks that no school has.
pub fn semester_average(regular: &[Mark], midterm: Mark, last: Mark) -> Option<Mark> {
    let weighted = u32::from(midterm.tenths()) * 2 + u32::from(last.tenths()) * 3;
    average::of(average::sum(regular).checked_add(weighted)?, average::count(regular).checked_add(5)?)
}

/// Đạt when every assessment of the semester is. Điều 9 khoản 1 điểm a. `None` for none at all.
pub fn semester_result(assessments: &[PassFail]) -> Option<PassFail> {
    assessments.iter().copied().min()
}

/// ĐTBmcn = (ĐTBmhkI + 2·ĐTBmhkII) / 3. Điều 9 khoản 1 điểm b.
pub fn year_average(first: Mark, second: Mark) -> Mark {
    let sum = u32::from(first.tenths()) + u32::from(second.tenths()) * 2;
    average::of(sum, 3).unwrap_or(Mark::LOWEST)
}

/// A subject's year value: the weighted mark, or semester II's result where only comments are
/// given (Điều 9 khoản 1). `None` when the semesters are of different kinds.
pub fn year_value(first: Assessment, second: Assessment) -> Option<Assessment> {
    match (first, second) {
        (Assessment::Mark(a), Assessment::Mark(b)) => Some(Assessment::Mark(year_average(a, b))),
        (Assessment::Result(_), Assessment::Result(b)) => Some(Assessment::Result(b)),
        _ => None,
    }
}

/// Conduct of the year from its semesters; the levels are those of this circular. Điều 8 khoản 2 điểm b.
pub fn year_conduct(first: Level, second: Level) -> Level {
    use Level::{ChuaDat, Dat, Kha, Tot};
    match (first, second) {
        (Tot | Kha, Tot) => Tot,
        (Tot | Kha | Dat, Kha) | (Tot, Dat) | (Dat | ChuaDat, Tot) => Kha,
        (Kha | Dat | ChuaDat, Dat) | (ChuaDat, Kha) => Dat,
        _ => ChuaDat,
    }
}

/// Learning result of a semester or a year, with the adjustment. Điều 9 khoản 2 and 3.
///
/// Khoản 3: a level that is two or more below Tốt or Khá because of one subject alone is raised to
/// the next. "Because of one subject alone" is read so: were that subject at its best, with all
/// others as they are, the result would be Tốt or Khá.
pub fn learning_result(values: &[Assessment]) -> Level {
    let level = level_of(values);
    let best_but_one = (0..values.len())
        .map(|spared| {
            let mut spared_values = values.to_vec();
            if let Some(value) = spared_values.get_mut(spared) {
                *value = value.kind().best();
            }
            level_of(&spared_values)
        })
        .max()
        .unwrap_or(level);
    let fell_two =
        matches!((best_but_one, level), (Level::Tot, Level::Dat | Level::ChuaDat) | (Level::Kha, Level::ChuaDat));
    if fell_two { level.raised() } else { level }
}

/// Điều 9 khoản 2, before any adjustment.
fn level_of(values: &[Assessment]) -> Level {
    let failed = values.iter().filter(|v| **v == Assessment::Result(PassFail::Fail)).count();
    let marks = || values.iter().filter_map(|value| value.mark()).map(Mark::tenths);
    let all = |tenths: u8| marks().all(|mark| mark >= tenths);
    let six = |tenths: u8| marks().filter(|mark| *mark >= tenths).count() >= SUBJECTS_ASKED;
    if failed == 0 && all(65) && six(80) {
        Level::Tot
    } else if failed == 0 && all(50) && six(65) {
        Level::Kha
    } else if failed <= 1 && six(50) && all(35) {
        Level::Dat
    } else {
        Level::ChuaDat
    }
}

/// Whether the pupil goes up without being assessed again. Điều 12 khoản 1.
pub fn goes_up(conduct: Level, learning: Level, absences: Absences) -> bool {
    conduct >= Level::Dat && learning >= Level::Dat && absences.total <= MAX_ABSENCES
}

/// [`goes_up`] as the page says it, before any reassessment.
pub fn promotion(conduct: Level, learning: Level, absences: Absences) -> Promotion {
    if goes_up(conduct, learning, absences) { Promotion::Promoted } else { Promotion::NotPromoted }
}

/// Whether conduct is judged again after training in the summer. Điều 13 khoản 1.
pub fn trains_in_summer(conduct: Level) -> bool {
    conduct == Level::ChuaDat
}

/// Whether subjects are assessed again in the summer: the year's learning is Chưa đạt, conduct is not.
/// Điều 14.
pub fn sits_again(conduct: Level, learning: Level) -> bool {
    conduct >= Level::Dat && learning == Level::ChuaDat
}

/// Whether a subject with this year value is one of those assessed again: Chưa đạt, or below 5.0.
/// Điều 14.
pub fn is_assessed_again(year: Assessment) -> bool {
    match year {
        Assessment::Mark(mark) => mark.tenths() < 50,
        Assessment::Result(result) => result == PassFail::Fail,
    }
}

/// [`promotion`] with what the summer changed: what was judged again takes the place of the year's.
/// Điều 12 khoản 1, Điều 13 khoản 3, Điều 14.
pub fn promotion_after(
    (conduct, conduct_after): (Level, Option<Level>),
    (learning, learning_after): (Level, Option<Level>),
    absences: Absences,
) -> Promotion {
    if goes_up(conduct, learning, absences) {
        return Promotion::Promoted;
    }
    let again = conduct_after.is_some() || learning_after.is_some();
    if again && goes_up(conduct_after.unwrap_or(conduct), learning_after.unwrap_or(learning), absences) {
        Promotion::PromotedAfterReassessment
    } else {
        Promotion::NotPromoted
    }
}

/// In grades 9 and 12: whoever would go up has completed the programme; `None` in other grades.
pub fn programme_completion(grade: u8, promotion: Promotion) -> Option<Completion> {
    match (grade, promotion) {
        (9 | 12, Promotion::NotPromoted) => Some(Completion::NotCompleted),
        (9 | 12, _) => Some(Completion::Completed),
        _ => None,
    }
}

/// A title given at the end of the year. Điều 15 khoản 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Award {
    /// Conduct Tốt, learning Tốt, at least six subjects of 9.0 or more.
    Excellent,
    /// Conduct Tốt, learning Tốt.
    Good,
}

impl Award {
    /// The titles that the circular knows.
    pub const ALL: [Award; 2] = [Award::Excellent, Award::Good];

    /// The title as the page writes it.
    pub fn title_vi(self) -> &'static str {
        match self {
            Award::Excellent => "Học sinh Xuất sắc",
            Award::Good => "Học sinh Giỏi",
        }
    }
}

/// The title that the year's results earn.
pub fn award(conduct: Level, learning: Level, year: &[Assessment]) -> Option<Award> {
    if conduct != Level::Tot || learning != Level::Tot {
        return None;
    }
    let nines = year.iter().filter_map(|value| value.mark()).filter(|mark| mark.tenths() >= 90).count();
    Some(if nines >= SUBJECTS_ASKED { Award::Excellent } else { Award::Good })
}

#[cfg(test)]
#[path = "tt22_2021_tests.rs"]
mod tests;

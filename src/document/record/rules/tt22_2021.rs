//! Thông tư 22/2021/TT-BGDĐT: averages, levels, promotion and awards, as pure functions.

use crate::document::record::{Absences, Assessment, Completion, Level, Mark, PassFail, Promotion};

/// Sessions a year that a pupil may miss and still go up (Điều 12 khoản 1).
pub const MAX_ABSENCES: u16 = 45;
/// How many marked subjects the higher levels ask for (Điều 9 khoản 2).
const SUBJECTS_ASKED: usize = 6;

/// `sum / weight`, both in tenths, to one decimal, half up, in integers: a binary fraction would
/// round 8.25 to 8.2.
fn average(sum: u32, weight: u32) -> Option<Mark> {
    let doubled = sum.checked_mul(2)?.checked_add(weight)?;
    let tenths = doubled.checked_div(weight.checked_mul(2)?)?;
    Mark::from_tenths(u8::try_from(tenths).ok()?)
}

/// ĐTBmhk = (ΣĐĐGtx + 2·ĐĐGgk + 3·ĐĐGck) / (number of ĐĐGtx + 5). Điều 9 khoản 1 điểm a.
///
/// `None` only for a number of regular marks that no school has.
pub fn semester_average(regular: &[Mark], midterm: Mark, last: Mark) -> Option<Mark> {
    let regular_sum: u32 = regular.iter().map(|mark| u32::from(mark.tenths())).sum();
    let weighted = u32::from(midterm.tenths()) * 2 + u32::from(last.tenths()) * 3;
    let weight = u32::try_from(regular.len()).ok()?.checked_add(5)?;
    average(regular_sum.checked_add(weighted)?, weight)
}

/// ĐTBmcn = (ĐTBmhkI + 2·ĐTBmhkII) / 3. Điều 9 khoản 1 điểm b.
pub fn year_average(first: Mark, second: Mark) -> Mark {
    let sum = u32::from(first.tenths()) + u32::from(second.tenths()) * 2;
    average(sum, 3).unwrap_or(Mark::LOWEST)
}

/// A subject's year value: the weighted mark, or semester II's result where only comments are
/// given. `None` when the semesters are of different kinds.
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
                *value = match value {
                    Assessment::Mark(_) => Assessment::Mark(Mark::HIGHEST),
                    Assessment::Result(_) => Assessment::Result(PassFail::Pass),
                };
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
    let marks = || {
        values.iter().filter_map(|value| match value {
            Assessment::Mark(mark) => Some(mark.tenths()),
            Assessment::Result(_) => None,
        })
    };
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
    let nines = year.iter().filter(|value| matches!(value, Assessment::Mark(mark) if mark.tenths() >= 90)).count();
    Some(if nines >= SUBJECTS_ASKED { Award::Excellent } else { Award::Good })
}

#[cfg(test)]
#[path = "tt22_2021_tests.rs"]
mod tests;

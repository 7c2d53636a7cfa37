//! Averages by credits, letters and classes of graduates (Thông tư 08/2021/TT-BGDĐT), by the scale that
//! travels with a transcript. All numbers are hundredths in integers: 8.5 is 850.

/// The places of the circular that the functions follow.
pub mod clause {
    use crate::document::record::Clause;

    const fn at(place: &'static str) -> Clause {
        Clause { rule: "Thông tư 08/2021/TT-BGDĐT", place }
    }

    pub const LETTERS: Clause = at("Điều 9 khoản 3");
    pub const RETAKES: Clause = at("Điều 9 khoản 5");
    pub const AVERAGES: Clause = at("Điều 10 khoản 1, khoản 2");
    pub const CLASSES: Clause = at("Điều 10 khoản 5");
    pub const LOWERED: Clause = at("Điều 14 khoản 3");
}

/// Letters of courses that are passed and counted in no average: only a pass is asked, or the course
/// was exempted and its credits recognised (Điều 9 khoản 3 điểm b, khoản 4).
pub const WITHOUT_POINTS: [&str; 2] = ["P", "R"];
/// How many of the highest classes a graduate can be lowered from (Điều 14 khoản 3).
const LOWERABLE: usize = 2;

/// Marks from `from_10` up to the next band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band<'a> {
    pub letter: &'a str,
    pub from_10: u32,
    pub points_4: u32,
}

/// Averages from `from_4` up to the next class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class<'a> {
    pub name: &'a str,
    pub from_4: u32,
}

/// Which result of a course that was studied again counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retakes {
    /// The best.
    Best,
    /// The last in the order of the list.
    Last,
}

/// A grading scale, highest band and class first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale<'a> {
    pub bands: Vec<Band<'a>>,
    pub classes: Vec<Class<'a>>,
    /// The lowest letter with which a course is passed.
    pub pass_letter: &'a str,
    pub retakes: Retakes,
}

/// What a course counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course<'a> {
    /// The same for every time that a course was studied.
    pub code: &'a str,
    pub credits: u32,
    pub mark_10: Option<u32>,
    pub letter: &'a str,
    /// Outside of the programme's sums: neither credits nor averages.
    pub excluded: bool,
}

impl<'a> Scale<'a> {
    /// The band of a letter.
    pub fn of_letter(&self, letter: &str) -> Option<&Band<'a>> {
        self.bands.iter().find(|band| band.letter == letter)
    }

    /// The band of a mark of ten.
    pub fn of_mark(&self, mark: u32) -> Option<&Band<'a>> {
        self.bands.iter().find(|band| mark >= band.from_10)
    }

    /// Whether a course with this letter is passed: its band stands no lower than the letter that
    /// passes. Also where two letters have the same points.
    pub fn passes(&self, letter: &str) -> bool {
        let place = |letter: &str| self.bands.iter().position(|band| band.letter == letter);
        WITHOUT_POINTS.contains(&letter)
            || place(letter).zip(place(self.pass_letter)).is_some_and(|(at, last)| at <= last)
    }

    /// The class of an average of four; one lower where the graduate was lowered, which happens from
    /// the two highest only. Điều 10 khoản 5, Điều 14 khoản 3.
    pub fn class(&self, average_4: u32, lowered: bool) -> Option<&Class<'a>> {
        let place = self.classes.iter().position(|class| average_4 >= class.from_4)?;
        let down = usize::from(lowered && place < LOWERABLE);
        self.classes.get(place.saturating_add(down))
    }
}

/// The results that count: no excluded course, and of a course that was studied again one result.
/// Điều 9 khoản 5, Điều 10 khoản 2.
pub fn counted<'c, 'a>(courses: &'c [Course<'a>], scale: &Scale<'_>) -> Vec<&'c Course<'a>> {
    let mut counted: Vec<&Course<'a>> = Vec::new();
    for course in courses.iter().filter(|course| !course.excluded) {
        match counted.iter_mut().find(|other| other.code == course.code) {
            Some(earlier) if scale.retakes == Retakes::Last || rank(course, scale) > rank(earlier, scale) => {
                *earlier = course;
            }
            Some(_) => {}
            None => counted.push(course),
        }
    }
    counted
}

/// Better results have more points, and with the same points the better mark.
fn rank(course: &Course<'_>, scale: &Scale<'_>) -> (bool, Option<u32>, Option<u32>) {
    let points = scale.of_letter(course.letter).map(|band| band.points_4);
    (scale.passes(course.letter), points, course.mark_10)
}

/// Số tín chỉ tích lũy: the credits of the courses that are passed. Điều 10 khoản 1.
pub fn total_credits(courses: &[Course<'_>], scale: &Scale<'_>) -> u32 {
    let passed = counted(courses, scale).into_iter().filter(|course| scale.passes(course.letter));
    passed.fold(0, |sum, course| sum.saturating_add(course.credits))
}

/// Điểm trung bình tích lũy of four: points by credits, two decimals, half up. Letters without points
/// are left out; `None` where nothing is left. Điều 10 khoản 2.
pub fn average_4(courses: &[Course<'_>], scale: &Scale<'_>) -> Option<u32> {
    let points = |course: &Course<'_>| Some(scale.of_letter(course.letter)?.points_4);
    by_credits(counted(courses, scale).into_iter().filter_map(|course| Some((points(course)?, course.credits))))
}

/// The same of ten, where every course that counts has a mark.
pub fn average_10(courses: &[Course<'_>], scale: &Scale<'_>) -> Option<u32> {
    let counted = counted(courses, scale);
    let graded = counted.into_iter().filter(|course| scale.of_letter(course.letter).is_some());
    let marks: Option<Vec<(u32, u32)>> = graded.map(|course| Some((course.mark_10?, course.credits))).collect();
    by_credits(marks?.into_iter())
}

/// The mean of values weighted by credits, in hundredths, half up.
fn by_credits(weighted: impl Iterator<Item = (u32, u32)>) -> Option<u32> {
    let (mut sum, mut credits) = (0_u64, 0_u64);
    for (value, weight) in weighted {
        sum = sum.checked_add(u64::from(value).checked_mul(u64::from(weight))?)?;
        credits = credits.checked_add(u64::from(weight))?;
    }
    let doubled = sum.checked_mul(2)?.checked_add(credits)?;
    u32::try_from(doubled.checked_div(credits.checked_mul(2)?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_hundredth_goes_up() {
        assert_eq!(by_credits([(400, 1), (301, 1)].into_iter()), Some(351));
        assert_eq!(by_credits([(333, 200), (334, 100)].into_iter()), Some(333));
        assert_eq!(by_credits([].into_iter()), None);
        assert_eq!(by_credits([(u32::MAX, u32::MAX)].into_iter()), None, "no panic, no wrong answer");
    }
}

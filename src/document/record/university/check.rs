//! A university transcript against itself, its scale, and Thông tư 08/2021/TT-BGDĐT.

use std::collections::BTreeSet;

use super::{Course, Scale, UniversityStatement};
use crate::document::record::check::{Found, issued, not_before};
use crate::document::record::rules::university::{self as rules, WITHOUT_POINTS, clause};
use crate::document::record::{Contradiction, Decimal, Said};
use crate::wording::Phrase;

const MAX_COURSES: usize = 200;
const MAX_BANDS: usize = 20;
const MAX_CLASSES: usize = 10;
/// Highest mark and highest points, in hundredths.
const TEN: u32 = 1_000;
const FOUR: u32 = 400;

const BANDS: Phrase = Phrase::new(
    "mỗi điểm chữ một lần, điểm hệ 10 giảm dần từ nhiều nhất 10 về 0, điểm hệ 4 từ nhiều nhất 4",
    "letters once each, marks falling from 10 to 0, points from 4",
);
const CLASSES: Phrase =
    Phrase::new("các mức từ cao đến thấp, nhiều nhất 4", "classes from the highest to the lowest, at most 4");
const A_LETTER: Phrase = Phrase::new("một điểm chữ của thang điểm", "a letter of the scale");
const A_LETTER_OR_EXCLUDED: Phrase = Phrase::new(
    "một điểm chữ của thang điểm, P, R, hoặc học phần không tính",
    "a letter of the scale, P, R, or a course that is excluded",
);
const TO_TEN: Phrase = Phrase::new("0 đến 10", "0 to 10");
const TO_FOUR: Phrase = Phrase::new("0 đến 4", "0 to 4");
const MORE_THAN_NOTHING: Phrase = Phrase::new("nhiều hơn 0", "more than 0");
const NO_CLASS: Phrase = Phrase::new("không có mức nào", "no class");
const NOT_LOWERED: Phrase = Phrase::new("không giảm", "not lowered");
const LOWERED: Phrase = Phrase::new("giảm một mức", "lowered by one");

pub fn contradictions(statement: &UniversityStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    scale(&mut found, &statement.scale);
    found.length("courses", statement.courses.len(), 1, MAX_COURSES);
    let (scale, codes) = (plain_scale(&statement.scale), folded(&statement.courses));
    let mut seen = BTreeSet::new();
    for (one, code) in statement.courses.iter().zip(&codes) {
        let member = format!("courses[{}]", one.code);
        if !seen.insert(code) && statement.scale.retakes.is_none() {
            found.rule(clause::RETAKES, format!("{member}.code"), Said::TWICE, Said::ONCE);
        }
        course(&mut found, &member, one, &scale);
    }
    totals(&mut found, statement, &scale, &plain_courses(&statement.courses, &codes));
    dates(&mut found, statement);
    found.all()
}

fn folded(courses: &[Course]) -> Vec<String> {
    courses.iter().map(|course| course.code.folded()).collect()
}

fn plain_scale(scale: &Scale) -> rules::Scale<'_> {
    let bands = scale.bands.iter().map(|band| rules::Band {
        letter: band.letter.as_str(),
        from_10: band.from_10.hundredths(),
        points_4: band.points_4.hundredths(),
    });
    let classes = scale.classes.iter();
    let classes = classes.map(|class| rules::Class { name: class.name.as_str(), from_4: class.from_4.hundredths() });
    rules::Scale {
        bands: bands.collect(),
        classes: classes.collect(),
        pass_letter: scale.pass_letter.as_str(),
        retakes: scale.retakes.map_or(rules::Retakes::Last, Into::into),
    }
}

fn plain_courses<'a>(courses: &'a [Course], codes: &'a [String]) -> Vec<rules::Course<'a>> {
    let plain = |(course, code): (&'a Course, &'a String)| rules::Course {
        code,
        credits: course.credits.hundredths(),
        mark_10: course.mark_10.map(Decimal::hundredths),
        letter: course.letter.as_str(),
        excluded: course.excluded,
    };
    courses.iter().zip(codes).map(plain).collect()
}

/// Bands and classes stand highest first, none twice, within their range.
fn scale(found: &mut Found, scale: &Scale) {
    found.length("scale.bands", scale.bands.len(), 2, MAX_BANDS);
    found.length("scale.classes", scale.classes.len(), 0, MAX_CLASSES);
    let falls = |pair: &[u32]| pair.first() > pair.last();
    let marks: Vec<u32> = scale.bands.iter().map(|band| band.from_10.hundredths()).collect();
    let points: Vec<u32> = scale.bands.iter().map(|band| band.points_4.hundredths()).collect();
    let letters: BTreeSet<&str> = scale.bands.iter().map(|band| band.letter.as_str()).collect();
    let whole = marks.windows(2).all(falls)
        && points.windows(2).all(|pair| pair.first() >= pair.last())
        && marks.first().is_some_and(|mark| *mark <= TEN)
        && points.first().is_some_and(|points| *points <= FOUR)
        && marks.last() == Some(&0)
        && letters.len() == scale.bands.len()
        && WITHOUT_POINTS.iter().all(|letter| !letters.contains(letter));
    if !whole {
        let bands = scale.bands.iter().map(|band| format!("{} {} {}", band.letter, band.from_10, band.points_4));
        found.rule(clause::LETTERS, "scale.bands", bands.collect::<Vec<_>>().join("; "), BANDS);
    }
    let classes: Vec<u32> = scale.classes.iter().map(|class| class.from_4.hundredths()).collect();
    if !classes.windows(2).all(falls) || classes.first().is_some_and(|from| *from > FOUR) {
        let classes = scale.classes.iter().map(|class| format!("{} {}", class.name, class.from_4));
        found.rule(clause::CLASSES, "scale.classes", classes.collect::<Vec<_>>().join("; "), CLASSES);
    }
    if scale.bands.iter().all(|band| band.letter != scale.pass_letter) {
        found.add("scale.pass_letter", scale.pass_letter.as_str(), A_LETTER);
    }
}

/// Mark, letter and points of a course say the same.
fn course(found: &mut Found, member: &str, course: &Course, scale: &rules::Scale<'_>) {
    if course.credits.hundredths() == 0 {
        found.add(format!("{member}.credits"), course.credits, MORE_THAN_NOTHING);
    }
    let letter = course.letter.as_str();
    let band = scale.of_letter(letter);
    if band.is_none() && !course.excluded && !WITHOUT_POINTS.contains(&letter) {
        found.rule(clause::LETTERS, format!("{member}.letter"), letter, A_LETTER_OR_EXCLUDED);
    }
    if let Some(mark) = course.mark_10 {
        let expected = scale.of_mark(mark.hundredths()).filter(|_| mark.hundredths() <= TEN);
        match expected {
            None => found.add(format!("{member}.mark_10"), mark, TO_TEN),
            Some(expected) if band.is_some() && expected.letter != letter => {
                found.rule(clause::LETTERS, format!("{member}.letter"), letter, expected.letter);
            }
            Some(_) => {}
        }
    }
    if let Some(points) = course.mark_4 {
        let expected = band.map(|band| band.points_4);
        if expected.is_some_and(|expected| expected != points.hundredths()) || points.hundredths() > FOUR {
            let expected = expected.map_or_else(|| TO_FOUR.into(), hundredths);
            found.rule(clause::AVERAGES, format!("{member}.mark_4"), points, expected);
        }
    }
}

/// As a page prints it, with two decimals.
fn hundredths(value: u32) -> Said {
    let (whole, rest) = (value / 100, value % 100);
    Said::new(format!("{whole},{rest:02}"), format!("{whole}.{rest:02}"))
}

fn totals(found: &mut Found, statement: &UniversityStatement, scale: &rules::Scale<'_>, courses: &[rules::Course<'_>]) {
    let sums = [
        ("total_credits", Some(statement.total_credits), Some(rules::total_credits(courses, scale))),
        ("average_4", Some(statement.average_4), rules::average_4(courses, scale)),
        ("average_10", statement.average_10, rules::average_10(courses, scale)),
    ];
    for (field, stated, expected) in sums {
        if let (Some(stated), Some(expected)) = (stated, expected)
            && stated.hundredths() != expected
        {
            found.rule(clause::AVERAGES, field, stated, hundredths(expected));
        }
    }
    if statement.average_4.hundredths() > FOUR {
        found.add("average_4", statement.average_4, TO_FOUR);
    }
    for (field, mark) in [("average_10", statement.average_10), ("thesis_mark", statement.thesis_mark)] {
        if let Some(mark) = mark.filter(|mark| mark.hundredths() > TEN) {
            found.add(field, mark, TO_TEN);
        }
    }
    classification(found, statement, scale);
}

fn classification(found: &mut Found, statement: &UniversityStatement, scale: &rules::Scale<'_>) {
    let average = statement.average_4.hundredths();
    let lowered = statement.classification_lowered;
    let class = |lowered| scale.class(average, lowered).map(|class| class.name);
    if lowered && class(true) == class(false) {
        found.rule(clause::LOWERED, "classification_lowered", LOWERED, NOT_LOWERED);
    }
    if let Some(stated) = &statement.classification
        && class(lowered) != Some(stated.as_str())
    {
        let expected = class(lowered).map_or_else(|| NO_CLASS.into(), Said::from);
        found.rule(
            if lowered { clause::LOWERED } else { clause::CLASSES },
            "classification",
            stated.as_str(),
            expected,
        );
    }
}

fn dates(found: &mut Found, statement: &UniversityStatement) {
    let programme = &statement.programme;
    let order = [
        ("learner.date_of_birth", Some(statement.learner.date_of_birth)),
        ("programme.admission_date", programme.admission_date),
        ("decision_date", statement.decision_date),
        ("issue.date", Some(statement.issue.date)),
    ];
    let known: Vec<_> = order.into_iter().filter_map(|(field, date)| Some((field, date?))).collect();
    for pair in known.windows(2) {
        if let [(_, before), (field, after)] = pair
            && after < before
        {
            found.add(*field, *after, not_before(*before));
        }
    }
    if statement.decision_no.is_some() != statement.decision_date.is_some() {
        let one = Phrase::new("chỉ có số hoặc chỉ có ngày", "one of number and date");
        found.add("decision_date", one, Phrase::new("cả hai hoặc không có gì", "both or neither"));
    }
}

//! A university transcript against itself and its scale.

use std::collections::BTreeSet;

use super::{Band, Class, Course, Scale, UniversityStatement};
use crate::document::record::check::{Contradiction, Found, issued};

const MAX_COURSES: usize = 200;
const MAX_BANDS: usize = 20;
const MAX_CLASSES: usize = 10;
/// Highest mark and highest points, in hundredths.
const TEN: u32 = 1_000;
const FOUR: u32 = 400;

pub fn contradictions(statement: &UniversityStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    scale(&mut found, &statement.scale);
    found.length("courses", statement.courses.len(), 1, MAX_COURSES);
    let mut seen = BTreeSet::new();
    for one in &statement.courses {
        let member = format!("courses[{}]", one.code);
        if !seen.insert(one.code.folded()) {
            found.add(format!("{member}.code"), "twice", "once");
        }
        course(&mut found, &member, one, &statement.scale);
    }
    totals(&mut found, statement);
    dates(&mut found, statement);
    found.all()
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
        && letters.len() == scale.bands.len();
    if !whole {
        let stated = scale.bands.iter().map(band_text).collect::<Vec<_>>().join(", ");
        found.add("scale.bands", stated, "letters once each, marks falling from 10 to 0, points from 4");
    }
    let classes: Vec<u32> = scale.classes.iter().map(|class| class.from_4.hundredths()).collect();
    if !classes.windows(2).all(falls) || classes.first().is_some_and(|from| *from > FOUR) {
        let stated = scale.classes.iter().map(class_text).collect::<Vec<_>>().join(", ");
        found.add("scale.classes", stated, "classes from the highest to the lowest, at most 4");
    }
    if scale.band(&scale.pass_letter).is_none() {
        found.add("scale.pass_letter", scale.pass_letter.as_str(), "a letter of the scale");
    }
}

fn band_text(band: &Band) -> String {
    format!("{} {} {}", band.letter, band.from_10, band.points_4)
}

fn class_text(class: &Class) -> String {
    format!("{} {}", class.name, class.from_4)
}

/// Mark, letter and points of a course say the same.
fn course(found: &mut Found, member: &str, course: &Course, scale: &Scale) {
    if course.credits.hundredths() == 0 {
        found.add(format!("{member}.credits"), course.credits.to_string(), "more than 0");
    }
    let band = scale.band(&course.letter);
    if band.is_none() && !course.excluded {
        found.add(format!("{member}.letter"), course.letter.as_str(), "a letter of the scale, or a course excluded");
    }
    if let Some(mark) = course.mark_10 {
        let expected = scale.band_of_mark(mark).filter(|_| mark.hundredths() <= TEN);
        match expected {
            None => found.add(format!("{member}.mark_10"), mark.to_string(), "0 to 10"),
            Some(expected) if band.is_some() && expected.letter != course.letter => {
                found.add(format!("{member}.letter"), course.letter.as_str(), expected.letter.as_str());
            }
            Some(_) => {}
        }
    }
    if let (Some(points), Some(band)) = (course.mark_4, band)
        && points.hundredths() != band.points_4.hundredths()
    {
        found.add(format!("{member}.mark_4"), points.to_string(), band.points_4.to_string());
    }
}

fn totals(found: &mut Found, statement: &UniversityStatement) {
    let scale = &statement.scale;
    let pass = scale.band(&scale.pass_letter).map_or(0, |band| band.points_4.hundredths());
    let earned = statement.courses.iter().filter(|course| {
        !course.excluded && scale.band(&course.letter).is_some_and(|band| band.points_4.hundredths() >= pass)
    });
    let credits: u32 = earned.map(|course| course.credits.hundredths()).sum();
    if statement.total_credits.hundredths() != credits {
        let expected = format!("{}.{:02}", credits / 100, credits % 100);
        found.add("total_credits", statement.total_credits.to_string(), expected);
    }
    if statement.average_4.hundredths() > FOUR {
        found.add("average_4", statement.average_4.to_string(), "0 to 4");
    }
    for (field, mark) in [("average_10", statement.average_10), ("thesis_mark", statement.thesis_mark)] {
        if let Some(mark) = mark.filter(|mark| mark.hundredths() > TEN) {
            found.add(field, mark.to_string(), "0 to 10");
        }
    }
    if let Some(class) = &statement.classification {
        let expected = scale.class_of(statement.average_4).map_or("no class", |class| class.name.as_str());
        if class.as_str() != expected {
            found.add("classification", class.as_str(), expected);
        }
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
            found.add(*field, after.to_string(), format!("{before} or later"));
        }
    }
    if statement.decision_no.is_some() != statement.decision_date.is_some() {
        found.add("decision_date", "one of number and date", "both or neither");
    }
}

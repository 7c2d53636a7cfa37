//! A whole transcript against itself: grades without gaps, a history that agrees, each year by its own rules.

use super::SecondaryStatement;
use crate::document::record::check::{Found, authority, issued, not_after};
use crate::document::record::year::{Promotion, born_before, of_year};
use crate::document::record::{Contradiction, Said};
use crate::wording::Phrase;

/// Years and lines of history: a pupil may have repeated a class or changed schools.
const MAX_YEARS: usize = 8;
const A_LINE: Phrase =
    Phrase::new("một dòng của quá trình học tập có năm và lớp này", "a line of history with this year and class");

pub fn contradictions(statement: &SecondaryStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    found.length("years", statement.years.len(), 1, MAX_YEARS);
    found.length("history", statement.history.len(), 1, MAX_YEARS);
    for (index, year) in statement.years.iter().enumerate() {
        found.within(&format!("years[{index}]"), of_year(year));
    }
    if let Some(first) = statement.years.first() {
        born_before(&mut found, statement.student.date_of_birth, first.school_year.start());
    }
    order(&mut found, statement);
    history(&mut found, statement);
    dates(&mut found, statement);
    found.all()
}

/// Each grade follows from the year before it: the next one, or the same again after no promotion.
fn order(found: &mut Found, statement: &SecondaryStatement) {
    let (first, last) = statement.stage.grades();
    for (index, year) in statement.years.iter().enumerate() {
        let field = |member: &str| format!("years[{index}].{member}");
        if !(first..=last).contains(&year.grade) {
            found.add(
                field("grade"),
                year.grade.to_string(),
                Said::new(format!("{first} đến {last}"), format!("{first} to {last}")),
            );
        }
        let Some(before) = index.checked_sub(1).and_then(|index| statement.years.get(index)) else { continue };
        if year.school_year <= before.school_year {
            let before = before.school_year;
            let expected = Said::new(format!("một năm học sau {before}"), format!("a school year after {before}"));
            found.add(field("school_year"), year.school_year, expected);
        }
        let up = before.promotion != Promotion::NotPromoted;
        let expected = before.grade.saturating_add(u8::from(up));
        if year.grade != expected {
            found.add(field("grade"), year.grade.to_string(), expected.to_string());
        }
    }
}

fn history(found: &mut Found, statement: &SecondaryStatement) {
    for (index, pair) in statement.history.windows(2).enumerate() {
        if let [before, after] = pair
            && after.school_year < before.school_year
        {
            let before = before.school_year;
            let expected = Said::new(format!("{before} hoặc sau đó"), format!("{before} or later"));
            found.add(format!("history[{}].school_year", index + 1), after.school_year, expected);
        }
    }
    for (index, year) in statement.years.iter().enumerate() {
        let told = statement
            .history
            .iter()
            .any(|line| line.school_year == year.school_year && line.class_name == year.class_name);
        if !told {
            let stated = format!("{}, {}", year.school_year, year.class_name);
            found.add(format!("years[{index}].class_name"), stated, A_LINE);
        }
    }
}

fn dates(found: &mut Found, statement: &SecondaryStatement) {
    let day = statement.issue.date;
    if let Some(last) = statement.years.last()
        && day.year() < last.school_year.start()
    {
        let start = last.school_year.start();
        let expected = Said::new(format!("một ngày từ năm {start}"), format!("a date in or after {start}"));
        found.add("issue.date", day, expected);
    }
    if let Some(opened) = &statement.student_page.opened {
        authority(found, "student_page.opened", &opened.leader);
        if opened.date > day {
            found.add("student_page.opened.date", opened.date, not_after(day));
        }
    }
}

//! Kind 4: a whole secondary transcript. Tables say in their first column which school year a line is of.

use super::year::{level, subject};
use super::{date, text};
use crate::document::manifest::claims::shape::Stated;
use crate::document::record::{Completion, Level, SecondaryStatement, Stage, Transcript};

pub fn stated(whole: &SecondaryStatement) -> Vec<(u64, Stated)> {
    let years = &whole.years;
    let mut stated = vec![
        (3, text(&whole.student.full_name)),
        (4, date(whole.student.date_of_birth)),
        (9, date(whole.issue.date)),
        (13, Stated::Number(stage(whole.stage))),
        (27, Stated::Table(years.iter().map(year).collect())),
        (28, Stated::Table(years.iter().flat_map(subjects).collect())),
        (29, Stated::Table(years.iter().map(learning).collect())),
        (30, Stated::Table(years.iter().map(conduct).collect())),
    ];
    let completed = whole.years.last().and_then(|year| year.programme_completion);
    stated.extend(completed.map(|completed| (31, Stated::Number(completion(completed)))));
    stated
}

fn year(year: &Transcript) -> Vec<String> {
    vec![year.school_year.to_string(), year.class_name.to_string(), year.promotion.label_vi().to_owned()]
}

fn subjects(year: &Transcript) -> impl Iterator<Item = Vec<String>> {
    let dated = |mut cells: Vec<String>| {
        cells.insert(0, year.school_year.to_string());
        cells
    };
    year.subjects.iter().map(subject).map(dated)
}

fn learning(year: &Transcript) -> Vec<String> {
    results(year, [year.learning_s1, year.learning_s2, year.learning_year, year.learning_after])
}

fn conduct(year: &Transcript) -> Vec<String> {
    results(year, [year.conduct_s1, year.conduct_s2, year.conduct_year, year.conduct_after])
}

fn results(year: &Transcript, levels: [Option<Level>; 4]) -> Vec<String> {
    std::iter::once(year.school_year.to_string()).chain(levels.map(level)).collect()
}

fn stage(stage: Stage) -> u64 {
    match stage {
        Stage::LowerSecondary => 1,
        Stage::UpperSecondary => 2,
    }
}

fn completion(completion: Completion) -> u64 {
    match completion {
        Completion::Completed => 1,
        Completion::NotCompleted => 2,
    }
}

//! Thông tư 58/2011/TT-BGDĐT against its examples.

use vanbang::document::record::rules::tt58_2011::{self as rules, Academic, Award, Conduct, Outcome, clause};
use vanbang::document::record::{Absences, SchoolYear, SubjectCode};

use super::examples::{Example, Examples};

const TABLE: &str = include_str!("tt58_2011.toml");
/// The subjects of an example, in order; the rest are of no consequence.
const SUBJECTS: [&str; 3] = ["mathematics", "literature", "foreign_language_1"];

fn academic(text: &str) -> Option<Academic> {
    ["Kém", "Y", "TB", "K", "G"].iter().position(|known| *known == text).map(|place| Academic::ALL[place])
}

fn conduct(text: &str) -> Option<Conduct> {
    ["Y", "TB", "K", "T"].iter().position(|known| *known == text).map(|place| Conduct::ALL[place])
}

fn shown(level: Academic) -> &'static str {
    match level {
        Academic::Kem => "Kém",
        Academic::Yeu => "Y",
        Academic::TrungBinh => "TB",
        Academic::Kha => "K",
        Academic::Gioi => "G",
    }
}

fn outcomes(one: &Example<'_>) -> Vec<Outcome> {
    let year = SchoolYear::parse(one.text("year")).unwrap();
    let specialised: usize = one.number("specialised");
    let outcome = |(place, value)| {
        let code = SubjectCode::new(SUBJECTS.get(place).copied().unwrap_or("another")).unwrap();
        let specialised = specialised == place && specialised != 0;
        Outcome { value, leading: rules::is_leading(&code, year), specialised }
    };
    one.values("values").into_iter().enumerate().map(outcome).collect()
}

#[test]
fn the_worked_examples_follow() {
    let mut table = Examples::read(TABLE);
    table.each("semester_average", &[clause::SUBJECTS], |one| {
        rules::semester_average(&one.marks("once"), &one.marks("twice"), one.mark("last")).unwrap().text_vi()
    });
    table.each("average", &[clause::AVERAGES], |one| {
        rules::average(&one.values("values")).map(|mark| mark.text_vi()).unwrap_or_default()
    });
    table.each("academic", &[clause::ACADEMIC], |one| {
        rules::academic_level(&outcomes(one)).map(shown).unwrap_or_default().to_owned()
    });
    table.each("promotion", &[clause::PROMOTION], |one| {
        let conduct = (conduct(one.text("conduct")).unwrap(), conduct(one.text("conduct_after")));
        let academic = (academic(one.text("academic")).unwrap(), academic(one.text("academic_after")));
        rules::promotion(conduct, academic, Absences::new(one.number("absences"), 0).unwrap()).code().to_owned()
    });
    table.each("award", &[clause::AWARDS], |one| {
        let levels = (conduct(one.text("conduct")).unwrap(), academic(one.text("academic")).unwrap());
        rules::award(levels.0, levels.1).map(Award::title_vi).unwrap_or_default().to_owned()
    });
    table.all_were_run();
}

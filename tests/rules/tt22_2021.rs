//! Thông tư 22/2021/TT-BGDĐT against its examples.

use vanbang::document::record::rules::tt22_2021::{self as rules, Award, clause};
use vanbang::document::record::{Absences, Assessment, PassFail, Promotion, RuleSet, SchoolYear};

use super::examples::{Examples, short, shown, value};

const TABLE: &str = include_str!("tt22_2021.toml");

#[test]
fn the_worked_examples_follow() {
    let mut table = Examples::read(TABLE);
    table
        .each("regular_marks", &[clause::REGULAR_MARKS], |one| rules::regular_marks(one.number("periods")).to_string());
    table.each("semester_average", &[clause::AVERAGES], |one| {
        let regular = one.marks("regular");
        rules::semester_average(&regular, one.mark("midterm"), one.mark("last")).unwrap().text_vi()
    });
    table.each("semester_result", &[clause::COMMENTS], |one| {
        let given: Vec<PassFail> = one.values("given").into_iter().filter_map(result).collect();
        shown(Assessment::Result(rules::semester_result(&given).unwrap()))
    });
    table.each("year_value", &[clause::AVERAGES, clause::COMMENTS], |one| {
        rules::year_value(one.value("first"), one.value("second")).map(shown).unwrap_or_default()
    });
    table.each("year_conduct", &[clause::CONDUCT_YEAR], |one| {
        short(rules::year_conduct(one.level("first").unwrap(), one.level("second").unwrap()))
    });
    table.each("learning", &[clause::LEARNING], |one| short(rules::learning_result(&one.values("values"))));
    let going_up = [clause::PROMOTION, clause::SUMMER, clause::REASSESSMENT];
    table.each("promotion", &going_up, |one| {
        let conduct = (one.level("conduct").unwrap(), one.level("conduct_after"));
        let learning = (one.level("learning").unwrap(), one.level("learning_after"));
        let absences = Absences::new(one.number("absences"), 0).unwrap();
        rules::promotion_after(conduct, learning, absences).code().to_owned()
    });
    table
        .each("assessed_again", &[clause::REASSESSMENT], |one| rules::is_assessed_again(one.value("year")).to_string());
    table.each("sits_again", &[clause::REASSESSMENT], |one| {
        rules::sits_again(one.level("conduct").unwrap(), one.level("learning").unwrap()).to_string()
    });
    table.each("after_reassessment", &[clause::REASSESSMENT], |one| {
        let again = one.words("again").into_iter().map(|text| (text != "-").then(|| value(text)));
        let values: Vec<Assessment> =
            one.values("year").into_iter().zip(again).map(|(year, again)| again.unwrap_or(year)).collect();
        short(rules::learning_result(&values))
    });
    table.each("completion", &[clause::PROMOTION], |one| {
        let promotion = [Promotion::Promoted, Promotion::PromotedAfterReassessment, Promotion::NotPromoted];
        let promotion = promotion.into_iter().find(|known| known.code() == one.text("promotion")).unwrap();
        rules::programme_completion(one.number("grade"), promotion)
            .map(|known| known.code())
            .unwrap_or_default()
            .to_owned()
    });
    table.each("award", &[clause::AWARDS], |one| {
        let levels = (one.level("conduct").unwrap(), one.level("learning").unwrap());
        rules::award(levels.0, levels.1, &one.values("values")).map(Award::title_vi).unwrap_or_default().to_owned()
    });
    table.each("rule_set", &[clause::IN_FORCE], |one| {
        let year = SchoolYear::parse(one.text("year")).unwrap();
        RuleSet::of(year, one.number("grade")).map(RuleSet::code).unwrap_or_default().to_owned()
    });
    table.all_were_run();
    assert!(table.run >= 60, "{}", table.run);
}

fn result(value: Assessment) -> Option<PassFail> {
    match value {
        Assessment::Result(result) => Some(result),
        Assessment::Mark(_) => None,
    }
}

//! Thông tư 08/2021/TT-BGDĐT against its examples.

use vanbang::document::record::rules::university::{self as rules, Band, Class, Course, Retakes, Scale, clause};

use super::examples::{Example, Examples};

const TABLE: &str = include_str!("university.toml");
const PLAIN: &[(&str, u32, u32)] = &[("A", 850, 400), ("B", 700, 300), ("C", 550, 200), ("D", 400, 100), ("F", 0, 0)];
const FINE: &[(&str, u32, u32)] = &[
    ("A", 850, 400),
    ("B+", 800, 350),
    ("B", 700, 300),
    ("C+", 650, 250),
    ("C", 550, 200),
    ("D+", 500, 150),
    ("D", 400, 100),
    ("F", 0, 0),
];

fn scale(one: &Example<'_>) -> Scale<'static> {
    let bands = if one.text("scale") == "fine" { FINE } else { PLAIN };
    let classes = [("Xuất sắc", 360), ("Giỏi", 320), ("Khá", 250), ("Trung bình", 200)];
    Scale {
        bands: bands.iter().map(|(letter, from_10, points_4)| band(letter, *from_10, *points_4)).collect(),
        classes: classes.into_iter().map(|(name, from_4)| Class { name, from_4 }).collect(),
        pass_letter: "D",
        retakes: if one.text("retakes") == "best" { Retakes::Best } else { Retakes::Last },
    }
}

fn band(letter: &'static str, from_10: u32, points_4: u32) -> Band<'static> {
    Band { letter, from_10, points_4 }
}

/// `8,5`, `3` or `3,25` in hundredths.
fn hundredths(text: &str) -> u32 {
    let (whole, rest) = text.split_once(',').unwrap_or((text, ""));
    format!("{whole}{rest:0<2}").parse().unwrap()
}

fn shown(value: u32) -> String {
    format!("{},{:02}", value / 100, value % 100)
}

fn courses<'a>(one: &Example<'a>) -> Vec<Course<'a>> {
    let course = |text: &'a str| {
        let excluded = text.ends_with('!');
        let mut parts = text.trim_end_matches('!').split(':');
        let mut next = || parts.next().unwrap();
        let (code, credits, mark, letter) = (next(), next(), next(), next());
        let mark_10 = (mark != "-").then(|| hundredths(mark));
        Course { code, credits: hundredths(credits), mark_10, letter, excluded }
    };
    one.words("courses").into_iter().map(course).collect()
}

#[test]
fn the_worked_examples_follow() {
    let mut table = Examples::read(TABLE);
    table.each("letter", &[clause::LETTERS], |one| {
        let scale = scale(one);
        let band = scale.of_mark(hundredths(one.text("mark"))).unwrap();
        format!("{} {}", band.letter, shown(band.points_4))
    });
    table.each("passes", &[clause::LETTERS], |one| scale(one).passes(one.text("letter")).to_string());
    let averages = [clause::AVERAGES];
    let or_nothing = |value: Option<u32>| value.map(shown).unwrap_or_default();
    table.each("average_4", &averages, |one| or_nothing(rules::average_4(&courses(one), &scale(one))));
    table.each("average_10", &averages, |one| or_nothing(rules::average_10(&courses(one), &scale(one))));
    table.each("total_credits", &averages, |one| shown(rules::total_credits(&courses(one), &scale(one))));
    table.each("retaken", &[clause::RETAKES], |one| or_nothing(rules::average_4(&courses(one), &scale(one))));
    table.each("class", &[clause::CLASSES, clause::LOWERED], |one| {
        let scale = scale(one);
        let class = scale.class(hundredths(one.text("average")), one.flag("lowered"));
        class.map(|class| class.name).unwrap_or_default().to_owned()
    });
    table.all_were_run();
}

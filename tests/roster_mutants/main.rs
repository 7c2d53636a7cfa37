//! A thousand and more mutants of the real layouts: no panic, and no record with a value that the sheets
//! do not state. What they state is told by a few lines that share nothing with the program; where the
//! two differ there must be a problem, at the row that was changed.

mod book;
mod formats;
mod mutation;
mod school;
mod stated;

use book::{Sheet, bytes, parts, scan, xlsx, zip};
use formats::Format;
use mutation::{Chance, Effect, bend, mutate};
use school::{HEADER_ROW, PUPILS};
use vanbang::document::roster::{DiplomaDefaults, OfficeSettings, Problem, Reading, Records, read, read_diplomas};

const FILES: [&str; 4] = ["hk1.xlsx", "hk2.xlsx", "ds.xlsx", "toan.xlsx"];
/// Header, first and last entry of each file's sheet.
const ROWS: [(u32, u32, u32); 4] = [
    (HEADER_ROW, HEADER_ROW + 2, HEADER_ROW + 1 + PUPILS),
    (HEADER_ROW, HEADER_ROW + 2, HEADER_ROW + 1 + PUPILS),
    (2, 3, 2 + PUPILS),
    (3, 4, 3 + PUPILS),
];

fn office() -> OfficeSettings {
    let text = include_str!("../../examples/office/vanbang.toml");
    OfficeSettings::parse("vanbang.toml", text).unwrap()
}

fn sheets() -> [Sheet; 4] {
    [school::summary(1), school::summary(2), school::list(), school::marks()]
}

fn read_all(files: &[Vec<u8>], office: &OfficeSettings) -> Reading {
    let named: Vec<(&str, &[u8])> = FILES.into_iter().zip(files.iter().map(Vec::as_slice)).collect();
    read(&named, office)
}

fn defaults() -> DiplomaDefaults {
    let text = "[diplomas]\ntype = \"Bằng cử nhân\"\ndecision_date = \"2026-05-20\"\nissue_date = \"2026-05-30\"\n\
        issue_place = \"Huế\"\nissuer_name = \"Trường Đại học Mẫu\"\nsigner_name = \"Lê Văn Hiệu\"\nsigner_title = \"HIỆU TRƯỞNG\"\n";
    DiplomaDefaults::parse("vanbang.toml", text).unwrap()
}

/// Whether a problem stands in that row of the file, or about the whole sheet or file.
fn names_row(problems: &[Problem], file: &str, row: u32) -> bool {
    problems.iter().any(|problem| {
        let digits = problem.place.cell.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        problem.place.file == file && (digits.is_empty() || digits == (row + 1).to_string())
    })
}

fn facts(reading: &Reading) -> Vec<stated::Facts> {
    let mut facts: Vec<_> = reading.records.iter().map(stated::of_record).collect();
    facts.sort();
    facts
}

fn expected(sheets: &[Sheet; 4]) -> Option<Vec<stated::Facts>> {
    let [first, second, list, marks] = sheets;
    sorted(stated::transcripts(first, second, list, marks))
}

/// The records say what the sheets state, or the first difference is told.
fn agree(reading: &Reading, stated: Option<Vec<stated::Facts>>, story: &str) {
    let found = facts(reading);
    let Some(stated) = stated else { panic!("{story}: read without a problem") };
    for (found, stated) in found.iter().zip(&stated) {
        let differs: Vec<_> = found.iter().filter(|(name, value)| stated.get(*name) != Some(value)).collect();
        assert!(differs.is_empty(), "{story}: {} {differs:?}", stated["code"]);
    }
    assert_eq!(found.len(), stated.len(), "{story}");
}

#[test]
fn the_honest_sheets_read_to_what_they_state() {
    let sheets = sheets();
    let reading = read_all(&sheets.each_ref().map(xlsx), &office());
    assert_eq!(reading.problems, []);
    assert_eq!(Some(facts(&reading)), expected(&sheets));
    assert_eq!(reading.records.len(), usize::try_from(PUPILS).unwrap());
    for (sheet, (_, first, _)) in sheets.iter().zip(ROWS) {
        let again = scan(&bytes(parts(sheet)), sheet).unwrap();
        assert_eq!(&again, sheet, "{} {first}", sheet.name);
    }
}

/// A set of sheets that belong together, and what they state.
struct Set {
    stems: Vec<&'static str>,
    sheets: Vec<Sheet>,
    /// Header, first and last entry of each.
    rows: Vec<(u32, u32, u32)>,
    stated: fn(&[Sheet]) -> Option<Vec<stated::Facts>>,
}

/// Summaries, pupil list and mark sheet.
fn real() -> Set {
    let stated = |sheets: &[Sheet]| match sheets {
        [first, second, list, marks] => stated::transcripts(first, second, list, marks),
        _ => None,
    };
    Set { stems: vec!["hk1", "hk2", "ds", "toan"], sheets: sheets().into(), rows: ROWS.into(), stated }
}

/// Pupils, years and marks in the plain layout.
fn plain() -> Set {
    let stated = |sheets: &[Sheet]| match sheets {
        [students, years, marks] => stated::plain(students, years, marks),
        _ => None,
    };
    let sheets = school::plain();
    let rows = sheets.iter().map(|sheet| (0, 1, sheet.last_row())).collect();
    Set { stems: vec!["hs", "nam", "diem"], sheets: sheets.into(), rows, stated }
}

impl Set {
    /// Changes sheets by these seeds, each written in a format; answers how many were read, and how many named.
    fn survive(&self, format: Format, seeds: std::ops::Range<u64>) -> (usize, usize) {
        let office = office();
        let honest: Vec<Sheet> = self.sheets.iter().map(|sheet| format.keeps(sheet)).collect();
        let names: Vec<String> = self.stems.iter().zip(&honest).map(|(stem, sheet)| format.name(stem, sheet)).collect();
        let written: Vec<Vec<u8>> = honest.iter().map(|sheet| format.write(sheet)).collect();
        let read = |files: &[Vec<u8>]| {
            let named: Vec<(&str, &[u8])> =
                names.iter().map(String::as_str).zip(files.iter().map(Vec::as_slice)).collect();
            read(&named, &office)
        };
        let first = read(&written);
        assert_eq!(first.problems, [], "{format:?}");
        let same = facts(&first);
        assert_eq!(Some(&same), sorted((self.stated)(&honest)).as_ref(), "{format:?}");
        let (mut clean, mut named) = (0, 0);
        for seed in seeds {
            let chance = &mut Chance::new(seed);
            let which = chance.below(honest.len());
            let (header, first, last) = self.rows[which];
            let mut changed = self.sheets[which].clone();
            let (story, effect) = mutate(&mut changed, header, first, last, chance);
            let kept = format.keeps(&changed);
            // What a format cannot say, like hidden rows, is not there.
            let effect = if kept.hidden_rows == changed.hidden_rows && kept.hidden == changed.hidden {
                effect
            } else {
                Effect::Stated
            };
            let (mut sheets, mut files) = (honest.clone(), written.clone());
            files[which] = format.write(&kept);
            sheets[which] = kept;
            let story = format!("{format:?}, seed {seed}, {}: {story}", names[which]);
            let reading = read(&files);
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            if problems.is_empty() {
                clean += 1;
                agree(&reading, sorted((self.stated)(&sheets)), &story);
            } else {
                named += 1;
                assert!(reading.records.is_empty(), "{story}");
            }
            match effect {
                Effect::None => assert!(problems.is_empty() && facts(&reading) == same, "{story}: {problems:#?}"),
                Effect::Unclear(Some(row)) => {
                    assert!(names_row(&reading.problems, &names[which], row), "{story}: {problems:#?}");
                }
                Effect::Unclear(None) => assert!(!problems.is_empty(), "{story}"),
                Effect::Stated if !problems.is_empty() => {
                    let before = &honest[which].cells;
                    let changed = before.iter().find(|(at, cell)| sheets[which].cells.get(at) != Some(cell));
                    let elsewhere = reading.problems.iter().any(|problem| problem.place.file != names[which]);
                    if let Some(((row, _), _)) = changed {
                        let told = *row == header || elsewhere || names_row(&reading.problems, &names[which], *row);
                        assert!(told, "{story}: {problems:#?}");
                    }
                }
                Effect::Stated => {}
            }
        }
        (clean, named)
    }
}

fn sorted(facts: Option<Vec<stated::Facts>>) -> Option<Vec<stated::Facts>> {
    facts.map(|mut facts| {
        facts.sort();
        facts
    })
}

/// Six hundred changes to cells, columns, headers, rows and sheets.
#[test]
fn no_mutated_sheet_gives_what_it_does_not_state() {
    let (clean, named) = real().survive(Format::Xlsx, 0..600);
    assert!(clean > 100 && named > 250, "{clean} clean, {named} named");
}

/// Two hundred more in each other format.
#[test]
fn other_formats_give_nothing_else_either() {
    for (format, seeds) in [(Format::Ods, 0..200), (Format::Xls, 200..400), (Format::Csv, 400..600)] {
        let (clean, named) = real().survive(format, seeds);
        assert!(clean > 30 && named > 80, "{format:?}: {clean} clean, {named} named");
    }
}

/// Four hundred changes to the tables of the plain layout, in every format.
#[test]
fn plain_tables_give_nothing_else_either() {
    let formats =
        [(Format::Xlsx, 1000..1100), (Format::Ods, 1100..1200), (Format::Xls, 1200..1300), (Format::Csv, 1300..1400)];
    for (format, seeds) in formats {
        let (clean, named) = plain().survive(format, seeds);
        assert!(clean > 15 && named > 30, "{format:?}: {clean} clean, {named} named");
    }
}

/// Three hundred changes to single bytes of a part, under a checksum that fits.
#[test]
fn no_bent_part_gives_what_it_does_not_state() {
    let (office, honest) = (office(), sheets());
    let honest_files = honest.each_ref().map(xlsx);
    let same = facts(&read_all(&honest_files, &office));
    for seed in 0..300 {
        let chance = &mut Chance::new(seed + 10_000);
        let which = chance.below(4);
        let mut parts = bytes(parts(&honest[which]));
        // The sheet and its texts most of the time.
        let index = if chance.below(4) == 0 { chance.below(parts.len()) } else { 3 + 2 * chance.below(2) };
        let story = bend(&mut parts[index].1, chance);
        let story = format!("seed {seed}, {} {}: {story}", FILES[which], parts[index].0);
        let mut files = honest_files.clone();
        files[which] = zip(&parts);
        let reading = read_all(&files, &office);
        if !reading.problems.is_empty() || facts(&reading) == same {
            continue;
        }
        let mut sheets = honest.clone();
        sheets[which] =
            scan(&parts, &honest[which]).unwrap_or_else(|| panic!("{story}: read otherwise, and no problem"));
        agree(&reading, expected(&sheets), &story);
    }
}

/// A hundred changes to single bytes of the file: what is under a checksum is refused.
#[test]
fn no_bent_file_gives_anything_else() {
    let (office, honest) = (office(), sheets());
    let honest_files = honest.each_ref().map(xlsx);
    let same = facts(&read_all(&honest_files, &office));
    for seed in 0..100 {
        let chance = &mut Chance::new(seed + 20_000);
        let which = chance.below(4);
        let mut files = honest_files.clone();
        let story = bend(&mut files[which], chance);
        let reading = read_all(&files, &office);
        assert!(!reading.problems.is_empty() || facts(&reading) == same, "seed {seed}, {}: {story}", FILES[which]);
    }
}

/// A hundred and fifty changes to a university's list of diplomas.
#[test]
fn no_mutated_list_gives_a_diploma_that_it_does_not_state() {
    let (honest, defaults) = (school::diplomas(), defaults());
    let read = |sheet: &Sheet| read_diplomas(&[("vb.xlsx", &xlsx(sheet))], &defaults);
    let sorted = |records: &Records<_>| {
        let mut rows: Vec<_> = records.records.iter().map(stated::of_diploma).collect();
        rows.sort();
        rows
    };
    let same = sorted(&read(&honest));
    assert_eq!(same.len(), usize::try_from(PUPILS).unwrap());
    for seed in 0..150 {
        let chance = &mut Chance::new(seed + 30_000);
        let mut sheet = honest.clone();
        let (story, effect) = mutate(&mut sheet, 2, 3, 2 + PUPILS, chance);
        let records = read(&sheet);
        if records.problems.is_empty() {
            let mut expected = stated::diplomas(&sheet).unwrap_or_else(|| panic!("seed {seed}: {story}"));
            expected.sort();
            assert_eq!(sorted(&records), expected, "seed {seed}: {story}");
        }
        match effect {
            Effect::None => assert_eq!(sorted(&records), same, "seed {seed}: {story}: {:#?}", records.problems),
            Effect::Unclear(Some(row)) => assert!(names_row(&records.problems, "vb.xlsx", row), "seed {seed}: {story}"),
            _ => {}
        }
    }
}

/// For a release build: `cargo test --release … -- --ignored`; `vanbang bench roster` tells the figure.
#[test]
#[ignore = "a measurement"]
fn ten_thousand_rows_take_less_than_two_seconds() {
    let office = office();
    let files = [1, 2].map(|semester| xlsx(&school::summary_of(5_000, semester)));
    let named: Vec<(&str, &[u8])> = FILES.into_iter().zip(files.iter().map(Vec::as_slice)).collect();
    let began = std::time::Instant::now();
    let reading = read(&named, &office);
    let elapsed = began.elapsed();
    assert_eq!((reading.problems.len(), reading.records.len()), (0, 5_000));
    println!("10,000 rows: {elapsed:?}");
    assert!(elapsed.as_secs() < 2, "{elapsed:?}");
}

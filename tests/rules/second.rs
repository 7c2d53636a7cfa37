//! Ten thousand cases, computed once more by a program that shares nothing with ours (`second.py`).

use std::io::Write;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use vanbang::document::record::rules::tt58_2011::{Academic, Outcome};
use vanbang::document::record::rules::university::{self, Band, Course, Retakes, Scale};
use vanbang::document::record::rules::{tt22_2021, tt58_2011};
use vanbang::document::record::{Assessment, Mark, PassFail};

/// Cases of each of five rules.
const EACH: usize = 2_000;

/// A question for the other program, and our answer to it.
type Case = (Value, Value);

fn any_mark() -> impl Strategy<Value = Mark> {
    // Around the thresholds more often than far from them.
    let near = prop::sample::select(vec![20u8, 35, 50, 65, 80, 90]);
    let near = (near, -1i8..=1).prop_map(|(at, by)| at.saturating_add_signed(by));
    prop_oneof![0u8..=100, near].prop_map(|tenths| Mark::from_tenths(tenths).unwrap())
}

/// Marks around one level, so that every level is met.
fn year_values() -> impl Strategy<Value = Vec<Assessment>> {
    let level = prop::sample::select(vec![30u8, 50, 65, 80]);
    let spread = prop::collection::vec(0u8..=20, 8);
    let odd = prop::collection::vec((0usize..8, any_mark()), 0..3);
    let results = prop::collection::vec(prop::bool::weighted(0.9), 4);
    (level, spread, odd, results).prop_map(|(level, spread, odd, results)| {
        let mut marks: Vec<Mark> =
            spread.into_iter().map(|more| Mark::from_tenths((level + more).min(100)).unwrap()).collect();
        for (place, mark) in odd {
            marks[place] = mark;
        }
        let result = |pass| Assessment::Result(if pass { PassFail::Pass } else { PassFail::Fail });
        marks.into_iter().map(Assessment::Mark).chain(results.into_iter().map(result)).collect()
    })
}

fn texts(values: &[Assessment]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn semester() -> impl Strategy<Value = Case> {
    (prop::collection::vec(any_mark(), 2..=4), any_mark(), any_mark()).prop_map(|(regular, midterm, last)| {
        let ours = tt22_2021::semester_average(&regular, midterm, last).unwrap();
        let regular: Vec<String> = regular.iter().map(ToString::to_string).collect();
        let (midterm, last) = (midterm.to_string(), last.to_string());
        (json!({"rule": "semester", "regular": regular, "midterm": midterm, "last": last}), json!(ours.to_string()))
    })
}

fn year() -> impl Strategy<Value = Case> {
    (any_mark(), any_mark()).prop_map(|(first, second)| {
        let ours = tt22_2021::year_average(first, second).to_string();
        (json!({"rule": "year", "first": first.to_string(), "second": second.to_string()}), json!(ours))
    })
}

fn tt22() -> impl Strategy<Value = Case> {
    year_values().prop_map(|values| {
        let ours = tt22_2021::learning_result(&values).code();
        (json!({"rule": "tt22", "values": texts(&values)}), json!(ours))
    })
}

fn tt58() -> impl Strategy<Value = Case> {
    (year_values(), 2usize..=3).prop_map(|(values, leading)| {
        let outcome = |(place, value): (usize, &Assessment)| Outcome {
            value: *value,
            leading: place < leading,
            specialised: false,
        };
        let outcomes: Vec<Outcome> = values.iter().enumerate().map(outcome).collect();
        let average = tt58_2011::average(&values).unwrap().to_string();
        let level = tt58_2011::academic_level(&outcomes).map(Academic::word).unwrap();
        let leading: Vec<usize> = (0..leading).collect();
        (json!({"rule": "tt58", "values": texts(&values), "leading": leading}), json!([average, level.code()]))
    })
}

const BANDS: [(&str, u32, u32); 5] = [("A", 850, 400), ("B", 700, 300), ("C", 550, 200), ("D", 400, 100), ("F", 0, 0)];

fn university() -> impl Strategy<Value = Case> {
    let course = (0usize..12, 1u32..=10, 0u32..=100);
    (prop::collection::vec(course, 1..20), any::<bool>()).prop_map(|(courses, best)| {
        let codes: Vec<String> = (0..12).map(|number| format!("C{number}")).collect();
        let bands =
            BANDS.iter().map(|(letter, from_10, points_4)| Band { letter, from_10: *from_10, points_4: *points_4 });
        let retakes = if best { Retakes::Best } else { Retakes::Last };
        let scale = Scale { bands: bands.collect(), classes: Vec::new(), pass_letter: "D", retakes };
        let courses: Vec<Course<'_>> = courses
            .into_iter()
            .map(|(code, halves, tenths)| {
                let letter = scale.of_mark(tenths * 10).unwrap().letter;
                let mark_10 = Some(tenths * 10);
                Course { code: &codes[code], credits: halves * 50, mark_10, letter, excluded: false }
            })
            .collect();
        let asked: Vec<Value> = courses
            .iter()
            .map(|course| {
                let points = scale.of_letter(course.letter).unwrap().points_4;
                json!([course.code, shown(course.credits), shown(course.mark_10.unwrap()), shown(points)])
            })
            .collect();
        let ours = [
            university::total_credits(&courses, &scale),
            university::average_4(&courses, &scale).unwrap(),
            university::average_10(&courses, &scale).unwrap(),
        ];
        let retakes = if best { "best" } else { "last" };
        (json!({"rule": "university", "courses": asked, "retakes": retakes}), json!(ours.map(shown)))
    })
}

fn shown(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn drawn(strategy: impl Strategy<Value = Case>, runner: &mut TestRunner) -> Vec<Case> {
    (0..EACH).map(|_| strategy.new_tree(runner).unwrap().current()).collect()
}

#[test]
fn a_second_program_computes_the_same() {
    let mut runner = TestRunner::deterministic();
    let mut cases = drawn(semester(), &mut runner);
    cases.extend(drawn(year(), &mut runner));
    cases.extend(drawn(tt22(), &mut runner));
    cases.extend(drawn(tt58(), &mut runner));
    cases.extend(drawn(university(), &mut runner));

    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/second.py");
    let asked: String = cases.iter().map(|(asked, _)| format!("{asked}\n")).collect();
    let mut child = Command::new("python3")
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), cases.len());
    for ((asked, ours), theirs) in cases.iter().zip(&answers) {
        assert_eq!(ours, theirs, "{asked}");
    }
    // Every level is among the answers, or the cases would say little.
    for level in ["tot", "kha", "dat", "chua_dat"] {
        assert!(answers.iter().any(|answer| answer == level), "{level}");
    }
    for level in ["gioi", "kha", "trung_binh", "yeu", "kem"] {
        assert!(answers.iter().any(|answer| answer.get(1).is_some_and(|word| word == level)), "{level}");
    }
}

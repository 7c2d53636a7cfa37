//! Every vector under `test-vectors/` judged by the library, from the committed files alone. How they
//! are made stands in `tests/make_vectors/`.

#[path = "vectors/codes.rs"]
mod codes_told;
#[path = "vectors/expectation.rs"]
mod expectation;
#[path = "vectors/judged.rs"]
mod judged;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use expectation::Expectation;
use serde::Deserialize;
use serde_json::Value;

/// Folders of vectors; what they share lies in `trust` and `evidence`.
const AREAS: [&str; 7] = ["cms", "timestamp", "revocation", "path", "pdf/accept", "pdf/reject", "pdf/indeterminate"];

/// Bytes of one file; what needs more is built by a test.
const MAX_SIZE: u64 = 64 * 1024;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

/// Every file below a folder, sorted; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

struct Vector {
    /// The file to be judged.
    file: PathBuf,
    expected: Expectation,
}

/// Reads them all; a file without its story, or a story without its file, is told.
fn vectors(problems: &mut Vec<String>) -> Vec<Vector> {
    let mut found = Vec::new();
    for area in AREAS {
        let mut pairs: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for file in files(&root().join(area)) {
            pairs.entry(file.with_extension("")).or_default().push(file);
        }
        for (stem, files) in pairs {
            let (stories, judged): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|file| file.extension().is_some_and(|extension| extension == "toml"));
            match (stories.as_slice(), judged.as_slice()) {
                ([story], [file]) => {
                    let text = fs::read_to_string(story).expect("a readable story");
                    match toml::from_str(&text) {
                        Ok(expected) => found.push(Vector { file: file.clone(), expected }),
                        Err(error) => problems.push(format!("{}: {error}", story.display())),
                    }
                }
                _ => problems.push(format!("{}: one file and one .toml expected", stem.display())),
            }
        }
    }
    found
}

/// In how far an answer is not the expected one; empty when it is.
fn differences(answer: &Value, expected: &Expectation) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: String, told: &Value, expected: Value| {
        if *told != expected {
            found.push(format!("{what}: {told} instead of {expected}"));
        }
    };
    compare("verdict".into(), &answer["verdict"], expected.expect.clone().into());
    compare("reason".into(), &answer["reason"], expected.reason.clone().into());
    compare("authentic".into(), &answer["authentic"], expected.authentic.into());
    for (index, facts) in expected.signatures.iter().enumerate() {
        for (name, value) in facts {
            // TOML has no null.
            let value = serde_json::to_value(value).expect("a plain value");
            let value = if value == "null" { Value::Null } else { value };
            let told = match name.split_once('.') {
                Some((outer, inner)) => &answer["signatures"][index][outer][inner],
                None => &answer["signatures"][index][name],
            };
            compare(format!("signature {index}, {name}"), told, value);
        }
    }
    let told = codes(answer);
    found.extend(
        expected.findings.iter().filter(|code| !told.contains(*code)).map(|code| format!("{code} is not told")),
    );
    found.extend(expected.absent.iter().filter(|code| told.contains(*code)).map(|code| format!("{code} is told")));
    found
}

/// The codes of all findings, of the file and of its signatures.
fn codes(answer: &Value) -> BTreeSet<String> {
    let of = |holder: &Value| holder["findings"].as_array().cloned().unwrap_or_default();
    let signatures = answer["signatures"].as_array().cloned().unwrap_or_default();
    let all = of(answer).into_iter().chain(signatures.iter().flat_map(of));
    all.filter_map(|finding| Some(finding["code"].as_str()?.to_owned())).collect()
}

#[test]
fn every_vector_is_judged_as_its_story_says() {
    let mut problems = Vec::new();
    let vectors = vectors(&mut problems);
    for Vector { file, expected } in &vectors {
        let answer = judged::judge(&root(), file, expected);
        let wrong = differences(&answer, expected);
        if !wrong.is_empty() {
            let told: Vec<String> = codes(&answer).into_iter().collect();
            problems.push(format!("{}: {}\n    told: {}", file.display(), wrong.join("; "), told.join(" ")));
        }
        // A verdict is the same however often it is asked for.
        assert_eq!(answer, judged::judge(&root(), file, expected), "{}", file.display());
    }
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), vectors.len(), problems.join("\n"));
}

#[test]
fn a_wrong_answer_is_noticed() {
    let vectors = vectors(&mut Vec::new());
    let Vector { file, expected } = vectors.first().expect("a vector");
    let answer = judged::judge(&root(), file, expected);
    let other = |change: fn(&mut Expectation)| {
        let mut changed = expected.clone();
        change(&mut changed);
        differences(&answer, &changed).len()
    };
    assert_eq!(other(|_| {}), 0);
    assert_eq!(other(|changed| changed.expect = "unsigned".into()), 1);
    assert_eq!(other(|changed| changed.reason.push('X')), 1);
    assert_eq!(other(|changed| changed.authentic = !changed.authentic), 1);
    assert_eq!(other(|changed| changed.findings.push("NO_SUCH_CODE".into())), 1);
    assert_eq!(other(|changed| changed.signatures = vec![[("level".to_owned(), "B-Z".into())].into()]), 1);
}

/// One area of `ids.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ids {
    /// Every case; `A-1..3` stands for three.
    ids: Vec<String>,
    /// Cases that no file can express, with where and how they are tested.
    elsewhere: BTreeMap<String, String>,
}

/// `A-1..3` → `A-1`, `A-2`, `A-3`.
fn spread(ids: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for id in ids {
        match id.split_once("..") {
            None => found.push(id.clone()),
            Some((first, last)) => {
                let (name, first) = first.rsplit_once('-').expect("a number after a hyphen");
                let number = |text: &str| text.parse::<u32>().expect("a number");
                found.extend((number(first)..=number(last)).map(|number| format!("{name}-{number}")));
            }
        }
    }
    found
}

#[test]
fn every_case_has_a_vector_or_a_reason_for_having_none() {
    let mut problems = Vec::new();
    let vectors = vectors(&mut problems);
    let made: BTreeSet<&str> = vectors.iter().map(|vector| vector.expected.id.as_str()).collect();
    let text = fs::read_to_string(root().join("ids.toml")).expect("test-vectors/ids.toml");
    let areas: BTreeMap<String, Ids> = toml::from_str(&text).expect("ids.toml reads");
    let mut listed = BTreeSet::new();
    for ids in areas.values() {
        for id in spread(&ids.ids) {
            let is_made = made.contains(id.as_str());
            let excused = ids.elsewhere.get(&id);
            if is_made && excused.is_some() {
                problems.push(format!("{id} has a vector: its exception is not needed"));
            }
            if !is_made && excused.is_none() {
                problems.push(format!("{id} has no vector"));
            }
            if !listed.insert(id.clone()) {
                problems.push(format!("{id} is listed twice"));
            }
        }
        problems.extend(
            ids.elsewhere.keys().filter(|id| !listed.contains(*id)).map(|id| format!("{id} is excused but not listed")),
        );
        problems.extend(
            ids.elsewhere
                .iter()
                .filter(|(_, why)| !leads_to_a_test(why))
                .map(|(id, why)| format!("{id}: \"{why}\" does not name a file with the test (`tests/…` or `src/…`)")),
        );
    }
    for vector in &vectors {
        let name = vector.file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let id = &vector.expected.id;
        if !listed.contains(id) {
            problems.push(format!("{name}: {id} is not listed in ids.toml"));
        }
        if vector.expected.story.len() < 20 || vector.expected.clause.len() < 5 {
            problems.push(format!("{name} does not tell its story"));
        }
        let size = fs::metadata(&vector.file).expect("a file").len();
        if size > MAX_SIZE {
            problems.push(format!("{name} has {size} bytes"));
        }
        if !name.starts_with(&format!("{id}-")) {
            problems.push(format!("{name} does not begin with its case, {id}"));
        }
    }
    assert!(listed.len() > 100, "only {} cases are listed", listed.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Whether a reason names, between backticks, a file that exists, or a function that stands in it.
fn leads_to_a_test(why: &str) -> bool {
    let mut quoted = why.split('`').skip(1).step_by(2);
    let Some(file) = quoted.next().filter(|file| file.ends_with(".rs")) else { return false };
    let Ok(text) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) else { return false };
    quoted.all(|function| text.contains(&format!("fn {function}(")))
}

#[test]
fn what_vectors_share_is_used() {
    let vectors = vectors(&mut Vec::new());
    let trusted: BTreeSet<PathBuf> = vectors.iter().map(|one| root().join("trust").join(&one.expected.trust)).collect();
    let named = |one: &Vector| one.expected.evidence.iter().chain(&one.expected.about).cloned().collect::<Vec<_>>();
    let evidence: BTreeSet<PathBuf> =
        vectors.iter().flat_map(named).map(|name| root().join("evidence").join(name)).collect();
    for file in files(&root().join("trust")) {
        assert!(trusted.iter().any(|folder| file.starts_with(folder)), "no vector uses {}", file.display());
    }
    for file in files(&root().join("evidence")) {
        assert!(evidence.contains(&file), "no vector uses {}", file.display());
    }
}

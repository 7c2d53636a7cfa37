//! Every code that a verdict can tell is told by a vector, or by a test that `codes.toml` names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{codes, judged, leads_to_a_test, root, vectors};

/// The sources whose codes have no list of their own: `Self::Kind { .. } => "CODE",`.
const SOURCES: [&str; 4] = [
    "src/signature/cms/mod.rs",
    "src/signature/cms/problem.rs",
    "src/signature/x509/path/failure.rs",
    "src/signature/x509/revocation/status.rs",
];

fn known() -> BTreeSet<String> {
    let mut known: BTreeSet<String> =
        vanbang::verify::finding::all().iter().map(|finding| finding.code.to_owned()).collect();
    for source in SOURCES {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).expect(source);
        // What a path was not asked for is no code of a verdict.
        let text = text.split("enum NotJudged").next().unwrap_or_default();
        let quoted = text.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
        let is_code =
            |word: &&str| word.bytes().all(|byte| byte.is_ascii_uppercase() || b"_0123456789".contains(&byte));
        known.extend(quoted.filter(is_code).map(str::to_owned));
    }
    known
}

fn told() -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for vector in vectors(&mut Vec::new()) {
        let answer = judged::judge(&root(), &vector.file, &vector.expected);
        told.extend(codes(&answer));
        told.extend(answer["reason"].as_str().map(str::to_owned));
    }
    told
}

#[test]
fn every_code_is_told_by_a_vector_or_tested_elsewhere() {
    let text = fs::read_to_string(root().join("codes.toml")).expect("test-vectors/codes.toml");
    let elsewhere: BTreeMap<String, String> = toml::from_str(&text).expect("codes.toml reads");
    let (known, told) = (known(), told());
    assert!(known.len() > 100, "only {} codes are known", known.len());
    let mut problems = Vec::new();
    for code in &known {
        match (told.contains(code), elsewhere.get(code)) {
            (true, None) => {}
            (true, Some(_)) => problems.push(format!("{code} is told by a vector: its exception is not needed")),
            (false, None) => problems.push(format!("{code} is told by no vector")),
            (false, Some(why)) if !leads_to_a_test(why) => problems.push(format!("{code}: \"{why}\" names no test")),
            (false, Some(_)) => {}
        }
    }
    problems
        .extend(elsewhere.keys().filter(|code| !known.contains(*code)).map(|code| format!("{code} does not exist")));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

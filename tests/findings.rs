//! The table of findings: the page equals the code's, and every finding is produced by a test or a vector.

use std::path::{Path, PathBuf};

use vanbang::verify::advice;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The rows of both languages, as the page has them.
fn rows() -> Vec<String> {
    let all = advice::all();
    let row = |code: &str, meaning: &str, todo: &str| format!("| `{code}` | {meaning} | {todo} |");
    let vi = all.iter().map(|one| row(one.code, &one.meaning_vi, one.what_to_do.vi));
    let en = all.iter().map(|one| row(one.code, &one.meaning_en, one.what_to_do.en));
    vi.chain(en).collect()
}

#[test]
fn the_page_is_the_table() {
    let page = std::fs::read_to_string(root().join("docs/findings.md")).unwrap();
    let shown: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected = rows();
    let missing: Vec<&String> = expected.iter().filter(|row| !shown.contains(&row.as_str())).collect();
    assert!(
        missing.is_empty(),
        "not on the page:\n{}",
        missing.iter().map(|row| format!("{row}\n")).collect::<String>()
    );
    assert_eq!(shown, expected);
}

/// What tests say: everything under `tests/` and `test-vectors/`, and the tests inside of `src/`.
fn what_tests_say() -> String {
    let mut said = String::new();
    for path in files(&root().join("tests"), &["rs"]).into_iter().chain(files(&root().join("test-vectors"), &["toml"]))
    {
        if !path.ends_with("findings.rs") {
            said += &std::fs::read_to_string(path).unwrap();
        }
    }
    for path in files(&root().join("src"), &["rs"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match text.split_once("#[cfg(test)]\nmod tests {") {
            _ if name.contains("tests") => said += &text,
            Some((_, tests)) if !path.to_string_lossy().contains("advice") => said += tests,
            _ => {}
        }
    }
    said
}

#[test]
fn every_finding_is_produced_somewhere() {
    let said = what_tests_say();
    // Each limit has a code of its own that begins like this one.
    let produced = |code: &str| match code.strip_suffix("REACHED") {
        Some(family) => said.contains(&format!("\"{family}")),
        None => said.contains(&format!("\"{code}\"")),
    };
    let silent: Vec<&str> = advice::all().iter().map(|one| one.code).filter(|code| !produced(code)).collect();
    assert_eq!(silent, [""; 0], "no test or vector produces these");
}

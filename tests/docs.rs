//! Keeps the documentation true: paths, features, functions, tests and links that it names exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(package().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between single backticks, outside fenced blocks.
fn quoted(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// Whether a quoted word is meant as a path of this package.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let ends = [".rs", ".md", ".sh", ".typ", ".json"].iter().any(|ending| word.ends_with(ending));
    plain && !word.starts_with('/') && (word.contains('/') || ends) && word != "record.json"
}

/// Words that follow `feature ` in backticks, or stand in `#[cfg(feature = "…")]`.
fn named_features(text: &str) -> BTreeSet<String> {
    let after = |marker: &str, end: char| {
        let parts = text.split(marker).skip(1);
        parts.filter_map(|part| part.split(end).next()).map(str::to_owned).collect::<Vec<_>>()
    };
    after("feature `", '`').into_iter().chain(after("feature = \"", '"')).collect()
}

fn features() -> BTreeSet<String> {
    let manifest = read("Cargo.toml");
    let table = manifest.split("[features]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
    table.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

fn pages() -> Vec<PathBuf> {
    let list = |folder: PathBuf| {
        let entries = fs::read_dir(folder).expect("a readable folder");
        entries.map(|entry| entry.expect("a readable entry").path())
    };
    let mut pages: Vec<PathBuf> = list(package().to_owned()).chain(list(package().join("docs"))).collect();
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

#[test]
fn paths_and_features_that_are_named_exist() {
    let known = features();
    assert!(known.contains("issue"), "the manifest was read: {known:?}");
    for page in ["docs/architecture.md", "src/lib.rs"] {
        let text = read(page);
        for word in quoted(&text).into_iter().filter(|word| is_path(word)) {
            assert!(package().join(&word).exists(), "{page} names {word}, which does not exist");
        }
        let named = named_features(&text);
        assert!(!named.is_empty(), "{page} names no feature");
        for feature in named {
            assert!(known.contains(&feature), "{page} names the feature {feature}, which does not exist");
        }
    }
}

#[test]
fn every_module_is_on_the_map() {
    let map = read("docs/architecture.md");
    for folder in ["src", "src/document", "src/signature", "bin"] {
        for entry in fs::read_dir(package().join(folder)).expect("a readable folder") {
            let entry = entry.expect("a readable entry");
            let name = entry.file_name().into_string().expect("a plain name");
            let shown =
                if entry.path().is_dir() { format!("`{folder}/{name}/`") } else { format!("`{folder}/{name}`") };
            assert!(name == "mod.rs" || map.contains(&shown), "docs/architecture.md does not name {shown}");
        }
    }
}

#[test]
fn clauses_lead_to_functions_and_tests() {
    let mut seen = 0;
    for page in ["docs/standards.md", "docs/relaxations.md", "docs/rules.md"] {
        for line in read(page).lines().filter(|line| line.starts_with("| ")) {
            let words = quoted(line);
            for pair in words.windows(2).filter(|pair| pair[0].ends_with(".rs")) {
                let [file, function] = pair else { continue };
                let text = read(file);
                let defined = text.contains(&format!("fn {function}(")) || text.contains(&format!("fn {function}<"));
                assert!(defined, "{page}: {file} has no function {function}");
                seen += 1;
            }
        }
    }
    assert!(seen > 80, "only {seen} functions and tests were found in the tables");
}

/// Text and target of each Markdown link.
fn links(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, _) in text.match_indices("](") {
        let label = text[..index].rsplit('[').next().unwrap_or_default();
        let target = text[index + 2..].split(')').next().unwrap_or_default();
        found.push((label.to_owned(), target.to_owned()));
    }
    found
}

/// The anchor that a heading gets: lower case, words joined by hyphens.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// The number of a standard in a text: `RFC 5280` → `rfc5280`, `EN 319 142-1` → `319142`.
fn standard(text: &str) -> Option<String> {
    let digits =
        |from: &str| from.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ' ').collect::<String>();
    if let Some((_, rest)) = text.split_once("RFC ") {
        return Some(format!("rfc{}", digits(rest).trim()));
    }
    let (_, rest) = text.split_once("EN ").or_else(|| text.split_once("TS "))?;
    Some(digits(rest).replace(' ', "")).filter(|number| !number.is_empty())
}

#[test]
fn links_between_pages_resolve() {
    let mut seen = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a readable page");
        for (label, target) in links(&text) {
            seen += 1;
            let place = format!("{}: [{label}]({target})", page.display());
            if target.starts_with("http") {
                if let Some(number) = standard(&label) {
                    let address = target.to_lowercase().replace(['-', '_'], "");
                    assert!(address.contains(&number), "{place}: text and address disagree");
                }
                continue;
            }
            let (file, fragment) = target.split_once('#').unwrap_or((&target, ""));
            let path = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            assert!(path.exists(), "{place} leads nowhere");
            if !fragment.is_empty() {
                let text = fs::read_to_string(&path).expect("a readable page");
                let found = text.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == fragment);
                assert!(found, "{place}: no such heading");
            }
        }
    }
    assert!(seen > 10, "only {seen} links were found");
}

#[test]
fn every_page_is_reached_from_the_readme() {
    let readme = read("README.md");
    for page in pages() {
        let shown = page.strip_prefix(package()).expect("inside the package").to_string_lossy().replace('\\', "/");
        assert!(shown == "README.md" || readme.contains(&format!("]({shown})")), "README.md does not lead to {shown}");
    }
}

#[test]
fn no_page_names_a_place_of_one_machine() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a readable page");
        for private in ["/home/", "/root/", "/work/", "/tmp/", "C:\\"] {
            assert!(!text.contains(private), "{} names {private}", page.display());
        }
    }
}

#[test]
fn the_readers_of_these_tests_see_what_they_look_for() {
    assert_eq!(quoted("a `b` c `d/e`\n```\n`f`\n```\n`g`"), ["b", "d/e", "g"]);
    assert!(is_path("src/lib.rs") && is_path("docs/") && is_path("deny.md"));
    assert!(!is_path("/N") && !is_path("B-B/B-T `x`") && !is_path("<ID>/x") && !is_path("token"));
    assert_eq!(links("[a](b.md#c) [d](e)"), [("a".into(), "b.md#c".into()), ("d".into(), "e".into())]);
    assert_eq!(anchor("## What it does not do yet"), "what-it-does-not-do-yet");
    assert_eq!(standard("see RFC 5280 section 7"), Some("rfc5280".into()));
    assert_eq!(standard("EN 319 142-1"), Some("319142".into()));
    assert_eq!(named_features("#[cfg(feature = \"a\")] feature `b`").len(), 2);
}
/// Every command of README's table answers to `help`.
#[cfg(all(feature = "issue", feature = "cli"))]
#[test]
fn commands_that_are_named_exist() {
    let readme = read("README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `vanbang "));
    let commands: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_vanbang")).args([command, "--help"]).output();
        assert!(help.expect("the program runs").status.success(), "README names vanbang {command}");
    }
    let wrong = std::process::Command::new(env!("CARGO_BIN_EXE_vanbang")).args(["no-such-command", "--help"]).output();
    assert!(!wrong.expect("the program runs").status.success(), "the program accepts any command");
}

/// Members of each heading's table in docs/records.md, required ones marked.
fn record_tables() -> BTreeMap<String, BTreeSet<(String, bool)>> {
    let mut tables = BTreeMap::<String, BTreeSet<(String, bool)>>::new();
    let mut heading = String::new();
    for line in read("docs/records.md").lines() {
        if let Some(title) = line.strip_prefix("### ").or_else(|| line.strip_prefix("## ")) {
            title.clone_into(&mut heading);
        } else if let Some(row) = line.strip_prefix("| `") {
            let (member, rest) = row.split_once("` | ").expect("a member");
            let source = rest.trim_end_matches(" |").rsplit("| ").next().unwrap_or_default();
            assert!(!source.trim().is_empty(), "{heading}: {member} has no source");
            tables.entry(heading.clone()).or_default().insert((member.to_owned(), rest.starts_with('×')));
        }
    }
    tables
}

fn members(object: &serde_json::Value) -> BTreeSet<(String, bool)> {
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().filter_map(|m| m.as_str()).collect();
    let properties = object["properties"].as_object().into_iter().flatten();
    properties.map(|(name, _)| (name.clone(), required.contains(&name.as_str()))).collect()
}

#[test]
fn the_members_of_records_are_those_of_the_schemas() {
    let shown = record_tables();
    let mut expected = BTreeSet::new();
    for entry in fs::read_dir(package().join("docs/schemas")).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let text = fs::read_to_string(&path).expect("a readable schema");
        let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let title = schema["title"].as_str().expect("a title").to_owned();
        let parts = schema["$defs"].as_object().into_iter().flatten();
        let parts = parts.filter(|(_, part)| part["properties"].is_object()).map(|(name, part)| (name.clone(), part));
        for (heading, object) in parts.chain([(title, &schema)]) {
            assert_eq!(shown.get(&heading), Some(&members(object)), "docs/records.md, {heading}");
            expected.insert(heading);
        }
    }
    assert_eq!(shown.keys().cloned().collect::<BTreeSet<_>>(), expected);
}

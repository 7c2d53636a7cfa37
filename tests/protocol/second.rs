//! The second implementation (`examples/protocol/`, Python) passes the same vectors.

use vanbang::document::record::hidden;

use crate::outside::{python, run, skipped, text};

const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/protocol/check.py");

/// What the program answers.
fn ran(arguments: &[String]) -> String {
    let output = run(python(), &[&["-B".to_owned()], arguments].concat());
    assert!(output.status.success(), "{}{}", text(&output), String::from_utf8_lossy(&output.stderr));
    text(&output)
}

#[test]
fn it_passes_the_same_vectors() {
    if skipped() {
        return;
    }
    let vectors = |name: &str| format!("{}/test-vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let ours = ["protocol/batch", "protocol/refused", "protocol/standing", "manifest/signed"];
    let mut files: Vec<String> = ours.map(vectors).into();
    if let Some(corpus) = std::env::var_os("VANBANG_CORPUS") {
        files.push(format!("{}/../protocol-vectors.json", corpus.display()));
    }
    let said = ran(&[&[CHECK.to_owned()], files.as_slice()].concat());
    assert_eq!(said.lines().filter(|line| line.ends_with(" hold")).count(), files.len(), "{said}");
}

/// Python's table of characters knows none of the categories that ours does not; what only ours has is not assigned
/// in its older version of Unicode.
#[test]
fn both_hide_the_same_characters() {
    const LIST: &str = "import sys, unicodedata\n\
        for point in range(sys.maxunicode + 1):\n    \
            category = unicodedata.category(chr(point))\n    \
            if category in ('Cc', 'Cf', 'Co', 'Zl', 'Zp', 'Cn'): print(point, category)";
    if skipped() {
        return;
    }
    let said = ran(&["-c".to_owned(), LIST.to_owned()]);
    let theirs: std::collections::HashMap<u32, &str> = said
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(point, category)| (point.parse().unwrap(), category))
        .collect();
    for character in '\0'..=char::MAX {
        let category = theirs.get(&(character as u32)).copied();
        let agrees = match category {
            Some("Cn") => true,
            Some(_) => hidden(character),
            None => !hidden(character),
        };
        assert!(agrees, "U+{:04X}: {category:?}", character as u32);
    }
}

//! What pyHanko, pdfsig and qpdf say of a signed file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::outside::{python, run, text};

/// What pyHanko says of each signature, by file; a file that it refuses has one line with `error`.
pub fn pyhanko(anchor: &Path, files: &[PathBuf]) -> BTreeMap<PathBuf, Vec<serde_json::Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/pyhanko_judge.py");
    let arguments: Vec<&Path> =
        [script.as_path(), anchor].into_iter().chain(files.iter().map(PathBuf::as_path)).collect();
    let answer = run(python(), &arguments);
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let mut found: BTreeMap<PathBuf, Vec<serde_json::Value>> = BTreeMap::new();
    for line in text(&answer).lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        found.entry(line["file"].as_str().expect("its file").into()).or_default().push(line);
    }
    found
}

/// Whether these fields, in order, are signed and each signature is as it should be.
pub fn pyhanko_accepts(lines: &[serde_json::Value], fields: &[&str]) -> bool {
    let each = lines.iter().zip(fields).enumerate().all(|(index, (line, field))| {
        let last = index == fields.len() - 1;
        let coverage = if last { "ENTIRE_FILE" } else { "ENTIRE_REVISION" };
        let later = if last { "NONE" } else { "FORM_FILLING" };
        line["verdict"] == "VALID"
            && line["field"] == *field
            && line["coverage"] == coverage
            && line["modification"] == later
            && line["docmdp_ok"] == true
    });
    each && lines.len() == fields.len()
}

/// pdfsig answers with exit status 0 always: its text counts.
pub fn pdfsig_accepts(file: &Path, fields: &[&str]) -> bool {
    let answer = text(&run("pdfsig", &[Path::new("-nocert"), file]));
    let signatures: Vec<&str> = answer.split("Signature #").skip(1).collect();
    signatures.len() == fields.len()
        && signatures.iter().zip(fields).enumerate().all(|(index, (signature, field))| {
            let total =
                if index == fields.len() - 1 { "- Total document signed" } else { "- Not total document signed" };
            signature.contains(&format!("Signature Field Name: {field}\n"))
                && signature.contains("- Signature Validation: Signature is Valid.")
                && signature.contains("- Signature Type: ETSI.CAdES.detached")
                && signature.contains(total)
        })
}

/// Whether qpdf reads every object and stream.
pub fn qpdf_accepts(file: &Path) -> bool {
    let answer = run("qpdf", &[Path::new("--check"), file]);
    answer.status.success() && text(&answer).contains("No syntax or stream encoding errors found")
}

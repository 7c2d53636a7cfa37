//! `vanbang register` from outside, and a second reader that knows nothing of ours.

mod command;

use std::path::{Path, PathBuf};
use std::process::Command;

use command::{Ran, office, vanbang};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/so_goc_thpt.csv");
const AUDIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audit_register.py");

fn register(folder: &Path, arguments: &[&str]) -> Ran {
    vanbang(folder, &[&["register"], arguments].concat())
}

/// An office with the sample diplomas entered.
fn entered() -> (tempfile::TempDir, PathBuf) {
    let folder = office();
    let place = folder.path().join("office");
    register(&place, &["import", SAMPLE, "--by", "Trần Thị Văn Thư"]).passed();
    (folder, place)
}

/// What Python says of a register file, and whether it is satisfied.
fn python(arguments: &[&Path]) -> (bool, String) {
    let ran = Command::new("python3").arg(AUDIT).args(arguments).output().expect("python3 runs");
    (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr))
}

#[test]
fn diplomas_are_entered_corrected_and_found() {
    let (_folder, place) = entered();
    let found = register(&place, &["show", "b0000013"]);
    assert!(found.passed().out.contains("Tôn Nữ Thục Quyên"), "{}", found.out);
    assert_eq!(register(&place, &["show", "B 9999999"]).code, 3);
    assert!(register(&place, &["show"]).passed().out.contains("4 mục, nguyên vẹn"));

    let decision = ["--decision", "45/QĐ-SGD", "--date", "2026-09-01", "--by", "Trần Thị Văn Thư"];
    let corrected =
        ["--reason", "Cải chính hộ tịch", "--ground", "civil-status-changed", "--set", "full_name=Tôn Nữ Thục Uyên"];
    let ran = register(&place, &[&["amend", "002/THPT/2026"], &decision[..], &corrected].concat());
    assert!(ran.passed().out.contains("Tôn Nữ Thục Uyên") && ran.out.contains("45/QĐ-SGD"), "{}{}", ran.out, ran.err);
    let revoked = [&["amend", "B 0000014", "--revoke", "--reason", "Gian lận"], &decision[..]].concat();
    assert!(register(&place, &revoked).passed().out.contains("KHÔNG CÒN GIÁ TRỊ"));
    register(&place, &revoked).refused("REGISTER_NOT_ALLOWED");

    // The same file again enters nothing.
    register(&place, &["import", SAMPLE, "--by", "Trần Thị Văn Thư"]).refused("REGISTER_TWICE");
    assert!(register(&place, &["show"]).passed().out.contains("6 mục"));
    register(&place, &[&["amend", "B 0000013", "--reason", "x"], &decision[..]].concat()).refused("USAGE");
    register(&place, &[&["withdraw", "AAAA", "--reason", "x"], &decision[..]].concat()).refused("REGISTER_UNKNOWN");
}

#[test]
fn a_workbook_with_problems_enters_nothing() {
    let folder = office();
    let place = folder.path().join("office");
    let text = std::fs::read_to_string(SAMPLE).unwrap().replace("05/03/2008", "30/02/2008").replace(";2026;", ";1926;");
    std::fs::write(place.join("sai.csv"), text).unwrap();
    let ran = register(&place, &["import", "sai.csv", "--by", "Trần Thị Văn Thư"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("sai!E2") && ran.out.contains("sai!K3"), "{}", ran.out);
    assert!(!place.join("register.sqlite").exists());
}

#[test]
fn what_was_done_to_the_file_is_found_by_us_and_by_python() {
    let (folder, place) = entered();
    let file = place.join("register.sqlite");
    let kept = folder.path().join("moc.json");
    let audited = register(&place, &["audit", "--out", kept.to_str().unwrap()]);
    assert!(audited.passed().out.contains("nguyên vẹn: 4 mục"), "{}", audited.out);
    let (whole, said) = python(&[&file, &kept]);
    assert!(whole && said.contains("4 entries"), "{said}");

    let backup = folder.path().join("sao-luu.sqlite");
    register(&place, &["backup", backup.to_str().unwrap()]).passed();
    let bytes = std::fs::read(&file).unwrap();
    let name = "Tôn Nữ Thục Quyên".as_bytes();
    let at = bytes.windows(name.len()).position(|window| window == name).expect("the name stands in the file");
    let mut changed = bytes.clone();
    changed[at] = b'M';
    std::fs::write(&file, &changed).unwrap();
    register(&place, &["audit"]).refused("REGISTER_DAMAGED");
    let (whole, said) = python(&[&file]);
    assert!(!whole && said.contains("entry 3"), "{said}");

    let restored = register(&place, &["restore", backup.to_str().unwrap(), "--checkpoint", kept.to_str().unwrap()]);
    assert!(restored.passed().out.contains("4 mục"), "{}{}", restored.out, restored.err);
    register(&place, &["audit", "--checkpoint", kept.to_str().unwrap()]).passed();

    // An old backup put back is whole, and still found out.
    let later = folder.path().join("moc-sau.json");
    let decision = ["--decision", "45/QĐ", "--date", "2026-09-01", "--by", "Trần Thị Văn Thư", "--reason", "Gian lận"];
    register(&place, &[&["amend", "B 0000014", "--revoke"], &decision[..]].concat()).passed();
    register(&place, &["audit", "--out", later.to_str().unwrap()]).passed();
    std::fs::copy(&backup, &file).unwrap();
    register(&place, &["show"]).refused("REGISTER_ROLLED_BACK");
    std::fs::remove_file(place.join("register.checkpoint.json")).unwrap();
    register(&place, &["show"]).passed();
    register(&place, &["audit", "--checkpoint", later.to_str().unwrap()]).refused("REGISTER_ROLLED_BACK");
    let (whole, said) = python(&[&file, &later]);
    assert!(!whole && said.contains("missing"), "{said}");
}

/// An old backup put back by our own command: the exported checkpoint, the register that stands there, and the
/// checkpoint beside a damaged one each tell that entries would be lost.
#[test]
fn a_backup_that_knows_less_is_not_restored_unseen() {
    let (folder, place) = entered();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (old, later) = (at("cũ.sqlite"), at("mốc.json"));
    register(&place, &["backup", &old]).passed();
    let decision = ["--decision", "45/QĐ", "--date", "2026-09-01", "--by", "Trần Thị Văn Thư", "--reason", "Gian lận"];
    register(&place, &[&["amend", "B 0000014", "--revoke"], &decision[..]].concat()).passed();
    register(&place, &["audit", "--out", &later]).passed();

    register(&place, &["restore", &old]).refused("REGISTER_ROLLED_BACK");
    register(&place, &["restore", &old, "--lose-newer"]).refused("REGISTER_ROLLED_BACK");
    std::fs::write(place.join("register.sqlite"), "hỏng").unwrap();
    let refused = register(&place, &["restore", &old]);
    refused.refused("REGISTER_ROLLED_BACK");
    assert!(refused.err.contains("4 mục, mốc ghi 5") && refused.err.contains("--lose-newer"), "{}", refused.err);
    register(&place, &["restore", &old, "--lose-newer", "--checkpoint", &later]).refused("REGISTER_ROLLED_BACK");
    assert!(register(&place, &["restore", &old, "--lose-newer"]).passed().out.contains("4 mục"));

    // Whole by itself and by what lies beside it; what was kept elsewhere knows better.
    register(&place, &["audit"]).passed();
    register(&place, &["audit", "--checkpoint", &later]).refused("REGISTER_ROLLED_BACK");
    assert!(register(&place, &["show", "B 0000014"]).passed().out.contains("B 0000014"));
}

#[test]
fn a_restore_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let ran = vanbang(folder.path(), &["bench", "register", "--count", "50", "--json"]);
    let figures: serde_json::Value = serde_json::from_str(&ran.passed().out).unwrap();
    assert_eq!((&figures["what"], &figures["count"]), (&"register".into(), &50.into()));
    assert!(figures["documents_per_second"].as_f64() > Some(0.0) && figures["ratio"].as_f64() > Some(0.0));
}

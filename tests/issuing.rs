//! `issue` and `sign` from outside, with software keys: the order of roles, resuming, and what is
//! refused before anything stands under a final name.
#![cfg(unix)]

mod command;

use std::path::Path;
use std::time::{Duration, Instant};

use command::{KeyFiles, PASSWORD, ROSTERS, Ran, command, files, office, vanbang, vanbang_with};

const BATCH: &str = "batches/2025-2026-6A";

fn issue_of_6a(office: &Path, password: &str, options: &[&str]) -> Ran {
    let arguments = [&["issue", ROSTERS[0], ROSTERS[1], "--class", "6A"], options].concat();
    vanbang_with(password, office, &arguments)
}

#[test]
fn an_interrupted_batch_goes_on_and_is_signed_role_by_role() {
    let folder = office();
    let office = folder.path().join("office");
    let batch = office.join(BATCH);
    let key = |name| KeyFiles::make(folder.path(), name, (2025, 2045));
    let (teacher, leader, school) = (key("Đặng Thị Mỹ Hằng"), key("Nguyễn Khoa Diệu Huyền"), key("Trường THCS Mẫu"));

    let draw = ["issue", ROSTERS[0], ROSTERS[1], "--class", "6A", "--draw-only", "--threads", "1"];
    let mut child = command(&office, &draw).spawn().unwrap();
    let began = Instant::now();
    while files(&batch.join("drawn"), ".pdf").len() < 2 && began.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let planned = std::fs::read(batch.join("plan.cbor")).unwrap();

    let early =
        vanbang_with(PASSWORD, &office, &[&["sign", BATCH, "--role", "school_leader"], &leader.options()[..]].concat());
    early.refused("ROLE_NOT_READY");
    let issued = issue_of_6a(&office, PASSWORD, &teacher.options());
    assert!(issued.passed().out.contains("15 văn bản"), "{}", issued.out);
    assert!(issued.out.contains("khóa phần mềm"), "a software key is named: {}", issued.out);
    assert_eq!(std::fs::read(batch.join("plan.cbor")).unwrap(), planned, "the plan of the first run holds");
    assert_eq!(files(&batch.join("drawn"), ".pdf").len(), 15);
    assert!(!batch.join("register.jsonl").exists());

    for (role, key) in [("school_leader", &leader), ("organisation", &school)] {
        let sign = [&["sign", BATCH, "--role", role], &key.options()[..]].concat();
        let before = files(&batch.join("signed"), ".pdf");
        let before: Vec<_> = before.iter().map(|file| (file, std::fs::read(file).unwrap())).collect();
        vanbang_with(PASSWORD, &office, &sign).passed();
        // As after a crash before the last note: only the key that began may go on.
        before.iter().for_each(|(file, bytes)| std::fs::write(file, bytes).unwrap());
        let journal = std::fs::read(batch.join("journal")).unwrap();
        std::fs::write(batch.join("journal"), &journal[..journal.len() - 1]).unwrap();
        let other = [&["sign", BATCH, "--role", role], &teacher.options()[..]].concat();
        vanbang_with(PASSWORD, &office, &other).refused("SIGNER_CHANGED");
        let contents =
            || files(&batch.join("signed"), ".pdf").iter().map(|file| std::fs::read(file).unwrap()).collect();
        let signed: Vec<Vec<u8>> = contents();
        vanbang_with(PASSWORD, &office, &sign).passed();
        let again: Vec<Vec<u8>> = contents();
        assert!(again.iter().all(|file| signed.contains(file)), "nothing is signed twice");
    }
    // Nothing is left to sign: no key is named, no PIN is asked, and the reports are there again.
    std::fs::remove_file(batch.join("register.jsonl")).unwrap();
    for role in ["school_leader", "organisation"] {
        let again = vanbang(&office, &["sign", BATCH, "--role", role]);
        assert!(again.passed().out.contains("không cần mã PIN") && again.err.is_empty(), "{}{}", again.out, again.err);
    }
    let again = vanbang(&office, &["issue", ROSTERS[0], ROSTERS[1], "--class", "6A"]);
    assert!(again.passed().out.contains("không cần mã PIN"), "{}", again.out);
    let mut signed = files(&batch.join("signed"), ".pdf");
    signed.retain(|file| !file.file_stem().unwrap().to_string_lossy().contains('.'));
    assert_eq!(signed.len(), 15);
    assert!(signed.iter().all(|file| file.file_stem().unwrap().len() == 26), "{signed:?}");
    let register = std::fs::read_to_string(batch.join("register.jsonl")).unwrap();
    assert_eq!(register.lines().count(), 15);

    // Nobody trusts these keys: intact, but not determined.
    let file = signed[0].to_str().unwrap();
    let verdict = vanbang(&office, &["verify", "--json", "--revocation", "ignore", file]);
    assert_eq!(verdict.code, 3, "{}", verdict.out);
    let json: serde_json::Value = serde_json::from_str(&verdict.out).unwrap();
    assert_eq!(json["verdict"], "indeterminate");
    let integrity: Vec<_> =
        json["signatures"].as_array().unwrap().iter().map(|one| one["integrity"].as_bool()).collect();
    assert_eq!(integrity, [Some(true); 3]);
}

#[test]
fn a_signer_that_is_not_fit_is_refused_before_anything_is_drawn() {
    let folder = office();
    let office = folder.path().join("office");
    let key = |name, years| KeyFiles::make(folder.path(), name, years);
    let (expired, future, good) =
        (key("Hết hạn", (2019, 2021)), key("Chưa tới", (2090, 2099)), key("Tốt", (2025, 2045)));
    let other = KeyFiles { key: key("Khác", (2025, 2045)).key, certificate: good.certificate.clone() };
    issue_of_6a(&office, PASSWORD, &expired.options()).refused("SIGNER_CERTIFICATE_EXPIRED");
    issue_of_6a(&office, PASSWORD, &future.options()).refused("SIGNER_CERTIFICATE_NOT_YET_VALID");
    issue_of_6a(&office, PASSWORD, &[]).refused("NO_SIGNER");
    issue_of_6a(&office, PASSWORD, &["--module", "/khong/co/token.so"]).refused("TOKEN_MODULE_NOT_FOUND");
    vanbang(&office, &["token", "list", "--module", "/khong/co/token.so"]).refused("TOKEN_MODULE_NOT_FOUND");
    assert!(files(&office.join("batches"), "").is_empty());
    // What only the secret can tell comes after the drawing, when it is known what will be signed.
    issue_of_6a(&office, PASSWORD, &other.options()).refused("SIGNER_KEY_MISMATCH");
    issue_of_6a(&office, "sai", &good.options()).refused("KEY_PASSWORD_WRONG");
    assert!(files(&office.join(BATCH).join("signed"), "").is_empty());
}

#[test]
fn wrong_words_and_places_are_refused() {
    let folder = office();
    let office = folder.path().join("office");
    let draw =
        |options: &[&str]| vanbang(&office, &[&["issue", ROSTERS[0], ROSTERS[1], "--draw-only"], options].concat());
    draw(&["--kind", "diploma"]).refused("KIND_UNKNOWN");
    draw(&["--class", "9Z"]).refused("CLASS_UNKNOWN");
    // Below a file nothing can be made, whoever runs the test.
    draw(&["--batch", "vanbang.toml/lô"]).refused("FILE_ACCESS");
    vanbang(&office, &["demo", "--out", "vanbang.toml"]).refused("FILE_ACCESS");
    vanbang(&office, &["sign", ".", "--role", "organisation"]).refused("BATCH_NOT_FOUND");
    vanbang(&office, &["sign", "vanbang.toml", "--role", "organisation"]).refused("NOT_A_BATCH");
    vanbang(&office, &["sign", ".", "--role", "janitor"]).refused("ROLE_UNKNOWN");
    // A batch that is not ready, or not whole, is told before a key is asked for.
    draw(&["--class", "6A", "--threads", "1"]).passed();
    vanbang(&office, &["sign", BATCH, "--role", "organisation"]).refused("ROLE_NOT_READY");
    std::fs::write(office.join(BATCH).join("plan.cbor"), "x").unwrap();
    let damaged = vanbang(&office, &["sign", BATCH, "--role", "organisation"]);
    damaged.refused("BATCH_DAMAGED");
    assert!(damaged.err.contains("đã hỏng hoặc bị sửa: không phải kế hoạch của lô này"), "{}", damaged.err);
}

#[test]
fn a_letter_that_the_font_lacks_is_named() {
    let folder = office();
    let office = folder.path().join("office");
    let settings = std::fs::read_to_string(office.join("vanbang.toml")).unwrap();
    std::fs::write(office.join("vanbang.toml"), settings.replace("place = \"Huế\"", "place = \"Huế 漢\"")).unwrap();
    let drawn = vanbang(&office, &["issue", ROSTERS[0], ROSTERS[1], "--class", "6A", "--draw-only"]);
    drawn.refused("TEMPLATE_GLYPH_MISSING");
    assert!(drawn.err.contains('漢'), "{}", drawn.err);
    assert!(files(&office.join(BATCH).join("drawn"), ".pdf").is_empty());
}

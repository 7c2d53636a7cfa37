//! `vanbang copy` from outside: numbers of the copy-issue book without gaps, taken once, and what is refused.
#![cfg(unix)]

mod command;

use std::path::{Path, PathBuf};

use command::{KeyFiles, PASSWORD, Ran, office, vanbang, vanbang_with};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/so_goc_thpt.csv");
const CLERK: [&str; 2] = ["--by", "Trần Thị Văn Thư"];

/// A general school that holds the register of its diplomas.
fn school() -> (tempfile::TempDir, PathBuf) {
    let folder = office();
    let place = folder.path().join("office");
    let settings = place.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap().replace("\"lower_secondary\"", "\"upper_secondary\"");
    std::fs::write(&settings, text).unwrap();
    vanbang(&place, &[&["register", "import", SAMPLE], &CLERK[..]].concat()).passed();
    (folder, place)
}

fn copy(place: &Path, arguments: &[&str]) -> Ran {
    vanbang(place, &[&["copy"], arguments, &CLERK].concat())
}

/// A copy whose facts are longer than any symbol says so, and which of them are.
#[test]
fn a_copy_with_no_room_for_its_facts_names_the_longest() {
    let folder = office();
    let place = folder.path().join("office");
    let settings = place.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap().replace("\"lower_secondary\"", "\"upper_secondary\"");
    std::fs::write(&settings, text).unwrap();
    let sample = std::fs::read_to_string(SAMPLE).unwrap();
    let name = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Bảo Ngọc Quỳnh Anh ".repeat(2);
    let (name, school) = (name.trim(), "Trường THPT chuyên Quốc Học thành phố Huế, phường Thuận Hóa".to_owned());
    let long = sample.replacen("Nguyễn Hoàng Bảo Ngọc", name, 1).replacen(
        "Nữ;Kinh;Trường THPT Mẫu",
        &format!("Nữ;Kinh;{school}"),
        1,
    );
    std::fs::write(place.join("dài.csv"), long).unwrap();
    vanbang(&place, &[&["register", "import", "dài.csv"], &CLERK[..]].concat()).passed();
    let ran = copy(&place, &["B 0000012", "B 0000013"]);
    let said = &ran.passed().err;
    assert_eq!(said.matches("in mã dạng S thay cho dạng F").count(), 1, "{said}");
    assert!(said.contains(&format!("dài nhất là Họ và tên: {name}; ")), "{said}");
    let english = vanbang(&place, &[&["--lang", "en", "copy", "B 0000012", "B 0000013"], &CLERK[..]].concat());
    assert!(
        english.passed().err.contains("prints the form S in place of F"),
        "told again when it is resumed: {}",
        english.err
    );
}

/// Entries of the register.
fn entries(place: &Path) -> usize {
    let ran = vanbang(place, &["--lang", "en", "register", "show"]);
    let words = ran.passed().out.split_whitespace().collect::<Vec<_>>();
    let at = words.iter().position(|word| *word == "entries,").expect("a count");
    words[at - 1].parse().unwrap()
}

/// The batch folders of copies, oldest name first.
fn batches(place: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(place.join("batches")).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_repeats_the_register_and_takes_one_number() {
    let (folder, place) = school();
    let decision = ["--decision", "45/QĐ-THPT", "--date", "2026-09-01", "--reason", "Cải chính hộ tịch"];
    let change = ["--ground", "civil-status-changed", "--set", "full_name=Tôn Nữ Thục Uyên"];
    let amend = [&["register", "amend", "B 0000013"], &decision[..], &change, &CLERK].concat();
    vanbang(&place, &amend).passed();
    assert_eq!(entries(&place), 5);

    let asked = ["B 0000013", "--requested-by", "Tôn Nữ Thục Uyên", "--paper", "2"];
    let ran = copy(&place, &asked);
    assert!(ran.passed().out.contains("Bản sao số 1/") && ran.out.contains("Tôn Nữ Thục Uyên"), "{}", ran.out);
    assert_eq!(entries(&place), 6, "the line of the copy-issue book");
    let name = batches(&place).pop().unwrap();
    let batch = place.join("batches").join(&name);
    let plan = std::fs::read(batch.join("plan.cbor")).unwrap();

    // The same again, also after a crash that lost what was drawn: no second number, the same plan.
    std::fs::remove_dir_all(batch.join("drawn")).unwrap();
    std::fs::create_dir(batch.join("drawn")).unwrap();
    std::fs::write(batch.join("journal"), b"").unwrap();
    assert!(copy(&place, &asked).passed().out.contains("Bản sao số 1/"));
    assert_eq!((entries(&place), std::fs::read(batch.join("plan.cbor")).unwrap()), (6, plan));
    copy(&place, &["B 0000013", "--requested-by", "Người khác"]).refused("COPY_OTHER_REQUEST");

    // The next ones follow without a gap.
    let two = copy(&place, &["B 0000012", "003/THPT/2026"]);
    assert!(two.passed().out.contains("Bản sao số 2/") && two.out.contains("Bản sao số 3/"), "{}", two.out);

    // Both roles sign; then the register knows the document, and its line.
    let key = |name| KeyFiles::make(folder.path(), name, (2025, 2045));
    for (role, key) in [("copy_signer", key("Lê Văn Hiệu")), ("organisation", key("Trường THPT Mẫu"))] {
        let batch = format!("batches/{name}");
        vanbang_with(PASSWORD, &place, &[&["sign", &batch, "--role", role], &key.options()[..]].concat()).passed();
    }
    let list = std::fs::read_to_string(place.join("register.jsonl")).unwrap();
    assert!(list.contains("\"kind\":\"certified-copy\"") && list.contains("\"status\":\"issued\""), "{list}");
    assert_eq!(entries(&place), 10, "two more lines of the book, the sealed batch and its document");
}

/// Between the plan and the seal the register may change: then nobody signs, whoever has signed before.
#[test]
fn a_copy_of_what_a_decision_ended_or_changed_is_not_sealed() {
    let (folder, place) = school();
    let key = |name| KeyFiles::make(folder.path(), name, (2025, 2045));
    let (leader, seal) = (key("Lê Văn Hiệu"), key("Trường THPT Mẫu"));
    let sign = |batch: &str, role: &str, key: &KeyFiles| {
        vanbang_with(PASSWORD, &place, &[&["sign", batch, "--role", role], &key.options()[..]].concat())
    };
    let amend = |number: &str, action: &[&str]| {
        let decision = ["--decision", "47/QĐ-THPT", "--date", "2026-09-01", "--reason", "Theo quyết định"];
        vanbang(&place, &[&["register", "amend", number], action, &decision, &CLERK].concat()).passed();
    };
    for (number, batch) in [("B 0000012", "một"), ("B 0000013", "hai"), ("B 0000014", "ba")] {
        copy(&place, &[number, "--batch", batch]).passed();
    }
    sign("một", "copy_signer", &leader).passed();
    amend("B 0000012", &["--revoke"]);
    amend("B 0000013", &["--ground", "civil-status-changed", "--set", "full_name=Tôn Nữ Thục Uyên"]);
    for (batch, role, key, code) in
        [("một", "organisation", &seal, "DIPLOMA_ENDED"), ("hai", "copy_signer", &leader, "COPY_OUTDATED")]
    {
        let refused = sign(batch, role, key);
        refused.refused(code);
        assert!(refused.err.contains("47/QĐ-THPT") && refused.err.contains("01/09/2026"), "{}", refused.err);
    }
    assert!(!place.join("register.jsonl").exists(), "nothing was entered");

    // What the register still says is sealed, and only where the register can be asked.
    sign("ba", "copy_signer", &leader).passed();
    std::fs::rename(place.join("register.sqlite"), place.join("ở-nơi-khác")).unwrap();
    sign("ba", "organisation", &seal).refused("REGISTER_FILE");
    std::fs::rename(place.join("ở-nơi-khác"), place.join("register.sqlite")).unwrap();
    sign("ba", "organisation", &seal).passed();
}

#[test]
fn what_may_not_be_copied_takes_no_number() {
    let (_folder, place) = school();
    let decision = ["--decision", "46/QĐ-THPT", "--date", "2026-09-01", "--reason", "Gian lận thi cử"];
    vanbang(&place, &[&["register", "amend", "B 0000014", "--revoke"], &decision[..], &CLERK].concat()).passed();
    let before = entries(&place);
    let ended = copy(&place, &["B 0000012", "B 0000014"]);
    ended.refused("DIPLOMA_ENDED");
    assert!(ended.err.contains("46/QĐ-THPT") && ended.err.contains("01/09/2026"), "{}", ended.err);
    copy(&place, &["B 9999999"]).refused("REGISTER_UNKNOWN");

    // From 15 April 2026 the school holds the register, so that nobody else copies.
    let settings = place.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("\"upper_secondary\"", "\"department\"")).unwrap();
    copy(&place, &["B 0000012"]).refused("RECORD_CONTRADICTS_RULES");
    assert_eq!(entries(&place), before);
}

#[test]
fn a_plan_whose_number_another_copy_was_given_is_made_anew() {
    let (_folder, place) = school();
    let kept = |name: &str| place.join(name);
    let files = ["register.sqlite", "register.checkpoint.json"];
    let saved: Vec<Vec<u8>> = files.iter().map(|name| std::fs::read(kept(name)).unwrap()).collect();
    copy(&place, &["B 0000012"]).passed();
    let first = place.join("batches").join(batches(&place).pop().unwrap());

    // As after a crash between the plan and the register: the number is not taken, nothing is drawn.
    files.iter().zip(&saved).for_each(|(name, bytes)| std::fs::write(kept(name), bytes).unwrap());
    std::fs::remove_dir_all(first.join("drawn")).unwrap();
    std::fs::create_dir(first.join("drawn")).unwrap();
    std::fs::write(first.join("journal"), b"").unwrap();
    assert!(copy(&place, &["B 0000013"]).passed().out.contains("Bản sao số 1/"));
    assert!(copy(&place, &["B 0000012"]).passed().out.contains("Bản sao số 2/"));

    // Once something of it is drawn, such a plan is a person's question.
    files.iter().zip(&saved).for_each(|(name, bytes)| std::fs::write(kept(name), bytes).unwrap());
    let ran = copy(&place, &["B 0000014"]);
    assert!(ran.passed().out.contains("Bản sao số 1/"), "{}", ran.out);
    copy(&place, &["B 0000013"]).refused("COPY_NUMBER_TAKEN");
}

//! `vanbang trust directory`: taking a directory, showing it, replacing it by a newer one, signing one.

mod command;

use std::fs;
use std::path::Path;

use command::{KeyFiles, Ran, vanbang, vanbang_with};
use serde_json::{Value, json};

fn directory(serial: u64, change: impl FnOnce(&mut Value)) -> String {
    let mut file = json!({"format": "vanbang directory 1", "serial": serial, "issued": "2026-05-01T00:00:00Z",
        "next_update": "2026-05-02T00:00:00Z", "organisations": [{
            "org": "thpt-mau.hue", "name_vi": "Trường THPT Mẫu", "name_en": "Mau School",
            "hosts": [{"host": "vb.mau.edu.vn"}, {"host": "vb.cu.vn", "until": "2026-05-01T00:00:00Z"}],
            "certificates": [{"sha256": "ab".repeat(32), "roles": ["manifest", "seal"],
                "from": "2026-01-01T00:00:00Z"}]}]});
    change(&mut file);
    file.to_string()
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    fs::write(folder.join(name), text).unwrap();
    name.to_owned()
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    vanbang(folder, &[&["--office", ".", "trust", "directory"], arguments].concat())
}

#[test]
fn a_directory_of_ones_own_word_is_taken_shown_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(run(at, &["show"]).passed().out.contains("Chưa có danh bạ nào"));
    let first = write(at, "a.json", directory(12, |_| {}));
    run(at, &["add", &first]).refused("DIRECTORY_NOT_CONFIRMED");
    run(at, &["add", &first, "--yes"]).passed();
    let shown = run(at, &["show"]);
    for expected in [
        "Danh bạ số 12",
        "DIRECTORY_OLD",
        "thpt-mau.hue — Trường THPT Mẫu",
        "máy chủ: vb.mau.edu.vn",
        "máy chủ cũ: vb.cu.vn",
        "SHA-256: abababab abababab",
        "niêm phong lô, đóng dấu văn bản",
    ] {
        assert!(shown.passed().out.contains(expected), "{expected}: {}", shown.out);
    }
    let older = write(at, "b.json", directory(11, |_| {}));
    run(at, &["update", &older, "--yes"]).refused("DIRECTORY_SERIAL_BACK");
    let newer = write(
        at,
        "c.json",
        directory(13, |file| {
            file["organisations"][0]["certificates"][0]["compromised_since"] = json!("2026-04-01T00:00:00Z");
        }),
    );
    let told = run(at, &["update", &newer, "--yes"]);
    assert!(told.passed().out.contains("KHÓA BỊ LỘ từ 01/04/2026"), "{}", told.out);
    let broken =
        write(at, "d.json", directory(14, |file| file["organisations"][0]["name_vi"] = json!("Trường\u{202e}")));
    run(at, &["update", &broken, "--yes"]).refused("DIRECTORY_VALUE_INVALID");
    assert!(run(at, &["show"]).passed().out.contains("Danh bạ số 13"), "the one before stays");
}

#[test]
fn an_editor_signs_and_the_office_takes_only_that_editors_newer_ones() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let editor = KeyFiles::make(at, "Sở Giáo dục và Đào tạo", (2025, 2035));
    let stranger = KeyFiles::make(at, "Người lạ", (2025, 2035));
    let sign = |name: &str, serial: u64, who: &KeyFiles| {
        let file = write(at, &format!("{name}.json"), directory(serial, |_| {}));
        let signing = [&["--office", ".", "trust", "directory", "sign", &file], &who.options()[..]].concat();
        vanbang_with(command::PASSWORD, at, &signing).passed();
        format!("{name}.cms")
    };
    let first = sign("mot", 12, &editor);
    run(at, &["add", &first]).refused("DIRECTORY_EDITOR_UNKNOWN");
    run(at, &["add", &first, "--editor", &editor.certificate]).refused("DIRECTORY_NOT_CONFIRMED");
    run(at, &["add", &first, "--editor", &editor.certificate, "--yes"]).passed();
    let shown = run(at, &["show"]);
    assert!(shown.passed().out.contains("Sở Giáo dục và Đào tạo") && shown.out.contains("Danh bạ số 12"));

    run(at, &["update", &sign("hai", 13, &editor)]).passed();
    run(at, &["update", &first]).refused("DIRECTORY_SERIAL_BACK");
    run(at, &["update", &sign("ba", 14, &stranger)]).refused("DIRECTORY_EDITOR_UNKNOWN");
    let plain = write(at, "bon.json", directory(15, |_| {}));
    run(at, &["update", &plain, "--yes"]).refused("DIRECTORY_OF_OTHER_KIND");
    assert!(run(at, &["show"]).passed().out.contains("Danh bạ số 13"));
    assert_eq!(fs::read_to_string(at.join("trust/directory.serial")).unwrap(), "13\n");
}

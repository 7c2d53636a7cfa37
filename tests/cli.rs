//! The command line from outside: usage, files that cannot be judged, trust, workbooks with problems.

mod command;

use command::{KeyFiles, ROSTERS, files, office, vanbang};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn wrong_usage_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &[][..],
        &["verify"],
        &["verify", "--no-such", "a.pdf"],
        &["sing", "x"],
        &["verify", "--at", "hôm qua", "a.pdf"],
    ] {
        let ran = vanbang(folder.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        // Without any argument the help is the answer.
        if !arguments.is_empty() {
            ran.refused("USAGE");
        }
    }
    let english = vanbang(folder.path(), &["sing", "--lang", "en"]);
    assert!(english.err.contains("there is no command \"sing\"") && english.err.contains("sign"), "{}", english.err);
    for command in [
        "verify", "code", "cert", "trust", "token", "init", "check", "issue", "sign", "delegate", "publish", "demo",
        "bench",
    ] {
        let help = vanbang(folder.path(), &[command, "--help"]);
        assert!(help.passed().out.contains(" · "), "both languages: {}", help.out);
        assert!(help.out.contains("Cách dùng · Usage: vanbang"), "{}", help.out);
    }
}

#[test]
fn a_file_without_a_verdict_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bang-diem.pdf"), "Toán: 9,5").unwrap();
    let ran = vanbang(folder.path(), &["verify", "--json", "bang-diem.pdf", "khong-co.pdf", "."]);
    assert_eq!(ran.code, 2);
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes: Vec<_> = lines.iter().map(|line| line["error"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["NOT_A_PDF", "FILE_ACCESS", "FILE_ACCESS"]);
    assert_eq!(lines[0]["file"], "bang-diem.pdf");
    for line in &lines {
        assert_eq!(line.as_object().unwrap().keys().collect::<Vec<_>>(), ["error", "file"]);
        assert!(line["error"]["message_vi"].is_string() && line["error"]["message_en"].is_string());
    }
    let plain = vanbang(folder.path(), &["verify", "bang-diem.pdf"]);
    assert!(plain.out.contains("KHÔNG ĐỌC ĐƯỢC") && !plain.out.contains('\u{1b}'), "{}", plain.out);
    let english = vanbang(folder.path(), &["verify", "--lang", "en", "bang-diem.pdf"]);
    assert!(english.out.contains("CANNOT BE READ"), "{}", english.out);
}

#[test]
fn a_broken_trust_store_gives_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("root.pem"), "không phải chứng thư").unwrap();
    std::fs::write(folder.path().join("a.pdf"), "%PDF-1.7").unwrap();
    vanbang(folder.path(), &["verify", "--trust", "root.pem", "a.pdf"]).refused("NO_CERTIFICATE");
    vanbang(folder.path(), &["verify", "--trust", "khong-co.pem", "a.pdf"]).refused("TRUST_UNREADABLE");
    vanbang(folder.path(), &["verify", "--directory", "root.pem", "a.pdf"]).refused("DIRECTORY_MALFORMED");
    std::fs::write(folder.path().join("vanbang.toml"), "[verify]\nrevocation = \"thôi\"\n").unwrap();
    vanbang(folder.path(), &["verify", "a.pdf"]).refused("SETTINGS_INVALID");
}

#[test]
fn an_anchor_is_added_only_when_confirmed() {
    let folder = office();
    let office = folder.path().join("office");
    let root = KeyFiles::make(folder.path(), "Gốc lạ", (2025, 2045)).certificate;
    vanbang(&office, &["trust", "add", &root]).refused("ANCHOR_NOT_CONFIRMED");
    assert!(files(&office.join("trust/anchors"), ".pem").is_empty());

    let added = vanbang(&office, &["trust", "add", &root, "--yes", "--source", "thử nghiệm"]);
    assert!(added.passed().out.contains("KHÔNG biết chứng thư gốc này"), "{}", added.out);
    let kept = files(&office.join("trust/anchors"), ".pem");
    assert_eq!(kept.len(), 1);
    let list = vanbang(&office, &["trust", "list"]);
    assert!(list.passed().out.contains("Gốc lạ") && list.out.contains("thử nghiệm"), "{}", list.out);

    let fingerprint = kept[0].file_stem().unwrap().to_str().unwrap();
    vanbang(&office, &["trust", "remove", "ffffffffffffffff"]).refused("ANCHOR_NOT_FOUND");
    vanbang(&office, &["trust", "remove", fingerprint]).passed();
    assert!(files(&office.join("trust/anchors"), ".pem").is_empty());
    assert_eq!(std::fs::read_to_string(office.join("trust/provenance.json")).unwrap(), "[]");
}

#[test]
fn an_office_starts_with_workbooks_that_have_no_problems() {
    let folder = office();
    vanbang(folder.path(), &["init", "office"]).refused("FOLDER_NOT_EMPTY");
    let office = folder.path().join("office");
    let checked = vanbang(&office, &["check", ROSTERS[0], ROSTERS[1]]);
    assert!(checked.passed().out.contains("2 lớp, 30 học sinh"), "{}", checked.out);
    for (kind, file, told) in [
        ("transcript-secondary", "hoc_ba_mau.xlsx", "1 lớp, 2 học sinh"),
        ("transcript-university", "bang_diem_dai_hoc_mau.xlsx", "1 ngành, 2 sinh viên"),
        ("certified-copy", "de_nghi_ban_sao_mau.xlsx", "2 đề nghị"),
        ("register", "so_goc_thpt.csv", "3 văn bằng"),
    ] {
        let checked = vanbang(&office, &["check", "--kind", kind, file]);
        assert!(checked.passed().out.contains(told), "{kind}: {}", checked.out);
        assert!(checked.out.contains("nhận ra: "), "{kind}: {}", checked.out);
    }
    vanbang(&office, &["check", "--kind", "hoc-ba", "x.xlsx"]).refused("KIND_UNKNOWN");
    vanbang(&office, &["issue", "--kind", "certified-copy", "x.xlsx"]).refused("KIND_NOT_FROM_WORKBOOKS");
    vanbang(folder.path(), &["check", "x.xlsx"]).refused("NO_OFFICE");
    vanbang(&office, &["check", "x.xlsx"]).refused("FILE_ACCESS");
}

#[test]
fn a_workbook_with_problems_issues_nothing_and_lists_them_all() {
    let folder = office();
    let office = folder.path().join("office");
    let rosters = ["hk1", "hk2"].map(|name| format!("{ROOT}/test-vectors/roster/bad-marks/{name}.xlsx"));
    let checked = vanbang(&office, &["check", &rosters[0], &rosters[1]]);
    let issued = vanbang(&office, &["issue", &rosters[0], &rosters[1], "--draw-only"]);
    for ran in [&checked, &issued] {
        assert_eq!(ran.code, 2, "{}", ran.err);
        let problems = ran.out.lines().filter(|line| line.contains(".xlsx: ") && line.ends_with(']')).count();
        assert!(problems > 1, "{}", ran.out);
        assert!(ran.out.contains(&format!("Có {problems} chỗ cần sửa")), "{}", ran.out);
    }
    assert_eq!(checked.out, issued.out);
    assert!(!office.join("batches").exists());
    let english = vanbang(&office, &["check", "--lang", "en", &rosters[0], &rosters[1]]);
    assert!(english.out.contains("problems to correct"), "{}", english.out);
}

//! The whole job by one command. One test, because one run serves all that is asked of it.

mod command;

use command::{files, vanbang};

/// Every member of the published object (design: the verdict as JSON).
const MEMBERS: [&str; 9] =
    ["authentic", "file", "findings", "organisation", "reason", "sha256", "signatures", "standing", "verdict"];
const SIGNATURE_MEMBERS: [&str; 14] = [
    "certificate_sha256",
    "changes_after",
    "coverage",
    "field",
    "findings",
    "indication",
    "integrity",
    "kind",
    "level",
    "reason",
    "signer",
    "sub_indication",
    "time",
    "trusted",
];

#[test]
fn the_demo_issues_thirty_documents_and_refuses_a_forged_one() {
    let folder = tempfile::tempdir().unwrap();
    let ran = vanbang(folder.path(), &["demo"]);
    let last: Vec<&str> = ran.passed().out.lines().rev().take(2).collect();
    assert!(last[1].contains("30/30 văn bản HỢP LỆ"), "{}", ran.out);
    assert!(
        last[0].starts_with("tampered.pdf: KHÔNG HỢP LỆ") && last[0].ends_with("[MODIFIED_AFTER_SIGNING]"),
        "{}",
        ran.out
    );

    let demo = folder.path().join("demo");
    let signed = files(&demo.join("signed"), ".pdf");
    assert_eq!(signed.len(), 30);
    assert_eq!(std::fs::read_to_string(demo.join("register.jsonl")).unwrap().lines().count(), 30);

    let kept = vanbang(&demo, &["register", "show"]);
    let told = "the register is opened and holds two sealed batches of fifteen";
    assert!(kept.passed().out.contains("33 mục, nguyên vẹn"), "{told}: {}", kept.out);

    let names: Vec<&str> = signed.iter().map(|file| file.to_str().unwrap()).collect();
    let all = vanbang(&demo, &[&["verify", "--json"], &names[..]].concat());
    assert_eq!(all.passed().out.lines().count(), 30);
    for line in all.out.lines() {
        let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(verdict.as_object().unwrap().keys().collect::<Vec<_>>(), MEMBERS);
        assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &true.into()), "{line}");
        assert_eq!((&verdict["organisation"], &verdict["standing"]), (&"Trường THCS Mẫu".into(), &"in_force".into()));
        let signatures = verdict["signatures"].as_array().unwrap();
        let fields: Vec<_> = signatures.iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["homeroom_confirm", "leader_confirm", "org_seal"]);
        for signature in signatures {
            assert_eq!(signature.as_object().unwrap().keys().collect::<Vec<_>>(), SIGNATURE_MEMBERS);
            assert_eq!(signature["level"], "B-B");
        }
    }

    let plain = vanbang(&demo, &["verify", names[0]]);
    assert!(plain.passed().out.contains("HỢP LỆ — đúng văn bản do đơn vị phát hành"), "{}", plain.out);
    assert!(plain.out.contains("Họ và tên: ") && !plain.err.contains("thu hồi"), "{}{}", plain.out, plain.err);

    // The folder that is trusted is named, and that it is the current one.
    let trusted = |ran: &command::Ran| {
        let line = ran.out.lines().find(|line| line.starts_with("Căn cứ: ")).expect("what the verdict rests on");
        line.to_owned()
    };
    assert!(trusted(&plain).contains("/demo/trust — thư mục hiện tại"), "{}", plain.out);
    let asked = vanbang(folder.path(), &["--office", "demo", "verify", names[0]]);
    assert!(trusted(asked.passed()).ends_with("— thư mục nêu ở --office (1 chứng thư gốc, 1 đơn vị trong danh bạ)"));
    let given = vanbang(&demo, &["verify", "--trust", "trust/anchors", names[0]]);
    assert!(trusted(&given).starts_with("Căn cứ: trust/anchors ("), "{}", given.out);

    // The worst counts: failed before passed, no verdict before failed.
    let two = vanbang(&demo, &["verify", names[0], "tampered.pdf"]);
    assert_eq!(two.code, 1, "{}", two.out);
    // The forged mark is called by its name, not by its object's number.
    assert!(two.out.contains("[CHANGED_FACT]") && two.out.contains("  - Điểm "), "{}", two.out);
    assert_eq!(vanbang(&demo, &["verify", "tampered.pdf", names[0], "vanbang.toml"]).code, 2);
    // Elsewhere its authority is unknown.
    assert_eq!(vanbang(folder.path(), &["verify", names[0]]).code, 3);
    // Revocation is asked for: without the authority's list there is no answer, with it there is.
    let (list, aside) = (demo.join("trust/crls/demo-ca.crl"), folder.path().join("aside.crl"));
    std::fs::rename(&list, &aside).unwrap();
    let unanswered = vanbang(&demo, &["verify", names[0]]);
    assert_eq!(unanswered.code, 3, "{}", unanswered.out);
    assert!(unanswered.out.contains("[REVOCATION_NOT_CHECKED]"), "{}", unanswered.out);
    vanbang(&demo, &["verify", "--evidence", aside.to_str().unwrap(), names[0]]).passed();
    vanbang(&demo, &["verify", "--revocation", "prefer", names[0]]).passed();
    vanbang(&demo, &["verify", "--revocation", "ignore", names[0]]).passed();
    std::fs::rename(&aside, &list).unwrap();
    assert!(vanbang(&demo, &["trust", "list"]).passed().out.contains("0 chứng thư bị thu hồi; hiệu lực"));

    // An office of one's own that trusts the same authority asks for the list as well, and has a place for it.
    let office = folder.path().join("office");
    vanbang(folder.path(), &["init", "office"]).passed();
    let lend = |place: &str| std::fs::copy(demo.join("trust").join(place), office.join("trust").join(place)).unwrap();
    lend("anchors/demo-ca.pem");
    lend("directory.json");
    assert_eq!(vanbang(&office, &["verify", names[0]]).code, 3);
    lend("crls/demo-ca.crl");
    vanbang(&office, &["verify", names[0]]).passed();

    // A folder that is not a demo is left alone; a demo is made anew.
    std::fs::create_dir(folder.path().join("other")).unwrap();
    std::fs::write(folder.path().join("other/thesis.txt"), "mine").unwrap();
    vanbang(folder.path(), &["demo", "--out", "other"]).refused("FOLDER_NOT_EMPTY");
    std::fs::write(demo.join("ghi-chu.txt"), "mine").unwrap();
    vanbang(folder.path(), &["demo"]).passed();
    assert_eq!(files(&demo.join("signed"), ".pdf").len(), 30);
    assert!(demo.join("ghi-chu.txt").exists());
}

//! The sample school's thirty documents signed by three people, each with a token of SoftHSM2, through
//! the command line as a school would. One test, because the module reads its configuration once.
#![cfg(unix)]

mod command;
#[allow(dead_code)]
mod softhsm;

use std::path::Path;

use command::{ROSTERS, files, office, vanbang, vanbang_with};
use softhsm::school::{ROLES, School, fill};
use softhsm::{PIN, SoftHsm};
use vanbang::document::record::{Directory, OrgId, Pin, PinRole};
use vanbang::signature::x509::Certificate;

fn trust(office: &Path, root: &str, list: &[u8], seal: &Certificate) {
    std::fs::write(office.join("trust/crls/ca.crl"), list).unwrap();
    std::fs::write(office.join("trust/anchors/ca.pem"), root).unwrap();
    let pin = Pin {
        sha256: seal.sha256(),
        roles: vec![PinRole::Seal],
        from: seal.not_before(),
        until: None,
        compromised_since: None,
    };
    let org = OrgId::new("thcs-mau.hue").unwrap();
    let directory = Directory::of_one(&org, "Trường THCS Mẫu", "Mau School", "vb.thcs-mau.example.vn", &[pin]).unwrap();
    std::fs::write(office.join("trust/directory.json"), directory.to_json().unwrap()).unwrap();
}

/// Thông tư 22/2020/TT-BTTTT, Điều 5: what was known of the certificate is stored with the signed message;
/// with it alone a file is judged when the authority's list is not at hand any more.
fn kept_evidence_judges(office: &Path, batch: &str, file: &str) {
    let list = office.join("trust/crls/ca.crl");
    let gone = office.join("ca.crl");
    std::fs::rename(&list, &gone).unwrap();
    let without = vanbang(office, &["verify", "--offline", file]);
    assert!(without.code == 3 && without.out.contains("[REVOCATION_NOT_CHECKED]"), "{}", without.out);
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(office.join(batch).join("report.json")).unwrap()).unwrap();
    for (line, (role, _)) in report["signers"].as_array().unwrap().iter().zip(ROLES) {
        let check = &line["checks"].as_array().unwrap()[0];
        let evidence = check["evidence"].as_str().unwrap();
        assert_eq!((evidence, &check["notes"]), (&*format!("evidence/{role}.der"), &serde_json::json!([])));
        let with = vanbang(office, &["verify", "--offline", "--evidence", &format!("{batch}/{evidence}"), file]);
        with.passed();
    }
    std::fs::rename(&gone, &list).unwrap();
}

/// The same, Điều 5: what is stored may be deleted; by whom stands in the journal, and so in every later report.
fn kept_evidence_is_deleted_by_name(office: &Path, batch: &str, file: &str) {
    let (role, _) = ROLES[0];
    let delete = || vanbang(office, &["sign", batch, "--role", role, "--delete-evidence", "Phạm Thị <Thủ>"]);
    assert!(delete().passed().out.contains("Đã xóa"));
    assert!(!office.join(batch).join(format!("evidence/{role}.der")).exists());
    assert!(delete().passed().out.contains("Không có chứng cứ nào để xóa"));
    let read = |name: &str| std::fs::read_to_string(office.join(batch).join(name)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&read("report.json")).unwrap();
    let line = &report["signers"][0];
    assert_eq!(
        (&line["checks"][0]["evidence"], &line["deletions"][0]["by"]),
        (&serde_json::Value::Null, &"Phạm Thị <Thủ>".into())
    );
    assert_eq!(line["deletions"].as_array().unwrap().len(), 1);
    assert!(read("report.html").contains("Phạm Thị &lt;Thủ&gt;"));
    assert_eq!(report["signers"][1]["deletions"], serde_json::json!([]));
    vanbang(office, &["verify", "--offline", file]).passed();
}

#[test]
fn thirty_documents_are_signed_with_three_tokens() {
    let tokens = SoftHsm::start();
    let School { authority, seal } = fill(&tokens);
    let folder = office();
    let office = folder.path().join("office");
    trust(&office, &authority.root, &authority.list, &seal);
    let module = tokens.module.display().to_string();
    let key = |token: &'static str| ["--module", &module, "--token", token].map(str::to_owned);
    let [(_, teacher), later @ ..] = ROLES;

    let listed = vanbang(&office, &["token", "list", "--module", &module]);
    assert!(listed.passed().out.contains("«Hiệu trưởng»") && listed.out.contains("nhãn «chứng thư»"), "{}", listed.out);
    let fit = vanbang(&office, &["token", "check", "--module", &module, "--token", teacher]);
    assert!(fit.passed().out.contains("sẵn sàng để ký"), "{}", fit.out);
    vanbang(&office, &["token", "check", "--module", &module, "--token", "Không có"]).refused("TOKEN_NOT_FOUND");

    let issue = |options: &[String], pin: &str| {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        vanbang_with(pin, &office, &[&["issue", ROSTERS[0], ROSTERS[1]], &options[..]].concat())
    };
    issue(&key("Không có"), PIN).refused("TOKEN_NOT_FOUND");
    assert!(!office.join("batches").exists(), "nothing is drawn for a token that is not there");
    issue(&key(teacher), "1").refused("PIN_LENGTH");

    let issued = issue(&key(teacher), PIN);
    assert!(!issued.passed().out.contains("khóa phần mềm"), "a token is no software key: {}", issued.out);
    let batch = "batches/2025-2026-6A-6B";
    for (role, token) in later {
        let options = key(token);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        vanbang_with(PIN, &office, &[&["sign", batch, "--role", role], &options[..]].concat()).passed();
    }
    let signed = files(&office.join(batch).join("signed"), ".pdf");
    assert_eq!(signed.len(), 30);
    let names: Vec<&str> = signed.iter().map(|file| file.to_str().unwrap()).collect();
    // The seal is pinned by the person, not by the file.
    std::fs::remove_file(office.join("trust/directory.json")).unwrap();
    let unknown = vanbang(&office, &["verify", "--revocation", "ignore", names[0]]);
    assert!(unknown.code == 3 && unknown.out.contains("[ORGANISATION_UNKNOWN]"), "{}", unknown.out);
    std::fs::write(office.join("con-dau.pem"), seal.to_pem()).unwrap();
    vanbang(&office, &["trust", "seal", "con-dau.pem"]).refused("SEAL_NOT_CONFIRMED");
    vanbang(&office, &["trust", "seal", "con-dau.pem", "--yes"]).passed();
    let again = vanbang(&office, &["trust", "seal", "con-dau.pem"]);
    assert!(again.passed().out.contains("đã có trong danh bạ"), "{}", again.out);
    let verdicts = vanbang(&office, &[&["verify", "--json", "--revocation", "ignore"], &names[..]].concat());
    assert_eq!(verdicts.passed().out.lines().count(), 30);
    kept_evidence_judges(&office, batch, names[0]);
    kept_evidence_is_deleted_by_name(&office, batch, names[0]);
    for line in verdicts.out.lines() {
        let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(verdict["authentic"], true, "{line}");
        let signers: Vec<_> =
            verdict["signatures"].as_array().unwrap().iter().map(|one| one["signer"].as_str().unwrap()).collect();
        assert_eq!(signers, ROLES.map(|(_, name)| format!("CN={name}")));
    }
}

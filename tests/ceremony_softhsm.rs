//! The whole ceremony through a real PKCS#11 module and the real command line: the thirty sample
//! pupils, three tokens, three signatures a file.
//!
//! One test, because the module reads its configuration from the environment once in a process.

mod common;
#[allow(dead_code, reason = "other tests use the rest")]
mod softhsm;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use common::{Authority, directory_with};
use softhsm::{PIN, SoftHsm};

const ROLES: [(&str, &str); 3] =
    [("homeroom_teacher", "Giáo viên chủ nhiệm"), ("school_leader", "Hiệu trưởng"), ("organisation", "Con dấu")];

fn vanbang(office: &Path, arguments: &[&str], pin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vanbang"))
        .args(arguments)
        .current_dir(office)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not ask for the PIN may close its end before this is written.
    let _ = child.stdin.take().unwrap().write_all(format!("{pin}\n").as_bytes());
    child.wait_with_output().unwrap()
}

fn succeeds(office: &Path, arguments: &[&str]) -> String {
    let output = vanbang(office, arguments, PIN);
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn signed_files(batch: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(batch.join("signed")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn thirty_documents_through_three_tokens() {
    let hsm = SoftHsm::start();
    let authority = Authority::new();
    let mut seal = None;
    for (serial, (_, name)) in (1..).zip(ROLES) {
        let (certificate, key) = authority.certified(name, serial, &rcgen::PKCS_RSA_SHA256, (2025, 2035));
        hsm.token(name);
        hsm.key(name, name, "A1", &key.serialize_pem());
        hsm.certificate(name, name, "A1", certificate.der());
        seal = Some(certificate);
    }
    let office = hsm.path().join("office");
    std::fs::create_dir(&office).unwrap();
    succeeds(&office, &["init", "."]);
    std::fs::create_dir_all(office.join("trust/anchors")).unwrap();
    std::fs::write(office.join("trust/anchors/ca.pem"), authority.root.to_pem()).unwrap();
    std::fs::write(office.join("trust/directory.json"), directory_with(&seal.unwrap()).to_json().unwrap()).unwrap();

    let batch = office.join("lo");
    let (batch_text, module) = (batch.to_str().unwrap().to_owned(), hsm.module.to_str().unwrap().to_owned());
    let rosters =
        ["so_diem_tong_ket_khoi_6_hk1.xlsx", "so_diem_tong_ket_khoi_6_hk2.xlsx"].map(|name| office.join(name));
    let [first, second] = rosters.each_ref().map(|path| path.to_str().unwrap());
    let token = |label: &'static str| ["--module", &module, "--token", label, "--pin-fd", "0"].map(str::to_owned);
    let with = |head: &[&str], label: &'static str| -> Vec<String> {
        head.iter().map(|word| (*word).to_owned()).chain(token(label)).collect()
    };

    // A wrong PIN and a token that is not there sign nothing.
    let issue = with(&["issue", first, second, "--batch", &batch_text], ROLES[0].1);
    let issue: Vec<&str> = issue.iter().map(String::as_str).collect();
    let wrong = vanbang(&office, &issue, "000000");
    assert_eq!(wrong.status.code(), Some(2), "{}", String::from_utf8_lossy(&wrong.stderr));
    let absent = with(&["issue", first, second, "--batch", &batch_text], "Không có");
    let absent: Vec<&str> = absent.iter().map(String::as_str).collect();
    assert_eq!(vanbang(&office, &absent, PIN).status.code(), Some(2));
    assert!(!batch.join("signed").exists() || signed_files(&batch).is_empty());

    succeeds(&office, &issue);
    for (role, label) in &ROLES[1..] {
        let sign = with(&["sign", &batch_text, "--role", role], label);
        succeeds(&office, &sign.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let files = signed_files(&batch);
    assert_eq!(files.len(), 30);
    let names: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let report = succeeds(&office, &[&["verify", "--json", "--revocation", "ignore"][..], &names].concat());
    assert_eq!(report.lines().count(), 30);
    for line in report.lines() {
        let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &true.into()), "{line}");
        let signers: Vec<&str> =
            verdict["signatures"].as_array().unwrap().iter().map(|one| one["signer"].as_str().unwrap()).collect();
        assert_eq!(signers.len(), 3);
        assert!(signers.iter().zip(ROLES).all(|(signer, (_, name))| signer.contains(name)), "{signers:?}");
    }
    let record: serde_json::Value = serde_json::from_slice(&std::fs::read(batch.join("report.json")).unwrap()).unwrap();
    let software: Vec<&serde_json::Value> =
        record["signers"].as_array().unwrap().iter().map(|signer| &signer["software_key"]).collect();
    assert_eq!(software, [false, false, false]);
}

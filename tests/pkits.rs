//! NIST's path validation test suite (PKITS 1.0.1), certificate by certificate through the library. The
//! suite is not part of this repository: `VANBANG_CORPUS` names the folder that holds `pkits/`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use vanbang::signature::crypto::Oid;
use vanbang::signature::x509::path::{Budget, Paths, PolicyRules, Purpose, Rules};
use vanbang::signature::x509::revocation::{Evidence, Moment, PathStatus, judge_paths};
use vanbang::signature::x509::{Certificate, read_certificates};

/// Cases in which we answer otherwise than the suite, and why. One that is no longer needed fails.
const EXCEPTIONS: [(&str, &str); 2] =
    [("40104", "DSA is refused"), ("40105", "DSA is refused, with inherited parameters too")];

#[derive(Deserialize)]
struct Case {
    id: String,
    name: String,
    cert: String,
    #[serde(default)]
    other_certs: Vec<String>,
    #[serde(default)]
    crls: Vec<String>,
    #[serde(default)]
    params: Params,
    error: Option<serde_json::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Params {
    user_initial_policy_set: Vec<String>,
    initial_explicit_policy: bool,
    initial_any_policy_inhibit: bool,
    initial_policy_mapping_inhibit: bool,
}

#[test]
fn every_case_is_answered_as_the_suite_does() {
    let Some(folder) = std::env::var_os("VANBANG_CORPUS").map(|corpus| PathBuf::from(corpus).join("pkits")) else {
        eprintln!("SKIPPED: VANBANG_CORPUS is not set, so that NIST's suite was not run");
        return;
    };
    let text = std::fs::read(folder.join("pkits.json")).expect("VANBANG_CORPUS holds pkits/pkits.json");
    let cases: Vec<Case> = serde_json::from_slice(&text).expect("the list of cases reads");
    assert!(cases.len() >= 240, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let agrees = is_valid(&folder, case) == case.error.is_none();
        let excepted = EXCEPTIONS.iter().any(|(id, _)| *id == case.id);
        match (agrees, excepted) {
            (false, false) => wrong.push(format!("{} {}: answered otherwise", case.id, case.name)),
            (true, true) => wrong.push(format!("{} {}: the exception is not needed", case.id, case.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn is_valid(folder: &Path, case: &Case) -> bool {
    let at: DateTime<Utc> = "2020-01-01T00:00:00Z".parse().expect("a time");
    let anchor = certificate(folder, "TrustAnchorRootCertificate.crt").expect("the anchor reads");
    let Some(leaf) = certificate(folder, &case.cert) else { return false };
    let pool: Vec<Certificate> = case.other_certs.iter().filter_map(|file| certificate(folder, file)).collect();
    let mut evidence = Evidence::default();
    for file in ["TrustAnchorRootCRL.crl"].into_iter().chain(case.crls.iter().map(String::as_str)) {
        let bytes = std::fs::read(folder.join("crls").join(file)).expect(file);
        // A list that cannot be read is one that is missing.
        if let Ok(found) = Evidence::read(&bytes) {
            evidence.merge(found);
        }
    }
    let acceptable = case.params.user_initial_policy_set.iter().map(|oid| Oid::from_dotted(oid).expect(oid)).collect();
    let policies = PolicyRules {
        acceptable,
        require_explicit: case.params.initial_explicit_policy,
        forbid_any: case.params.initial_any_policy_inhibit,
        forbid_mapping: case.params.initial_policy_mapping_inhibit,
    };
    let rules = Rules { policies, key_identifiers: true, ..Rules::new(Purpose::Any, Budget::default()) };
    let paths = Paths::new(&rules, &leaf, &pool, std::slice::from_ref(&anchor), at);
    let judged = judge_paths(paths, &pool, &evidence, Moment::present(at));
    judged.is_some_and(|(_, status)| matches!(status, PathStatus::Good(_)))
}

fn certificate(folder: &Path, file: &str) -> Option<Certificate> {
    let bytes = std::fs::read(folder.join("certs").join(file)).expect(file);
    read_certificates(&bytes).ok()?.into_iter().next()
}

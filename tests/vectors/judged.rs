//! A vector judged through the public library, as the command line would judge the same file.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use vanbang::signature::crypto::Oid;
use vanbang::signature::x509::path::{Budget, PathFailure, Paths, PolicyRules, Purpose, Rules};
use vanbang::signature::x509::revocation::{Evidence, Moment, PathStatus, judge_paths};
use vanbang::signature::x509::{Certificate, read_certificates};
use vanbang::verify::{Policy, Revocation, Trust, TrustFolder, read_evidence_path, verify};

use super::expectation::{Asked, Expectation};

/// The answer, in the words of `vanbang verify --json` as far as there are any.
pub fn judge(root: &Path, file: &Path, expected: &Expectation) -> Value {
    let at: DateTime<Utc> = expected.at.parse().expect("`at` is RFC 3339");
    let bytes = std::fs::read(file).expect("a readable vector");
    let folder = TrustFolder::read(&root.join("trust").join(&expected.trust)).expect("a trust folder");
    let plain = |found: &[(std::path::PathBuf, Certificate)]| found.iter().map(|(_, one)| one.clone()).collect();
    let mut trust = Trust {
        anchors: plain(&folder.anchors),
        tsa_anchors: plain(&folder.tsa_anchors),
        intermediates: plain(&folder.intermediates),
        revocation: mode(expected.revocation.as_deref()),
        evidence: folder.evidence,
    };
    for name in &expected.evidence {
        trust.evidence.merge(read_evidence_path(&root.join("evidence").join(name)).expect("readable evidence"));
    }
    let name = file.file_name().and_then(|name| name.to_str()).expect("a plain name");
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("pdf") => {
            let policy = Policy { trust, directory: folder.directory };
            match verify(name, &bytes, &policy, at) {
                Ok(verdict) => serde_json::to_value(&verdict).expect("a verdict as JSON"),
                Err(unreadable) => answer("unreadable", unreadable.error.code, &[]),
            }
        }
        Some("pem" | "crt") => certificate(&bytes, trust, expected.certificate.as_ref(), at),
        Some("crl" | "ocsp") => evidence(root, &bytes, trust, expected, at),
        other => panic!("{name}: a vector of kind {other:?} cannot be judged"),
    }
}

fn mode(name: Option<&str>) -> Revocation {
    match name {
        None | Some("require") => Revocation::Require,
        Some("prefer") => Revocation::Prefer,
        Some("ignore") => Revocation::Ignore,
        Some(other) => panic!("revocation = {other:?}"),
    }
}

fn answer(verdict: &str, reason: &str, findings: &[&str]) -> Value {
    let findings: Vec<Value> = findings.iter().map(|code| json!({ "code": code })).collect();
    json!({ "verdict": verdict, "reason": reason, "authentic": false, "signatures": [], "findings": findings })
}

/// The first certificate of the file, over the others and the folder's intermediates.
fn certificate(bytes: &[u8], mut trust: Trust, asked: Option<&Asked>, at: DateTime<Utc>) -> Value {
    let mut found = match read_certificates(bytes) {
        Ok(found) => found,
        Err(error) => return answer("failed", error.code(), &[]),
    };
    let leaf = found.remove(0);
    trust.intermediates.extend(found);
    judged_path(&leaf, &trust, &rules(asked), at)
}

/// What the file says of the certificate that is asked about.
fn evidence(root: &Path, bytes: &[u8], mut trust: Trust, expected: &Expectation, at: DateTime<Utc>) -> Value {
    match Evidence::read(bytes) {
        Ok(found) => trust.evidence.merge(found),
        Err(error) => return answer("indeterminate", error.code(), &[]),
    }
    let about = expected.about.as_deref().expect("evidence is about a certificate");
    let about = std::fs::read(root.join("evidence").join(about)).expect("a readable certificate");
    let mut found = read_certificates(&about).expect("a certificate");
    let leaf = found.remove(0);
    trust.intermediates.extend(found);
    judged_path(&leaf, &trust, &rules(expected.certificate.as_ref()), at)
}

fn judged_path(leaf: &Certificate, trust: &Trust, rules: &Rules, at: DateTime<Utc>) -> Value {
    let mut paths = Paths::new(rules, leaf, &trust.intermediates, &trust.anchors, at);
    let judged = if trust.revocation == Revocation::Ignore {
        paths.next().map(|_| PathStatus::Good(Vec::new()))
    } else {
        judge_paths(&mut paths, &trust.intermediates, &trust.evidence, Moment::present(at)).map(|(_, status)| status)
    };
    match judged {
        None if matches!(paths.failure(), PathFailure::Budget) => answer("indeterminate", paths.failure().code(), &[]),
        None => answer("failed", paths.failure().code(), &[]),
        Some(PathStatus::Good(_)) => answer("passed", "VALID", &[]),
        Some(PathStatus::Revoked { revocation, .. }) => answer("failed", "REVOKED", &[revocation.reason.name()]),
        Some(PathStatus::Unknown { why, .. }) => {
            let codes: Vec<&str> = why.iter().map(|doubt| doubt.code()).collect();
            let first = codes.first().copied().unwrap_or("NO_REVOCATION_DATA");
            match trust.revocation.tolerates(&why) {
                true => answer("passed", "VALID", &codes),
                false => answer("indeterminate", first, &codes),
            }
        }
    }
}

fn rules(asked: Option<&Asked>) -> Rules {
    let asked = asked.cloned().unwrap_or_default();
    let purpose = match asked.purpose.as_deref() {
        None | Some("any") => Purpose::Any,
        Some("signing") => Purpose::Signing,
        Some("time_stamping") => Purpose::TimeStamping,
        Some(other) => panic!("purpose = {other:?}"),
    };
    let mut budget = Budget::default();
    if let Some(depth) = asked.max_depth {
        budget.intermediates = depth;
    }
    let policies = PolicyRules {
        acceptable: asked.policies.iter().map(|oid| Oid::from_dotted(oid).expect("an object identifier")).collect(),
        require_explicit: asked.require_policy,
        forbid_mapping: asked.forbid_policy_mapping,
        forbid_any: asked.forbid_any_policy,
    };
    Rules { policies, key_identifiers: purpose == Purpose::Any, ..Rules::new(purpose, budget) }
}

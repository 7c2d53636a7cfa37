//! A few hundred small public key infrastructures out of a seed, judged here and by `openssl verify` in the
//! same run. One way only: what OpenSSL refuses must not pass here.

#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/certificate.rs"]
mod certificate;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/der.rs"]
mod der;
#[path = "openssl_paths/infrastructure.rs"]
mod infrastructure;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/keys.rs"]
mod keys;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/list.rs"]
mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use infrastructure::{Infrastructure, Seed};
use vanbang::signature::x509::path::{Budget, Paths, Purpose, Rules};
use vanbang::signature::x509::read_certificates;
use vanbang::signature::x509::revocation::{Evidence, Moment, PathStatus, judge_paths};

const COUNT: u64 = 300;
/// All of them take four seconds; a machine that is busy with other things stops here.
const ENOUGH: Duration = Duration::from_secs(15);

/// What OpenSSL refuses and we accept: its complaint, what is odd, and why. One that is not needed fails.
const EXCEPTIONS: [(&str, &str, &str); 1] =
    [("certificate has expired", "ends this second", "notAfter belongs to the period (RFC 5280 section 4.1.2.5)")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

fn at() -> DateTime<Utc> {
    "2026-06-01T01:00:00Z".parse().unwrap()
}

/// The code of our answer, as `vanbang cert verify --revocation require` gives it.
fn ours(made: &Infrastructure) -> &'static str {
    let all = |text: &str| read_certificates(text.as_bytes()).unwrap_or_default();
    let (leaf, pool, anchors) = (all(&made.leaf), all(&made.between), all(&made.root));
    let Some(leaf) = leaf.first() else { return "UNREADABLE" };
    let evidence = match Evidence::read(made.lists.as_bytes()) {
        Ok(evidence) => evidence,
        Err(_) if made.lists.is_empty() => Evidence::default(),
        Err(error) => return error.code(),
    };
    let rules = Rules { key_identifiers: true, ..Rules::new(Purpose::Any, Budget::default()) };
    let mut paths = Paths::new(&rules, leaf, &pool, &anchors, at());
    match judge_paths(&mut paths, &pool, &evidence, Moment::present(at())) {
        None => paths.failure().code(),
        Some((_, PathStatus::Good(_))) => "VALID",
        Some((_, PathStatus::Revoked { .. })) => "REVOKED",
        Some((_, PathStatus::Unknown { why, .. })) => why.first().map_or("NO_REVOCATION_DATA", |doubt| doubt.code()),
    }
}

/// Whether OpenSSL accepts it, and its first complaint.
fn openssl(folder: &Path, made: &Infrastructure) -> (bool, String) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("root", &made.root);
    write("leaf", &made.leaf);
    let mut command = Command::new("openssl");
    command.current_dir(folder).args([
        "verify",
        "-crl_check_all",
        "-x509_strict",
        "-attime",
        &at().timestamp().to_string(),
    ]);
    command.args(["-CAfile", "root"]);
    if !made.between.is_empty() {
        write("between", &made.between);
        command.args(["-untrusted", "between"]);
    }
    if !made.lists.is_empty() {
        write("lists", &made.lists);
        command.args(["-CRLfile", "lists"]);
    }
    let output = command.arg("leaf").output().expect("the openssl program is needed for this test");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let complaint = told.lines().find(|line| line.starts_with("error ")).unwrap_or_default();
    (output.status.success(), complaint.split(": ").last().unwrap_or_default().to_owned())
}

#[test]
fn what_openssl_refuses_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let mut problems = Vec::new();
    let (mut both_pass, mut both_refuse) = (0, 0);
    let mut stricter: BTreeMap<&str, u32> = BTreeMap::new();
    let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
    let mut needed = BTreeSet::new();
    let began = Instant::now();
    let mut count = 0;
    for number in (0..COUNT).take_while(|_| began.elapsed() < ENOUGH) {
        count += 1;
        let made = Infrastructure::out_of(&mut Seed::new(number));
        let (code, (accepted, complaint)) = (ours(&made), openssl(folder.path(), &made));
        *codes.entry(code).or_default() += 1;
        match (code == "VALID", accepted) {
            (true, true) => both_pass += 1,
            (false, false) => both_refuse += 1,
            (false, true) => *stricter.entry(code).or_default() += 1,
            (true, false) => {
                let story = made.story.join(", ");
                let known = |(told, odd, _): &&(&str, &str, &str)| complaint == *told && story.contains(odd);
                match EXCEPTIONS.iter().find(known) {
                    Some((_, _, why)) => drop(needed.insert(*why)),
                    None => problems.push(format!("{number}: OpenSSL refuses ({complaint}): {story}")),
                }
            }
        }
    }
    eprintln!(
        "{count} of {COUNT}: both pass {both_pass}, both refuse {both_refuse}, only we refuse {stricter:?}; our answers {codes:?}"
    );
    assert!(problems.is_empty(), "{} of {count}:\n{}", problems.len(), problems.join("\n"));
    assert!(both_pass > count / 5 && both_refuse > count / 5, "{both_pass} and {both_refuse} say too little");
    if count == COUNT {
        assert_eq!(needed.len(), EXCEPTIONS.len(), "{needed:?}");
        assert!(codes.len() > 12, "few reasons occurred: {codes:?}");
    }
}

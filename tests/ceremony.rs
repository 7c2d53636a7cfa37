//! Signing a batch, from the library: two persons, slots on paper, the clock, and timestamps from a real
//! authority and from its faulty twins. The documents are the smallest that are transcripts.

#[allow(dead_code)]
#[path = "responders/certomancer.rs"]
mod certomancer;
mod common;
mod loopback;
#[allow(dead_code)]
#[path = "judges/message.rs"]
mod message;
#[path = "common/outside.rs"]
mod outside;
#[allow(dead_code)]
#[path = "responders/twin.rs"]
mod twin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use certomancer::Certomancer;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use common::ready::ready;
use common::{Authority, FONT, claimed, now};
use loopback::{Server, network, ok, send};
use serde_json::Value;
use tempfile::TempDir;
use twin::{Change, Spoil, as_it_is, flip_after, twin, whole};
use vanbang::document::batch::{Arrangement, Batch, Slot};
use vanbang::document::record::Role;
use vanbang::sign::{
    Authorities, DocumentState, Error, Left, Look, Otherwise, Report, Request, Stamping, TwoPersons, check_authorities,
    left, sign_batch, stamp_batch,
};
use vanbang::signature::cms::ToBeSigned;
use vanbang::signature::fetch::Network;
use vanbang::signature::pades::{Revocation, Trust};
use vanbang::signature::token::{self, Signature, Signer, SoftwareKey};
use vanbang::signature::x509::Certificate;
use vanbang::verify::{Policy, report::Level, verify};

fn sign_at(
    folder: &Path,
    role: Role,
    terms: (bool, Option<TwoPersons>),
    at: DateTime<FixedOffset>,
    signer: &mut dyn Signer,
) -> Result<Report, Error> {
    let look = Look { font: FONT.to_vec(), image: None };
    let (stamped, two_persons) = terms;
    let clock = || at;
    let request = Request {
        folder,
        role,
        look: &look,
        stamped,
        two_persons,
        delegation: None,
        check: None,
        clock: &clock,
        watch: &|_| {},
        stop: &|| false,
    };
    sign_batch(&request, &mut [signer])
}

fn sign(folder: &Path, role: Role, signer: &mut dyn Signer) -> Result<Report, Error> {
    sign_at(folder, role, (false, None), claimed(), signer)
}

/// Only the seal signs digitally.
fn sealed_only() -> Arrangement {
    let paper = [(Role::HomeroomTeacher, Slot::NotRequired), (Role::SchoolLeader, Slot::Paper)];
    let slots = paper.map(|(role, slot)| (role.code().to_owned(), slot)).into();
    Arrangement { slots, ..Arrangement::default() }
}

#[test]
fn what_will_be_signed_is_told_by_one_digest() {
    let folder = TempDir::new().unwrap();
    let batch = folder.path().join("lo");
    ready(&batch, 3, Arrangement { prepared_by: Some("Trần Thị Lan".into()), ..Arrangement::default() });
    let offer = |role| match left(&batch, role) {
        Ok(Left::Offer(offer)) => offer,
        other => panic!("{other:?}"),
    };
    let first = offer(Role::HomeroomTeacher);
    assert_eq!((first.count, first.unsigned, first.unstamped), (3, 3, 0));
    assert_eq!((first.first.as_str(), first.last.as_str()), ("Nguyễn Hữu Thiện Mỹ", "Nguyễn Hữu Thiện Mỹ"));
    assert_eq!(first.prepared_by.as_deref(), Some("Trần Thị Lan"));
    assert_eq!(left(&batch, Role::SchoolLeader).unwrap_err().code(), "ROLE_NOT_READY");
    let authority = Authority::new();
    sign(&batch, Role::HomeroomTeacher, &mut authority.signer("Đặng Thị Mỹ Hằng", 1)).unwrap();
    assert!(matches!(left(&batch, Role::HomeroomTeacher), Ok(Left::Nothing(_))));
    let second = offer(Role::SchoolLeader);
    assert_ne!(second.digest, first.digest, "the next role finds other files");
    assert_eq!(offer(Role::SchoolLeader).digest, second.digest);
}

#[test]
fn who_prepared_a_batch_does_not_sign_it_where_two_are_asked_for() {
    let authority = Authority::new();
    let mut lan = authority.signer("Trần Thị Lan", 1);
    let mut mai = authority.signer("Lê Thị Mai", 2);
    let fingerprint = data_encoding::HEXLOWER.encode(&lan.certificate().sha256());
    let named = Arrangement { prepared_by: Some("TRẦN THỊ  LAN".into()), ..Arrangement::default() };
    let certified = Arrangement { preparer_certificate: Some(fingerprint), ..Arrangement::default() };
    for (rule, arrangement) in [(TwoPersons::ByName, named), (TwoPersons::ByCertificate, certified)] {
        let folder = TempDir::new().unwrap();
        let batch = folder.path().join("lo");
        ready(&batch, 1, arrangement);
        let take = |signer: &mut SoftwareKey| {
            let terms = (false, Some(rule));
            sign_at(&batch, Role::HomeroomTeacher, terms, claimed(), signer).map(drop).map_err(|error| error.code())
        };
        assert_eq!(take(&mut lan), Err("TWO_PERSONS_NEEDED"), "{rule:?}");
        assert_eq!(take(&mut mai), Ok(()), "{rule:?}");
    }
    let folder = TempDir::new().unwrap();
    let batch = folder.path().join("lo");
    ready(&batch, 1, Arrangement::default());
    let terms = (false, Some(TwoPersons::ByName));
    let error = sign_at(&batch, Role::HomeroomTeacher, terms, claimed(), &mut mai).unwrap_err();
    assert_eq!(error.code(), "PREPARER_UNKNOWN");
}

#[test]
fn a_role_on_paper_gets_no_field_and_the_seal_closes() {
    let folder = TempDir::new().unwrap();
    let batch = folder.path().join("lo");
    let authority = Authority::new();
    let mut seal = authority.signer("Trường THCS Mẫu", 3);
    let ids = ready(&batch, 2, sealed_only());
    let mut leader = authority.signer("Trần Quốc Tuấn", 2);
    assert_eq!(sign(&batch, Role::SchoolLeader, &mut leader).unwrap_err().code(), "ROLE_UNKNOWN");
    let report = sign(&batch, Role::Organisation, &mut seal).unwrap();
    assert!(report.closed);
    assert_eq!(report.not_digital, ["homeroom_teacher", "school_leader"]);
    for id in ids {
        let bytes = std::fs::read(batch.join(format!("signed/{id}.pdf"))).unwrap();
        let verdict = verify(&id, &bytes, &authority.policy(&seal), now()).unwrap();
        assert!(verdict.is_authentic(), "{}", serde_json::to_string_pretty(&verdict).unwrap());
        assert!(!bytes.windows(14).any(|part| part == b"leader_confirm"), "no field for a role on paper");
    }
    let paper_seal = Arrangement {
        slots: BTreeMap::from([(Role::Organisation.code().to_owned(), Slot::Paper)]),
        ..Arrangement::default()
    };
    let other = folder.path().join("khac");
    ready(&other, 1, paper_seal);
    assert_eq!(sign(&other, Role::Organisation, &mut seal).unwrap_err().code(), "SLOT_INVALID");
}

#[test]
fn a_clock_behind_the_journal_signs_nothing() {
    let folder = TempDir::new().unwrap();
    let batch = folder.path().join("lo");
    ready(&batch, 1, Arrangement::default());
    let authority = Authority::new();
    sign(&batch, Role::HomeroomTeacher, &mut authority.signer("Đặng Thị Mỹ Hằng", 1)).unwrap();
    let mut leader = authority.signer("Trần Quốc Tuấn", 2);
    let early = claimed() - TimeDelta::seconds(1);
    let error = sign_at(&batch, Role::SchoolLeader, (false, None), early, &mut leader).unwrap_err();
    assert_eq!(error.code(), "CLOCK_BEHIND_JOURNAL");
    sign(&batch, Role::SchoolLeader, &mut leader).unwrap();
}

/// A key that counts, and is pulled out after some signatures.
struct Counting {
    key: SoftwareKey,
    asked: usize,
    most: usize,
}

impl Signer for Counting {
    fn certificate(&self) -> &Certificate {
        self.key.certificate()
    }
    fn chain(&self) -> &[Certificate] {
        self.key.chain()
    }
    fn algorithm(&self) -> vanbang::signature::crypto::SignatureAlgorithm {
        self.key.algorithm()
    }
    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, token::Error> {
        if self.asked == self.most {
            return Err(token::Error::TokenRemoved { function: "C_Sign".into(), code: "CKR_DEVICE_REMOVED".into() });
        }
        self.asked += 1;
        self.key.sign(message)
    }
}

#[test]
fn a_run_that_stops_leaves_a_report_that_says_why() {
    let folder = TempDir::new().unwrap();
    let batch = folder.path().join("lo");
    ready(&batch, 12, sealed_only());
    let key = Authority::new().signer("Trường THCS Mẫu", 3);
    // The manifest, then five documents.
    let mut pulled = Counting { key, asked: 0, most: 6 };
    assert_eq!(sign(&batch, Role::Organisation, &mut pulled).unwrap_err().code(), "TOKEN_REMOVED");
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(batch.join("report.json")).unwrap()).unwrap();
    assert_eq!(json["stopped"]["code"], "TOKEN_REMOVED");
    let states = json["documents"].as_array().unwrap().iter().map(|line| line["state"].as_str().unwrap());
    assert_eq!(states.filter(|state| *state == "closed").count(), 5);
    let page = std::fs::read_to_string(batch.join("report.html")).unwrap();
    assert!(page.contains("TOKEN_REMOVED") && page.contains("5/12 văn bản"), "{page}");
    pulled.most = usize::MAX;
    let report = sign(&batch, Role::Organisation, &mut pulled).unwrap();
    assert_eq!((report.closed, report.stopped, pulled.asked), (true, None, 13), "no document is signed twice");
    let another = Authority::new().signer("Trường THCS Mẫu", 3);
    let mut another = Counting { key: another, asked: 0, most: 9 };
    assert_eq!(sign(&batch, Role::Organisation, &mut another).unwrap_err().code(), "SIGNER_CHANGED");
    assert_eq!(another.asked, 0);
}

/// A batch that the principal of the real authority seals, waiting for its timestamps.
struct Waiting {
    folder: TempDir,
    signer: Counting,
    ids: Vec<String>,
}

impl Waiting {
    fn signed(authority: &Certomancer, count: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let ids = ready(&folder.path().join("lo"), count, sealed_only());
        let mut signer = Counting { key: authority.signer("principal"), asked: 0, most: usize::MAX };
        let batch = folder.path().join("lo");
        let report = sign_at(&batch, Role::Organisation, (true, None), today(), &mut signer).unwrap();
        assert!(!report.closed && report.signers[0].unstamped == count, "{report:?}");
        Waiting { folder, signer, ids }
    }

    fn batch(&self) -> PathBuf {
        self.folder.path().join("lo")
    }

    /// Trusts the first of these certificates, and knows the others.
    fn stamp(&self, network: &Network, trusted: &[Certificate], otherwise: Otherwise) -> Result<Report, Error> {
        self.stamp_until(network, trusted, otherwise, &|| false)
    }

    fn stamp_until(
        &self,
        network: &Network,
        trusted: &[Certificate],
        otherwise: Otherwise,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Report, Error> {
        let (anchors, intermediates) = trusted.split_at(trusted.len().min(1));
        let authorities = Authorities { network, anchors, intermediates };
        let batch = self.batch();
        stamp_batch(&Stamping {
            folder: &batch,
            role: Role::Organisation,
            authorities,
            otherwise,
            clock: &today,
            watch: &|_| {},
            stop,
        })
    }

    fn finals(&self) -> Vec<Vec<u8>> {
        let path = |id: &String| self.batch().join(format!("signed/{id}.pdf"));
        self.ids.iter().filter_map(|id| std::fs::read(path(id)).ok()).collect()
    }
}

fn today() -> DateTime<FixedOffset> {
    Utc::now().fixed_offset()
}

/// Asks as long as an honest authority may take on a busy machine.
fn asking(folder: &TempDir, ports: &[u16]) -> Network {
    asking_for(60, folder, ports)
}

fn asking_for(seconds: u16, folder: &TempDir, ports: &[u16]) -> Network {
    let hosts: Vec<String> = ports.iter().map(|port| format!("\"127.0.0.1:{port}\"")).collect();
    let tsa: Vec<String> = ports.iter().map(|port| format!("\"http://127.0.0.1:{port}/ca/tsa/timestamps\"")).collect();
    let (hosts, tsa) = (hosts.join(","), tsa.join(","));
    let text = format!("hosts = [{hosts}]\ntsa = [{tsa}]\n[limits]\ntsa_seconds = {seconds}\n");
    network(folder.path(), &text)
}

#[test]
fn a_batch_with_timestamps_of_a_real_authority() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let settings = TempDir::new().unwrap();
    let network = asking(&settings, &[authority.port]);
    let root = [authority.certificate("root"), authority.certificate("authority")];
    let authorities = Authorities { network: &network, anchors: &root[..1], intermediates: &root[1..] };
    check_authorities(authorities, today()).unwrap();
    let waiting = Waiting::signed(&authority, 5);
    assert!(waiting.finals().is_empty(), "nothing has its final name before its timestamp");
    // Another root than the one that certified it.
    let stranger = Authority::new().root;
    let refused = waiting.stamp(&network, &[stranger], Otherwise::Finish).unwrap_err();
    assert_eq!(refused.code(), "TSA_NOT_TRUSTED");
    let report = waiting.stamp(&network, &root, Otherwise::Wait).unwrap();
    assert!(report.closed && report.documents.iter().all(|line| line.timestamp.is_some()), "{report:?}");
    assert_eq!(waiting.signer.asked, 6, "five documents and the manifest");
    let policy = Policy {
        trust: Trust {
            anchors: vec![root[0].clone()],
            intermediates: vec![root[1].clone()],
            revocation: Revocation::Ignore,
            ..Trust::default()
        },
        directory: None,
    };
    judged_by_others(&waiting, &root);
    let finals = waiting.finals();
    assert_eq!(finals.len(), 5);
    for bytes in finals {
        let verdict = verify("a.pdf", &bytes, &policy, Utc::now()).unwrap();
        assert_eq!(verdict.signatures()[0].level, Level::Timestamp, "{verdict:?}");
        assert_eq!(verdict.signatures()[0].integrity, Some(true));
    }
    let left_behind = std::fs::read_dir(waiting.batch().join("signed")).unwrap().count();
    assert_eq!(left_behind, 5, "what waited is removed");
}

/// pyHanko, pdfsig, OpenSSL and qpdf over every file, and over one with a bit flipped in what is signed.
fn judged_by_others(waiting: &Waiting, trusted: &[Certificate]) {
    let anchors = waiting.folder.path().join("goc.pem");
    let pem: String = trusted.iter().map(Certificate::to_pem).collect();
    std::fs::write(&anchors, pem).unwrap();
    let files: Vec<_> = waiting.ids.iter().map(|id| waiting.batch().join(format!("signed/{id}.pdf"))).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/pyhanko_judge.py");
    let pyhanko = |files: &[PathBuf]| {
        let answer = outside::run(outside::python(), &[&[script.clone(), anchors.clone()], files].concat());
        outside::text(&answer).lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let openssl = |bytes: &[u8]| {
        let [(content, signature)] = &message::extract(bytes)[..] else { panic!("one signature") };
        let path = |name: &str| waiting.folder.path().join(name);
        std::fs::write(path("content"), content).unwrap();
        std::fs::write(path("message"), signature).unwrap();
        let flags = ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null"];
        let mut arguments: Vec<PathBuf> = flags.map(PathBuf::from).to_vec();
        for (option, value) in [("-in", path("message")), ("-content", path("content")), ("-CAfile", anchors.clone())] {
            arguments.extend([PathBuf::from(option), value]);
        }
        outside::run("openssl", &arguments).status.success()
    };
    let pdfsig = |file: &PathBuf| outside::text(&outside::run("pdfsig", &[Path::new("-nocert"), file]));
    for line in pyhanko(&files) {
        assert_eq!((&line["verdict"], &line["timestamp"]), (&"VALID".into(), &true.into()), "{line}");
        assert_eq!(line["coverage"], "ENTIRE_FILE", "{line}");
    }
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        assert!(openssl(&bytes), "{}", file.display());
        let told = pdfsig(file);
        assert!(told.contains("Signature is Valid.") && told.contains("Total document signed"), "{told}");
        let checked = outside::run("qpdf", &[Path::new("--check"), file]);
        assert!(checked.status.success(), "{}", outside::text(&checked));
    }
    let mut bytes = std::fs::read(&files[0]).unwrap();
    let place = bytes.windows(7).position(|part| part == b"50 700 ").unwrap();
    bytes[place] ^= 1;
    let flipped = waiting.folder.path().join("lat-bit.pdf");
    std::fs::write(&flipped, &bytes).unwrap();
    assert!(!openssl(&bytes) && !pdfsig(&flipped).contains("Signature is Valid."));
    assert!(pyhanko(&[flipped]).iter().all(|line| line["verdict"] != "VALID"));
}

#[test]
fn faulty_authorities_repeat_no_signature_and_the_setting_decides() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let honest = authority.port;
    let twins: [(&str, Change, Spoil); 4] = [
        ("another nonce", |relayed| *relayed.body.iter_mut().rev().nth(3).unwrap() ^= 1, whole),
        ("other data", |relayed| flip_after(&mut relayed.body, &[5, 0, 4, 32]), whole),
        ("a web page", as_it_is, |_| b"<html>sign in</html>".to_vec()),
        ("ten megabytes", as_it_is, |_| vec![0x30; 10 << 20]),
    ];
    let mut servers: Vec<(&str, Server)> =
        twins.into_iter().map(|(what, change, spoil)| (what, twin(honest, "/tsa/", change, spoil))).collect();
    servers.push((
        "slow",
        Server::start(|_, stream| {
            std::thread::sleep(std::time::Duration::from_secs(4));
            send(stream, &ok(b""));
        }),
    ));
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ports = servers.iter().map(|(what, server)| (*what, server.port)).chain([("dead", dead)]);
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (what, port) in ports {
            let (authority, outcomes) = (&authority, &outcomes);
            scope.spawn(move || {
                let settings = TempDir::new().unwrap();
                let waiting = Waiting::signed(authority, 3);
                let faulty = asking_for(2, &settings, &[port]);
                let error = waiting.stamp(&faulty, &[], Otherwise::Wait).unwrap_err();
                assert_eq!(error.code(), "TIMESTAMPS_WAIT", "{what}");
                assert!(waiting.finals().is_empty(), "{what}: nothing is final while it waits");
                // Beside a faulty one the honest one is asked, and the signatures are those of before.
                let both = asking(&settings, &[port, honest]);
                let report = waiting.stamp(&both, &[], Otherwise::Wait).unwrap();
                assert!(report.closed, "{what}");
                assert_eq!(waiting.signer.asked, 4, "{what}: no signature is repeated");

                let waiting = Waiting::signed(authority, 2);
                let report = waiting.stamp(&asking_for(2, &settings, &[port]), &[], Otherwise::Finish).unwrap();
                let without =
                    report.documents.iter().all(|line| line.timestamp.is_none() && line.state == DocumentState::Closed);
                assert!(report.closed && without, "{what}: finished as B-B, and the report says so");
                outcomes.lock().unwrap().push(what);
            });
        }
    });
    assert_eq!(outcomes.into_inner().unwrap().len(), 6);
}

/// Whoever interrupts while nobody answers waits for no further try; the same command goes on.
#[test]
fn an_interruption_while_timestamps_are_asked_for_is_told_and_loses_nothing() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let settings = TempDir::new().unwrap();
    let waiting = Waiting::signed(&authority, 3);
    // Refuses at once, so that the wait for the next try is what is interrupted.
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = asked.clone();
    let page = Server::start(move |_, stream| {
        counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        send(stream, &ok(b"<html>sign in</html>"));
    });
    let stop = || asked.load(std::sync::atomic::Ordering::SeqCst) > 0;
    let error = waiting.stamp_until(&asking(&settings, &[page.port]), &[], Otherwise::Finish, &stop).unwrap_err();
    assert_eq!(error.code(), "INTERRUPTED");
    assert!(waiting.finals().is_empty(), "nothing is finished without its timestamp");
    // Before the first request, nobody is asked.
    let before = asked.load(std::sync::atomic::Ordering::SeqCst);
    let again = waiting.stamp_until(&asking(&settings, &[page.port]), &[], Otherwise::Wait, &|| true).unwrap_err();
    assert_eq!((again.code(), asked.load(std::sync::atomic::Ordering::SeqCst)), ("INTERRUPTED", before));
    let report = waiting.stamp(&asking(&settings, &[authority.port]), &[], Otherwise::Wait).unwrap();
    assert!(report.closed && report.documents.iter().all(|line| line.timestamp.is_some()));
    assert_eq!(waiting.signer.asked, 4, "no signature is repeated");
}

#[test]
fn an_authority_with_another_time_stops_the_run() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let settings = TempDir::new().unwrap();
    let off =
        twin(authority.port, "/tsa/", |relayed| relayed.at(&(Utc::now() - TimeDelta::minutes(20)).to_rfc3339()), whole);
    let network = asking(&settings, &[off.port]);
    let authorities = Authorities { network: &network, anchors: &[], intermediates: &[] };
    assert_eq!(check_authorities(authorities, today()).unwrap_err().code(), "CLOCK_DIFFERS");
    let waiting = Waiting::signed(&authority, 1);
    assert_eq!(waiting.stamp(&network, &[], Otherwise::Finish).unwrap_err().code(), "CLOCK_DIFFERS");
    assert!(waiting.finals().is_empty());
    assert_eq!(Batch::open(&waiting.batch()).unwrap().documents().count(), 1);
}

//! A batch from records to closed files: order of roles, resuming, and what must stop it.

mod common;

use std::path::Path;

use common::{Authority, FIELDS, FONT, claimed, now};
use vanbang::document::batch::{Arrangement, Batch, Entry, Journal, Sketch};
use vanbang::document::record::{Body, Kind, OrgId, Record, Role, SignatureBox};
use vanbang::document::template::OwnPress;
use vanbang::issue::{self, issue};
use vanbang::sign::{self, Event, Left, Look, left, sign_batch};
use vanbang::signature::cms::ToBeSigned;
use vanbang::signature::crypto::sha256;
use vanbang::signature::pades::is_plain;
use vanbang::signature::pdf::{self, File, IndirectObject, Limits};
use vanbang::signature::token::{self, Signature, Signer, SoftwareKey};
use vanbang::verify::{Outcome, verify};

const NAMES: [&str; 3] = ["Nguyễn Hữu Thiện Mỹ", "Đặng Thùy Dương", "Lê Ngọc Quỳnh Ngữ"];

fn years() -> Vec<Body> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let named = NAMES.iter().map(|name| text.replace(NAMES[0], name));
    named.map(|text| Record::from_json(text.as_bytes()).unwrap().body().clone()).collect()
}

fn draw(folder: &Path) -> Result<Batch, issue::Error> {
    let press = OwnPress::vendored(Kind::TranscriptYearSecondary).unwrap();
    let request = issue::Request {
        folder,
        org: OrgId::new("thcs-mau.hue").unwrap(),
        host: "vb.thcs-mau.example",
        press: &press,
        arrangement: &Arrangement::default(),
        threads: 2,
    };
    issue(&request, years(), &mut |_| {})
}

fn sign(folder: &Path, role: Role, signer: &mut dyn Signer) -> Result<sign::Report, sign::Error> {
    sign_watched(folder, role, signer, &|_| {})
}

fn sign_watched(
    folder: &Path,
    role: Role,
    signer: &mut dyn Signer,
    watch: &(dyn Fn(Event) + Sync),
) -> Result<sign::Report, sign::Error> {
    let look = Look { font: FONT.to_vec(), image: None };
    let request = sign::Request {
        folder,
        role,
        look: &look,
        stamped: false,
        two_persons: None,
        delegation: None,
        check: None,
        clock: &claimed,
        watch,
        stop: &|| false,
    };
    sign_batch(&request, &mut [signer])
}

/// Counts what the key is asked for, and is pulled out after so many signatures.
struct Counting {
    key: SoftwareKey,
    asked: usize,
    most: usize,
}

impl Counting {
    fn new(key: SoftwareKey) -> Counting {
        Counting { key, asked: 0, most: usize::MAX }
    }
}

impl Signer for Counting {
    fn certificate(&self) -> &vanbang::signature::x509::Certificate {
        self.key.certificate()
    }
    fn chain(&self) -> &[vanbang::signature::x509::Certificate] {
        self.key.chain()
    }
    fn algorithm(&self) -> vanbang::signature::crypto::SignatureAlgorithm {
        self.key.algorithm()
    }
    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, token::Error> {
        if self.asked >= self.most {
            return Err(token::Error::TokenRemoved { function: "C_Sign".into(), code: "CKR_DEVICE_REMOVED".into() });
        }
        self.asked += 1;
        self.key.sign(message)
    }
}

#[test]
fn a_batch_goes_through_all_roles_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    let authority = Authority::new();
    let mut homeroom = Counting::new(authority.signer("Đặng Thị Mỹ Hằng", 1));
    let (mut leader, mut school) = (authority.signer("Trần Quốc Tuấn", 2), authority.signer("Trường THCS Mẫu", 3));

    let ids: Vec<String> = draw(&folder).unwrap().documents().map(|document| document.id).collect();
    assert_eq!(
        draw(&folder).unwrap().documents().map(|document| document.id).collect::<Vec<_>>(),
        ids,
        "the same call resumes"
    );
    assert_eq!(sign(&folder, Role::SchoolLeader, &mut leader).unwrap_err().code(), "ROLE_NOT_READY");

    sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
    assert_eq!(homeroom.asked, 3);
    // The last note is lost, as by a crash between rename and journal: the file is found again.
    let journal = folder.join("journal");
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 3]).unwrap();
    sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
    assert_eq!(homeroom.asked, 3, "finished documents cost no call of the key");
    assert_eq!(sign(&folder, Role::HomeroomTeacher, &mut leader).unwrap_err().code(), "SIGNER_CHANGED");

    assert!(!sign(&folder, Role::SchoolLeader, &mut leader).unwrap().closed);
    let report = sign(&folder, Role::Organisation, &mut school).unwrap();
    assert!(report.closed);
    assert_eq!(report.documents.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), NAMES);
    let mut left: Vec<String> = std::fs::read_dir(folder.join("signed"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let mut expected: Vec<String> = ids.iter().map(|id| format!("{id}.pdf")).collect();
    expected.sort();
    assert_eq!(left, expected);
    for (id, name) in ids.iter().zip(NAMES) {
        let bytes = std::fs::read(folder.join("signed").join(format!("{id}.pdf"))).unwrap();
        let verdict = verify(id, &bytes, &authority.policy(&school), now()).unwrap();
        assert_eq!(
            (verdict.verdict(), verdict.is_authentic()),
            (Outcome::Passed, true),
            "{}",
            serde_json::to_string_pretty(&verdict).unwrap()
        );
        assert!(verdict.facts().iter().any(|fact| fact.value == name));
    }
    let register = std::fs::read_to_string(folder.join("register.jsonl")).unwrap();
    assert_eq!(register.lines().count(), 3);
    assert!(NAMES.iter().all(|name| !register.contains(name)), "no names leave the office");
}

#[test]
fn a_byte_flipped_between_write_and_check_stops_the_batch() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    let mut homeroom = Authority::new().signer("Đặng Thị Mỹ Hằng", 1);
    let ids: Vec<String> = draw(&folder).unwrap().documents().map(|document| document.id).collect();
    let flip = |event: Event| {
        if let Event::Written { path } = event {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(&path, bytes).unwrap();
        }
    };
    let error = sign_watched(&folder, Role::HomeroomTeacher, &mut homeroom, &flip).unwrap_err();
    assert_eq!(error.code(), "SELF_CHECK_FAILED");
    assert!(
        !folder.join("signed").join(format!("{}.homeroom_teacher.pdf", ids[0])).exists(),
        "nothing under a name that counts"
    );
    sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
}

#[test]
fn another_file_in_the_place_of_the_verified_one_stops_the_batch() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    let mut homeroom = Authority::new().signer("Đặng Thị Mỹ Hằng", 1);
    draw(&folder).unwrap();
    let replace = |event: Event| {
        if let Event::Renamed { path } = event {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let other = path.with_extension("other");
            std::fs::write(&other, bytes).unwrap();
            std::fs::rename(other, path).unwrap();
        }
    };
    let error = sign_watched(&folder, Role::HomeroomTeacher, &mut homeroom, &replace).unwrap_err();
    assert_eq!(error.code(), "SELF_CHECK_FAILED");
    assert!(matches!(left(&folder, Role::HomeroomTeacher), Ok(Left::Offer(_))), "nothing is noted");
    let report = sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
    assert!(matches!(left(&folder, Role::HomeroomTeacher), Ok(Left::Nothing(again)) if *again == report));
}

/// Who can write both the drawn file and the journal can have a file signed that was never read strictly. It helps
/// nobody: whoever verifies reads it.
#[test]
fn a_lie_about_what_was_drawn_gets_no_document_past_a_verifier() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    let authority = Authority::new();
    let mut homeroom = authority.signer("Đặng Thị Mỹ Hằng", 1);
    let batch = draw(&folder).unwrap();
    let ids: Vec<String> = batch.documents().map(|document| document.id).collect();
    let (lied, id, honest) = (0, ids[0].clone(), ids[1].clone());
    let path = batch.drawn_path(&id);
    let lying = with_an_object_that_nothing_names(&std::fs::read(&path).unwrap());
    assert!(!is_plain(&lying[..]), "the strict reader sees it");
    std::fs::write(&path, &lying).unwrap();
    let sha256 = data_encoding::HEXLOWER.encode(&sha256(&lying));
    drop(batch);
    let journal = folder.join("journal");
    let (_, noted) = Journal::open(&journal).unwrap();
    std::fs::remove_file(&journal).unwrap();
    let forged = noted.into_iter().map(|entry| match entry {
        Entry::Drawn { index, boxes, .. } if index == lied => {
            Entry::Drawn { index, sha256: sha256.clone(), plain: true, boxes }
        }
        other => other,
    });
    Journal::open(&journal).unwrap().0.append(&forged.collect::<Vec<_>>()).unwrap();

    sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
    sign(&folder, Role::SchoolLeader, &mut authority.signer("Trần Quốc Tuấn", 2)).unwrap();
    let mut school = authority.signer("Trường THCS Mẫu", 3);
    sign(&folder, Role::Organisation, &mut school).unwrap();
    let judged = |id: &str| {
        let bytes = std::fs::read(folder.join("signed").join(format!("{id}.pdf"))).unwrap();
        let verdict = verify(id, &bytes, &authority.policy(&school), now()).unwrap();
        (verdict.verdict(), verdict.is_authentic())
    };
    assert_eq!(judged(&honest), (Outcome::Passed, true));
    assert_eq!(judged(&id), (Outcome::Failed, false));
}

/// In the last bytes of a stream that signing does not read, so that everything else keeps its place.
fn with_an_object_that_nothing_names(pdf: &[u8]) -> Vec<u8> {
    const HIDDEN: &[u8] = b"\nendstream\nendobj\n4000 0 obj\n<</Length 0>>\nstream\n";
    let file = File::open(pdf, Limits::default()).unwrap();
    let is_metadata =
        |object: &&IndirectObject| object.dictionary().is_some_and(|one| one.name("Type") == Some(b"Metadata"));
    let metadata = file.revisions()[0].objects().find(is_metadata).unwrap();
    let pdf::Body::Stream { dictionary, data } = &metadata.body else { panic!("no stream") };
    let length = dictionary.get("Length").unwrap();
    let shorter = (data.len() - HIDDEN.len()).to_string();
    let mut lying = pdf.to_vec();
    lying[length.start..length.end].copy_from_slice(shorter.as_bytes());
    lying[data.end - HIDDEN.len()..data.end].copy_from_slice(HIDDEN);
    lying
}

#[test]
fn what_was_signed_before_the_token_was_pulled_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let mut pulled = Counting { most: 2, ..Counting::new(Authority::new().signer("Đặng Thị Mỹ Hằng", 1)) };
    assert_eq!(sign(&folder, Role::HomeroomTeacher, &mut pulled).unwrap_err().code(), "TOKEN_REMOVED");
    let batch = Batch::open(&folder).unwrap();
    let noted: Vec<bool> = (0..3).map(|index| batch.signed(index, Role::HomeroomTeacher).is_some()).collect();
    assert_eq!(noted.iter().filter(|noted| **noted).count(), 2, "{noted:?}");
    drop(batch);
    pulled.most = 3;
    sign(&folder, Role::HomeroomTeacher, &mut pulled).unwrap();
    assert_eq!(pulled.asked, 3, "no document is signed twice");
}

/// As a run leaves it that is killed while it removes what newer files replace: nothing is left to sign.
#[test]
fn a_file_that_a_newer_one_replaces_is_removed_though_nothing_is_left_to_sign() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    let authority = Authority::new();
    let id = draw(&folder).unwrap().documents().next().map(|document| document.id.to_string()).unwrap();
    sign(&folder, Role::HomeroomTeacher, &mut authority.signer("Đặng Thị Mỹ Hằng", 1)).unwrap();
    let replaced = folder.join("signed").join(format!("{id}.homeroom_teacher.pdf"));
    let bytes = std::fs::read(&replaced).unwrap();
    sign(&folder, Role::SchoolLeader, &mut authority.signer("Trần Quốc Tuấn", 2)).unwrap();
    assert!(!replaced.exists());
    std::fs::write(&replaced, bytes).unwrap();
    assert!(matches!(left(&folder, Role::SchoolLeader), Ok(Left::Nothing(_))));
    assert!(!replaced.exists());
}

#[test]
fn a_crash_before_several_notes_costs_no_call_of_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let (authority, journal) = (Authority::new(), folder.join("journal"));
    let mut homeroom = Counting::new(authority.signer("Đặng Thị Mỹ Hằng", 1));
    sign(&folder, Role::HomeroomTeacher, &mut homeroom).unwrap();
    let before = std::fs::read(&journal).unwrap();
    let places: Vec<_> = std::fs::read_dir(folder.join("signed")).unwrap().map(|file| file.unwrap().path()).collect();
    let places: Vec<_> = places.iter().map(|path| (path, std::fs::read(path).unwrap())).collect();
    let mut leader = Counting::new(authority.signer("Trần Quốc Tuấn", 2));
    sign(&folder, Role::SchoolLeader, &mut leader).unwrap();
    assert_eq!(leader.asked, 3);
    // As it was when the last name was given: no note of this role, the files before not yet removed.
    std::fs::write(&journal, &before).unwrap();
    places.iter().for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    sign(&folder, Role::SchoolLeader, &mut leader).unwrap();
    assert_eq!(leader.asked, 3, "finished documents are found, not signed again");
    assert!(places.iter().all(|(path, _)| !path.exists()), "what has served is removed");
}

#[test]
fn a_certificate_out_of_its_time_signs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let authority = Authority::new();
    for years in [(2020, 2025), (2027, 2030)] {
        let mut signer = authority.signer_with("Đặng Thị Mỹ Hằng", 1, &rcgen::PKCS_ECDSA_P256_SHA256, years);
        assert_eq!(sign(&folder, Role::HomeroomTeacher, &mut signer).unwrap_err().code(), "CERTIFICATE_NOT_VALID");
    }
    assert_eq!(std::fs::read_dir(folder.join("signed")).unwrap().count(), 0);
}

#[test]
fn boxes_are_noted_once_for_all_documents_laid_out_alike() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let mut batch = Batch::open(&folder).unwrap();
    assert_eq!(batch.state().boxes().len(), 1);
    let noted = batch.state().drawn(2).unwrap().clone();
    assert_eq!(noted.boxes.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), FIELDS);
    let moved = noted.boxes.iter().map(|one| SignatureBox { page: one.page + 1, ..one.clone() }).collect::<Vec<_>>();
    let sketch = |index, boxes| Sketch { index, sha256: noted.sha256.clone(), plain: true, boxes };
    let (known, unknown) = (noted.boxes.to_vec(), moved.clone());
    batch.note_drawn(vec![sketch(7, unknown.clone()), sketch(8, known), sketch(9, unknown)]).unwrap();
    drop(batch);
    let batch = Batch::open(&folder).unwrap();
    assert_eq!(batch.state().boxes().len(), 2);
    let boxes = |index| batch.state().drawn(index).unwrap().boxes.to_vec();
    assert_eq!((boxes(7), boxes(8), boxes(9)), (moved.clone(), noted.boxes.to_vec(), moved));
}

/// What is read of a record when the batch is opened is only the list; the record itself is held against it later.
#[test]
fn a_record_that_was_altered_on_the_disk_is_refused_when_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let path = folder.join("plan.cbor");
    let mut bytes = std::fs::read(&path).unwrap();
    let name = NAMES[1].as_bytes();
    let at = bytes.windows(name.len()).rposition(|window| window == name).unwrap();
    bytes[at + name.len() - 1] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let batch = Batch::open(&folder).unwrap();
    let read: Vec<_> = batch.plan().records().map(|one| one.map(drop).map_err(|error| error.code())).collect();
    assert_eq!(read, [Ok(()), Err("BATCH_DAMAGED"), Ok(())]);
    assert_eq!(batch.sealing().map(drop).unwrap_err().code(), "BATCH_DAMAGED");
}

#[test]
fn other_records_do_not_continue_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("lo");
    draw(&folder).unwrap();
    let held = Batch::open(&folder).unwrap();
    assert_eq!(draw(&folder).unwrap_err().code(), "BATCH_LOCKED");
    drop(held);
    let drawn = Batch::open(&folder).unwrap().documents().next().map(|document| document.id).unwrap();
    let path = folder.join("drawn").join(format!("{drawn}.pdf"));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let mut signer = Authority::new().signer("Đặng Thị Mỹ Hằng", 1);
    assert_eq!(sign(&folder, Role::HomeroomTeacher, &mut signer).unwrap_err().code(), "BATCH_DAMAGED");
}

//! A transcript issued again supersedes the old one; both stay, and verification tells which one counts.

mod common;

use chrono::{DateTime, FixedOffset};
use common::{Authority, FONT, claimed, now};
use vanbang::document::batch::Batch;
use vanbang::document::record::{Body, Code, Date, Kind, Name, OrgId, Record, Remark};
use vanbang::document::register::{Noted, Register, Standing, Withdrawn};
use vanbang::document::template::OwnPress;
use vanbang::issue::{self, Why, issue, replacing};
use vanbang::sign::{self, Look, enter, sign_batch};
use vanbang::signature::token::SoftwareKey;
use vanbang::verify::{self, Outcome, Policy, Verdict, verify};

const NAMES: [&str; 2] = ["Nguyễn Hữu Thiện Mỹ", "Đặng Thùy Dương"];
const REMARK: &str = "Có nhiều tiến bộ, tư duy mạch lạc.";

/// Two pupils; the first one with this remark of mathematics.
fn pupils(remark: &str) -> Vec<Body> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let first = text.replace(REMARK, remark);
    let second = text.replace(NAMES[0], NAMES[1]).replace("0123456789", "0123456790");
    [first, second].map(|text| Record::from_json(text.as_bytes()).unwrap().body().clone()).into()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn after(hours: i64) -> DateTime<FixedOffset> {
    claimed() + chrono::TimeDelta::hours(hours)
}

/// A school with its keys, its register, and a folder for its batches.
struct School {
    folder: tempfile::TempDir,
    register: Register,
    signers: [SoftwareKey; 3],
    policy: Policy,
}

impl School {
    fn new() -> School {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new();
        let signers = ["Đặng Thị Mỹ Hằng", "Nguyễn Khoa Diệu Huyền", "Trường THCS Mẫu"];
        let signers = [0, 1, 2].map(|index| authority.signer(signers[index], 20 + index as u64));
        let policy = authority.policy(&signers[2]);
        let org = OrgId::new("thcs-mau.hue").unwrap();
        let register = folder.path().join("register.sqlite");
        let register = Register::create(&register, &org, &name("Văn thư"), after(0)).unwrap();
        School { folder, register, signers, policy }
    }

    /// Draws, signs by all roles, and enters in the register; answers the ids.
    fn close(&mut self, batch: &str, records: Vec<Body>, at: DateTime<FixedOffset>) -> Vec<String> {
        let folder = self.folder.path().join(batch);
        let press = OwnPress::vendored(Kind::TranscriptYearSecondary).unwrap();
        let request = issue::Request {
            folder: &folder,
            org: OrgId::new("thcs-mau.hue").unwrap(),
            host: "vb.thcs-mau.example",
            press: &press,
            arrangement: &Default::default(),
            threads: 2,
        };
        let ids = issue(&request, records, &mut |_| {}).unwrap().documents().map(|document| document.id).collect();
        let roles = Kind::TranscriptYearSecondary.roles();
        for (role, signer) in roles.iter().zip(&mut self.signers) {
            let look = Look { font: FONT.to_vec(), image: None };
            let watch = &|_| {};
            let request = sign::Request {
                folder: &folder,
                role: *role,
                look: &look,
                stamped: false,
                two_persons: None,
                delegation: None,
                check: None,
                clock: &claimed,
                watch,
                stop: &|| false,
            };
            sign_batch(&request, &mut [signer]).unwrap();
        }
        enter(&folder, &mut self.register, &name("Văn thư"), at).unwrap();
        ids
    }

    fn batch(&self, name: &str) -> Batch {
        Batch::open(&self.folder.path().join(name)).unwrap()
    }

    fn judged(&self, batch: &str, id: &str) -> Verdict {
        let path = self.folder.path().join(batch).join("signed").join(format!("{id}.pdf"));
        let mut verdict = verify("a.pdf", &std::fs::read(path).unwrap(), &self.policy, now()).unwrap();
        assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true));
        assert_eq!(verdict.exit_code(), 0, "nobody was asked yet");
        verdict.ask(&self.register);
        verdict
    }
}

fn why() -> Why {
    Why {
        reason: Remark::new("Sửa nhận xét môn Toán").unwrap(),
        decision_no: Some(Code::tidy("7/QĐ-THCS").unwrap()),
        decision_date: Some(Date::parse("2026-05-20").unwrap()),
    }
}

fn standing(verdict: &Verdict) -> (verify::Standing, u8) {
    (verdict.standing(), verdict.exit_code())
}

#[test]
fn what_is_issued_again_supersedes_the_old_one() {
    let mut school = School::new();
    let old = school.close("lo", pupils(REMARK), after(1));
    assert_eq!(standing(&school.judged("lo", &old[0])), (verify::Standing::InForce, 0));
    let again = |school: &School, remark: &str, begun: &[String]| {
        replacing(&school.batch("lo"), &school.register, begun, pupils(remark), &why())
    };
    assert_eq!(again(&school, REMARK, &[]).unwrap_err().code(), "NOTHING_CHANGED");

    // Only the pupil whose record differs is issued again.
    let corrected = again(&school, "Tiến bộ rõ rệt.", &[]).unwrap();
    assert_eq!(corrected.len(), 1);
    let replaced = corrected[0].stated().supersedes().unwrap();
    assert_eq!((replaced.id.as_str(), replaced.reason.as_str()), (old[0].as_str(), "Sửa nhận xét môn Toán"));
    let new = school.close("lo-thay-the", corrected.clone(), after(2));

    assert_eq!(school.register.standing(&old[0]), Some(&Standing::Superseded { by: new[0].clone() }));
    assert_eq!(school.register.issued(&new[0]).unwrap().unwrap().supersedes.unwrap().id.as_str(), old[0]);
    let verdict = school.judged("lo", &old[0]);
    assert_eq!(standing(&verdict), (verify::Standing::Superseded, 1));
    let json = serde_json::to_string(&verdict).unwrap();
    assert!(json.contains("\"standing\":\"superseded\""), "{json}");
    assert!(verdict.findings().iter().any(|finding| finding.code == "DOCUMENT_SUPERSEDED"));
    assert!(json.contains(&new[0]), "the newer document is named: {json}");
    assert_eq!(standing(&school.judged("lo", &old[1])), (verify::Standing::InForce, 0));
    assert_eq!(standing(&school.judged("lo-thay-the", &new[0])), (verify::Standing::InForce, 0));

    // The list of all documents says the same.
    let listed = school.register.listed().unwrap();
    let status = |id: &str| listed.iter().find(|line| line.id == id).unwrap().status;
    assert_eq!([&old[0], &old[1], &new[0]].map(|id| status(id)), ["superseded", "issued", "issued"]);

    // The same run again goes on where it was; another one cannot replace what is replaced.
    assert_eq!(again(&school, "Tiến bộ rõ rệt.", &new).unwrap(), corrected);
    assert_eq!(again(&school, "Khác nữa.", &[]).unwrap_err().code(), "SUPERSEDES_NOT_IN_FORCE");
    assert_eq!(school.close("lo-thay-the", corrected, after(3)), new);
}

#[test]
fn what_is_withdrawn_or_not_entered_is_told() {
    let mut school = School::new();
    let ids = school.close("lo", pupils(REMARK), after(1));
    let withdrawn = Withdrawn {
        id: ids[0].clone(),
        reason: Remark::new("Cấp nhầm").unwrap(),
        decision_no: Code::tidy("8/QĐ-THCS").unwrap(),
        decision_date: Date::parse("2026-06-01").unwrap(),
    };
    school.register.append(vec![Noted::Withdrawn(withdrawn)], &name("Văn thư"), after(2)).unwrap();
    let verdict = school.judged("lo", &ids[0]);
    assert_eq!(standing(&verdict), (verify::Standing::Withdrawn, 1));
    assert!(verdict.findings().iter().any(|finding| finding.code == "DOCUMENT_WITHDRAWN"));

    let other = |org: &str| {
        let path = school.folder.path().join(org);
        Register::create(&path, &OrgId::new(org).unwrap(), &name("Văn thư"), after(0)).unwrap()
    };
    let mut verdict = school.judged("lo", &ids[1]);
    verdict.ask(&other("thpt-khac.hue"));
    assert_eq!(standing(&verdict), (verify::Standing::InForce, 0), "another organisation's register is not asked");
    verdict.ask(&other("thcs-mau.hue"));
    assert_eq!(standing(&verdict), (verify::Standing::Unknown, 3));
    assert!(verdict.findings().iter().any(|finding| finding.code == "DOCUMENT_NOT_REGISTERED"));
}

#[test]
fn a_batch_has_one_kind() {
    let folder = tempfile::tempdir().unwrap();
    let json = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/records/certified-copy.json")).unwrap();
    let copy = Record::from_json(&json).unwrap().body().clone();
    let press = OwnPress::vendored(Kind::TranscriptYearSecondary).unwrap();
    let request = issue::Request {
        folder: &folder.path().join("lo"),
        org: OrgId::new("thcs-mau.hue").unwrap(),
        host: "vb.thcs-mau.example",
        press: &press,
        arrangement: &Default::default(),
        threads: 1,
    };
    assert_eq!(issue(&request, vec![copy], &mut |_| {}).unwrap_err().code(), "KIND_MIXED");
}

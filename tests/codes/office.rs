//! A school whose batch is sealed and published in a folder, and the codes of its papers.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::json;
use vanbang::document::code::{Code, Id};
use vanbang::document::manifest::layout::{self, ENVELOPES, HANDED_OVER, SERVED, Served};
use vanbang::document::manifest::status::{BatchState, Entry, Listed, Part, Reason, State, Statement, StatusToken};
use vanbang::document::manifest::{
    Bundle, Content, Delegation, Digest, Document, Envelope, Height, Leaves, Publication, Published, Time,
};
use vanbang::document::record::OrgId;
use vanbang::signature::crypto::P256PrivateKey;
use vanbang::verify::code::{CodeBasis, CodeVerdict, judge_code};
use vanbang::verify::{Mirror, Policy};

use crate::common::{at, now};
use crate::world::{BATCH, ORG, SEALED, STAMPED, World, directory, stamp};

pub const HOST: &str = "vb.mau.edu.vn";
const COPY: &str = include_str!("../../examples/records/certified-copy.json");
const LIST: u64 = 2026;

/// One paper: what its code is made of.
pub struct Paper {
    pub code: Code,
    pub opening: Vec<u8>,
    pub envelope: Vec<u8>,
}

impl Paper {
    pub fn f(&self) -> String {
        self.code.f_text(HOST, &self.opening).unwrap()
    }

    pub fn s(&self) -> String {
        self.code.s_text(HOST).unwrap()
    }

    pub fn id(&self) -> Id {
        self.code.id()
    }
}

pub struct Office {
    pub world: World,
    pub papers: Vec<Paper>,
    pub manifest: Content,
    /// The signed manifest.
    pub message: Vec<u8>,
    pub policy: Policy,
    pub folder: tempfile::TempDir,
    status: P256PrivateKey,
}

impl Office {
    /// Eight copies from the register, published, their batch listed.
    pub fn new() -> Office {
        Office::of(World::new())
    }

    /// The same, sealed by this world's school.
    pub fn of(mut world: World) -> Office {
        let org = OrgId::new(ORG).unwrap();
        let records: Vec<String> = (0..8).map(record).collect();
        let documents = records.iter().map(|record| Document::of_record(&org, record.as_bytes()).unwrap()).collect();
        let leaves = Leaves::with_height(&org, BATCH, Height::HIGHEST, documents).unwrap();
        let papers: Vec<Paper> = records.iter().map(|record| paper(record, &leaves)).collect();
        let list = publication(&papers, &leaves);
        let (status, _) = P256PrivateKey::generate().unwrap();
        let until = Time::from(at("2027-01-01T00:00:00Z"));
        let delegation = Delegation { epoch: 3, key: *status.public_key(), not_after: until };
        let unsigned = leaves.unsigned(Some(list.digest()), None);
        let manifest = unsigned.complete(Time::from(at(SEALED)), Some(LIST), Some(delegation)).unwrap();
        let message = world.sign(&manifest);
        let policy = Policy { trust: world.trust(), directory: Some(world.sealing()) };
        let folder = tempfile::tempdir().unwrap();
        let office = Office { world, papers, manifest, message, policy, folder, status };
        for paper in &office.papers {
            office.put(&format!("{HANDED_OVER}/{ENVELOPES}/{}", paper.id()), &paper.envelope);
        }
        office.put(&format!("{HANDED_OVER}/{}", layout::publication(BATCH)), list.bytes());
        office.put(&office.place(Served::Message), &office.message);
        office.list(Vec::new(), |_| {});
        office
    }

    /// Another organisation in the directory beside the school, at a host of its own.
    pub fn with_neighbour(mut self) -> Office {
        let neighbour = self.world.other("Trường khác", 40);
        let certificates: [(&str, _, &[&str]); 2] = [
            (ORG, vanbang::signature::token::Signer::certificate(&self.world.seal), &["manifest"]),
            ("thpt-khac.hue", vanbang::signature::token::Signer::certificate(&neighbour), &["manifest"]),
        ];
        let both = directory(&certificates, |file| {
            file["organisations"][1]["hosts"][0]["host"] = json!("vb.khac.edu.vn");
        });
        self.policy.directory = Some(both);
        self
    }

    pub fn place(&self, form: Served) -> String {
        format!("{SERVED}/{}", layout::batch(BATCH, form))
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn take_away(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).unwrap();
    }

    /// The manifest in a bundle with a timestamp.
    pub fn stamped(&self) -> Bundle {
        stamp(Bundle::of(&self.message).unwrap(), &self.world.stamper(2034), STAMPED)
    }

    pub fn entry(&self, paper: usize, state: State) -> Entry {
        let token = StatusToken::of(&self.papers[paper].id());
        Entry { token, state, reason: Reason::Decision, date: 20_260_531 }
    }

    /// Signs and publishes the status: the batch listed, with these entries.
    pub fn list(&self, entries: Vec<Entry>, change: impl FnOnce(&mut Statement)) {
        let listed = vec![Listed::of(&self.manifest, BatchState::Listed)];
        self.status(Part::of(self.manifest.org(), LIST, listed, entries).unwrap(), change);
    }

    pub fn status(&self, part: Part, change: impl FnOnce(&mut Statement)) {
        let mut statement = Statement {
            org: self.manifest.org().clone(),
            seq: 7,
            issued: Time::from(at("2026-05-31T12:00:00Z")),
            valid_until: Time::from(at("2026-06-10T12:00:00Z")),
            delegated_by: (self.manifest.batch(), *self.manifest.digest()),
            epoch: 3,
            previous: [0; 32],
            lists: BTreeMap::from([(LIST, *part.digest())]),
        };
        change(&mut statement);
        let head = statement.sign(&self.status).unwrap();
        let org = self.manifest.org();
        self.put(&format!("{SERVED}/{}", layout::head(org)), &head.to_bytes());
        self.put(&format!("{SERVED}/{}", layout::part(org, LIST, part.digest())), part.bytes());
    }

    pub fn head(&self) -> String {
        format!("{SERVED}/{}", layout::head(self.manifest.org()))
    }

    pub fn judge(&self, text: &str) -> CodeVerdict {
        self.judge_in(Some(self.folder.path()), text, false, now())
    }

    pub fn judge_in(&self, folder: Option<&Path>, text: &str, offline: bool, at: DateTime<Utc>) -> CodeVerdict {
        let mirror = folder.map(|folder| Mirror::open(folder).unwrap());
        let basis = CodeBasis { policy: &self.policy, mirror: mirror.as_ref(), offline };
        judge_code(text, &basis, at).unwrap()
    }
}

fn record(number: usize) -> String {
    let mut record: serde_json::Value = serde_json::from_str(COPY).unwrap();
    record["salt"] = json!(format!("{number:A>21}A"));
    record["diploma"]["serial_no"] = json!(format!("B {number:07}"));
    record.to_string()
}

fn paper(record: &str, leaves: &Leaves) -> Paper {
    let code = Code::derive(record.as_bytes());
    let leaf = leaves.find(&code.id()).unwrap();
    let envelope = Envelope::seal(&code.id(), &leaf.opening, &[5; 32]).unwrap();
    Paper { opening: leaf.opening.to_bytes().to_vec(), envelope: envelope.bytes().to_vec(), code }
}

fn publication(papers: &[Paper], leaves: &Leaves) -> Publication {
    let published = |paper: &Paper| Published {
        id: paper.id(),
        kind: leaves.find(&paper.id()).unwrap().opening.kind(),
        envelope: digest(&paper.envelope),
    };
    Publication::of(papers.iter().map(published).collect()).unwrap()
}

pub fn digest(bytes: &[u8]) -> Digest {
    vanbang::verify::sha256(bytes)
}

/// The text of a code whose digits hold these bytes, whatever they are.
pub fn text(host: &str, id: &Id, bytes: &[u8]) -> String {
    format!("HTTPS://{}/V/{id}#{}", host.to_uppercase(), decimal(bytes))
}

fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0_u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

/// Verdict, reason and standing in one line.
pub fn told(verdict: &CodeVerdict) -> String {
    format!("{:?} {} {:?} {}", verdict.verdict(), verdict.reason(), verdict.standing(), verdict.exit_code())
}

pub fn has(verdict: &CodeVerdict, code: &str) -> bool {
    verdict.findings().iter().any(|finding| finding.code == code)
}

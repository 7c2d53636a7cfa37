//! A school, its neighbour, their batches, and what a verifier trusts: where forgers and thieves try their luck.

use vanbang::document::code::{Code, Id};
use vanbang::document::manifest::{BatchId, Content, Delegation, Document, Leaf, Leaves, Opening, Time};
use vanbang::document::record::{Directory, OrgId};
use vanbang::signature::crypto::P256PrivateKey;
use vanbang::signature::token::{Signer, SoftwareKey};
use vanbang::verify::manifest::Manifests;
use vanbang::verify::{Policy, Verdict, verify};

use crate::common::minimal_pdf::minimal_page;
use crate::common::{at, boxes, now, sign_all};
use crate::world::{self, SEALED, World};

pub const SCHOOL: &str = "thcs-mau.hue";
pub const NEIGHBOUR: &str = "thcs-khac.hue";
pub const LIST: u64 = 2026;

/// A record of this school; the salt is this letter.
pub fn record(org: &str, name: &str, salt: char) -> Vec<u8> {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let salted = example.replace("dmFuYmFuZyBleGFtcGxlIQ", &(salt.to_string().repeat(21) + "A"));
    salted.replace("Nguyễn Hữu Thiện Mỹ", name).replace(SCHOOL, org).into_bytes()
}

/// A batch as it was sealed, and all that anybody can copy of it.
pub struct Batch {
    pub records: Vec<Vec<u8>>,
    pub leaves: Leaves,
    pub content: Content,
}

impl Batch {
    pub fn of(org: &str, name: u8, records: Vec<Vec<u8>>, delegation: Option<Delegation>) -> Batch {
        let org = OrgId::new(org).unwrap();
        let documents = records.iter().map(|record| Document::of_record(&org, record).unwrap()).collect();
        let leaves = Leaves::of(&org, BatchId::from_bytes([name; 8]), documents, false).unwrap();
        let unsigned = leaves.unsigned(None, None);
        let content = unsigned.complete(Time::from(at(SEALED)), Some(LIST), delegation).unwrap();
        Batch { records, leaves, content }
    }

    pub fn leaf(&self, record: &[u8]) -> &Leaf {
        self.leaves.find(&Code::derive(record).id()).unwrap()
    }
}

/// The school, its neighbour, their batches, and what a verifier trusts.
pub struct Scene {
    pub world: World,
    pub neighbour: SoftwareKey,
    pub genuine: Batch,
    pub status: P256PrivateKey,
}

impl Scene {
    pub fn new() -> Scene {
        let world = World::new();
        let neighbour = world.other("Trường THCS Khác", 21);
        let status = P256PrivateKey::generate().unwrap().0;
        let names = ["Nguyễn Ân", "Lê Bình", "Trần Châu", "Hồ Dũng", "Võ Em"];
        let records = names.iter().zip("abcde".chars()).map(|(name, salt)| record(SCHOOL, name, salt)).collect();
        let delegation =
            Delegation { epoch: 1, key: *status.public_key(), not_after: Time::from(at("2027-01-01T00:00:00Z")) };
        let genuine = Batch::of(SCHOOL, 1, records, Some(delegation));
        Scene { world, neighbour, genuine, status }
    }

    pub fn directory(&self) -> Directory {
        let both: [&str; 2] = ["manifest", "seal"];
        let (school, neighbour) = (self.world.seal.certificate(), self.neighbour.certificate());
        world::directory(&[(SCHOOL, school, &both), (NEIGHBOUR, neighbour, &both)], |_| {})
    }

    pub fn policy(&self) -> Policy {
        Policy { trust: self.world.trust(), directory: Some(self.directory()) }
    }

    /// Whether any manifest at hand proves the opening: the genuine one, and what the forger put beside it.
    pub fn proves(&mut self, beside: &[Vec<u8>], id: &Id, opening: &[u8]) -> bool {
        let mut manifests = Manifests::default();
        manifests.add(&self.world.sign(&self.genuine.content.clone())).unwrap();
        beside.iter().for_each(|message| manifests.add(message).unwrap());
        let Ok(opening) = Opening::parse(opening) else { return false };
        let found = manifests.judge(opening.batch(), Some(&self.directory()), &self.world.trust(), now());
        found.accepted.iter().any(|accepted| accepted.proves(id, &opening).is_ok())
    }

    /// A document with this record and code, signed by these three.
    pub fn pdf(&self, record: &[u8], opening: &Opening, signers: &mut [&mut dyn Signer]) -> Vec<u8> {
        sign_all(&minimal_page(record, opening), &boxes(0), signers)
    }

    pub fn judged(&self, pdf: &[u8]) -> Verdict {
        verify("a.pdf", pdf, &self.policy(), now()).unwrap()
    }

    /// Signed by two persons and closed by `seal`.
    pub fn sealed_by(&self, record: &[u8], opening: &Opening, seal: &mut SoftwareKey) -> Verdict {
        let mut persons = [self.world.other("Giáo viên", 31), self.world.other("Hiệu trưởng", 32)];
        let [teacher, leader] = &mut persons;
        self.judged(&self.pdf(record, opening, &mut [teacher, leader, seal]))
    }
}

//! An office that publishes: a small school, its status key, and what stands in the folder that it publishes to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::Utc;
use data_encoding::HEXLOWER;
use vanbang::document::batch::Batch;
use vanbang::document::code::Id;
use vanbang::document::manifest::layout::{self, Served};
use vanbang::document::manifest::status::{Answer, AtHand, Part, SignedHead, standing};
use vanbang::document::manifest::{Content, Time};
use vanbang::document::record::OrgId;
use vanbang::verify::manifest::Candidate;

use crate::command::{Ran, vanbang_with};
use crate::school::{Pupil, School, write};

pub const PASSPHRASE: &str = "mật khẩu của khóa tình trạng";
pub const SERVED: &str = ".well-known/vanbang/v1";
pub const ORG: &str = "thcs-mau.hue";

/// Files of a folder by their paths, which are written with slashes.
pub type Tree = BTreeMap<String, Vec<u8>>;

pub fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    let mut pending: Vec<PathBuf> = folder.exists().then(|| folder.to_owned()).into_iter().collect();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name: Vec<_> = path.strip_prefix(folder).unwrap().iter().map(|part| part.to_string_lossy()).collect();
            found.insert(name.join("/"), std::fs::read(&path).unwrap());
        }
    }
    found
}

/// The same without the head, which is another at each run.
pub fn lasting(folder: &Path) -> Tree {
    tree(folder).into_iter().filter(|(name, _)| !name.ends_with("/status/head")).collect()
}

/// A school with a status key.
pub struct Office {
    pub school: School,
}

impl Office {
    pub fn new() -> Office {
        let office = Office { school: School::new() };
        office.new_key(PASSPHRASE, PASSPHRASE).passed();
        office
    }

    pub fn place(&self) -> PathBuf {
        self.school.place()
    }

    pub fn new_key(&self, passphrase: &str, again: &str) -> Ran {
        vanbang_with(&format!("{passphrase}\n{again}"), &self.place(), &["publish", "--new-key"])
    }

    pub fn publish(&self, options: &[&str]) -> Ran {
        vanbang_with(PASSPHRASE, &self.place(), &[&["publish"], options].concat())
    }

    /// Draws a batch of these pupils and has it signed by all; answers the ids in the order of the pupils.
    pub fn close(&self, name: &str, pupils: &[Pupil], options: &[&str]) -> Vec<String> {
        let batch = self.draw(name, pupils, options);
        self.school.sign(&batch, "school_leader", 1).passed();
        self.school.sign(&batch, "organisation", 2).passed();
        self.ids(&batch)
    }

    /// The same, without the leader's and the school's signatures; answers the batch's folder.
    pub fn draw(&self, name: &str, pupils: &[Pupil], options: &[&str]) -> String {
        write(&self.place(), pupils);
        let batch = format!("batches/{name}");
        self.school.issue(&[options, &["--batch", &batch]].concat()).passed();
        batch
    }

    pub fn ids(&self, batch: &str) -> Vec<String> {
        self.open(batch).documents().map(|document| document.id).collect()
    }

    pub fn open(&self, batch: &str) -> Batch {
        Batch::open(&self.place().join(batch)).unwrap()
    }

    pub fn content(&self, batch: &str) -> Content {
        self.open(batch).content().unwrap().unwrap()
    }

    /// What the folder says of a document today, as a verifier with nothing but the folder finds out.
    pub fn standing(&self, folder: &Path, batch: &str, id: &str) -> Answer {
        let org = OrgId::new(ORG).unwrap();
        let manifest = self.content(batch);
        let head = head(folder);
        let digest = head.head().statement().lists[&manifest.list()];
        let part = folder.join(format!("{SERVED}/{ORG}/status/{}/{}", manifest.list(), HEXLOWER.encode(&digest)));
        let part = Part::parse(&std::fs::read(part).unwrap()).unwrap();
        let (delegating, _) = head.head().statement().delegated_by;
        let named = folder.join(format!("{SERVED}/{}", layout::batch(delegating, Served::Message)));
        let delegating = Candidate::read(&std::fs::read(named).unwrap()).unwrap().content().clone();
        let at_hand = AtHand {
            manifest: Some(&manifest),
            head: Some(&head),
            part: Some(&part),
            delegating: Some(&delegating),
            ..AtHand::default()
        };
        standing(&org, &Id::parse(id).unwrap(), &at_hand, Time::from(Utc::now()))
    }
}

pub fn head(folder: &Path) -> SignedHead {
    SignedHead::parse(&std::fs::read(folder.join(format!("{SERVED}/{ORG}/status/head"))).unwrap()).unwrap()
}

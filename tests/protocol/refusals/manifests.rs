//! Contents of manifests.

use serde_json::Value;
use vanbang::document::manifest::cbor::Writer;

use super::{limited, refused, taken};

/// What the content of a manifest holds, to be changed.
#[derive(Clone)]
struct Parts {
    keys: Vec<u64>,
    label: &'static str,
    org: &'static str,
    batch: usize,
    time: u64,
    count: u64,
    height: u64,
    roots: usize,
    publication: usize,
    delegations: Vec<(u64, u64, Vec<u8>, u64)>,
    template: usize,
}

impl Parts {
    fn honest() -> Parts {
        let point = [&[4_u8][..], &[7; 64]].concat();
        Parts {
            keys: (0..=10).collect(),
            label: "vanbang manifest 1",
            org: "thpt-mau.hue",
            batch: 8,
            time: 1_795_226_400,
            count: 9,
            height: 3,
            roots: 64,
            publication: 32,
            delegations: vec![(1, 1, point, 1_800_000_000)],
            template: 0,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(self.keys.len());
        for (place, key) in self.keys.iter().enumerate() {
            writer.unsigned(*key);
            match place {
                0 => writer.text(self.label),
                1 => writer.text(self.org),
                2 => writer.bytes(&vec![1; self.batch]),
                3 => writer.unsigned(self.time),
                4 => writer.unsigned(self.count),
                5 => writer.unsigned(self.height),
                6 => writer.bytes(&vec![2; self.roots]),
                7 => writer.bytes(&vec![3; self.publication]),
                8 => writer.unsigned(2026),
                9 => {
                    writer.array(self.delegations.len());
                    for (usage, epoch, key, until) in &self.delegations {
                        writer.array(4).unsigned(*usage).unsigned(*epoch).bytes(key).unsigned(*until);
                    }
                    &mut writer
                }
                10 => writer.bytes(&vec![4; self.template]),
                _ => writer.unsigned(0),
            };
        }
        writer.finish()
    }
}

pub fn cases() -> Vec<Value> {
    type Change = fn(&mut Parts);
    let changes: [(&str, Change); 29] = [
        ("another label", |p| p.label = "vanbang manifest 2"),
        ("an organisation in capitals", |p| p.org = "THPT"),
        ("an organisation of two letters", |p| p.org = "ab"),
        ("a batch of seven bytes", |p| p.batch = 7),
        ("height 4", |p| p.height = 4),
        ("a height that needs more roots", |p| p.height = 2),
        ("a height that needs fewer roots", |p| (p.count, p.height) = (8, 3)),
        ("a count that needs more roots", |p| p.count = 17),
        ("a root of 31 bytes", |p| p.roots = 63),
        ("no roots", |p| p.roots = 0),
        ("roots of no documents", |p| (p.count, p.height) = (0, 0)),
        ("a height of no documents", |p| (p.count, p.height, p.roots) = (0, 1, 0)),
        ("a publication digest of 31 bytes", |p| p.publication = 31),
        ("a template digest of 33 bytes", |p| p.template = 33),
        ("two delegations", |p| p.delegations.push(p.delegations[0].clone())),
        ("another usage", |p| p.delegations[0].0 = 2),
        ("epoch 0", |p| p.delegations[0].1 = 0),
        ("epoch 2^32", |p| p.delegations[0].1 = 1 << 32),
        ("a key of 64 bytes", |p| p.delegations[0].2.truncate(64)),
        ("a compressed key", |p| p.delegations[0].2[0] = 2),
        ("a time above 2^53 - 1", |p| p.time = 1 << 53),
        ("key 10 missing", |p| p.keys.truncate(10)),
        ("key 11", |p| p.keys.push(11)),
        ("key 0 missing", |p| p.keys = (1..=11).collect()),
        ("keys exchanged", |p| p.keys.swap(7, 8)),
        ("a key twice", |p| p.keys[9] = 8),
        ("a hidden character in the organisation", |p| p.org = "thpt\u{200b}mau"),
        ("an empty organisation", |p| p.org = ""),
        ("a label with a zero", |p| p.label = "vanbang manifest 1\0"),
    ];
    let mut cases: Vec<Value> = Vec::new();
    for (story, change) in changes {
        let mut parts = Parts::honest();
        change(&mut parts);
        cases.push(refused("manifest", story, &parts.bytes(), "MANIFEST_MALFORMED"));
    }
    let honest = Parts::honest().bytes();
    cases.push(refused("manifest", "bytes behind", &[&honest[..], &[0]].concat(), "MANIFEST_MALFORMED"));
    cases.push(refused("manifest", "cut", &honest[..honest.len() - 1], "MANIFEST_MALFORMED"));
    for (story, count, height, roots, code) in
        [("4097 documents", 4097, 3, 513, "LIMIT_COUNT"), ("513 roots", 513, 0, 513, "LIMIT_ROOTS")]
    {
        let parts = Parts { count, height, roots: 32 * roots, ..Parts::honest() };
        cases.push(refused("manifest", story, &parts.bytes(), code));
    }
    cases.extend(limited("manifest", &[], 64 << 10, "MANIFEST_MALFORMED", "LIMIT_MANIFEST"));
    let fitting: [(&str, Change); 7] = [
        ("as it is", |_| ()),
        ("4096 documents under 512 roots", |p| (p.count, p.roots) = (4096, 32 * 512)),
        ("512 documents, each a root", |p| (p.count, p.height, p.roots) = (512, 0, 32 * 512)),
        ("the last sub-tree of one", |p| (p.count, p.roots) = (17, 32 * 3)),
        ("no documents", |p| (p.count, p.height, p.roots) = (0, 0, 0)),
        ("nothing published and no key", |p| (p.publication, p.delegations) = (0, Vec::new())),
        ("epoch 2^32 - 1", |p| p.delegations[0].1 = u64::from(u32::MAX)),
    ];
    for (story, change) in fitting {
        let mut parts = Parts::honest();
        change(&mut parts);
        cases.push(taken("manifest", story, &parts.bytes()));
    }
    cases
}

//! Status: parts and heads.

use serde_json::Value;
use vanbang::document::manifest::cbor::Writer;

use super::{case, limited, padded, refused, taken};
use crate::given::hex;

fn part(batches: &[u8], entries: &[u8], more: bool) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(5 + usize::from(more)).unsigned(0).text("vanbang status part 1").unsigned(1).text("thpt-mau.hue");
    writer.unsigned(2).unsigned(2026).unsigned(3).bytes(batches).unsigned(4).bytes(entries);
    if more {
        writer.unsigned(5).unsigned(0);
    }
    writer.finish()
}

fn batch(name: u8, state: u8) -> Vec<u8> {
    [vec![name; 8], vec![9; 16], vec![state]].concat()
}

fn entry(token: u8, state: u8, reason: u8) -> Vec<u8> {
    [vec![token; 16], vec![state, reason], 20_261_202_u32.to_be_bytes().to_vec()].concat()
}

pub fn parts() -> Vec<Value> {
    const MALFORMED: &str = "STATUS_PART_MALFORMED";
    let refused = |story, batches: Vec<u8>, entries: Vec<u8>, more| {
        refused("status_part", story, &part(&batches, &entries, more), MALFORMED)
    };
    let honest = part(&[batch(1, 0), batch(2, 2)].concat(), &entry(1, 1, 4), false);
    let cases = vec![
        taken("status_part", "as it is", &honest),
        taken("status_part", "of nothing", &part(&[], &[], false)),
        refused("a batch of 24 bytes", batch(1, 0)[1..].to_vec(), vec![], false),
        refused("batches out of order", [batch(2, 0), batch(1, 0)].concat(), vec![], false),
        refused("a batch twice", [batch(1, 0), batch(1, 2)].concat(), vec![], false),
        refused("a batch superseded", batch(1, 1), vec![], false),
        refused("an entry of 21 bytes", vec![], entry(1, 1, 0)[1..].to_vec(), false),
        refused("entries out of order", vec![], [entry(2, 1, 0), entry(1, 1, 0)].concat(), false),
        refused("a document twice", vec![], [entry(1, 1, 0), entry(1, 2, 0)].concat(), false),
        refused("an entry in force", vec![], entry(1, 0, 0), false),
        refused("state 3", vec![], entry(1, 3, 0), false),
        refused("reason 5", vec![], entry(1, 2, 5), false),
        refused("key 5", vec![], vec![], true),
    ];
    [cases, limited("status_part", &[], 4 << 20, MALFORMED, "LIMIT_STATUS_PART").to_vec()].concat()
}

/// A head with a signature that nobody made.
fn head(seq: u64, delegated_by: usize, epoch: u64, previous: usize, lists: usize, digest: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(9).unsigned(0).text("vanbang status 1").unsigned(1).text("thpt-mau.hue").unsigned(2).unsigned(seq);
    writer.unsigned(3).unsigned(1_795_312_800).unsigned(4).unsigned(1_796_176_800);
    writer.unsigned(5).bytes(&vec![1; delegated_by]).unsigned(6).unsigned(epoch).unsigned(7).bytes(&vec![2; previous]);
    writer.unsigned(8).map(lists);
    for list in 0..lists {
        writer.unsigned(list as u64).bytes(&vec![3; digest]);
    }
    writer.finish()
}

fn file(head: &[u8], signature: usize) -> Vec<u8> {
    let length = u32::try_from(head.len()).unwrap().to_be_bytes();
    [b"VBS1".as_slice(), &length, head, &vec![4; signature]].concat()
}

pub fn heads() -> Vec<Value> {
    let honest = file(&head(1, 40, 1, 32, 2, 32), 64);
    let mut longer = honest.clone();
    longer[7] += 1;
    const MALFORMED: &str = "STATUS_HEAD_MALFORMED";
    let refused = |story, file: &[u8]| refused("status_head", story, file, MALFORMED);
    let zeros = |bytes: u32| padded(&[b"VBS1".as_slice(), &bytes.to_be_bytes()].concat(), bytes as usize + 64);
    vec![
        taken("status_head", "as it is", &honest),
        taken("status_head", "400 lists", &file(&head(1, 40, 1, 32, 400, 32), 64)),
        case("status_head", "65536 bytes", zeros(65_536), Some(MALFORMED)),
        case("status_head", "65537 bytes", zeros(65_537), Some("LIMIT_STATUS_HEAD")),
        refused("another magic", &[b"VBS2", &honest[4..]].concat()),
        refused("a length that takes of the signature", &longer),
        refused("a signature of 63 bytes", &honest[..honest.len() - 1]),
        refused("a signature of 65 bytes", &[&honest[..], &[0]].concat()),
        refused("no length", &honest[..7]),
        refused("a manifest of 39 bytes", &file(&head(1, 39, 1, 32, 2, 32), 64)),
        refused("epoch 0", &file(&head(1, 40, 0, 32, 2, 32), 64)),
        refused("epoch 2^32", &file(&head(1, 40, 1 << 32, 32, 2, 32), 64)),
        refused("a digest of 31 bytes", &file(&head(1, 40, 1, 31, 2, 32), 64)),
        refused("a list's digest of 33 bytes", &file(&head(1, 40, 1, 32, 2, 33), 64)),
        refused("seq above 2^53 - 1", &file(&head(1 << 53, 40, 1, 32, 2, 32), 64)),
        case("status_head", "401 lists", hex(&file(&head(1, 40, 1, 32, 401, 32), 64)), Some("LIMIT_STATUS_LISTS")),
    ]
}

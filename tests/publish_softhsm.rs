//! The sample school's batch, sealed with tokens of SoftHSM2 and published through the command line: what others find
//! in the folder, and that nothing of it is anybody's name, date, mark or secret. One test, because the module reads
//! its configuration once.
#![cfg(unix)]

mod command;
#[path = "common/leaks.rs"]
mod leaks;
#[allow(dead_code)]
#[path = "publish/office.rs"]
mod office;
mod school;
#[allow(dead_code)]
mod softhsm;

use std::io::Write;
use std::path::Path;

use command::{ROSTERS, vanbang, vanbang_with};
use data_encoding::{BASE64, HEXUPPER};
use leaks::Leaks;
use office::{PASSPHRASE, tree};
use softhsm::school::{ROLES, School, fill};
use softhsm::{PIN, SoftHsm};
use unicode_normalization::UnicodeNormalization;
use vanbang::document::batch::Batch;
use vanbang::document::code::Code;
use vanbang::document::manifest::Envelope;
use vanbang::verify::{Mirror, Revocation, TrustFolder};

const BATCH: &str = "batches/2025-2026-6A-6B";

#[test]
fn thirty_documents_are_published_and_nobody_is_named() {
    let tokens = SoftHsm::start();
    let School { authority, seal } = fill(&tokens);
    let folder = command::office();
    let office = folder.path().join("office");
    std::fs::write(office.join("trust/anchors/ca.pem"), &authority.root).unwrap();
    std::fs::write(office.join("trust/crls/ca.crl"), &authority.list).unwrap();
    std::fs::write(office.join("con-dau.pem"), seal.to_pem()).unwrap();
    vanbang(&office, &["trust", "seal", "con-dau.pem", "--yes"]).passed();
    vanbang_with(&format!("{PASSPHRASE}\n{PASSPHRASE}"), &office, &["publish", "--new-key"]).passed();
    let module = tokens.module.display().to_string();
    let [(_, teacher), later @ ..] = ROLES;
    let key = |token| ["--module", module.as_str(), "--token", token];
    vanbang_with(PIN, &office, &[&["issue", ROSTERS[0], ROSTERS[1]], &key(teacher)[..]].concat()).passed();
    for (role, token) in later {
        vanbang_with(PIN, &office, &[&["sign", BATCH, "--role", role], &key(token)[..]].concat()).passed();
    }
    let published = vanbang_with(PASSPHRASE, &office, &["publish", "--to", "ra"]);
    assert!(published.passed().out.contains("1 lô, 30 văn bản"), "{}", published.out);

    // A stranger with the office's roots and directory proves every document by the folder alone.
    let policy = TrustFolder::read(&office.join("trust")).unwrap().policy(Revocation::Require);
    let mirror = Mirror::open(&office.join("ra")).unwrap();
    assert!(mirror.left_out().is_empty());
    let batch = Batch::open(&office.join(BATCH)).unwrap();
    let judged =
        mirror.manifests().judge(batch.plan().batch(), policy.directory.as_ref(), &policy.trust, chrono::Utc::now());
    assert_eq!((judged.accepted.len(), judged.accepted[0].signer().sha256()), (1, seal.sha256()));
    let files = tree(&office.join("ra"));
    for document in batch.documents() {
        let code = Code::derive(document.planned().unwrap().bytes());
        let envelope = &files[&format!("publish/envelopes/{}", document.id)];
        let opening = Envelope::open(envelope, &code.id(), code.secret()).unwrap();
        let sealed = judged.accepted[0].proves(&code.id(), &opening).unwrap();
        assert!(sealed.claims().facts().iter().any(|fact| fact.label_vi == "Họ và tên"));
    }

    let records: Vec<_> = batch.plan().records().map(Result::unwrap).collect();
    let leaks = Leaks::of(records.iter().map(|planned| planned.bytes()));
    assert!(leaks.len() > 3_000, "{} things to look for", leaks.len());
    let found: Vec<String> = files
        .iter()
        .flat_map(|(name, bytes)| leaks.found_in(bytes).into_iter().map(move |found| format!("{name}: {found}")))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    for name in files.keys() {
        assert!(leaks.found_in(name.as_bytes()).is_empty(), "{name}");
    }
    the_search_finds_what_is_planted(&leaks, records[0].bytes());
    nothing_of_the_plan_is_beside_it(&office);
}

/// The same search, over things that somebody left in a published file in one way or another.
fn the_search_finds_what_is_planted(leaks: &Leaks, record: &[u8]) {
    let json: serde_json::Value = serde_json::from_slice(record).unwrap();
    let name = json["student"]["full_name"].as_str().unwrap();
    let born = json["student"]["date_of_birth"].as_str().unwrap();
    let mark = json["transcript"]["subjects"][0]["year"].as_str().unwrap();
    let (salt, secret) = (json["salt"].as_str().unwrap(), Code::derive(record).secret().expose().to_vec());
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let number: u32 = born.replace('-', "").parse().unwrap();
    let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let plain: Vec<(&str, Vec<u8>)> = vec![
        ("a name", name.into()),
        ("a name, decomposed", name.nfd().collect::<String>().into()),
        ("a name, in capitals", name.to_uppercase().into()),
        ("a name, in UTF-16", utf16),
        ("a date", born.into()),
        ("a date as a number", [&[0x1a], number.to_be_bytes().as_slice()].concat()),
        ("a mark, as claims have it", [b"\x63", mark.replace('.', ",").as_bytes(), b"\x60"].concat()),
        ("a mark in JSON", format!("\"{mark}\"").into()),
        ("a salt", salt.into()),
        ("a secret", secret.clone()),
        ("a secret in hexadecimal", HEXUPPER.encode(&secret).into()),
        ("a whole record", record.to_vec()),
    ];
    for (what, bytes) in plain {
        for (coding, coded) in [
            ("as it is", bytes.clone()),
            ("in base64", BASE64.encode(&[b"xy", bytes.as_slice(), b"z"].concat()).into_bytes()),
            ("in hexadecimal", HEXUPPER.encode(&[b"xyz", bytes.as_slice()].concat()).into_bytes()),
            ("packed", packed(&bytes)),
            ("packed, in base64", BASE64.encode(&packed(&bytes)).into_bytes()),
        ] {
            let file = [b"VBE1 \xff\xfe".as_slice(), &coded, b" \x00\x01"].concat();
            assert!(!leaks.found_in(&file).is_empty(), "{what}, {coding}, is not found");
        }
    }
    assert!(leaks.found_in(b"Nothing of anybody.").is_empty());
}

/// Neither the office's own key nor a plan is ever put into the folder.
fn nothing_of_the_plan_is_beside_it(office: &Path) {
    let kept = ["plan.cbor", "batch.toml", "journal", "register.sqlite", "key-1.pem", "key-1.toml"];
    for name in tree(&office.join("ra")).keys() {
        assert!(!kept.iter().any(|kept| name.ends_with(kept)) && !name.ends_with(".tmp"), "{name}");
    }
}

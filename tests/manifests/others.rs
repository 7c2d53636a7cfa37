//! What others make of our manifests, and we of theirs: OpenSSL, a second implementation in Python, and the vectors
//! of the protocol.

use std::path::Path;
use std::process::Command;

use data_encoding::HEXLOWER;
use serde_json::Value;
use vanbang::signature::cms::{Draft, Purpose};
use vanbang::signature::token::Signer;
use vanbang::signature::x509::Certificate;
use vanbang::verify::manifest::Candidate;

use crate::outside::{python, run, skipped, text};
use crate::world::{BATCH, ORG, World, sealed, stamp};

const SECOND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/protocol/signed.py");

fn read_by_the_second(file: &Path) -> Option<String> {
    let output = run(python(), &["-B".as_ref(), SECOND.as_ref(), file.as_os_str()]);
    output.status.success().then(|| text(&output))
}

#[test]
fn the_second_implementation_reads_what_we_sign_and_refuses_it_changed() {
    if skipped() {
        return;
    }
    let mut world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("manifest.cms");
    let message = world.sign(&sealed());
    std::fs::write(&file, &message).unwrap();
    let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
    let (digest, signer) = (hex(sealed().digest()), hex(&world.seal.certificate().sha256()));
    assert_eq!(read_by_the_second(&file).unwrap().trim(), format!("{ORG} {BATCH} {digest} {signer}"));
    for place in [message.len() - 1, message.len() / 2, 30] {
        let mut changed = message.clone();
        changed[place] ^= 1;
        std::fs::write(&file, changed).unwrap();
        assert_eq!(read_by_the_second(&file), None, "byte {place}");
    }
}

/// Every rule of docs/protocol.md 6.3 broken once; the second implementation reads the same rows.
#[test]
fn signed_manifests_are_taken_or_refused_as_their_table_says() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../test-vectors/manifest/signed.json")).unwrap();
    let told = |row: &Value| Candidate::read(&whole(&row["given"])).err().map(|finding| finding.code);
    let other: Vec<String> = rows
        .iter()
        .filter(|row| told(row) != row["reason"].as_str())
        .map(|row| format!("{}: {:?}", row["story"], told(row)))
        .collect();
    assert!(other.is_empty(), "{other:#?}");
    let taken = rows.iter().filter(|row| row["reason"].is_null()).count();
    assert!(taken > 5 && rows.len() > 70, "{taken} of {}", rows.len());
}

/// Hexadecimal; or, where that would be long, its beginning and how many zeros follow.
fn whole(given: &Value) -> Vec<u8> {
    let unhex = |text: &str| HEXLOWER.decode(text.as_bytes()).unwrap();
    given.as_str().map(unhex).unwrap_or_else(|| {
        let mut whole = unhex(given["begin"].as_str().unwrap());
        whole.resize(whole.len() + usize::try_from(given["zeros"].as_u64().unwrap()).unwrap(), 0);
        whole
    })
}

#[test]
fn openssl_finds_the_path_and_the_content() {
    let mut world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("root", world.authority.root.to_pem().as_bytes());
    write("manifest.cms", &world.sign(&sealed()));
    let arguments = "cms -verify -cades -inform DER -binary -purpose any -attime 1780000000 -CAfile root -in manifest.cms -out content";
    let ran = Command::new("openssl").current_dir(folder.path()).args(arguments.split(' ')).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(std::fs::read(folder.path().join("content")).unwrap(), sealed().bytes());
}

/// The manifest of the protocol's own vectors, and what we would have had signed for it.
#[test]
fn the_vectors_of_the_protocol_are_read_and_made() {
    let Some(corpus) = std::env::var_os("VANBANG_CORPUS") else { return };
    let text = std::fs::read_to_string(Path::new(&corpus).join("../protocol-vectors.json")).unwrap();
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let bytes = |name: &str| HEXLOWER.decode(vectors[name].as_str().unwrap().as_bytes()).unwrap();
    let message = bytes("manifest_cms");
    let read = Candidate::read(&message).unwrap();
    assert_eq!(read.content().bytes(), bytes("manifest"));
    let certificate = Certificate::from_der(&bytes("signer_certificate")).unwrap();
    assert_eq!(read.message().signer(), &certificate);

    let algorithm =
        vanbang::signature::crypto::SignatureAlgorithm::RsaPkcs1(vanbang::signature::crypto::DigestAlgorithm::Sha256);
    let time = read.message().signing_time();
    let draft = Draft::new(Purpose::Manifest, bytes("manifest"), &certificate, &[], algorithm, time).unwrap();
    // RFC 5754 section 2: their SHA-256 has parameters of NULL, ours has none; both are read.
    let theirs = vectors["signed_attributes"].as_str().unwrap();
    let ours = HEXLOWER.encode(draft.to_be_signed().der());
    let with_null = ours.replacen("302b0609", "302d0609", 1).replacen("1e301c300b0609", "20301e300d0609", 1);
    let with_null = with_null.replacen("608648016503040201a1", "6086480165030402010500a1", 1);
    assert_eq!(with_null.replacen("31820102", "31820104", 1), theirs);
    if !skipped() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.cms"), &message).unwrap();
        assert!(read_by_the_second(&folder.path().join("a.cms")).is_some());
    }
}

/// A bundle begins with the message as it was signed, so any of them can be taken out again.
#[test]
fn a_bundle_gives_its_message_back() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let bundle = vanbang::document::manifest::Bundle::of(&message).unwrap();
    let bundle = stamp(bundle, &world.stamper(2034), crate::world::STAMPED);
    assert_eq!(bundle.manifest(), message);
    assert_eq!(Candidate::read(bundle.bytes()).unwrap().content(), &sealed());
}

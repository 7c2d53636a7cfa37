//! What every reader of the protocol refuses, with the code of its refusal. The same table lies in
//! `test-vectors/protocol/refused.json` for other implementations.

use std::path::Path;

use serde_json::{Value, json};
use vanbang::document::code::{Code, Id, Secret, parse};
use vanbang::document::manifest::cbor::Writer;
use vanbang::document::manifest::status::{Part, SignedHead};
use vanbang::document::manifest::{Claims, Content, Envelope, Opening, Publication};
use vanbang::signature::crypto::{MessageKey, hkdf_sha256};

use crate::given::{array, bytes, hex, made, text, unhex};

const REFUSED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/protocol/refused.json");

/// One refusal: what is read, what of it is wrong, what is given, the code.
fn case(what: &str, story: impl ToString, given: Value, code: &str) -> Value {
    json!({"what": what, "story": story.to_string(), "given": given, "code": code})
}

fn case_bytes(what: &str, story: impl ToString, given: &[u8], code: &str) -> Value {
    case(what, story, hex(given).into(), code)
}

/// The first document, a copy with three hashes in its path.
fn document(vectors: &Value) -> &Value {
    vectors["documents"].as_array().unwrap().iter().find(|document| document.get("f").is_some()).unwrap()
}

fn texts(vectors: &Value) -> Vec<Value> {
    let s = text(document(vectors), "s");
    let id = text(document(vectors), "id_text");
    let (address, digits) = s.split_once('#').unwrap();
    let decimal = |bytes: &[u8]| num_bigint::BigUint::from_bytes_be(bytes).to_string();
    let with_digits = |digits: &str| format!("{address}#{digits}");
    let with_host = |host: &str| s.replacen("VB.MAU.EDU.VN", host, 1);
    let with_id = |id_text: &str| s.replacen(id, id_text, 1);
    let opening = bytes(document(vectors), "opening");
    let long = format!("{}.{}", "A".repeat(30), "B".repeat(30));
    let malformed = [
        ("no text", String::new()),
        ("another scheme", s.replacen("HTTPS", "HTTP", 1)),
        ("another path", s.replacen("/V/", "/W/", 1)),
        ("user information", with_host("A@VB.MAU.EDU.VN")),
        ("a port", with_host("VB.MAU.EDU.VN:443")),
        ("a trailing dot", with_host("VB.MAU.EDU.VN.")),
        ("one label", with_host("VB")),
        ("an empty label", with_host("VB..EDU.VN")),
        ("a percent sign", with_host("VB%2EMAU.EDU.VN")),
        ("a letter outside ASCII", with_host("VB.MẪU.EDU.VN")),
        ("a letter that becomes ASCII in upper case", with_host("\u{212a}B.EDU.VN")),
        ("a host of 61 characters", with_host(&long)),
        ("a query", s.replacen('#', "?a=1#", 1)),
        ("a slash behind the identifier", s.replacen('#', "/#", 1)),
        ("a second #", s.replacen('#', "##", 1)),
        ("no #", s.replacen('#', "", 1)),
        ("an identifier of 25 characters", with_id(&id[..25])),
        ("an identifier of 27 characters", with_id(&format!("{id}A"))),
        ("an identifier that ends in B", with_id(&format!("{}B", &id[..25]))),
        ("a leading zero", with_digits(&format!("0{digits}"))),
        ("38 digits", with_digits(&digits[..38])),
        ("1001 digits", with_digits(&"2".repeat(1001))),
        ("a sign", with_digits(&format!("+{digits}"))),
        ("digits of another script", with_digits(&digits.replace('1', "١"))),
        ("a space behind it", format!("{s} ")),
        ("S of 16 bytes", with_digits(&decimal(&[&[1][..], &[9; 15]].concat()))),
        ("S of 18 bytes", with_digits(&decimal(&[&[1][..], &[9; 17]].concat()))),
    ];
    let mut cases: Vec<Value> =
        malformed.iter().map(|(story, given)| case("code", story, given.as_str().into(), "CODE_MALFORMED")).collect();
    for wrong in ['0', '1', '8', '9'] {
        let given = with_id(&format!("{wrong}{}", &id[1..]));
        cases.push(case("code", format!("{wrong} in the identifier"), given.into(), "CODE_MALFORMED"));
    }
    for form in [3, 255] {
        let mut bytes = opening.clone();
        bytes[0] = form;
        let given = with_digits(&decimal(&bytes));
        cases.push(case("code", format!("first byte {form}"), given.into(), "CODE_VERSION_UNKNOWN"));
    }
    let listed = with_host("XN--MU-TFA.EDU.VN");
    cases.push(case("code", "a host in punycode that no directory lists", listed.into(), "CODE_HOST_NOT_LISTED"));
    cases
}

/// The claims of the document, with one byte string in place of another.
fn changed_claims(vectors: &Value, from: &str, to: &str) -> Vec<u8> {
    let claims = text(document(vectors), "claims");
    assert!(claims.contains(from), "{from} in {claims}");
    unhex(&claims.replacen(from, to, 1))
}

fn claims(vectors: &Value) -> Vec<Value> {
    // The middle of the holder's name, which is «Lê Văn Đức».
    let name = "2056c4836e20";
    let malformed = [
        ("a key less", "0c03", ""),
        ("bytes behind", "0c03", "0c0300"),
        ("an undefined key", "0c03", "0d01"),
        ("a key of another kind", "0c03", "181a01"),
        ("a diploma that is not defined", "0c03", "0c0e"),
        ("a diploma as text", "0c03", "0c6133"),
        ("a date of birth as text", "041a", "0464"),
        ("a month of 13", "041a013269dd", "041a01326aa5"),
        ("a day without a month", "041a013269dd", "041a01326591"),
        ("no year", "041a013269dd", "0400"),
        ("an indefinite map", "ab0110", "bf0110"),
        ("one entry too many", "ab0110", "ac0110"),
        ("keys exchanged", "01100201", "02010110"),
        ("a key twice", "01100201", "01100110"),
        ("a long form", "0110", "011810"),
        ("a tag", "0110", "01c010"),
        ("a negative number", "0110", "0120"),
        ("null", "0c03", "0cf6"),
        ("a float", "0c03", "0cf93c00"),
        ("an integer above 2^53 - 1", "0c03", "0c1b0020000000000000"),
        ("a decomposed letter", name, "2061cc826e20"),
        ("a bidirectional control", name, "20e280ae6e20"),
        ("a zero-width character", name, "20e2808b6e20"),
        ("nested in five arrays and maps", "0c03", "0c8181818100"),
    ];
    let mut cases: Vec<Value> = malformed
        .iter()
        .map(|(story, from, to)| case_bytes("claims", story, &changed_claims(vectors, from, to), "CLAIMS_MALFORMED"))
        .collect();
    let behind = [changed_claims(vectors, "0110", "0111"), vec![0]].concat();
    cases.push(case_bytes("claims", "an unknown kind that is not strict", &behind, "CLAIMS_MALFORMED"));
    cases.push(case_bytes("claims", "no map", &[1], "CLAIMS_MALFORMED"));
    for (story, from, to) in [
        ("kind 17", "0110", "0111"),
        ("kind 3", "0110", "0103"),
        ("version 2", "01100201", "01100202"),
        ("version 0", "01100201", "01100200"),
    ] {
        cases.push(case_bytes("claims", story, &changed_claims(vectors, from, to), "CLAIMS_VERSION_UNKNOWN"));
    }
    cases
}

fn openings(vectors: &Value) -> Vec<Value> {
    let honest = bytes(document(vectors), "opening");
    let with = |place: usize, byte: u8| {
        let mut opening = honest.clone();
        opening[place] = byte;
        opening
    };
    let path_ends = 28 + 32 * usize::from(honest[27]);
    let mut cases = vec![
        case_bytes("opening", "first byte 1", &with(0, 1), "OPENING_MALFORMED"),
        case_bytes("opening", "a path of four", &with(27, 4), "OPENING_MALFORMED"),
        case_bytes("opening", "no claims", &honest[..path_ends], "OPENING_MALFORMED"),
        case_bytes("opening", "bytes behind the claims", &[honest.clone(), vec![0]].concat(), "CLAIMS_MALFORMED"),
        case_bytes("opening", "claims cut", &honest[..honest.len() - 1], "CLAIMS_MALFORMED"),
        case_bytes("opening", "a path that is shorter than it says", &with(27, honest[27] - 1), "CLAIMS_MALFORMED"),
    ];
    for cut in [0, 1, 8, 10, 26, 27, 28, 59, path_ends - 1] {
        cases.push(case_bytes("opening", format!("cut at {cut}"), &honest[..cut], "OPENING_MALFORMED"));
    }
    cases
}

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

fn manifests() -> Vec<Value> {
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
        cases.push(case_bytes("manifest", story, &parts.bytes(), "MANIFEST_MALFORMED"));
    }
    let honest = Parts::honest().bytes();
    cases.push(case_bytes("manifest", "bytes behind", &[&honest[..], &[0]].concat(), "MANIFEST_MALFORMED"));
    cases.push(case_bytes("manifest", "cut", &honest[..honest.len() - 1], "MANIFEST_MALFORMED"));
    for (story, count, height, roots, code) in
        [("4097 documents", 4097, 3, 513, "LIMIT_COUNT"), ("513 roots", 513, 0, 513, "LIMIT_ROOTS")]
    {
        let parts = Parts { count, height, roots: 32 * roots, ..Parts::honest() };
        cases.push(case_bytes("manifest", story, &parts.bytes(), code));
    }
    cases
}

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

fn parts() -> Vec<Value> {
    let refused = |story, batches: Vec<u8>, entries: Vec<u8>, more| {
        case_bytes("status_part", story, &part(&batches, &entries, more), "STATUS_PART_MALFORMED")
    };
    assert!(Part::parse(&part(&[batch(1, 0), batch(2, 2)].concat(), &entry(1, 1, 4), false)).is_ok());
    vec![
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
    ]
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

fn heads() -> Vec<Value> {
    let honest = file(&head(1, 40, 1, 32, 2, 32), 64);
    assert!(SignedHead::parse(&honest).is_ok());
    assert!(SignedHead::parse(&file(&head(1, 40, 1, 32, 400, 32), 64)).is_ok());
    let mut longer = honest.clone();
    longer[7] += 1;
    let refused = |story, file: &[u8]| case_bytes("status_head", story, file, "STATUS_HEAD_MALFORMED");
    vec![
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
        case_bytes("status_head", "401 lists", &file(&head(1, 40, 1, 32, 401, 32), 64), "LIMIT_STATUS_LISTS"),
    ]
}

fn publications(vectors: &Value) -> Vec<Value> {
    let honest = bytes(vectors, "publication_list");
    let (one, two) = (&honest[4..54], &honest[54..104]);
    let refused = |story, list: Vec<u8>| case_bytes("publication_list", story, &list, "PUBLICATION_LIST_MALFORMED");
    vec![
        refused("another magic", [b"VBP2", &honest[4..]].concat()),
        refused("a record of 49 bytes", honest[..honest.len() - 1].to_vec()),
        refused("out of order", [b"VBP1", two, one].concat()),
        refused("an identifier twice", [b"VBP1", one, one].concat()),
    ]
}

/// An envelope around any plaintext, under the keys of the document's secret.
fn sealed(id: &[u8; 16], secret: &[u8], plaintext: Vec<u8>) -> Vec<u8> {
    let salt = [6; 32];
    let mut okm = [0; 64];
    hkdf_sha256(&salt, secret, &[b"vanbang envelope 1".as_slice(), id].concat(), &mut okm);
    let (key, commitment) = okm.split_first_chunk().unwrap();
    let mut envelope = [b"VBE1".as_slice(), id, &salt, commitment].concat();
    let sealed = MessageKey::new(key).unwrap().seal(&envelope, plaintext).unwrap();
    envelope.extend_from_slice(&sealed);
    envelope
}

fn envelopes(vectors: &Value) -> Vec<Value> {
    let document = &vectors["documents"][0];
    let (id, secret): ([u8; 16], Vec<u8>) = (array(document, "id"), bytes(document, "secret"));
    let honest = bytes(vectors, "envelope_of_index_0");
    let opening = bytes(document, "opening");
    let mut plaintext = [u32::try_from(opening.len()).unwrap().to_be_bytes().to_vec(), opening].concat();
    plaintext.resize(plaintext.len().next_multiple_of(512), 0);
    let refused = |story: &str, bytes: &[u8], code: &str| {
        let given = json!({"id": hex(&id), "secret": hex(&secret), "envelope": hex(bytes)});
        case("envelope", story, given, code)
    };
    let flipped = |place: usize| {
        let mut bytes = honest.clone();
        bytes[place] ^= 1;
        bytes
    };
    let forged = |change: fn(&mut Vec<u8>)| {
        let mut plaintext = plaintext.clone();
        change(&mut plaintext);
        sealed(&id, &secret, plaintext)
    };
    let invalid = "ENVELOPE_INVALID";
    let mut cases = vec![
        refused("magic", &flipped(3), invalid),
        refused("of another identifier", &flipped(4), invalid),
        refused("salt", &flipped(20), "CODE_DOES_NOT_OPEN"),
        refused("commitment", &flipped(83), "CODE_DOES_NOT_OPEN"),
        refused("ciphertext", &flipped(84), invalid),
        refused("tag", &flipped(honest.len() - 1), invalid),
        refused("a byte more", &[&honest[..], &[0]].concat(), invalid),
        refused("cut in the commitment", &honest[..83], invalid),
        refused("padding that is not zero", &forged(|p| *p.last_mut().unwrap() = 1), invalid),
        refused("a block of padding too many", &forged(|p| p.resize(p.len() + 512, 0)), invalid),
        refused("a length beyond", &forged(|p| p[0] = 1), invalid),
        refused("an opening with another secret", &forged(|p| p[15] ^= 1), invalid),
        refused("a malformed opening", &forged(|p| p[4] = 1), invalid),
    ];
    let wrong = json!({"id": hex(&id), "secret": hex(&[1; 16]), "envelope": hex(&honest)});
    cases.push(case("envelope", "another secret", wrong, "CODE_DOES_NOT_OPEN"));
    cases
}

fn proofs(vectors: &Value) -> Vec<Value> {
    let document = document(vectors);
    let (id, opening): ([u8; 16], Vec<u8>) = (array(document, "id"), bytes(document, "opening"));
    let manifest = bytes(vectors, "manifest");
    let refused = |story: String, id: &[u8], opening: &[u8], manifest: &[u8]| {
        let given = json!({"id": hex(id), "opening": hex(opening), "manifest": hex(manifest)});
        case("proof", story, given, "NOT_IN_MANIFEST")
    };
    let flip = |bytes: &[u8], place: usize| {
        let mut bytes = bytes.to_vec();
        bytes[place] ^= 1;
        bytes
    };
    let mut cases: Vec<Value> = [("batch", 1), ("index", 10), ("secret", 11), ("path", 28), ("path", 123)]
        .iter()
        .map(|(field, place)| refused(format!("{field} one bit off"), &id, &flip(&opening, *place), &manifest))
        .collect();
    let serial = opening.windows(4).position(|at| at == b"0000").unwrap();
    cases.push(refused("claims one bit off".into(), &id, &flip(&opening, serial), &manifest));
    cases.push(refused("identifier one bit off".into(), &flip(&id, 0), &opening, &manifest));
    let org = manifest.windows(12).position(|at| at == b"thpt-mau.hue").unwrap();
    cases.push(refused("another organisation".into(), &id, &opening, &flip(&manifest, org)));
    let flat = bytes(&vectors["height0"], "manifest");
    cases.push(refused("another batch".into(), &id, &opening, &flat));
    cases.push(refused("no documents".into(), &id, &opening, &bytes(&vectors["empty"], "manifest")));
    let shorter = [&opening[..27], &[2], &opening[28..92], &opening[124..]].concat();
    cases.push(refused("a path one hash shorter".into(), &id, &shorter, &manifest));
    cases
}

fn cases() -> Vec<Value> {
    let vectors = made();
    let all = [
        texts(&vectors),
        claims(&vectors),
        openings(&vectors),
        manifests(),
        proofs(&vectors),
        publications(&vectors),
        envelopes(&vectors),
        parts(),
        heads(),
    ];
    all.concat()
}

/// The code with which we refuse, or nothing.
fn refusal(what: &str, given: &Value) -> Option<&'static str> {
    let whole = || unhex(given.as_str().unwrap());
    let code = |error: vanbang::document::manifest::Error| error.code();
    match what {
        "code" => parse(given.as_str().unwrap()).map_err(|error| error.code()).err(),
        "claims" => Claims::parse(&whole()).map_err(code).err(),
        "opening" => Opening::parse(&whole()).map_err(code).err(),
        "manifest" => Content::parse(&whole()).map_err(code).err(),
        "publication_list" => Publication::parse(&whole()).map_err(code).err(),
        "status_part" => Part::parse(&whole()).map_err(code).err(),
        "status_head" => SignedHead::parse(&whole()).map_err(code).err(),
        "envelope" => {
            let secret = Secret::from_bytes(array(given, "secret"));
            Envelope::open(&bytes(given, "envelope"), &Id::from_bytes(array(given, "id")), &secret).map_err(code).err()
        }
        "proof" => {
            let content = Content::parse(&bytes(given, "manifest")).unwrap();
            let opening = Opening::parse(&bytes(given, "opening")).unwrap();
            content.proves(&Id::from_bytes(array(given, "id")), &opening).map_err(code).err()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn each_is_refused_by_its_code() {
    for case in cases() {
        let what = text(&case, "what");
        assert_eq!(refusal(what, &case["given"]), Some(text(&case, "code")), "{what}: {}", text(&case, "story"));
    }
}

/// What the table changes is honest before.
#[test]
fn what_was_not_changed_is_read() {
    let vectors = made();
    let document = document(&vectors);
    for (what, given) in [
        ("code", document["s"].clone()),
        ("code", text(document, "s").to_lowercase().into()),
        ("code", document["f"].clone()),
        ("claims", document["claims"].clone()),
        ("opening", document["opening"].clone()),
        ("manifest", hex(&Parts::honest().bytes()).into()),
        ("publication_list", vectors["publication_list"].clone()),
        ("status_part", vectors["status_part"].clone()),
    ] {
        assert_eq!(refusal(what, &given), None, "{what}");
    }
    let sixty = format!("{}.{}", "a".repeat(29), "b".repeat(30));
    assert!(Code::derive(b"{}").s_text(&sixty).is_ok());
}

/// `cargo test --test protocol -- --ignored`
#[test]
#[ignore = "writes the vectors anew"]
fn write() {
    std::fs::write(Path::new(REFUSED), serde_json::to_string_pretty(&cases()).unwrap() + "\n").unwrap();
}

#[test]
fn what_is_committed_is_what_is_made() {
    let committed: Vec<Value> = serde_json::from_slice(&std::fs::read(REFUSED).unwrap()).unwrap();
    assert!(committed == cases(), "write them anew");
}

//! `vanbang code` as a stranger uses it: transcripts and a copy from the register, sealed with tokens of SoftHSM2 and
//! published into a folder, are checked by text, by a picture and by the PDF. One test, because the module reads its
//! configuration once.
#![cfg(unix)]

mod command;
#[allow(dead_code)]
mod softhsm;

use std::io::Write;
use std::path::{Path, PathBuf};

use command::{ROSTERS, Ran, files, vanbang, vanbang_with};
use serde_json::Value;
use softhsm::school::{Authority, ROLES, School, fill};
use softhsm::{PIN, SoftHsm};
use vanbang::document::code::{Id, ShortCode};
use vanbang::scan::texts_in;
use vanbang::signature::render::Pages;
use vanbang::signature::x509::Certificate;

const PASSPHRASE: &str = "mật khẩu của khóa tình trạng";
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/so_goc_thpt.csv");
const CLERK: [&str; 2] = ["--by", "Trần Thị Văn Thư"];
const DECISION: [&str; 6] = ["--decision", "47/QĐ", "--date", "2026-06-01", "--reason", "Theo quyết định"];

/// An office that trusts the authority, with its seal pinned and a status key.
fn office(authority: &Authority, seal: &Certificate) -> (tempfile::TempDir, PathBuf) {
    let folder = command::office();
    let office = folder.path().join("office");
    std::fs::write(office.join("trust/anchors/ca.pem"), &authority.root).unwrap();
    std::fs::write(office.join("trust/crls/ca.crl"), &authority.list).unwrap();
    std::fs::write(office.join("con-dau.pem"), seal.to_pem()).unwrap();
    vanbang(&office, &["trust", "seal", "con-dau.pem", "--yes"]).passed();
    vanbang_with(&format!("{PASSPHRASE}\n{PASSPHRASE}"), &office, &["publish", "--new-key"]).passed();
    (folder, office)
}

fn publish(office: &Path) {
    vanbang_with(PASSPHRASE, office, &["publish", "--to", "ra"]).passed();
}

fn code(office: &Path, given: &str, more: &[&str]) -> Ran {
    vanbang(office, &[&["code", given, "--manifests", "ra"], more].concat())
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// Standard input holds the code.
fn typed(office: &Path, text: &str) -> Ran {
    let mut child = command::command(office, &["code", "-", "--manifests", "ra", "--json"]);
    let mut child = child.stdin(std::process::Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{text}").unwrap();
    let ended = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: ended.status.code().unwrap_or(-1), out: text(ended.stdout), err: text(ended.stderr) }
}

/// The signed file, a picture of its first page, and the text of its code.
fn paper(office: &Path, batch: &str) -> (String, String, String) {
    let pdf = files(&office.join(batch).join("signed"), ".pdf").remove(0);
    let bytes = std::fs::read(&pdf).unwrap();
    let picture = Pages::open(&bytes).unwrap().draw_at(0, 150.0).unwrap().png().unwrap();
    std::fs::write(office.join("to-giay.png"), picture).unwrap();
    let text = texts_in(&bytes).unwrap().remove(0);
    (pdf.display().to_string(), "to-giay.png".to_owned(), text)
}

fn in_force(ran: &Ran, form: &str) -> Value {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let answer = json(ran);
    assert_eq!((&answer["verdict"], &answer["reason"]), (&"passed".into(), &"PASSED".into()), "{answer}");
    assert_eq!((&answer["form"], &answer["standing"]), (&form.into(), &"in_force".into()), "{answer}");
    answer
}

#[test]
fn papers_are_checked_by_what_was_published() {
    let tokens = SoftHsm::start();
    let School { authority, seal } = fill(&tokens);
    let module = tokens.module.display().to_string();
    let [teacher, leader, organisation] = ROLES.map(|(_, token)| token);
    let key = |token| ["--module", module.as_str(), "--token", token];

    let (_transcripts, school) = office(&authority, &seal);
    vanbang_with(PIN, &school, &[&["issue", ROSTERS[0], ROSTERS[1]], &key(teacher)[..]].concat()).passed();
    let batch = "batches/2025-2026-6A-6B";
    for (role, token) in [("school_leader", leader), ("organisation", organisation)] {
        vanbang_with(PIN, &school, &[&["sign", batch, "--role", role], &key(token)[..]].concat()).passed();
    }
    publish(&school);
    transcripts_are_checked(&school, batch);

    let (_copies, school) = office(&authority, &seal);
    let settings = school.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap().replace("\"lower_secondary\"", "\"upper_secondary\"");
    std::fs::write(&settings, text).unwrap();
    vanbang(&school, &[&["register", "import", SAMPLE], &CLERK[..]].concat()).passed();
    vanbang(&school, &[&["copy", "B 0000012", "--batch", "batches/sao"], &CLERK[..]].concat()).passed();
    for (role, token) in [("copy_signer", leader), ("organisation", organisation)] {
        vanbang_with(PIN, &school, &[&["sign", "batches/sao", "--role", role], &key(token)[..]].concat()).passed();
    }
    publish(&school);
    a_copy_is_checked(&school);
}

fn transcripts_are_checked(school: &Path, batch: &str) {
    let (pdf, picture, text) = paper(school, batch);
    let answers =
        [code(school, &pdf, &["--json"]), code(school, &picture, &["--json"]), code(school, &text, &["--json"])];
    for answer in answers.iter().chain([&typed(school, &text)]) {
        let answer = in_force(answer, "S");
        assert!(answer["facts"]["full_name"].is_string() && answer["facts"]["subjects"].is_array(), "{answer}");
        let (place, digits) = text.split_once('#').unwrap();
        assert_eq!(answer["code"], place);
        assert!(!answer.to_string().contains(digits));
    }
    let told = code(school, &pdf, &[]);
    assert_eq!(told.code, 0, "{}", told.err);
    for words in ["còn hiệu lực tính đến", "Hãy so sánh từng mục với tờ giấy", "Họ và tên: ", "vanbang verify"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    let english = code(school, &picture, &["--lang", "en"]);
    assert!(
        english.out.contains("are in force as of") && english.out.contains("Compare with the paper"),
        "{}",
        english.out
    );

    // Without what was published nothing is known of a code that carries no facts.
    let alone = vanbang(school, &["code", &text, "--json"]);
    assert_eq!((alone.code, json(&alone)["reason"].as_str()), (3, Some("SERVER_UNREACHABLE")));

    let id = Path::new(&pdf).file_stem().unwrap().to_str().unwrap();
    let short = ShortCode::of(&Id::parse(id).unwrap()).to_string();
    let named = code(school, &short, &[]);
    assert!(named.code == 3 && named.out.contains("tình trạng: còn hiệu lực"), "{}", named.out);
    assert!(
        named.out.contains("Không có nội dung nào được kiểm tra") && !named.out.contains("Họ và tên"),
        "{}",
        named.out
    );

    vanbang(school, &[&["register", "withdraw", id], &DECISION[..], &CLERK].concat()).passed();
    publish(school);
    for given in [&pdf, &picture, &text, &short] {
        let ended = code(school, given, &["--json"]);
        assert_eq!((ended.code, json(&ended)["standing"].as_str()), (1, Some("withdrawn")), "{}", ended.out);
    }
}

fn a_copy_is_checked(school: &Path) {
    let (pdf, picture, text) = paper(school, "batches/sao");
    for given in [&pdf, &picture, &text] {
        let answer = in_force(&code(school, given, &["--json"]), "F");
        assert_eq!(answer["facts"]["serial_no"], "B 0000012", "{answer}");
    }
    // The signed list alone, carried away on a stick.
    let list = files(&school.join("ra/.well-known/vanbang/v1/batches"), ".cms").remove(0);
    std::fs::create_dir(school.join("que")).unwrap();
    std::fs::copy(list, school.join("que/lo.cms")).unwrap();
    let judge = |given: &str, more: &[&str]| {
        vanbang(school, &[&["code", given, "--manifests", "que", "--json"], more].concat())
    };
    let unasked = judge(&text, &["--offline"]);
    assert_eq!((unasked.code, json(&unasked)["standing"].as_str()), (0, Some("not_asked")), "{}", unasked.out);
    let unknown = judge(&text, &[]);
    assert_eq!((unknown.code, json(&unknown)["standing"].as_str()), (3, Some("unknown")), "{}", unknown.out);

    // A code of another host, a digit changed, and what is no code at all.
    let (_, rest) = text.split_once("/V/").unwrap();
    let foreign = code(school, &format!("HTTPS://VB.GIA-MAO.EXAMPLE/V/{rest}"), &["--json"]);
    assert_eq!((foreign.code, json(&foreign)["reason"].as_str()), (3, Some("CODE_HOST_FOREIGN")));
    let (head, last) = text.split_at(text.len() - 1);
    let altered = code(school, &format!("{head}{}", if last == "1" { "2" } else { "1" }), &["--json"]);
    assert_eq!((altered.code, json(&altered)["verdict"].as_str()), (1, Some("failed")), "{}", altered.out);
    let nothing = code(school, "không phải mã", &["--json"]);
    assert_eq!((nothing.code, json(&nothing)["reason"].as_str()), (3, Some("CODE_MALFORMED")));
    code(school, "khong-co.jpg", &[]).refused("FILE_ACCESS");
    std::fs::write(school.join("hong.jpg"), b"\xff\xd8\xff\xe0 hong").unwrap();
    code(school, "hong.jpg", &[]).refused("PICTURE_DAMAGED");
    vanbang(school, &["code", &text, "--manifests", "khong-co"]).refused("MANIFESTS_UNREADABLE");
}

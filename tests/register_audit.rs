//! A register that somebody changed with a database program: what we say of it, and what the second
//! implementation says (`examples/audit_register.py`, Python's standard library alone).

use std::path::Path;
use std::process::Command;

use chrono::DateTime;
use rusqlite::Connection;
use vanbang::document::record::{Code, CredentialType, Date, Diploma, Form, Holder, Name, OrgId};
use vanbang::document::register::{Copy, Error, Noted, Register, content_sha256};

const AUDIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audit_register.py");

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn diploma(number: u64) -> Diploma {
    let date = |text: &str| Date::parse(text).unwrap();
    Diploma {
        credential_type: CredentialType::Thpt,
        form: Form::Paper,
        serial_no: Code::tidy(&format!("B {number:07}")).unwrap(),
        register_no: Code::tidy(&format!("{number:03}/THPT/2026")).unwrap(),
        holder: Holder {
            full_name: name("Nguyễn Hoàng Bảo Ngọc"),
            date_of_birth: date("2008-03-05"),
            birth_year_only: false,
            place_of_birth: Some(name("Huế \"cũ\"")),
            gender: None,
            ethnicity: None,
            nationality: None,
        },
        school_name: None,
        exam_session: None,
        exam_council: None,
        major: None,
        study_mode: None,
        classification: None,
        exam_score: None,
        graduation_year: 2026,
        decision_no: Code::tidy("12/QĐ-THPT").unwrap(),
        decision_date: date("2026-05-20"),
        issue_date: date("2026-05-30"),
        issue_place: name("Huế"),
        issuer_name: name("Trường THPT Mẫu"),
        signer_name: name("Lê Văn Hiệu"),
        signer_title: name("HIỆU TRƯỞNG"),
        note: None,
    }
}

/// Forty diplomas and three copies of one of them.
fn register(path: &Path) {
    let at = DateTime::parse_from_rfc3339("2026-06-01T08:00:00+07:00").unwrap();
    let by = name("Trần Thị Văn Thư");
    let mut register = Register::create(path, &OrgId::new("thpt-mau.hue").unwrap(), &by, at).unwrap();
    register.append((2..=41).map(|number| Noted::Diploma(Box::new(diploma(number)))).collect(), &by, at).unwrap();
    let copy = |copy_no| {
        Noted::Copied(Copy {
            of: 2,
            year: 2026,
            copy_no,
            content_sha256: content_sha256(&diploma(2)),
            paper_count: 1,
            signer_name: name("Lê Văn Hiệu"),
            signer_title: name("HIỆU TRƯỞNG"),
        })
    };
    register.append((1..=3).map(copy).collect(), &by, at).unwrap();
}

/// The entry that each names, or nothing where the register is whole; `None` inside for damage that is
/// of no entry.
type Verdict = Option<Option<u64>>;

fn ours(path: &Path) -> Verdict {
    match Register::open_alone(path) {
        Ok(_) => None,
        Err(Error::Damaged { number, .. }) => Some((number != 0).then_some(number)),
        Err(Error::NotARegister(_)) => Some(None),
        Err(other) => panic!("{other}"),
    }
}

fn theirs(path: &Path) -> Verdict {
    let ran = Command::new("python3").arg(AUDIT).arg(path).output().expect("python3 runs");
    let said = String::from_utf8(ran.stdout).unwrap();
    if ran.status.success() {
        assert!(said.starts_with("whole: "), "{said}");
        return None;
    }
    assert!(said.starts_with("FAILED: "), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let number = said.split("entry ").nth(1).and_then(|rest| rest.split(' ').next());
    Some(number.and_then(|number| number.trim().parse().ok()))
}

/// What a database program can do once the triggers are out of its way; they are put back.
fn behind_its_back(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

#[test]
fn both_say_the_same_of_honest_and_of_damaged_registers() {
    let folder = tempfile::tempdir().unwrap();
    let honest = folder.path().join("register.sqlite");
    register(&honest);
    assert_eq!((ours(&honest), theirs(&honest)), (None, None));
    let cases = [
        ("UPDATE entries SET body = cast(replace(body, 'Huế', 'Vinh') AS BLOB) WHERE number = 7", Some(7)),
        ("UPDATE entries SET hash = zeroblob(32) WHERE number = 1", Some(1)),
        ("UPDATE entries SET body = cast(body || ' ' AS BLOB) WHERE number = 40", Some(40)),
        ("DELETE FROM entries WHERE number = 1", Some(1)),
        ("DELETE FROM entries WHERE number = 20", Some(20)),
        ("DELETE FROM entries", None),
        (
            "CREATE TEMP TABLE pair AS SELECT 61 - number AS number, body, hash FROM entries WHERE number IN (30, 31); \
             UPDATE entries SET body = (SELECT p.body FROM pair p WHERE p.number = entries.number), \
             hash = (SELECT p.hash FROM pair p WHERE p.number = entries.number) WHERE number IN (30, 31)",
            Some(30),
        ),
        ("INSERT INTO entries SELECT 45, body, hash FROM entries WHERE number = 44", Some(45)),
        ("INSERT INTO entries SELECT 99, body, hash FROM entries WHERE number = 44", Some(45)),
        ("INSERT INTO entries VALUES (45, cast('{}' AS BLOB), zeroblob(32))", Some(45)),
    ];
    for (sql, entry) in cases {
        let damaged = folder.path().join("damaged.sqlite");
        std::fs::copy(&honest, &damaged).unwrap();
        behind_its_back(&damaged, sql);
        assert_eq!((ours(&damaged), theirs(&damaged)), (Some(entry), Some(entry)), "{sql}");
    }
}

/// Chains that hold, computed anew over what may not be: a form that we never write, a copy number that
/// leaves a gap. And a file whose triggers are gone.
#[test]
fn both_refuse_what_a_chain_alone_would_pass() {
    let folder = tempfile::tempdir().unwrap();
    let honest = folder.path().join("register.sqlite");
    register(&honest);
    let rehashed = |number: i64, from: &str, to: &str| {
        let damaged = folder.path().join("damaged.sqlite");
        std::fs::copy(&honest, &damaged).unwrap();
        let reader = Connection::open(&damaged).unwrap();
        let mut head = [0; 32].to_vec();
        let mut sql = String::new();
        for at in 1..=44_i64 {
            let body: Vec<u8> =
                reader.query_row("SELECT body FROM entries WHERE number = ?1", [at], |row| row.get(0)).unwrap();
            let mut body = String::from_utf8(body).unwrap();
            if at == number {
                assert!(body.contains(from), "{body}");
                body = body.replacen(from, to, 1);
            }
            let length = (body.len() as u64).to_be_bytes();
            let parts = [b"vanbang-register-v1".as_slice(), &head, &length, body.as_bytes()].concat();
            head = vanbang::signature::crypto::sha256(&parts).to_vec();
            let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            sql += &format!(
                "UPDATE entries SET body = x'{}', hash = x'{}' WHERE number = {at};",
                hex(body.as_bytes()),
                hex(&head)
            );
        }
        drop(reader);
        behind_its_back(&damaged, &sql);
        (ours(&damaged), theirs(&damaged))
    };
    assert_eq!(rehashed(9, "\"number\":9", "\"number\": 9"), (Some(Some(9)), Some(Some(9))), "spaces");
    assert_eq!(rehashed(9, "\"number\":9", "\"number\":8"), (Some(Some(9)), Some(Some(9))), "its own number");
    assert_eq!(rehashed(43, "\"copy_no\":2", "\"copy_no\":3"), (Some(Some(43)), Some(Some(43))), "a gap");

    let bare = folder.path().join("bare.sqlite");
    std::fs::copy(&honest, &bare).unwrap();
    Connection::open(&bare).unwrap().execute_batch("DROP TRIGGER entries_are_never_deleted").unwrap();
    assert_eq!((ours(&bare), theirs(&bare)), (Some(None), Some(None)), "a trigger");
}

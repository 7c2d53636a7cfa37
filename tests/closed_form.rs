//! Files that are signed correctly and yet not of the form that we make: never authentic.

mod common;

use common::minimal_pdf::{Xref, assemble, minimal_pdf, objects_of_ours, stream};
use common::{Authority, boxes, now, sign_all};
use vanbang::signature::pdf::{File, Limits};
use vanbang::verify::{Outcome, Policy, Verdict, verify};

fn base() -> Vec<u8> {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    minimal_pdf(&record, Xref::Table)
}

fn position(bytes: &[u8], part: &str) -> usize {
    bytes.windows(part.len()).position(|window| window == part.as_bytes()).expect("the part is there")
}

/// Signs `base` with all three roles, alters the result, and judges it.
fn judged(base: &[u8], alter: impl Fn(Vec<u8>) -> Vec<u8>) -> Verdict {
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| authority.signer(name, 11));
    let [homeroom, leader, school] = &mut people;
    let signed = alter(sign_all(base, &boxes(0), &mut [homeroom, leader, school]));
    verify("a.pdf", &signed, &authority.policy(&people[2]), now()).unwrap()
}

#[test]
fn what_we_make_is_authentic() {
    let verdict = judged(&base(), |signed| signed);
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true));
}

#[test]
fn nothing_stands_before_the_header() {
    for before in ["\n", "PK\x03\x04", "%!PS\n"] {
        let verdict = judged(&base(), |signed| [before.as_bytes(), &signed].concat());
        assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Failed, false), "{before:?}");
    }
}

#[test]
fn nothing_stands_behind_the_end() {
    for behind in ["\n", "\r", " ", "%%EOF\n", "\0"] {
        let verdict = judged(&base(), |signed| [&signed, behind.as_bytes()].concat());
        assert!(verdict.verdict() != Outcome::Passed && !verdict.is_authentic(), "{behind:?}");
    }
}

#[test]
fn bytes_that_nothing_explains_are_not_ours() {
    let mut base = base();
    let at = position(&base, "\nxref\n") + 1;
    let start = format!("startxref\n{at}\n");
    let number = position(&base, &start);
    base.splice(number..number + start.len(), format!("startxref\n{}\n", at + 5).into_bytes());
    base.splice(at..at, *b"junk\n");
    let verdict = judged(&base, |signed| signed);
    assert!(!verdict.is_authentic());
    assert!(serde_json::to_string(&verdict).unwrap().contains("R6"));
}

#[test]
fn active_content_is_not_ours() {
    for active in ["/AA << >>       ", "/JS (a)         ", "/JavaScript (a) "] {
        let mut base = base();
        let at = position(&base, "/Resources << >>");
        base[at..at + active.len()].copy_from_slice(active.as_bytes());
        let verdict = judged(&base, |signed| signed);
        assert!(!verdict.is_authentic(), "{active}");
        assert!(serde_json::to_string(&verdict).unwrap().contains("R11"), "{active}");
    }
}

/// R7 and R8: where two readers could see two things, ours sees nothing.
#[test]
fn ambiguous_files_are_not_read() {
    let base = base();
    let replaced = |from: &str, to: &str| {
        let mut bytes = base.clone();
        let at = position(&bytes, from);
        bytes.splice(at..at + from.len(), to.bytes());
        bytes
    };
    let start = position(&base, "\nxref\n") + 1;
    for (bytes, code) in [
        (replaced("/Resources << >>", "/Type /Pages    "), "DUPLICATE_KEY"),
        (replaced("0000000015 00000 n", "0000000016 00000 n"), "XREF_INVALID"),
        (replaced("/Root 1 0 R", "/Root 1 0 R /XRefStm 15"), "XREF_INVALID"),
        (replaced("/Root 1 0 R", "/Root 1 0 R /Encrypt 3 0 R"), "ENCRYPTED"),
        (replaced("/Root 1 0 R", &format!("/Root 1 0 R /Prev {start}")), "XREF_INVALID"),
        (replaced(&format!("startxref\n{start}"), "startxref\n15"), "XREF_INVALID"),
    ] {
        let error = File::open(&bytes, Limits::default()).expect_err(code);
        assert!(error.code() == code, "{code}: {error}");
        let verdict = verify("a.pdf", &bytes, &Policy::default(), now()).unwrap();
        assert_ne!(verdict.verdict(), Outcome::Passed, "{code}");
    }
    assert!(File::open(&base, Limits::default()).is_ok());
}

/// The code belongs to the record, and says what the record says (docs/protocol.md 11.4).
#[test]
fn the_code_is_the_records_own() {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let altered = |at: &dyn Fn(&[u8]) -> usize| {
        let mut objects = objects_of_ours(&record);
        let place = at(&objects[7]);
        objects[7][place] ^= 1;
        let verdict = judged(&assemble(&objects, Xref::Table), |signed| signed);
        assert!(!verdict.is_authentic() && verdict.verdict() == Outcome::Failed);
        verdict.reason()
    };
    let start = |data: &[u8]| position(data, "stream\n") + 7;
    assert_eq!(altered(&start), "CODE_RECORD_MISMATCH", "the identifier");
    assert_eq!(altered(&|data| start(data) + 16 + 11), "CODE_RECORD_MISMATCH", "the secret");
    assert_eq!(altered(&|data| position(data, "\nendstream") - 2 - 16), "CLAIMS_RECORD_MISMATCH", "a fact");
}

/// R8: what is read in files of others is not how we write.
#[test]
fn habits_of_other_producers_are_not_ours() {
    let text = base();
    let is_entry_end =
        |at: usize| [b" n\r\n", b" f\r\n"].iter().any(|end| at >= 2 && text[at - 2..].starts_with(&end[..]));
    let habit: Vec<u8> = (0..text.len()).filter(|at| !is_entry_end(*at)).map(|at| text[at]).collect();
    assert_eq!(text.len() - habit.len(), 9, "one byte less for each entry of the table");
    let verdict = judged(&habit, |signed| signed);
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Failed, false));
    assert!(verdict.decisive().message_en.contains("R8"), "{}", verdict.decisive().message_en);
}

/// What the first signer could prepare so that the others sign something that later shows otherwise.
#[test]
fn nothing_depends_on_the_reader() {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let other = stream("/Type /EmbeddedFile", b"{}");
    let cases: [(&str, usize, &str, &str, Vec<u8>); 17] = [
        ("a transfer function", 3, "<< >>", "<< /ExtGState << /G 9 0 R >> >>", b"<< /TR /Identity >>".to_vec()),
        ("a number of pages", 2, "/Count 1", "/Count 2", b"null".to_vec()),
        ("a second content", 5, "/EF << /F 6 0 R >>", "/EF << /F 6 0 R /UF 9 0 R >>", other.clone()),
        ("a second name", 5, "/UF (record.json)", "/UF (diploma.json)", b"null".to_vec()),
        ("a second attachment", 1, "/AF [5", "/AF [<< /Type /Filespec /F (a) /EF << /F 9 0 R >> >> 5", other),
        ("another meaning of the record", 5, "/Data", "/Source", b"null".to_vec()),
        ("another meaning of the code", 7, "/Supplement", "/Data", b"null".to_vec()),
        ("another type of the record", 6, "#2Fjson", "#2Fxml", b"null".to_vec()),
        ("a code that is not associated", 1, "/AF [5 0 R 7 0 R]", "/AF [5 0 R 5 0 R]", b"null".to_vec()),
        ("a number without an object", 3, "/Contents 4 0 R", "/Contents [4 0 R 99 0 R]", b"null".to_vec()),
        ("a generation without an object", 3, "/Contents 4 0 R", "/Contents [4 0 R 4 1 R]", b"null".to_vec()),
        ("a picture for the printer", 3, "<< >>", "<< /XObject << /I 9 0 R >> >>", stream("/Alternates []", b"")),
        ("a page of another file", 3, "<< >>", "<< /XObject << /I 9 0 R >> >>", stream("/Ref << >>", b"")),
        ("a cover", 1, "/Type /Catalog", "/Type /Catalog /Collection << >>", b"null".to_vec()),
        ("a hidden kind of action", 1, "/Type /Catalog", "/Type /Catalog /A << /S 9 0 R >>", b"/Launch".to_vec()),
        (
            "a font of the reader",
            3,
            "<< >>",
            "<< /Font << /F 9 0 R >> >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Arial >>".to_vec(),
        ),
        ("an object that only a search finds", 3, "<< >>", "<< /P 9 0 R >>", stream("", b"\n4 0 obj\n<< >>\nendobj\n")),
    ];
    for (what, number, old, new, added) in cases {
        let mut objects = objects_of_ours(&record);
        let text = String::from_utf8(objects[number - 1].clone()).unwrap();
        assert!(text.contains(old), "{what}");
        objects[number - 1] = text.replacen(old, new, 1).into_bytes();
        if new.contains("9 0 R") {
            objects.push(added);
        }
        let verdict = judged(&assemble(&objects, Xref::Table), |signed| signed);
        let shown = serde_json::to_string_pretty(&verdict).unwrap();
        assert!(verdict.verdict() != Outcome::Passed && !verdict.is_authentic(), "{what}: {shown}");
        assert!(["(R6", "(R7", "(R11"].iter().any(|rule| shown.contains(rule)), "{what}: {shown}");
    }
}

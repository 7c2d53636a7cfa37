//! A transcript as issued, the school that trusts it, and files built around an input.

use std::sync::LazyLock;

use vanbang::signature::pdf::{File, Limits};
use vanbang::signature::x509::read_certificates;
use vanbang::verify::{Directory, Outcome, Policy, Revocation, Trust, verify};

pub const TRANSCRIPT: &[u8] = include_bytes!("../../test-vectors/pdf/accept/ISA-1-honest-transcript.pdf");

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let anchors = read_certificates(include_bytes!("../../test-vectors/trust/school/anchors/ca.pem"));
    let directory = Directory::from_json(include_bytes!("../../test-vectors/trust/school/directory.json"));
    let trust = Trust { anchors: anchors.expect("a root"), revocation: Revocation::Ignore, ..Trust::default() };
    Policy { trust, directory: Some(directory.expect("a directory")) }
});

/// Judges a file: only the transcript itself is authentic, and the same question has one answer.
pub fn judge(bytes: &[u8]) {
    let at = chrono::DateTime::from_timestamp(1_780_275_600, 0).expect("2026-06-01");
    let answers = [(); 2].map(|()| verify("a.pdf", bytes, &POLICY, at));
    let [Ok(verdict), Ok(again)] = answers else { return };
    assert_eq!((verdict.verdict(), verdict.reason()), (again.verdict(), again.reason()), "two answers");
    if bytes == TRANSCRIPT {
        assert!(verdict.is_authentic(), "the genuine file is refused");
    } else {
        assert!(!verdict.is_authentic(), "a file that nobody issued is authentic");
        assert!(verdict.verdict() != Outcome::Passed || !bytes.starts_with(TRANSCRIPT), "an appended revision passes");
    }
}

/// Reads a file: what is said of its revisions lies inside of it, and in order.
pub fn read(bytes: &[u8]) -> Option<File<'_>> {
    let file = File::open(bytes, Limits::default()).ok()?;
    let mut end = 0;
    for revision in file.revisions() {
        assert!(revision.range.start == end && revision.range.end <= bytes.len(), "a revision out of place");
        end = revision.range.end;
    }
    Some(file)
}

/// A file of a catalog and one more object, number 2, with a table.
pub fn around(object: &[u8]) -> Vec<u8> {
    let (mut out, second) = two(object);
    let start = out.len();
    let table = format!("xref\n0 3\n0000000000 65535 f\r\n0000000009 00000 n\r\n{second:010} 00000 n\r\n");
    let tail = format!("trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(tail.as_bytes());
    out
}

/// The same with a cross-reference stream that says of the objects 5 and 6 that number 2 holds them.
pub fn holding(object: &[u8]) -> Vec<u8> {
    let (mut out, second) = two(object);
    let start = out.len();
    let in_file = |offset: usize| [&[1], &(offset as u32).to_be_bytes()[..], &[0]].concat();
    let held = |index: u8| vec![2, 0, 0, 0, 2, index];
    let rows = [vec![0; 6], in_file(9), in_file(second), in_file(start), vec![0; 6], held(0), held(1)].concat();
    let entries = format!("/Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length {}", rows.len());
    out.extend_from_slice(format!("3 0 obj\n<< {entries} >>\nstream\n").as_bytes());
    out.extend_from_slice(&rows);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// The objects 1 and 2, and where the second begins.
fn two(object: &[u8]) -> (Vec<u8>, usize) {
    let mut out = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec();
    let second = out.len();
    out.extend_from_slice(b"2 0 obj\n");
    out.extend_from_slice(object);
    out.extend_from_slice(b"\nendobj\n");
    (out, second)
}

//! Files of other producers: what is read, what it is not mistaken for, and where reading ends.

mod common;

use common::minimal_pdf::{Xref, assemble, minimal_objects, stream};
use common::{Authority, boxes, now, sign_all};
use vanbang::signature::pades::within_limits;
use vanbang::signature::pdf::{Error, File, Limits, Relaxation};
use vanbang::verify::{Outcome, Policy, verify};

const ID: &str = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";

fn objects() -> Vec<Vec<u8>> {
    minimal_objects(&std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap())
}

fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let at = bytes.windows(old.len()).rposition(|window| window == old.as_bytes());
    let at = at.unwrap_or_else(|| panic!("{old} is there"));
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}

fn position(bytes: &[u8], part: &str) -> usize {
    bytes.windows(part.len()).position(|window| window == part.as_bytes()).expect("the part is there")
}

fn relaxed(bytes: &[u8]) -> Vec<Relaxation> {
    let file = File::open(bytes, Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    file.revisions().iter().flat_map(|revision| revision.relaxed.iter().copied()).collect()
}

fn refused(bytes: &[u8], code: &str) {
    let error = File::open(bytes, Limits::default()).expect_err(code);
    assert_eq!(error.code(), code, "{error}");
}

/// Signed by all three roles: whole or in doubt, and never of our form, for there is no code in it.
fn signed_is(base: &[u8], outcome: Outcome) {
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| authority.signer(name, 11));
    let [homeroom, leader, school] = &mut people;
    let signed = sign_all(base, &boxes(0), &mut [homeroom, leader, school]);
    let verdict = verify("a.pdf", &signed, &authority.policy(&people[2]), now()).unwrap();
    let shown = serde_json::to_string_pretty(&verdict).unwrap();
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (outcome, false), "{shown}");
    assert!(verdict.signatures().iter().all(|signature| signature.integrity == Some(true)), "{shown}");
}

fn row(offset: usize) -> String {
    format!("{offset:010} 00000 n\r\n")
}

/// The minimal file with the page and its content at the front (ISO 32000-2 Annex F).
fn linearized() -> Vec<u8> {
    let objects = objects();
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = [0usize; 8];
    let write = |out: &mut Vec<u8>, offsets: &mut [usize; 8], number: usize, body: &[u8]| {
        offsets[number] = out.len();
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    };
    let parameters = b"<< /Linearized 1 /L 0000000000 /H [0 0] /O 3 /E 0 /N 1 /T 0 >>";
    write(&mut out, &mut offsets, 7, parameters);
    let first = out.len();
    let front = [1, 3, 4];
    let table = |offsets: &[usize; 8], main: usize| {
        format!(
            "xref\n1 1\n{}3 2\n{}{}7 1\n{}trailer\n<< /Size 8 /Root 1 0 R {ID} /Prev {main:010} >>\nstartxref\n0\n%%EOF\n",
            row(offsets[1]),
            row(offsets[3]),
            row(offsets[4]),
            row(offsets[7])
        )
    };
    out.extend_from_slice(table(&offsets, 0).as_bytes());
    for number in front {
        write(&mut out, &mut offsets, number, &objects[number - 1]);
    }
    for number in [2, 5, 6] {
        write(&mut out, &mut offsets, number, &objects[number - 1]);
    }
    let main = out.len();
    let rest = format!(
        "xref\n0 1\n0000000000 65535 f\r\n2 1\n{}5 2\n{}{}trailer\n<< /Size 7 {ID} >>\nstartxref\n{first}\n%%EOF\n",
        row(offsets[2]),
        row(offsets[5]),
        row(offsets[6])
    );
    out.extend_from_slice(rest.as_bytes());
    let finished = table(&offsets, main);
    out[first..first + finished.len()].copy_from_slice(finished.as_bytes());
    let length = format!("/L {:010}", out.len());
    replaced(&out, "/L 0000000000", &length)
}

#[test]
fn a_linearized_file_is_one_revision() {
    let bytes = linearized();
    assert_eq!(relaxed(&bytes), [Relaxation::Linearized]);
    let file = File::open(&bytes, Limits::default()).unwrap();
    assert_eq!((file.revisions().len(), file.object_numbers(0)), (1, vec![1, 2, 3, 4, 5, 6, 7]));
    assert!(file.revisions()[0].unexplained.is_empty());
    signed_is(&bytes, Outcome::Passed);
    let length = format!("/L {:010}", bytes.len());
    refused(&replaced(&bytes, &length, &format!("/L {:010}", bytes.len() - 3)), "LINEARIZED");
    refused(&replaced(&bytes, "/Linearized", "/Linearised"), "LINEARIZED");
    refused(&replaced(&bytes, "startxref\n0\n", "startxref\n9\n"), "LINEARIZED");
    // The page stands in both sections.
    refused(&replaced(&replaced(&bytes, "\n2 1\n", "\n3 1\n"), "/Size 7", "/Size 8"), "LINEARIZED");
    // The second trailer says otherwise.
    refused(&replaced(&bytes, "/Size 7 /ID", "/Root 2 0 R /Size 7 /ID"), "LINEARIZED");
}

/// The minimal file whose structure tree, object 8, only the stream 7 names.
fn hybrid(change: impl Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>, rows: impl Fn(&[usize]) -> Vec<(u32, usize)>) -> Vec<u8> {
    let mut objects = change(objects());
    objects.push(Vec::new());
    objects.push(b"<< /Type /StructTreeRoot >>".to_vec());
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = vec![0];
    for (index, body) in objects.iter().enumerate().filter(|(index, _)| *index != 6) {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    offsets.insert(7, out.len());
    let rows = rows(&offsets);
    let index: Vec<String> = rows.iter().map(|(number, _)| format!("{number} 1")).collect();
    let data: Vec<u8> = rows.iter().flat_map(|(_, at)| [1, (at >> 8) as u8, *at as u8, 0]).collect();
    let entries = format!("/Type /XRef /Size 9 /W [1 2 1] /Index [{}]", index.join(" "));
    out.extend_from_slice(b"7 0 obj\n");
    out.extend_from_slice(&stream(&entries, &data));
    out.extend_from_slice(b"\nendobj\n");
    let start = out.len();
    out.extend_from_slice(b"xref\n0 9\n0000000008 65535 f\r\n");
    offsets[1..8].iter().for_each(|offset| out.extend_from_slice(row(*offset).as_bytes()));
    let trailer = format!("/Size 9 /Root 1 0 R {ID} /XRefStm {}", offsets[7]);
    out.extend_from_slice(format!("0000000000 00000 f\r\ntrailer\n<< {trailer} >>\n").as_bytes());
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    out
}

fn named(number: usize, new: &'static str) -> impl Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    move |mut objects| {
        objects[number - 1] = replaced(&objects[number - 1], "/Type", &format!("{new} /Type"));
        objects
    }
}

#[test]
fn both_views_of_a_hybrid_file_are_read() {
    let hidden = |offsets: &[usize]| vec![(8, offsets[8])];
    let honest = hybrid(named(1, "/StructTreeRoot 8 0 R"), hidden);
    assert_eq!(relaxed(&honest), [Relaxation::Hybrid]);
    let file = File::open(&honest, Limits::default()).unwrap();
    assert_eq!(file.object_numbers(0), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(file.revisions()[0].unexplained.is_empty());
    signed_is(&hybrid(|objects| objects, hidden), Outcome::Passed);
    // The same places in both views are no difference.
    assert_eq!(
        relaxed(&hybrid(|objects| objects, |offsets| vec![(4, offsets[4]), (8, offsets[8])])),
        [Relaxation::Hybrid]
    );
    for (number, key) in [(3, "/Group 8 0 R"), (2, "/Resources 8 0 R"), (1, "/Metadata 8 0 R")] {
        refused(&hybrid(named(number, key), hidden), "HYBRID_DIFFERS");
    }
    // The page's content is another object for readers of the stream.
    refused(&hybrid(|objects| objects, |offsets| vec![(4, offsets[6])]), "HYBRID_DIFFERS");
    let at = File::open(&honest, Limits::default()).unwrap().revisions()[0].xref_offset;
    let stream = position(&honest, "7 0 obj");
    refused(&replaced(&honest, &format!("/XRefStm {stream}"), &format!("/XRefStm {}", at + 9)), "HYBRID_XREF");
}

#[test]
fn habits_of_producers_have_their_limits() {
    let plain = assemble(&objects(), Xref::Table);
    let start = position(&plain, "\nxref\n") + 1;
    let started = |at: usize| replaced(&plain, &format!("startxref\n{start}\n"), &format!("startxref\n{at}\n"));
    assert_eq!(relaxed(&started(start - 1)), [Relaxation::SpaceBeforeXref]);
    refused(&started(start - 2), "SYNTAX_INVALID");
    signed_is(&started(start - 1), Outcome::Indeterminate);

    let content = position(&plain, "\n4 0 obj") + 1;
    let moved = |at: usize| replaced(&plain, &row(content), &row(at));
    assert_eq!(relaxed(&moved(content - 1)), [Relaxation::SpaceBeforeObject]);
    assert!(File::open(&moved(content - 2), Limits::default()).is_err());

    let narrow =
        |bytes: &[u8], rows: usize| (0..rows).fold(bytes.to_vec(), |bytes, _| replaced(&bytes, " n\r\n", " n\n"));
    let all = replaced(&narrow(&plain, 6), " f\r\n", " f\n");
    assert_eq!(relaxed(&all), [Relaxation::EntryLineEnd]);
    refused(&narrow(&plain, 2), "XREF_INVALID");
    signed_is(&all, Outcome::Passed);

    let mut with_null = objects();
    with_null.push(Vec::new());
    assert_eq!(relaxed(&assemble(&with_null, Xref::Table)), [Relaxation::EmptyObject]);
    with_null[6] = b"<< /A >>".to_vec();
    refused(&assemble(&with_null, Xref::Table), "SYNTAX_INVALID");

    for tail in ["\n", " \r\n\t", "\0"] {
        assert_eq!(relaxed(&[&plain[..], tail.as_bytes()].concat()), [Relaxation::TrailingSpace]);
    }
    for (tail, code) in [("x", "TRAILING_BYTES"), ("%%EOF\n", "TRAILING_BYTES"), ("9 0 obj\nendobj\n", "END_INVALID")] {
        refused(&[&plain[..], tail.as_bytes()].concat(), code);
    }

    let nothing = |previous: usize, at: usize, size: usize| {
        format!(
            "xref\n0 1\n0000000000 65535 f\r\ntrailer\n<< /Size {size} /Root 1 0 R /Prev {previous} >>\nstartxref\n{at}\n%%EOF\n"
        )
    };
    let small = [&plain[..], nothing(start, plain.len(), 1).as_bytes()].concat();
    refused(&small, "XREF_INVALID");
    let mended = [&small[..], nothing(plain.len(), small.len(), 7).as_bytes()].concat();
    assert_eq!(relaxed(&mended), [Relaxation::SizeOfNothing]);

    let with_stream = assemble(&objects(), Xref::Stream);
    let twice = |trailer: &str| replaced(&with_stream, "startxref", &format!("trailer\n<< {trailer} >>\nstartxref"));
    assert_eq!(relaxed(&twice("/Size 8")), [Relaxation::TrailerAfterStream]);
    refused(&twice("/Size 9"), "XREF_INVALID");
    refused(&twice("/Info 2 0 R"), "XREF_INVALID");
}

#[test]
fn an_encrypted_file_tells_whether_it_is_signed() {
    let encrypted = |bytes: &[u8]| replaced(bytes, "/Root 1 0 R", "/Encrypt << /Filter /Standard >> /Root 1 0 R");
    let judged = |bytes: &[u8]| {
        let verdict = verify("a.pdf", bytes, &Policy::default(), now()).unwrap();
        (verdict.verdict(), verdict.reason())
    };
    let plain = encrypted(&assemble(&objects(), Xref::Table));
    assert_eq!(judged(&plain), (Outcome::Unsigned, "NO_SIGNATURE"));
    let mut with_signature = objects();
    with_signature.push(b"<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>".to_vec());
    let signed = encrypted(&assemble(&with_signature, Xref::Table));
    assert_eq!(judged(&signed), (Outcome::Indeterminate, "ENCRYPTED"));
    assert!(matches!(File::open(&signed, Limits::default()), Err(Error::Encrypted { signed: true })));
}

/// The code, a file, the limit that it just keeps, and how that is set.
type Exact<'a> = (&'static str, &'a [u8], u64, fn(u64) -> Limits);

/// Each limit with a file that just keeps it, and the same file just beyond it.
#[test]
fn every_limit_is_exact() {
    let plain = assemble(&objects(), Xref::Table);
    let mut annotated = objects();
    let three = "/Annots [<< /Subtype /Link >> << /Subtype /Link >> << /Subtype /Link >>]";
    annotated[2] = replaced(&annotated[2], "/Contents", &format!("{three} /Contents"));
    annotated[0] = replaced(&annotated[0], "/Pages", "/AcroForm << /Fields [7 0 R 8 0 R] >> /Pages");
    annotated.extend([b"<< /FT /Sig /T (a) >>".to_vec(), b"<< /FT /Sig /T (b) >>".to_vec()]);
    let form = assemble(&annotated, Xref::Table);
    let updated = [1, 2].into_iter().fold(plain.clone(), |bytes, _| {
        let file = File::open(&bytes, Limits::default()).unwrap();
        vanbang::signature::pdf::Update::new(&file).unwrap().finish(&bytes).unwrap().bytes
    });
    let compressed = |data: &[u8]| {
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let default = Limits::default();
    let mut holder = objects();
    let data = [b"8 0 null".as_slice(), &[b' '; 3000]].concat();
    holder.push(stream(
        "/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
        &compressed(&compressed(&data)),
    ));
    let inflated = with_compressed(&holder, 7);
    let exact: [Exact; 11] = [
        ("LIMIT_FILE_BYTES", &plain, plain.len() as u64, |file_bytes| Limits { file_bytes, ..Limits::default() }),
        ("LIMIT_OBJECTS", &plain, 7, |objects| Limits { objects, ..Limits::default() }),
        ("LIMIT_NESTING", &plain, 4, |nesting| Limits { nesting, ..Limits::default() }),
        ("LIMIT_REVISIONS", &updated, 3, |revisions| Limits { revisions, ..Limits::default() }),
        ("LIMIT_FILTERS", &inflated, 2, |filters| Limits { filters, ..Limits::default() }),
        ("LIMIT_STREAM_BYTES", &inflated, data.len() as u64, |stream_bytes| Limits {
            stream_bytes,
            ..Limits::default()
        }),
        ("LIMIT_STRING_BYTES", &plain, 16, |string_bytes| Limits { string_bytes, ..Limits::default() }),
        ("LIMIT_SIGNATURES", &form, 2, |signatures| Limits { signatures, ..Limits::default() }),
        ("LIMIT_PAGES", &form, 1, |pages| Limits { pages, ..Limits::default() }),
        ("LIMIT_ANNOTATIONS", &form, 3, |annotations| Limits { annotations, ..Limits::default() }),
        ("LIMIT_COMPARISONS", &updated, comparisons(&updated), |comparisons| Limits {
            comparisons,
            ..Limits::default()
        }),
    ];
    for (code, bytes, limit, limits) in exact {
        let open = |limit| File::open(bytes, limits(limit)).and_then(|file| within_limits(&file));
        assert_eq!(open(limit), Ok(()), "{code}");
        let error = open(limit - 1).expect_err(code);
        assert_eq!(error.code(), code);
        assert!(matches!(error, Error::Limit { allowed, .. } if allowed == limit - 1), "{error}");
    }
    let values = least(|values| File::open(&plain, Limits { values, ..default }).is_ok());
    assert!(
        matches!(File::open(&plain, Limits { values: values - 1, ..default }), Err(error) if error.code() == "LIMIT_VALUES")
    );
    let bytes = least(|inflated_bytes| File::open(&inflated, Limits { inflated_bytes, ..default }).is_ok());
    assert!(bytes as usize > data.len(), "both layers count");
    let error = File::open(&inflated, Limits { inflated_bytes: bytes - 1, ..default }).unwrap_err();
    assert_eq!(error.code(), "LIMIT_INFLATED_BYTES");
    let error = File::open(&plain, Limits { time: std::time::Duration::ZERO, ..default }).unwrap_err();
    assert_eq!(error.code(), "LIMIT_TIME");
}

/// A bomb of two megabytes against one of half a megabyte, which is too small to matter.
#[test]
fn a_stream_may_not_grow_without_measure() {
    use std::io::Write;
    let holder = |spaces: usize| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(b"8 0 null").unwrap();
        encoder.write_all(&vec![b' '; spaces]).unwrap();
        let mut all = objects();
        all.push(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &encoder.finish().unwrap()));
        with_compressed(&all, 7)
    };
    assert!(File::open(&holder(1 << 19), Limits::default()).is_ok());
    assert_eq!(File::open(&holder(2 << 20), Limits::default()).unwrap_err().code(), "LIMIT_RATIO");
    let generous = Limits { ratio: 2000, ..Limits::default() };
    assert!(File::open(&holder(2 << 20), generous).is_ok());
    let verdict = verify("a.pdf", &holder(2 << 20), &Policy::default(), now()).unwrap();
    assert_eq!((verdict.verdict(), verdict.reason()), (Outcome::Indeterminate, "LIMIT_RATIO"));
}

/// The smallest limit that is kept.
fn least(keeps: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, 1 << 20);
    while low < high {
        let middle = (low + high) / 2;
        if keeps(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

fn comparisons(bytes: &[u8]) -> u64 {
    least(|comparisons| File::open(bytes, Limits { comparisons, ..Limits::default() }).is_ok())
}

/// A file with a cross-reference stream whose last object, the number 8, lies in the stream `holder`.
fn with_compressed(objects: &[Vec<u8>], holder: u8) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut rows = vec![0, 0, 0, 0];
    for (index, body) in objects.iter().enumerate() {
        rows.extend_from_slice(&[1, (out.len() >> 8) as u8, out.len() as u8, 0]);
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    rows.extend_from_slice(&[2, 0, holder, 0]);
    let start = out.len();
    rows.extend_from_slice(&[1, (start >> 8) as u8, start as u8, 0]);
    out.extend_from_slice(b"9 0 obj\n");
    out.extend_from_slice(&stream(&format!("/Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R {ID}"), &rows));
    out.extend_from_slice(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

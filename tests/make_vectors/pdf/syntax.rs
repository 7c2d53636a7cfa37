//! Attacks on what two readers read differently: keys, ends, headers, names (DK, EOF, POLY, NAME).

use super::super::people::person;
use super::cases::Cases;
use super::draft::{Draft, HONEST, find, last, number_after, replace, sign};
use super::letter::{
    CONTENT, FIELD, Letter, PAGE, PAGES, ROOT, SIGNATURE, append, changed, page_content, transcript, with_evidence,
};
use super::structure::forged;

pub fn all(cases: &mut Cases) {
    duplicate_keys(cases);
    ends(cases);
    headers(cases);
    names(cases);
}

fn duplicate_keys(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.3.7");
    let story = "A key stands twice in one dictionary: readers disagree on which one counts.";
    let evil_page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 9 0 R /Resources << /Font << /F 5 0 R >> >> >>";
    let letter = |letter: Letter| letter.and(8, evil_page).and(9, forged());
    for (name, number, key, twin) in [
        ("DK-1-range", SIGNATURE, "/ByteRange", "/ByteRange [0 10 20 30]"),
        ("DK-2-contents", SIGNATURE, "/Contents", "/Contents <00>"),
        ("DK-3-value", FIELD, "/V 7 0 R", "/V 8 0 R"),
        ("DK-4-type", PAGE, "/Type /Page", "/Type /Pages"),
        ("DK-5-kids", PAGES, "/Kids [3 0 R]", "/Kids [8 0 R]"),
    ] {
        let before = letter(Letter::new().with(number, key, &format!("{twin} {key}")));
        cases.reject(&format!("{name}-before"), "STRUCTURE_INVALID", story, before.signed());
        let after = letter(at_the_end(Letter::new(), number, twin));
        cases.reject(&format!("{name}-after"), "STRUCTURE_INVALID", story, after.signed());
    }
    let two_roots = letter(Letter::new())
        .and(10, "<< /Type /Catalog /Pages 11 0 R >>")
        .and(11, "<< /Type /Pages /Kids [8 0 R] /Count 1 >>");
    for (name, trailer) in
        [("DK-6-root-before", "/Root 10 0 R /Root 1 0 R"), ("DK-6-root-after", "/Root 1 0 R /Root 10 0 R")]
    {
        let bytes = sign(two_roots.draft(), &person(), &HONEST, |draft| draft.table(trailer));
        cases.reject(name, "STRUCTURE_INVALID", story, bytes);
    }
}

/// An object whose dictionary has one entry more, as the last.
fn at_the_end(mut letter: Letter, number: u32, entry: &str) -> Letter {
    let body = replace(&letter.objects[&number], ">>", format!("{entry} >>"));
    letter.put(number, body);
    letter
}

fn ends(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.5");
    let story = "The end of the file leads a reader elsewhere, or nowhere.";
    let letter = Letter::new();
    let with_end = |end: &dyn Fn(&Draft, usize) -> String| {
        sign(letter.draft(), &person(), &HONEST, |draft| {
            let start = draft.here();
            let mut draft = draft.table(ROOT);
            draft.bytes.truncate(last(&draft.bytes, "startxref"));
            let end = end(&draft, start);
            draft.raw(end)
        })
    };
    let ended = |cases: &mut Cases, name: &str, end: &dyn Fn(&Draft, usize) -> String| {
        cases.reject(name, "STRUCTURE_INVALID", story, with_end(end));
    };
    let spaced = with_end(&|_, start| format!("startxref\n{}\n%%EOF\n", start - 1));
    let story = "startxref names the line end before the table: one reading, and yet not what the standard allows.";
    cases.indeterminate("EOF-5-white-space-before", "STRUCTURE_DOUBTFUL", story, spaced);
    let two = with_end(&|_, start| format!("startxref\n{start}\n%%EOF\n%%EOF\n"));
    cases.indeterminate("EOF-1-two-ends", "TRAILING_BYTES", "The end of the file stands twice.", two);
    ended(cases, "EOF-3-zero", &|_, _| "startxref\n0\n%%EOF\n".into());
    ended(cases, "EOF-3-negative", &|_, start| format!("startxref\n-{start}\n%%EOF\n"));
    ended(cases, "EOF-3-beyond", &|_, _| "startxref\n99999999\n%%EOF\n".into());
    ended(cases, "EOF-3-into-a-stream", &|draft, _| {
        format!("startxref\n{}\n%%EOF\n", find(&draft.bytes, "stream\n") + 9)
    });
    ended(cases, "EOF-4-two-numbers", &|_, start| format!("startxref\n9\nstartxref\n{start}\n%%EOF\n"));
    ended(cases, "EOF-5-two-before", &|_, start| format!("startxref\n{}\n%%EOF\n", start - 2));
    ended(cases, "EOF-5-one-behind", &|_, start| format!("startxref\n{}\n%%EOF\n", start + 1));

    let sealed = transcript();
    let start = number_after(&sealed, "startxref\n");
    let hidden = with_evidence(&sealed, format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    cases.reject(
        "EOF-2-end-in-a-stream",
        "MODIFIED_AFTER_SIGNING",
        "An appended stream holds an end of the file, for a reader that searches.",
        hidden,
    );
    let data = page_content("6.5 %%EOF");
    cases.accept(
        "EOF-2-honest-word-in-a-stream",
        "The bytes %%EOF in the data of a signed stream mean nothing.",
        Letter::new().and(CONTENT, data).signed(),
    );
}

fn headers(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.2");
    let invalid = "STRUCTURE_INVALID";
    let signed = Letter::new().signed();
    let before = |what: &[u8]| [what, &signed[..]].concat();
    let story = "Something stands before the header.";
    for (name, what) in [
        ("POLY-1-zip", &b"PK\x03\x04\x14\x00\x00\x00\x00\x00"[..]),
        ("POLY-1-jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("POLY-1-html", b"<html><!--\n"),
        ("POLY-3-at-byte-1", b"\n"),
    ] {
        cases.reject(name, invalid, story, before(what));
    }
    cases.reject("POLY-3-at-byte-1000", invalid, story, before(&[b' '; 1000]));
    let zip = b"PK\x03\x04\x14\x00\x00\x00\x00\x00";
    let mut draft = Draft::new();
    draft.bytes.splice(0..0, zip.iter().copied());
    for (number, body) in &Letter::new().objects {
        draft = draft.object(*number, body);
    }
    let bytes = sign(draft, &person(), &HONEST, |draft| draft.table(ROOT));
    cases.reject(
        "POLY-2-signed-with-a-zip",
        invalid,
        "A ZIP stands before the header, all offsets count from it, and the signature covers it.",
        bytes,
    );

    let unsigned = [
        (1, "<< /Type /Catalog /Pages 2 0 R >>".into()),
        (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
        (3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>".into()),
        (4, forged()),
    ];
    let whole = |draft: Draft| {
        unsigned
            .iter()
            .fold(draft, |draft, (number, body): &(u32, Vec<u8>)| draft.object(*number, body))
            .table(ROOT)
            .bytes
    };
    let second = whole(Draft::new());
    cases.reject(
        "POLY-4-second-file",
        invalid,
        "A whole second file stands behind the signed one.",
        [&signed[..], &second].concat(),
    );
    let mut draft = Draft::new();
    draft.bytes.splice(0..0, signed.iter().copied());
    cases.reject(
        "POLY-4-second-file-with-its-offsets",
        "SIGNATURE_ORPHANED",
        "A whole second file whose offsets count from the start of the first: nothing signed is left, \
             and that is no unsigned file.",
        whole(draft),
    );
}

fn names(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.3.5");
    let invalid = "STRUCTURE_INVALID";
    let story = "A name or a number that one reader takes for another.";
    let letter = Letter::new();
    for (name, number, old, new) in [
        ("NAME-1-contents-escaped", SIGNATURE, "/Contents", "/C#6fntents"),
        ("NAME-1-value-escaped", FIELD, "/V ", "/#56 "),
        ("NAME-2-half-an-escape", SIGNATURE, "/Type /Sig", "/Type /Sig /Foo#7/Bar"),
        ("NAME-2-no-escape", SIGNATURE, "/Type /Sig", "/Type /Sig /Foo#xy /Bar"),
        ("NAME-2-zero-byte", SIGNATURE, "/Type /Sig", "/Type /Sig /Foo#00 /Bar"),
        ("NAME-3-negative-generation", FIELD, "7 0 R", "7 -2 R"),
        ("NAME-3-negative-number", FIELD, "7 0 R", "-7 0 R"),
        ("NAME-4-glued-value", PAGE, "/Type /Page", "/X nullnull /Type /Page"),
        ("NAME-4-glued-reference", PAGE, "4 0 R", "4 0 RR"),
    ] {
        cases.reject(name, invalid, story, letter.clone().with(number, old, new).signed());
    }
    let disguised = letter.clone().with(SIGNATURE, "/ByteRange", "/By#74eRange").signed();
    let story = "The only byte range is written with an escape, for readers that undo it.";
    cases.reject("NAME-1-range-escaped", invalid, story, disguised);
    let signed = |glue: &dyn Fn(Draft) -> Draft| {
        let mut draft = Draft::new();
        for (number, body) in letter.objects.iter() {
            draft = if *number == CONTENT { glue(draft) } else { draft.object(*number, body) };
        }
        sign(draft, &person(), &HONEST, |draft| draft.table(ROOT))
    };
    let content = page_content("6.5");
    let glued = signed(&|mut draft| {
        draft.rows.insert(CONTENT, (draft.here(), 0));
        draft.raw("4 0 obj\n").raw(&content).raw("\nendobj")
    });
    cases.reject(
        "NAME-4-glued-objects",
        invalid,
        "The end of one object and the number of the next are one word.",
        glued,
    );
    let aged = signed(&|mut draft| {
        draft.rows.insert(CONTENT, (draft.here(), 0));
        draft.raw("4 -2 obj\n").raw(&content).raw("\nendobj\n")
    });
    cases.reject(
        "NAME-3-object-of-negative-generation",
        invalid,
        "An object whose own header has a negative generation.",
        aged,
    );
    let stretched = append(
        &letter.clone().signed(),
        &[changed(&letter.clone().signed(), PAGE, "/Contents 4 0 R", "/Contents#20 9 0 R /Contents 4 0 R")],
    );
    let _ = last(&stretched, "/Contents#20");
    cases.reject(
        "NAME-1-appended-look-alike",
        "MODIFIED_AFTER_SIGNING",
        "An appended page has a second key that looks like /Contents.",
        stretched,
    );
}

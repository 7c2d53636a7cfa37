//! Attacks on the signature dictionary and on what follows the signed bytes (USF, ISA, SPOOF).

use std::ops::Range;

use super::cases::Cases;
use super::draft::{Draft, HOLE, RANGE, find, last, overwrite, replace, signature, start_of_xref, stream};
use super::letter::{
    CONTENT, FIELD, Letter, NEXT, ROOT, SIGNATURE, append, body_of, changed, page_content, transcript,
};

/// The page with another mark.
pub fn forged() -> Vec<u8> {
    page_content("9.5")
}

pub fn all(cases: &mut Cases) {
    honest(cases);
    broken_dictionaries(cases);
    appended(cases);
    odd_tails(cases);
    rewritten_signature(cases);
}

fn honest(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.1");
    let letter = Letter::new();
    cases.accept(
        "USF-1-honest-letter",
        "A letter as other software signs it, with a cross-reference table.",
        letter.signed(),
    );
    cases.accept("XR-1-honest-stream", "The same letter with a cross-reference stream.", letter.signed_with_stream());
    cases.authentic(
        "ISA-1-honest-transcript",
        "A transcript as issued: three signatures, nothing after the seal.",
        transcript(),
    );
    cases.accept(
        "BR-14-honest-order",
        "The byte range stands behind the message, inside the signed bytes.",
        Letter::range_last().signed(),
    );
}

fn broken_dictionaries(cases: &mut Cases) {
    cases.clause("ISO 32000-2 table 255");
    let signed = Letter::new().signed();
    let message = message_span(&signed);
    let entry = message.start - "/Contents ".len()..message.end;
    let digits = message.len() - 2;
    for (name, value, reason) in [
        ("USF-1-contents-absent", String::new(), "SIG_DICT_MALFORMED"),
        ("USF-2-contents-null", "/Contents null".into(), "SIG_DICT_MALFORMED"),
        ("USF-3-contents-empty", "/Contents <>".into(), "CONTENTS_GAP_INVALID"),
        ("USF-4-contents-zero", format!("/Contents <{}>", "0".repeat(digits)), "CMS_MALFORMED"),
        ("USF-5-contents-name", "/Contents /Signature".into(), "SIG_DICT_MALFORMED"),
        ("USF-5-contents-dictionary", "/Contents << /Signature true >>".into(), "SIG_DICT_MALFORMED"),
        (
            "USF-7-contents-junk",
            format!("/Contents <{}>", "DEADBEEF".repeat(digits / 8 + 1).split_at(digits).0),
            "CMS_MALFORMED",
        ),
    ] {
        cases.reject(
            name,
            reason,
            "The signature's value is not a message.",
            rewritten(&signed, entry.clone(), &value),
        );
    }
    let mut indirect = Letter::new().and(NEXT, HOLE);
    indirect.put(SIGNATURE, replace(signature("").as_bytes(), HOLE, "8 0 R"));
    cases.reject(
        "USF-6-contents-indirect",
        "SIG_DICT_MALFORMED",
        "The message is an object of its own, and signed so.",
        indirect.signed(),
    );

    let start = find(&signed, "/ByteRange ");
    let entry = start..start + find(&signed[start..], "]") + 1;
    for (name, value, reason) in [
        ("USF-8-range-absent", "", "SIG_DICT_MALFORMED"),
        ("USF-9-range-null", "/ByteRange null", "BYTE_RANGE_INVALID"),
        ("USF-10-range-empty", "/ByteRange []", "BYTE_RANGE_INVALID"),
        ("USF-11-range-zero", "/ByteRange [0 0 0 0]", "BYTE_RANGE_INVALID"),
        ("USF-12-range-name", "/ByteRange /All", "BYTE_RANGE_INVALID"),
        ("USF-12-range-dictionary", "/ByteRange << >>", "BYTE_RANGE_INVALID"),
        ("USF-14-range-junk", "/ByteRange [(a) (b)]", "BYTE_RANGE_INVALID"),
    ] {
        cases.reject(name, reason, "The byte range is not one.", rewritten(&signed, entry.clone(), value));
    }
    let mut indirect = Letter::new().and(NEXT, RANGE);
    indirect.put(SIGNATURE, replace(signature("").as_bytes(), RANGE, "8 0 R"));
    cases.reject(
        "USF-13-range-indirect",
        "BYTE_RANGE_INVALID",
        "The byte range is an object of its own, and signed so.",
        indirect.signed(),
    );
}

/// The signature's own hexadecimal string, brackets included.
pub fn message_span(bytes: &[u8]) -> Range<usize> {
    let start = last(bytes, "/Contents <") + "/Contents ".len();
    start..start + find(&bytes[start..], ">") + 1
}

/// `/Contents` or `/ByteRange` with its value, written otherwise in the same room.
fn rewritten(bytes: &[u8], span: Range<usize>, new: &str) -> Vec<u8> {
    let old = bytes[span].to_vec();
    overwrite(bytes, old, new)
}

fn appended(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.6");
    let signed = Letter::new().signed();
    let replaced = append(&signed, &[(CONTENT, forged())]);
    cases.reject(
        "ISA-1-content",
        "MODIFIED_AFTER_SIGNING",
        "An appended revision replaces the page's content.",
        replaced.clone(),
    );
    let streamed =
        Draft::on(&Letter::new().signed_with_stream()).object(CONTENT, forged()).xref_stream(9, ROOT, &[]).bytes;
    cases.reject("ISA-1-content-stream", "MODIFIED_AFTER_SIGNING", "The same with a cross-reference stream.", streamed);
    let sealed = append(&transcript(), &[(CONTENT, stream("", b"0.2 w 50 700 200 20 re f"))]);
    cases.reject("ISA-1-transcript", "MODIFIED_AFTER_SIGNING", "A sealed transcript whose page is replaced.", sealed);

    cases.reject(
        "ISA-2-no-end",
        "STRUCTURE_INVALID",
        "The appended revision has no %%EOF.",
        replace(&replaced, "%%EOF\n", ""),
    );
    let stray = [&replace(&replaced, "%%EOF\n", "")[..], b"xref\n0 0\ntrailer\n<< /Root 1 0 R >>\n"].concat();
    cases.reject(
        "ISA-3-stray-words",
        "STRUCTURE_INVALID",
        "A second xref and trailer stand behind the appended revision, and no %%EOF.",
        stray,
    );
    let landing = start_of_xref(&signed);
    let stray = [
        &signed[..],
        b"4 0 obj\n",
        &forged(),
        format!(
            "\nendobj\nxref\n4 1\n{:010} 00000 n\r\ntrailer\n<< /Size 8 /Root 1 0 R /Prev {landing} >>\n\
             startxref\n{landing}\n%%EOF\n",
            signed.len()
        )
        .as_bytes(),
    ]
    .concat();
    cases.reject(
        "ISA-3-landing-on-the-signed",
        "STRUCTURE_INVALID",
        "The appended revision is whole, but the end leads a reader past it to the signed one.",
        stray,
    );
    let body = String::from_utf8_lossy(&forged()).replace('\n', "\r");
    let start = signed.len() + format!("4 0 obj\r{body}\rendobj\r").len();
    let returns = format!(
        "4 0 obj\r{body}\rendobj\rxref\r4 1\r{:010} 00000 n \rtrailer\r<< /Size 8 /Root 1 0 R /Prev {landing} \
         >>\rstartxref\r{start}\r%%EOF\r",
        signed.len()
    );
    cases.reject(
        "ISA-4-carriage-returns",
        "STRUCTURE_INVALID",
        "The appended revision ends its lines with CR alone, also behind the word stream.",
        [&signed[..], returns.as_bytes()].concat(),
    );

    let draft = Draft::on(&signed).object(CONTENT, forged());
    let with_previous = |previous: Option<usize>| Draft { previous, ..draft.clone() };
    cases.reject(
        "ISA-6-previous-elsewhere",
        "STRUCTURE_INVALID",
        "/Prev leads into the middle of an object.",
        with_previous(Some(20)).table(ROOT).bytes,
    );
    cases.reject(
        "ISA-6-previous-absent",
        "SIGNATURE_ORPHANED",
        "Without /Prev the appended revision is a file of its own, in which most objects are missing.",
        with_previous(None).table(ROOT).bytes,
    );
    cases.reject(
        "ISA-6-previous-absent-all-named",
        "COVERAGE_PARTIAL",
        "Without /Prev, and every signed object named again by the new table.",
        named_again(&signed),
    );
    let alone = Draft { previous: None, ..Draft::on(&signed) }
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>")
        .object(4, forged())
        .table(ROOT)
        .bytes;
    cases.reject(
        "ISA-6-nothing-signed-is-left",
        "SIGNATURE_ORPHANED",
        "Without /Prev, and no signature among what the new table names: this file is not just unsigned.",
        alone,
    );
    let into_tail = overwrite(
        &replaced,
        format!("startxref\n{}", start_of_xref(&replaced)),
        format!("startxref\n{}", start_of_xref(&replaced) + 5),
    );
    cases.reject(
        "ISA-7-startxref-into-the-tail",
        "STRUCTURE_INVALID",
        "startxref names a place inside the appended table.",
        into_tail,
    );

    let object = [b"4 0 obj\n", &forged()[..], b"\nendobj\n"].concat();
    let tail = format!("startxref\n{landing}\n%%EOF\n").into_bytes();
    cases.reject(
        "ISA-8-objects-alone",
        "STRUCTURE_INVALID",
        "Only an object is appended; a reader that searches finds it.",
        [&signed[..], &object].concat(),
    );
    cases.reject(
        "ISA-8-objects-and-end",
        "STRUCTURE_INVALID",
        "An object and the end of the signed revision once more.",
        [&signed[..], &object, &tail].concat(),
    );
    let trailer = b"trailer\n<< /Size 8 /Root 1 0 R >>\n";
    cases.reject(
        "ISA-9-objects-and-trailer",
        "STRUCTURE_INVALID",
        "An object and a trailer without a table.",
        [&signed[..], &object, trailer, &tail].concat(),
    );
    let twin = append(
        &signed,
        &[(CONTENT, forged()), (NEXT, body_of(&signed, SIGNATURE)), changed(&signed, FIELD, "7 0 R", "8 0 R")],
    );
    cases.reject(
        "ISA-9-signature-copied",
        "SIGNATURE_ORPHANED",
        "The appended revision holds a copy of the signature, and the field points at the copy.",
        twin,
    );
    let twin = append(&signed, &[(CONTENT, forged()), (NEXT, body_of(&signed, SIGNATURE))]);
    cases.reject(
        "ISA-9-signature-copied-aside",
        "SIGNATURE_ORPHANED",
        "A copy of the signature that no field names, beside a new page.",
        twin,
    );
}

/// One section that names every object of a signed file at its old place, but another content.
fn named_again(signed: &[u8]) -> Vec<u8> {
    let mut draft = Draft { previous: None, ..Draft::on(signed) };
    for number in 1..NEXT {
        let at = if number == 1 { find(signed, "1 0 obj") } else { find(signed, format!("\n{number} 0 obj")) + 1 };
        draft.rows.insert(number, (at, 0));
    }
    draft.object(CONTENT, forged()).table(ROOT).bytes
}

fn odd_tails(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.5");
    let signed = Letter::new().signed();
    let behind = |tail: &str| [&signed[..], tail.as_bytes()].concat();
    let story = "White space that no signature covers stands behind the end, as careless software leaves it.";
    cases.indeterminate("ISA-5-line-end", "TRAILING_BYTES", story, behind("\n"));
    cases.indeterminate("ISA-5-spaces", "TRAILING_BYTES", story, behind("  \r\n"));
    let story = "Bytes that no signature covers and nothing explains stand behind the end.";
    for (name, tail) in [("ISA-5-one-byte", "x"), ("ISA-5-comment", "% seen\n"), ("ISA-5-second-end", "%%EOF\n")] {
        cases.indeterminate(name, "TRAILING_BYTES", story, behind(tail));
    }
}

fn rewritten_signature(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.1");
    let signed = Letter::new().signed();
    for (name, new) in [
        ("SPOOF-1-reason", "/Type /Sig /Reason (Duyet)"),
        ("SPOOF-1-name", "/Type /Sig /Name (Hieu truong)"),
        ("SPOOF-1-nothing", "/Type /Sig"),
    ] {
        let bytes = append(&signed, &[changed(&signed, SIGNATURE, "/Type /Sig", new)]);
        cases.reject(
            name,
            "SIG_DICT_CHANGED",
            "The signature dictionary is written again with the same message.",
            bytes,
        );
    }
    let bytes = append(&signed, &[changed(&signed, SIGNATURE, "D:2026", "D:2020")]);
    cases.reject("SPOOF-1-time", "SIG_DICT_CHANGED", "The claimed time is written anew.", bytes);
}

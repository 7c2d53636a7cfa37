//! Attacks on the byte range and on the hole that it leaves (SWA, BR).
#![allow(clippy::single_range_in_vec_init, reason = "one range of bytes is meant, not its numbers")]

use std::ops::Range;

use super::super::people::{colleague, person};
use super::cases::Cases;
use super::draft::{Draft, HONEST, Layout, RANGE, find, honest_range, sign, signature, start_of_xref, upper};
use super::letter::{CATALOG, CONTENT, Letter, NEXT, PAGE, ROOT, SIGNATURE, changed};
use super::structure::{forged, message_span};

pub fn all(cases: &mut Cases) {
    wrapped(cases);
    gaps(cases);
    ranges(cases);
}

fn wrapped(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.1");
    let signed = Letter::new().signed();
    let text =
        |gap: Range<usize>, second: usize, length: usize| format!("/ByteRange [0 {} {second} {length}]", gap.start);
    cases.reject(
        "SWA-1-second-range",
        "STRUCTURE_INVALID",
        "The second signed part is moved to the end; a second byte range in the hole says so.",
        moved(&signed, text),
    );
    cases.reject(
        "SWA-1-only-range",
        "STRUCTURE_INVALID",
        "The same where the only byte range left lies in the hole.",
        moved(&Letter::range_last().signed(), text),
    );

    let literal = |message: &[u8]| {
        let mut text = b"(".to_vec();
        for byte in message {
            if b"()\\\r\n".contains(byte) {
                text.extend_from_slice(format!("\\{byte:03o}").as_bytes());
            } else {
                text.push(*byte);
            }
        }
        text.extend_from_slice(b") /Free (");
        let room = message.len() * 2 + 2;
        assert!(text.len() < room);
        text.resize(room - 1, b' ');
        text.push(b')');
        text
    };
    let layout = Layout { contents: &literal, ..HONEST };
    cases.reject(
        "SWA-2-literal-string",
        "CONTENTS_GAP_INVALID",
        "The message as a literal string is half as long as the hole; the rest is free for another key.",
        laid_out(&Letter::new(), &layout),
    );
}

/// The signed bytes behind the hole moved to the end, and the hole filled with other objects and a
/// table at the very place where the signed end looks for one.
fn moved(signed: &[u8], range: impl Fn(Range<usize>, usize, usize) -> String) -> Vec<u8> {
    let gap = message_span(signed);
    let (first, second) = (&signed[..gap.end], &signed[gap.end..]);
    let landing = start_of_xref(signed);
    let object_at =
        |number: u32| if number == 1 { find(first, "1 0 obj") } else { find(first, format!("\n{number} 0 obj")) + 1 };
    let rows = |forged_at: usize| -> String {
        let row = |number: u32| {
            let at = if number == CONTENT { forged_at } else { object_at(number) };
            format!("{at:010} 00000 n\r\n")
        };
        format!("xref\n0 8\n0000000000 65535 f\r\n{}", (1..NEXT).map(row).collect::<String>())
    };
    let dictionary_end = |second_at: usize| format!("{:<60} >>\nendobj\n", range(gap.clone(), second_at, second.len()));
    let forged_at = gap.end + dictionary_end(0).len();
    let mut out = [first, dictionary_end(0).as_bytes(), b"4 0 obj\n", &forged(), b"\nendobj\n"].concat();
    assert!(out.len() < landing + 400, "the table must stand where the signed end names it");
    let start = landing.max(out.len());
    out.resize(start, b'\n');
    out.extend_from_slice(rows(forged_at).as_bytes());
    out.extend_from_slice(format!("trailer\n<< /Size 8 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    let end = dictionary_end(out.len());
    out[gap.end..gap.end + end.len()].copy_from_slice(end.as_bytes());
    out.extend_from_slice(second);
    out
}

fn laid_out(letter: &Letter, layout: &Layout) -> Vec<u8> {
    sign(letter.draft(), &person(), layout, |draft| draft.table(ROOT))
}

fn gaps(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.1; EN 319 142-1 5.3");
    let hex = |message: &[u8]| data_encoding::HEXUPPER.encode(message);
    let broken_by = |what: &'static str| {
        move |message: &[u8]| {
            let digits = data_encoding::HEXUPPER.encode(message);
            format!("<{}{what}{}>", &digits[..40], &digits[40..]).into_bytes()
        }
    };
    let letter = Letter::new();
    let with = |cases: &mut Cases, name: &str, reason: &str, story: &str, contents: &dyn Fn(&[u8]) -> Vec<u8>| {
        let bytes = laid_out(&letter, &Layout { contents, ..HONEST });
        if reason.is_empty() { cases.accept(name, story, bytes) } else { cases.reject(name, reason, story, bytes) }
    };
    with(cases, "SWA-3-space", "CONTENTS_GAP_INVALID", "A space among the digits of the message.", &broken_by(" "));
    with(
        cases,
        "SWA-3-line-end",
        "CONTENTS_GAP_INVALID",
        "A line end among the digits of the message.",
        &broken_by("\n"),
    );
    with(
        cases,
        "SWA-3-comment",
        "STRUCTURE_INVALID",
        "A comment among the digits of the message.",
        &broken_by("%7 0 obj\n"),
    );
    with(cases, "SWA-3-odd", "CONTENTS_GAP_INVALID", "An odd number of digits.", &|message| {
        format!("<{}0>", hex(message)).into_bytes()
    });
    with(
        cases,
        "SWA-3-mixed-case",
        "CONTENTS_GAP_INVALID",
        "Digits in both cases: one bit of each can be flipped.",
        &|message| {
            let digits = hex(message);
            format!("<{}{}>", &digits[..100], digits[100..].to_ascii_lowercase()).into_bytes()
        },
    );
    with(cases, "SWA-3-honest-lower-case", "", "Digits in lower case, all of them.", &|message| {
        hex(message)
            .to_ascii_lowercase()
            .into_bytes()
            .into_iter()
            .fold(b"<".to_vec(), |mut all, digit| {
                all.push(digit);
                all
            })
            .into_iter()
            .chain(*b">")
            .collect()
    });
    with(
        cases,
        "SWA-3-honest-padding",
        "",
        "Zero bytes behind the message, as every signer reserves room.",
        &|message| format!("<{}{}>", hex(message), "0".repeat(64)).into_bytes(),
    );
    with(
        cases,
        "SWA-3-padding-not-zero",
        "CMS_TRAILING_BYTES",
        "Something else than zero bytes behind the message, which no signature covers.",
        &|message| format!("<{}{}>", hex(message), "AB".repeat(32)).into_bytes(),
    );
}

type Shape<'s> = &'s dyn Fn(Range<usize>, usize) -> (String, Vec<Range<usize>>);

fn ranges(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.1");
    let letter = Letter::new();
    let shaped = |cases: &mut Cases, name: &str, reason: &str, story: &str, range: Shape| {
        let bytes = laid_out(&letter, &Layout { range, ..HONEST });
        if reason.is_empty() { cases.accept(name, story, bytes) } else { cases.reject(name, reason, story, bytes) }
    };
    let invalid = "BYTE_RANGE_INVALID";
    shaped(cases, "BR-1-not-from-the-start", invalid, "The first byte is not signed.", &|gap, length| {
        (format!("[1 {} {} {}]", gap.start - 1, gap.end, length - gap.end), vec![1..gap.start, gap.end..length])
    });
    shaped(cases, "BR-2-two-numbers", invalid, "Only what stands before the hole is signed.", &|gap, _| {
        (format!("[0 {}]", gap.start), vec![0..gap.start])
    });
    shaped(
        cases,
        "BR-2-six-numbers",
        invalid,
        "Three parts; between the second and the third one byte is free.",
        &|gap, length| {
            let middle = gap.end + 8;
            let text =
                format!("[0 {} {} {} {} {}]", gap.start, gap.end, middle - gap.end, middle + 1, length - middle - 1);
            (text, vec![0..gap.start, gap.end..middle, middle + 1..length])
        },
    );
    shaped(cases, "BR-2-no-numbers", invalid, "The byte range is an empty list: nothing is signed.", &|_, _| {
        ("[]".into(), vec![])
    });
    shaped(cases, "BR-2-one-number", invalid, "The byte range is one number.", &|_, _| ("[0]".into(), vec![]));
    for slot in 0..4 {
        shaped(
            cases,
            &format!("BR-3-negative-{}", slot + 1),
            invalid,
            "One of the numbers is negative.",
            &|gap, length| {
                let numbers = [0, gap.start, gap.end, length - gap.end].map(|number| number as i64);
                let text = |index: usize| if index == slot { -numbers[index].max(1) } else { numbers[index] };
                (format!("[{} {} {} {}]", text(0), text(1), text(2), text(3)), honest_range(gap, length).1)
            },
        );
    }
    shaped(cases, "BR-4-overlap", invalid, "The second part begins inside the first.", &|gap, length| {
        (format!("[0 {} {} {}]", gap.end, gap.start, length - gap.start), honest_range(gap, length).1)
    });
    shaped(cases, "BR-5-first-part-empty", invalid, "Nothing before the hole is signed.", &|gap, length| {
        (format!("[0 0 {} {}]", gap.end, length - gap.end), vec![gap.end..length])
    });
    shaped(cases, "BR-6-second-part-empty", invalid, "Nothing behind the hole is signed.", &|gap, _| {
        (format!("[0 {} {} 0]", gap.start, gap.end), vec![0..gap.start])
    });
    shaped(cases, "BR-7-too-short", "COVERAGE_PARTIAL", "The last letter of %%EOF is not signed.", &|gap, length| {
        (format!("[0 {} {} {}]", gap.start, gap.end, length - gap.end - 2), vec![0..gap.start, gap.end..length - 2])
    });
    shaped(cases, "BR-7-too-long", invalid, "The range goes one byte beyond the file.", &|gap, length| {
        (format!("[0 {} {} {}]", gap.start, gap.end, length - gap.end + 1), honest_range(gap, length).1)
    });
    shaped(
        cases,
        "BR-7-honest-last-line-end",
        "",
        "Only the line end behind the last %%EOF is not signed, as some producers do.",
        &|gap, length| {
            (format!("[0 {} {} {}]", gap.start, gap.end, length - gap.end - 1), vec![0..gap.start, gap.end..length - 1])
        },
    );
    for (name, second, length) in [
        ("BR-8-sum-beyond-32-bits", "2147483647", "2147483647"),
        ("BR-8-sum-beyond-63-bits", "9223372036854775807", "9223372036854775807"),
    ] {
        shaped(cases, name, invalid, "The sum of the numbers overflows.", &|gap, whole| {
            (format!("[0 {} {second} {length}]", gap.start), honest_range(gap, whole).1)
        });
    }
    shaped(
        cases,
        "BR-8-number-beyond-64-bits",
        "STRUCTURE_INVALID",
        "A number that wraps around 2^64 to an honest one.",
        &|gap, length| {
            let wrapped = (1u128 << 64) + gap.end as u128;
            (format!("[0 {} {wrapped} {}]", gap.start, length - gap.end), honest_range(gap, length).1)
        },
    );
    shaped(cases, "BR-9-real-zero", invalid, "The first number is 0.0.", &|gap, length| {
        (format!("[0.0 {} {} {}]", gap.start, gap.end, length - gap.end), honest_range(gap, length).1)
    });
    shaped(cases, "BR-9-real-offset", invalid, "The start of the hole is written as a real number.", &|gap, length| {
        (format!("[0 {}.0 {} {}]", gap.start, gap.end, length - gap.end), honest_range(gap, length).1)
    });
    shaped(
        cases,
        "BR-11-wider-before",
        "CONTENTS_GAP_INVALID",
        "The hole begins one byte before the message.",
        &|gap, length| {
            (format!("[0 {} {} {}]", gap.start - 1, gap.end, length - gap.end), vec![0..gap.start - 1, gap.end..length])
        },
    );
    shaped(
        cases,
        "BR-11-wider-after",
        "CONTENTS_GAP_INVALID",
        "The hole ends one byte behind the message.",
        &|gap, length| {
            (
                format!("[0 {} {} {}]", gap.start, gap.end + 1, length - gap.end - 1),
                vec![0..gap.start, gap.end + 1..length],
            )
        },
    );
    shaped(
        cases,
        "BR-12-shifted",
        "CONTENTS_GAP_INVALID",
        "A hole of the right size ten bytes before the message.",
        &|gap, length| {
            (format!("[0 {} {} {}]", gap.start - 10, gap.end - 10, length - gap.end + 10), honest_range(gap, length).1)
        },
    );

    let with_number = |number: usize| {
        let mut letter = Letter::new().and(NEXT, format!("{number:010}"));
        letter.put(SIGNATURE, signature(""));
        letter
    };
    let indirect = |gap: Range<usize>, length: usize| {
        (format!("[0 8 0 R {} {}]", gap.end, length - gap.end), honest_range(gap, length).1)
    };
    let layout = Layout { range: &indirect, ..HONEST };
    let first = laid_out(&with_number(0), &layout);
    let bytes = laid_out(&with_number(message_span(&first).start), &layout);
    cases.reject("BR-10-indirect-number", invalid, "The start of the hole is an object of its own.", bytes);

    let signed = Letter::new().signed();
    let bytes = second_signature(&signed, &|first| {
        Box::new(move |gap: Range<usize>, length: usize| {
            (format!("[0 {} {} {}]", first.start, gap.end, length - gap.end), vec![0..first.start, gap.end..length])
        })
    });
    cases.reject(
        "BR-13-two-holes-in-one",
        "CONTENTS_GAP_INVALID",
        "The hole of the second signature reaches from the first message to its own.",
        bytes,
    );
    let bytes = second_signature(&signed, &|_| Box::new(honest_range));
    cases.accept(
        "BR-13-honest-second-signature",
        "A second signature, in a field of its own and a revision of its own.",
        bytes,
    );

    let layout = Layout {
        range: &|gap, length| {
            let end = gap.end + "\n/ByteRange ".len() + RANGE.len();
            (format!("[0 {} {end} {}]", gap.start, length - end), vec![0..gap.start, end..length])
        },
        ..HONEST
    };
    cases.reject(
        "BR-14-range-inside-the-hole",
        "CONTENTS_GAP_INVALID",
        "The byte range itself lies in the hole, where anyone may change it.",
        laid_out(&Letter::range_last(), &layout),
    );
}

type Ranger = Box<dyn Fn(Range<usize>, usize) -> (String, Vec<Range<usize>>)>;

/// A second field (8) and signature (9) by a colleague, in a revision of their own.
fn second_signature(signed: &[u8], range: &dyn Fn(Range<usize>) -> Ranger) -> Vec<u8> {
    let ranger = range(message_span(signed));
    let layout = Layout { range: &*ranger, contents: &upper };
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 132 /Rect [0 0 0 0] /P 3 0 R /V 9 0 R >>";
    let (catalog, page) =
        (changed(signed, CATALOG, "[6 0 R]", "[6 0 R 8 0 R]"), changed(signed, PAGE, "[6 0 R]", "[6 0 R 8 0 R]"));
    let draft =
        Draft::on(signed).object(catalog.0, catalog.1).object(page.0, page.1).object(8, field).object(9, signature(""));
    sign(draft, &colleague(), &layout, |draft| draft.table(ROOT))
}

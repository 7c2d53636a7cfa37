//! Attacks on cross-references and object streams (XR, OS).

use super::super::people::person;
use super::cases::Cases;
use super::draft::{Draft, HONEST, ID, find, replace, sign, signature, start_of_xref, stream};
use super::letter::{
    CONTENT, FONT, Letter, NEXT, PAGE, ROOT, SIGNATURE, body_of, sealed, transcript_draft, transcript_objects,
};
use super::structure::forged;

pub fn all(cases: &mut Cases) {
    hybrid(cases);
    stream_shapes(cases);
    tables(cases);
    chains(cases);
    freed(cases);
    object_streams(cases);
}

fn hybrid(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.8.4");
    // The font and a note of the catalog are hidden from readers of tables.
    let letter = Letter::new();
    let hidden = |draft: Draft, rows: &[(u32, usize)]| {
        let mut data = Vec::new();
        let mut index = String::new();
        for (number, at) in rows {
            index.push_str(&format!("{number} 1 "));
            data.extend_from_slice(&[1, (at >> 16) as u8, (at >> 8) as u8, *at as u8, 0]);
        }
        let at = draft.here();
        let entries = format!("/Type /XRef /Size 12 /W [1 3 1] /Index [{}] {ID} {ROOT}", index.trim_end());
        let draft = Draft { size: 12, ..draft };
        let table = draft.table_rows();
        let draft = draft.raw("11 0 obj\n").raw(stream(&entries, &data)).raw("\nendobj\n");
        draft.table_of(&table, &format!("{ROOT} /XRefStm {at}"))
    };
    let bytes = sign(letter.draft(), &person(), &HONEST, |draft| {
        let (here, rows) = (draft.here(), draft.rows.clone());
        let draft = draft.object(10, "<< /Producer (hidden) >>");
        hidden(Draft { rows, ..draft }, &[(10, here)])
    });
    cases.accept(
        "XR-1-honest-hybrid",
        "A hybrid file: one object is named by the stream alone, nothing by both.",
        bytes,
    );
    let bytes = sign(letter.draft(), &person(), &HONEST, |draft| {
        let (here, rows) = (draft.here(), draft.rows.clone());
        let draft = draft.object(CONTENT, forged());
        hidden(Draft { rows, ..draft }, &[(CONTENT, here)])
    });
    cases.reject(
        "XR-1-hybrid-disagrees",
        "STRUCTURE_INVALID",
        "The page's content is one object by the table and another by the stream beside it.",
        bytes,
    );
    let signed = letter.signed();
    let draft = Draft::on(&signed);
    let (here, empty) = (draft.here(), draft.rows.clone());
    let draft = draft.object(CONTENT, forged());
    let bytes = hidden(Draft { rows: empty, ..draft }, &[(CONTENT, here)]).bytes;
    cases.reject(
        "XR-1-hybrid-appended",
        "STRUCTURE_INVALID",
        "An appended table changes nothing; the stream beside it replaces the page's content.",
        bytes,
    );
}

fn stream_shapes(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.8.2");
    let letter = Letter::new();
    let mut shaped = |name: &str, expected: bool, shape: &str, row: &dyn Fn(u8, usize) -> Vec<u8>, order: &[u32]| {
        let bytes = sign(letter.draft(), &person(), &HONEST, |mut draft| {
            draft.rows.insert(8, (draft.here(), 0));
            draft.size = 9;
            let rows: Vec<u8> = order
                .iter()
                .flat_map(|number| match draft.rows.get(number) {
                    Some((at, _)) => row(1, *at),
                    None => row(0, 0),
                })
                .collect();
            draft.xref_stream_of(8, shape, ROOT, &rows)
        });
        let story = "The rows of the cross-reference stream have this shape.";
        if expected { cases.accept(name, story, bytes) } else { cases.reject(name, "STRUCTURE_INVALID", story, bytes) }
    };
    let all = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    let wide = |kind: u8, at: usize| [&[kind][..], &(at as u64).to_be_bytes(), &[0]].concat();
    let usual = |kind: u8, at: usize| vec![kind, (at >> 16) as u8, (at >> 8) as u8, at as u8, 0];
    shaped("XR-2-honest-eight-bytes", true, "/W [1 8 1]", &wide, &all);
    shaped("XR-2-no-widths", false, "/W [0 0 0]", &|_, _| vec![], &all);
    shaped(
        "XR-2-nine-bytes",
        false,
        "/W [1 9 1]",
        &|kind, at| [&[kind, 0][..], &(at as u64).to_be_bytes(), &[0]].concat(),
        &all,
    );
    shaped("XR-2-huge-width", false, "/W [1 2147483647 1]", &usual, &all);
    shaped("XR-2-negative-width", false, "/W [1 -3 1]", &usual, &all);
    shaped("XR-3-overlapping", false, "/W [1 3 1] /Index [0 5 4 5]", &usual, &[0, 1, 2, 3, 4, 4, 5, 6, 7, 8]);
    shaped("XR-3-unsorted", false, "/W [1 3 1] /Index [5 4 0 5]", &usual, &[5, 6, 7, 8, 0, 1, 2, 3, 4]);
    shaped("XR-3-more-rows", false, "/W [1 3 1] /Index [0 8]", &usual, &all);
}

fn tables(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.4");
    let letter = Letter::new();
    let tabled =
        |cases: &mut Cases, name: &str, story: &str, letter: &Letter, size: u32, change: &dyn Fn(String) -> String| {
            let bytes = sign(letter.draft(), &person(), &HONEST, |draft| {
                let rows = change(draft.table_rows());
                Draft { size, ..draft }.table_of(&rows, ROOT)
            });
            cases.reject(name, "STRUCTURE_INVALID", story, bytes);
        };
    let same = |rows: String| rows;
    tabled(cases, "XR-4-size-too-small", "/Size is below the highest object number.", &letter, 6, &same);
    tabled(cases, "XR-4-size-of-billions", "/Size names two thousand million objects.", &letter, 2_000_000_000, &same);
    let shifted = |by: i64| {
        move |rows: String| {
            let at = find(rows.as_bytes(), "\n4 1\n") + 5;
            let offset: i64 = rows[at..at + 10].parse().expect("an offset");
            format!("{}{:010}{}", &rows[..at], offset + by, &rows[at + 10..])
        }
    };
    tabled(
        cases,
        "XR-5-two-before",
        "The entry of the content names the end of the object before it.",
        &letter,
        8,
        &shifted(-2),
    );
    tabled(
        cases,
        "XR-5-one-behind",
        "The entry of the content names the byte behind its start.",
        &letter,
        8,
        &shifted(1),
    );
    tabled(cases, "XR-5-ten-behind", "The entry of the content leads into the middle of it.", &letter, 8, &shifted(10));
    let story =
        "The entry of the content names the line end before it: one reading, and yet not what the standard allows.";
    let spaced = |draft: Draft, trailer: &str| {
        let rows = shifted(-1)(draft.table_rows());
        draft.table_of(&rows, trailer)
    };
    cases.indeterminate(
        "XR-5-white-space-before",
        "STRUCTURE_DOUBTFUL",
        story,
        sign(letter.draft(), &person(), &HONEST, |draft| spaced(draft, ROOT)),
    );
    let story = "The same in a transcript, which the product would not have sealed.";
    let drawn = spaced(transcript_draft(&transcript_objects()), ROOT).bytes;
    cases.indeterminate("XR-5-transcript", "STRUCTURE_DOUBTFUL", story, sealed(&drawn));
    let aged = |rows: String| {
        let at = find(rows.as_bytes(), "\n4 1\n") + 16;
        format!("{}65535{}", &rows[..at], &rows[at + 5..])
    };
    tabled(
        cases,
        "XR-6-other-generation",
        "The table gives the content another generation than the object itself.",
        &letter,
        8,
        &aged,
    );
    let twice = |rows: String| {
        let at = find(rows.as_bytes(), "\n4 1\n") + 1;
        let entry = &rows[at..at + 24];
        format!("{}{entry}{}", &rows[..at], &rows[at..])
    };
    tabled(cases, "XR-9-named-twice", "The same number stands twice in one table.", &letter, 8, &twice);
    let twin = |rows: String| {
        let at = find(rows.as_bytes(), "\n8 1\n") + 1;
        format!("{}4{}", &rows[..at], &rows[at + 1..])
    };
    tabled(
        cases,
        "XR-9-two-objects",
        "Two objects have the number of the content, and the table names both.",
        &letter.clone().and(NEXT, forged()),
        8,
        &twin,
    );

    let mut draft = Draft::new();
    for (number, body) in &Letter::new().with(PAGE, "4 0 R", "4 65535 R").objects {
        draft = draft.object_of(*number, if *number == CONTENT { 65535 } else { 0 }, body);
    }
    let bytes = sign(draft, &person(), &HONEST, |draft| draft.table(ROOT));
    cases.reject(
        "XR-6-last-generation",
        "STRUCTURE_INVALID",
        "An object of the generation that is kept for free entries.",
        bytes,
    );
}

fn chains(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.5");
    let signed = Letter::new().signed();
    let draft = Draft::on(&signed).object(CONTENT, forged());
    let here = draft.here();
    for (name, previous) in [("XR-7-equal", here), ("XR-7-forward", here + 60)] {
        let bytes = Draft { previous: Some(previous), ..draft.clone() }.table(ROOT).bytes;
        cases.reject(name, "STRUCTURE_INVALID", "/Prev of an appended table does not lead backwards.", bytes);
    }
    let mut loops = Letter::new().draft();
    loops.previous = None;
    let bytes = sign(loops, &person(), &HONEST, |draft| {
        let start = draft.here();
        draft.table(&format!("{ROOT} /Prev {start}"))
    });
    cases.reject("XR-7-self", "STRUCTURE_INVALID", "The only table is its own predecessor, and signed so.", bytes);
    let bytes = sign(Letter::new().draft(), &person(), &HONEST, |draft| {
        let first = draft.here();
        // The second table stands where the first says that its predecessor is.
        let probe = draft.clone().table(&format!("{ROOT} /Prev 0000000000"));
        let draft = draft.table(&format!("{ROOT} /Prev {:010}", probe.here()));
        Draft { previous: Some(first), ..draft }.table(ROOT)
    });
    cases.reject("XR-7-two-in-a-ring", "STRUCTURE_INVALID", "Two tables are each other's predecessors.", bytes);
    let streamed = Letter::new().signed_with_stream();
    let again = Draft::on(&streamed).object(8, body_of(&streamed, 8)).xref_stream(9, ROOT, &[]).bytes;
    let story = "The cross-reference stream of the signed revision is written again as an object like others.";
    cases.reject("XR-7-stream-written-again", "MODIFIED_AFTER_SIGNING", story, again);
    let other = replace(&body_of(&streamed, 8), "/Type /XRef", "/Type /XRef /Lang (vi)");
    let again = Draft::on(&streamed).object(8, other).xref_stream(9, ROOT, &[]).bytes;
    cases.reject(
        "XR-7-stream-altered",
        "MODIFIED_AFTER_SIGNING",
        "The same, and it has one entry more than the signed one.",
        again,
    );
    let landing = start_of_xref(&signed);
    let repeated = [&signed[..], format!("startxref\n{landing}\n%%EOF\n").as_bytes()].concat();
    cases.reject(
        "XR-7-end-repeated",
        "STRUCTURE_INVALID",
        "The end of the signed revision stands once more behind it.",
        repeated,
    );
}

fn freed(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.4");
    let signed = Letter::new().signed();
    let free = |draft: Draft| draft.table_of("4 1\n0000000000 00001 f\r\n", ROOT);
    let without = free(Draft::on(&signed));
    cases.reject(
        "XR-8-content-freed",
        "MODIFIED_AFTER_SIGNING",
        "An appended table frees the page's content.",
        without.bytes.clone(),
    );
    let reused = without.clone().object(CONTENT, forged()).table(ROOT).bytes;
    cases.reject(
        "XR-8-freed-and-used-again",
        "STRUCTURE_INVALID",
        "The freed number is used again, with the same generation.",
        reused,
    );
    let drafted = Letter::new();
    let mut base = Draft::new().object(NEXT, "(first)");
    for (number, body) in drafted.objects.iter().filter(|(number, _)| **number != SIGNATURE) {
        base = base.object(*number, body);
    }
    let base = base.table(ROOT).table_of("8 1\n0000000000 00001 f\r\n", ROOT);
    let open = base.object(NEXT, "(second)").object(SIGNATURE, signature(""));
    let bytes = sign(open, &person(), &HONEST, |draft| draft.table(ROOT));
    cases.reject(
        "XR-8-used-again-before-signing",
        "STRUCTURE_INVALID",
        "Before signing a number was freed and used again with the same generation.",
        bytes,
    );
}

/// An object stream: its entries and its data.
fn held(objects: &[(u32, &[u8])]) -> (String, Vec<u8>) {
    let mut index = String::new();
    let mut data = Vec::new();
    for (number, body) in objects {
        index.push_str(&format!("{number} {} ", data.len()));
        data.extend_from_slice(body);
        data.push(b' ');
    }
    let entries = format!("/Type /ObjStm /N {} /First {}", objects.len(), index.len());
    (entries, [index.as_bytes(), &data].concat())
}

/// A letter whose catalog, page and font lie in the object stream 8; `change` may spoil it.
fn compressed(more: &[(u32, &[u8])], change: impl Fn(String) -> String, places: &[(u32, u32, u8)]) -> Vec<u8> {
    let letter = Letter::new();
    let mut inside: Vec<(u32, &[u8])> = vec![(PAGE, &letter.objects[&PAGE]), (FONT, &letter.objects[&FONT])];
    inside.extend_from_slice(more);
    let (entries, data) = held(&inside);
    let mut rest = letter.clone();
    rest.objects.remove(&PAGE);
    rest.objects.remove(&FONT);
    rest.put(8, stream(&change(entries), &data));
    let mut held: Vec<(u32, u32, u8)> = vec![(PAGE, 8, 0), (FONT, 8, 1)];
    held.extend_from_slice(places);
    sign(rest.draft(), &person(), &HONEST, |draft| draft.xref_stream(20, ROOT, &held))
}

fn object_streams(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.7");
    let same = |entries: String| entries;
    let honest = compressed(&[], same, &[]);
    cases.accept("OS-1-honest", "Page and font lie in an object stream.", honest.clone());
    let (entries, data) = held(&[(FONT, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")]);
    let redefined = Draft::on(&honest).stream(21, &entries, data).xref_stream(22, ROOT, &[(FONT, 21, 0)]).bytes;
    cases.reject(
        "OS-1-font-redefined",
        "MODIFIED_AFTER_SIGNING",
        "An appended object stream holds the signed font anew, with other letters.",
        redefined,
    );

    let invalid = "STRUCTURE_INVALID";
    let story = "An object stream holds what may not be in one.";
    let inner = b"<< /Length 3 >>\nstream\n1 g\nendstream";
    cases.reject("OS-2-stream-inside", invalid, story, compressed(&[(10, inner)], same, &[(10, 8, 2)]));
    cases.reject("OS-2-reference-inside", invalid, story, compressed(&[(10, b"5 0 R")], same, &[(10, 8, 2)]));
    let nested = b"<< /Type /ObjStm /N 1 /First 5 /Length 12 >>\nstream\n11 0 (nested)\nendstream";
    cases.reject(
        "OS-2-object-stream-inside",
        invalid,
        story,
        compressed(&[(10, nested)], same, &[(10, 8, 2), (11, 10, 0)]),
    );
    cases.reject("OS-2-container-inside-itself", invalid, story, compressed(&[(8, b"(itself)")], same, &[(8, 8, 2)]));
    let xref = b"<< /Type /XRef /Size 1 /W [1 1 1] /Length 3 >>\nstream\nabc\nendstream";
    cases.reject("OS-2-cross-reference-inside", invalid, story, compressed(&[(10, xref)], same, &[(10, 8, 2)]));
    cases.reject(
        "OS-2-header-inside",
        invalid,
        story,
        compressed(&[(10, b"10 0 obj (again) endobj")], same, &[(10, 8, 2)]),
    );

    let extends = |entries: String| format!("{entries} /Extends 8 0 R");
    cases.reject("OS-3-extends-itself", invalid, "An object stream extends itself.", compressed(&[], extends, &[]));

    let story = "An object stream lies about what it holds.";
    let lies: [(&str, &dyn Fn(String) -> String); 7] = [
        ("OS-4-more-than-there-are", &|entries| entries.replace("/N 2", "/N 9")),
        ("OS-4-fewer-than-there-are", &|entries| entries.replace("/N 2", "/N 1")),
        ("OS-4-negative-count", &|entries| entries.replace("/N 2", "/N -2")),
        ("OS-4-first-too-small", &|entries| entries.replace("/First ", "/First 0 /Was ")),
        ("OS-4-first-too-large", &|entries| entries.replace("/First ", "/First 9999 /Was ")),
        ("OS-4-first-negative", &|entries| entries.replace("/First ", "/First -1 /Was ")),
        ("OS-4-no-type", &|entries| entries.replace("/Type /ObjStm", "")),
    ];
    for (name, change) in lies {
        cases.reject(name, invalid, story, compressed(&[], change, &[]));
    }
    cases.reject("OS-4-not-at-its-place", invalid, story, compressed(&[(10, b"(ten)")], same, &[(11, 8, 2)]));
}

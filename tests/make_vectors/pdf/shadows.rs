//! Attacks that were signed and show themselves later (SH, LAYER).

use super::super::people::person;
use super::cases::Cases;
use super::draft::{Draft, HONEST, find, replace, sign, stream};
use super::letter::{
    CATALOG, CONTENT, FONT, Letter, NEXT, PAGE, ROOT, append, append_with, changed, cover, sealed, text_appearance,
    transcript_objects, transcript_of,
};
use super::structure::forged;

pub const MODIFIED: &str = "MODIFIED_AFTER_SIGNING";

pub const NOT_CLOSED: &str = "NOT_CLOSED_BY_SEAL";

pub fn all(cases: &mut Cases) {
    shadows(cases);
    prepared(cases);
    layers(cases);
}

/// A letter whose mark 9.5 is signed under a cover that hides it.
fn covered() -> Letter {
    Letter::new()
        .with(PAGE, "/Font", "/XObject << /C 8 0 R >> /Font")
        .and(CONTENT, stream("", b"BT /F 14 Tf 60 700 Td (Toan: 9.5) Tj ET\nq 1 0 0 1 50 690 cm /C Do Q"))
        .and(8, cover())
}

fn shadows(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.5.6, 12.8.2.2");
    let signed = covered().signed();
    let away = append(&signed, &[changed(&signed, PAGE, "/XObject << /C 8 0 R >>", "")]);
    cases.reject(
        "SH-1-cover-no-longer-named",
        MODIFIED,
        "A cover lies over the signed mark; the page no longer names it.",
        away,
    );
    let away = append(&signed, &[(8, stream("/Type /XObject /Subtype /Form /BBox [0 0 0 0]", b""))]);
    cases.reject("SH-1-cover-emptied", MODIFIED, "The cover over the signed mark is emptied.", away);
    let away = append_free(&signed, 8);
    cases.reject("SH-1-cover-freed", MODIFIED, "The cover over the signed mark is freed.", away);

    let form = Letter::certified(2).with_form().signed();
    cases.accept("SH-2-honest-form", "A certified letter with a form that nobody has filled since.", form.clone());
    let over = append(&form, &[(9, text_appearance("9.5"))]);
    cases.reject("SH-2-appearance-alone", MODIFIED, "The field keeps its value and shows another one.", over);
    let font = append(
        &Letter::new().signed(),
        &[(
            FONT,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [54 /nine] >> >>".to_vec(),
        )],
    );
    cases.reject("SH-2-font-overwritten", MODIFIED, "The font is redefined so that the digit 6 prints as 9.", font);

    let two = Letter::new()
        .and(8, "<< /Type /Catalog /Pages 9 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>")
        .and(9, "<< /Type /Pages /Kids [10 0 R] /Count 1 >>")
        .and(
            10,
            "<< /Type /Page /Parent 9 0 R /MediaBox [0 0 595 842] /Contents 11 0 R \
             /Resources << /Font << /F 5 0 R >> >> /Annots [6 0 R] >>",
        )
        .and(11, forged());
    let signed = two.signed();
    cases.accept(
        "SH-0-prepared-letter",
        "A letter of other software with a second, hidden document in it: signed so, and not of our form.",
        signed.clone(),
    );
    let shown = append_with(&signed, "/Root 8 0 R", &[(NEXT + 10, b"null".to_vec())]);
    cases.reject("SH-3-other-root", MODIFIED, "A hidden document was signed too; an appended trailer shows it.", shown);
    let shown = append_with(&signed, "/Root 8 0 R", &[]);
    cases.reject("SH-3-other-root-alone", MODIFIED, "The same, and the appended table has no entry at all.", shown);
    let hidden_at = find(&signed, "\n11 0 obj") + 1;
    let draft = Draft::on(&signed);
    let shown = draft.table_of(&format!("4 1\n{hidden_at:010} 00000 n\r\n"), ROOT).bytes;
    cases.reject(
        "SH-3-entry-into-the-signed",
        "STRUCTURE_INVALID",
        "An appended table gives the content's number the place of the hidden one.",
        shown,
    );
    let twin = Letter::new();
    let mut draft = Draft::new().object(CONTENT, forged());
    let hidden_at = draft.rows[&CONTENT].0;
    for (number, body) in &twin.objects {
        draft = draft.object(*number, body);
    }
    let signed = sign(draft, &person(), &HONEST, |draft| draft.table(ROOT));
    let shown = Draft::on(&signed).table_of(&format!("4 1\n{hidden_at:010} 00000 n\r\n"), ROOT).bytes;
    cases.reject(
        "SH-3-second-object-of-the-number",
        "STRUCTURE_INVALID",
        "Two objects with the content's number were signed; an appended table names the other.",
        shown,
    );
}

fn append_free(bytes: &[u8], number: u32) -> Vec<u8> {
    Draft::on(bytes).table_of(&format!("{number} 1\n0000000000 00001 f\r\n"), ROOT).bytes
}

/// What the first signer could prepare in a transcript; the seal does not make it ours.
fn prepared(cases: &mut Cases) {
    cases.clause("ISO 32000-2 7.3.10");
    let mut orphan = transcript_objects();
    orphan.push(stream("", b"0.2 w 50 700 200 20 re f"));
    cases.reject(
        "SH-0-orphan",
        NOT_CLOSED,
        "A transcript sealed with an object in it that nothing names.",
        transcript_of(&orphan),
    );
    let mut hidden = transcript_objects();
    hidden.push(b"<< /Type /Catalog /Pages 10 0 R >>".to_vec());
    hidden.push(b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec());
    cases.reject(
        "SH-0-second-catalog",
        NOT_CLOSED,
        "A transcript sealed with a second, hidden document in it.",
        transcript_of(&hidden),
    );
    let twice = transcript_objects();
    let draft = Draft::new().object(CONTENT, stream("", b"0.2 w 50 700 200 20 re f"));
    let draft = (1..).zip(&twice).fold(draft, |draft, (number, body)| draft.object(number, body));
    let sealed = sealed(&draft.table(ROOT).bytes);
    cases.reject(
        "SH-0-second-object-of-the-number",
        NOT_CLOSED,
        "A transcript sealed with two objects of one number.",
        sealed,
    );
}

fn layers(cases: &mut Cases) {
    cases.clause("ISO 32000-2 8.11");
    let layered = |state: &str| {
        format!(
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >>\n\
             /OCProperties << /OCGs [8 0 R] /D << {state} >> >> >>"
        )
    };
    let letter = Letter::new()
        .and(CATALOG, layered("/ON [8 0 R]"))
        .with(PAGE, "/Font", "/Properties << /L 8 0 R >> /Font")
        .and(CONTENT, stream("", b"/OC /L BDC BT /F 14 Tf 60 700 Td (Toan: 6.5) Tj ET EMC"))
        .and(8, "<< /Type /OCG /Name (Diem) >>");
    let signed = letter.signed();
    let off = append(&signed, &[(CATALOG, layered("/OFF [8 0 R]").into_bytes())]);
    cases.reject("LAYER-1-layer-switched-off", MODIFIED, "The layer with the mark is switched off.", off);
    let printed =
        append(&signed, &[(8, b"<< /Type /OCG /Name (Diem) /Usage << /Print << /PrintState /OFF >> >> >>".to_vec())]);
    cases.reject("LAYER-1-layer-not-printed", MODIFIED, "The layer with the mark is no longer printed.", printed);
    let mut objects = transcript_objects();
    objects[0] = replace(&objects[0], "/AF ", "/OCProperties << /OCGs [] /D << >> >> /AF ");
    cases.reject(
        "LAYER-1-transcript",
        NOT_CLOSED,
        "A transcript drawn and sealed with layers.",
        transcript_of(&objects),
    );

    let letter = Letter::new().with(PAGE, "[6 0 R]", "[6 0 R 8 0 R]").and(8, square(4)).and(9, cover());
    let signed = letter.signed();
    for (name, flags, story) in [
        ("LAYER-2-annotation-hidden", 2, "A signed annotation is hidden."),
        ("LAYER-2-annotation-not-printed", 0, "A signed annotation is no longer printed."),
        ("LAYER-2-annotation-print-only", 36, "A signed annotation is printed and no longer shown."),
    ] {
        cases.reject(name, MODIFIED, story, append(&signed, &[(8, square(flags).into_bytes())]));
    }
    let signed = Letter::new().signed();
    for (name, entry, story) in [
        ("LAYER-3-rotated", "/Rotate 180", "The page is turned upside down."),
        ("LAYER-3-cropped", "/CropBox [0 0 595 600]", "The page is cropped, so that the mark is cut off."),
        ("LAYER-3-unit", "/UserUnit 10", "The page's unit is changed."),
    ] {
        let bytes = append(&signed, &[changed(&signed, PAGE, "/MediaBox", &format!("{entry} /MediaBox"))]);
        cases.reject(name, MODIFIED, story, bytes);
    }
}

fn square(flags: u32) -> String {
    format!("<< /Type /Annot /Subtype /Square /F {flags} /Rect [50 690 250 720] /P 3 0 R /AP << /N 9 0 R >> >>")
}

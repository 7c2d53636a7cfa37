//! Annotations, signature fields and form values behind the signature (EAA, SSA, FV).

use super::super::people::{Identity, colleague};
use super::cases::Cases;
use super::draft::{Draft, HONEST, find, sign, signature, stream};
use super::hands::stranger;
use super::letter::{
    CATALOG, FIELD, Letter, PAGE, ROOT, SIGNATURE, append, changed, cover, text_appearance, text_field, transcript,
};
use super::shadows::MODIFIED;

pub fn all(cases: &mut Cases) {
    annotations(cases);
    signature_fields(cases);
    form_values(cases);
}

fn annotations(cases: &mut Cases) {
    cases.clause("ISO 32000-2 table 257");
    let signed = Letter::certified(3).signed();
    cases.accept(
        "EAA-1-honest-certified",
        "A letter certified so that annotations may follow, and none does.",
        signed.clone(),
    );
    for (name, kind, more) in [
        ("EAA-1-free-text", "FreeText", "/DA (/F 14 Tf 0 g) /Contents (9.5)"),
        ("EAA-2-stamp", "Stamp", "/Name /Approved"),
        ("EAA-3-redact", "Redact", "/IC [1 1 1] /OverlayText (9.5)"),
        ("EAA-4-ink", "Ink", "/InkList [[60 695 160 715]]"),
        ("EAA-5-link", "Link", "/Border [0 0 20]"),
    ] {
        let annotation = format!(
            "<< /Type /Annot /Subtype /{kind} /F 4 /Rect [55 690 170 720] /P 3 0 R {more} /AP << /N 9 0 R >> >>"
        );
        let objects = [(8, annotation.into_bytes()), (9, cover()), changed(&signed, PAGE, "[6 0 R]", "[6 0 R 8 0 R]")];
        cases.reject(
            name,
            MODIFIED,
            "An annotation with a picture of its own is laid over the mark.",
            append(&signed, &objects),
        );
    }
    let sealed = transcript();
    let page = changed(&sealed, PAGE, "/Annots [", "/Annots [90 0 R ");
    let annotation = b"<< /Type /Annot /Subtype /Square /F 4 /Rect [50 700 250 720] /P 3 0 R /IC [1 1 1] >>".to_vec();
    cases.reject(
        "EAA-1-transcript",
        MODIFIED,
        "A square is laid over the page of a sealed transcript.",
        append(&sealed, &[page, (90, annotation)]),
    );
}

/// A second field (8), its signature (9) and its picture (10), by anyone.
fn more_signed(signed: &[u8], who: &Identity, rect: &str) -> Vec<u8> {
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 132 /Rect {rect} /P 3 0 R /V 9 0 R \
             /AP << /N 10 0 R >> >>"
    );
    let (catalog, page) =
        (changed(signed, CATALOG, "[6 0 R]", "[6 0 R 8 0 R]"), changed(signed, PAGE, "[6 0 R]", "[6 0 R 8 0 R]"));
    let draft = Draft::on(signed)
        .object(catalog.0, catalog.1)
        .object(page.0, page.1)
        .object(8, field)
        .object(9, signature(""))
        .object(10, cover());
    sign(draft, who, &HONEST, |draft| draft.table(ROOT))
}

fn signature_fields(cases: &mut Cases) {
    cases.clause("ISO 32000-2 table 257, 12.7.5.5");
    let signed = Letter::certified(2).signed();
    let strange = more_signed(&signed, &stranger(), "[50 690 250 720]");
    cases.reject(
        "SSA-1-stranger-signs-over-the-mark",
        "LOCK_BROKEN",
        "Somebody unknown signs a certified file in a new field whose picture covers the mark.",
        strange,
    );
    let approved = Letter::new().signed();
    cases.indeterminate(
        "SSA-1-colleague-signs-over-the-mark",
        "SIGNED_OVER_CONTENT",
        "Somebody trusted signs in a new field whose picture covers the mark.",
        more_signed(&approved, &colleague(), "[50 690 250 720]"),
    );
    cases.accept(
        "SSA-1-honest-empty-place",
        "Somebody trusted signs in a new field on an empty part of the page.",
        more_signed(&approved, &colleague(), "[50 90 250 120]"),
    );
    let locked = Letter::certified(1).signed();
    let strange = more_signed(&locked, &colleague(), "[0 0 0 0]");
    cases.reject(
        "SSA-1-certified-as-final",
        "LOCK_BROKEN",
        "A signature behind one that certified the file as final.",
        strange,
    );
    let open = |more: &str| {
        format!("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 4 /P 3 0 R {more} >>").into_bytes()
    };
    let lists =
        [changed(&signed, CATALOG, "[6 0 R]", "[6 0 R 8 0 R]"), changed(&signed, PAGE, "[6 0 R]", "[6 0 R 8 0 R]")];
    let with_field = |more: &str| append(&signed, &[vec![(8, open(more)), (10, cover())], lists.to_vec()].concat());
    let covering = with_field("/Rect [50 690 250 720] /AP << /N 10 0 R >>");
    cases.reject(
        "SSA-2-unsigned-field-over-the-mark",
        MODIFIED,
        "A new field that nobody signed has a picture that covers the mark.",
        covering,
    );
    let outside = with_field("/Rect [1000 1000 1200 1030] /AP << /N 10 0 R >>");
    cases.reject("SSA-3-field-outside-the-page", MODIFIED, "The same field outside the page.", outside.clone());
    let moved = append(&outside, &[(8, open("/Rect [50 690 250 720] /AP << /N 10 0 R >>"))]);
    cases.reject("SSA-3-field-moved-in", MODIFIED, "The field outside the page is moved over the mark.", moved);
    let widget_moved = append(
        &signed,
        &[changed(&signed, 6, "/Rect [0 0 0 0]", "/Rect [50 690 250 720] /AP << /N 10 0 R >>"), (10, cover())],
    );
    cases.reject(
        "SSA-3-signed-field-moved",
        MODIFIED,
        "The signed field itself is given a picture over the mark.",
        widget_moved,
    );
    let sealed = transcript();
    let (catalog_form, page) = (form_of(&sealed), changed(&sealed, PAGE, "/Annots [", "/Annots [90 0 R "));
    let extra = append(&sealed, &[catalog_form, page, (90, open("/Rect [0 0 0 0]"))]);
    cases.reject("SSA-2-transcript", MODIFIED, "A sealed transcript gets one more empty signature field.", extra);
}

/// Fields that the signature itself, or the lock of its field, keeps as they are.
fn locks(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.2.4, table 236");
    let by_signature = |action: &str| {
        let reference = format!(
            "/Reference [<< /Type /SigRef /TransformMethod /FieldMDP \
             /TransformParams << /Type /TransformParams /V /1.2 {action} >> >>]"
        );
        Letter::new().with_form().and(SIGNATURE, signature(&reference))
    };
    let by_field = |lock: &str| {
        Letter::new().with_form().with(FIELD, "/V 7 0 R", &format!("/Lock << /Type /SigFieldLock {lock} >> /V 7 0 R"))
    };
    let filled =
        |letter: Letter| append(&letter.signed(), &[(8, text_field("7.0").into_bytes()), (9, text_appearance("7.0"))]);
    for (name, letter) in [
        ("FV-1-honest-another-locked", by_signature("/Action /Include /Fields [(Die) (Ten)]")),
        ("FV-1-honest-excepted", by_signature("/Action /Exclude /Fields [(Diem)]")),
        ("FV-1-honest-lock-of-another", by_field("/Action /Include /Fields [(Ten)] /P 2")),
    ] {
        cases.accept(name, "A field is filled in that the signature does not lock.", filled(letter));
    }
    for (name, letter) in [
        ("FV-1-locked-all", by_signature("/Action /All")),
        ("FV-1-locked-by-name", by_signature("/Action /Include /Fields [(Diem)]")),
        ("FV-1-locked-as-the-rest", by_signature("/Action /Exclude /Fields [(Ten)]")),
        ("FV-1-locked-by-the-field", by_field("/Action /Include /Fields [(Diem)]")),
        ("FV-1-locked-by-level", by_field("/Action /Include /Fields [(Ten)] /P 1")),
        ("FV-1-locked-by-an-unknown-action", by_signature("/Action /Some")),
    ] {
        cases.reject(name, "LOCK_BROKEN", "A field is filled in that the signature locks.", filled(letter));
    }
}

/// The form of a transcript with the field 90 in front.
fn form_of(sealed: &[u8]) -> (u32, Vec<u8>) {
    let at = find(sealed, "/AcroForm ") + "/AcroForm ".len();
    let number: String = sealed[at..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    changed(sealed, number.parse().expect("a number"), "/Fields [", "/Fields [90 0 R ")
}

/// A form without letters.
const DRAWING: &str = "/Type /XObject /Subtype /Form /BBox [0 0 100 20]";

fn form_values(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.7.4.3, table 257");
    let signed = Letter::certified(2).with_form().signed();
    let filled =
        |value: &str, shown: &str| append(&signed, &[(8, text_field(value).into_bytes()), (9, text_appearance(shown))]);
    cases.accept(
        "FV-1-honest-filling",
        "The form is filled in as certified; the field shows its value.",
        filled("7.0", "7.0"),
    );
    cases.reject(
        "FV-1-value-and-picture-differ",
        MODIFIED,
        "The form is filled in, but the field shows another value than it has.",
        filled("7.0", "9.5"),
    );
    locks(cases);
    let asked = append(
        &signed,
        &[
            (8, text_field("7.0").into_bytes()),
            changed(&signed, CATALOG, "/SigFlags", "/NeedAppearances true /SigFlags"),
        ],
    );
    cases.reject("FV-2-need-appearances", MODIFIED, "The form asks each reader to draw the fields by itself.", asked);
    let flagged = append(&signed, &[changed(&signed, CATALOG, "/SigFlags 3", "/SigFlags 103")]);
    cases.reject("FV-2-unknown-flags", MODIFIED, "The form has flags that no standard knows.", flagged);
    let unflagged = append(&signed, &[changed(&signed, CATALOG, "/SigFlags 3", "/SigFlags 0")]);
    cases.reject("FV-2-flags-taken-back", MODIFIED, "The form no longer says that signatures exist.", unflagged);
    let bare = append(&signed, &[changed(&signed, 8, "/AP << /N 9 0 R >>", "/AP << >>")]);
    cases.reject("FV-4-picture-removed", MODIFIED, "The field loses its picture; each reader draws another one.", bare);
    let bare = append(&signed, &[(8, text_field("7.0").into_bytes()), (9, stream(DRAWING, b""))]);
    cases.reject("FV-4-picture-empty", MODIFIED, "The field has a value and an empty picture.", bare);
    let drawn = append(&signed, &[(8, text_field("7.0").into_bytes()), (9, stream(DRAWING, b"0 0 m 90 18 l S"))]);
    cases.indeterminate(
        "FV-4-picture-drawn",
        "FIELD_NOT_COMPARED",
        "The field is filled in, and shows a drawing that no reader can compare with its value.",
        drawn,
    );
    let tall = append(&signed, &[changed(&signed, 8, "/Rect [60 600 160 620]", "/Rect [60 690 160 720]")]);
    cases.reject("FV-1-field-moved", MODIFIED, "The field is moved over the mark.", tall);

    let boxed = |state: &str, value: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Btn /T (Dat) /V /{value} /AS /{state} /F 4\n\
             /Rect [60 600 80 620] /P 3 0 R /AP << /N << /Yes 9 0 R /Off 10 0 R >> >> >>"
        )
    };
    let letter = Letter::certified(2).with_form().and(8, boxed("Off", "Off")).and(9, cover()).and(10, cover());
    let signed = letter.signed();
    cases.reject(
        "FV-3-state-and-value-differ",
        MODIFIED,
        "The box is shown as ticked, but its value says that it is not.",
        append(&signed, &[(8, boxed("Yes", "Off").into_bytes())]),
    );
    cases.accept(
        "FV-3-honest-tick",
        "The box is ticked as certified: state and value agree.",
        append(&signed, &[(8, boxed("Yes", "Yes").into_bytes())]),
    );
}

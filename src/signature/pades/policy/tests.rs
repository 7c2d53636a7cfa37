//! Revisions of a small document with a form, and what is said of each.

use super::{Placed, What, judge_revisions};
use crate::signature::pades::report::ChangesAfter;
use crate::signature::pdf::{File, Limits, ObjectId, Update};

const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
    /Resources << /Font << /F 5 0 R >> >> /Annots [6 0 R 8 0 R 11 0 R 13 0 R 16 0 R] >>";
const FORM: &str = "<< /Fields [6 0 R 8 0 R 12 0 R 16 0 R] /DA (/F 12 Tf 0 g) /DR << /Font << /F 5 0 R >> >> >>";
const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R /AcroForm 10 0 R /Metadata 17 0 R /Names 18 0 R >>";
const MARK: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Diem) /V (6.5) /Rect [60 600 160 620] /P 3 0 R \
    /AP << /N 7 0 R >> >>";
const AGREED: &str = "<< /Type /Annot /Subtype /Widget /FT /Btn /T (Dong y) /Rect [60 560 70 570] /AS /Off \
    /AP << /N << /Yes 9 0 R /Off 9 0 R >> >> >>";
const CHOICES: &str = "<< /FT /Ch /Ff 131072 /T (Loai) /Kids [11 0 R 13 0 R] /Opt [[(1) (Gioi)] [(2) (Kha)]] >>";
const OPEN: &str = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig1) /F 4 /Rect [300 100 500 150] /P 3 0 R >>";
const SIGNATURE: &str = "<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <00> >>";

fn stream(entries: &str, data: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

fn shows(text: &str) -> String {
    let content = format!("/Tx BMC q BT /F 12 Tf 2 5 Td ({text}) Tj ET Q EMC");
    stream("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F 5 0 R >> >>", &content)
}

fn metadata(properties: &str) -> String {
    let packet = format!("<rdf:RDF><rdf:Description>{properties}</rdf:Description></rdf:RDF>");
    stream("/Type /Metadata /Subtype /XML", &packet)
}

fn base() -> Vec<u8> {
    let kid = "<< /Type /Annot /Subtype /Widget /Parent 12 0 R /Rect [60 500 160 520] >>";
    let bodies = [
        CATALOG.to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        PAGE.to_owned(),
        stream("", "BT /F 14 Tf 60 700 Td (Toan: 6.5) Tj ET"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        MARK.to_owned(),
        shows("6.5"),
        AGREED.to_owned(),
        stream("/Subtype /Form /BBox [0 0 10 10]", "0 0 10 10 re S"),
        FORM.to_owned(),
        kid.to_owned(),
        CHOICES.to_owned(),
        kid.replace("500", "480"),
        "<< /Title (Bang diem) /ModDate (D:2025) >>".to_owned(),
        "<< /Type /Catalog >>".to_owned(),
        OPEN.to_owned(),
        metadata("<dc:title>a</dc:title><xmp:ModifyDate>1</xmp:ModifyDate>"),
        "<< /EmbeddedFiles << /Names [(a) 19 0 R] >> >>".to_owned(),
        "<< /Type /Filespec >>".to_owned(),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", bodies.len() + 1);
    for (number, body) in (1..).zip(&bodies) {
        table.push_str(&format!("{:010} 00000 n\r\n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let start = out.len();
    table.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R /Info 14 0 R >>\n", bodies.len() + 1));
    out.extend_from_slice(format!("{table}startxref\n{start}\n%%EOF\n").as_bytes());
    out
}

/// One more revision that writes these objects.
fn append(bytes: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    for (number, body) in objects {
        let known = file.by_number(file.last(), *number).is_some();
        while !known && update.allocate().number < *number {}
        update.set_raw(ObjectId { number: *number, generation: 0 }, body.as_bytes().to_vec());
    }
    update.finish(bytes).unwrap().bytes
}

/// The facts of the last revision, the gravest first.
fn told(bytes: &[u8]) -> Vec<(What, Option<usize>)> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let last = judge_revisions(&file, 0).pop().unwrap();
    last.changes.into_iter().map(|change| (change.what, change.page)).collect()
}

fn after(objects: &[(u32, &str)]) -> Vec<(What, Option<usize>)> {
    told(&append(&base(), objects))
}

fn kind(objects: &[(u32, &str)]) -> ChangesAfter {
    after(objects).iter().map(|(what, _)| what.kind()).max().unwrap_or(ChangesAfter::None)
}

fn filled(field: &str, old: Option<&str>, new: &str, readable: bool) -> (What, Option<usize>) {
    let (field, old, new) = (field.to_owned(), old.map(str::to_owned), Some(new.to_owned()));
    (What::Filled { field, old, new, readable }, Some(1))
}

#[test]
fn a_text_field_shows_what_it_says() {
    let other = MARK.replace("6.5", "9.5").replace("7 0 R", "20 0 R");
    let honest = [filled("Diem", Some("6.5"), "9.5", true)];
    assert_eq!(after(&[(6, &other), (20, &shows("9.5"))]), honest);
    assert_eq!(after(&[(6, &other.replace("20 0 R", "7 0 R")), (7, &shows("9.5"))]), honest, "the stream in its place");
    let lies = [(What::FieldShowsOther { field: "Diem".into() }, Some(1))];
    assert_eq!(after(&[(6, &other), (20, &shows("9.0"))]), lies);
    assert_eq!(after(&[(6, &MARK.replace("6.5", "9.5"))]), lies, "the value alone");
    assert_eq!(after(&[(7, &shows("9.5"))]), lies, "the picture alone");
    assert_eq!(after(&[(6, &other), (20, &stream("/BBox [0 0 1 1]", ""))]), lies, "an empty picture");
    assert_eq!(after(&[(6, &other.replace("/N 20 0 R", ""))]), lies, "no picture");
    for unclear in [
        "/F 12 Tf (9.5) Tj ET 0 0 20 3 re f",
        "/F 12 Tf (9.5) Tj ET /X Do",
        "/G 12 Tf (9.5) Tj ET",
        "/F 12 Tf 3 Tr (9.5) Tj ET",
    ] {
        let font = "<< /Type /Font /Subtype /Type3 >>";
        let entries = format!("/BBox [0 0 100 20] /Resources << /Font << /F 5 0 R /G {font} >> >>");
        let drawn = stream(&entries, &format!("BT {unclear}"));
        assert_eq!(after(&[(6, &other), (20, &drawn)]), [filled("Diem", Some("6.5"), "9.5", false)], "{unclear}");
    }
}

/// Whoever swaps what was seen for what was written changes what was signed.
#[test]
fn an_appearance_that_lied_when_it_was_signed_is_not_mended() {
    let shadow = append(&base(), &[(7, &shows("9.5"))]);
    let mended = append(&shadow, &[(6, &MARK.replace("7 0 R", "20 0 R")), (20, &shows("6.5"))]);
    assert_eq!(told(&mended), [(What::FieldShowsOther { field: "Diem".into() }, Some(1))]);
}

/// What a glyph of the file's own looks like is in no encoding and no /ToUnicode.
#[test]
fn letters_in_glyphs_of_the_file_are_not_read() {
    let glyphs = "<< /Type /Font /Subtype /TrueType /FontDescriptor << /FontFile2 4 0 R >> >>";
    let signed = append(&base(), &[(10, &FORM.replace("/F 5 0 R", "/F 5 0 R /G 20 0 R")), (20, glyphs)]);
    let in_font = |font: &str, text: &str| shows(text).replace("5 0 R", font);
    let refilled = |font: &str| {
        let mark = MARK.replace("6.5", "9.5").replace("7 0 R", "21 0 R");
        told(&append(&signed, &[(6, &mark), (21, &in_font(font, "9.5"))]))
    };
    assert_eq!(refilled("5 0 R"), [filled("Diem", Some("6.5"), "9.5", true)]);
    let expert = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /MacExpertEncoding >>";
    let based = expert.replace("/MacExpertEncoding", "<< /BaseEncoding /MacExpertEncoding >>");
    for font in ["20 0 R", expert, &based] {
        assert_eq!(refilled(font), [filled("Diem", Some("6.5"), "9.5", false)], "{font}");
    }
    let drawn = append(&signed, &[(7, &in_font("20 0 R", "6.5"))]);
    let mended = append(&drawn, &[(6, &MARK.replace("7 0 R", "21 0 R")), (21, &shows("6.5"))]);
    assert_eq!(told(&mended), [filled("Diem", Some("6.5"), "6.5", false)], "what was seen before is not known");
}

#[test]
fn buttons_and_choices_show_their_value() {
    let on = AGREED.replace("/AS /Off", "/V /Yes /AS /Yes");
    assert_eq!(after(&[(8, &on)]), [filled("Dong y", None, "Yes", true)]);
    for state in ["/AS /Yes", "/V /Yes /AS /Off", "/V /No /AS /Yes"] {
        assert_eq!(kind(&[(8, &AGREED.replace("/AS /Off", state))]), ChangesAfter::Other, "{state}");
    }
    assert_eq!(kind(&[(8, &on.replace("/Yes 9 0 R", "/Yes 7 0 R"))]), ChangesAfter::Other, "another picture");
    let chosen = CHOICES.replace("/T", "/V (2) /T");
    let kid = |picture: u32, bottom: u32| {
        format!(
            "<< /Type /Annot /Subtype /Widget /Parent 12 0 R /Rect [60 {bottom} 160 {}] /AP << /N {picture} 0 R >> >>",
            bottom + 20
        )
    };
    let (first, second) = (kid(20, 500), kid(20, 480));
    let second = second.replace("480 160 500", "480 160 520");
    let both = |text: &str| after(&[(12, &chosen), (11, &first), (13, &second), (20, &shows(text))]);
    assert_eq!(both("Kha"), [filled("Loai", None, "2", true)]);
    assert_eq!(both("Gioi"), [(What::FieldShowsOther { field: "Loai".into() }, Some(1))]);
}

#[test]
fn other_properties_of_a_field_stay() {
    for entry in ["/F 2", "/MK << >>", "/DA (/F 40 Tf)", "/RV (a)", "/AA << >>", "/MaxLen 1", "/Ff 1"] {
        let changed = MARK.replace("/T ", &format!("{entry} /T "));
        assert_eq!(after(&[(6, &changed)]), [(What::Field { field: "Diem".into() }, Some(1))], "{entry}");
    }
    assert_eq!(kind(&[(6, &MARK.replace("60 600", "60 690"))]), ChangesAfter::Other);
    let fewer = FORM.replace("8 0 R ", "");
    assert_eq!(kind(&[(10, &fewer)]), ChangesAfter::Other);
    assert_eq!(kind(&[(10, &FORM.replace("/DA", "/NeedAppearances true /DA"))]), ChangesAfter::Other);
}

#[test]
fn resources_of_the_form_only_grow() {
    let font = |body: &str| FORM.replace("/F 5 0 R", &format!("/F 5 0 R /G {body}"));
    assert_eq!(kind(&[(10, &font("<< /Subtype /Type1 /BaseFont /Courier >>"))]), ChangesAfter::Evidence);
    let embedded = "<< /Subtype /TrueType /FontDescriptor << /FontFile2 4 0 R >> >>";
    for body in [embedded, "<< /Subtype /Type3 >>"] {
        assert_eq!(kind(&[(10, &font(body))]), ChangesAfter::Other, "{body}");
    }
    assert_eq!(kind(&[(10, &FORM.replace("/F 5 0 R", ""))]), ChangesAfter::Other);
}

#[test]
fn an_open_field_is_signed_and_nothing_else() {
    let signed = OPEN.replace("/T ", "/V 20 0 R /AP << /N 9 0 R >> /T ").replace("/F 4", "/F 132");
    let field = "Sig1".to_owned();
    assert_eq!(after(&[(16, &signed), (20, SIGNATURE)]), [(What::Signed { field, placed: Placed::Kept }, Some(1))]);
    assert_eq!(kind(&[(16, &OPEN.replace("/T ", "/AP << /N 9 0 R >> /T "))]), ChangesAfter::Annotation);
    assert_eq!(kind(&[(16, &signed.replace("300 100", "60 600")), (20, SIGNATURE)]), ChangesAfter::Other);
    assert_eq!(kind(&[(16, &signed.replace("132", "2")), (20, SIGNATURE)]), ChangesAfter::Other);
    let twice = append(&append(&base(), &[(16, &signed), (20, SIGNATURE)]), &[(16, &signed.replace("9 0 R", "7 0 R"))]);
    assert_eq!(told(&twice), [(What::Signature { field: "Sig1".into() }, Some(1))]);
}

fn signed_at(rectangle: &str, more: &str) -> Vec<(What, Option<usize>)> {
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 132 /Rect [{rectangle}] /P 3 0 R /V 22 0 R {more} >>"
    );
    let page = PAGE.replace("16 0 R]", "16 0 R 21 0 R]");
    let form = FORM.replace("16 0 R]", "16 0 R 21 0 R]");
    let first = append(&base(), &[(20, SIGNATURE), (16, &OPEN.replace("/T ", "/V 20 0 R /T "))]);
    told(&append(&first, &[(3, &page), (10, &form), (21, &field), (22, SIGNATURE)]))
}

#[test]
fn a_new_signature_is_told_by_its_place() {
    let placed = |rectangle: &str| {
        let mut facts = signed_at(rectangle, "");
        let Some((What::Signed { field, placed }, _)) = facts.pop() else { panic!("{rectangle}") };
        assert_eq!((field.as_str(), facts.len()), ("Sig2", 0), "{rectangle}: one fact");
        placed
    };
    assert_eq!(placed("0 0 0 0"), Placed::Nowhere);
    assert_eq!(placed("60 100 200 150"), Placed::Apart);
    assert_eq!(placed("280 90 350 160"), Placed::Apart, "over another signature");
    assert_eq!(placed("100 690 130 720"), Placed::Over, "over the mark on the page");
    assert_eq!(placed("60 600 90 620"), Placed::Over, "over a field that holds a mark");
    for more in ["/A << >>", "/Contents (a)", "/Kids []"] {
        assert!(
            signed_at("60 100 200 150", more).iter().any(|(what, _)| what.kind() > ChangesAfter::Signing),
            "{more}"
        );
    }
}

#[test]
fn dates_are_renewed_and_titles_are_not() {
    let dates = [(What::Metadata, None)];
    assert_eq!(after(&[(14, "<< /Title (Bang diem) /ModDate (D:2026) /Producer (a) /CreationDate (D:1) >>")]), dates);
    assert_eq!(after(&[(17, &metadata("<dc:title>a</dc:title><xmp:ModifyDate>2</xmp:ModifyDate>"))]), dates);
    let told_otherwise = [(What::Description, None)];
    for information in [
        "<< /Title (Bang khen) /ModDate (D:2025) >>",
        "<< /ModDate (D:2026) >>",
        "<< /Title (Bang diem) /ModDate 3 0 R >>",
    ] {
        assert_eq!(after(&[(14, information)]), told_otherwise, "{information}");
    }
    assert_eq!(after(&[(17, &metadata("<dc:title>b</dc:title><xmp:ModifyDate>2</xmp:ModifyDate>"))]), told_otherwise);
    let shared = PAGE.replace("/Contents 4 0 R", "/Contents 17 0 R");
    let twice = append(
        &append(&base(), &[(3, &shared)]),
        &[(17, &metadata("<dc:title>a</dc:title><xmp:ModifyDate>2</xmp:ModifyDate>"))],
    );
    assert_eq!(told(&twice), [(What::Description, Some(1))], "metadata that a page draws");
}

#[test]
fn what_nothing_reaches_changes_nothing_until_it_is_reached() {
    assert_eq!(after(&[(20, "(hello)")]), [(What::Unused, None)]);
    for misleading in ["<< /Type /Catalog >>", "<< /Kids [3 0 R] >>", "<< /ByteRange [] >>"] {
        assert_eq!(kind(&[(20, misleading)]), ChangesAfter::Other, "{misleading}");
    }
    let waiting = append(&base(), &[(20, &shows("9.0"))]);
    let reached = append(&waiting, &[(6, &MARK.replace("7 0 R", "20 0 R"))]);
    assert_eq!(told(&reached), [(What::FieldShowsOther { field: "Diem".into() }, Some(1))]);
    let named = append(&base(), &[(3, &PAGE.replace("/Contents 4 0 R", "/Contents [4 0 R 20 0 R]"))]);
    assert_eq!(
        told(&append(&named, &[(20, &stream("", "0 g"))]))[0].0.kind(),
        ChangesAfter::Other,
        "a number promised before"
    );
}

#[test]
fn what_a_page_shows_is_told_with_its_page() {
    let cases: [(u32, &str, What, Option<usize>); 8] = [
        (4, &stream("", "BT ET"), What::PageContent, Some(1)),
        (5, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>", What::PageContent, Some(1)),
        (3, &PAGE.replace("842", "421"), What::Page, Some(1)),
        (3, &PAGE.replace("/Contents", "/Tabs /S /Contents"), What::Page, Some(1)),
        (3, &PAGE.replace("6 0 R 8 0 R", "8 0 R 6 0 R"), What::Annotated, Some(1)),
        (2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>", What::PageOrder, None),
        (19, "<< /Type /Filespec /F (b) >>", What::Attachment, None),
        (1, &CATALOG.replace("/Names", "/Lang (vi) /Names"), What::Catalog { key: "Lang".into() }, None),
    ];
    for (number, body, what, page) in cases {
        assert_eq!(after(&[(number, body)]), [(what, page)], "{number}: {body}");
    }
}

#[test]
fn every_kind_of_change_has_its_words() {
    let bytes = append(&base(), &[(4, &stream("", "BT ET"))]);
    let file = File::open(&bytes, Limits::default()).unwrap();
    let change = judge_revisions(&file, 0)[1].changes[0].clone();
    let finding = change.finding();
    assert_eq!(finding.code, "CHANGED_PAGE");
    assert_eq!(finding.message_vi, "Nội dung trên trang 1 đã bị thay sau khi ký.");
    assert_eq!(finding.message_en, "The content on page 1 was replaced after signing.");
    let filled =
        What::Filled { field: "Diem".into(), old: Some("6.5".into()), new: Some("9.5\n".into()), readable: true };
    let finding = super::Change { what: filled, ..change }.finding();
    assert_eq!(finding.message_vi, "Chữ trong ô «Diem» trên trang 1 được đổi sau khi ký từ «6.5» thành «9.5».");
}

#[test]
fn a_field_comes_onto_its_page_when_it_is_signed() {
    let alone = append(&base(), &[(3, &PAGE.replace(" 16 0 R]", "]")), (20, SIGNATURE)]);
    let signed = OPEN.replace("/T ", "/V 21 0 R /AP << /N 9 0 R >> /T ");
    let field = "Sig1".to_owned();
    let kept = What::Signed { field, placed: Placed::Kept };
    let signed_on = |page: &str| append(&alone, &[(3, page), (16, &signed), (21, SIGNATURE)]);
    let facts = |page: &str| told(&signed_on(page)).into_iter().map(|(what, _)| what).collect::<Vec<_>>();
    let bytes = signed_on(PAGE);
    assert_eq!(facts(PAGE), std::slice::from_ref(&kept));
    let ordered = |order: &str| facts(&PAGE.replace("/Contents", &format!("/Tabs {order} /Contents")));
    assert_eq!(ordered("/S"), [kept], "with the order of the tab key");
    assert!(ordered("(S)").contains(&What::Page), "an order that is none");
    let twice = append(&bytes, &[(3, &PAGE.replace("16 0 R]", "16 0 R 16 0 R]"))]);
    assert_eq!(told(&twice), [(What::Annotated, Some(1))], "a signature is not shown twice");
}

#[test]
fn a_cross_reference_that_was_left_behind_is_unused() {
    let left = |root: &str| stream(&format!("/Type /XRef /Size 1 /W [1 1 1] /Root {root}"), "");
    assert_eq!(after(&[(20, &left("1 0 R"))]), [(What::Unused, None)]);
    assert_eq!(kind(&[(20, &left("15 0 R"))]), ChangesAfter::Other);
}

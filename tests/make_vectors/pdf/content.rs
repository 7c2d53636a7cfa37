//! Actions, metadata, evidence and text (ACT, META, DSS, TXT).

use super::cases::Cases;
use super::draft::{replace, stream};
use super::hands::look_alike;
use super::letter::{
    CATALOG, CONTENT, FONT, Letter, ROOT, append, append_with, body_of, changed, sealed, sealed_by, transcript,
    transcript_draft, transcript_objects, transcript_of, with_evidence,
};
use super::shadows::{MODIFIED, NOT_CLOSED};

const ACTIONS: [(&str, &str, &str); 9] = [
    ("ACT-1", "open-action", "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    ("ACT-2", "additional-action", "/AA << /WC << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
    ("ACT-3", "launch", "/OpenAction << /S /Launch /F (cmd.exe) >>"),
    ("ACT-4", "address", "/OpenAction << /S /URI /URI (https://example.com/) >>"),
    ("ACT-5", "submit", "/OpenAction << /S /SubmitForm /F (https://example.com/) >>"),
    ("ACT-6", "remote", "/OpenAction << /S /GoToR /F (other.pdf) /D [0 /Fit] >>"),
    ("ACT-6", "embedded", "/OpenAction << /S /GoToE /D [0 /Fit] >>"),
    ("ACT-6", "import", "/OpenAction << /S /ImportData /F (data.fdf) >>"),
    ("ACT-6", "named-scripts", "/Extra << /JavaScript << /Names [] >> >>"),
];

pub fn all(cases: &mut Cases) {
    actions(cases);
    metadata(cases);
    evidence(cases);
    texts(cases);
}

fn actions(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.6");
    let signed = Letter::new().signed();
    for (id, words, entry) in ACTIONS {
        let bytes = append(&signed, &[changed(&signed, CATALOG, "/Pages", &format!("{entry} /Pages"))]);
        cases.reject(&format!("{id}-{words}-appended"), MODIFIED, "The signed letter is given an action.", bytes);
        let mut objects = transcript_objects();
        objects[0] = replace(&objects[0], "/AF ", format!("{entry} /AF "));
        cases.reject(
            &format!("{id}-{words}-transcript"),
            NOT_CLOSED,
            "A transcript drawn and sealed with an action.",
            transcript_of(&objects),
        );
    }
    let xfa = |letter: Letter| letter.with(CATALOG, "/SigFlags", "/XFA [(template) 8 0 R] /SigFlags");
    let template = stream("", b"<template xmlns=\"http://www.xfa.org/schema/xfa-template/3.3/\"/>");
    let added = append(&signed, &[(CATALOG, xfa(Letter::new()).objects[&CATALOG].clone()), (8, template)]);
    cases.reject(
        "ACT-6-xfa-appended",
        MODIFIED,
        "The signed letter is given a second form that some readers show in its place.",
        added,
    );
}

fn metadata(cases: &mut Cases) {
    cases.clause("ISO 32000-2 14.3");
    let packet = |title: &str| {
        let text = format!(
            "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:title=\"{title}\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
        );
        stream("/Type /Metadata /Subtype /XML", text.as_bytes())
    };
    let mut objects = transcript_objects();
    objects[0] = replace(&objects[0], "/AF ", "/Metadata 9 0 R /AF ");
    objects.push(packet("Hoc ba"));
    let honest = transcript_of(&objects);
    cases.authentic("META-1-honest", "A transcript with metadata, as drawn.", honest.clone());
    cases.reject(
        "META-1-metadata",
        MODIFIED,
        "The metadata of a sealed transcript says another title.",
        append(&honest, &[(9, packet("Bang tot nghiep"))]),
    );
    let mut drawn = transcript_draft(&transcript_objects());
    drawn = drawn.object(9, "<< /Title (Hoc ba) >>");
    let informed = sealed(&drawn.table(&format!("{ROOT} /Info 9 0 R")).bytes);
    let other =
        append_with(&informed, &format!("{ROOT} /Info 9 0 R"), &[(9, b"<< /Title (Bang tot nghiep) >>".to_vec())]);
    cases.reject(
        "META-1-information",
        MODIFIED,
        "The information dictionary of a sealed transcript says another title.",
        other,
    );
    let mut objects = transcript_objects();
    objects[0] = replace(&objects[0], "/AF ", "/MarkInfo << /Marked true >> /StructTreeRoot 9 0 R /AF ");
    objects.push(b"<< /Type /StructTreeRoot /K 10 0 R /ParentTree << /Nums [] >> /ParentTreeNextKey 0 >>".to_vec());
    objects.push(b"<< /Type /StructElem /S /Document /P 9 0 R /K [11 0 R] >>".to_vec());
    objects.push(b"<< /Type /StructElem /S /P /P 10 0 R /Pg 3 0 R /ActualText (6.5) >>".to_vec());
    let sealed = transcript_of(&objects);
    let other = append(&sealed, &[changed(&sealed, 11, "(6.5)", "(9.5)")]);
    cases.reject("META-1-structure", MODIFIED, "What a screen reader says of a sealed transcript is changed.", other);
}

fn evidence(cases: &mut Cases) {
    cases.clause("ISO 32000-2 12.8.4.3; EN 319 142-1 5.4.2");
    let sealed = transcript();
    let honest = with_evidence(&sealed, &[0x30, 0]);
    cases.authentic(
        "DSS-1-foreign-evidence",
        "Evidence that helps nobody is appended; it is used or not, and never believed.",
        honest.clone(),
    );
    let keyed = |key: &str| {
        let (catalog, body) = changed(&sealed, CATALOG, "/Pages", "/DSS 90 0 R /Pages");
        let store = format!("<< /Type /DSS /VRI << /{key} << /Cert [91 0 R] >> >> /Certs [91 0 R] >>");
        append(&sealed, &[(catalog, body), (90, store.into_bytes()), (91, stream("", &[0x30, 0]))])
    };
    cases.authentic(
        "DSS-3-wrong-key",
        "The evidence is filed under a signature that is not there.",
        keyed("0123456789ABCDEF0123456789ABCDEF01234567"),
    );
    let page = |entry: &str| {
        let (catalog, body) = changed(&sealed, CATALOG, "/Pages", "/DSS 90 0 R /Pages");
        append(&sealed, &[(catalog, body), (90, format!("<< /Type /DSS {entry} >>").into_bytes())])
    };
    for (name, entry) in [
        ("DSS-5-page-content-as-evidence", "/Certs [4 0 R]"),
        ("DSS-5-page-as-evidence", "/Certs [3 0 R]"),
        ("DSS-5-page-as-key", "/VRI 3 0 R"),
    ] {
        let declared = page(entry);
        let changed = append(&declared, &[(CONTENT, stream("", b"0.2 w 50 700 200 20 re f"))]);
        cases.reject(name, MODIFIED, "The page is declared to be evidence, and then replaced like evidence.", changed);
    }
    let gone = append(&honest, &[(CATALOG, replace(&body_of(&honest, CATALOG), "/DSS", "/Was"))]);
    cases.reject("DSS-2-deleted", MODIFIED, "The evidence is taken out of the catalog.", gone);
    let with_page = append(&honest, &[(CONTENT, stream("", b"0.2 w 50 700 200 20 re f"))]);
    cases.reject("DSS-4-evidence-and-page", MODIFIED, "The page is replaced after honest evidence.", with_page);
}

fn texts(cases: &mut Cases) {
    cases.clause("ISO 32000-2 9.10.2");
    let story =
        "What is shown and what is read out differ, and were signed so: the signature says who, not that it is true.";
    let lying = Letter::new().with(FONT, "/Subtype", "/ToUnicode 8 0 R /Subtype").and(
        8,
        stream(
            "",
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> \
             endcodespacerange 1 beginbfchar <36> <0039> endbfchar endcmap end",
        ),
    );
    cases.accept("TXT-1-extracted-text-lies", story, lying.signed());
    let white = Letter::new().and(CONTENT, stream("", b"BT /F 14 Tf 60 700 Td (Toan: 6.5) Tj 1 g (Toan: 9.5) Tj ET"));
    cases.accept("TXT-3-white-text", story, white.signed());
    let drawn = transcript_draft(&transcript_objects()).table(ROOT).bytes;
    let sealed = sealed_by(&drawn, look_alike());
    cases.reject(
        "TXT-2-look-alike-name",
        "SIGNER_NOT_OF_ORGANISATION",
        "The seal is of a certificate whose name looks like the school's, by the same authority.",
        sealed,
    );
}

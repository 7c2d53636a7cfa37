//! Files that forge nothing and want to exhaust or confuse a reader (ROB). The large ones are made in
//! `large`.

use super::super::people::person;
use super::cases::Cases;
use super::draft::{Draft, HONEST, Layout, sign, stream};
use super::letter::{CATALOG, CONTENT, FONT, Letter, ROOT};

pub fn all(cases: &mut Cases) {
    cases.clause("ISO 32000-2 annex C, 7.3 to 7.5");
    nested(cases);
    inflated(cases);
    counted(cases);
    circular(cases);
    cut_short(cases);
    messages(cases);
}

fn nested(cases: &mut Cases) {
    let story = "Values lie inside each other a thousand times.";
    for (words, open, close) in [("arrays", "[", "]"), ("dictionaries", "<</A ", ">>")] {
        let deep = format!(
            "/Deep {}{}{} /Pages",
            open.repeat(1000),
            if words == "arrays" { "" } else { "1" },
            close.repeat(1000)
        );
        let bytes = Letter::new().with(CATALOG, "/Pages", &deep).signed();
        cases.indeterminate(&format!("ROB-1-nested-{words}"), "LIMIT_NESTING", story, bytes);
    }
}

fn deflate(data: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(&data.flatten().collect::<Vec<u8>>(), 9)
}

/// A letter whose font lies in the object stream 8, which has these entries and this data.
fn with_object_stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut letter = Letter::new();
    letter.objects.remove(&FONT);
    letter.put(8, stream(&format!("/Type /ObjStm /N 1 /First 4 {entries}"), data));
    sign(letter.draft(), &person(), &HONEST, |draft| draft.xref_stream(9, ROOT, &[(FONT, 8, 0)]))
}

fn inflated(cases: &mut Cases) {
    let font = b"5 0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec();
    let honest = with_object_stream("/Filter /FlateDecode", &deflate(std::iter::once(font.clone())));
    cases.accept("ROB-2-honest-inflated", "An object stream that inflates to sixty bytes.", honest);
    let zeros = std::iter::repeat_n(vec![0; 1 << 20], 80);
    let bomb = deflate(std::iter::once(deflate(std::iter::once(font.clone()).chain(zeros))));
    let bytes = with_object_stream("/Filter [/FlateDecode /FlateDecode]", &bomb);
    cases.indeterminate(
        "ROB-2-two-layers",
        "LIMIT_RATIO",
        "An object stream inflates twice, to eighty megabytes.",
        bytes,
    );
    let chain = "/FlateDecode ".repeat(100);
    let bytes = with_object_stream(&format!("/Filter [{chain}]"), b"x");
    cases.indeterminate("ROB-9-hundred-filters", "LIMIT_FILTERS", "A stream names a hundred filters.", bytes);
    let bytes = with_object_stream(
        "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2147483647 >>",
        &deflate(std::iter::once(font)),
    );
    cases.indeterminate(
        "ROB-10-endless-columns",
        "STRUCTURE_UNSUPPORTED",
        "A predictor has two thousand million columns.",
        bytes,
    );
}

fn counted(cases: &mut Cases) {
    let bytes = sign(Letter::new().draft(), &person(), &HONEST, |draft| {
        draft.table_of("0 2000000000\n0000000000 65535 f\r\n", ROOT)
    });
    cases.indeterminate(
        "ROB-3-two-thousand-million-rows",
        "LIMIT_OBJECTS",
        "A table promises two thousand million entries.",
        bytes,
    );
    let wide = |kind: u64, at: u64| [kind, at, 0].map(u64::to_be_bytes).concat();
    let bytes = sign(Letter::new().draft(), &person(), &HONEST, |mut draft| {
        draft.size = 9;
        let rows: Vec<u8> = (0..9).flat_map(|number| wide(u64::from(number > 0), u64::MAX - number)).collect();
        draft.xref_stream_of(8, "/W [8 8 8]", ROOT, &rows)
    });
    cases.reject(
        "ROB-11-widest-rows",
        "STRUCTURE_INVALID",
        "Every row of the cross-reference stream names a place beyond any file.",
        bytes,
    );
}

fn circular(cases: &mut Cases) {
    let unsigned = |objects: &[(u32, &str)], trailer: &str| {
        objects.iter().fold(Draft::new(), |draft, (number, body)| draft.object(*number, body)).table(trailer).bytes
    };
    let catalog = (1, "<< /Type /Catalog /Pages 2 0 R >>");
    let start = Draft::new().object(1, catalog.1).here();
    let bytes = unsigned(&[catalog], &format!("{ROOT} /Prev {start}"));
    cases.indeterminate("ROB-4-own-predecessor", "STRUCTURE_NOT_READ", "The only table is its own predecessor.", bytes);
    let bytes = unsigned(&[catalog, (2, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")], ROOT);
    cases.unsigned("ROB-5-pages-in-a-ring", "NO_SIGNATURE", "The page tree is its own kid.", bytes);
    let fields = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>";
    let ring = "<< /T (a) /Kids [3 0 R 3 0 R] /Parent 3 0 R >>";
    let bytes = unsigned(&[(1, fields), (2, "<< /Type /Pages /Kids [] /Count 0 >>"), (3, ring)], ROOT);
    cases.unsigned("ROB-5-fields-in-a-ring", "NO_SIGNATURE", "A form field is its own kid.", bytes);
    let own = Letter::new().and(CONTENT, "<< /Length 4 0 R >>\nstream\n1 g\nendstream");
    cases.reject("ROB-6-length-of-itself", "STRUCTURE_INVALID", "A stream is as long as it says itself.", own.signed());
    let two = Letter::new().and(CONTENT, "<< /Length 8 0 R >>\nstream\n1 g\nendstream").and(8, "8 0 R");
    cases.reject(
        "ROB-6-length-in-a-ring",
        "STRUCTURE_INVALID",
        "A stream's length is a reference to itself.",
        two.signed(),
    );
}

fn cut_short(cases: &mut Cases) {
    cases.unreadable("ROB-7-empty", "NOT_A_PDF", "A file without a byte.", Vec::new());
    cases.indeterminate(
        "ROB-7-header-alone",
        "STRUCTURE_NOT_READ",
        "A header and nothing behind it.",
        b"%PDF-1.7\n".to_vec(),
    );
}

fn messages(cases: &mut Cases) {
    cases.clause("ITU-T X.690 8.1; RFC 5652 5");
    let mut with = |name: &str, code: &str, story: &str, message: &[u8]| {
        let contents = |_: &[u8]| format!("<{}>", data_encoding::HEXUPPER.encode(message)).into_bytes();
        let layout = Layout { contents: &contents, ..HONEST };
        let bytes = sign(Letter::new().draft(), &person(), &layout, |draft| draft.table(ROOT));
        cases.reject(name, code, story, bytes);
    };
    let mut deep = vec![5, 0];
    for _ in 0..1000 {
        let [high, low] = (deep.len() as u16).to_be_bytes();
        deep = [&[0x30, 0x82, high, low][..], &deep].concat();
    }
    with("ROB-15-nested-sequences", "CMS_MALFORMED", "The message is a thousand sequences inside each other.", &deep);
    with(
        "ROB-16-endless-length",
        "CMS_MALFORMED",
        "The message says that it has 2^63 bytes.",
        &[&[0x30, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0][..], &[0; 40]].concat(),
    );
    with(
        "ROB-16-length-of-length",
        "CMS_MALFORMED",
        "The message's length is itself 126 bytes long.",
        &[&[0x30, 0xfe][..], &[0xff; 126]].concat(),
    );
    let mut arcs = vec![0x2a; 1];
    arcs.extend(std::iter::repeat_n([0x81, 0x01], 2000).flatten());
    let [high, low] = (arcs.len() as u16).to_be_bytes();
    let identifier = [&[0x06, 0x82, high, low][..], &arcs].concat();
    let [high, low] = (identifier.len() as u16).to_be_bytes();
    with(
        "ROB-17-two-thousand-arcs",
        "CMS_NOT_SIGNED_DATA",
        "The message's type is an identifier of two thousand arcs.",
        &[&[0x30, 0x82, high, low][..], &identifier].concat(),
    );
}

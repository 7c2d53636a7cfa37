//! The honest files that every attack begins with: a letter as other software signs it, and a
//! transcript in our own closed form.

use std::collections::BTreeMap;

use vanbang::document::code::Code;
use vanbang::document::manifest::{BatchId, Document, Leaves};
use vanbang::document::record::Record;
use vanbang::signature::pades::{self, Appearance, BLUE, FieldBox, Pen, Statement, prepare_first, prepare_next};
use vanbang::signature::pdf::{Dictionary, File, Limits, Update, Value};

use super::super::people::{Identity, colleague, person};
use super::draft::{Draft, HOLE, HONEST, RANGE, find, last, sign, signature, stream};
use super::hands::{Hand, claimed, seal};

/// Numbers of the letter's objects.
pub const CATALOG: u32 = 1;
pub const PAGES: u32 = 2;
pub const PAGE: u32 = 3;
pub const CONTENT: u32 = 4;
pub const FONT: u32 = 5;
pub const FIELD: u32 = 6;
pub const SIGNATURE: u32 = 7;
/// The first number that is free.
pub const NEXT: u32 = 8;

pub const ROOT: &str = "/Root 1 0 R";

/// One page with one mark on it, one signature field, one signature.
#[derive(Clone)]
pub struct Letter {
    pub objects: BTreeMap<u32, Vec<u8>>,
}

impl Letter {
    pub fn new() -> Self {
        let mut letter = Letter { objects: BTreeMap::new() };
        letter.put(CATALOG, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>");
        letter.put(PAGES, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        letter.put(
            PAGE,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R\n/Resources << /Font << /F 5 0 R \
             >> >> /Annots [6 0 R] >>",
        );
        letter.put(CONTENT, page_content("6.5"));
        letter.put(FONT, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        letter.put(
            FIELD,
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig1) /F 132 /Rect [0 0 0 0] /P 3 0 R /V 7 0 R >>",
        );
        letter.put(SIGNATURE, signature(""));
        letter
    }

    /// The same with the byte range behind the message.
    pub fn range_last() -> Self {
        let dictionary = format!(
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n\
             /Contents {HOLE}\n/ByteRange {RANGE} >>"
        );
        Self::new().and(SIGNATURE, dictionary)
    }

    /// The same, certified: what may still be done stands in `/P`.
    pub fn certified(level: u8) -> Self {
        let reference = format!(
            "/Reference [<< /Type /SigRef /TransformMethod /DocMDP \
             /TransformParams << /Type /TransformParams /P {level} /V /1.2 >> >>]"
        );
        let mut letter = Self::new().with(CATALOG, "/Pages", "/Perms << /DocMDP 7 0 R >> /Pages");
        letter.put(SIGNATURE, signature(&reference));
        letter
    }

    /// With a text field (8) that holds the mark, and its appearance (9).
    pub fn with_form(self) -> Self {
        let mut letter = self
            .with(CATALOG, "[6 0 R]", "[6 0 R 8 0 R]")
            .with(CATALOG, "/SigFlags", "/DA (/F 12 Tf 0 g) /DR << /Font << /F 5 0 R >> >> /SigFlags")
            .with(PAGE, "/Annots [6 0 R]", "/Annots [6 0 R 8 0 R]");
        letter.put(8, text_field("6.5"));
        letter.put(9, text_appearance("6.5"));
        letter
    }

    pub fn put(&mut self, number: u32, body: impl AsRef<[u8]>) {
        self.objects.insert(number, body.as_ref().to_vec());
    }

    /// With one place of an object written otherwise.
    pub fn with(mut self, number: u32, old: &str, new: &str) -> Self {
        let body = &self.objects[&number];
        let at = find(body, old);
        let changed = [&body[..at], new.as_bytes(), &body[at + old.len()..]].concat();
        self.put(number, changed);
        self
    }

    pub fn and(mut self, number: u32, body: impl AsRef<[u8]>) -> Self {
        self.put(number, body);
        self
    }

    /// Everything up to the cross-reference.
    pub fn draft(&self) -> Draft {
        self.objects.iter().fold(Draft::new(), |draft, (number, body)| draft.object(*number, body))
    }

    pub fn signed(&self) -> Vec<u8> {
        sign(self.draft(), &person(), &HONEST, |draft| draft.table(ROOT))
    }

    /// The same with a cross-reference stream.
    pub fn signed_with_stream(&self) -> Vec<u8> {
        let number = self.objects.keys().next_back().map_or(1, |last| last + 1);
        sign(self.draft(), &person(), &HONEST, |draft| draft.xref_stream(number, ROOT, &[]))
    }
}

pub fn page_content(mark: &str) -> Vec<u8> {
    stream("", format!("BT /F 14 Tf 60 700 Td (Toan: {mark}) Tj ET").as_bytes())
}

pub fn text_field(value: &str) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Diem) /V ({value}) /DA (/F 12 Tf 0 g) /F 4\n\
             /Rect [60 600 160 620] /P 3 0 R /AP << /N 9 0 R >> >>"
    )
}

pub fn text_appearance(shown: &str) -> Vec<u8> {
    stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F 5 0 R >> >>",
        format!("/Tx BMC q BT /F 12 Tf 2 5 Td ({shown}) Tj ET Q EMC").as_bytes(),
    )
}

/// A picture that covers what lies below it, as a form.
pub fn cover() -> Vec<u8> {
    stream("/Type /XObject /Subtype /Form /BBox [0 0 200 30]", b"1 g 0 0 200 30 re f")
}

/// One revision appended behind a finished file with a table.
pub fn append(bytes: &[u8], objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    append_with(bytes, ROOT, objects)
}

pub fn append_with(bytes: &[u8], trailer: &str, objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    objects.iter().fold(Draft::on(bytes), |draft, (number, body)| draft.object(*number, body)).table(trailer).bytes
}

/// An object of a finished file, between its `obj` and `endobj`.
pub fn body_of(bytes: &[u8], number: u32) -> Vec<u8> {
    let header = format!("\n{number} 0 obj\n");
    let start = last(bytes, &header) + header.len();
    bytes[start..start + find(&bytes[start..], "\nendobj")].to_vec()
}

/// What [`body_of`] finds, with one place written otherwise.
pub fn changed(bytes: &[u8], number: u32, old: &str, new: &str) -> (u32, Vec<u8>) {
    let body = body_of(bytes, number);
    let at = find(&body, old);
    (number, [&body[..at], new.as_bytes(), &body[at + old.len()..]].concat())
}

/// The objects of the smallest transcript, the first with the number 1: catalog, page tree, page, its
/// content, the record, its data, the code, its data.
pub fn transcript_objects() -> Vec<Vec<u8>> {
    let record = include_bytes!("../../../examples/record.json");
    vec![
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(code.bin) 7 0 R (record.json) 5 0 R] >> >> \
          /AF [5 0 R 7 0 R] >>"
            .to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>".to_vec(),
        stream("", b"0.2 w 50 700 200 20 re S"),
        b"<< /Type /Filespec /F (record.json) /UF (record.json) /AFRelationship /Data /EF << /F 6 0 R >> >>".to_vec(),
        stream("/Type /EmbeddedFile /Subtype /application#2Fjson /Filter /FlateDecode", &deflate(record)),
        b"<< /Type /Filespec /F (code.bin) /UF (code.bin) /AFRelationship /Supplement /EF << /F 8 0 R >> >>".to_vec(),
        stream("/Type /EmbeddedFile /Subtype /application#2Foctet-stream", &code_alone(record)),
    ]
}

/// `code.bin` of a batch of one.
fn code_alone(record: &[u8]) -> Vec<u8> {
    let org = Record::from_json(record).unwrap().org().clone();
    let document = Document::of_record(&org, record).unwrap();
    let leaves = Leaves::of(&org, BatchId::from_bytes(*b"lomotban"), vec![document], false).unwrap();
    Code::derive(record).attached(&leaves.leaves()[0].opening.to_bytes()).unwrap()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 9)
}

pub fn transcript_draft(objects: &[Vec<u8>]) -> Draft {
    (1..).zip(objects).fold(Draft::new(), |draft, (number, body)| draft.object(number, body))
}

pub const ROLES: [&str; 3] = ["homeroom_confirm", "leader_confirm", "org_seal"];

fn boxes() -> Vec<FieldBox> {
    let field = |name: &str, x: f64, tooltip: &str| FieldBox {
        name: name.to_owned(),
        page: 0,
        rect: [x, 100.0, x + 150.0, 160.0],
        tooltip: tooltip.to_owned(),
        locks_all: name == "org_seal",
    };
    vec![field(ROLES[0], 60.0, "Chữ ký"), field(ROLES[1], 240.0, "Chữ ký"), field(ROLES[2], 400.0, "Dấu")]
}

/// A drawn file signed by its three roles, as the product itself signs.
pub fn sealed(base: &[u8]) -> Vec<u8> {
    sealed_by(base, seal())
}

pub fn sealed_by(base: &[u8], seal: Identity) -> Vec<u8> {
    let lines = ["-".to_owned()];
    let font = include_bytes!("../../../fonts/Tinos-Regular.ttf");
    let pen = Pen::new(Appearance::Text { font, colour: BLUE });
    let statement = Statement { pen: &pen, lines: &lines, claimed: claimed(), stamp_room: 0 };
    let mut bytes = base.to_vec();
    for (role, identity) in ROLES.iter().zip([colleague(), person(), seal]) {
        let mut hand = Hand::of(identity);
        let prepared = match *role {
            "homeroom_confirm" => prepare_first(&bytes, &boxes(), role, &statement, &pades::Identity::of(&hand)),
            _ => prepare_next(&bytes, role, &statement, &pades::Identity::of(&hand)),
        };
        bytes = prepared.expect("a file that can be signed").sign(&mut hand).expect("a signature").into_bytes();
    }
    bytes
}

/// The transcript as issued: three signatures, closed by the seal.
pub fn transcript() -> Vec<u8> {
    transcript_of(&transcript_objects())
}

pub fn transcript_of(objects: &[Vec<u8>]) -> Vec<u8> {
    sealed(&transcript_draft(objects).table(ROOT).bytes)
}

/// One appended revision as our own writer makes it.
pub fn update(bytes: &[u8], change: impl FnOnce(&File, &mut Update)) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).expect("a readable file");
    let mut update = Update::new(&file).expect("a file that can be updated");
    change(&file, &mut update);
    update.finish(bytes).expect("an update").bytes
}

/// A document security store with one certificate stream.
pub fn with_evidence(bytes: &[u8], data: &[u8]) -> Vec<u8> {
    update(bytes, |file, update| {
        let stream = update.add_stream(Dictionary::default(), data.to_vec());
        let mut store = Dictionary::default();
        store.set("Certs", Value::array([Value::Reference(stream)]));
        let mut catalog = file.catalog(file.last()).expect("a catalog").clone();
        catalog.set("DSS", Value::Reference(update.add(Value::Dictionary(store))));
        update.set(file.root_id(file.last()).expect("a catalog"), Value::Dictionary(catalog));
    })
}

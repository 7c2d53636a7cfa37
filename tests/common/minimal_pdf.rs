//! The smallest file of our form: one page, both attachments, no structure tree.

use vanbang::document::code::Code;
use vanbang::document::manifest::{BatchId, Document, Leaves, Opening};
use vanbang::document::record::Record;

/// Which cross-reference the file has.
#[derive(Clone, Copy, PartialEq)]
pub enum Xref {
    Table,
    Stream,
}

/// A page that says one mark, with `record` attached, and the code that it has as the only one of its batch.
pub fn minimal_pdf(record: &[u8], xref: Xref) -> Vec<u8> {
    assemble(&objects_of_ours(record), xref)
}

/// A page of a batch that was planned.
pub fn minimal_page(record: &[u8], opening: &Opening) -> Vec<u8> {
    assemble(&with_code(record, &Code::derive(record).attached(&opening.to_bytes()).unwrap()), Xref::Table)
}

/// The objects of [`minimal_pdf`]: those of [`minimal_objects`], then the code and its data.
pub fn objects_of_ours(record: &[u8]) -> Vec<Vec<u8>> {
    with_code(record, &code_alone(record))
}

/// Objects, the first with the number 1: catalog, page tree, page, content, record, its data.
pub fn minimal_objects(record: &[u8]) -> Vec<Vec<u8>> {
    let content = b"0.2 w 50 700 200 20 re S";
    vec![
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(record.json) 5 0 R] >> >> /AF [5 0 R] >>"
            .to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>".to_vec(),
        stream("", content),
        b"<< /Type /Filespec /F (record.json) /UF (record.json) /AFRelationship /Data /EF << /F 6 0 R >> >>".to_vec(),
        stream("/Type /EmbeddedFile /Subtype /application#2Fjson", record),
    ]
}

/// The objects of a page with this code, whosever it is.
pub fn with_code(record: &[u8], code: &[u8]) -> Vec<Vec<u8>> {
    let mut objects = minimal_objects(record);
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /AF [5 0 R 7 0 R] \
        /Names << /EmbeddedFiles << /Names [(code.bin) 7 0 R (record.json) 5 0 R] >> >> >>"
        .to_vec();
    objects.push(
        b"<< /Type /Filespec /F (code.bin) /UF (code.bin) /AFRelationship /Supplement /EF << /F 8 0 R >> >>".to_vec(),
    );
    objects.push(stream("/Type /EmbeddedFile /Subtype /application#2Foctet-stream", code));
    objects
}

/// `code.bin` of a batch of one; what is no record has none that could be right.
fn code_alone(record: &[u8]) -> Vec<u8> {
    let Ok(org) = Record::from_json(record).map(|read| read.org().clone()) else { return vec![2] };
    let document = Document::of_record(&org, record).unwrap();
    let leaves = Leaves::of(&org, BatchId::from_bytes(*b"lomotban"), vec![document], false).unwrap();
    Code::derive(record).attached(&leaves.leaves()[0].opening.to_bytes()).unwrap()
}

/// A file of one revision out of objects.
pub fn assemble(bodies: &[Vec<u8>], xref: Xref) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let id = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    match xref {
        Xref::Table => {
            out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", offsets.len() + 1).as_bytes());
            for offset in &offsets {
                out.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
            }
            out.extend_from_slice(format!("trailer\n<< /Size {} /Root 1 0 R {id} >>\n", offsets.len() + 1).as_bytes());
        }
        Xref::Stream => {
            offsets.push(start);
            let mut rows = vec![0, 0, 0, 0];
            for offset in &offsets {
                rows.extend_from_slice(&[1, (offset >> 8) as u8, *offset as u8, 0]);
            }
            let number = offsets.len();
            out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            let entries = format!("/Type /XRef /Size {} /W [1 2 1] /Root 1 0 R {id}", number + 1);
            out.extend_from_slice(&stream(&entries, &rows));
            out.extend_from_slice(b"\nendobj\n");
        }
    }
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    out
}

pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
    out
}

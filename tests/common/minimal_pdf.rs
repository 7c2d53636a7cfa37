//! The smallest file of our form: one page, one attachment, no structure tree.

/// Which cross-reference the file has.
#[derive(Clone, Copy, PartialEq)]
pub enum Xref {
    Table,
    Stream,
}

/// A page that says one mark, with `record` attached as `record.json`.
pub fn minimal_pdf(record: &[u8], xref: Xref) -> Vec<u8> {
    assemble(&minimal_objects(record), xref)
}

/// Its objects, the first with the number 1: catalog, page tree, page, content, attachment, its data.
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

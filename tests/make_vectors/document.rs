//! The smallest PDF with one signature, and what may be appended to it.

/// Zeros behind the message, in bytes; a value of ECDSA may take two of them.
const PADDING: usize = 8;

/// How the signature dictionary is written.
#[derive(Clone)]
pub struct Form {
    pub sub_filter: &'static str,
    /// `/Type` with its value, or nothing.
    pub kind: &'static str,
    /// Further entries.
    pub entries: &'static str,
    /// What follows the message inside of `/Contents`, before the zeros.
    pub after: Vec<u8>,
}

impl Form {
    pub fn new(sub_filter: &'static str) -> Self {
        Self { sub_filter, kind: "/Type /Sig", entries: "/M (D:20260531140509+07'00')", after: Vec::new() }
    }
}

/// A signed file as PAdES asks for it; `message` is given the signed bytes.
pub fn signed(message: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    signed_as(&Form::new("ETSI.CAdES.detached"), message)
}

/// A file of one revision: catalog 1, pages 2, page 3, content 4, form 5, field 6, signature 7.
pub fn signed_as(form: &Form, message: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let content = "0.2 w 50 700 200 20 re S";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        page(&[6]),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        fields(&[6]),
        field("hieu_truong", 7),
        dictionary(form, message(b"").len()),
    ];
    let numbered: Vec<(usize, String)> = objects.into_iter().enumerate().map(|(at, body)| (at + 1, body)).collect();
    fill(update(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", &numbered, None), form, message)
}

/// The file with a document timestamp appended (EN 319 142-1 clause 5.4.3): field 8, timestamp 9.
pub fn stamped_as(file: &[u8], form: &Form, message: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let objects = [
        (3, page(&[6, 8])),
        (5, fields(&[6, 8])),
        (8, field("dau_thoi_gian", 9)),
        (9, dictionary(form, message(b"").len())),
    ];
    let text = String::from_utf8_lossy(file);
    let previous = text.rsplit("startxref\n").next().and_then(|tail| tail.lines().next()).unwrap().parse().unwrap();
    fill(update(file, &objects, Some(previous)), form, message)
}

fn page(annotations: &[usize]) -> String {
    let annotations = references(annotations);
    format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Annots [{annotations}] >>"
    )
}

fn fields(numbers: &[usize]) -> String {
    format!("<< /Fields [{}] /SigFlags 3 >>", references(numbers))
}

fn references(numbers: &[usize]) -> String {
    numbers.iter().map(|number| format!("{number} 0 R")).collect::<Vec<_>>().join(" ")
}

fn field(name: &str, value: usize) -> String {
    format!("<< /Type /Annot /Subtype /Widget /FT /Sig /T ({name}) /F 132 /Rect [0 0 0 0] /P 3 0 R /V {value} 0 R >>")
}

/// The signature dictionary, its numbers and its message still to be filled in.
fn dictionary(form: &Form, message_len: usize) -> String {
    let hole = "0".repeat(2 * (message_len + form.after.len() + PADDING));
    let Form { sub_filter, kind, entries, .. } = form;
    format!(
        "<< {kind} /Filter /Adobe.PPKLite /SubFilter /{sub_filter} {entries} /ByteRange [0 {:24}] /Contents <{hole}> >>",
        ""
    )
}

/// `before` and the objects, with a cross-reference table.
fn update(before: &[u8], objects: &[(usize, String)], previous: Option<usize>) -> Vec<u8> {
    let mut out = before.to_vec();
    let mut rows = String::new();
    for (number, body) in objects {
        let row = format!("{:010} 00000 n\r\n", out.len());
        rows.push_str(&if previous.is_some() { format!("{number} 1\n{row}") } else { row });
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").into_bytes());
    }
    let (start, size) = (out.len(), objects.last().map_or(1, |(number, _)| number + 1));
    let id = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    let tail = match previous {
        None => format!("xref\n0 {size}\n0000000000 65535 f\r\n{rows}trailer\n<< /Size {size} /Root 1 0 R {id} >>\n"),
        Some(previous) => format!("xref\n{rows}trailer\n<< /Size {size} /Root 1 0 R {id} /Prev {previous} >>\n"),
    };
    out.extend(tail.into_bytes());
    out.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
    out
}

/// Writes the byte range and the message into the last dictionary.
fn fill(mut file: Vec<u8>, form: &Form, message: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let place = |file: &[u8], part: &str| {
        let part = part.as_bytes();
        file.windows(part.len()).rposition(|window| window == part).unwrap() + part.len()
    };
    let numbers = place(&file, "/ByteRange [0 ");
    let hole = place(&file, "/Contents <") - 1;
    let end = hole + 1 + file[hole..].iter().position(|byte| *byte == b'>').unwrap();
    let range = format!("{hole} {end} {}", file.len() - end);
    file[numbers..numbers + range.len()].copy_from_slice(range.as_bytes());
    let message = message(&[&file[..hole], &file[end..]].concat());
    let digits = data_encoding::HEXUPPER.encode(&[&message[..], &form.after].concat());
    file[hole + 1..hole + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    file
}

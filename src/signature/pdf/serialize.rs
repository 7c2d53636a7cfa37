//! Values back to bytes, for the objects that an appended update writes.

use super::{Dictionary, Value};

/// Writes a value. Our own trees are shallow; what was read is bounded by `Limits::nesting`, so the
/// stack of pending pieces is too.
pub fn write_value(out: &mut Vec<u8>, value: &Value) {
    enum Piece<'v> {
        Value(&'v Value),
        Key(&'v [u8]),
        Text(&'static [u8]),
    }
    let mut pending = vec![Piece::Value(value)];
    while let Some(piece) = pending.pop() {
        let value = match piece {
            Piece::Text(text) => {
                out.extend_from_slice(text);
                continue;
            }
            Piece::Key(key) => {
                write_name(out, key);
                out.push(b' ');
                continue;
            }
            Piece::Value(value) => value,
        };
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Boolean(true) => out.extend_from_slice(b"true"),
            Value::Boolean(false) => out.extend_from_slice(b"false"),
            Value::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Value::Real(text) => out.extend_from_slice(text.as_bytes()),
            Value::Name(name) => write_name(out, name),
            Value::String { bytes, .. } => write_string(out, bytes),
            Value::Reference(id) => out.extend_from_slice(format!("{} {} R", id.number, id.generation).as_bytes()),
            Value::Array(items) => {
                out.push(b'[');
                pending.push(Piece::Text(b"]"));
                for (i, item) in items.iter().enumerate().rev() {
                    pending.push(Piece::Value(&item.value));
                    if i > 0 {
                        pending.push(Piece::Text(b" "));
                    }
                }
            }
            Value::Dictionary(Dictionary { entries }) => {
                out.extend_from_slice(b"<<");
                pending.push(Piece::Text(b">>"));
                for (key, node) in entries.iter().rev() {
                    pending.push(Piece::Text(b"\n"));
                    pending.push(Piece::Value(&node.value));
                    pending.push(Piece::Key(key));
                }
            }
        }
    }
}

/// Writes a stream with its dictionary, which gets the data's length.
pub fn write_stream(out: &mut Vec<u8>, dictionary: &Dictionary, data: &[u8]) {
    let mut dictionary = dictionary.clone();
    dictionary.set("Length", Value::Integer(data.len() as i64));
    write_value(out, &Value::Dictionary(dictionary));
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream");
}

/// Writes a stream as an object of this number.
pub fn write_stream_object(out: &mut Vec<u8>, number: u32, dictionary: &Dictionary, data: &[u8]) {
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    write_stream(out, dictionary, data);
    out.extend_from_slice(b"\nendobj\n");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// Hexadecimal, so that no byte of a string can be mistaken for syntax.
fn write_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    out.extend_from_slice(data_encoding::HEXUPPER.encode(bytes).as_bytes());
    out.push(b'>');
}

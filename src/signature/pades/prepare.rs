//! `prepare → sign`: an appended revision with a hole for the message, then the message in it
//! (EN 319 142-1 clause 6; profile PAdES B-B).

use std::ops::Range;

use chrono::{DateTime, FixedOffset};

use super::Error;
use super::create::{self, FieldBox, Filled, fill};
use super::field::{Field, signature_fields};
use super::identity::Identity;
use super::pen::Pen;
use super::signed_bytes::SignedBytes;
use super::source::Source;
use crate::signature::cms::{self, ToBeSigned};
use crate::signature::crypto::KeyKind;
use crate::signature::pdf::{Beginning, ByteRange, Dictionary, ObjectId, Update, Value, write_value};
use crate::signature::token::{Signature, Signer};

/// What the signature says of itself besides the message.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    pub pen: &'a Pen<'a>,
    /// What a pen without an image writes.
    pub lines: &'a [String],
    /// `/M`: the time the signer claims; proves nothing.
    pub claimed: DateTime<FixedOffset>,
    /// Bytes to keep free in `/Contents` for a timestamp that is added later; 0 where none will be.
    pub stamp_room: usize,
}

/// A file with a hole: every byte that will be signed stands, and so do the attributes over them.
pub struct Prepared {
    /// What is signed further.
    beginning: Beginning,
    bytes: Vec<u8>,
    gap: Range<usize>,
    end: usize,
    attributes: ToBeSigned,
}

/// A file with one more signature.
pub struct SignedPdf {
    pub(super) bytes: Vec<u8>,
    pub(super) beginning: Option<Beginning>,
}

impl SignedPdf {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The file that was signed, as it was read for signing; for whoever reads the longer file now.
    pub fn beginning(&self) -> Option<&Beginning> {
        self.beginning.as_ref()
    }
}

/// The first signed revision: creates every field of `boxes`, certifies with DocMDP P=2 and prepares
/// the field called `name`.
pub fn prepare_first(
    pdf: impl Into<Source>,
    boxes: &[FieldBox],
    name: &str,
    statement: &Statement,
    identity: &Identity,
) -> Result<Prepared, Error> {
    let beginning = pdf.into().beginning()?;
    let file = beginning.file();
    let index = boxes.iter().position(|field| field.name == name).ok_or_else(|| Error::FieldMissing(name.into()))?;
    let root = file.root_id(file.last()).ok_or(Error::not_as_drawn("thiếu danh mục gốc của tệp", "no catalog"))?;
    let mut catalog =
        file.catalog(file.last()).cloned().ok_or(Error::not_as_drawn("thiếu danh mục gốc của tệp", "no catalog"))?;
    let field = boxes.get(index).ok_or_else(|| Error::FieldMissing(name.into()))?;
    let mut update = Update::new(&file)?;
    let drawn = statement.pen.draw(statement.lines, field.rect)?.write(&mut update);
    let signature = update.allocate();
    create::create_all(&file, &mut update, &mut catalog, boxes, &Filled { index, signature, drawn })?;
    let mut permissions = Dictionary::default();
    permissions.set("DocMDP", Value::Reference(signature));
    catalog.set("Perms", Value::Dictionary(permissions));
    update.set(root, Value::Dictionary(catalog));
    let mut transforms = vec![transform("DocMDP", &[("P", Value::Integer(2))])];
    if field.locks_all {
        transforms.push(transform("FieldMDP", &[("Action", Value::name("All"))]));
    }
    finish(beginning, update, signature, transforms, statement, identity)
}

/// A later signature: changes only `/V` and `/AP` of an existing empty field.
pub fn prepare_next(
    pdf: impl Into<Source>,
    name: &str,
    statement: &Statement,
    identity: &Identity,
) -> Result<Prepared, Error> {
    let beginning = pdf.into().beginning()?;
    let file = beginning.file();
    let field = signature_fields(&file, file.last()).into_iter().find(|field| field.name == name);
    let Field { id, value, .. } = field.ok_or_else(|| Error::FieldMissing(name.into()))?;
    if value.is_some() {
        return Err(Error::AlreadySigned(name.into()));
    }
    let widget = file.object(file.last(), id).and_then(|object| object.dictionary()).cloned();
    let mut widget = widget.ok_or_else(|| Error::FieldMissing(name.into()))?;
    let rect = rectangle(&widget)
        .ok_or(Error::not_as_drawn("ô chữ ký không có khung", "a signature field without a rectangle"))?;
    let mut update = Update::new(&file)?;
    let signature = update.allocate();
    let drawn = statement.pen.draw(statement.lines, rect)?.write(&mut update);
    fill(&mut widget, signature, drawn);
    let locks_all =
        widget.value("Lock").and_then(Value::as_dictionary).and_then(|lock| lock.name("Action")) == Some(b"All");
    update.set(id, Value::Dictionary(widget));
    let transforms =
        if locks_all { vec![transform("FieldMDP", &[("Action", Value::name("All"))])] } else { Vec::new() };
    finish(beginning, update, signature, transforms, statement, identity)
}

fn rectangle(widget: &Dictionary) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = widget
        .value("Rect")?
        .as_array()?
        .iter()
        .map(|node| match &node.value {
            Value::Integer(number) => Some(*number as f64),
            Value::Real(text) => text.parse().ok(),
            _ => None,
        })
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// ISO 32000-2 table 256: a signature reference with its transform parameters.
fn transform(method: &str, parameters: &[(&str, Value)]) -> Value {
    let mut values = Dictionary::default();
    values.set("Type", Value::name("TransformParams"));
    values.set("V", Value::name("1.2"));
    for (key, value) in parameters {
        values.set(key, value.clone());
    }
    let mut reference = Dictionary::default();
    reference.set("Type", Value::name("SigRef"));
    reference.set("TransformMethod", Value::name(method));
    reference.set("TransformParams", Value::Dictionary(values));
    Value::Dictionary(reference)
}

/// Ten digits reach beyond any file that [`Limits`] allows.
const NUMBER_WIDTH: usize = 10;

fn finish(
    beginning: Beginning,
    mut update: Update,
    signature: ObjectId,
    transforms: Vec<Value>,
    statement: &Statement,
    identity: &Identity,
) -> Result<Prepared, Error> {
    let room = message_room(identity) + statement.stamp_room;
    let mut raw = b"<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M ".to_vec();
    let claimed = statement.claimed.format("D:%Y%m%d%H%M%S").to_string();
    let offset = statement.claimed.format("%:z").to_string().replace(':', "'");
    raw.extend_from_slice(format!("({claimed}{offset})\n").as_bytes());
    if !transforms.is_empty() {
        raw.extend_from_slice(b"/Reference ");
        write_value(&mut raw, &Value::array(transforms));
        raw.push(b'\n');
    }
    raw.extend_from_slice(b"/ByteRange [0 ");
    let numbers_at = raw.len();
    raw.extend(std::iter::repeat_n(b' ', 3 * (NUMBER_WIDTH + 1)));
    raw.extend_from_slice(b"]\n/Contents ");
    let gap_at = raw.len();
    raw.push(b'<');
    raw.extend(std::iter::repeat_n(b'0', room * 2));
    raw.extend_from_slice(b">\n>>");
    let gap_length = room * 2 + 2;
    update.set_raw(signature, raw);
    let written = update.finish(beginning.bytes())?;
    let span = written.spans.get(&signature.number).ok_or_else(|| Error::FieldMissing(String::new()))?;
    let body = span.start + format!("{} {} obj\n", signature.number, signature.generation).len();
    let mut bytes = written.bytes;
    let gap = body + gap_at..body + gap_at + gap_length;
    let numbers = [gap.start, gap.end, bytes.len() - gap.end].map(|number| format!("{number:<NUMBER_WIDTH$}"));
    let numbers = numbers.join(" ");
    let hole = bytes.get_mut(body + numbers_at..body + numbers_at + numbers.len());
    hole.ok_or(Error::not_as_drawn("không còn chỗ cho vùng được ký", "no room for the byte range"))?
        .copy_from_slice(numbers.as_bytes());
    let end = bytes.len();
    let range = ByteRange::new(gap.clone(), end);
    let range = range.ok_or(Error::not_as_drawn("không còn chỗ cho vùng được ký", "no room for the byte range"))?;
    let covered = SignedBytes::new(&bytes, Some(beginning.hashed()), std::iter::once(range));
    let attributes = ToBeSigned::pdf(&covered.of(range), &identity.certificate, identity.algorithm)?;
    Ok(Prepared { beginning, bytes, gap, end, attributes })
}

/// The size of the message, from the certificates and key that will be in it.
fn message_room(identity: &Identity) -> usize {
    let length = match identity.certificate.public_key().kind() {
        KeyKind::Rsa { bits } => bits.div_ceil(8) as usize,
        _ => ECDSA_VALUE,
    };
    cms::assembled_length(&identity.certificate, &identity.chain, identity.algorithm, length) + MESSAGE_SLACK
}

/// A DER ECDSA value on P-521.
const ECDSA_VALUE: usize = 144;

/// ECDSA values and PSS parameters vary by some bytes.
const MESSAGE_SLACK: usize = 96;

impl Prepared {
    /// What a key signs: the attributes that hold the digest of the file.
    pub fn to_be_signed(&self) -> &ToBeSigned {
        &self.attributes
    }

    /// Lets the signer sign and puts the message into the hole.
    pub fn sign(self, signer: &mut dyn Signer) -> Result<SignedPdf, Error> {
        let signature = signer.sign(&self.attributes)?;
        self.finish(&signature, &Identity::of(signer))
    }

    /// Puts the message around a signature over [`Prepared::to_be_signed`] into the hole.
    ///
    /// # Errors
    /// When the signature is not the identity's, or its message is larger than the hole.
    pub fn finish(self, signature: &Signature, identity: &Identity) -> Result<SignedPdf, Error> {
        let Prepared { beginning, mut bytes, gap, attributes, .. } = self;
        let message = cms::assemble(&attributes, &identity.certificate, &identity.chain, signature)?;
        fill_hole(&mut bytes, &gap, &message)?;
        Ok(SignedPdf { bytes, beginning: Some(beginning) })
    }

    /// The byte range as it was written.
    pub fn byte_range(&self) -> Option<ByteRange> {
        ByteRange::new(self.gap.clone(), self.end)
    }
}

/// Writes a message into the hole of `/Contents`, from its first digit on; what follows stays.
pub(super) fn fill_hole(bytes: &mut [u8], gap: &Range<usize>, message: &[u8]) -> Result<(), Error> {
    let digits = data_encoding::HEXUPPER.encode(message);
    let hole = bytes.get_mut(gap.start + 1..gap.start + 1 + digits.len()).filter(|_| digits.len() + 2 <= gap.len());
    hole.ok_or(Error::MessageTooLarge { room: (gap.len() - 2) / 2, needed: message.len() })?
        .copy_from_slice(digits.as_bytes());
    Ok(())
}

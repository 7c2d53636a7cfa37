//! From a signature field to the exact bytes it signs (threats R2 to R4, R6).

use super::field::{Field, signature_fields};
use super::finding::{self, Finding};
use super::report::Coverage;
use crate::signature::pdf::{
    Body, ByteRange, Dictionary, File, ObjectId, Value, is_white_space, names_byte_range, visit,
};

/// ISO 32000-2 table 255 and EN 319 142-1, as far as they can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubFilter {
    CadesDetached,
    Pkcs7Detached,
    Pkcs7Sha1,
    Rfc3161,
}

/// A signature whose place in the file is beyond doubt.
#[derive(Debug)]
pub struct Located {
    pub sub_filter: SubFilter,
    pub byte_range: ByteRange,
    /// The decoded `/Contents`, padding included.
    pub contents: Vec<u8>,
    /// The revision that this signature closes.
    pub revision: usize,
    pub coverage: Coverage,
    /// What keeps it from passing, although it can be judged.
    pub doubts: Vec<Finding>,
    /// `/M`, unproven.
    pub claimed: Option<String>,
    /// The transform methods' parameters (ISO 32000-2 clause 12.8.2).
    pub transforms: Transforms,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transforms {
    /// `/P` of DocMDP; the standard's default is 2.
    pub doc_mdp: Option<i64>,
    pub field_mdp: Vec<FieldLock>,
    /// `/Lock` of the signed field (ISO 32000-2 table 235) and its `/P`.
    pub lock: Option<FieldLock>,
    pub lock_level: Option<i64>,
}

impl Transforms {
    /// What may follow, by DocMDP and by the lock's `/P`: the stricter of both.
    pub fn level(&self) -> Option<i64> {
        self.doc_mdp.into_iter().chain(self.lock_level).min()
    }

    /// Whether a field may not change any more.
    pub fn locks(&self, field: &str) -> bool {
        self.field_mdp.iter().chain(&self.lock).any(|lock| lock.covers(field))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldLock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl FieldLock {
    pub fn covers(&self, field: &str) -> bool {
        // ISO 32000-2 clause 12.7.6.1: a name stands for the fields below it too.
        let within =
            |name: &String| field.strip_prefix(name.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        match self {
            FieldLock::All => true,
            FieldLock::Include(names) => names.iter().any(within),
            FieldLock::Exclude(names) => !names.iter().any(within),
        }
    }
}

/// Reads the signature of a field as the newest revision has it. The error is the finding.
pub fn locate(file: &File, field: &Field) -> Result<Located, Box<Finding>> {
    let malformed = |what: &str| Box::new(finding::SIG_DICT_MALFORMED().with(what));
    let last = file.last();
    let id = field.signature().ok_or_else(|| malformed("/V"))?;
    let object = file.object(last, id).ok_or_else(|| malformed("/V"))?;
    let (Body::Plain(_), None, Some(dictionary)) = (&object.body, object.container, object.dictionary()) else {
        return Err(malformed("/V"));
    };
    if written_again(file, id) {
        return Err(Box::new(finding::SIG_DICT_CHANGED()));
    }
    let sub_filter = match dictionary.name("SubFilter") {
        Some(b"ETSI.CAdES.detached") => SubFilter::CadesDetached,
        Some(b"adbe.pkcs7.detached") => SubFilter::Pkcs7Detached,
        Some(b"adbe.pkcs7.sha1") => SubFilter::Pkcs7Sha1,
        Some(b"ETSI.RFC3161") => SubFilter::Rfc3161,
        Some(other) => return Err(Box::new(finding::SUBFILTER_UNSUPPORTED().with(String::from_utf8_lossy(other)))),
        None => return Err(malformed("/SubFilter")),
    };
    let is_type = |name: &[u8]| dictionary.name("Type") == Some(name);
    let typed_as_stamp = sub_filter == SubFilter::Rfc3161 && is_type(b"DocTimeStamp");
    if !typed_as_stamp && !matches!(dictionary.value("Type"), None | Some(Value::Null)) && !is_type(b"Sig") {
        return Err(malformed("/Type"));
    }
    let range = dictionary.get("ByteRange").ok_or_else(|| malformed("/ByteRange"))?;
    let contents = dictionary.get("Contents").ok_or_else(|| malformed("/Contents"))?;
    let Value::String { bytes: message, hexadecimal } = &contents.value else { return Err(malformed("/Contents")) };
    let byte_range =
        ByteRange::read(range, file.bytes().len()).ok_or_else(|| Box::new(finding::BYTE_RANGE_INVALID()))?;
    let gap = byte_range.gap();
    if !hexadecimal
        || contents.start != gap.start
        || contents.end != gap.end
        || !byte_range.gap_is_one_hexadecimal_string(file.bytes())
    {
        return Err(Box::new(finding::CONTENTS_GAP_INVALID()));
    }
    let frame_signed = byte_range.covers(&(range.start..range.end))
        && byte_range.covers(&(object.span.start..gap.start))
        && byte_range.covers(&(gap.end..object.span.end));
    if !frame_signed {
        return Err(Box::new(finding::BYTE_RANGE_INVALID()));
    }
    let (revision, coverage) = covered(file, &byte_range);
    let mut doubts = Vec::new();
    if coverage == Coverage::WholeRevision && revision == last && unsigned_space(file, &byte_range) {
        doubts.push(finding::TRAILING_BYTES());
    }
    if let Some(habit) = file.revisions().iter().flat_map(|revision| &revision.relaxed).find(|one| one.is_doubtful()) {
        doubts.push(finding::STRUCTURE_DOUBTFUL().with(format!("{habit:?}")));
    }
    // EN 319 142-1 clause 5.4.3: a timestamp says so by its type too.
    if sub_filter == SubFilter::Rfc3161 && !typed_as_stamp {
        doubts.push(finding::TIMESTAMP_MISTYPED());
    }
    if coverage != Coverage::Partial && !reached_when_signed(file, revision, field, id) {
        return Err(Box::new(finding::SIGNATURE_ORPHANED()));
    }
    let claimed = match dictionary.value("M") {
        Some(Value::String { bytes, .. }) => Some(crate::signature::pdf::decode_text(bytes)),
        _ => None,
    };
    Ok(Located {
        sub_filter,
        byte_range,
        contents: message.clone(),
        revision,
        coverage,
        doubts,
        claimed,
        transforms: transforms(file, revision, field, dictionary),
    })
}

/// The revision that the signed bytes end with. White space behind a revision may be signed with it,
/// and a last end-of-line may be left out, as some producers do; a verdict for our own form allows
/// neither.
fn covered(file: &File, range: &ByteRange) -> (usize, Coverage) {
    let (bytes, signed) = (file.bytes(), range.end());
    for (index, revision) in file.revisions().iter().enumerate() {
        let end = revision.range.end;
        let all_but_line_end = matches!(bytes.get(signed..end), Some(b"\n" | b"\r\n" | b"\r"))
            && bytes.get(..signed).is_some_and(|signed| signed.ends_with(b"%%EOF"));
        let only_space_more = bytes.get(end..signed).is_some_and(|more| more.iter().all(|byte| is_white_space(*byte)));
        if all_but_line_end || only_space_more {
            let whole = index == file.last() && signed == bytes.len();
            return (index, if whole { Coverage::WholeFile } else { Coverage::WholeRevision });
        }
    }
    (file.last(), Coverage::Partial)
}

/// Whether more white space than the end of a line follows the last signed revision.
fn unsigned_space(file: &File, range: &ByteRange) -> bool {
    let end = file.revisions().get(file.last()).map_or(0, |revision| revision.range.end);
    file.bytes().len() > end.max(range.end())
}

/// A signature dictionary is written in its own revision and never again, not even with the same words.
fn written_again(file: &File, id: ObjectId) -> bool {
    let writings = file.revisions().iter().filter_map(|revision| revision.object(id.number));
    let mut after_the_first =
        writings.skip_while(|object| object.dictionary().is_none_or(|one| one.get("ByteRange").is_none())).skip(1);
    after_the_first.next().is_some()
}

/// R4: the field pointed at this signature already in the revision that was signed.
fn reached_when_signed(file: &File, revision: usize, field: &Field, id: ObjectId) -> bool {
    signature_fields(file, revision)
        .iter()
        .any(|then| then.id == field.id && then.name == field.name && then.signature() == Some(id))
}

/// What the signature allows after it, as the revision that it closes says.
fn transforms(file: &File, revision: usize, field: &Field, signature: &Dictionary) -> Transforms {
    let mut found = Transforms::default();
    let empty = Dictionary::default();
    let references = file.entry(revision, signature, "Reference").and_then(Value::as_array).unwrap_or_default();
    for reference in references {
        let Some(reference) = file.resolve(revision, &reference.value).and_then(Value::as_dictionary) else { continue };
        let parameters =
            file.entry(revision, reference, "TransformParams").and_then(Value::as_dictionary).unwrap_or(&empty);
        match file.entry(revision, reference, "TransformMethod").and_then(Value::as_name) {
            // The standard's default is 2.
            Some(b"DocMDP") => found.doc_mdp = Some(level(file, revision, parameters).unwrap_or(2)),
            Some(b"FieldMDP") => found.field_mdp.push(field_lock(file, revision, parameters)),
            _ => {}
        }
    }
    let signed = file.object(revision, field.id).and_then(|object| object.dictionary());
    if let Some(lock) = signed.and_then(|field| file.entry(revision, field, "Lock")).and_then(Value::as_dictionary) {
        found.lock = Some(field_lock(file, revision, lock));
        found.lock_level = level(file, revision, lock);
    }
    found
}

/// `/P`; one of another type is read as the strictest.
fn level(file: &File, revision: usize, parameters: &Dictionary) -> Option<i64> {
    parameters.get("P").map(|_| file.entry(revision, parameters, "P").and_then(Value::as_integer).unwrap_or(1))
}

/// A lock whose action is none of the standard's locks all.
fn field_lock(file: &File, revision: usize, parameters: &Dictionary) -> FieldLock {
    let names = || {
        let fields = file.entry(revision, parameters, "Fields").and_then(Value::as_array).unwrap_or_default();
        let name = |value: &Value| match file.resolve(revision, value)? {
            Value::String { bytes, .. } => Some(crate::signature::pdf::decode_text(bytes)),
            _ => None,
        };
        fields.iter().filter_map(|node| name(&node.value)).collect()
    };
    match file.entry(revision, parameters, "Action").and_then(Value::as_name) {
        Some(b"Include") => FieldLock::Include(names()),
        Some(b"Exclude") => FieldLock::Exclude(names()),
        _ => FieldLock::All,
    }
}

/// Signature dictionaries, in any revision, that no field of the newest revision has as its value.
pub fn orphans(file: &File, fields: &[Field]) -> Vec<u32> {
    let known: Vec<u32> = fields.iter().filter_map(|field| Some(field.signature()?.number)).collect();
    let mut found = Vec::new();
    for revision in file.revisions() {
        for object in revision.objects() {
            let number = object.id.number;
            let Some(dictionary) = object.dictionary() else { continue };
            let looks_signed = dictionary.get("ByteRange").is_some()
                || (dictionary.get("Contents").is_some()
                    && matches!(dictionary.name("Type"), Some(b"Sig" | b"DocTimeStamp")));
            let mut hides_one = false;
            for (_, node) in &dictionary.entries {
                visit(&node.value, &mut |value| {
                    hides_one |= matches!(value, Value::Dictionary(inner) if inner.get("ByteRange").is_some());
                });
            }
            if hides_one || looks_signed && !known.contains(&number) && !found.contains(&number) {
                found.push(number);
            }
        }
    }
    found
}

/// Whether bytes that belong to no object hold a signature: another file was put over a signed one.
pub fn buries_signature(file: &File) -> bool {
    let unexplained = file.revisions().iter().flat_map(|revision| &revision.unexplained);
    let mut buried = unexplained.filter_map(|range| file.bytes().get(range.clone()));
    buried.any(names_byte_range)
}

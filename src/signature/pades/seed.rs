//! Seed values (ISO 32000-2 clause 12.7.5.5): what the author of a field demands of its signature. A demand
//! that is mandatory and not met counts against the signature; so does one that is not judged here.

use super::field::Field;
use super::finding::{self, Finding};
use super::locate::Located;
use crate::signature::cms::SignedMessage;
use crate::signature::pdf::{Dictionary, File, Value, decode_text};
use crate::signature::x509::{Certificate, read_certificates};

/// What there is to hold against the demands.
pub(super) struct Signed<'s, 'b> {
    pub file: &'s File<'b>,
    pub field: &'s Field,
    pub located: &'s Located,
    pub message: &'s SignedMessage,
    pub signer: &'s Certificate,
}

enum Answer {
    Met,
    NotMet,
    NotJudged,
}

impl Answer {
    fn of(met: bool) -> Self {
        if met { Answer::Met } else { Answer::NotMet }
    }
}

type Check = fn(&Signed, &Dictionary) -> Answer;

/// Bits of `/Ff` in table 237, each with its key and its check.
const DEMANDS: [(i64, &str, Check); 9] = [
    (1, "Filter", filter),
    (1 << 1, "SubFilter", sub_filter),
    (1 << 2, "V", version),
    (1 << 3, "Reasons", reason),
    (1 << 4, "LegalAttestation", not_judged),
    (1 << 5, "AddRevInfo", revocation_archive),
    (1 << 6, "DigestMethod", digest_method),
    (1 << 7, "LockDocument", lock),
    (1 << 8, "AppearanceFilter", not_judged),
];

/// Bits of `/Ff` of a certificate's seed values, table 238.
const OF_CERTIFICATE: [(i64, &str, Check); 7] = [
    (1, "Subject", subject),
    (1 << 1, "Issuer", issuer),
    (1 << 2, "OID", not_judged),
    (1 << 3, "SubjectDN", subject_name),
    (1 << 4, "Reserved", not_judged),
    (1 << 5, "KeyUsage", not_judged),
    (1 << 6, "URL", not_judged),
];

/// The parser of ISO 32000-2.
const HIGHEST_VERSION: i64 = 3;

/// The first demand that speaks against the signature, as the field stood when it was signed.
pub(super) fn objection(signed: &Signed) -> Option<Finding> {
    let (file, revision) = (signed.file, signed.located.revision);
    let field = file.object(revision, signed.field.id)?.dictionary()?;
    field.get("SV")?;
    let Some(seed) = signed.dictionary(field, "SV") else { return Some(finding::SEED_VALUE_NOT_JUDGED().with("/SV")) };
    let nested = |key: &str, check: &dyn Fn(&Dictionary) -> Option<Finding>| match seed.get(key) {
        None => None,
        Some(_) => match signed.dictionary(seed, key) {
            Some(inner) => check(inner),
            None => Some(finding::SEED_VALUE_NOT_JUDGED().with(format!("/{key}"))),
        },
    };
    demanded(signed, seed, &DEMANDS)
        .or_else(|| nested("MDP", &|inner| told("MDP", certification(signed, inner))))
        .or_else(|| nested("TimeStamp", &|inner| told("TimeStamp", timestamp(signed, inner))))
        .or_else(|| nested("Cert", &|inner| demanded(signed, inner, &OF_CERTIFICATE)))
}

fn demanded(signed: &Signed, seed: &Dictionary, demands: &[(i64, &'static str, Check)]) -> Option<Finding> {
    let flags = match seed.get("Ff") {
        None => 0,
        Some(_) => seed.integer("Ff").unwrap_or(i64::MAX),
    };
    let known: i64 = demands.iter().map(|(bit, ..)| bit).sum();
    if flags & !known != 0 {
        return Some(finding::SEED_VALUE_NOT_JUDGED().with("/Ff"));
    }
    let mandatory = demands.iter().filter(|(bit, ..)| flags & bit != 0);
    // Without its entry a flag demands nothing, except that no reason is given.
    let present = |key: &str| seed.get(key).is_some() || key == "Reasons";
    mandatory.filter(|(_, key, _)| present(key)).find_map(|(_, key, check)| told(key, check(signed, seed)))
}

fn told(key: &str, answer: Answer) -> Option<Finding> {
    match answer {
        Answer::Met => None,
        Answer::NotMet => Some(finding::SEED_VALUE_NOT_MET().with(format!("/{key}"))),
        Answer::NotJudged => Some(finding::SEED_VALUE_NOT_JUDGED().with(format!("/{key}"))),
    }
}

impl<'s> Signed<'s, '_> {
    fn entry(&self, dictionary: &'s Dictionary, key: &str) -> Option<&'s Value> {
        self.file.entry(self.located.revision, dictionary, key)
    }

    fn dictionary(&self, dictionary: &'s Dictionary, key: &str) -> Option<&'s Dictionary> {
        self.entry(dictionary, key)?.as_dictionary()
    }

    /// The names or texts of a list.
    fn texts(&self, dictionary: &'s Dictionary, key: &str) -> Vec<String> {
        let items = self.entry(dictionary, key).and_then(Value::as_array).unwrap_or_default();
        items.iter().filter_map(|node| text(&node.value)).collect()
    }

    fn of_signature(&self, key: &str) -> Option<String> {
        let file = self.file;
        let signature = file.object(self.located.revision, self.field.signature()?)?.dictionary()?;
        file.entry(self.located.revision, signature, key).and_then(text)
    }

    fn certificates(&self, dictionary: &'s Dictionary, key: &str) -> Vec<Certificate> {
        let items = self.entry(dictionary, key).and_then(Value::as_array).unwrap_or_default();
        let read = |value: &Value| match value {
            Value::String { bytes, .. } => read_certificates(bytes).unwrap_or_default(),
            _ => Vec::new(),
        };
        items.iter().flat_map(|node| read(&node.value)).collect()
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String { bytes, .. } => Some(decode_text(bytes)),
        Value::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
        _ => None,
    }
}

fn not_judged(_: &Signed, _: &Dictionary) -> Answer {
    Answer::NotJudged
}

fn filter(signed: &Signed, seed: &Dictionary) -> Answer {
    let wanted = seed.name("Filter").map(|name| String::from_utf8_lossy(name).into_owned());
    Answer::of(wanted.is_some() && signed.of_signature("Filter") == wanted)
}

fn sub_filter(signed: &Signed, seed: &Dictionary) -> Answer {
    let used = signed.of_signature("SubFilter");
    Answer::of(signed.texts(seed, "SubFilter").into_iter().any(|allowed| Some(allowed) == used))
}

fn version(_: &Signed, seed: &Dictionary) -> Answer {
    match seed.integer("V") {
        Some(0..=HIGHEST_VERSION) => Answer::Met,
        _ => Answer::NotJudged,
    }
}

/// No list, or a single period, means that no reason may be given.
fn reason(signed: &Signed, seed: &Dictionary) -> Answer {
    let (allowed, given) = (signed.texts(seed, "Reasons"), signed.of_signature("Reason"));
    Answer::of(match given {
        None => allowed.is_empty() || allowed == ["."],
        Some(given) => allowed != ["."] && allowed.contains(&given),
    })
}

fn revocation_archive(signed: &Signed, seed: &Dictionary) -> Answer {
    let archived = signed.message.signed_attributes().is_some_and(|attributes| attributes.archives_revocation());
    match seed.value("AddRevInfo") {
        Some(Value::Boolean(wanted)) => Answer::of(*wanted == archived),
        _ => Answer::NotJudged,
    }
}

/// `SHA256` in the standard, `sha256` in some files.
fn digest_method(signed: &Signed, seed: &Dictionary) -> Answer {
    let used = signed.message.digest_algorithm().map(|digest| digest.to_string().replace('-', ""));
    let allowed = signed.texts(seed, "DigestMethod");
    Answer::of(used.is_some_and(|used| allowed.iter().any(|name| name.eq_ignore_ascii_case(&used))))
}

/// Locked is what allows no change: by the certification, or by the field's own lock.
fn lock(signed: &Signed, seed: &Dictionary) -> Answer {
    let field = signed.file.object(signed.located.revision, signed.field.id).and_then(|object| object.dictionary());
    let by_field = field.and_then(|field| signed.dictionary(field, "Lock")).and_then(|lock| lock.integer("P"));
    let locked = signed.located.transforms.doc_mdp == Some(1) || by_field == Some(1);
    match seed.name("LockDocument") {
        Some(b"true") => Answer::of(locked),
        Some(b"false") => Answer::of(!locked),
        Some(b"auto") => Answer::Met,
        _ => Answer::NotJudged,
    }
}

/// `/P` 0: no certification; 1 to 3: one with this permission.
fn certification(signed: &Signed, seed: &Dictionary) -> Answer {
    let permission = signed.located.transforms.doc_mdp;
    match seed.integer("P") {
        Some(0) => Answer::of(permission.is_none()),
        Some(wanted @ 1..=3) => Answer::of(permission == Some(wanted)),
        _ => Answer::NotJudged,
    }
}

fn timestamp(signed: &Signed, seed: &Dictionary) -> Answer {
    match seed.integer("Ff").or(seed.get("Ff").is_none().then_some(0)) {
        Some(0) => Answer::Met,
        Some(1) => Answer::of(signed.message.timestamp_tokens().next().is_some()),
        _ => Answer::NotJudged,
    }
}

fn subject(signed: &Signed, seed: &Dictionary) -> Answer {
    Answer::of(signed.certificates(seed, "Subject").contains(signed.signer))
}

/// An authority further up the path is allowed too, but not looked for here.
fn issuer(signed: &Signed, seed: &Dictionary) -> Answer {
    let issued = |authority: &Certificate| {
        signed.signer.names_as_issuer(authority) && signed.signer.verify_signed_by(authority.public_key()).is_ok()
    };
    if signed.certificates(seed, "Issuer").iter().any(issued) { Answer::Met } else { Answer::NotJudged }
}

/// The common name is compared; a demand on other attributes is not judged.
fn subject_name(signed: &Signed, seed: &Dictionary) -> Answer {
    let names = signed.entry(seed, "SubjectDN").and_then(Value::as_array).unwrap_or_default();
    let mut others = false;
    for node in names {
        let Some(name) = signed.file.resolve(signed.located.revision, &node.value).and_then(Value::as_dictionary)
        else {
            return Answer::NotJudged;
        };
        match (name.keys().eq([b"CN".as_slice()]), signed.entry(name, "CN").and_then(text)) {
            (true, Some(wanted)) if wanted == signed.signer.common_name() => return Answer::Met,
            (true, Some(_)) => {}
            _ => others = true,
        }
    }
    if others { Answer::NotJudged } else { Answer::NotMet }
}

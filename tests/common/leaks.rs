//! What must never leave an office, in every spelling that a program could give it, and the search for it in bytes that
//! did leave: as they are, and behind base64, hexadecimal and deflate.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use data_encoding::{BASE32_NOPAD, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use num_bigint::BigUint;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use vanbang::document::code::Code;
use vanbang::document::manifest::{Document, project};
use vanbang::document::record::{OrgId, Record};
use vanbang::signature::crypto::sha256;

/// Shorter things are in any bytes by chance.
const LEAST: usize = 5;
/// What an office says in public of itself.
const PUBLIC: [&str; 4] = ["schema", "org", "organisation", "issue"];
/// Coded runs of fewer letters hide nothing.
const RUN: usize = 8;

/// Byte strings, each with the words for what it is.
#[derive(Default)]
pub struct Leaks(BTreeMap<Vec<u8>, String>);

impl Leaks {
    /// Everything that these records state, what makes their codes, and their digests.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r [u8]>) -> Leaks {
        let mut leaks = Leaks::default();
        for record in records {
            leaks.record(record);
        }
        leaks
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In logs documents' identifiers are leaks too; elsewhere they are public.
    pub fn add_identifiers(&mut self, ids: &[String]) {
        for id in ids {
            self.secret(&BASE32_NOPAD.decode(id.as_bytes()).unwrap(), "identifier");
            self.add(id.to_lowercase(), "identifier");
            // What of it a short code shows.
            self.add(&id.as_bytes()[..12], "identifier");
        }
    }

    fn add(&mut self, needle: impl Into<Vec<u8>>, what: &str) {
        let needle = needle.into();
        if needle.len() >= LEAST {
            self.0.entry(needle).or_insert_with(|| what.to_owned());
        }
    }

    fn record(&mut self, bytes: &[u8]) {
        let json: Value = serde_json::from_slice(bytes).unwrap();
        self.value("", &json);
        let record = Record::from_json(bytes).unwrap();
        let code = Code::derive(bytes);
        self.secret(code.secret().expose(), "secret");
        self.secret(&BASE64URL_NOPAD.decode(json["salt"].as_str().unwrap().as_bytes()).unwrap(), "salt");
        self.secret(&sha256(bytes), "digest of the record");
        self.add(bytes, "record");
        self.add(project(&record).unwrap().bytes(), "claims");
        // The digits of the code, form S.
        let digits = BigUint::from_bytes_be(&[&[1], code.secret().expose().as_slice()].concat()).to_string();
        self.add(digits, "digits of the code");
        let org = OrgId::new(json["org"].as_str().unwrap()).unwrap();
        assert_eq!(Document::of_record(&org, bytes).unwrap().id(), code.id());
    }

    fn secret(&mut self, bytes: &[u8], what: &str) {
        self.add(bytes, what);
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        self.add(reversed, what);
        for text in [
            HEXLOWER.encode(bytes),
            HEXUPPER.encode(bytes),
            BASE32_NOPAD.encode(bytes),
            BASE64_NOPAD.encode(bytes),
            BASE64URL_NOPAD.encode(bytes),
            BigUint::from_bytes_be(bytes).to_string(),
        ] {
            self.add(text, what);
        }
    }

    fn value(&mut self, key: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                members.iter().filter(|(key, _)| !PUBLIC.contains(&key.as_str())).for_each(|(k, v)| self.value(k, v));
            }
            Value::Array(items) => items.iter().for_each(|item| self.value(key, item)),
            Value::String(text) if key != "salt" => self.text(key, text),
            Value::Number(number) => self.mark(key, &number.to_string()),
            _ => {}
        }
    }

    fn text(&mut self, key: &str, text: &str) {
        if let [year, month, day] = text.split('-').collect::<Vec<_>>()[..]
            && let (Ok(y), Ok(m), Ok(d)) = (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>())
        {
            let number = y * 10_000 + m * 100 + d;
            // A number of strict CBOR; four bytes alone are in much by chance.
            self.add([&[0x1a], number.to_be_bytes().as_slice()].concat(), key);
            for date in [
                format!("{y}-{month}-{day}"),
                format!("{day}/{month}/{y}"),
                format!("{d}/{m}/{y}"),
                format!("{day}.{month}.{y}"),
                format!("{y}{month}{day}"),
            ] {
                self.spelled(&date, key);
            }
            return;
        }
        if text.chars().count() < 5 {
            return self.mark(key, text);
        }
        self.spelled(text, key);
        self.spelled(&text.to_uppercase(), key);
        self.spelled(&text.to_lowercase(), key);
        if key.ends_with("name") {
            let plain: String = text.nfd().filter(|letter| letter.is_ascii()).collect();
            self.spelled(&plain.replace("Đ", "D").replace("đ", "d"), key);
            self.spelled(&text.replace(' ', ""), key);
        }
    }

    /// A short text is a leak only where something marks its ends.
    fn mark(&mut self, key: &str, text: &str) {
        for text in [text.to_owned(), text.replace('.', ",")] {
            let length = u8::try_from(text.len()).unwrap();
            // A text of strict CBOR, and what begins behind it: another text, the next row, or the end.
            for next in [0x60, 0x62, 0x63, 0x64, 0x83, 0x84, 0x85] {
                self.add([&[0x60 | length], text.as_bytes(), &[next]].concat(), key);
            }
            for (open, close) in [("\"", "\""), (":", ","), (">", "<"), ("(", ")"), (";", ";")] {
                self.add(format!("{open}{text}{close}"), key);
            }
        }
    }

    fn spelled(&mut self, text: &str, what: &str) {
        let forms: HashSet<String> = [text.nfc().collect(), text.nfd().collect()].into();
        for form in forms {
            self.add(form.as_bytes(), what);
            let units: Vec<u16> = form.encode_utf16().collect();
            self.add(units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(), what);
            self.add(units.iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<u8>>(), what);
            self.add(serde_json::to_string(&form).unwrap().escape_unicode().to_string(), what);
        }
    }

    /// What of it stands in these bytes, or in what they unpack to.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (layer, bytes) in unpacked(bytes) {
            let starts: HashSet<[u8; LEAST]> = bytes.array_windows().copied().collect();
            let here = self.0.iter().filter(|(needle, _)| {
                let start = needle.first_chunk().is_some_and(|start| starts.contains(start));
                start && bytes.windows(needle.len()).any(|window| window == needle.as_slice())
            });
            found.extend(here.map(|(needle, what)| format!("{layer}{what}: {}", needle.escape_ascii())));
        }
        found
    }
}

/// The bytes, and what lies behind one or two codings of parts of them.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(String::new(), bytes.to_vec())];
    let mut place = 0;
    while let Some((layer, bytes)) = all.get(place).cloned() {
        place += 1;
        // Deep enough for what is packed and then coded.
        if layer.matches('/').count() < 2 {
            let inner = runs(&bytes).into_iter().chain(inflated(&bytes));
            all.extend(inner.map(|(coding, inner)| (format!("{layer}{coding}/"), inner)));
        }
    }
    all
}

/// Runs of letters of base64 and hexadecimal, decoded at every alignment.
fn runs(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = Vec::new();
    let is_coded = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    for run in bytes.split(|byte| !is_coded(byte)).filter(|run| run.len() >= RUN) {
        let usual: Vec<u8> = run
            .iter()
            .map(|byte| {
                if *byte == b'-' {
                    b'+'
                } else if *byte == b'_' {
                    b'/'
                } else {
                    *byte
                }
            })
            .collect();
        for start in 0..4 {
            let part = usual.get(start..).unwrap_or_default();
            let whole = BASE64.decode(&part[..part.len() / 4 * 4]);
            found.extend(BASE64_NOPAD.decode(part).or(whole).ok().map(|decoded| ("base64", decoded)));
        }
        for start in 0..2 {
            let part = run.get(start..).unwrap_or_default().to_ascii_lowercase();
            found.extend(HEXLOWER.decode(&part[..part.len() / 2 * 2]).ok().map(|decoded| ("hex", decoded)));
        }
    }
    found
}

/// Whatever inflates, from where a header of zlib, gzip or zip could stand.
fn inflated(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = Vec::new();
    for (at, pair) in bytes.array_windows::<2>().enumerate() {
        let rest = &bytes[at..];
        let mut out = Vec::new();
        let read = match pair {
            [0x78, 0x01 | 0x5e | 0x9c | 0xda] => {
                flate2::read::ZlibDecoder::new(rest).take(1 << 20).read_to_end(&mut out)
            }
            [0x1f, 0x8b] => flate2::read::GzDecoder::new(rest).take(1 << 20).read_to_end(&mut out),
            _ => continue,
        };
        if (read.is_ok() || !out.is_empty()) && out.len() >= LEAST {
            found.push(("deflate", out));
        }
    }
    found
}

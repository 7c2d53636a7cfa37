//! A small public key infrastructure out of a seed: a root, up to three authorities, a person, and a list
//! of each. Each part is right most of the time.

use super::certificate::{Certificate, authority, extension, key_usage, no_authority};
use super::der::{Der, int, null, of, oid, pem, seq, set, time, tlv, utf8};
use super::keys::Key;
use super::list::{COMPROMISE, HOLD, List, POINT, SUPERSEDED, entry};

/// Numbers that only look random: SplitMix64 (Steele, Lea, Flood 2014).
pub struct Seed(u64);

impl Seed {
    pub fn new(number: u64) -> Self {
        Self(number.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// True once in `times`.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// All of it in PEM; the story tells what is odd.
#[derive(Default)]
pub struct Infrastructure {
    pub root: String,
    pub between: String,
    pub leaf: String,
    pub lists: String,
    pub story: Vec<String>,
}

const KEYS: [&str; 6] = ["path-root", "path-second", "path-middle", "path-below", "path-responder", "path-person"];
const NAMES: [&str; 6] = ["Gốc", "CA một", "CA hai", "CA ba", "CA bốn", "Người ký"];

/// C=…, CN=…
fn name(country: &str, common: &str) -> Der {
    let part = |kind: &str, value: Der| set([seq([oid(kind), value])]);
    seq([part("2.5.4.6", tlv(0x13, country.as_bytes())), part("2.5.4.3", utf8(common))])
}

impl Infrastructure {
    pub fn out_of(seed: &mut Seed) -> Self {
        let mut made = Self::default();
        let depth = 1 + seed.below(3) as usize;
        let keys: Vec<Key> = KEYS.iter().map(|key| Key::named(key)).collect();
        // The root, then authorities, then the person, who has the last key.
        let mut whose: Vec<usize> = (0..=depth).collect();
        whose.push(5);
        let renews = depth > 1 && seed.once_in(6);
        let subject = |index: usize| if renews && index == depth { NAMES[index - 1] } else { NAMES[whose[index]] };
        if renews {
            made.story.push(format!("{depth} is self-issued"));
        }
        for index in 0..whose.len() {
            let above = index.saturating_sub(1);
            let is_person = index == whose.len() - 1;
            let (key, issuer_key) = (&keys[whose[index]], &keys[whose[above]]);
            let serial = 10 + index as u64;
            let mut one = if is_person {
                Certificate::person(subject(index), serial, key, subject(above), issuer_key)
            } else {
                Certificate::authority(subject(index), serial, key, subject(above), issuer_key)
            };
            one.subject = name("VN", subject(index));
            one.issuer = name("VN", subject(above));
            if index > 0 {
                made.oddities(seed, index, is_person, &mut one);
            } else if seed.once_in(12) {
                let length = seed.one_of(&[0, 2, 3, 3]);
                made.story.push(format!("root has length {length}"));
                one = one.replacing("2.5.29.19", Some(authority(Some(length))));
            }
            let mut signer = issuer_key;
            if index > 0 && seed.once_in(50) {
                made.story.push(format!("{index} signed by a stranger"));
                signer = &keys[4];
            }
            let text = pem("CERTIFICATE", &one.signed_by(signer));
            match (index, is_person) {
                (0, _) => made.root = text,
                (_, true) => made.leaf = text,
                _ => made.between.push_str(&text),
            }
            if !is_person {
                made.list(seed, index, (subject(index), KEYS[whose[index]]));
            }
        }
        made
    }

    /// What is wrong, or merely unusual, with one certificate.
    fn oddities(&mut self, seed: &mut Seed, index: usize, is_person: bool, one: &mut Certificate) {
        let mut tell = |what: &str| self.story.push(format!("{index} {what}"));
        let replace = |one: &mut Certificate, kind: &str, by: Option<Der>| *one = one.clone().replacing(kind, by);
        if !is_person {
            match seed.below(40) {
                0..8 => {
                    let length = seed.one_of(&[0, 1, 2, 3, 3]);
                    tell(&format!("has length {length}"));
                    replace(one, "2.5.29.19", Some(authority(Some(length))));
                }
                8 => {
                    tell("is no authority");
                    replace(one, "2.5.29.19", seed.one_of(&[true, false]).then(no_authority));
                }
                9 => {
                    let bits: &[u8] = seed.one_of(&[&[0, 6], &[5], &[0, 1]]);
                    tell(&format!("has usage {bits:?}"));
                    replace(one, "2.5.29.15", Some(key_usage(bits)));
                }
                10..14 => {
                    let (what, constraints) = constraints(seed);
                    tell(&what);
                    one.extensions.push(constraints);
                }
                _ => {}
            }
        } else if seed.once_in(2) {
            let kind = seed.one_of(&[0x81, 0x82, 0x86]);
            let text = seed.one_of(&NAMED);
            let text = match kind {
                0x81 => format!("hieu@{text}"),
                0x86 => format!("https://{text}/x"),
                _ => text.to_owned(),
            };
            tell(&format!("is also {text}"));
            one.extensions.push(extension("2.5.29.17", false, seq([tlv(kind, text.as_bytes())])));
        }
        match seed.below(100) {
            0 => {
                tell("has expired");
                one.not_after = time("260531000000Z");
            }
            1 => {
                tell("ends this second");
                one.not_after = time("260601010000Z");
            }
            2 => {
                tell("begins tomorrow");
                one.not_before = time("260602000000Z");
            }
            3 => {
                tell("begins this second");
                one.not_before = time("260601010000Z");
            }
            4 => {
                tell("has an unknown critical extension");
                one.extensions.push(extension("1.3.6.1.4.1.55555.3", true, null()));
            }
            5 => {
                tell("has an unknown extension");
                one.extensions.push(extension("1.3.6.1.4.1.55555.3", false, null()));
            }
            // An authority's name stands in the certificates below it, too.
            6 if is_person => {
                tell("is of another country");
                one.subject = name("US", NAMES[5]);
            }
            7 => {
                tell("has a negative serial number");
                one.serial = tlv(2, &[0x80]);
            }
            _ => {}
        }
    }

    /// The list of one authority about those directly below it.
    fn list(&mut self, seed: &mut Seed, index: usize, whose: (&str, &str)) {
        let mut tell = |what: &str| self.story.push(format!("list {index} {what}"));
        let mut list = List::of(whose);
        list.issuer = name("VN", whose.0);
        let below = int(11 + index as u64);
        match seed.below(60) {
            0 => {
                tell("is missing");
                return;
            }
            1 => {
                let reason = seed.one_of(&[COMPROMISE, SUPERSEDED, HOLD]);
                tell("revokes the one below");
                list.entries.push(entry(below, reason, &[]));
            }
            2 => {
                tell("revokes someone else");
                list.entries.push(entry(int(99), COMPROMISE, &[]));
            }
            3 => {
                tell("is out of date");
                list.next_update = time("260531000000Z");
            }
            4 => {
                tell("is of tomorrow");
                list.this_update = time("260602000000Z");
            }
            5 => {
                tell("is signed by a stranger");
                list.key = KEYS[4].to_owned();
            }
            6 => {
                let users = seed.one_of(&[true, false]);
                tell(if users { "is of users" } else { "is of authorities" });
                let flag = tlv(if users { 0x81 } else { 0x82 }, &[0xff]);
                list = list.with(extension(POINT, true, seq([flag])));
            }
            7 => {
                tell("has an unknown critical extension");
                list = list.with(extension("1.3.6.1.4.1.55555.3", true, null()));
            }
            8 => {
                tell("is of some reasons");
                list = list.with(extension(POINT, true, seq([tlv(0x83, &[6, 0x40])])));
            }
            9 => {
                tell("is of a point that nobody has");
                let name = of(0xa0, [of(0xa0, [tlv(0x86, b"http://crl.example.vn/1")])]);
                list = list.with(extension(POINT, true, seq([name])));
            }
            _ => {}
        }
        self.lists.push_str(&pem("X509 CRL", &list.signed()));
    }
}

const NAMED: [&str; 4] = ["edu.vn", "hue.edu.vn", "fakeedu.vn", "example.com"];

/// Name constraints of one subtree.
fn constraints(seed: &mut Seed) -> (String, Der) {
    let (text, base) = match seed.below(5) {
        0 => ("VN".to_owned(), tlv(0xa4, &seq([set([seq([oid("2.5.4.6"), tlv(0x13, b"VN")])])]))),
        1 => ("US".to_owned(), tlv(0xa4, &seq([set([seq([oid("2.5.4.6"), tlv(0x13, b"US")])])]))),
        kind => {
            let host = seed.one_of(&NAMED);
            let text = if seed.once_in(3) && kind != 3 { format!(".{host}") } else { host.to_owned() };
            let tag = [0x81, 0x82, 0x86][kind as usize - 2];
            (format!("{tag:x}:{text}"), tlv(tag, text.as_bytes()))
        }
    };
    let is_permitted = seed.one_of(&[true, false]);
    let subtrees = of(if is_permitted { 0xa0 } else { 0xa1 }, [seq([base])]);
    let what = if is_permitted { "may name only" } else { "may not name" };
    (format!("{what} {text}"), extension("2.5.29.30", true, seq([subtrees])))
}

//! Records: the salt that must be there, once, at the top.

use serde_json::Value;

use super::case;
use crate::given::text;

pub fn cases(vectors: &Value) -> Vec<Value> {
    let record = text(&vectors["documents"][0], "record");
    let parsed: Value = serde_json::from_str(record).unwrap();
    let salt = text(&parsed, "salt");
    let member = format!("\"salt\":\"{salt}\",");
    let with = |other: &str| record.replacen(salt, other, 1);
    let without = record.replacen(&member, "", 1);
    let missing = [
        ("no salt", without.clone()),
        ("an empty salt", with("")),
        ("a salt of 21 characters", with(&salt[..21])),
        ("a salt of 23 characters", with(&format!("{salt}A"))),
        ("a salt with padding", with(&format!("{salt}=="))),
        // The last of 22 characters has four bits that must be zero.
        ("a salt with bits behind its end", with(&format!("{}B", &salt[..21]))),
        ("a salt in the other alphabet", with(&format!("+{}", &salt[1..]))),
        ("a salt further inside only", without.replacen("\"copy\":{", &format!("\"copy\":{{{member}"), 1)),
    ];
    let mut cases: Vec<Value> =
        missing.into_iter().map(|(story, given)| case("record", story, given, Some("RECORD_SALT_MISSING"))).collect();
    for (story, given) in [
        ("two salts", record.replacen(&member, &format!("{member}{member}"), 1)),
        ("a member twice further inside", record.replacen("\"copy\":{", "\"copy\":{\"copy_register_no\":\"1\",", 1)),
        ("bytes behind", format!("{record}0")),
        ("no object", "[]".to_owned()),
        ("an array of its first members", format!("[\"certified-copy/1\",\"thpt-mau.hue\",\"{salt}\"]")),
    ] {
        cases.push(case("record", story, given, Some("RECORD_MALFORMED")));
    }
    cases.push(case("record", "as it was planned", record, None));
    cases
}

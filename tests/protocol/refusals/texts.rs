//! Texts of codes.

use serde_json::Value;

use super::{case, document};
use crate::given::{bytes, text};

const MALFORMED: &str = "CODE_MALFORMED";

fn decimal(bytes: &[u8]) -> String {
    num_bigint::BigUint::from_bytes_be(bytes).to_string()
}

pub fn cases(vectors: &Value) -> Vec<Value> {
    let s = text(document(vectors), "s");
    let f = text(document(vectors), "f");
    let id = text(document(vectors), "id_text");
    let (address, digits) = s.split_once('#').unwrap();
    let with_digits = |digits: &str| format!("{address}#{digits}");
    let with_host = |host: &str| s.replacen("VB.MAU.EDU.VN", host, 1);
    let with_id = |id_text: &str| s.replacen(id, id_text, 1);
    let opening = bytes(document(vectors), "opening");
    let longest = format!("{}.{}", "A".repeat(29), "B".repeat(30));
    let malformed = [
        ("no text", String::new()),
        ("another scheme", s.replacen("HTTPS", "HTTP", 1)),
        ("another path", s.replacen("/V/", "/W/", 1)),
        ("user information", with_host("A@VB.MAU.EDU.VN")),
        ("a port", with_host("VB.MAU.EDU.VN:443")),
        ("a trailing dot", with_host("VB.MAU.EDU.VN.")),
        ("one label", with_host("VB")),
        ("an empty label", with_host("VB..EDU.VN")),
        ("a percent sign", with_host("VB%2EMAU.EDU.VN")),
        ("a letter outside ASCII", with_host("VB.MẪU.EDU.VN")),
        ("a letter that becomes ASCII in upper case", with_host("\u{212a}B.EDU.VN")),
        ("a host of 61 characters", with_host(&format!("{longest}C"))),
        ("a query", s.replacen('#', "?a=1#", 1)),
        ("a slash behind the identifier", s.replacen('#', "/#", 1)),
        ("a second #", s.replacen('#', "##", 1)),
        ("no #", s.replacen('#', "", 1)),
        ("an identifier of 25 characters", with_id(&id[..25])),
        ("an identifier of 27 characters", with_id(&format!("{id}A"))),
        ("an identifier that ends in B", with_id(&format!("{}B", &id[..25]))),
        ("a leading zero", with_digits(&format!("0{digits}"))),
        ("38 digits", with_digits(&digits[..38])),
        ("1001 digits", with_digits(&"2".repeat(1001))),
        ("a sign", with_digits(&format!("+{digits}"))),
        ("digits of another script", with_digits(&digits.replace('1', "١"))),
        ("a space behind it", format!("{s} ")),
        ("S of 16 bytes", with_digits(&decimal(&[&[1][..], &[9; 15]].concat()))),
        ("S of 18 bytes", with_digits(&decimal(&[&[1][..], &[9; 17]].concat()))),
    ];
    let mut cases: Vec<Value> =
        malformed.into_iter().map(|(story, given)| case("code", story, given, Some(MALFORMED))).collect();
    for wrong in ['0', '1', '8', '9'] {
        let given = with_id(&format!("{wrong}{}", &id[1..]));
        cases.push(case("code", format!("{wrong} in the identifier"), given, Some(MALFORMED)));
    }
    // A number does not keep a zero in front: the byte behind it names the form.
    for form in [0, 3, 255] {
        let given = with_digits(&decimal(&[&[form], &opening[1..]].concat()));
        cases.push(case("code", format!("first byte {form}"), given, Some("CODE_VERSION_UNKNOWN")));
    }
    let listed = with_host("XN--MU-TFA.EDU.VN");
    cases.push(case("code", "a host in punycode that no directory lists", listed, Some("CODE_HOST_NOT_LISTED")));
    for (story, given) in [
        ("as it is printed", s.to_owned()),
        ("in lower case", s.to_lowercase()),
        ("in either case", s.replacen("HTTPS", "hTtPs", 1).replacen("/V/", "/v/", 1)),
        ("a host of 60 characters", with_host(&longest)),
        ("the form F", f.to_owned()),
        ("the form F in lower case", f.to_lowercase()),
    ] {
        cases.push(case("code", story, given, None));
    }
    cases
}

//! Claims, and the openings that carry them.

use serde_json::Value;

use super::{document, limited, refused, taken};
use crate::given::{bytes, text, unhex};

/// The claims of the document, with one byte string in place of another.
fn changed_claims(vectors: &Value, from: &str, to: &str) -> Vec<u8> {
    let claims = text(document(vectors), "claims");
    assert!(claims.contains(from), "{from} in {claims}");
    unhex(&claims.replacen(from, to, 1))
}

pub fn of_claims(vectors: &Value) -> Vec<Value> {
    // The middle of the holder's name, which is «Lê Văn Đức».
    let name = "2056c4836e20";
    let malformed = [
        ("a key less", "0c03", ""),
        ("bytes behind", "0c03", "0c0300"),
        ("an undefined key", "0c03", "0d01"),
        ("a key of another kind", "0c03", "181a01"),
        ("a diploma that is not defined", "0c03", "0c0e"),
        ("a diploma as text", "0c03", "0c6133"),
        ("a date of birth as text", "041a", "0464"),
        ("a month of 13", "041a013269dd", "041a01326aa5"),
        ("a day without a month", "041a013269dd", "041a01326591"),
        ("no year", "041a013269dd", "0400"),
        ("an indefinite map", "ab0110", "bf0110"),
        ("one entry too many", "ab0110", "ac0110"),
        ("keys exchanged", "01100201", "02010110"),
        ("a key twice", "01100201", "01100110"),
        ("a long form", "0110", "011810"),
        ("a tag", "0110", "01c010"),
        ("a negative number", "0110", "0120"),
        ("null", "0c03", "0cf6"),
        ("a float", "0c03", "0cf93c00"),
        ("an integer above 2^53 - 1", "0c03", "0c1b0020000000000000"),
        ("a decomposed letter", name, "2061cc826e20"),
        ("a bidirectional control", name, "20e280ae6e20"),
        ("a zero-width character", name, "20e2808b6e20"),
        ("a control character", name, "200a20"),
        ("a character for private use", name, "20ee808020"),
        ("a line separator", name, "20e280a820"),
        ("a surrogate", name, "20eda08020"),
        ("bytes that are no UTF-8", name, "20c320"),
        ("a text without an end", "0c03", "0c7f6133ff"),
        ("bytes without an end", "0c03", "0c5f4133ff"),
        ("an array without an end", "0c03", "0c9f03ff"),
        ("true", "0c03", "0cf5"),
        ("a length in a long form", "0c03", "0c780133"),
        ("a map in a long form", "ab0110", "b80b0110"),
        ("nested in five arrays and maps", "0c03", "0c8181818100"),
    ];
    let mut cases: Vec<Value> = malformed
        .iter()
        .map(|(story, from, to)| refused("claims", story, &changed_claims(vectors, from, to), "CLAIMS_MALFORMED"))
        .collect();
    let behind = [changed_claims(vectors, "0110", "0111"), vec![0]].concat();
    cases.push(refused("claims", "an unknown kind that is not strict", &behind, "CLAIMS_MALFORMED"));
    cases.push(refused("claims", "no map", &[1], "CLAIMS_MALFORMED"));
    // Of a kind that nobody knows only the strictness is judged: what these differ in is the bound alone.
    for (story, value, code) in [
        ("of four arrays and maps", "81818100", "CLAIMS_VERSION_UNKNOWN"),
        ("of five", "8181818100", "CLAIMS_MALFORMED"),
        ("of 2^53 - 1", "1b001fffffffffffff", "CLAIMS_VERSION_UNKNOWN"),
        ("of 2^53", "1b0020000000000000", "CLAIMS_MALFORMED"),
    ] {
        let unknown = unhex(&format!("a30118c8020103{value}"));
        cases.push(refused("claims", format!("an unknown kind, {story}"), &unknown, code));
    }
    for (story, from, to) in [
        ("kind 17", "0110", "0111"),
        ("kind 3", "0110", "0103"),
        ("version 2", "01100201", "01100202"),
        ("version 0", "01100201", "01100200"),
    ] {
        cases.push(refused("claims", story, &changed_claims(vectors, from, to), "CLAIMS_VERSION_UNKNOWN"));
    }
    cases.extend(limited("claims", &[], 64 << 10, "CLAIMS_MALFORMED", "LIMIT_CLAIMS"));
    cases.push(taken("claims", "as they are", &bytes(document(vectors), "claims")));
    cases
}

pub fn of_openings(vectors: &Value) -> Vec<Value> {
    let honest = bytes(document(vectors), "opening");
    let with = |place: usize, byte: u8| {
        let mut opening = honest.clone();
        opening[place] = byte;
        opening
    };
    let path_ends = 28 + 32 * usize::from(honest[27]);
    let mut cases = vec![
        refused("opening", "a path of four", &with(27, 4), "OPENING_MALFORMED"),
        refused("opening", "no claims", &honest[..path_ends], "OPENING_MALFORMED"),
        refused("opening", "bytes behind the claims", &[honest.clone(), vec![0]].concat(), "CLAIMS_MALFORMED"),
        refused("opening", "claims cut", &honest[..honest.len() - 1], "CLAIMS_MALFORMED"),
        refused("opening", "a path that is shorter than it says", &with(27, honest[27] - 1), "CLAIMS_MALFORMED"),
    ];
    for form in [0, 1, 3, 255] {
        cases.push(refused("opening", format!("first byte {form}"), &with(0, form), "OPENING_MALFORMED"));
    }
    for cut in [0, 1, 8, 10, 26, 27, 28, 59, path_ends - 1] {
        cases.push(refused("opening", format!("cut at {cut}"), &honest[..cut], "OPENING_MALFORMED"));
    }
    let most = 28 + 3 * 32 + (64 << 10);
    cases.extend(limited("opening", &[], most, "OPENING_MALFORMED", "LIMIT_OPENING"));
    cases.push(taken("opening", "as it is", &honest));
    cases
}

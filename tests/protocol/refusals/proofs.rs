//! Openings under manifests that do not hold them.

use serde_json::{Value, json};

use super::{case, document, flipped};
use crate::given::{array, bytes, hex, text, unhex};

pub fn cases(vectors: &Value) -> Vec<Value> {
    let document = document(vectors);
    let (id, opening): ([u8; 16], Vec<u8>) = (array(document, "id"), bytes(document, "opening"));
    let manifest = bytes(vectors, "manifest");
    let judged = |story: String, id: &[u8], opening: &[u8], manifest: &[u8], code| {
        let given = json!({"id": hex(id), "opening": hex(opening), "manifest": hex(manifest)});
        case("proof", story, given, code)
    };
    let refused = |story, id: &[u8], opening: &[u8], manifest: &[u8]| {
        judged(story, id, opening, manifest, Some("NOT_IN_MANIFEST"))
    };
    let mut cases: Vec<Value> = [("batch", 1), ("index", 10), ("secret", 11), ("path", 28), ("path", 123)]
        .iter()
        .map(|(field, place)| refused(format!("{field} one bit off"), &id, &flipped(&opening, *place), &manifest))
        .collect();
    let serial = opening.windows(4).position(|at| at == b"0000").unwrap();
    cases.push(refused("claims one bit off".into(), &id, &flipped(&opening, serial), &manifest));
    cases.push(refused("identifier one bit off".into(), &flipped(&id, 0), &opening, &manifest));
    let org = manifest.windows(12).position(|at| at == b"thpt-mau.hue").unwrap();
    cases.push(refused("another organisation".into(), &id, &opening, &flipped(&manifest, org)));
    let flat = bytes(&vectors["height0"], "manifest");
    cases.push(refused("another batch".into(), &id, &opening, &flat));
    cases.push(refused("no documents".into(), &id, &opening, &bytes(&vectors["empty"], "manifest")));
    let shorter = [&opening[..27], &[2], &opening[28..92], &opening[124..]].concat();
    cases.push(refused("a path one hash shorter".into(), &id, &shorter, &manifest));
    let reordered = [&opening[..28], &opening[60..92], &opening[28..60], &opening[92..]].concat();
    cases.push(refused("two hashes of the path exchanged".into(), &id, &reordered, &manifest));
    let root = |place: usize| unhex(vectors["roots"][place].as_str().unwrap());
    let at = manifest.windows(64).position(|at| at == [root(0), root(1)].concat()).unwrap();
    let exchanged = [&manifest[..at], &root(1), &root(0), &manifest[at + 64..]].concat();
    cases.push(refused("roots exchanged".into(), &id, &opening, &exchanged));
    let own = unhex(text(document, "leaf"));
    let beyond = [&opening[..9], &[0, 11], &opening[11..]].concat();
    cases.push(refused("an index of the count".into(), &id, &beyond, &manifest));
    for (story, path) in [("its own leaf in the path", own), ("the root in the path", root(0))] {
        let with = [&opening[..92], &path, &opening[124..]].concat();
        cases.push(refused(story.into(), &id, &with, &manifest));
    }
    cases.push(judged("as it is".into(), &id, &opening, &manifest, None));
    cases
}

//! The codes of the published vectors, computed again from their records.

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use serde_json::Value;
use vanbang::document::code::{Code, Form, Id, parse};

fn text<'a>(document: &'a Value, member: &str) -> &'a str {
    document[member].as_str().unwrap_or_else(|| panic!("{member} is missing"))
}

fn check_documents(vectors: &Value) -> usize {
    let host = text(vectors, "host");
    let documents = vectors["documents"].as_array().expect("documents");
    for document in documents {
        let code = Code::derive(text(document, "record").as_bytes());
        assert_eq!(HEXLOWER.encode(code.id().as_bytes()), text(document, "id"));
        assert_eq!(HEXLOWER.encode(code.secret().expose()), text(document, "secret"));
        assert_eq!(code.id().text(), text(document, "id_text"));
        assert_eq!(Id::parse(text(document, "id_text")), Ok(code.id()));
        assert_eq!(code.s_text(host).unwrap(), text(document, "s"));

        let parsed = parse(text(document, "s")).unwrap();
        assert_eq!((parsed.host, parsed.id), (host.to_ascii_lowercase(), code.id()));
        assert_eq!(parsed.form, Form::S(code.secret().clone()));

        if let Some(f) = document["f"].as_str() {
            let parsed = parse(f).unwrap();
            let Form::F(opening) = parsed.form else { panic!("not the F form: {f}") };
            assert_eq!(HEXLOWER.encode(&opening), text(document, "opening"));
            assert_eq!(code.f_text(host, &opening).unwrap(), f);
        }
    }
    documents.len()
}

fn ours(name: &str) -> Value {
    let path = format!("{}/test-vectors/code/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn our_selection() {
    assert_eq!(check_documents(&ours("s-form.json")), 2);
}

/// Annex D, the text of the code.
#[test]
fn what_is_no_code_is_refused_by_name() {
    let table = ours("text.json");
    let cases = |of: &str| table[of].as_array().unwrap().clone();
    for case in cases("accepted") {
        let parsed = parse(text(&case, "text")).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(parsed.id.text(), "SREBT4PBD5YYO2DV7KIZGX2SF4", "{case}");
    }
    for case in cases("refused") {
        let error = parse(text(&case, "text")).expect_err(&case.to_string());
        assert_eq!(error.code(), text(&case, "code"), "{case}");
        assert!(!error.message_vi().is_empty() && !error.hint().0.is_empty());
    }
    assert_eq!((cases("accepted").len(), cases("refused").len()), (8, 53));
}

#[test]
fn all_published_vectors_when_they_are_at_hand() {
    let Some(corpus) = std::env::var_os("VANBANG_CORPUS") else {
        return;
    };
    let path = PathBuf::from(corpus).join("..").join("protocol-vectors.json");
    let vectors = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(check_documents(&vectors) >= 10);
}

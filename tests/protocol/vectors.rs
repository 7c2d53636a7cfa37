//! Every value of a file of vectors, computed again.

use serde_json::Value;
use vanbang::document::code::{Code, Form, Id, parse};
use vanbang::document::manifest::{
    BatchId, Claims, Content, Document, Envelope, Error, Height, Leaves, Opening, Publication, Published, leaf,
};
use vanbang::document::record::{OrgId, Salt};
use vanbang::signature::crypto::sha256;

use crate::given::{Vectors, array, bytes, hex, text};

/// The salt of a record that need not be one of ours.
fn salt(record: &str) -> Salt {
    let record: Value = serde_json::from_str(record).unwrap();
    Salt::parse(text(&record, "salt")).unwrap()
}

fn org(vectors: &Value) -> OrgId {
    OrgId::new(text(vectors, "org")).unwrap()
}

fn documents(vectors: &Value) -> &Vec<Value> {
    vectors["documents"].as_array().expect("documents")
}

fn prepared(document: &Value) -> Document {
    let record = text(document, "record");
    let claims = Claims::parse(&bytes(document, "claims")).unwrap();
    Document::new(Code::derive(record.as_bytes()), salt(record), claims)
}

fn check_leaves(vectors: &Value) -> Leaves {
    let (org, batch) = (org(vectors), BatchId::from_bytes(array(vectors, "batch")));
    let height = Height::new(vectors["height"].as_u64().unwrap()).unwrap();
    // The order in which documents come does not matter.
    let given: Vec<Document> = documents(vectors).iter().rev().map(prepared).collect();
    let leaves = Leaves::with_height(&org, batch, height, given).unwrap();
    let roots: Vec<String> = leaves.roots().iter().map(|root| hex(root)).collect();
    assert_eq!(serde_json::json!(roots), vectors["roots"]);
    for document in documents(vectors) {
        let id = Id::from_bytes(array(document, "id"));
        let found = leaves.find(&id).unwrap();
        assert_eq!(u64::from(found.opening.index()), document["index"].as_u64().unwrap());
        let path: Vec<String> = found.opening.path().iter().map(|hash| hex(hash)).collect();
        assert_eq!(serde_json::json!(path), document["path"]);
        assert_eq!(hex(&found.opening.to_bytes()), text(document, "opening"));
        let secret = found.opening.secret();
        assert_eq!(hex(secret.expose()), text(document, "secret"));
        assert_eq!(hex(&leaf(&org, &batch, &id, secret, &bytes(document, "claims"))), text(document, "leaf"));
    }
    leaves
}

fn check_codes(vectors: &Value) {
    for document in documents(vectors) {
        let code = Code::derive(text(document, "record").as_bytes());
        assert_eq!(code.id().text(), text(document, "id_text"));
        assert_eq!(code.s_text(text(vectors, "host")).unwrap(), text(document, "s"));
        let parsed = parse(text(document, "f")).unwrap();
        let Form::F(opening) = parsed.form else { panic!("not the form F") };
        assert_eq!((parsed.id, hex(&opening)), (code.id(), text(document, "opening").to_owned()));
    }
}

fn check_envelopes(vectors: &Value) -> Publication {
    let mut published = Vec::new();
    for document in documents(vectors) {
        let id = Id::from_bytes(array(document, "id"));
        let opening = Opening::parse(&bytes(document, "opening")).unwrap();
        let envelope = Envelope::seal(&id, &opening, &array(document, "envelope_salt")).unwrap();
        assert_eq!(hex(&envelope.digest()), text(document, "envelope_sha256"));
        assert_eq!(Envelope::open(envelope.bytes(), &id, opening.secret()), Ok(opening));
        let kind = Claims::parse(&bytes(document, "claims")).unwrap().kind();
        published.push(Published { id, kind, envelope: envelope.digest() });
        if document["index"] == 0 {
            assert_eq!(hex(envelope.bytes()), text(vectors, "envelope_of_index_0"));
        }
    }
    published.reverse();
    let list = Publication::of(published).unwrap();
    assert_eq!(hex(list.bytes()), text(vectors, "publication_list"));
    assert_eq!(hex(&list.digest()), text(vectors, "publication"));
    assert_eq!(Publication::parse(list.bytes()), Ok(list.clone()));
    list
}

fn check_manifest(vectors: &Value, leaves: &Leaves, list: &Publication) -> Content {
    let content = Content::parse(&bytes(vectors, "manifest")).unwrap();
    assert_eq!(hex(content.digest()), text(vectors, "manifest_sha256"));
    assert_eq!(content.time().seconds(), vectors["manifest_time"].as_u64().unwrap());
    let unsigned = leaves.unsigned(Some(list.digest()), content.sealed().template);
    assert_eq!(content.sealed(), &unsigned);
    let completed = unsigned.complete(content.time(), None, content.delegation().copied()).unwrap();
    assert_eq!(completed, content);
    for document in documents(vectors) {
        let (id, opening) = (Id::from_bytes(array(document, "id")), bytes(document, "opening"));
        let sealed = content.proves(&id, &Opening::parse(&opening).unwrap()).unwrap();
        assert_eq!(hex(sealed.claims().bytes()), text(document, "claims"));
        assert_eq!(sealed.org(), &org(vectors));
    }
    content
}

fn check_other_manifests(vectors: &Value) {
    let flat = Content::parse(&bytes(&vectors["height0"], "manifest")).unwrap();
    assert_eq!(hex(flat.digest()), text(&vectors["height0"], "sha256"));
    assert_eq!(hex(flat.batch().as_bytes()), text(&vectors["height0"], "batch"));
    let opening = Opening::parse(&bytes(&vectors["height0"], "opening_of_index_1")).unwrap();
    let second = documents(vectors).iter().find(|document| document["index"] == 1).unwrap();
    assert!(flat.proves(&Id::from_bytes(array(second, "id")), &opening).is_ok());

    let empty = Content::parse(&bytes(&vectors["empty"], "manifest")).unwrap();
    assert_eq!(hex(empty.digest()), text(&vectors["empty"], "sha256"));
    assert_eq!(empty.count(), 0);
    assert_eq!(empty.proves(&Id::from_bytes(array(second, "id")), &opening), Err(Error::NotInManifest));
}

fn check_all(vectors: &Value) {
    check_codes(vectors);
    let leaves = check_leaves(vectors);
    let list = check_envelopes(vectors);
    check_manifest(vectors, &leaves, &list);
    check_other_manifests(vectors);
    assert_eq!(hex(&sha256(&bytes(vectors, "manifest"))), text(vectors, "manifest_sha256"));
}

#[test]
fn the_published_ones_when_they_are_at_hand() {
    if let Some(Vectors(vectors)) = Vectors::published() {
        assert_eq!(documents(&vectors).len(), 13);
        check_all(&vectors);
    }
}

//! Every value of a file of vectors, computed again.

use serde_json::Value;
use vanbang::document::code::{Code, Form, Id, parse};
use vanbang::document::manifest::status::{AtHand, Part, SignedHead, Standing, State, StatusToken, standing};
use vanbang::document::manifest::{
    BatchId, Claims, Content, Document, Envelope, Error, Height, Leaves, Opening, Publication, Published, leaf,
};
use vanbang::document::record::{OrgId, Salt};
use vanbang::signature::crypto::sha256;

use crate::given::{Vectors, array, bytes, hex, made, text};

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
        let host = text(vectors, "host");
        assert_eq!(code.s_text(host).unwrap(), text(document, "s"));
        let Form::S(secret) = parse(text(document, "s")).unwrap().form else { panic!("not the form S") };
        assert_eq!(hex(secret.expose()), text(document, "secret"));
        // What needs more than 1000 digits has no code of the form F.
        let opening = bytes(document, "opening");
        assert_eq!(code.f_text(host, &opening).ok().as_deref(), document["f"].as_str());
        if let Some(f) = document["f"].as_str() {
            let parsed = parse(f).unwrap();
            let Form::F(read) = parsed.form else { panic!("not the form F") };
            assert_eq!((parsed.id, &*read), (code.id(), &opening));
        }
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

fn check_status(vectors: &Value, content: &Content) {
    let part = Part::parse(&bytes(vectors, "status_part")).unwrap();
    assert_eq!(hex(part.digest()), text(vectors, "status_part_sha256"));
    let again = Part::of(part.org(), part.list(), part.batches().to_vec(), part.entries().to_vec()).unwrap();
    assert_eq!(again, part);

    let (head, signature) = (bytes(vectors, "status_head"), bytes(vectors, "status_signature"));
    let length = u32::try_from(head.len()).unwrap().to_be_bytes();
    let file = [b"VBS1".as_slice(), &length, &head, &signature].concat();
    let head = SignedHead::parse(&file).unwrap();
    assert_eq!(head.to_bytes(), file);
    assert_eq!(hex(head.head().digest()), text(vectors, "status_head_sha256"));
    let key = content.delegation().unwrap().key;
    assert_eq!(hex(key.as_bytes()), text(vectors, "status_public"));
    head.verify(&key).unwrap();

    let manifest = Some(content);
    let at_hand = AtHand { manifest, head: Some(&head), part: Some(&part), delegating: manifest, ..AtHand::default() };
    let now = head.head().statement().issued;
    for document in documents(vectors) {
        let id = Id::from_bytes(array(document, "id"));
        let token = StatusToken::of(&id);
        assert_eq!(hex(token.as_bytes()), text(document, "status_token"));
        let expected = match part.entry(&token) {
            None => Standing::InForce,
            Some(entry) if entry.state == State::Superseded => Standing::Superseded(*entry),
            Some(entry) => Standing::Withdrawn(Some(*entry)),
        };
        assert_eq!(standing(&org(vectors), &id, &at_hand, now).standing, expected);
    }
    let in_force = documents(vectors).len() - part.entries().len();
    assert!(!part.entries().is_empty() && in_force > 1);
}

fn check_all(vectors: &Value) {
    check_codes(vectors);
    let leaves = check_leaves(vectors);
    let list = check_envelopes(vectors);
    let content = check_manifest(vectors, &leaves, &list);
    check_other_manifests(vectors);
    check_status(vectors, &content);
    assert_eq!(hex(&sha256(&bytes(vectors, "manifest"))), text(vectors, "manifest_sha256"));
}

#[test]
fn our_own() {
    check_all(&made());
}

/// Of our own vectors the claims are what the records project to.
#[test]
fn our_own_records_project_to_their_claims() {
    let vectors = made();
    for document in documents(&vectors) {
        let derived = Document::of_record(&org(&vectors), text(document, "record").as_bytes()).unwrap();
        let given = prepared(document);
        assert_eq!((derived.id(), derived.claims()), (given.id(), given.claims()));
        assert_eq!(given.claims().json(), document["facts"]);
    }
}

#[test]
fn the_published_ones_when_they_are_at_hand() {
    if let Some(Vectors(vectors)) = Vectors::published() {
        assert_eq!(documents(&vectors).len(), 13);
        check_all(&vectors);
    }
}

//! Every cap of the protocol: the value passes, one more is its limit.

use std::collections::BTreeMap;

use vanbang::document::code::{Id, parse};
use vanbang::document::manifest::limits::{self, Limit};
use vanbang::document::manifest::status::{Entry, Part, Reason, SignedHead, State, Statement, StatusToken};
use vanbang::document::manifest::{
    BatchId, Claims, Content, Digest, Document, Error, Height, KindNumber, Leaves, Opening, Publication, Published,
    Time, Unsigned,
};
use vanbang::document::record::{OrgId, Salt};
use vanbang::signature::crypto::{P256PrivateKey, sha256};

use crate::given::{bytes, made, text};

fn org() -> OrgId {
    OrgId::new("thpt-mau.hue").unwrap()
}

fn number(number: usize) -> [u8; 16] {
    *sha256(&number.to_be_bytes()).first_chunk().unwrap()
}

fn documents(count: usize) -> Vec<Document> {
    let claims = Claims::parse(&bytes(&made()["documents"][0], "claims")).unwrap();
    let document = |place: usize| {
        let code = vanbang::document::code::Code::derive(&place.to_be_bytes());
        Document::new(code, Salt::new(number(place)), claims.clone())
    };
    (0..count).map(document).collect()
}

#[test]
fn documents_of_a_batch() {
    let of = |count| Leaves::of(&org(), BatchId::from_bytes([1; 8]), documents(count), true);
    let leaves = of(limits::COUNT).unwrap();
    assert_eq!((leaves.height(), leaves.roots().len()), (Height::HIGHEST, limits::ROOTS));
    let content = leaves.unsigned(None, None).complete(Time::from_seconds(1).unwrap(), None, None).unwrap();
    assert!(leaves.leaves().iter().all(|leaf| content.proves(&leaf.id, &leaf.opening).is_ok()));
    assert_eq!(of(limits::COUNT + 1).unwrap_err().code(), "LIMIT_COUNT");
    let flat = |count| Leaves::with_height(&org(), BatchId::from_bytes([1; 8]), Height::LOWEST, documents(count));
    assert!(flat(limits::ROOTS).is_ok());
    assert_eq!(flat(limits::ROOTS + 1).unwrap_err().code(), "LIMIT_ROOTS");
}

#[test]
fn bytes_of_each_object() {
    // What passes the limit is refused for another reason.
    type Read = fn(&[u8]) -> Result<(), Error>;
    let readers: [(Limit, Read); 5] = [
        (Limit::Claims, |bytes| Claims::parse(bytes).map(drop)),
        (Limit::Opening, |bytes| Opening::parse(bytes).map(drop)),
        (Limit::Manifest, |bytes| Content::parse(bytes).map(drop)),
        (Limit::StatusPart, |bytes| Part::parse(bytes).map(drop)),
        (Limit::StatusHead, |bytes| {
            let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
            SignedHead::parse(&[b"VBS1".as_slice(), &length, bytes, &[0; 64]].concat()).map(drop)
        }),
    ];
    for (limit, read) in readers {
        let code = |length| read(&vec![0; length]).unwrap_err().code();
        assert!(code(limit.most()).ends_with("_MALFORMED"), "{limit:?}");
        assert_eq!(code(limit.most() + 1), limit.code());
    }
}

#[test]
fn the_longest_part() {
    let entry = |place: usize| Entry {
        token: StatusToken::of(&Id::from_bytes(number(place))),
        state: State::Withdrawn,
        reason: Reason::NoneGiven,
        date: 20_261_202,
    };
    let most = (limits::STATUS_PART_BYTES - 60) / 22;
    let mut entries: Vec<Entry> = (0..most + 3).map(entry).collect();
    let refused = Part::of(&org(), 2026, vec![], entries.clone()).unwrap_err();
    assert_eq!(refused.code(), "LIMIT_STATUS_PART");
    entries.truncate(most);
    assert_eq!(Part::of(&org(), 2026, vec![], entries).unwrap().entries().len(), most);
}

#[test]
fn lists_of_a_head() {
    let (key, _) = P256PrivateKey::generate().unwrap();
    let signed = |lists: u64| {
        let lists = (0..lists).map(|list| (list, [0; 32])).collect::<BTreeMap<u64, Digest>>();
        let statement = Statement {
            org: org(),
            seq: 1,
            issued: Time::from_seconds(1).unwrap(),
            valid_until: Time::from_seconds(2).unwrap(),
            delegated_by: (BatchId::from_bytes([1; 8]), [2; 32]),
            epoch: 1,
            previous: [0; 32],
            lists,
        };
        statement.sign(&key)
    };
    assert_eq!(signed(400).unwrap().head().statement().lists.len(), 400);
    assert_eq!(signed(401).unwrap_err().code(), "LIMIT_STATUS_LISTS");
}

#[test]
fn records_of_a_publication_list() {
    let one =
        |place| Published { id: Id::from_bytes(number(place)), kind: KindNumber::CERTIFIED_COPY, envelope: [3; 32] };
    let of = |count: usize| Publication::of((0..count).map(one).collect());
    let longest = of(limits::PUBLISHED).unwrap();
    assert_eq!(Publication::parse(longest.bytes()), Ok(longest.clone()));
    assert_eq!(longest.find(&Id::from_bytes(number(7))), Some(&one(7)));
    assert_eq!(of(limits::PUBLISHED + 1).unwrap_err().code(), "LIMIT_PUBLISHED");
    let longer = [longest.bytes(), &[0xff; 50]].concat();
    assert_eq!(Publication::parse(&longer).unwrap_err().code(), "LIMIT_PUBLISHED");
    assert_eq!(Publication::of(vec![one(1), one(1)]).unwrap_err().code(), "ID_TWICE");
}

#[test]
fn characters_and_digits_of_a_code() {
    let vectors = made();
    let address = text(&vectors["documents"][0], "s").split_once('#').unwrap().0.to_owned();
    // 10^999 begins with a byte that names no form: its length passes.
    let digits = |count: usize| format!("{address}#1{}", "0".repeat(count - 1));
    assert_ne!(parse(&digits(1000)).unwrap_err().code(), "CODE_MALFORMED");
    assert_eq!(parse(&digits(1001)).unwrap_err().code(), "CODE_MALFORMED");
}

#[test]
fn an_empty_manifest_seals_nothing() {
    let empty = Unsigned::empty(org(), BatchId::from_bytes([1; 8]));
    let content = empty.complete(Time::from_seconds(1).unwrap(), None, None).unwrap();
    let document = &made()["documents"][0];
    let opening = Opening::parse(&bytes(document, "opening")).unwrap();
    let id = Id::from_bytes(crate::given::array(document, "id"));
    assert_eq!(content.proves(&id, &opening), Err(Error::NotInManifest));
}

//! Openings, manifests, envelopes and status: what is read is written back byte by byte, and nothing is proven,
//! opened or signed that the sealed batch of the seeds does not hold.

use std::sync::LazyLock;

use vanbang::document::code::Id;
use vanbang::document::manifest::status::{AtHand, Part, SignedHead, Standing, standing};
use vanbang::document::manifest::{Claims, Content, Envelope, Opening, Publication};

use super::genuine::seed;

const OPENING: &[u8] = seed!("protocol/opening.bin");
const ENVELOPE: &[u8] = seed!("protocol/envelope.bin");
const HEAD: &[u8] = seed!("protocol/head.bin");
const PART: &[u8] = seed!("protocol/part.bin");
/// Where an envelope has its document's identifier.
const ID: std::ops::Range<usize> = 4..20;

static MANIFEST: LazyLock<Content> =
    LazyLock::new(|| Content::parse(seed!("protocol/manifest.bin")).expect("a seed reads"));
static SEALED: LazyLock<Opening> = LazyLock::new(|| Opening::parse(OPENING).expect("a seed reads"));
static DOCUMENT: LazyLock<Id> = LazyLock::new(|| Id::from_bytes(ENVELOPE[ID].try_into().expect("sixteen bytes")));

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    if let Ok(claims) = Claims::parse(input) {
        assert_eq!(claims.bytes(), input);
        assert!(!claims.facts().is_empty() && claims.json().is_object());
    }
    if let Ok(opening) = Opening::parse(input) {
        assert_eq!(*opening.to_bytes(), input, "bytes were lost or added");
        let proven = MANIFEST.proves(&DOCUMENT, &opening).is_ok();
        assert_eq!(proven, input == OPENING, "an opening that was not sealed");
    }
    if let Ok(content) = Content::parse(input) {
        assert_eq!(content.bytes(), input);
        let again = content.sealed().complete(content.time(), Some(content.list()), content.delegation().copied());
        assert_eq!(again.as_ref().map(Content::bytes), Ok(input), "two spellings of one manifest");
    }
    if let Ok(list) = Publication::parse(input) {
        assert_eq!(Publication::of(list.published().to_vec()), Ok(list));
    }
    if let Ok(opening) = Envelope::open(input, &DOCUMENT, SEALED.secret()) {
        assert_eq!((input, opening), (ENVELOPE, SEALED.clone()), "an envelope that nobody sealed");
    }
    check_status(input);
}

/// A head or a part beside the genuine other one.
fn check_status(input: &[u8]) {
    let part = Part::parse(input).ok();
    if let Some(part) = &part {
        let again = Part::of(part.org(), part.list(), part.batches().to_vec(), part.entries().to_vec());
        assert_eq!(again.as_ref(), Ok(part), "two spellings of one list");
    }
    let head = SignedHead::parse(input).ok();
    if let Some(head) = &head {
        assert_eq!(head.to_bytes(), input, "bytes were lost or added");
    }
    if part.is_none() && head.is_none() {
        return;
    }
    let head = head.unwrap_or_else(|| SignedHead::parse(HEAD).expect("a seed reads"));
    let part = part.unwrap_or_else(|| Part::parse(PART).expect("a seed reads"));
    if stands(&head, &part) == Standing::InForce {
        let genuine = SignedHead::parse(HEAD).expect("a seed reads");
        assert_eq!((head.head(), part.bytes()), (genuine.head(), PART), "a status that the key did not sign");
    }
}

/// How the document of the seeds stands.
pub fn stands(head: &SignedHead, part: &Part) -> Standing {
    let manifest = Some(&*MANIFEST);
    let at_hand = AtHand { manifest, head: Some(head), part: Some(part), delegating: manifest, ..AtHand::default() };
    let issued = MANIFEST.time().plus(86_400);
    standing(MANIFEST.org(), &DOCUMENT, &at_hand, issued).standing
}

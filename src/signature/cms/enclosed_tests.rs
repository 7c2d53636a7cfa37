//! What is enclosed is read back; each rule broken once refuses it; no purpose fits another.

use super::super::attributes::{CONTENT_TYPE, MEDIA_TYPE, SIGNING_CERTIFICATE_V2, SIGNING_TIME};
use super::super::build::{algorithm_protection, attribute, media_type, signing_time};
use super::super::message::{ID_SIGNED_DATA, TIMESTAMP_TOKEN};
use super::super::testing::*;
use super::super::timestamp::ID_TST_INFO;
use super::*;
use crate::signature::crypto::tlv::{self, tag};
use crate::signature::crypto::{DigestAlgorithm, SignatureAlgorithm, sha256};
use der::asn1::ObjectIdentifier;

const CONTENT: &[u8] = b"\xab\x00\x72vanbang manifest 1, and what follows";
const SHA1: DigestAlgorithm = DigestAlgorithm::Sha1;

fn at() -> DateTime<Utc> {
    "2026-11-22T01:02:03Z".parse().unwrap()
}

fn p256() -> Identity {
    identity(&rcgen::PKCS_ECDSA_P256_SHA256)
}

fn made(identity: &Identity, purpose: Purpose, content: &[u8]) -> Result<Vec<u8>, Error> {
    let algorithm = identity.key.algorithm();
    let draft = Draft::new(purpose, content.to_vec(), &identity.certificate, &[], algorithm, at())?;
    let value = identity.key.sign(draft.to_be_signed().der()).unwrap();
    let signature = Signature::verified(draft.to_be_signed(), &identity.certificate, algorithm, value)?;
    draft.finish(&signature)
}

fn read(bytes: &[u8]) -> Result<Enclosed, &'static str> {
    Enclosed::read(bytes, Purpose::Manifest).map_err(|error| error.code())
}

fn recipe(identity: &Identity) -> Recipe {
    let mut recipe = Recipe::good(identity, CONTENT);
    recipe.content = Some(CONTENT.to_vec());
    recipe.attributes.as_mut().unwrap().extend([
        signing_time(at()).unwrap(),
        media_type("application/vnd.vanbang.manifest+cbor"),
        algorithm_protection(identity.key.algorithm()),
    ]);
    recipe
}

/// The code that one difference is refused with.
fn broken(identity: &Identity, change: impl FnOnce(&mut Recipe)) -> &'static str {
    let mut recipe = recipe(identity);
    change(&mut recipe);
    read(&recipe.build(identity)).map(drop).expect_err("accepted")
}

/// The same for the signed attributes; `None` leaves one out.
fn with(identity: &Identity, oid: ObjectIdentifier, instead: Vec<Vec<u8>>) -> &'static str {
    broken(identity, |recipe| {
        let attributes = recipe.attributes.as_mut().unwrap();
        let before = attributes.len();
        attributes.retain(|one| !one.windows(oid.as_bytes().len()).any(|part| part == oid.as_bytes()));
        assert_eq!(attributes.len() + 1, before);
        attributes.extend(instead);
    })
}

#[test]
fn what_is_enclosed_is_read_back() {
    for algorithm in [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let identity = identity(algorithm);
        let message = made(&identity, Purpose::Manifest, CONTENT).unwrap();
        let enclosed = read(&message).unwrap();
        assert_eq!((enclosed.content(), enclosed.signing_time()), (CONTENT, at()));
        assert_eq!(enclosed.signer(), &identity.certificate);
        assert_eq!(enclosed.certificates(), std::slice::from_ref(&identity.certificate));
        assert_eq!(enclosed.timestamp_token(), None);
    }
    let id = p256();
    let early = "1949-12-31T23:59:59Z".parse().unwrap();
    let unwritable = Draft::new(Purpose::Manifest, CONTENT.to_vec(), &id.certificate, &[], id.key.algorithm(), early);
    assert_eq!(unwritable.unwrap_err().code(), "CMS_TIME");
    let built = recipe(&id).build(&id);
    assert!(read(&built).is_ok(), "the recipe of the rows below breaks none");
}

#[test]
fn every_flipped_bit_refuses_it() {
    let message = made(&p256(), Purpose::Manifest, CONTENT).unwrap();
    let accepted = (0..message.len() * 8).filter(|bit| {
        let mut flipped = message.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        read(&flipped).is_ok()
    });
    assert_eq!(accepted.collect::<Vec<_>>(), [0; 0]);
}

/// Each row of docs/protocol.md 6.3 broken once.
#[test]
fn each_rule_on_the_frame_refuses_it() {
    let id = p256();
    let other = identity_with(&rcgen::PKCS_ECDSA_P256_SHA256, rcgen::SerialNumber::from(78));
    let code = |change: &dyn Fn(&mut Recipe)| broken(&id, change);
    assert_eq!(code(&|recipe| recipe.version = 3), "CMS_VERSION");
    assert_eq!(
        code(&|recipe| recipe.digest_set.push(digest_identifier(DigestAlgorithm::Sha512))),
        "DIGEST_ALGORITHM_SET"
    );
    assert_eq!(code(&|recipe| recipe.content_type = ID_TST_INFO), "CONTENT_TYPE_UNEXPECTED");
    assert_eq!(code(&|recipe| recipe.content = None), "CONTENT_MISSING");
    assert_eq!(code(&|recipe| recipe.certificates.clear()), "CMS_CERTIFICATE_SET");
    assert_eq!(
        code(&|recipe| recipe.certificates = vec![other.certificate.der().to_vec()]),
        "SIGNER_CERTIFICATE_NOT_FOUND"
    );
    assert_eq!(code(&|recipe| recipe.certificates.push(recipe.certificates[0].clone())), "CMS_CERTIFICATE_SET");
    let attribute_certificate = tlv::encode(tag::constructed(2), &[&[5, 0]]);
    assert_eq!(code(&|recipe| recipe.certificates.push(attribute_certificate.clone())), "CMS_CERTIFICATE_SET");
    assert_eq!(code(&|recipe| recipe.certificates.push(vec![0x30, 0])), "CERTIFICATE_IN_MESSAGE_MALFORMED");
    assert_eq!(code(&|recipe| recipe.revocation.push(vec![0x30, 0])), "CMS_REVOCATION_INSIDE");
    assert_eq!(code(&|recipe| recipe.signers = 2), "CMS_SIGNER_COUNT");
    assert_eq!(code(&|recipe| recipe.signers = 0), "CMS_SIGNER_COUNT");
    let by_key = tlv::encode(
        tag::primitive(0),
        &[id.certificate.extensions().subject_key_identifier.as_deref().unwrap_or(&[1])],
    );
    assert_eq!(code(&|recipe| recipe.signer_id = by_key.clone()), "CMS_SIGNER_IDENTIFIER");
    let twice = vec![attribute(TIMESTAMP_TOKEN, &[5, 0]), attribute(TIMESTAMP_TOKEN, &[4, 0])];
    assert_eq!(code(&|recipe| recipe.unsigned = twice.clone()), "ATTR_UNSIGNED_FOREIGN");
    assert_eq!(code(&|recipe| recipe.unsigned = vec![attribute(CONTENT_TYPE, &[5, 0])]), "ATTR_UNSIGNED_FOREIGN");
    let two_values = tlv::sequence(&[&tlv::oid(TIMESTAMP_TOKEN), &tlv::encode(tag::SET, &[&[4, 0], &[5, 0]])]);
    assert_eq!(code(&|recipe| recipe.unsigned = vec![two_values.clone()]), "ATTR_UNSIGNED_FOREIGN");
    let message = recipe(&id).build(&id);
    assert_eq!(read(&[message.as_slice(), &[0]].concat()).unwrap_err(), "CMS_TRAILING_BYTES");
    assert_eq!(read(&vec![0x30; (64 << 10) + 1]).unwrap_err(), "CMS_LIMIT");
}

#[test]
fn a_message_of_the_largest_size_is_read_and_one_more_byte_is_not() {
    let id = p256();
    let of = |length: usize| [CONTENT, &vec![7; length - CONTENT.len()]].concat();
    let frame = made(&id, Purpose::Manifest, &of(60_000)).unwrap().len() - 60_000;
    // ECDSA values differ in length by a few bytes.
    let exact = (0..64).find_map(|_| {
        let draft = of((64 << 10) - frame);
        made(&id, Purpose::Manifest, &draft).ok().filter(|message| message.len() == 64 << 10)
    });
    let message = exact.expect("one in a few has the length");
    assert!(read(&message).is_ok());
    assert_eq!(made(&id, Purpose::Manifest, &of((64 << 10) + 1)).unwrap_err().code(), "CMS_LIMIT");
}

#[test]
fn ber_is_refused() {
    let id = p256();
    let message = recipe(&id).build(&id);
    // An indefinite length around the same bytes.
    let inner = tlv::Element::whole(&message).unwrap().value;
    let ber = [&[0x30, 0x80], inner, &[0, 0]].concat();
    assert_eq!(read(&ber).unwrap_err(), "CMS_NOT_DER");
    assert!(inner.starts_with(&tlv::oid(ID_SIGNED_DATA)));
}

#[test]
fn each_rule_on_the_signed_attributes_refuses_it() {
    let id = p256();
    let with = |oid, instead: Vec<Vec<u8>>| with(&id, oid, instead);
    assert_eq!(broken(&id, |recipe| recipe.attributes = None), "NO_SIGNED_ATTRS");
    assert_eq!(broken(&id, |recipe| recipe.sort = false), "ATTRS_NOT_DER");
    for (oid, missing) in [
        (CONTENT_TYPE, "CONTENT_TYPE_MISSING"),
        (super::super::attributes::MESSAGE_DIGEST, "MESSAGE_DIGEST_MISSING"),
        (SIGNING_CERTIFICATE_V2, "SIGNING_CERTIFICATE_MISSING"),
        (SIGNING_TIME, "ATTR_MISSING"),
        (MEDIA_TYPE, "ATTR_MISSING"),
    ] {
        assert_eq!(with(oid, vec![]), missing);
    }
    let foreign = attribute(ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.15"), &[0x30, 0]);
    assert_eq!(broken(&id, |recipe| recipe.attributes.as_mut().unwrap().push(foreign)), "ATTR_FOREIGN");
    let media = |text: &str| media_type(text);
    assert_eq!(with(MEDIA_TYPE, vec![media("application/vnd.vanbang.statement+cbor")]), "MEDIA_TYPE_OTHER");
    assert_eq!(with(MEDIA_TYPE, vec![media("application/pdf")]), "MEDIA_TYPE_OTHER");
    let other_string = attribute(MEDIA_TYPE, &tlv::encode(0x16, &[b"application/vnd.vanbang.manifest+cbor"]));
    assert_eq!(with(MEDIA_TYPE, vec![other_string]), "MEDIA_TYPE_OTHER");
    let manifest = media("application/vnd.vanbang.manifest+cbor");
    assert_eq!(with(MEDIA_TYPE, vec![manifest.clone(), manifest]), "DUPLICATE_ATTR");
    let generalized = attribute(SIGNING_TIME, &tlv::encode(0x18, &[b"20261122010203Z"]));
    assert_eq!(with(SIGNING_TIME, vec![generalized]), "SIGNING_TIME_FORM");
    assert_eq!(with(SIGNING_TIME, vec![attribute(SIGNING_TIME, &tlv::encode(0x17, &[b"junk"]))]), "SIGNING_TIME_FORM");
    let two = tlv::sequence(&[&tlv::oid(SIGNING_TIME), &tlv::encode(tag::SET, &[&[5, 0], &[5, 0]])]);
    assert_eq!(with(SIGNING_TIME, vec![two]), "ATTR_VALUE_COUNT");
    assert_eq!(
        with(SIGNING_CERTIFICATE_V2, vec![reference(&sha256(b"another certificate"))]),
        "SIGNING_CERTIFICATE_MISMATCH"
    );
    let one = tlv::sequence(&[&tlv::encode(tag::OCTET_STRING, &[&sha256(id.certificate.der())])]);
    let both = attribute(SIGNING_CERTIFICATE_V2, &tlv::sequence(&[&tlv::sequence(&[&one, &one])]));
    assert_eq!(with(SIGNING_CERTIFICATE_V2, vec![both]), "SIGNING_CERTIFICATE_COUNT");
    let protection = super::super::attributes::ALGORITHM_PROTECTION;
    let p384 = algorithm_protection(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384));
    assert_eq!(with(protection, vec![p384]), "ALGORITHM_PROTECTION_MISMATCH");
    assert_eq!(broken(&id, |recipe| recipe.content.as_mut().unwrap().push(0)), "DIGEST_MISMATCH");
}

/// A verifier checks the repeated algorithms where they are; only a sealer must add them.
#[test]
fn algorithms_need_not_be_repeated() {
    let id = p256();
    let mut recipe = recipe(&id);
    let oid = super::super::attributes::ALGORITHM_PROTECTION;
    recipe.attributes.as_mut().unwrap().retain(|one| !one.windows(9).any(|part| part == oid.as_bytes()));
    assert_eq!(recipe.attributes.as_ref().unwrap().len(), 5);
    assert!(read(&recipe.build(&id)).is_ok());
}

#[test]
fn keys_and_digests_of_other_kinds_are_refused() {
    for (algorithm, expected) in [(&rcgen::PKCS_ED25519, "KEY_UNSUPPORTED"), (&rcgen::PKCS_RSA_SHA512, "accepted")] {
        let id = identity(algorithm);
        let outcome = read(&recipe(&id).build(&id));
        assert_eq!(outcome.map_or_else(|code| code, |_| "accepted"), expected);
    }
    let id = identity(&rcgen::PKCS_RSA_SHA256);
    let weak = broken(&id, |recipe| {
        recipe.digest = digest_identifier(SHA1);
        recipe.digest_set = vec![digest_identifier(SHA1)];
    });
    assert_eq!(weak, "DIGEST_WEAK");
}

/// What somebody was led to sign with a general program, or for another purpose, is no manifest.
#[test]
fn no_purpose_fits_another() {
    let id = p256();
    let contents: [(Purpose, &[u8]); 3] = [
        (Purpose::Manifest, CONTENT),
        (Purpose::Statement, b"\xa5\x00\x73vanbang statement 1 and so on"),
        (Purpose::Directory, b"{\"format\": \"vanbang directory 1\"}"),
    ];
    for (purpose, content) in contents {
        let message = made(&id, purpose, content).unwrap();
        for (other, _) in contents {
            let outcome = Enclosed::read(&message, other).map_err(|error| error.code());
            assert_eq!(outcome.is_ok(), other == purpose);
            assert!(outcome.is_ok() || outcome.unwrap_err() == "MEDIA_TYPE_OTHER");
        }
        // Nor is it a signature of a PDF that holds the same bytes.
        let as_pdf = super::super::parse(&message).unwrap().verify(&[content]);
        let codes: Vec<_> = as_pdf.problems.iter().map(CmsProblem::code).collect();
        assert_eq!(codes, ["ENCAPSULATED_CONTENT", "MEDIA_TYPE_OTHER"]);
        assert_eq!(made(&id, Purpose::Pdf, content).unwrap_err().code(), "CMS_OTHER_CONTENT");
    }
    assert_eq!(made(&id, Purpose::Manifest, contents[1].1).unwrap_err().code(), "CMS_OTHER_CONTENT");
    assert!(ToBeSigned::pdf(&[CONTENT], &id.certificate, id.key.algorithm()).is_err());
    // The right content under the right media type, but without its label.
    let unlabelled = broken(&id, |recipe| {
        recipe.content = Some(b"another content".to_vec());
        let attributes = recipe.attributes.as_mut().unwrap();
        attributes[1] = message_digest(&sha256(b"another content"));
    });
    assert_eq!(unlabelled, "CONTENT_LABEL");
    // A general program signs with no media type.
    assert_eq!(with(&id, MEDIA_TYPE, vec![]), "ATTR_MISSING");
}

/// A signature over a PDF, packed as a manifest, and the reverse; attributes re-read as the content.
#[test]
fn what_is_packed_anew_is_refused() {
    let id = p256();
    let pdf = b"%PDF-1.7";
    let mut packed = Recipe::good(&id, pdf);
    packed.content = Some(pdf.to_vec());
    assert_eq!(read(&packed.build(&id)).unwrap_err(), "ATTR_MISSING");

    let mut packed = recipe(&id);
    packed.content = None;
    let as_pdf = super::super::parse(&packed.build(&id)).unwrap().verify(&[CONTENT]);
    assert_eq!(as_pdf.problems.iter().map(CmsProblem::code).collect::<Vec<_>>(), ["MEDIA_TYPE_OTHER"]);

    // The signature over the attributes is one over a content that is these attributes.
    let attributes = tlv::set_of(tag::SET, recipe(&id).attributes.unwrap());
    let mut direct = recipe(&id);
    direct.attributes = None;
    direct.content = Some(attributes.clone());
    direct.direct = attributes;
    assert_eq!(read(&direct.build(&id)).unwrap_err(), "NO_SIGNED_ATTRS");
}

#[test]
fn only_attributes_of_a_purpose_are_read_back_to_be_signed() {
    let id = p256();
    let algorithm = id.key.algorithm();
    let pdf = ToBeSigned::pdf(&[b"%PDF-1.7"], &id.certificate, algorithm).unwrap();
    let manifest = ToBeSigned::enclosing(Purpose::Manifest, CONTENT, &id.certificate, algorithm, at()).unwrap();
    for made in [&pdf, &manifest] {
        assert_eq!(ToBeSigned::read(made.der()).as_ref(), Some(made));
    }
    let set = |attributes: Vec<Vec<u8>>| ToBeSigned::read(&tlv::set_of(tag::SET, attributes));
    let good = recipe(&id).attributes.unwrap();
    assert!(set(good.clone()).is_some());
    assert!(set(good[1..].to_vec()).is_none(), "no content type");
    assert!(set(good[..4].to_vec()).is_none(), "a time but no media type");
    assert!(set([good[..4].to_vec(), vec![media_type("text/plain")]].concat()).is_none());
    for junk in [&b""[..], &[0; 128], b"a challenge of a server", manifest.der().split_last().unwrap().1] {
        assert!(ToBeSigned::read(junk).is_none());
    }
}

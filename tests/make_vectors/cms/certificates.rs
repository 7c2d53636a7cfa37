//! How many sign, which certificates come along, and which of them is the signer's: CMS-6, CMS-13, CMS-14.

use super::super::certificate::Certificate;
use super::super::der::{Der, boolean, explicit, int, octets, seq, tlv};
use super::super::document;
use super::super::keys::{Hash, Key};
use super::super::message::{DATA, Message, Signer, reference};
use super::super::people::{CA, Identity, authority, colleague, person};
use super::super::vector::Vector;
use super::{Expected, changed, vector};

pub fn vectors() -> Vec<Vector> {
    [signers(), neighbours(), crowds(), identifiers()].into_iter().flatten().collect()
}

/// CMS-6.
fn signers() -> Vec<Vector> {
    let clause = "ETSI EN 319 142-1 clause 6.3: one SignerInfo";
    let of = |words: &str, list: fn(Signer, Signer) -> Vec<Signer>| {
        let (person, colleague) = (person(), colleague());
        let file = document::signed(|content| {
            let mut message = Message::detached(&person, Hash::Sha256, content);
            message.certificates.push(colleague.certificate.clone());
            let other = Signer::of(&colleague, Hash::Sha256, content, DATA);
            message.signers = list(message.signer().clone(), other);
            message.sorted = false;
            message.der()
        });
        vector("CMS-6", words, file)
    };
    vec![
        of("no-signer", |_, _| Vec::new())
            .story("The message holds certificates and nobody's signature.", clause)
            .failed("CMS_SIGNER_COUNT"),
        of("two-signers", |one, other| vec![one, other])
            .story("Two people signed in one message; readers differ in whom they show.", clause)
            .failed("CMS_SIGNER_COUNT"),
        of("good-before-bad", |one, other| vec![one, spoilt(other)])
            .story("A forged signer stands behind a genuine one.", clause)
            .failed("CMS_SIGNER_COUNT"),
        of("bad-before-good", |one, other| vec![spoilt(other), one])
            .story("A forged signer stands before a genuine one.", clause)
            .failed("CMS_SIGNER_COUNT"),
        of("same-signer-thrice", |one, _| vec![one.clone(), one.clone(), one])
            .story("One signer stands in the message three times.", clause)
            .failed("CMS_SIGNER_COUNT"),
    ]
}

/// A signer whose value is over something else.
fn spoilt(mut signer: Signer) -> Signer {
    signer.signing = std::rc::Rc::new(|key, _| key.sign(Hash::Sha256, b"another document"));
    signer
}

/// CMS-13: certificates beside the signer's.
fn neighbours() -> Vec<Vector> {
    let with = |words: &str, others: Vec<Der>| {
        changed("CMS-13", words, move |message| message.certificates.extend(others.clone()))
    };
    let twin = |serial: u64| {
        let key = Key::named("colleague");
        Certificate::person("Hiệu trưởng", serial, &key, CA, &authority()).signed_by(&authority())
    };
    let clause = "RFC 5652 section 5.1; R14 of docs/standards.md";
    vec![
        changed("CMS-13", "signer-certificate-absent", |message| message.certificates.clear())
            .story("The signer's certificate is not in the file, so that nobody can say who signed.", clause)
            .indeterminate("SIGNER_CERTIFICATE_MISSING")
            .signature(&[("sub_indication", "NO_SIGNING_CERTIFICATE_FOUND".into()), ("signer", "null".into())]),
        changed("CMS-13", "only-another-certificate", |message| message.certificates = vec![colleague().certificate])
            .story("In place of the signer's certificate the file holds a colleague's.", clause)
            .indeterminate("SIGNER_CERTIFICATE_MISSING")
            .signature(&[("signer", "null".into())]),
        with("same-name-other-key", vec![twin(14)])
            .story("Another certificate has the signer's name, but another key and serial number.", clause)
            .counts(),
        with("same-name-and-serial-other-key", vec![twin(11)])
            .story("Another certificate has the signer's issuer and serial number, but another key.", clause)
            .failed("SIGNER_CERTIFICATE_AMBIGUOUS")
            .integrity(true),
        with("certificate-twice", vec![person().certificate])
            .story("Careless software put the signer's certificate into the message twice.", clause)
            .counts(),
        with("neighbour-malformed", vec![seq([seq([int(1)]), int(2)])])
            .story("Beside the signer's certificate lies something that is none.", clause)
            .indeterminate("CERTIFICATE_IN_MESSAGE_MALFORMED")
            .integrity(true),
        changed("CMS-13", "attribute-certificate", |message| {
            message.version = 4;
            message.certificates.push(tlv(0xa2, &seq([boolean(true), octets(b"role")])));
        })
        .story(
            "An attribute certificate lies beside the signer's; it gives no power here.",
            "RFC 5652 sections 5.1 and 10.2.2",
        )
        .counts(),
    ]
}

/// CMS-13: the limit of certificates, just under and just over.
fn crowds() -> Vec<Vector> {
    let key = Key::named("p256");
    let small = |serial: u64| {
        let mut certificate = Certificate::person("X", serial, &key, "X", &key);
        certificate.extensions.clear();
        certificate.version = explicit(0, int(2));
        certificate.signed_by(&key)
    };
    let with = |words: &str, count: u64| {
        changed("CMS-13", words, move |message| message.certificates.extend((1..=count).map(small)))
    };
    let clause = "threat B3: 20 certificates in a message";
    vec![
        with("twenty-certificates", 19).story("As many certificates as are read.", clause).counts(),
        with("twenty-one-certificates", 20)
            .story("More certificates than any signer needs, to make a reader search among them.", clause)
            .indeterminate("CMS_LIMIT"),
    ]
}

/// CMS-14.
fn identifiers() -> Vec<Vector> {
    let clause = "RFC 5652 section 5.3; R14 of docs/standards.md";
    let key_identifier = |who: &Identity| tlv(0x80, &who.key.identifier());
    vec![
        changed("CMS-14", "by-key-identifier", move |message| {
            (message.version, message.signer().version) = (3, 3);
            message.signer().sid = key_identifier(&person());
        })
        .story("The signer is named by the identifier of the key, which is legal and rare.", clause)
        .counts(),
        changed("CMS-14", "by-key-identifier-of-nobody", |message| {
            (message.version, message.signer().version) = (3, 3);
            message.signer().sid = tlv(0x80, &[7; 20]);
        })
        .story("The signer is named by the identifier of a key that nobody here has.", clause)
        .indeterminate("SIGNER_CERTIFICATE_MISSING"),
        changed("CMS-14", "by-key-identifier-with-version-1", move |message| {
            message.signer().sid = key_identifier(&person());
        })
        .story("The version of the signer says that it is named by issuer and serial number, and it is not.", clause)
        .indeterminate("CMS_VERSION")
        .integrity(true),
        changed("CMS-14", "serial-of-nobody", |message| {
            message.signer().sid = seq([person().issuer, int(99)]);
        })
        .story("The signer is named by a serial number that is in no certificate of the message.", clause)
        .indeterminate("SIGNER_CERTIFICATE_MISSING"),
        changed("CMS-14", "identifier-of-colleague-key-of-person", |message| {
            message.certificates.push(colleague().certificate);
            message.signer().sid = seq([colleague().issuer, colleague().serial]);
        })
        .story(
            "The message was made to name a colleague as the signer; key and signed reference are the principal's.",
            clause,
        )
        .failed("SIGNING_CERTIFICATE_MISMATCH")
        .integrity(false),
        {
            // The colleague signs, and refers to the principal.
            let (person, colleague) = (person(), colleague());
            let file = document::signed(|content| {
                let mut message = Message::detached(&colleague, Hash::Sha256, content);
                message.certificates.push(person.certificate.clone());
                let kind = super::super::message::SIGNING_CERTIFICATE_V2;
                message.signer().replace(kind, [reference(&person.certificate)]);
                message.der()
            });
            vector("CMS-14", "reference-to-person-key-of-colleague", file)
        }
        .story(
            "A colleague signed with a reference to the principal's certificate, to be taken for the principal.",
            clause,
        )
        .failed("SIGNING_CERTIFICATE_MISMATCH")
        .signature(&[("integrity", true.into()), ("signer", "CN=Giáo viên,C=VN".into())]),
    ]
}

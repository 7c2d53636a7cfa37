//! Files that other software signed: what is tolerated, what is doubted, and in which words.

mod common;
#[path = "common/foreign.rs"]
mod foreign;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, now, sign_all, software};
use foreign::{Message, Reference, signed_pdf};
use rcgen::{KeyPair, SigningKey};
use vanbang::signature::cms::ToBeSigned;
use vanbang::signature::crypto::{DigestAlgorithm, SignatureAlgorithm};
use vanbang::signature::pades::report::TimeSource;
use vanbang::signature::pades::{Revocation, Trust};
use vanbang::signature::pdf::{File, Limits, ObjectId, Update, Value};
use vanbang::signature::token::{self, Signature, Signer};
use vanbang::signature::x509::Certificate;
use vanbang::verify::{Outcome, Policy, Verdict, verify};

const CADES: &str = "/Type /Sig /SubFilter /ETSI.CAdES.detached";
const PKCS7: &str = "/Type /Sig /SubFilter /adbe.pkcs7.detached";

struct Office {
    authority: Authority,
    policy: Policy,
}

impl Office {
    fn new() -> Self {
        let authority = Authority::new();
        let anchors = vec![authority.root.clone()];
        let trust = Trust { anchors, revocation: Revocation::Ignore, ..Trust::default() };
        Office { authority, policy: Policy { trust, directory: None } }
    }

    fn person(&self, algorithm: &'static rcgen::SignatureAlgorithm) -> (Certificate, KeyPair) {
        self.authority.certified("Trần Thị Ngọc Ánh", 11, algorithm, (2025, 2030))
    }

    fn timestamper(&self) -> (Certificate, KeyPair) {
        let (certificate, key) = self.authority.timestamper("Dấu thời gian", (2025, 2034));
        let certificate = vanbang::signature::x509::read_certificates(certificate.as_bytes()).unwrap().remove(0);
        (certificate, KeyPair::from_pem(&key).unwrap())
    }

    fn judged(&self, bytes: &[u8]) -> Verdict {
        verify("a.pdf", bytes, &self.policy, now()).unwrap()
    }
}

fn told(verdict: &Verdict) -> (Outcome, &'static str) {
    (verdict.verdict(), verdict.reason())
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.signatures()[0].findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn any_key_that_counts_signs() {
    let office = Office::new();
    for algorithm in [&rcgen::PKCS_ED25519, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_RSA_SHA256] {
        let person = office.person(algorithm);
        for sub_filter in [CADES, PKCS7] {
            let bytes = signed_pdf(sub_filter, "", |parts| Message::good(&person).over(parts));
            let verdict = office.judged(&bytes);
            assert_eq!(told(&verdict), (Outcome::Passed, "VALID"), "{:?}", codes(&verdict));
            assert!(!verdict.is_authentic());
        }
    }
}

/// RFC 8419 section 3.1: Ed25519 goes with SHA-512 alone.
#[test]
fn ed25519_with_another_digest_is_refused() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ED25519);
    let message = Message { digest: DigestAlgorithm::Sha256, ..Message::good(&person) };
    let verdict = office.judged(&signed_pdf(CADES, "", |parts| message.over(parts)));
    assert_eq!(told(&verdict), (Outcome::Failed, "DIGEST_ALGORITHM_MISMATCH"));
}

/// What Vietnamese software really makes, each with its own plain sentence.
#[test]
fn odd_messages_have_their_own_findings() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let good = || Message::good(&person);
    let doubt = |code| (Outcome::Indeterminate, code);
    let passed = (Outcome::Passed, "VALID");
    let cases: [(&str, Message, (Outcome, &str), &str); 6] = [
        (CADES, Message { content: Some(Vec::new()), ..good() }, doubt("EMPTY_CONTENT"), "nội dung rỗng"),
        (PKCS7, Message { content: Some(Vec::new()), ..good() }, doubt("EMPTY_CONTENT"), "nội dung rỗng"),
        (CADES, Message { reference: Reference::None, ..good() }, doubt("SIGNING_CERTIFICATE_MISSING"), "không ghi rõ"),
        (CADES, Message { reference: Reference::V1, ..good() }, passed, "kiểu cũ"),
        (PKCS7, Message { sorted: false, ..good() }, passed, "không đúng thứ tự"),
        (CADES, Message { sorted: false, ..good() }, (Outcome::Failed, "ATTRS_NOT_DER"), "không đúng thứ tự"),
    ];
    for (sub_filter, message, expected, words) in cases {
        let verdict = office.judged(&signed_pdf(sub_filter, "", |parts| message.over(parts)));
        assert_eq!(told(&verdict), expected, "{:?}", codes(&verdict));
        assert_eq!(verdict.signatures()[0].integrity, Some(true));
        assert!(sentences(&verdict).contains(words), "{words}: {}", sentences(&verdict));
    }
    let plain = signed_pdf(PKCS7, "", |parts| Message { reference: Reference::None, ..good() }.over(parts));
    assert_eq!(told(&office.judged(&plain)), passed, "ISO 32000-2 does not ask for the attribute");

    let enclosed = signed_pdf("/Type /Sig /SubFilter /adbe.pkcs7.sha1", "", |parts| {
        Message { content: Some(DigestAlgorithm::Sha1.digest_parts(parts)), ..good() }.over(parts)
    });
    let verdict = office.judged(&enclosed);
    assert_eq!(told(&verdict), doubt("DIGEST_WEAK"));
    assert_eq!(verdict.signatures()[0].integrity, Some(true));
    assert!(sentences(&verdict).contains("thuật toán băm SHA-1, nay quá yếu"), "{}", sentences(&verdict));
}

fn sentences(verdict: &Verdict) -> String {
    verdict.signatures()[0].findings.iter().map(|finding| finding.message_vi.as_str()).collect()
}

/// A digest or key that nobody computes here is not called a change.
#[test]
fn what_is_not_computed_is_not_called_changed() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let bytes = signed_pdf(CADES, "", |parts| {
        let mut message = Message::good(&person).over(parts);
        // SHA-256 becomes SHA3-256 in the list of digests and in the signer's part.
        let (from, to) = (DigestAlgorithm::Sha256.oid(), [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 8]);
        for at in 0..message.len() - to.len() {
            if message[at..].starts_with(from.as_bytes()) {
                message[at..at + to.len()].copy_from_slice(&to);
            }
        }
        message
    });
    let verdict = office.judged(&bytes);
    assert_eq!(told(&verdict), (Outcome::Indeterminate, "DIGEST_UNKNOWN"));
    assert_eq!(verdict.signatures()[0].integrity, None);
    let changed = codes(&verdict).into_iter().any(|code| code == "DIGEST_MISMATCH");
    assert!(!changed);
}

/// ISO 32000-2 clause 12.7.5.5.
#[test]
fn what_a_field_demands_of_its_signature_is_asked() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let stamper = office.timestamper();
    let judged = |signature: &str, seed: &str, stamped: bool| {
        let message = Message { stamped_by: stamped.then_some(&stamper), ..Message::good(&person) };
        let signature = format!("{CADES} {signature}");
        let verdict = office.judged(&signed_pdf(&signature, &format!("/SV << {seed} >>"), |parts| message.over(parts)));
        verdict.reason()
    };
    let cases = [
        ("", "", "VALID"),
        ("", "/Filter /Adobe.PPKLite /Ff 1", "VALID"),
        ("", "/Filter /Other /Ff 1", "SEED_VALUE_NOT_MET"),
        ("", "/Filter /Other /Ff 0", "VALID"),
        ("", "/SubFilter [/ETSI.CAdES.detached] /Ff 2", "VALID"),
        ("", "/SubFilter [/adbe.pkcs7.detached] /Ff 2", "SEED_VALUE_NOT_MET"),
        ("", "/V 3 /Ff 4", "VALID"),
        ("", "/V 4 /Ff 4", "SEED_VALUE_NOT_JUDGED"),
        ("/Reason (I agree)", "/Reasons [(I agree)] /Ff 8", "VALID"),
        ("/Reason (I do not)", "/Reasons [(I agree)] /Ff 8", "SEED_VALUE_NOT_MET"),
        ("/Reason (I agree)", "/Ff 8", "SEED_VALUE_NOT_MET"),
        ("/Reason (.)", "/Reasons [(.)] /Ff 8", "SEED_VALUE_NOT_MET"),
        ("", "/Reasons [(.)] /Ff 8", "VALID"),
        ("", "/LegalAttestation [(abc)] /Ff 16", "SEED_VALUE_NOT_JUDGED"),
        ("", "/LegalAttestation [(abc)] /Ff 0", "VALID"),
        ("", "/AddRevInfo true /Ff 32", "SEED_VALUE_NOT_MET"),
        ("", "/AddRevInfo false /Ff 32", "VALID"),
        ("", "/DigestMethod [(SHA256)] /Ff 64", "VALID"),
        ("", "/DigestMethod [(SHA384) (SHA512)] /Ff 64", "SEED_VALUE_NOT_MET"),
        ("", "/LockDocument /true /Ff 128", "SEED_VALUE_NOT_MET"),
        ("", "/LockDocument /false /Ff 128", "VALID"),
        ("", "/AppearanceFilter (x) /Ff 256", "SEED_VALUE_NOT_JUDGED"),
        ("", "/Ff 512", "SEED_VALUE_NOT_JUDGED"),
        ("", "/Ff (x)", "SEED_VALUE_NOT_JUDGED"),
        ("", "/MDP << /P 0 >>", "VALID"),
        ("", "/MDP << /P 2 >>", "SEED_VALUE_NOT_MET"),
        ("", "/Cert << /SubjectDN [<< /CN (Someone else) >>] /Ff 8 >>", "SEED_VALUE_NOT_MET"),
        ("", "/Cert << /SubjectDN [<< /O (Someone else) >>] /Ff 8 >>", "SEED_VALUE_NOT_JUDGED"),
        ("", "/Cert << /URL (http://a.example) /Ff 64 >>", "SEED_VALUE_NOT_JUDGED"),
        ("", "/Cert << /URL (http://a.example) >>", "VALID"),
        ("", "/Cert 7", "SEED_VALUE_NOT_JUDGED"),
    ];
    for (signature, seed, expected) in cases {
        assert_eq!(judged(signature, seed, false), expected, "{signature} {seed}");
    }
    let wanted = "/TimeStamp << /URL (http://a.example) /Ff 1 >>";
    assert_eq!((judged("", wanted, false), judged("", wanted, true)), ("SEED_VALUE_NOT_MET", "VALID"));
    let signer = data_encoding::HEXLOWER.encode(person.0.der());
    let root = data_encoding::HEXLOWER.encode(office.authority.root.der());
    let subject = |der: &str| judged("", &format!("/Cert << /Subject [<{der}>] /Ff 1 >>"), false);
    assert_eq!((subject(&signer), subject(&root)), ("VALID", "SEED_VALUE_NOT_MET"));
    let issuer = |der: &str| judged("", &format!("/Cert << /Issuer [<{der}>] /Ff 2 >>"), false);
    assert_eq!((issuer(&root), issuer(&signer)), ("VALID", "SEED_VALUE_NOT_JUDGED"));
}

#[test]
fn a_timestamp_in_a_signature_counts_by_who_made_it() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let judged = |stamper: &(Certificate, KeyPair)| {
        let message = Message { stamped_by: Some(stamper), ..Message::good(&person) };
        office.judged(&signed_pdf(CADES, "", |parts| message.over(parts)))
    };
    let proven = judged(&office.timestamper());
    assert_eq!(told(&proven), (Outcome::Passed, "VALID"));
    assert_eq!(proven.signatures()[0].time.source, TimeSource::Timestamp);
    // Nobody knows this authority: the present is asked instead.
    let unknown = judged(&Office::new().timestamper());
    assert_eq!(told(&unknown), (Outcome::Passed, "VALID"));
    assert_eq!(unknown.signatures()[0].time.source, TimeSource::None);
    assert!(codes(&unknown).contains(&"TIMESTAMP_NOT_TRUSTED"));
    // A person's certificate is not for timestamps: a false proof.
    let false_one = judged(&office.person(&rcgen::PKCS_RSA_SHA256));
    assert_eq!(told(&false_one), (Outcome::Indeterminate, "TIMESTAMP_FALSE"));
    assert!(codes(&false_one).contains(&"CERT_EXTENDED_KEY_USAGE"));
}

/// EN 319 142-1 clause 5.4.3.
#[test]
fn a_timestamp_is_nobodys_signature() {
    let office = Office::new();
    let stamper = office.timestamper();
    let stamped = |kind: &str| {
        let signature = format!("{kind} /SubFilter /ETSI.RFC3161");
        office.judged(&signed_pdf(&signature, "", |parts| foreign::token(&stamper, parts)))
    };
    let alone = stamped("/Type /DocTimeStamp");
    assert_eq!(told(&alone), (Outcome::Unsigned, "ONLY_TIMESTAMPED"));
    assert_eq!((alone.exit_code(), alone.signatures()[0].reason), (3, "VALID"));
    assert_eq!(alone.signatures()[0].time_source_words().en, "by a trusted timestamp");
    for kind in ["", "/Type /Sig", "/Type null"] {
        let mistyped = stamped(kind);
        assert_eq!(mistyped.signatures()[0].reason, "TIMESTAMP_MISTYPED", "{kind}");
        assert_eq!(mistyped.signatures()[0].integrity, Some(true));
        assert_eq!(mistyped.signatures()[0].time.source, TimeSource::Claimed, "it proves nothing");
        assert_eq!(mistyped.signatures()[0].time_source_words().en, "by a timestamp that is not trusted");
    }
    assert_eq!(told(&stamped("/Type /Other")), (Outcome::Failed, "SIG_DICT_MALFORMED"));
}

#[test]
fn broken_messages_are_told_apart() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let judged = |message: Message| told(&office.judged(&signed_pdf(CADES, "", |parts| message.over(parts))));
    let good = || Message::good(&person);
    let two = judged(Message { signers: 2, ..good() });
    assert_eq!(two, (Outcome::Failed, "CMS_SIGNER_COUNT"));
    let anonymous = judged(Message { with_certificate: false, ..good() });
    assert_eq!(anonymous, (Outcome::Indeterminate, "SIGNER_CERTIFICATE_MISSING"));
    let other = (person.0.clone(), office.person(&rcgen::PKCS_ECDSA_P256_SHA256).1);
    assert_eq!(judged(Message::good(&other)), (Outcome::Failed, "SIGNATURE_VALUE_INVALID"));
    let unknown = signed_pdf("/Type /Sig /SubFilter /adbe.x509.rsa_sha1", "", |parts| good().over(parts));
    assert_eq!(told(&office.judged(&unknown)), (Outcome::Indeterminate, "SUBFILTER_UNSUPPORTED"));

    // The same certificate, as if its key were of Ed448.
    let (certificate, key) = office.person(&rcgen::PKCS_ED25519);
    let (from, to) = ([6, 3, 0x2b, 0x65, 0x70], [6, 3, 0x2b, 0x65, 0x71]);
    let mut der = certificate.der().to_vec();
    for at in 0..der.len() - from.len() {
        if der[at..].starts_with(&from) {
            der[at..at + from.len()].copy_from_slice(&to);
        }
    }
    let other = (Certificate::from_der(&der).unwrap(), key);
    assert_eq!(judged(Message::good(&other)), (Outcome::Indeterminate, "KEY_UNSUPPORTED"));
}

#[test]
fn broken_and_early_timestamps_prove_nothing() {
    let office = Office::new();
    let (person, stamper) = (office.person(&rcgen::PKCS_ECDSA_P256_SHA256), office.timestamper());
    let broken =
        signed_pdf("/Type /DocTimeStamp /SubFilter /ETSI.RFC3161", "", |_| foreign::token(&stamper, &[b"other bytes"]));
    assert_eq!(told(&office.judged(&broken)), (Outcome::Failed, "TIMESTAMP_BROKEN"));
    let message = Message { stamped_by: Some(&stamper), ..Message::good(&person) };
    let bytes = signed_pdf(CADES, "", |parts| message.over(parts));
    let early = verify("a.pdf", &bytes, &office.policy, common::at("2026-05-01T00:00:00Z")).unwrap();
    assert!(["TIMESTAMP_IN_FUTURE", "TIME_CLAIMED"].iter().all(|code| codes(&early).contains(code)));
}

/// A value whose appearance is left to each reader.
#[test]
fn what_a_filled_field_shows_must_be_known() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let bytes = signed_pdf(CADES, "", |parts| Message::good(&person).over(parts));
    let file = File::open(&bytes, Limits::default()).unwrap();
    let note = ObjectId { number: foreign::NOTE, generation: 0 };
    let mut field = file.object(0, note).unwrap().dictionary().unwrap().clone();
    field.set("V", Value::String { bytes: b"10.0".to_vec(), hexadecimal: false });
    let mut update = Update::new(&file).unwrap();
    update.set(note, Value::Dictionary(field));
    let filled = update.finish(&bytes).unwrap().bytes;
    assert_eq!(told(&office.judged(&filled)), (Outcome::Indeterminate, "FIELD_NOT_COMPARED"));
}

#[test]
fn an_algorithm_of_another_key_fails() {
    let office = Office::new();
    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let message = Message { algorithm, ..Message::good(&person) };
    let verdict = office.judged(&signed_pdf(CADES, "", |parts| message.over(parts)));
    assert_eq!(verdict.verdict(), Outcome::Failed);
    assert_eq!(verdict.signatures()[0].integrity, Some(false));
}

/// A key of a kind that our own signers do not have.
struct Ed25519((Certificate, KeyPair));

impl Signer for Ed25519 {
    fn certificate(&self) -> &Certificate {
        &self.0.0
    }

    fn chain(&self) -> &[Certificate] {
        &[]
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }

    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, token::Error> {
        let value = self.0.1.sign(message.der()).unwrap();
        Ok(Signature::verified(message, &self.0.0, self.algorithm(), value).unwrap())
    }
}

/// What is tolerated in files of others is not in the closed form (R12, R13).
#[test]
fn our_own_form_tolerates_nothing() {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let office = Office::new();
    let pdf = minimal_pdf(&record, Xref::Table);
    let mut first = office.authority.signer("Giáo viên", 12);
    let mut second = office.authority.signer("Hiệu trưởng", 13);
    let seal = office.person(&rcgen::PKCS_RSA_SHA256);
    let mut closing = software(seal.0.clone(), &seal.1);
    let policy = office.authority.policy(&closing);
    let closed = sign_all(&pdf, &boxes(0), &mut [&mut first, &mut second, &mut closing]);
    let judged = |bytes: &[u8], policy: &Policy| verify("a.pdf", bytes, policy, now()).unwrap();
    assert!(judged(&closed, &policy).is_authentic());

    let v1 = foreign::with_last_message(&closed, |parts| {
        Message { reference: Reference::V1, ..Message::good(&seal) }.over(parts)
    });
    let verdict = judged(&v1, &policy);
    assert_eq!(told(&verdict), (Outcome::Failed, "NOT_CLOSED_BY_SEAL"));
    assert!(verdict.signatures().iter().all(|one| one.reason == "VALID"));
    assert!(verdict.decisive().message_en.contains("R12: the message in org_seal"), "{:?}", verdict.decisive());
    assert!(verdict.decisive().message_vi.contains("R12: khối chữ ký ở ô org_seal"), "{:?}", verdict.decisive());

    // What PAdES has in the signature dictionary, and what only signatures of another purpose have.
    let with = |oid: &str, value: &[u8]| {
        let more = vec![foreign::attribute(oid, value)];
        let message = Message { more, ..Message::good(&seal) };
        judged(&foreign::with_last_message(&closed, |parts| message.over(parts)), &policy)
    };
    let timed = with("1.2.840.113549.1.9.5", b"\x17\x0d260531070509Z");
    assert_eq!(told(&timed), (Outcome::Failed, "NOT_CLOSED_BY_SEAL"));
    assert!(timed.signatures().iter().all(|one| one.reason == "VALID"));
    let of_another_purpose = with("0.4.0.1733.2.1", b"\x0c\x0fapplication/pdf");
    assert_eq!(told(&of_another_purpose), (Outcome::Indeterminate, "MEDIA_TYPE_OTHER"));

    let mut other = Ed25519(office.person(&rcgen::PKCS_ED25519));
    let policy = office.authority.policy(&other);
    let verdict = judged(&sign_all(&pdf, &boxes(0), &mut [&mut first, &mut second, &mut other]), &policy);
    assert_eq!(told(&verdict), (Outcome::Failed, "NOT_CLOSED_BY_SEAL"));
    assert!(verdict.decisive().message_en.contains("R13"), "{}", verdict.decisive().message_en);
}

#[test]
fn our_own_form_is_told_from_what_only_looks_like_it() {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let office = Office::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| office.authority.signer(name, 12));
    let [first, second, seal] = &mut people;
    let with_directory = office.authority.policy(&*seal);
    let judged = |bytes: &[u8]| told(&verify("a.pdf", bytes, &with_directory, now()).unwrap());
    let pdf = minimal_pdf(&record, Xref::Table);

    let open = sign_all(&pdf, &boxes(0), &mut [first, second]);
    assert_eq!(judged(&open), (Outcome::Indeterminate, "NOT_YET_CLOSED"));
    let closed = sign_all(&pdf, &boxes(0), &mut [first, second, seal]);
    assert_eq!(judged(&closed), (Outcome::Passed, "VALID"));
    assert_eq!(told(&office.judged(&closed)), (Outcome::Indeterminate, "ORGANISATION_UNKNOWN"));
    let one_on_paper = sign_all(&pdf, &boxes(0)[1..], &mut [second, seal]);
    assert_eq!(judged(&one_on_paper), (Outcome::Passed, "VALID"), "who signs on paper has no field");
    let mut seal_too_early = boxes(0);
    seal_too_early.swap(1, 2);
    let one_role_less = sign_all(&pdf, &seal_too_early, &mut [first, seal]);
    assert_eq!(judged(&one_role_less), (Outcome::Failed, "ROLE_MISSING"));
    let no_record = sign_all(&minimal_pdf(b"{}", Xref::Table), &boxes(0), &mut [first, second, seal]);
    assert_eq!(judged(&no_record), (Outcome::Failed, "RECORD_INVALID"));

    let person = office.person(&rcgen::PKCS_ECDSA_P256_SHA256);
    let foreign = office.judged(&signed_pdf(CADES, "", |parts| Message::good(&person).over(parts)));
    assert_eq!(foreign.findings()[0].code, "NOT_OF_OUR_FORM");
}

//! Document timestamps: TS-8, and what of the other cases differs when a whole file is stamped.

use std::rc::Rc;

use super::super::certificate::Certificate;
use super::super::der;
use super::super::document::{Form, signed, signed_as, stamped_as};
use super::super::keys::{Hash, Key};
use super::super::message::Message;
use super::super::people::{Identity, STAMP_CA, colleague, person, stamp_authority};
use super::super::token::Stamp;
use super::super::vector::Vector;

const CLAUSE: &str = "ETSI EN 319 142-1 clause 5.4.3";

pub fn vectors() -> Vec<Vector> {
    [honest(), doubtful(), kinds()].into_iter().flatten().collect()
}

fn timestamp_form() -> Form {
    Form { kind: "/Type /DocTimeStamp", entries: "", ..Form::new("ETSI.RFC3161") }
}

fn file() -> Vec<u8> {
    signed(|content| Message::detached(&person(), Hash::Sha256, content).der())
}

fn stamped(id: &str, words: &str, stamp: &Stamp) -> Vector {
    stamped_with(id, words, &timestamp_form(), stamp)
}

fn stamped_with(id: &str, words: &str, form: &Form, stamp: &Stamp) -> Vector {
    vector(id, words, stamped_as(&file(), form, |content| stamp.token(content)))
}

fn vector(id: &str, words: &str, bytes: Vec<u8>) -> Vector {
    Vector::new("timestamp", id, words, "pdf", "office", bytes)
}

fn honest() -> Vec<Vector> {
    let proven = [("level", "B-T".into()), ("time.source", "timestamp".into()), ("changes_after", "evidence".into())];
    let other = {
        let key = Key::named("stranger");
        let certificate = Certificate::stamper("Dấu thời gian hai", 22, &key, STAMP_CA, &stamp_authority());
        Stamp { who: Identity::new(&key, &certificate, &stamp_authority()), time: "20260531090000Z", ..Stamp::honest() }
    };
    let twice = signed(|content| {
        let mut message = Message::detached(&person(), Hash::Sha256, content);
        message.signer().unsigned = Stamp::honest().unsigned();
        message.der()
    });
    vec![
        stamped("TS-0", "honest-on-file", &Stamp::honest())
            .story("A file with an honest document timestamp.", CLAUSE)
            .signature(&proven)
            .signature(&[("kind", "document_timestamp".into()), ("indication", "total-passed".into())]),
        stamped("TS-0", "honest-on-file-after-expiry", &Stamp::honest())
            .at("2031-01-01T00:00:00Z")
            .story(
                "The signer's certificate has expired; the document timestamp proves that the signature is older.",
                CLAUSE,
            )
            .signature(&proven),
        vector(
            "TS-4",
            "revoked-after-later-timestamp",
            stamped_as(&twice, &timestamp_form(), |content| other.token(content)),
        )
        .evidence(&["stamper-superseded-after.crl"])
        .story(
            "The stamper of the signature was replaced later; a document timestamp by another one proves that its \
                 token is older.",
            "ETSI EN 319 102-1 clause 5.6.3",
        )
        .telling(&["REVOKED_LATER"])
        .signature(&[("time.value", "2026-05-31T08:00:00+00:00".into()), ("level", "B-T".into())]),
    ]
}

/// What no longer counts, told of the timestamp; the signature before it stands by itself.
fn doubtful() -> Vec<Vector> {
    let alone = [("indication", "total-passed".into()), ("time.source", "claimed".into()), ("level", "B-B".into())];
    let key = Key::named("stranger");
    let self_made = Certificate::stamper("Tự lập", 1, &key, "Tự lập", &key);
    let self_made = Stamp { who: Identity::new(&key, &self_made, &key), ..Stamp::honest() };
    let foreign = Stamp { imprint: Rc::new(|_| Hash::Sha256.of(b"another file")), ..Stamp::honest() };
    vec![
        stamped("TS-1", "authority-self-made-on-file", &self_made)
            .story("The forger made a timestamp authority of their own and stamped the file.", CLAUSE)
            .indeterminate("CERT_SELF_SIGNED")
            .signature(&alone)
            .signature(&[("indication", "indeterminate".into()), ("integrity", true.into())]),
        stamped("TS-2", "imprint-of-other-file", &foreign)
            .story("The document timestamp is of another file.", CLAUSE)
            .failed("TIMESTAMP_BROKEN")
            .signature(&alone)
            .signature(&[("indication", "total-failed".into()), ("integrity", false.into())]),
        stamped("TS-2", "imprint-by-sha1-on-file", &Stamp::honest().by(Hash::Sha1))
            .story("The document timestamp's imprint is by SHA-1.", CLAUSE)
            .indeterminate("DIGEST_WEAK")
            .signature(&alone)
            .signature(&[("indication", "indeterminate".into()), ("integrity", true.into())]),
        stamped("TS-2", "imprint-by-sha224-on-file", &Stamp::honest().by(Hash::Sha224))
            .story("The document timestamp's imprint is by SHA-224, which nothing here computes.", CLAUSE)
            .indeterminate("DIGEST_UNKNOWN")
            .signature(&alone)
            .signature(&[("indication", "indeterminate".into()), ("integrity", "null".into())]),
        vector("TS-11", "ber-on-file", {
            let ber = |token: Vec<u8>| [&[0x30, 0x80], der::elements(&token)[0].1, &[0, 0]].concat();
            stamped_as(&file(), &timestamp_form(), |content| ber(Stamp::honest().token(content)))
        })
        .story("The document timestamp has no length but an end mark.", "ETSI EN 319 142-1 clause 4.1: DER")
        .indeterminate("CMS_NOT_DER")
        .signature(&alone)
        .signature(&[("integrity", true.into())]),
        stamped("TS-5", "in-future-on-file", &Stamp { time: "20260602000000Z", ..Stamp::honest() })
            .story("The document timestamp names a day to come.", CLAUSE)
            .indeterminate("TIMESTAMP_IN_FUTURE")
            .signature(&alone),
    ]
}

/// TS-8.
fn kinds() -> Vec<Vector> {
    let kind = |words: &str, kind: &'static str| {
        stamped_with("TS-8", words, &Form { kind, ..timestamp_form() }, &Stamp::honest())
    };
    let by_colleague = |content: &[u8]| Message::detached(&colleague(), Hash::Sha256, content).der();
    let as_signature = Form { entries: "", ..Form::new("ETSI.CAdES.detached") };
    vec![
        kind("type-of-signature", "/Type /Sig")
            .story("A timestamp is dressed up as a signature.", CLAUSE)
            .indeterminate("TIMESTAMP_MISTYPED"),
        kind("type-absent", "")
            .story("The timestamp does not say that it is one, and an absent type means a signature.", CLAUSE)
            .indeterminate("TIMESTAMP_MISTYPED"),
        kind("type-null", "/Type null")
            .story("The timestamp's type is null, which means absent.", CLAUSE)
            .indeterminate("TIMESTAMP_MISTYPED"),
        kind("type-unknown", "/Type /TimeStamp")
            .story("The timestamp's type is one that does not exist.", CLAUSE)
            .failed("SIG_DICT_MALFORMED"),
        vector("TS-8", "signature-typed-as-timestamp", {
            let form = Form { kind: "/Type /DocTimeStamp", ..Form::new("ETSI.CAdES.detached") };
            signed_as(&form, by_colleague)
        })
        .story("A signature says that it is a timestamp, so that readers hide who signed.", CLAUSE)
        .failed("SIG_DICT_MALFORMED"),
        vector("TS-8", "only-timestamp", signed_as(&timestamp_form(), |content| Stamp::honest().token(content)))
            .story("The file is only timestamped, which proves when it was, and that nobody vouches for it.", CLAUSE)
            .expect("unsigned", "ONLY_TIMESTAMPED")
            .signature(&[("kind", "document_timestamp".into()), ("indication", "total-passed".into())]),
        stamped_with(
            "TS-8",
            "sub-filter-unknown",
            &Form { sub_filter: "ETSI.RFC3162", ..timestamp_form() },
            &Stamp::honest(),
        )
        .story("The timestamp is of a kind that nobody knows.", CLAUSE)
        .indeterminate("SUBFILTER_UNSUPPORTED"),
        vector("TS-8", "message-of-signature", stamped_as(&file(), &timestamp_form(), by_colleague))
            .story("In the place of a timestamp stands a colleague's signature.", CLAUSE)
            .failed("TIMESTAMP_MALFORMED"),
        vector("TS-8", "token-in-signature", signed_as(&as_signature, |content| Stamp::honest().token(content)))
            .story("In the place of a signature stands a timestamp token over the file.", CLAUSE)
            .failed("CONTENT_TYPE_UNEXPECTED"),
    ]
}

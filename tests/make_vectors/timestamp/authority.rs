//! Who stamped: TS-1, TS-3, TS-4, TS-6 and TS-7.

use super::super::Shared;
use super::super::certificate::{Certificate, TIME_STAMPING, extended_key_usage, key_usage};
use super::super::der::{Der, pem, seq, time};
use super::super::keys::{Hash, Key};
use super::super::message::{SIGNING_CERTIFICATE_V2, attribute, reference, reference_value};
use super::super::people::{
    CA, Entry, Identity, STAMP_CA, authority, person, revocation_list, stamp_authority, stamper, stamper_certificate,
};
use super::super::token::Stamp;
use super::super::vector::Vector;
use super::{Expected, on_signature};

const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const KEY_USAGE: &str = "2.5.29.15";
const SIGNING_CERTIFICATE_V1: &str = "1.2.840.113549.1.9.16.2.12";

pub fn vectors() -> Vec<Vector> {
    [strangers(), purposes(), validity(), references(), policies()].into_iter().flatten().collect()
}

fn by(who: Identity) -> Stamp {
    Stamp { who, ..Stamp::honest() }
}

/// The trusted authority's certificate, changed before it was signed.
fn with(change: impl Fn(Certificate) -> Certificate) -> Stamp {
    let changed = change(stamper_certificate());
    by(Identity::new(&Key::named("stamper"), &changed, &stamp_authority()))
}

/// TS-1.
fn strangers() -> Vec<Vector> {
    let clause = "R15 of docs/standards.md: anchors of timestamps are apart";
    let key = Key::named("stranger");
    let of_signers = Certificate::stamper("Dấu thời gian khác", 31, &key, CA, &authority());
    let alone = Certificate::stamper("Tự lập", 1, &key, "Tự lập", &key);
    vec![
        on_signature("TS-1", "authority-of-signers", &by(Identity::new(&key, &of_signers, &authority())))
            .story(
                "The token is by an authority below the root for signers, which is not trusted for timestamps.",
                clause,
            )
            .proves_nothing("CERT_NO_PATH"),
        on_signature("TS-1", "authority-self-made", &by(Identity::new(&key, &alone, &key)))
            .story("The forger made a timestamp authority of their own.", clause)
            .proves_nothing("CERT_SELF_SIGNED"),
        on_signature("TS-1", "authority-self-made-after-expiry", &by(Identity::new(&key, &alone, &key)))
            .at("2031-01-01T00:00:00Z")
            .story("A timestamp authority of one's own is to save an expired certificate.", clause)
            .indeterminate("CERT_EXPIRED")
            .telling(&["TIMESTAMP_NOT_TRUSTED"]),
        on_signature("TS-1", "signer-stamps-itself", &by(person()))
            .story("The signer made the token with the key of the signature.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
    ]
}

/// TS-3.
fn purposes() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.3: one purpose, critical";
    let usage = |critical, purposes: &[&str]| {
        with(move |certificate| certificate.replacing(EXTENDED_KEY_USAGE, Some(extended_key_usage(critical, purposes))))
    };
    let email = "1.3.6.1.5.5.7.3.4";
    vec![
        on_signature("TS-3", "purpose-absent", &with(|certificate| certificate.replacing(EXTENDED_KEY_USAGE, None)))
            .story("The stamper's certificate does not say that it is for timestamps.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
        on_signature("TS-3", "purpose-not-critical", &usage(false, &[TIME_STAMPING]))
            .story("The purpose is there but not critical, so that others may ignore it.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
        on_signature("TS-3", "purpose-among-others", &usage(true, &[TIME_STAMPING, email]))
            .story("The key that stamps also signs mail.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
        on_signature("TS-3", "purpose-other", &usage(true, &[email]))
            .story("The stamper's certificate is for mail.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
        on_signature("TS-3", "purpose-any", &usage(true, &["2.5.29.37.0"]))
            .story("The stamper's certificate is for any purpose.", clause)
            .exposes("CERT_EXTENDED_KEY_USAGE"),
        on_signature(
            "TS-3",
            "key-usage-of-encryption",
            &with(|certificate| certificate.replacing(KEY_USAGE, Some(key_usage(&[2])))),
        )
        .story(
            "The stamper's key is for encryption, not for signing.",
            "RFC 3161 section 2.3; RFC 5280 section 4.2.1.3",
        )
        .proves_nothing("CERT_KEY_USAGE"),
    ]
}

/// TS-4: the authority's certificate against the token's time.
fn validity() -> Vec<Vector> {
    let clause = "ETSI EN 319 102-1 clause 5.4; RFC 3161 section 4";
    let lasting = |from: &'static str, until: &'static str| {
        with(move |certificate| Certificate { not_before: time(from), not_after: time(until), ..certificate })
    };
    let revoked = |words: &str, file: &str| on_signature("TS-4", words, &Stamp::honest()).evidence(&[file]);
    vec![
        on_signature("TS-4", "expired-before-token", &lasting("250101000000Z", "260101000000Z"))
            .story("The stamper's certificate had expired when it stamped.", clause)
            .proves_nothing("CERT_EXPIRED"),
        on_signature("TS-4", "expired-after-token", &lasting("250101000000Z", "260601000000Z"))
            .story("The stamper's certificate has expired since, and no later timestamp covers its token.", clause)
            .proves_nothing("CERT_EXPIRED"),
        on_signature("TS-4", "certified-after-token", &lasting("260531120000Z", "340101000000Z"))
            .story(
                "The token names a time at which the stamper's certificate did not exist: it was dated back.",
                clause,
            )
            .proves_nothing("CERT_NOT_YET_VALID"),
        revoked("revoked-before-token", "stamper-revoked-before.crl")
            .story("The stamper's certificate had been revoked when it stamped.", clause)
            .proves_nothing("REVOKED"),
        revoked("revoked-after-token", "stamper-superseded-after.crl")
            .story("The stamper's certificate was replaced since, and nothing proves that the token is older.", clause)
            .proves_nothing("REVOKED"),
        revoked("on-hold", "stamper-on-hold.crl")
            .story("The stamper's certificate is on hold, and nothing proves that the token is older.", clause)
            .proves_nothing("ON_HOLD"),
        on_signature("TS-4", "authority-revoked", &below_revoked())
            .evidence(&["stamp-authority-revoked.crl"])
            .story("The authority that certified the stamper was revoked before it stamped.", clause)
            .proves_nothing("REVOKED_AUTHORITY"),
        on_signature("TS-4", "status-unknown", &Stamp::honest())
            .trusting("office-without-stamp-list")
            .story("Nothing is known of whether the stamper's certificate was revoked.", clause)
            .proves_nothing("REVOCATION_NOT_CHECKED"),
        revoked("key-lost-after-token", "stamper-lost-after.crl")
            .story("The stamper's key was lost since, and nothing proves that the token is older.", clause)
            .proves_nothing("REVOKED"),
    ]
}

/// By a stamper below another authority, which the root revoked.
fn below_revoked() -> Stamp {
    let (key, middle) = (Key::named("stamper"), Key::named("stranger"));
    let name = "CA dấu thời gian cấp hai";
    let above = Certificate::authority(name, 41, &middle, STAMP_CA, &stamp_authority()).signed_by(&stamp_authority());
    let stamper = Certificate::stamper("Dấu thời gian ba", 42, &key, name, &middle);
    let change = move |message: &mut super::super::message::Message| message.certificates.push(above.clone());
    Stamp { change: std::rc::Rc::new(change), ..by(Identity::new(&key, &stamper, &middle)) }
}

/// TS-6.
fn references() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.4.2; RFC 5816 section 2.2.1";
    let referring = |words: &str, attributes: Vec<Der>| {
        let stamp = Stamp::honest().changing(move |signer| signer.replace(SIGNING_CERTIFICATE_V2, attributes.clone()));
        on_signature("TS-6", words, &stamp)
    };
    let v1 = |hash: &[u8]| attribute(SIGNING_CERTIFICATE_V1, [reference_value(hash, None)]);
    let certificate = stamper().certificate;
    let without = Stamp { change: std::rc::Rc::new(|message| message.certificates.clear()), ..Stamp::honest() };
    vec![
        referring("reference-wrong", vec![attribute(SIGNING_CERTIFICATE_V2, [reference_value(&[7; 32], None)])])
            .story("The token refers to another certificate than the stamper's.", clause)
            .proves_nothing("SIGNING_CERTIFICATE_MISMATCH"),
        referring("reference-absent", vec![])
            .story("The token does not say which certificate it was made for.", clause)
            .proves_nothing("SIGNING_CERTIFICATE_MISSING"),
        referring("reference-empty", vec![attribute(SIGNING_CERTIFICATE_V2, [seq([seq([])])])])
            .story("The token's reference refers to nothing.", clause)
            .proves_nothing("SIGNING_CERTIFICATE_MISMATCH"),
        referring("reference-by-sha1", vec![v1(&Hash::Sha1.of(&certificate))])
            .story(
                "The token refers to the certificate by SHA-1, as RFC 3161 itself asks and most authorities do.",
                "docs/relaxations.md; RFC 5816",
            )
            .proves(),
        referring("reference-by-sha1-wrong", vec![v1(&[7; 20])])
            .story("The token refers by SHA-1 to another certificate.", clause)
            .proves_nothing("SIGNING_CERTIFICATE_MISMATCH"),
        referring("reference-twice", vec![reference(&certificate), reference(&person().certificate)])
            .story("The token refers to two certificates.", clause)
            .proves_nothing("DUPLICATE_ATTR"),
        on_signature("TS-6", "certificate-absent", &without)
            .story("The stamper's certificate is not in the token.", clause)
            .proves_nothing("SIGNER_CERTIFICATE_MISSING"),
    ]
}

/// TS-7.
fn policies() -> Vec<Vector> {
    let stamp = Stamp { policy: "2.16.840.1.999.7", ..Stamp::honest() };
    vec![
        on_signature("TS-7", "policy-never-heard-of", &stamp)
            .story(
                "The token is under a policy that nobody here named. Which authorities count is the operator's choice by \
                 anchors; none of its policies is left out.",
                "RFC 3161 section 2.4.2; a client that asks for a policy compares it",
            )
            .proves(),
    ]
}

/// Lists of the timestamp authority's issuer, each with its one certificate revoked.
pub fn shared() -> Vec<Shared> {
    let list_of = |serial, date, reason| {
        let entry = Entry { serial, date, reason: Some(reason) };
        pem("X509 CRL", &revocation_list(STAMP_CA, &stamp_authority(), &[entry])).into_bytes()
    };
    let list = |date, reason| list_of(21, date, reason);
    let (key_compromise, ca_compromise, superseded, hold) = (1, 2, 4, 6);
    vec![
        ("evidence/stamper-revoked-before.crl".into(), list("260501000000Z", superseded)),
        ("evidence/stamper-superseded-after.crl".into(), list("260531120000Z", superseded)),
        ("evidence/stamper-lost-after.crl".into(), list("260531120000Z", key_compromise)),
        ("evidence/stamper-on-hold.crl".into(), list("260501000000Z", hold)),
        ("evidence/stamp-authority-revoked.crl".into(), list_of(41, "260501000000Z", ca_compromise)),
    ]
}

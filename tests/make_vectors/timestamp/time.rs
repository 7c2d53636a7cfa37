//! The time in the token against the signer and the present: TS-5 and TS-10.

use super::super::certificate::Certificate;
use super::super::der::{Der, boolean, explicit, int, retagged, seq, time};
use super::super::keys::Key;
use super::super::people::{CA, Identity, STAMP_CA, authority};
use super::super::token::Stamp;
use super::super::vector::Vector;
use super::{Expected, of_signer, on_signature};

pub fn vectors() -> Vec<Vector> {
    [against_signer(), against_present(), further_fields()].into_iter().flatten().collect()
}

/// A principal whose certificate lasts only so long.
fn lasting(from: &str, until: &str) -> Identity {
    let key = Key::named("person");
    let certificate = Certificate::person("Hiệu trưởng", 18, &key, CA, &authority());
    Identity::new(&key, &Certificate { not_before: time(from), not_after: time(until), ..certificate }, &authority())
}

/// TS-5: the best proven time is judged, whatever it says (EN 319 102-1 clause 5.5.4).
fn against_signer() -> Vec<Vector> {
    let clause = "ETSI EN 319 102-1 clause 5.5.4";
    let out_of_bounds = [("sub_indication", "OUT_OF_BOUNDS_NO_POE".into()), ("integrity", true.into())];
    vec![
        of_signer("TS-5", "before-certificate", &lasting("260531120000Z", "300101000000Z"), &Stamp::honest())
            .story(
                "The timestamp proves that the signature is older than the signer's certificate, which was made for the \
                 key afterwards.",
                clause,
            )
            .indeterminate("CERT_NOT_YET_VALID")
            .signature(&out_of_bounds),
        of_signer("TS-5", "after-expiry", &lasting("250101000000Z", "260531000000Z"), &Stamp::honest())
            .story("The signer's certificate had expired when the signature was stamped.", clause)
            .indeterminate("CERT_EXPIRED")
            .signature(&out_of_bounds),
        of_signer("TS-5", "at-last-second", &lasting("250101000000Z", "260531080000Z"), &Stamp::honest())
            .story("The token names the last second at which the signer's certificate was in force.", "RFC 5280 section 4.1.2.5: both ends belong to it")
            .proves(),
    ]
}

fn against_present() -> Vec<Vector> {
    let clause = "R15 of docs/standards.md; five minutes of tolerance";
    vec![
        on_signature("TS-5", "in-future", &Stamp { time: "20260602000000Z", ..Stamp::honest() })
            .story("The token names a day to come.", clause)
            .proves_nothing("TIMESTAMP_IN_FUTURE"),
        on_signature("TS-5", "clock-ahead", &Stamp { time: "20260601010400Z", ..Stamp::honest() })
            .story("The stamper's clock is four minutes ahead of ours, as clocks are.", clause)
            .proves(),
    ]
}

/// TS-10.
fn further_fields() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.4.2: optional fields";
    let accuracy = || seq([int(1), retagged(0x80, int(500))]);
    let tsa = || explicit(0, explicit(4, super::super::certificate::name(STAMP_CA)));
    let with = |words: &str, further: Vec<Der>| on_signature("TS-10", words, &Stamp { further, ..Stamp::honest() });
    vec![
        with("accuracy-and-ordering-absent", vec![])
            .story("The token says nothing of its accuracy and order, as it may.", clause)
            .proves(),
        with("accuracy", vec![accuracy()]).story("The token names its accuracy.", clause).proves(),
        with("every-optional-field", vec![accuracy(), boolean(true), int(99), tsa()])
            .story("The token has accuracy, ordering, a nonce and the stamper's name.", clause)
            .proves(),
        with("nonce-before-accuracy", vec![int(99), accuracy()])
            .story("The optional fields stand in the wrong order, so that readers take one for another.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
        on_signature("TS-10", "fraction-of-second", &Stamp { time: "20260531080000.25Z", ..Stamp::honest() })
            .story("The token names its time to a fraction of a second.", clause)
            .proves(),
        on_signature("TS-10", "local-time", &Stamp { time: "20260531080000+0700", ..Stamp::honest() })
            .story("The token names a local time, which readers read differently.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
    ]
}

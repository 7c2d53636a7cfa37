//! Certificate policies (PATH-7): demanded, mapped, inhibited.

use super::super::certificate::{Certificate, extension};
use super::super::der::{Der, int, oid, retagged, seq};
use super::super::expectation::Asked;
use super::super::vector::Vector;
use super::{BELOW, MIDDLE, PERSON, ROOT, authority, changed, key, middle, path, person};

const OURS: &str = "1.3.6.1.4.1.55555.2.1";
const THEIRS: &str = "1.3.6.1.4.1.55555.2.2";
const ANY: &str = "2.5.29.32.0";

fn policies(listed: &[&str]) -> Der {
    extension("2.5.29.32", false, seq(listed.iter().map(|policy| seq([oid(policy)]))))
}

fn mapping(from: &str, to: &str) -> Der {
    extension("2.5.29.33", true, seq([seq([oid(from), oid(to)])]))
}

/// requireExplicitPolicy and inhibitPolicyMapping, in certificates that may still pass.
fn constraints(explicit: Option<u64>, mapping: Option<u64>) -> Der {
    let numbered = |tag: u8, number: Option<u64>| number.map(|number| retagged(tag, int(number)));
    extension("2.5.29.36", true, seq(numbered(0x80, explicit).into_iter().chain(numbered(0x81, mapping))))
}

/// Asked for our policy, and for a path that is valid for it.
fn demanded(vector: Vector) -> Vector {
    vector.asking(Asked { policies: vec![OURS.into()], require_policy: true, ..Asked::default() })
}

/// Root, middle authority with some extensions, authority below with others, person with one policy.
fn three(words: &str, upper: &[Der], lower: &[Der], policy: &str) -> Vector {
    let with = |certificate: Certificate, extensions: &[Der]| {
        extensions.iter().fold(certificate, |certificate, extension| certificate.with(extension.clone()))
    };
    let person = Certificate::person(PERSON.0, 3, &key(PERSON), BELOW.0, &key(BELOW)).with(policies(&[policy]));
    let lower = with(authority(BELOW, 4, MIDDLE), lower).signed_by(&key(MIDDLE));
    let upper = with(middle(), upper).signed_by(&key(ROOT));
    demanded(path("PATH-7", words, &[person.signed_by(&key(BELOW)), lower, upper]))
}

pub fn vectors() -> Vec<Vector> {
    let two = |words: &str, upper: &[&str], lower: &[&str]| {
        changed("PATH-7", words, middle().with(policies(upper)), person(MIDDLE).with(policies(lower)))
    };
    let maps = [policies(&[OURS]), mapping(OURS, THEIRS)];
    let forbid = |words: &str, asked: Asked| {
        three(words, &[policies(&[OURS])], &maps, THEIRS).asking(Asked {
            policies: vec![OURS.into()],
            require_policy: true,
            ..asked
        })
    };
    let explicit = middle().with(constraints(Some(0), None));
    vec![
        demanded(two("demanded", &[OURS], &[OURS]))
            .story("The demanded policy stands in each certificate.", "RFC 5280 section 6.1.5 (g)"),
        demanded(two("not-of-the-authority", &[THEIRS], &[OURS]))
            .story(
                "The person's certificate claims a policy that its authority does not have.",
                "RFC 5280 section 6.1.3 (d)",
            )
            .failed("CERT_POLICY"),
        demanded(two("not-of-the-person", &[ANY], &[THEIRS]))
            .story(
                "The authority may issue by any policy and used another than the demanded one.",
                "RFC 5280 section 6.1.5 (g)",
            )
            .failed("CERT_POLICY"),
        changed("PATH-7", "demanded-by-the-authority", explicit, person(MIDDLE))
            .story(
                "Nobody asks for a policy, but the authority demands one of all below it.",
                "RFC 5280 section 6.1.4 (i)",
            )
            .failed("CERT_POLICY"),
        three("mapped", &[policies(&[OURS])], &maps, THEIRS)
            .story("The lower authority's own policy counts as the demanded one.", "RFC 5280 section 6.1.4 (b)"),
        three("mapped-though-inhibited", &[policies(&[OURS]), constraints(None, Some(0))], &maps, THEIRS)
            .story(
                "The upper authority forbids mappings, and the lower one relies on one.",
                "RFC 5280 section 6.1.4 (b) (2)",
            )
            .failed("CERT_POLICY"),
        forbid("mapped-though-forbidden-by-the-asker", Asked { forbid_policy_mapping: true, ..Asked::default() })
            .story("Who asks accepts no mapping.", "RFC 5280 section 6.1.1 (e)")
            .failed("CERT_POLICY"),
        three(
            "any-policy-inhibited",
            &[policies(&[OURS]), extension("2.5.29.54", true, int(0))],
            &[policies(&[ANY])],
            OURS,
        )
        .story(
            "The upper authority lets anyPolicy count no longer, and the lower one relies on it.",
            "RFC 5280 section 6.1.4 (j)",
        )
        .failed("CERT_POLICY"),
        three("mapped-from-any-policy", &[policies(&[ANY])], &[policies(&[ANY]), mapping(ANY, THEIRS)], THEIRS)
            .story("A mapping from anyPolicy, which would make anything of anything.", "RFC 5280 section 6.1.4 (a)")
            .failed("CERT_EXTENSION_MALFORMED"),
        two("listed-twice", &[OURS], &[OURS, OURS])
            .story("A policy is listed twice.", "RFC 5280 section 4.2.1.4")
            .failed("CERT_EXTENSION_MALFORMED"),
    ]
}

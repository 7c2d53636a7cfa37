//! Who signed a list, when it holds, and what it is made of (CRL-0 to CRL-5, CRL-10, REV-1).

use super::super::certificate::extension;
use super::super::der::{Der, int, null, pem, seq, time, tlv};
use super::super::keys::Hash;
use super::super::list::{COMPROMISE, HOLD, List, NUMBER, REMOVE, SUPERSEDED, entry};
use super::super::paths::{MIDDLE, ROOT, SECOND};
use super::super::vector::Vector;
use super::{LISTER, PERSONS, about};

/// The root's list, changed.
fn changed(id: &str, words: &str, change: impl Fn(&mut List)) -> Vector {
    let mut list = List::of(ROOT);
    change(&mut list);
    about(id, words, "crl", list.signed())
}

fn revoking() -> List {
    List::of(ROOT).revoking(PERSONS, COMPROMISE)
}

pub fn vectors() -> Vec<Vector> {
    [honest(), signers(), times(), extensions(), changes(), numbers(), no_lists()].into_iter().flatten().collect()
}

fn honest() -> Vec<Vector> {
    let text = pem("X509 CRL", &List::of(ROOT).signed());
    vec![
        changed("CRL-0", "nobody", |_| {}).story("A list that revokes nobody.", "RFC 5280 section 6.3.3"),
        about("CRL-0", "nobody-as-text", "crl", text.into_bytes())
            .story("The same list in PEM, as some authorities serve it.", "RFC 7468 section 6"),
        about("CRL-0", "the-person", "crl", revoking().signed())
            .story("A list that revokes the person.", "RFC 5280 section 6.3.3")
            .failed("REVOKED")
            .telling(&["keyCompromise"]),
        changed("CRL-0", "someone-else", |list| list.entries.push(entry(int(4), COMPROMISE, &[])))
            .story("A list that revokes the next serial number.", "RFC 5280 section 6.3.3"),
        changed("CRL-0", "the-person-on-hold", |list| list.entries.push(entry(int(PERSONS), HOLD, &[])))
            .story("A list that suspends the person's certificate.", "RFC 5280 section 5.3.1")
            .failed("REVOKED")
            .telling(&["certificateHold"]),
    ]
}

fn signers() -> Vec<Vector> {
    let flipped = {
        let mut der = List::of(ROOT).signed();
        *der.last_mut().unwrap() ^= 1;
        der
    };
    let in_name_of_root = || List { key: LISTER.1.to_owned(), ..List::of(ROOT) };
    let by_middle = List::of(MIDDLE).signed();
    vec![
        about("CRL-1", "of-another-authority", "crl", List::of(SECOND).signed())
            .story("A list of another authority, which the operator trusts as well.", "RFC 5280 section 6.3.3 (b) (1)")
            .indeterminate("NO_REVOCATION_DATA"),
        changed("CRL-1", "in-the-name-of-the-root", |list| list.key = SECOND.1.to_owned())
            .story("Another trusted authority signs a list in the issuer's name.", "RFC 5280 section 6.3.3 (f)")
            .indeterminate("CRL_SIGNATURE"),
        about("CRL-2", "one-bit-changed", "crl", flipped)
            .story("One bit of the signature is changed.", "RFC 5280 section 6.3.3 (g)")
            .indeterminate("CRL_SIGNATURE"),
        about("CRL-2", "one-entry-taken-out", "crl", {
            let (revoking, nobody) = (revoking().signed(), List::of(ROOT).signed());
            let parts = super::super::der::elements(super::super::der::elements(&revoking)[0].1);
            let tbs = super::super::der::elements(super::super::der::elements(&nobody)[0].1)[0].1;
            seq([tlv(0x30, tbs), tlv(0x30, parts[1].1), tlv(3, parts[2].1)])
        })
        .story("Someone takes the entry out of a list and leaves its signature.", "RFC 5280 section 6.3.3 (g)")
        .indeterminate("CRL_SIGNATURE"),
        changed("CRL-2", "sha-1", |list| list.hash = Hash::Sha1)
            .story("The list is signed with SHA-1, for which collisions are known.", "ETSI TS 119 312 clause 5")
            .indeterminate("CRL_UNUSABLE"),
        changed("CRL-2", "another-algorithm-inside", |list| {
            list.inner_algorithm = Some(seq([super::super::der::oid("1.2.840.10045.4.3.3")]));
        })
        .story("The algorithm that is signed is not the one that stands outside.", "RFC 5280 section 5.1.1.2")
        .indeterminate("CRL_UNUSABLE"),
        about("CRL-3", "by-an-authority-without-the-usage", "crl", by_middle)
            .about("person-below-an-authority-without-lists.pem")
            .evidence(&["nobody.crl"])
            .story("The authority's key may sign certificates, but no lists.", "RFC 5280 section 6.3.3 (f)")
            .indeterminate("CRL_SIGNER_NOT_FOUND"),
        about("CRL-3", "by-a-key-for-lists", "crl", in_name_of_root().signed())
            .evidence(&["signer-of-lists-in-the-name-of-the-root.pem"])
            .story("The root certified a second key of its own that only signs lists.", "RFC 5280 section 6.3.3 (f)"),
        about("CRL-3", "by-a-key-without-the-usage", "crl", in_name_of_root().signed())
            .evidence(&["signer-of-lists-without-the-usage.pem"])
            .story(
                "A list signed by a key that the root certified under its own name, but for documents.",
                "RFC 5280 section 6.3.3 (f)",
            )
            .indeterminate("CRL_SIGNATURE"),
    ]
}

fn times() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 sections 5.1.2.4, 5.1.2.5 and 6.3.3 (a)";
    let from_to = |words: &str, from: &str, to: &str| {
        let (from, to) = (time(from), if to.is_empty() { Vec::new() } else { time(to) });
        changed("CRL-4", words, |list| (list.this_update, list.next_update) = (from.clone(), to.clone()))
    };
    let stale = |reason| {
        let list = List { next_update: time("260515000000Z"), ..List::of(ROOT) };
        list.revoking(PERSONS, reason).signed()
    };
    vec![
        from_to("out-of-date", "260501000000Z", "260515000000Z")
            .story("The next list is overdue, and might revoke.", CLAUSE)
            .indeterminate("CRL_NOT_CURRENT"),
        from_to("from-the-future", "260602000000Z", "260701000000Z")
            .story("A list from tomorrow.", CLAUSE)
            .indeterminate("CRL_NOT_CURRENT"),
        from_to("without-an-end", "260501000000Z", "")
            .story("A list that does not say when the next one comes.", CLAUSE)
            .indeterminate("CRL_NOT_CURRENT"),
        from_to("ending-before-it-begins", "260531000000Z", "260501000000Z")
            .story("A list whose end lies before its beginning.", CLAUSE)
            .indeterminate("CRL_NOT_CURRENT"),
        about("CRL-4", "out-of-date-and-revoking", "crl", stale(SUPERSEDED))
            .story("A list is out of date, but what it revoked stays revoked.", CLAUSE)
            .failed("REVOKED"),
        about("CRL-4", "out-of-date-and-suspending", "crl", stale(HOLD))
            .story("A list is out of date, and the suspension in it may have ended.", CLAUSE)
            .indeterminate("CRL_NOT_CURRENT"),
    ]
}

fn extensions() -> Vec<Vector> {
    let unknown = |critical| extension("1.3.6.1.4.1.55555.3", critical, null());
    vec![
        changed("CRL-5", "unknown-critical", |list| list.extensions.push(unknown(true)))
            .story(
                "A critical extension that is not understood may change what the list means.",
                "RFC 5280 section 5.2",
            )
            .indeterminate("CRL_UNUSABLE"),
        changed("CRL-5", "unknown", |list| list.extensions.push(unknown(false)))
            .story("An extension that is not understood and need not be.", "RFC 5280 section 5.2"),
        changed("CRL-5", "unknown-critical-at-another-entry", |list| {
            list.entries.push(entry(int(4), COMPROMISE, &[unknown(true)]));
        })
        .story(
            "A critical extension that is not understood stands at the entry of someone else; it may speak of the \
             entries after it.",
            "RFC 5280 section 5.3",
        )
        .indeterminate("CRL_UNUSABLE"),
        changed("CRL-5", "an-extension-twice", |list| list.extensions.extend(list.extensions.first().cloned()))
            .story(
                "An extension stands there twice, so that two readers may use different ones.",
                "RFC 5280 section 5.2",
            )
            .indeterminate("EVIDENCE_MALFORMED"),
        changed("CRL-5", "version-1-with-extensions", |list| list.version.clear())
            .story(
                "A list of version 1 carries extensions, which that version does not have.",
                "RFC 5280 section 5.1.2.1",
            )
            .indeterminate("EVIDENCE_MALFORMED"),
    ]
}

/// Lists of changes.
fn changes() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 sections 5.2.4 and 6.3.3 (c)";
    let both =
        |words: &str, base: List, delta: List| about("CRL-10", words, "crl", [base.signed(), delta.signed()].concat());
    let nobody = || List::of(ROOT);
    let on_hold = || nobody().revoking(PERSONS, HOLD);
    let removed = |list: List| list.revoking(PERSONS, REMOVE);
    vec![
        about("CRL-10", "changes-without-their-base", "crl", nobody().since(2).signed())
            .story("Changes are at hand, but not the list that they change.", CLAUSE)
            .indeterminate("CRL_DELTA_ALONE"),
        both("changes-that-revoke", nobody(), revoking().since(2))
            .story("The list revokes nobody, the changes since then do.", CLAUSE)
            .failed("REVOKED"),
        both("changes-that-lift-a-hold", on_hold(), removed(nobody()).since(2))
            .story("The list suspends the person, the changes since then take that back.", CLAUSE),
        both("changes-to-a-later-list", on_hold(), removed(nobody()).since(3))
            .story("The changes are to a later list than the one at hand, and so say nothing about it.", CLAUSE)
            .failed("REVOKED"),
        both("changes-by-another-key", on_hold(), List { key: SECOND.1.to_owned(), ..removed(nobody()).since(2) })
            .story("Someone else takes the suspension back.", CLAUSE)
            .failed("REVOKED"),
        about("CRL-10", "a-removal-in-a-whole-list", "crl", removed(nobody()).signed())
            .story("A whole list takes an entry off, which only changes do.", "RFC 5280 section 5.3.1")
            .indeterminate("EVIDENCE_MALFORMED"),
    ]
}

fn numbers() -> Vec<Vector> {
    let numbered = |words: &str, number: Option<Der>| {
        changed("CRL-10", words, |list| *list = list.clone().numbered(number.clone()))
    };
    let negative = || entry(tlv(2, &[0x80]), COMPROMISE, &[]);
    vec![
        numbered("number-missing", None)
            .story("A list without a number: which of two is the later one cannot be told.", "RFC 5280 section 5.2.3")
            .indeterminate("CRL_UNUSABLE"),
        numbered("number-critical", Some(extension(NUMBER, true, int(2))))
            .story("The number is critical, which it must not be.", "RFC 5280 section 5.2.3")
            .indeterminate("CRL_UNUSABLE"),
        numbered("number-negative", Some(extension(NUMBER, false, tlv(2, &[0xff]))))
            .story("The number is negative.", "RFC 5280 section 5.2.3")
            .indeterminate("EVIDENCE_MALFORMED"),
        changed("CRL-10", "serial-negative", |list| list.entries.push(negative()))
            .about("person-of-negative-serial.pem")
            .story("A certificate with a negative serial number is revoked under it.", "RFC 5280 section 4.1.2.2")
            .failed("REVOKED"),
        changed("CRL-10", "serial-negative-is-not-the-positive-one", |list| {
            list.entries.push(entry(int(0x80), COMPROMISE, &[]));
        })
        .about("person-of-negative-serial.pem")
        .story("The serial number -128 is not 128.", "RFC 5280 section 4.1.2.2"),
    ]
}

/// What a place gives instead of a list.
fn no_lists() -> Vec<Vector> {
    const CLAUSE: &str = "ETSI EN 319 102-1 clause 5.2.5";
    let portal = b"<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>Dang nhap</body></html>\n";
    let cut = {
        let mut der = List::of(ROOT).signed();
        der.truncate(der.len() - 40);
        der
    };
    vec![
        about("REV-1", "a-page-in-place-of-a-list", "crl", portal.to_vec())
            .story("The network's login page came in place of the list.", CLAUSE)
            .indeterminate("NO_EVIDENCE"),
        about("REV-1", "a-page-in-place-of-a-response", "ocsp", portal.to_vec())
            .story("The network's login page came in place of the response.", CLAUSE)
            .indeterminate("NO_EVIDENCE"),
        about("REV-1", "nothing-in-place-of-a-list", "crl", Vec::new())
            .story("The download is empty.", CLAUSE)
            .indeterminate("NO_EVIDENCE"),
        about("REV-1", "a-list-that-breaks-off", "crl", cut)
            .story("The download broke off before the end.", CLAUSE)
            .indeterminate("EVIDENCE_MALFORMED"),
    ]
}

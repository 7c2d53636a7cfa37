//! Lists made right, and wrong in one point at a time.

#![allow(clippy::cloned_ref_to_slice_refs, reason = "one of a list of lists reads alike everywhere")]

use super::testing::*;
use super::*;
use crate::signature::crypto::tlv::{self, tag};
use rcgen::{CustomExtension, KeyUsagePurpose, SerialNumber};

const DELTA: &str = "2.5.29.27";

fn moment(at: &str) -> Moment {
    Moment { at: time(at), now: now() }
}

#[test]
fn a_current_list_answers_and_none_is_unknown() {
    let (root, leaf) = pair();
    assert_eq!(told(ask(&leaf, &[&root], &Evidence::default())), "NO_REVOCATION_DATA");
    let list = List::of(&root).number(1).signed(&root.key);
    let RevocationStatus::Good { source: Source::Crl, this_update, .. } = ask(&leaf, &[&root], &crls(&[list.clone()]))
    else {
        panic!("not good");
    };
    assert_eq!(this_update, list.this_update());
    assert_eq!((list.entries(), list.is_delta(), list.issuer()), (0, false, "CN=Gốc"));
}

#[test]
fn a_revoked_certificate_is_revoked_whatever_else_is_said() {
    let (root, leaf) = pair();
    let bad = List::of(&root).revoking("2026-06-01T00:00:00Z", &[reason(1)]).signed(&root.key);
    let good = List::of(&root).signed(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[good.clone(), bad.clone()]))), "revoked keyCompromise");
    let mut both = Reply::of(&root, &root).signed(&root.key);
    both.merge(crls(&[bad.clone()]));
    assert_eq!(told(ask(&leaf, &[&root], &both)), "revoked keyCompromise");
    // Others' entries do not matter.
    let mut other = List::of(&root);
    other.entries = vec![entry(&[6], now(), &[]), entry(&[8], now(), &[])];
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[other.signed(&root.key)]))), "good");
}

/// Rows and columns of the matrix: the proven time against the event, and the reason.
#[test]
fn the_proven_time_and_the_reason_decide() {
    let (root, leaf) = pair();
    let list = |extensions: &[Vec<u8>]| {
        crls(&[List::of(&root).revoking("2026-06-01T00:00:00Z", extensions).signed(&root.key)])
    };
    let (before, after) = (moment("2026-05-01T00:00:00Z"), moment("2026-07-01T00:00:00Z"));
    let earlier = invalid_since("2026-04-01T00:00:00Z");
    let cases: [(&str, Vec<Vec<u8>>, &str, &str); 5] = [
        ("superseded", vec![reason(4)], "good, later superseded", "revoked superseded"),
        (
            "superseded, invalid before",
            vec![reason(4), earlier.clone()],
            "good, later superseded",
            "revoked superseded",
        ),
        ("keyCompromise", vec![reason(1)], "good, later keyCompromise", "revoked keyCompromise"),
        (
            "keyCompromise, invalid before",
            vec![reason(1), earlier.clone()],
            "revoked keyCompromise",
            "revoked keyCompromise",
        ),
        ("no reason, invalid before", vec![earlier], "revoked unspecified", "revoked unspecified"),
    ];
    for (name, extensions, expected_before, expected_after) in cases {
        let evidence = list(&extensions);
        assert_eq!(told(ask_at(&leaf, &[&root], &evidence, before)), expected_before, "{name}");
        assert_eq!(told(ask_at(&leaf, &[&root], &evidence, after)), expected_after, "{name}");
        assert_eq!(told(ask(&leaf, &[&root], &evidence)), expected_after, "{name}, no proven time");
    }
    let late = list(&[reason(1), invalid_since("2026-05-15T00:00:00Z")]);
    assert_eq!(told(ask_at(&leaf, &[&root], &late, before)), "good, later keyCompromise");
}

#[test]
fn a_list_answers_only_in_its_time() {
    let (root, leaf) = pair();
    let list = |this: &str, next: Option<&str>| {
        let mut list = List::of(&root);
        (list.this_update, list.next_update) = (time(this), next.map(time));
        crls(&[list.signed(&root.key)])
    };
    let present = Moment::present(now());
    let cases = [
        ("2026-11-21T00:04:00Z", Some("2026-11-30T00:00:00Z"), present, "good"),
        ("2026-11-21T00:06:00Z", Some("2026-11-30T00:00:00Z"), present, "CRL_NOT_CURRENT"),
        ("2026-11-01T00:00:00Z", Some("2026-11-20T23:59:59Z"), present, "CRL_NOT_CURRENT"),
        ("2026-11-20T00:00:00Z", None, present, "CRL_NOT_CURRENT"),
        // Asked about the past: the list of that time, or any later one before the expiry.
        ("2026-03-01T00:00:00Z", Some("2026-04-01T00:00:00Z"), moment("2026-03-15T00:00:00Z"), "good"),
        ("2026-11-01T00:00:00Z", Some("2026-11-20T00:00:00Z"), moment("2026-03-15T00:00:00Z"), "good"),
        ("2026-01-01T00:00:00Z", Some("2026-03-14T00:00:00Z"), moment("2026-03-15T00:00:00Z"), "CRL_NOT_CURRENT"),
    ];
    for (this, next, moment, expected) in cases {
        assert_eq!(told(ask_at(&leaf, &[&root], &list(this, next), moment)), expected, "{this} {next:?}");
    }
    // After the expiry entries may have been dropped: no list of that time says that all was well.
    let later = Moment { at: time("2026-03-15T00:00:00Z"), now: time("2027-06-01T00:00:00Z") };
    let dropped = list("2027-05-01T00:00:00Z", Some("2027-07-01T00:00:00Z"));
    assert_eq!(told(ask_at(&leaf, &[&root], &dropped, later)), "CRL_NOT_CURRENT");
}

#[test]
fn a_list_out_of_date_still_proves_a_revocation_but_not_a_hold() {
    let (root, leaf) = pair();
    let list = |code| {
        let mut list = List::of(&root).revoking("2026-06-01T00:00:00Z", &[reason(code)]);
        list.next_update = Some(time("2026-11-20T12:00:00Z"));
        crls(&[list.signed(&root.key)])
    };
    assert_eq!(told(ask(&leaf, &[&root], &list(4))), "revoked superseded");
    assert_eq!(told(ask(&leaf, &[&root], &list(6))), "CRL_NOT_CURRENT");
}

#[test]
fn only_authorised_signers_count() {
    let (root, leaf) = pair();
    let other = root_with(ca_params("Gốc"));
    let stranger = root_with(ca_params("Người lạ"));
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[List::of(&root).signed(&other.key)]))), "CRL_SIGNATURE");
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[List::of(&stranger).signed(&stranger.key)]))), "NO_REVOCATION_DATA");
    // Its self-signed certificate lying there changes nothing.
    let mut evidence = crls(&[List::of(&root).signed(&other.key)]);
    evidence.certificates.push(other.certificate.clone());
    assert_eq!(told(ask(&leaf, &[&root], &evidence)), "CRL_SIGNATURE");
    let mut silent = ca_params("Gốc");
    silent.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let silent = root_with(silent);
    let leaf = below(&silent, params("Hiệu trưởng"));
    assert_eq!(told(ask(&leaf, &[&silent], &crls(&[List::of(&silent).signed(&silent.key)]))), "CRL_SIGNER_NOT_FOUND");
}

/// RFC 5280 section 6.3.3 (f): a key of its own for lists, certified above, and asked about itself.
#[test]
fn a_separate_key_for_lists_needs_a_certificate_and_a_good_status() {
    let root = root_with(ca_params("Gốc"));
    let middle = below(&root, ca_params("Trung gian"));
    let leaf = below(&middle, params("Hiệu trưởng"));
    let signer_params = |serial: u8| {
        let mut params = params("Trung gian");
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
        params.serial_number = Some(SerialNumber::from_slice(&[serial]));
        params
    };
    let signer = below(&root, signer_params(9));
    let list = List::of(&middle).signed(&signer.key);
    let above = [&middle, &root];
    assert_eq!(told(ask(&leaf, &above, &crls(&[list.clone()]))), "CRL_SIGNATURE");
    let mut evidence = crls(&[list.clone()]);
    evidence.certificates.push(signer.certificate.clone());
    assert_eq!(told(ask(&leaf, &above, &evidence)), "CRL_SIGNER_STATUS");
    let mut known = evidence.clone();
    known.merge(crls(&[List::of(&root).signed(&root.key)]));
    assert_eq!(told(ask(&leaf, &above, &known)), "good");
    let mut revoked = List::of(&root);
    revoked.entries = vec![entry(&[9], time("2026-06-01T00:00:00Z"), &[])];
    evidence.merge(crls(&[revoked.signed(&root.key)]));
    assert_eq!(told(ask(&leaf, &above, &evidence)), "CRL_SIGNER_STATUS");
    // Without the usage, or certified by someone beside the path, it is no signer.
    let mut unfit = signer_params(9);
    unfit.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let beside = root_with(ca_params("Gốc"));
    for signer in [below(&root, unfit), below(&beside, signer_params(9))] {
        let mut evidence = crls(&[List::of(&middle).signed(&signer.key), List::of(&root).signed(&root.key)]);
        evidence.certificates.push(signer.certificate.clone());
        assert!(!ask(&leaf, &above, &evidence).is_good());
    }
}

#[test]
fn a_list_is_judged_by_its_scope() {
    let (root, leaf) = pair();
    let users = [0x81, 1, 0xff];
    let authorities = [0x82, 1, 0xff];
    let attributes = [0x85, 1, 0xff];
    let ask_scope =
        |parts: &[&[u8]]| told(ask(&leaf, &[&root], &crls(&[List::of(&root).scope(parts).signed(&root.key)])));
    assert_eq!(ask_scope(&[&users]), "good");
    assert_eq!(ask_scope(&[&authorities]), "CRL_SCOPE");
    assert_eq!(ask_scope(&[&attributes]), "CRL_SCOPE");
    assert_eq!(ask_scope(&[&point("http://crl.example/1")]), "CRL_SCOPE");
    assert_eq!(List::of(&root).scope(&[&users, &authorities]).error(&root.key).code(), "EVIDENCE_MALFORMED");
    assert_eq!(List::of(&root).scope(&[&[0x81, 1, 0x01]]).error(&root.key).code(), "EVIDENCE_MALFORMED");
}

/// Every distribution point of the certificate counts, not only the first.
#[test]
fn all_distribution_points_are_used() {
    let root = root_with(ca_params("Gốc"));
    let mut holder = params("Hiệu trưởng");
    let points: Vec<Vec<u8>> =
        ["http://crl.example/1", "http://crl.example/2"].iter().map(|uri| tlv::sequence(&[&point(uri)])).collect();
    let points = tlv::sequence(&[&points[0], &points[1]]);
    holder.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 31], points));
    let leaf = below(&root, holder);
    for (uri, expected) in [("http://crl.example/2", "good"), ("http://crl.example/3", "CRL_SCOPE")] {
        let list = List::of(&root).scope(&[&point(uri)]).signed(&root.key);
        assert_eq!(told(ask(&leaf, &[&root], &crls(&[list]))), expected);
    }
    let mut broken = params("Hiệu trưởng");
    broken.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 31], vec![0x30, 2, 5, 0]));
    let leaf = below(&root, broken);
    let list = List::of(&root).signed(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[list]))), "DISTRIBUTION_POINTS_MALFORMED");
}

fn point(uri: &str) -> Vec<u8> {
    let name = tlv::encode(0x86, &[uri.as_bytes()]);
    tlv::encode(tag::constructed(0), &[&tlv::encode(tag::constructed(0), &[&name])])
}

#[test]
fn lists_of_some_reasons_answer_only_together() {
    let (root, leaf) = pair();
    let some =
        |unused: u8, bits: u8, second: u8| List::of(&root).scope(&[&[0x83, 3, unused, bits, second]]).signed(&root.key);
    let (compromise, rest) = (some(7, 0b0110_0000, 0x80), some(0, 0b0001_1111, 0));
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[compromise.clone()]))), "CRL_REASONS");
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[compromise, rest]))), "good");
}

#[test]
fn an_indirect_list_speaks_of_those_whom_it_names() {
    let root = root_with(ca_params("Gốc"));
    let mut teller = ca_params("Nơi công bố");
    teller.serial_number = Some(SerialNumber::from_slice(&[9]));
    let teller = below(&root, teller);
    let names =
        tlv::encode(tag::constructed(2), &[&tlv::encode(tag::constructed(4), &[teller.certificate.subject_der()])]);
    let mut holder = params("Hiệu trưởng");
    let points = tlv::sequence(&[&tlv::sequence(&[&names])]);
    holder.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 31], points));
    let leaf = below(&root, holder);
    let of_root = tlv::sequence(&[&tlv::encode(tag::constructed(4), &[root.certificate.subject_der()])]);
    let named = extension("2.5.29.29", true, &of_root);
    let indirect = || List::of(&teller).scope(&[&[0x84, 1, 0xff]]);
    let ask_list = |list: List| {
        let mut evidence =
            crls(&[list.signed(&teller.key), List::of(&root).scope(&[&[0x82, 1, 0xff]]).signed(&root.key)]);
        evidence.certificates.push(teller.certificate.clone());
        told(ask(&leaf, &[&root], &evidence))
    };
    assert_eq!(ask_list(indirect()), "good");
    // The teller's own certificate with serial 7 is another one.
    assert_eq!(ask_list(indirect().revoking("2026-06-01T00:00:00Z", &[])), "good");
    assert_eq!(ask_list(indirect().revoking("2026-06-01T00:00:00Z", &[named.clone()])), "revoked unspecified");
    // The name holds for the entries after it too.
    let mut after = indirect();
    after.entries = vec![entry(&[5], now(), &[named.clone()]), entry(&[7], time("2026-06-01T00:00:00Z"), &[])];
    assert_eq!(ask_list(after), "revoked unspecified");
    // Not said to be indirect: not announced by the point.
    assert_eq!(ask_list(List::of(&teller)), "CRL_SCOPE");
    let own = List::of(&root).revoking(
        "2026-06-01T00:00:00Z",
        &[extension(
            "2.5.29.29",
            true,
            &tlv::sequence(&[&tlv::encode(tag::constructed(4), &[teller.certificate.subject_der()])]),
        )],
    );
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[own.signed(&root.key)]))), "CRL_UNUSABLE");
}

#[test]
fn changes_are_applied_to_their_base_or_not_at_all() {
    let (root, leaf) = pair();
    let base = || List::of(&root).number(5);
    let delta = |since: u8, number: u8| List::of(&root).number(number).with(DELTA, true, &[2, 1, since]);
    let hold = |list: List| list.revoking("2026-06-01T00:00:00Z", &[reason(6)]);
    let gone = |list: List| list.revoking("2026-06-01T00:00:00Z", &[reason(8)]);
    let revoked = |list: List| list.revoking("2026-06-01T00:00:00Z", &[reason(1)]);
    let ask_lists = |lists: &[List]| {
        let lists: Vec<Crl> = lists.iter().map(|list| list.signed(&root.key)).collect();
        told(ask(&leaf, &[&root], &crls(&lists)))
    };
    assert_eq!(ask_lists(&[delta(5, 6)]), "CRL_DELTA_ALONE");
    assert_eq!(ask_lists(&[base(), delta(5, 6)]), "good");
    assert_eq!(ask_lists(&[base(), revoked(delta(5, 6))]), "revoked keyCompromise");
    assert_eq!(ask_lists(&[hold(base())]), "revoked certificateHold");
    assert_eq!(ask_lists(&[hold(base()), gone(delta(5, 6))]), "good");
    // Only the latest changes count; those since a later base, or before this one, do not fit it.
    assert_eq!(ask_lists(&[hold(base()), gone(delta(5, 6)), hold(delta(5, 7))]), "revoked certificateHold");
    assert_eq!(ask_lists(&[hold(base()), gone(delta(6, 7))]), "revoked certificateHold");
    assert_eq!(ask_lists(&[hold(base()), gone(delta(3, 5))]), "revoked certificateHold");
    // Only changes take something off.
    assert_eq!(gone(base()).error(&root.key).code(), "EVIDENCE_MALFORMED");
    // Changes by another key are not believed.
    let other = root_with(ca_params("Gốc"));
    let evidence = crls(&[hold(base()).signed(&root.key), gone(delta(5, 6)).signed(&other.key)]);
    assert_eq!(told(ask(&leaf, &[&root], &evidence)), "revoked certificateHold");
}

#[test]
fn unknown_critical_extensions_make_a_list_unusable() {
    let (root, leaf) = pair();
    let private = "1.3.6.1.4.1.99999.1";
    let entry_extension = |critical| extension(private, critical, &[5, 0]);
    let list = |critical| List::of(&root).with(private, critical, &[5, 0]).signed(&root.key);
    let mut other = List::of(&root);
    other.entries = vec![entry(&[99], now(), &[entry_extension(true)])];
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[list(true)]))), "CRL_UNUSABLE");
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[other.signed(&root.key)]))), "CRL_UNUSABLE");
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[list(false)]))), "good");
    let twice = List::of(&root).with("2.5.29.20", false, &[2, 1, 2]);
    assert_eq!(twice.error(&root.key).code(), "EVIDENCE_MALFORMED");
}

/// RFC 5280 section 5.2.3. What such a list says against someone still counts.
#[test]
fn a_list_has_a_number_that_is_not_critical() {
    let (root, leaf) = pair();
    let bare = || List::of(&root).unnumbered();
    let critical = bare().with("2.5.29.20", true, &[2, 1, 1]);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[bare().signed(&root.key)]))), "CRL_UNUSABLE");
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[critical.signed(&root.key)]))), "CRL_UNUSABLE");
    let revoking = bare().revoking("2026-06-01T00:00:00Z", &[reason(1)]).signed(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[revoking.clone()]))), "revoked keyCompromise");
    let good = List::of(&root).signed(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[good, revoking]))), "revoked keyCompromise");
}

#[test]
fn a_budget_reached_is_no_answer() {
    let (root, leaf) = pair();
    let other = root_with(ca_params("Gốc"));
    let mut lists: Vec<Crl> = (0..100).map(|_| List::of(&root).signed(&other.key)).collect();
    lists.insert(0, List::of(&root).signed(&root.key));
    assert!(told(ask(&leaf, &[&root], &crls(&lists))).contains("REVOCATION_BUDGET"));
}

#[test]
fn a_list_of_200_000_is_read_and_searched_and_one_more_is_not() {
    let (root, leaf) = pair();
    let mut list = List::of(&root);
    let dated = |n: u32| entry(&[&[1], &n.to_be_bytes()[..]].concat(), time("2026-06-01T00:00:00Z"), &[]);
    list.entries = (0..MAX_ENTRIES as u32 - 1).rev().map(dated).collect();
    list.entries.insert(1_000, entry(&[7], time("2026-06-01T00:00:00Z"), &[reason(5)]));
    let crl = list.signed(&root.key);
    assert_eq!(crl.entries(), MAX_ENTRIES);
    assert_eq!(told(ask(&leaf, &[&root], &crls(&[crl]))), "revoked cessationOfOperation");
    list.entries.push(entry(&[9], now(), &[]));
    assert_eq!(list.error(&root.key).code(), "EVIDENCE_LIMIT");
}

#[test]
fn no_bit_flip_of_a_list_gives_good() {
    let (root, leaf) = pair();
    let der = List::of(&root).number(1).revoking("2026-06-01T00:00:00Z", &[reason(1)]).der(&root.key);
    let clean = List::of(&root).number(1).scope(&[&[0x81, 1, 0xff]]).der(&root.key);
    for der in [der, clean] {
        for bit in 0..der.len() * 8 {
            let mut changed = der.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(evidence) = Evidence::read(&changed) else { continue };
            assert!(!ask(&leaf, &[&root], &evidence).is_good(), "bit {bit}");
        }
        for end in 0..der.len() {
            assert!(Crl::from_der(&der[..end]).is_err());
        }
    }
}

//! Codes judged whole, by a folder of what was published (docs/protocol.md 11.2, 11.3, 11.5, 11.6): genuine ones, and
//! everything that a forger or whoever keeps the folder may put in their place.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/foreign.rs"]
mod foreign;
mod lies;
mod office;
mod properties;
mod sentences;
#[path = "../manifests/world.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod world;

use common::{at, now};
use office::{HOST, Office, has, text, told};
use serde_json::Value;
use vanbang::document::code::ShortCode;
use vanbang::document::manifest::layout::Served;
use vanbang::document::manifest::status::{BatchState, Listed, Part, State};
use vanbang::verify::Finding;
use vanbang::verify::code::{CodeVerdict, only_code};
use vanbang::verify::{Outcome, Standing};

#[test]
fn genuine_codes_of_both_forms_give_the_facts_of_their_paper() {
    let office = Office::new();
    for (number, paper) in office.papers.iter().enumerate() {
        for code in [paper.f(), paper.s(), paper.f().to_lowercase(), format!(" {}\n", paper.s())] {
            let verdict = office.judge(&code);
            assert_eq!(told(&verdict), "Passed PASSED InForce 0", "{:?}", verdict.findings());
            assert_eq!(verdict.organisation(), Some("Trường mau.hue"));
            let facts: Vec<&str> = verdict.facts().iter().map(|fact| fact.value.as_str()).collect();
            assert!(
                facts.contains(&"Tôn Nữ Thục Uyên") && facts.contains(&format!("B {number:07}").as_str()),
                "{facts:?}"
            );
            assert!(has(&verdict, "TIME_CLAIMED"), "nothing proves when");
        }
    }
}

/// Protocol.md 11.5: every member, and never what stands behind `#`.
#[test]
fn the_answer_as_json_holds_neither_secret_nor_digits() {
    let office = Office::new();
    office.put(&office.place(Served::Bundle), office.stamped().bytes());
    let paper = &office.papers[2];
    let shown = serde_json::to_value(office.judge(&paper.f())).unwrap();
    let members: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "code",
        "form",
        "verdict",
        "reason",
        "organisation",
        "standing",
        "standing_as_of",
        "facts",
        "manifest_sha256",
        "time",
        "findings",
    ];
    assert!(expected.iter().all(|name| members.contains(name)) && members.len() == expected.len(), "{members:?}");
    assert_eq!(shown["code"], format!("HTTPS://VB.MAU.EDU.VN/V/{}", paper.id()));
    assert_eq!(
        (&shown["form"], &shown["verdict"], &shown["standing"]),
        (&"F".into(), &"passed".into(), &"in_force".into())
    );
    assert_eq!(shown["standing_as_of"], "2026-05-31T12:00:00Z");
    assert_eq!(shown["facts"]["full_name"], "Tôn Nữ Thục Uyên");
    assert_eq!(shown["manifest_sha256"], data_encoding::HEXLOWER.encode(office.manifest.digest()));
    assert_eq!(shown["time"], serde_json::json!({"value": "2026-05-31T07:05:09Z", "source": "timestamp"}));
    for code in [paper.f(), paper.s()] {
        let verdict = office.judge(&code);
        let (_, digits) = code.split_once('#').unwrap();
        let secret = data_encoding::HEXLOWER.encode(paper.code.secret().expose());
        let said = format!("{}{verdict:?}", serde_json::to_string(&verdict).unwrap());
        assert!(!said.contains(digits) && !said.contains(&secret));
    }
    let unread = serde_json::to_value(office.judge("https://vb.mau.edu.vn/V/x")).unwrap();
    for name in ["code", "form", "organisation", "standing_as_of", "facts", "manifest_sha256"] {
        assert_eq!(unread[name], Value::Null, "{name}");
    }
    assert_eq!(unread["time"], serde_json::json!({"value": null, "source": null}));
}

#[test]
fn the_standing_is_that_of_the_status_at_hand() {
    let office = Office::new();
    let (one, other) = (office.papers[0].f(), office.papers[1].s());
    office.list(vec![office.entry(0, State::Withdrawn)], |_| {});
    assert_eq!(told(&office.judge(&one)), "Passed PASSED Withdrawn 1");
    assert_eq!(told(&office.judge(&other)), "Passed PASSED InForce 0");
    office.list(vec![office.entry(0, State::Superseded)], |_| {});
    assert_eq!(told(&office.judge(&one)), "Passed PASSED Superseded 1");
    let late = office.judge_in(Some(office.folder.path()), &other, false, at("2026-07-01T00:00:00Z"));
    assert!(told(&late) == "Passed PASSED Unknown 3" && has(&late, "STATUS_STALE"));
    let ended = office.judge_in(Some(office.folder.path()), &one, false, at("2026-07-01T00:00:00Z"));
    assert_eq!(told(&ended), "Passed PASSED Superseded 1", "also by a list that is out of date");
    let org = office.manifest.org();
    office.status(Part::of(org, 2026, Vec::new(), Vec::new()).unwrap(), |_| {});
    assert!(has(&office.judge(&other), "BATCH_NOT_LISTED"));
    let gone = vec![Listed::of(&office.manifest, BatchState::Withdrawn)];
    office.status(Part::of(org, 2026, gone, Vec::new()).unwrap(), |_| {});
    assert_eq!(told(&office.judge(&other)), "Passed PASSED Withdrawn 1");
}

/// Protocol.md 9.4: *not asked* is for those who asked for no network; for others what is missing is not known.
#[test]
fn without_status_the_standing_is_unknown_unless_the_person_said_so() {
    let office = Office::new();
    let paper = office.papers[0].f();
    office.take_away(&office.head());
    let verdict = office.judge(&paper);
    assert!(told(&verdict) == "Passed PASSED Unknown 3" && has(&verdict, "STATUS_MISSING"));
    let offline = |folder| office.judge_in(folder, &paper, true, now());
    assert_eq!(told(&offline(Some(office.folder.path()))), "Passed PASSED NotAsked 0");
    office.list(vec![office.entry(0, State::Withdrawn)], |_| {});
    assert_eq!(told(&offline(Some(office.folder.path()))), "Passed PASSED Withdrawn 1", "what is at hand counts");
}

#[test]
fn nothing_is_known_of_a_code_without_what_was_published() {
    let office = Office::new();
    let alone = |code: &str| office.judge_in(None, code, true, now());
    let carried = alone(&office.papers[0].f());
    assert_eq!(told(&carried), "Indeterminate MANIFEST_MISSING NotAsked 3");
    assert!(carried.facts().is_empty() && carried.organisation().is_none(), "no fact before it is proven");
    let named = alone(&office.papers[0].s());
    assert_eq!(told(&named), "Indeterminate SERVER_UNREACHABLE NotAsked 3");
    office.take_away(&format!("publish/envelopes/{}", office.papers[0].id()));
    assert_eq!(told(&office.judge(&office.papers[0].s())), "Indeterminate CODE_UNKNOWN NotAsked 3");
    office.take_away(&office.place(Served::Message));
    assert_eq!(told(&office.judge(&office.papers[1].s())), "Indeterminate MANIFEST_MISSING NotAsked 3");
}

#[test]
fn a_short_code_tells_the_standing_and_opens_nothing() {
    let office = Office::new();
    let short = ShortCode::of(&office.papers[3].id());
    for typed in [short.to_string(), short.compact().to_lowercase(), format!("  {short} ")] {
        let verdict = office.judge(&typed);
        assert_eq!((told(&verdict).as_str(), verdict.reason()), ("Indeterminate ID_ONLY InForce 3", "ID_ONLY"));
        assert!(verdict.facts().is_empty() && serde_json::to_value(&verdict).unwrap()["facts"].is_null());
        assert_eq!(
            (verdict.code(), verdict.organisation()),
            (Some(short.to_string().as_str()), Some("Trường mau.hue"))
        );
        assert!(!serde_json::to_string(&verdict).unwrap().contains(&office.papers[3].id().text()));
    }
    office.list(vec![office.entry(3, State::Withdrawn)], |_| {});
    assert_eq!(told(&office.judge(&short.to_string())), "Indeterminate ID_ONLY Withdrawn 1");
    let wrong = if short.compact().starts_with('A') { "B" } else { "A" };
    let mistyped = office.judge(&format!("{wrong}{}", &short.compact()[1..]));
    assert_eq!(told(&mistyped), "Indeterminate CODE_SHORT_CHECK NotAsked 3");
    let nowhere = office.judge_in(None, &short.to_string(), false, now());
    assert_eq!((nowhere.verdict(), nowhere.reason()), (Outcome::Indeterminate, "SERVER_UNREACHABLE"));
    // A list that the manifest does not name is nobody's.
    let other = ShortCode::of(&vanbang::document::code::Id::from_bytes([77; 16]));
    let forged = [b"VBP1".as_slice(), &[77; 16], &[0, 16], &[0; 32]].concat();
    assert_eq!(office.judge(&other.to_string()).reason(), "CODE_UNKNOWN");
    office.put("publish/batches/0707070707070707.list", &forged);
    assert_eq!(office.judge(&other.to_string()).reason(), "CODE_UNKNOWN");
}

#[test]
fn what_is_no_code_is_told_and_never_echoed() {
    let office = Office::new();
    let id = office.papers[0].id();
    let digits = &office.papers[0].s().split_once('#').unwrap().1.to_owned();
    for (given, reason) in [
        ("hello".to_owned(), "CODE_MALFORMED"),
        (String::new(), "CODE_MALFORMED"),
        (format!("https://a@{HOST}/V/{id}#{digits}"), "CODE_MALFORMED"),
        (format!("https://{HOST}:443/V/{id}#{digits}"), "CODE_MALFORMED"),
        (format!("https://{HOST}/V/{id}?x#{digits}"), "CODE_MALFORMED"),
        (format!("https://{HOST}./V/{id}#{digits}"), "CODE_MALFORMED"),
        (format!("http://{HOST}/V/{id}#{digits}"), "CODE_MALFORMED"),
        (format!("https://{HOST}/V/{id}#{digits}#1"), "CODE_MALFORMED"),
        (format!("https://xn--mu-tfa.edu.vn/V/{id}#{digits}"), "CODE_HOST_NOT_LISTED"),
        (text(HOST, &id, &[&[3][..], &[7; 16]].concat()), "CODE_VERSION_UNKNOWN"),
    ] {
        let verdict = office.judge(&given);
        assert_eq!(told(&verdict), format!("Indeterminate {reason} NotAsked 3"), "{given}");
        let shown = serde_json::to_string(&verdict).unwrap();
        assert!(!shown.contains(digits.as_str()), "{shown}");
    }
}

#[test]
fn a_picture_has_one_code_or_none() {
    let office = Office::new();
    let (one, other) = (office.papers[0].f(), office.papers[1].f());
    let elsewhere = "https://quang-cao.example/".to_owned();
    assert_eq!(only_code(&[elsewhere.clone(), one.clone()]).unwrap(), one, "other symbols do not count");
    assert_eq!(only_code(std::slice::from_ref(&elsewhere)).unwrap(), elsewhere);
    let told = |texts: &[String]| CodeVerdict::unread(*only_code(texts).unwrap_err());
    for (texts, reason) in [(vec![], "NO_CODE"), (vec![one, other], "SEVERAL_CODES")] {
        let verdict = told(&texts);
        assert_eq!((verdict.verdict(), verdict.reason(), verdict.exit_code()), (Outcome::Indeterminate, reason, 3));
    }
    let known: Vec<Finding> = vec![vanbang::verify::code::NO_CODE(), vanbang::verify::code::SEVERAL_CODES()];
    assert!(known.iter().all(|finding| !finding.message_vi.is_empty()));
    assert_eq!(Standing::NotAsked, told(&[]).standing());
}

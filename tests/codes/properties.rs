//! What holds whatever lies in the folder: taking a proof away never makes an answer better, junk never does, and
//! neither does cutting a file anywhere; the same folder, clock and directory give the same answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vanbang::document::manifest::Bundle;
use vanbang::document::manifest::layout::Served;
use vanbang::document::manifest::status::State;
use vanbang::verify::code::CodeVerdict;
use vanbang::verify::{Outcome, Standing};

use crate::common::now;
use crate::office::{HOST, Office, has, text, told};
use crate::world::{sealed, sign};

/// What is published of a paper's batch, and the paper's own envelope.
fn published(office: &Office, paper: usize) -> Vec<String> {
    let own = office.papers[paper].id().to_string();
    let (mut found, mut folders) = (Vec::new(), vec![office.folder.path().to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(office.folder.path()).unwrap().display().to_string();
            match path.is_dir() {
                true => folders.push(path),
                false if name.contains("envelopes") && !name.ends_with(&own) => {}
                false => found.push(name),
            }
        }
    }
    found.sort();
    found
}

/// Codes of paper 0, whose standing the status tells, and one that nobody sealed.
fn codes(office: &Office) -> [String; 4] {
    let (one, two) = (&office.papers[0], &office.papers[1]);
    let short = vanbang::document::code::ShortCode::of(&one.id()).to_string();
    [one.f(), one.s(), short, text(HOST, &two.id(), &one.opening)]
}

/// Whether somebody may rely on it.
fn counts(verdict: &CodeVerdict) -> bool {
    verdict.exit_code() == 0
}

/// An answer is no better than the one before: it counts only where that one did, shows facts only where they are
/// proven, and never says in force of what the whole says otherwise.
fn no_better(less: &CodeVerdict, whole: &CodeVerdict, why: &str) {
    let told = || format!("{why}: {} of {}", told(less), told(whole));
    assert!(!counts(less) || counts(whole), "{}", told());
    assert!(less.verdict() != Outcome::Passed || whole.verdict() == Outcome::Passed, "{}", told());
    assert!(less.standing() != Standing::InForce || whole.standing() == Standing::InForce, "{}", told());
    let proven = [less, whole].map(|verdict| serde_json::to_value(verdict).unwrap()["facts"].clone());
    assert!(proven[0].is_null() || proven[0] == proven[1], "{}", told());
}

fn whole_answers(office: &Office) -> Vec<(String, CodeVerdict)> {
    codes(office).map(|code| (code.clone(), office.judge(&code))).into()
}

/// An office whose first paper counts, and one whose first paper was withdrawn.
fn offices() -> [Office; 2] {
    let offices = [Office::new(), Office::new()];
    offices[1].list(vec![offices[1].entry(0, State::Withdrawn)], |_| {});
    for office in &offices {
        office.put(&office.place(Served::Bundle), office.stamped().bytes());
    }
    offices
}

#[test]
fn taking_a_proof_away_never_improves_an_answer() {
    for office in offices() {
        let answers = whole_answers(&office);
        let names: Vec<(String, Vec<u8>)> = published(&office, 0)
            .into_iter()
            .map(|name| (name.clone(), std::fs::read(office.folder.path().join(name)).unwrap()))
            .collect();
        // Signed list, bundle, head, list of envelopes, envelope, and every part that was published.
        assert!((6..=7).contains(&names.len()), "{}", names.len());
        for subset in 1_u32..1 << names.len() {
            let away = || names.iter().enumerate().filter(|(place, _)| subset & 1 << place != 0).map(|(_, file)| file);
            away().for_each(|(name, _)| office.take_away(name));
            for (code, whole) in &answers {
                no_better(&office.judge(code), whole, &format!("{subset:b}"));
            }
            away().for_each(|(name, bytes)| office.put(name, bytes));
        }
        assert!(
            answers.iter().zip(whole_answers(&office)).all(|((_, before), (_, after))| told(before) == told(&after))
        );
    }
}

#[test]
fn junk_never_improves_an_answer() {
    let [in_force, withdrawn] = offices();
    let elsewhere = Office::new();
    for office in [&in_force, &withdrawn] {
        let answers = whole_answers(office);
        let mut stranger = office.world.other("Kẻ khác", 30);
        let by_stranger = sign(&mut stranger, &office.manifest);
        let bundle = Bundle::of(&by_stranger).unwrap();
        let theirs = std::fs::read(elsewhere.folder.path().join(elsewhere.head())).unwrap();
        for (name, bytes) in [
            ("rac.cms", b"junk".to_vec()),
            ("rac.bundle", b"VBM1".to_vec()),
            ("la.cms", by_stranger),
            ("la.bundle", bundle.bytes().to_vec()),
            ("khac.cms", sign(&mut stranger, &sealed())),
            ("envelopes/rac", vec![7; 1000]),
            ("thpt-mau.hue/status/head", theirs.clone()),
            ("batches/la.cms", elsewhere.message.clone()),
            (&elsewhere.head().replace("mau.hue", "khac.hue"), theirs),
        ] {
            office.put(name, &bytes);
            for (code, whole) in &answers {
                no_better(&office.judge(code), whole, name);
            }
        }
        let with_all: Vec<String> = codes(office).iter().map(|code| told(&office.judge(code))).collect();
        let before: Vec<String> = answers.iter().map(|(_, whole)| told(whole)).collect();
        assert_eq!(with_all, before, "nor does what proves nothing take anything away");
    }
}

#[test]
fn a_file_cut_anywhere_passes_nothing_and_fails_nothing() {
    let [office, _] = offices();
    let whole: Vec<(String, CodeVerdict)> = whole_answers(&office).into_iter().take(2).collect();
    assert!(whole.iter().all(|(_, verdict)| counts(verdict)));
    let mut open = BTreeMap::new();
    for name in published(&office, 0) {
        let bytes = std::fs::read(office.folder.path().join(&name)).unwrap();
        for length in (0..bytes.len()).step_by(bytes.len().div_ceil(24)).chain([bytes.len() - 1]) {
            office.put(&name, &bytes[..length]);
            for (code, before) in &whole {
                let verdict = office.judge(code);
                no_better(&verdict, before, &format!("{name} cut at {length}"));
                assert_ne!(verdict.verdict(), Outcome::Failed, "{name} cut at {length}");
                *open.entry(name.clone()).or_insert(0) += usize::from(!counts(&verdict));
            }
        }
        office.put(&name, &bytes);
    }
    let decides = |part: &str| open.iter().any(|(name, open)| name.contains(part) && *open > 20);
    assert!(decides("head") && decides("envelopes"), "{open:?}");
}

#[test]
fn the_same_folder_clock_and_directory_give_the_same_answer() {
    let [office, _] = offices();
    office.put("la.cms", &sign(&mut office.world.other("Kẻ khác", 30), &office.manifest));
    office.put("khac.cms", &sign(&mut office.world.other("Kẻ khác", 31), &sealed()));
    // The same files, written in the other order.
    let copy = tempfile::tempdir().unwrap();
    let mut names = published(&office, 0);
    names.reverse();
    for name in names {
        let to: PathBuf = copy.path().join(&name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(office.folder.path().join(name), to).unwrap();
    }
    let shown =
        |folder: &Path, code: &str| serde_json::to_string(&office.judge_in(Some(folder), code, false, now())).unwrap();
    for code in codes(&office) {
        let first = shown(office.folder.path(), &code);
        assert_eq!(shown(office.folder.path(), &code), first);
        assert_eq!(shown(copy.path(), &code), first);
    }
    assert!(!has(&office.judge(&codes(&office)[0]), "MANIFEST_CONFLICT"), "strangers make none");
}

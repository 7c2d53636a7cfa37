//! How an uploaded file stands, by what the server that judges it keeps: page and JSON tell it, and without the store
//! the file is judged all the same.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::http::Service;
use crate::office::Office;
use crate::school::{AN, BINH, CHAU, CLERK};

/// The standing and the colour of the plain page, of a file that is authentic in any case.
fn told(service: &Service, file: &Path) -> (String, String, Value) {
    let bytes = std::fs::read(file).unwrap();
    let verdict = service.upload("/api/v1/verify", "a.pdf", &bytes).json();
    assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &true.into()), "{verdict:#}");
    let page = service.upload("/?lang=en", "a.pdf", &bytes).body;
    let tone = page.split("class=\"verdict ").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    (verdict["standing"].as_str().unwrap().to_owned(), tone.to_owned(), verdict)
}

fn has(verdict: &Value, code: &str) -> bool {
    verdict["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == code)
}

#[test]
fn a_file_stands_as_its_organisation_published_it_here() {
    let office = Office::new();
    let place = office.place();
    let ids = office.close("6A", &[AN, BINH, CHAU], &[]);
    let service = office.serve("store.sqlite");
    let to = format!("http://{}", service.address());
    let file = |id: &str| place.join(format!("batches/6A/signed/{id}.pdf"));
    let standing = |id: &str| {
        let (standing, tone, _) = told(&service, &file(id));
        (standing, tone)
    };
    let said = |standing: &str, tone: &str| (standing.to_owned(), tone.to_owned());
    let (unknown, tone, verdict) = told(&service, &file(&ids[0]));
    assert_eq!((unknown, tone), said("unknown", "neutral"));
    assert!(has(&verdict, "MANIFEST_NOT_SEEN"), "{verdict:#}");

    office.publish(&["--to", &to]).passed();
    assert_eq!(standing(&ids[0]), said("in_force", "good"));
    let decision = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
    office.school.register(&[&["withdraw", &ids[1]], &decision[..], &CLERK].concat()).passed();
    let replaces = ["--replaces", "batches/6A", "--keep-absent", "--reason", "Sửa điểm môn Toán"];
    office.close("6A-lại", &[(AN.0, AN.1, "9,1")], &replaces);
    let replaced = office.school.replaced("batches/6A-lại");
    office.publish(&["--to", &to]).passed();
    let other = ids.iter().find(|id| **id != replaced && **id != ids[1]).unwrap();
    assert_ne!(replaced, ids[1]);
    assert_eq!(standing(&replaced), said("superseded", "doubt"));
    assert_eq!(standing(&ids[1]), said("withdrawn", "bad"));
    assert_eq!(standing(other), said("in_force", "good"));

    // A file that nobody signed has no standing that anybody could be asked about.
    let drawn = std::fs::read(place.join(format!("batches/6A/drawn/{}.pdf", ids[0]))).unwrap();
    let verdict = service.upload("/api/v1/verify", "a.pdf", &drawn).json();
    assert_eq!(verdict["standing"], "not_asked", "{verdict:#}");

    // Without the store nothing is known of the standing, and the file is judged as before.
    let moved = |from: &str, to: &str| {
        for ending in ["", "-wal", "-shm"] {
            let path = |away: &str| PathBuf::from(format!("{}{ending}{away}", place.join("store.sqlite").display()));
            let _ = std::fs::rename(path(from), path(to));
        }
    };
    moved("", ".away");
    let (unknown, tone, verdict) = told(&service, &file(other));
    assert_eq!((unknown, tone), said("unknown", "neutral"));
    assert!(has(&verdict, "STORE_LOST"), "{verdict:#}");
    moved(".away", "");
    assert_eq!(standing(other), said("in_force", "good"));
    let log = service.stop();
    assert!(log.contains("store lost") && !ids.iter().any(|id| log.contains(id.as_str())), "{log}");
}

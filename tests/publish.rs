//! `vanbang publish` from outside: what stands in the folder or on the server afterwards, whatever came between, and
//! what it says of documents that no longer count.
#![cfg(unix)]

mod balancer;
mod command;
#[path = "publish/decisions.rs"]
mod decisions;
#[path = "publish/encrypted.rs"]
mod encrypted;
#[allow(dead_code)]
#[path = "service/http.rs"]
mod http;
#[path = "publish/judged.rs"]
mod judged;
#[path = "publish/keys.rs"]
mod keys;
mod loopback;
#[path = "publish/office.rs"]
mod office;
#[path = "publish/remote.rs"]
mod remote;
#[path = "publish/replicas.rs"]
mod replicas;
mod school;
#[path = "publish/stamps.rs"]
mod stamps;
#[path = "publish/timestamps.rs"]
mod timestamps;
#[path = "publish/uploads.rs"]
mod uploads;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use office::{ORG, Office, PASSPHRASE, SERVED, head, lasting, tree};
use school::{AN, BINH, CHAU};
use vanbang::document::code::Code;
use vanbang::document::manifest::status::Standing;
use vanbang::document::manifest::{Bundle, Envelope, Publication};
use vanbang::signature::crypto::sha256;

#[test]
fn the_folder_has_what_the_protocol_names_and_nothing_else() {
    let school = school::School::new();
    let office = Office { school };
    let place = office.place();
    let to = place.join("công bố");
    let publish = || office.publish(&["--to", "công bố"]);
    publish().refused("STATUS_KEY_MISSING");
    office.new_key("mười kí tự", "mười kí tư").refused("PASSPHRASE_REFUSED");
    office.new_key("chín kí t", "chín kí t").refused("PASSPHRASE_REFUSED");
    office.new_key(PASSPHRASE, PASSPHRASE).passed();
    office.new_key(PASSPHRASE, PASSPHRASE).refused("STATUS_KEY_EXISTS");

    let batch = office.draw("6A", &[AN, BINH], &[]);
    publish().refused("REGISTER_FILE");
    office.school.sign(&batch, "school_leader", 1).passed();
    office.school.sign(&batch, "organisation", 2).passed();
    assert!(!to.exists(), "nothing was published before the batch was closed");
    let wrong = command::vanbang_with("không phải mật khẩu ấy", &place, &["publish", "--to", "công bố"]);
    assert!(wrong.code == 2 && !to.exists(), "{}", wrong.err);
    publish().passed();

    let ids = office.ids(&batch);
    let content = office.content(&batch);
    let name = content.batch();
    let signed = head(&to);
    let part = HEXLOWER.encode(&signed.head().statement().lists[&content.list()]);
    let mut expected: BTreeSet<String> = [
        format!("{SERVED}/batches/{name}.cms"),
        format!("{SERVED}/batches/{name}.bundle"),
        format!("{SERVED}/{ORG}/status/head"),
        format!("{SERVED}/{ORG}/status/{}/{part}", content.list()),
        format!("publish/batches/{name}.list"),
    ]
    .into();
    expected.extend(ids.iter().map(|id| format!("publish/envelopes/{id}")));
    let files = tree(&to);
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected);

    let bundle = Bundle::parse(&files[&format!("{SERVED}/batches/{name}.bundle")]).unwrap();
    assert_eq!(bundle.manifest(), files[&format!("{SERVED}/batches/{name}.cms")]);
    let list = Publication::parse(&files[&format!("publish/batches/{name}.list")]).unwrap();
    assert_eq!(Some(&list.digest()), content.publication());
    let opened = office.open(&batch);
    let planned: Vec<_> = opened.documents().map(|one| (one.planned().unwrap(), one.id)).collect();
    drop(opened);
    for (planned, id) in planned {
        let envelope = &files[&format!("publish/envelopes/{id}")];
        let code = Code::derive(planned.bytes());
        let listed = list.published().iter().find(|one| one.id == code.id()).unwrap();
        assert_eq!(listed.envelope, sha256(envelope));
        let opening = Envelope::open(envelope, &code.id(), code.secret()).unwrap();
        assert!(content.proves(&code.id(), &opening).is_ok());
        assert_eq!(office.standing(&to, &batch, &id).standing, Standing::InForce);
    }
    assert_eq!((signed.head().statement().seq, signed.head().statement().previous), (1, [0; 32]));
}

#[test]
fn what_is_there_stays_and_what_is_missing_comes() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN, BINH], &[]);
    let publish = || office.publish(&["--to", "ra"]);
    publish().passed();
    let (first, whole) = (head(&place.join("ra")), lasting(&place.join("ra")));
    publish().passed();
    let second = head(&place.join("ra"));
    assert_eq!(lasting(&place.join("ra")), whole, "the same bytes");
    assert_eq!((second.head().statement().seq, second.head().statement().previous), (2, *first.head().digest()));

    // Whatever a run left out is written by the next one.
    for missing in whole.keys() {
        std::fs::remove_file(place.join("ra").join(missing)).unwrap();
        assert!(publish().passed().out.contains("(1 mục mới)") || missing.contains("/status/"), "{missing}");
        assert_eq!(lasting(&place.join("ra")), whole, "{missing}");
    }
    for name in whole.keys().filter(|name| !name.ends_with(".bundle")) {
        let path = place.join("ra").join(name);
        let mut changed = whole[name].clone();
        *changed.last_mut().unwrap() ^= 1;
        std::fs::write(&path, &changed).unwrap();
        publish().refused("PUBLISHED_DIFFERS");
        assert_eq!(std::fs::read(&path).unwrap(), changed, "nothing is overwritten");
        std::fs::write(&path, &whole[name]).unwrap();
    }

    // A second batch leaves the first alone; both are listed.
    office.close("6B", &[CHAU], &[]);
    publish().passed();
    let both = lasting(&place.join("ra"));
    assert!(whole.iter().all(|(name, bytes)| both.get(name) == Some(bytes)));
    for batch in ["batches/6A", "batches/6B"] {
        for id in office.ids(batch) {
            assert_eq!(office.standing(&place.join("ra"), batch, &id).standing, Standing::InForce);
        }
    }
}

/// A copy that ended early left a file in part: nothing is put on top of it, and a bundle, which only grows, is made
/// whole.
#[test]
fn what_was_cut_short_is_not_built_upon() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN], &[]);
    office.publish(&["--to", "ra"]).passed();
    for (name, whole) in tree(&place.join("ra")) {
        let path = place.join("ra").join(&name);
        for length in [0, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            let ran = office.publish(&["--to", "ra"]);
            if name.ends_with(".bundle") {
                assert_eq!(std::fs::read(&path).unwrap(), whole, "{}", ran.passed().out);
            } else {
                ran.refused(if name.ends_with("/head") { "STATUS_HEAD_MALFORMED" } else { "PUBLISHED_DIFFERS" });
                assert_eq!(std::fs::read(&path).unwrap(), &whole[..length], "{name}");
            }
        }
        std::fs::write(&path, &whole).unwrap();
    }
    std::fs::remove_dir_all(place.join("ra")).unwrap();
    office.publish(&["--to", "ra"]).passed();
    assert_eq!(tree(&place.join("ra")).len(), 6);
}

/// The program, killed at moments over its whole run.
#[test]
fn killed_at_any_moment_the_same_command_finishes() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN, BINH], &[]);
    std::fs::write(place.join("mật khẩu"), PASSPHRASE).unwrap();
    let begin = |to: &str| {
        let mut command = command::command(&place, &["publish", "--to", to, "--pin-fd", "0"]);
        command.stdin(std::fs::File::open(place.join("mật khẩu")).unwrap());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let began = Instant::now();
    assert!(begin("trọn").wait().unwrap().success());
    let (length, whole) = (began.elapsed(), lasting(&place.join("trọn")));
    let (mut cut, mut last) = (0, head(&place.join("trọn")).head().statement().seq);
    for step in 1..=12 {
        let to = format!("lần {step}");
        let mut child = begin(&to);
        std::thread::sleep(length * step / 13);
        let _ = child.kill();
        cut += usize::from(!child.wait().unwrap().success());
        for (name, bytes) in tree(&place.join(&to)) {
            let kept = name.ends_with(".tmp") || name.ends_with("/head") || whole.get(&name) == Some(&bytes);
            assert!(kept, "{name} is there in part");
        }
        office.publish(&["--to", &to]).passed();
        let left = lasting(&place.join(&to));
        assert_eq!(left.into_iter().filter(|(name, _)| !name.ends_with(".tmp")).collect::<office::Tree>(), whole);
        let seq = head(&place.join(&to)).head().statement().seq;
        assert!(seq > last, "a number is never used twice");
        last = seq;
    }
    assert!(cut > 0, "no run was cut short within {:?}", Duration::from_secs_f64(length.as_secs_f64()));
}

/// An office folder from a backup knows an older head than the world does.
#[test]
fn after_a_restored_backup_the_numbers_go_on() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN], &[]);
    office.publish(&["--to", "ra"]).passed();
    let backup = std::fs::read(place.join("status/head")).unwrap();
    office.publish(&["--to", "ra"]).passed();
    office.publish(&["--to", "ra"]).passed();
    let newest = head(&place.join("ra"));
    std::fs::write(place.join("status/head"), backup).unwrap();
    office.publish(&["--to", "ra"]).refused("STATUS_OF_ANOTHER");
    assert_eq!(head(&place.join("ra")), newest);
    office.publish(&["--to", "ra", "--restored"]).passed();
    let next = head(&place.join("ra"));
    assert_eq!((next.head().statement().seq, next.head().statement().previous), (4, *newest.head().digest()));

    // Somebody else's head under the same epoch is not the office's, whatever is said.
    let mut forged = next.to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    std::fs::remove_file(place.join("status/head")).unwrap();
    std::fs::write(place.join(format!("ra/{SERVED}/{ORG}/status/head")), forged).unwrap();
    office.publish(&["--to", "ra", "--restored"]).refused("STATUS_OF_ANOTHER");
}

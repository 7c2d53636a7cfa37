//! The status key through its life: made after batches were sealed, replaced by another, held by one run at a time.

use std::fs;
use std::path::Path;

use vanbang::document::manifest::status::Standing;

use crate::command::{PASSWORD, Ran, command, vanbang, vanbang_with};
use crate::judged::{codes, copy, judged};
use crate::office::{ORG, Office, PASSPHRASE, SERVED, head, tree};
use crate::school::{AN, BINH, CHAU, School};

const NEXT: &str = "mật khẩu của khóa thứ hai";

impl Office {
    fn delegate(&self, key: usize) -> Ran {
        vanbang_with(PASSWORD, &self.place(), &[&["delegate"], &self.school.keys[key].options()[..]].concat())
    }

    fn replace_key(&self) -> Ran {
        let secrets = format!("{NEXT}\n{NEXT}");
        vanbang_with(&secrets, &self.place(), &["publish", "--new-key", "--replace"])
    }
}

fn publish_with(passphrase: &str, office: &Office) -> Ran {
    vanbang_with(passphrase, &office.place(), &["publish", "--to", "ra"])
}

/// A batch that was sealed before there was a key, and one that lies elsewhere.
#[test]
fn a_key_may_speak_of_what_was_sealed_before_it() {
    let office = Office { school: School::new() };
    let ids = office.close("6A", &[AN, BINH], &[]);
    office.delegate(2).refused("STATUS_KEY_MISSING");
    office.replace_key().refused("STATUS_KEY_MISSING");
    office.new_key(PASSPHRASE, PASSPHRASE).passed();
    office.publish(&["--to", "ra"]).refused("STATUS_KEY_NOT_DELEGATED");
    assert!(!office.place().join("ra").exists());
    vanbang(&office.place(), &["trust", "seal", &office.school.keys[2].certificate, "--yes"]).passed();
    office.delegate(1).refused("SEAL_NOT_LISTED");
    assert!(office.delegate(2).passed().out.contains("đời 1"));
    office.publish(&["--to", "ra"]).passed();
    let to = office.place().join("ra");
    assert_eq!(office.standing(&to, "batches/6A", &ids[0]).standing, Standing::InForce);
    // The empty manifest is there as any other, and nothing is published of it.
    let names: Vec<String> = tree(&to).into_keys().collect();
    let of = |what: &str| names.iter().filter(|name| name.contains("batch") && name.ends_with(what)).count();
    assert_eq!((of(".cms"), of(".bundle"), of(".list")), (2, 2, 1));

    let elsewhere = office.close("../nơi khác", &[CHAU], &[]);
    let published = |id: &str| to.join(format!("publish/envelopes/{id}")).exists();
    assert!(office.publish(&["--to", "ra"]).passed().err.contains("không nằm trong batches/"));
    assert!(!published(&elsewhere[0]));
    office.publish(&["--to", "ra", "--batch", "nơi khác"]).passed();
    assert!(published(&elsewhere[0]));
}

/// Protocol.md 9.3.5: a new key by an empty manifest; whoever has seen it refuses the old one at once.
#[test]
fn a_key_is_replaced_and_the_old_one_is_refused() {
    let office = Office::new();
    let place = office.place();
    let ids = office.close("6A", &[AN, BINH], &[]);
    drop(office.serve("store.sqlite"));
    office.publish(&["--to", "ra"]).passed();
    office.publish(&["--to", "ra"]).passed();
    let old = head(&place.join("ra"));
    assert_eq!((old.head().statement().epoch, old.head().statement().seq), (1, 2));

    assert!(office.replace_key().passed().out.contains("status_epoch_min = 2"));
    publish_with(NEXT, &office).refused("STATUS_KEY_NOT_DELEGATED");
    assert_eq!(head(&place.join("ra")), old);
    office.delegate(2).passed();
    assert_eq!(publish_with(PASSPHRASE, &office).code, 2, "the old passphrase opens the old key");
    publish_with(NEXT, &office).passed();
    let new = head(&place.join("ra"));
    assert_eq!((new.head().statement().epoch, new.head().statement().seq), (2, 1), "numbers begin anew");
    assert_eq!(office.standing(&place.join("ra"), "batches/6A", &ids[0]).standing, Standing::InForce);

    // A stranger with the folder believes the new key, and the old head no more: not even a later one.
    let file = place.join(format!("batches/6A/signed/{}.pdf", ids[1]));
    let stranger = tempfile::tempdir().unwrap();
    ["trust", "ra"].iter().for_each(|folder| copy(&office, stranger.path(), folder));
    let (ran, verdict) = judged(stranger.path(), &file, "ra");
    assert_eq!((ran.code, &verdict["standing"]), (0, &"in_force".into()), "{verdict}");
    fs::write(stranger.path().join(format!("ra/{SERVED}/{ORG}/status/head")), old.to_bytes()).unwrap();
    let (ran, verdict) = judged(stranger.path(), &file, "ra");
    assert_eq!((ran.code, &verdict["standing"]), (3, &"unknown".into()), "{verdict}");
    assert!(codes(&verdict).contains(&"STATUS_ROLLBACK"), "{verdict}");

    // The next batch is sealed with the new key, and needs no other word.
    let more = office.close("6B", &[CHAU], &[]);
    publish_with(NEXT, &office).passed();
    assert_eq!(office.standing(&place.join("ra"), "batches/6B", &more[0]).standing, Standing::InForce);
}

/// Protocol.md 13.9: one signs the status of an organisation at a time.
#[test]
fn publishers_at_once_never_give_one_number_to_two_heads() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN, BINH], &[]);
    let held = vanbang::durable::hold(&place.join("status/lock")).unwrap();
    office.publish(&["--to", "ra"]).refused("STATUS_BUSY");
    assert!(!place.join("ra").exists());
    drop(held);

    fs::write(place.join("mật khẩu"), PASSPHRASE).unwrap();
    let begin = |_| {
        let mut run = command(&place, &["publish", "--to", "ra", "--pin-fd", "0"]);
        run.stdin(fs::File::open(place.join("mật khẩu")).unwrap()).spawn().unwrap()
    };
    let mut signed = 0;
    for child in (0..4).map(begin).collect::<Vec<_>>() {
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success() || said.contains("[STATUS_BUSY]"), "{said}");
        signed += u64::from(ended.status.success());
    }
    assert!(signed > 0);
    assert_eq!(head(&place.join("ra")).head().statement().seq, signed, "each of them its own number");
    assert!(tree(&place.join("ra")).keys().all(|name| !name.ends_with(".tmp")), "nothing half written is left");
    office.publish(&["--to", "ra"]).passed();
    assert_eq!(kept(&place), signed + 1);
}

/// The number that the office remembers.
fn kept(place: &Path) -> u64 {
    let head = fs::read(place.join("status/head")).unwrap();
    vanbang::document::manifest::status::SignedHead::parse(&head).unwrap().head().statement().seq
}

//! Directories that an editor signs (docs/protocol.md 7, rule 8), and trust folders that keep one.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vanbang::signature::cms::Purpose;
use vanbang::signature::token::{Signer, SoftwareKey, enclose};
use vanbang::verify::{SignedDirectory, TrustFolder};

use crate::common::at;
use crate::world::{ORG, World};

const ISSUED: &str = "2026-05-01T00:00:00Z";

fn json_of(world: &World, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut file = json!({"format": "vanbang directory 1", "serial": 12, "issued": ISSUED,
        "next_update": "2027-02-21T00:00:00Z", "organisations": [{
            "org": ORG, "name_vi": "Trường THPT Mẫu", "name_en": "Mau School", "hosts": [],
            "certificates": [{"sha256": data_encoding::HEXLOWER.encode(&world.seal.certificate().sha256()),
                "roles": ["manifest"], "from": "2026-01-01T00:00:00Z"}]}]});
    change(&mut file);
    file.to_string().into_bytes()
}

fn sign(editor: &mut SoftwareKey, json: &[u8], time: &str) -> Vec<u8> {
    enclose(editor, Purpose::Directory, json, at(time)).unwrap()
}

#[test]
fn a_directory_is_taken_from_its_editor_and_never_an_older_one() {
    let world = World::new();
    let (mut editor, mut other) = (world.other("Sở Giáo dục", 40), world.other("Sở Giáo dục", 41));
    let known = [editor.certificate().clone()];
    let code = |bytes: &[u8], seen: Option<u64>| {
        SignedDirectory::read(bytes, &known, seen).map_or_else(|error| error.code(), |_| "taken")
    };
    let good = sign(&mut editor, &json_of(&world, |_| {}), ISSUED);
    let read = SignedDirectory::read(&good, &known, None).unwrap();
    assert_eq!((read.serial, read.directory.organisations().count()), (12, 1));
    assert_eq!(&read.editor, editor.certificate());
    assert_eq!(
        (code(&good, Some(11)), code(&good, Some(12)), code(&good, Some(13))),
        ("taken", "taken", "DIRECTORY_SERIAL_BACK")
    );

    let namesake = sign(&mut other, &json_of(&world, |_| {}), ISSUED);
    assert_eq!(code(&namesake, None), "DIRECTORY_EDITOR_UNKNOWN");
    assert_eq!(
        code(&sign(&mut editor, &json_of(&world, |_| {}), "2026-05-01T00:00:01Z"), None),
        "DIRECTORY_ISSUED_DIFFERS"
    );
    for member in ["serial", "issued"] {
        let without = json_of(&world, |file| drop(file.as_object_mut().unwrap().remove(member)));
        assert_eq!(code(&sign(&mut editor, &without, ISSUED), None), "DIRECTORY_UNNUMBERED", "{member}");
    }
    let early = json_of(&world, |file| file["issued"] = json!("2024-12-31T00:00:00Z"));
    assert_eq!(code(&sign(&mut editor, &early, "2024-12-31T00:00:00Z"), None), "DIRECTORY_EDITOR_NOT_VALID");
    let alike = json_of(&world, |file| {
        let mut twin = file["organisations"][0].clone();
        twin["org"] = json!("thpt-khac.hue");
        file["organisations"].as_array_mut().unwrap().push(twin);
    });
    assert_eq!(code(&sign(&mut editor, &alike, ISSUED), None), "DIRECTORY_NAMES_ALIKE");
    assert_eq!(code(&json_of(&world, |_| {}), None), "CMS_MALFORMED");
    let mut changed = good.clone();
    let place = changed.windows(9).position(|part| part == b"thpt-mau.").unwrap();
    changed[place] = b'x';
    assert_eq!(code(&changed, None), "DIGEST_MISMATCH");
}

#[test]
fn a_trust_folder_keeps_one_directory_and_its_highest_number() {
    let world = World::new();
    let mut editor = world.other("Sở Giáo dục", 40);
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let read = |folder: &Path| TrustFolder::read(folder).map_err(|error| error.code());
    put("directory.cms", &sign(&mut editor, &json_of(&world, |_| {}), ISSUED));
    assert_eq!(read(folder.path()).unwrap_err(), "DIRECTORY_EDITOR_UNKNOWN", "nobody was chosen");
    fs::create_dir(folder.path().join("editors")).unwrap();
    put("editors/so.pem", editor.certificate().to_pem().as_bytes());
    let taken = read(folder.path()).unwrap();
    assert_eq!(taken.editor.as_ref(), Some(editor.certificate()));
    assert_eq!(taken.directory.unwrap().serial(), Some(12));
    put("directory.serial", b"13\n");
    assert_eq!(read(folder.path()).unwrap_err(), "DIRECTORY_SERIAL_BACK");
    put("directory.serial", b"thirteen");
    assert_eq!(read(folder.path()).unwrap_err(), "DIRECTORY_SERIAL_UNREADABLE");
    put("directory.serial", b"12\n");
    assert!(read(folder.path()).is_ok());
    put("directory.json", &json_of(&world, |_| {}));
    let both = TrustFolder::read(folder.path()).unwrap_err();
    assert_eq!((both.code(), both.hint().0.is_empty()), ("TWO_DIRECTORIES", false));
}

//! A disk that is full, or takes nothing: a small file system of the test's own.

use std::process::Command;

use super::Desk;
use crate::command::{PASSWORD, files};

/// Whether this system lets a test mount a file system of its own.
fn can_mount() -> bool {
    let tried = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        println!("skipped: no file system of one's own can be mounted here");
    }
    can
}

/// Runs a script with a small file system at `MOUNT`; the script's last word is its exit status.
fn with_file_system(desk: &Desk, script: &str, environment: &[(&str, &str)]) -> std::process::Output {
    std::fs::create_dir_all(desk.path().join("dia")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec", script]).current_dir(desk.path());
    command.env("VANBANG", env!("CARGO_BIN_EXE_vanbang")).env("SECRET", PASSWORD).env("HOME", desk.path());
    command.env("KEY", &desk.key[1]).env("CERTIFICATE", &desk.key[3]).envs(environment.iter().copied());
    command.output().unwrap()
}

const SIGN: &str = r#"sign() { printf '%s\n' "$SECRET" | "$VANBANG" sign dia/lo --role organisation --software-key "$KEY" --certificate "$CERTIFICATE" --pin-fd 0; }
"#;

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new(24);
    std::fs::write(desk.path().join("vanbang.toml"), "[sign]\ncheck_space = false\n").unwrap();
    let all: u64 = files(&desk.path().join("lo"), "").iter().map(|file| file.metadata().unwrap().len()).sum();
    let drawn: u64 = files(&desk.path().join("lo/drawn"), "").iter().map(|file| file.metadata().unwrap().len()).sum();
    // From no room at all to room for nearly everything; a page is the least that a file takes.
    for room in [0, 8, 40, 120, 260] {
        let size = format!("{}k", (all + drawn) / 1024 + 4 * 60 + room);
        let script = format!(
            "{SIGN}mount -t tmpfs -o size={size} tmpfs dia\ncp -r lo dia/lo\ndd if=/dev/zero of=dia/fill bs=1k 2>/dev/null || true\ntruncate -s -{room}k dia/fill || true\ncode=0; sign >out 2>err || code=$?\necho \"$code\" >code\nrm -f kept; for f in dia/lo/signed/*.pdf; do [ -e \"$f\" ] && sha256sum \"$f\" >>kept; done\nrm dia/fill\nmount -o remount,size=64m dia\nsign >again 2>&1\nrm -rf ket-qua; cp -r dia/lo ket-qua\n[ ! -e kept ] || sha256sum --quiet -c kept\n"
        );
        let ran = with_file_system(&desk, &script, &[]);
        let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap_or_default();
        let told = format!("{}{}{}", read("err"), read("again"), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{room} KiB: {told}");
        assert_eq!(read("code").trim(), "2", "{room} KiB: {}{told}", read("out"));
        assert!(read("err").contains("[BATCH_FILE]"), "{room} KiB: {told}");
        desk.assert_complete(&desk.path().join("ket-qua"));
    }
}

#[test]
fn a_disk_without_room_is_told_before_anything_is_signed() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new(24);
    let script = format!(
        "{SIGN}mount -t tmpfs -o size=64m tmpfs dia\ncp -r lo dia/lo\ndd if=/dev/zero of=dia/fill bs=1k count=$((63 * 1024)) 2>/dev/null || true\ncode=0; sign >out 2>err || code=$?\necho \"$code\" >code\nls dia/lo/signed >signed\nrm dia/fill\nsign >again 2>&1\nrm -rf ket-qua; cp -r dia/lo ket-qua\n"
    );
    let ran = with_file_system(&desk, &script, &[]);
    let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}{}", read("again"), String::from_utf8_lossy(&ran.stderr));
    assert!(read("code").trim() == "2" && read("err").contains("[DISK_SPACE]"), "{}", read("err"));
    assert_eq!(read("signed"), "", "nothing was signed");
    desk.assert_complete(&desk.path().join("ket-qua"));
}

#[test]
fn a_folder_that_takes_nothing_is_told() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new(2);
    let script = format!(
        "{SIGN}mount -t tmpfs tmpfs dia\ncp -r lo dia/lo\nmount -o remount,ro dia\ncode=0; sign >out 2>err || code=$?\necho \"$code\" >code\n"
    );
    let ran = with_file_system(&desk, &script, &[]);
    let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(read("code").trim(), "2", "{}", read("err"));
    assert!(read("err").contains("[BATCH_FILE]"), "{}", read("err"));
}

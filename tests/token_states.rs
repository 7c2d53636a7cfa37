//! What a token's state allows, through the command line as a person or a timer would run it: how often a
//! PIN is tried, and that a key is never used before its certificate was judged. One test, because the
//! modules take their orders from the environment.

#![cfg(unix)]

mod command;
mod desk;
mod fake_token;
#[allow(dead_code)]
mod softhsm;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use command::vanbang;
use desk::{Authority, Desk, finished, revoked};
use nix::sys::resource::{UsageWho, getrusage};
use softhsm::PIN;

const RSA: &str = "Hiệu trưởng";
const ALWAYS: &str = "Hỏi mỗi lần";
const COUNT_LOW: &str = "0x10000";
const FINAL_TRY: &str = "0x20000";

#[test]
fn states_of_a_token() {
    let (authority, silent, unknown) = (Authority::new("CA"), Authority::new("CA lặng"), Authority::new("CA lạ"));
    let desk = Desk::furnish(&authority, &silent);
    desk.token(RSA, &authority, |_| {});
    let drawn = desk.draw("drawn", 1);
    certificates_are_judged_before_their_keys_sign(&desk, &drawn, &authority, &silent, &unknown);
    a_wrong_pin_is_tried_once_in_twenty_restarts(&desk, &drawn);
    states_that_forbid_an_attempt(&desk, &drawn);
    a_person_at_the_terminal_decides(&desk, &drawn);
    two_pins(&desk, &drawn, &authority);
    one_run_holds_a_token(&desk, &drawn);
    drivers_that_hang_or_crash_are_named(&desk);
    drivers_that_count_without_sense_get_no_memory(&desk, &drawn);
}

fn calls(desk: &Desk) -> (usize, usize) {
    (desk.fake.count("C_Login"), desk.fake.count("C_Sign"))
}

fn certificates_are_judged_before_their_keys_sign(
    desk: &Desk,
    drawn: &Path,
    authority: &Authority,
    silent: &Authority,
    unknown: &Authority,
) {
    let day = rcgen::date_time_ymd;
    desk.token("Thu hồi", authority, revoked);
    desk.token("Hết hạn", authority, |params| params.not_after = day(2026, 2, 1));
    desk.token("Chưa tới", authority, |params| params.not_before = day(2089, 1, 1));
    desk.token("Không để ký", authority, |params| {
        params.key_usages = vec![rcgen::KeyUsagePurpose::KeyEncipherment];
    });
    desk.token("Gốc lạ", unknown, |_| {});
    desk.token("Không rõ", silent, |_| {});
    desk.hsm.token("Khóa yếu");
    let weak = desk.hsm.generated("Khóa yếu", "a1", "rsa:1024", &[]);
    desk.hsm.certificate("Khóa yếu", "c", "a1", &authority.certify("Khóa yếu", &weak, |_| {}));
    for (token, code) in [
        ("Thu hồi", "REVOKED"),
        ("Hết hạn", "SIGNER_CERTIFICATE_EXPIRED"),
        ("Chưa tới", "SIGNER_CERTIFICATE_NOT_YET_VALID"),
        ("Gốc lạ", "CERT_NO_PATH"),
        ("Không rõ", "REVOCATION_NOT_CHECKED"),
        ("Khóa yếu", "SIGNER_KEY_NOT_ACCEPTABLE"),
    ] {
        desk.fake.order(&[]);
        let checked = desk.token_command("check", token);
        checked.refused(code);
        let signed = desk.sign(drawn, token, &[]);
        signed.refused(code);
        assert_eq!(calls(desk), (0, 0), "{token}");
        assert_eq!(finished(drawn), 0);
    }
    // Named outright, for otherwise it is not among those that sign.
    desk.fake.order(&[]);
    desk.sign(drawn, "Không để ký", &["--certificate", "id:a1"]).refused("SIGNER_CERTIFICATE_KEY_USAGE");
    assert_eq!(calls(desk), (0, 0));

    // What is not known may be accepted by the office, in writing; a revocation may not.
    let settings = desk.office().join("vanbang.toml");
    let before = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{before}\n[sign]\nrevocation = \"prefer\"\n")).unwrap();
    let batch = desk.copy(drawn, "prefer");
    let signed = desk.sign(&batch, "Không rõ", &[]);
    assert!(signed.passed().err.contains("Lưu ý"), "{}", signed.err);
    desk.sign(&desk.copy(drawn, "prefer"), "Thu hồi", &[]).refused("REVOKED");
    fs::write(&settings, before).unwrap();

    // Nobody is trusted: nobody signs.
    let anchors = desk.office().join("trust/anchors");
    fs::rename(&anchors, desk.office().join("away")).unwrap();
    desk.sign(drawn, RSA, &[]).refused("NO_TRUST_ANCHOR");
    fs::rename(desk.office().join("away"), anchors).unwrap();

    // One challenge, one document.
    desk.fake.order(&[]);
    let batch = desk.copy(drawn, "good");
    let signed = desk.sign(&batch, RSA, &[]);
    signed.passed();
    assert_eq!((calls(desk), finished(&batch)), ((1, 2), 1));
    desk.token("Sắp hết hạn", authority, |params| {
        let soon = std::time::SystemTime::now() + Duration::from_secs(10 * 86_400);
        params.not_after = soon.into();
    });
    let warned = desk.token_command("check", "Sắp hết hạn");
    assert!(warned.passed().err.contains("còn 9 ngày"), "{}", warned.err);
    assert_eq!(desk.fake.count("C_Login"), 1);
}

fn a_wrong_pin_is_tried_once_in_twenty_restarts(desk: &Desk, drawn: &Path) {
    let batch = desk.copy(drawn, "pin");
    // SoftHSM2 would count it low; a token may say nothing at all.
    let silent = [("clear", COUNT_LOW)];
    desk.fake.order(&silent);
    desk.sign_with("000000", &batch, RSA, &[]).refused("PIN_WRONG");
    for _ in 0..19 {
        desk.sign_with("000000", &batch, RSA, &[]).refused("PIN_REFUSED_BEFORE");
    }
    assert_eq!(calls(desk), (1, 0));
    assert!(desk.token_command("check", RSA).err.contains("vanbang token clear"));
    desk.token_command("clear", RSA).passed();
    desk.sign(&batch, RSA, &[]).passed();
    assert_eq!(calls(desk), (2, 2));
    let again = desk.token_command("clear", RSA);
    assert!(again.passed().out.contains("không có lần nhập mã PIN nào"), "{}", again.out);

    // Neither the PIN nor anything made of it is kept.
    let notes = desk.office().join("no-settings/vanbang/tokens");
    let batch = desk.copy(drawn, "pin");
    desk.sign_with("000000", &batch, RSA, &[]).refused("PIN_WRONG");
    let kept: Vec<_> = command::files(&notes, ".json");
    let text = fs::read_to_string(&kept[0]).unwrap();
    let note: serde_json::Value = serde_json::from_str(&text).unwrap();
    let members: Vec<&String> = note.as_object().unwrap().keys().collect();
    assert_eq!(members, ["serial", "token", "tried"]);
    desk.token_command("clear", RSA).passed();

    // What became of a login that never came back is not known: it counts as one.
    desk.fake.order(&[]);
    desk.sign(&batch, RSA, &[]).refused("PIN_COUNT_LOW");
    desk.fake.order(&[("clear", COUNT_LOW), ("login", "0x30")]);
    desk.sign(&batch, RSA, &[]).refused("TOKEN_REMOVED");
    desk.sign(&batch, RSA, &[]).refused("PIN_REFUSED_BEFORE");
    assert_eq!(desk.fake.count("C_Login"), 1);
    desk.token_command("clear", RSA).passed();

    // A PIN that cannot be one costs nothing and blocks nothing.
    desk.fake.order(&silent);
    for pin in ["1", ""] {
        let refused = desk.sign_with(pin, &batch, RSA, &[]);
        refused.refused(if pin.is_empty() { "PIN_MISSING" } else { "PIN_LENGTH" });
    }
    assert_eq!(desk.fake.count("C_Login"), 0);
    desk.sign(&batch, RSA, &[]).passed();
}

fn states_that_forbid_an_attempt(desk: &Desk, drawn: &Path) {
    for (flag, code) in [
        ("0x40000", "PIN_LOCKED"),
        ("0x80000", "PIN_MUST_CHANGE"),
        (FINAL_TRY, "PIN_FINAL_TRY"),
        (COUNT_LOW, "PIN_COUNT_LOW"),
    ] {
        desk.fake.order(&[("set", flag)]);
        desk.sign(drawn, RSA, &[]).refused(code);
        desk.token_command("check", RSA).refused(code);
        assert_eq!(calls(desk), (0, 0), "{code}");
    }
    let batch = desk.copy(drawn, "pad");
    desk.fake.order(&[("set", "0x100"), ("pad", PIN)]);
    desk.sign_with("", &batch, RSA, &[]).passed();
    assert_eq!(calls(desk), (1, 2));
}

/// The command on a terminal of its own, with what is typed there.
fn at_a_terminal(desk: &Desk, batch: &Path, typed: &str) -> (bool, String) {
    let quoted = |word: &str| format!("'{word}'");
    let words: Vec<String> = desk.arguments(batch, RSA).iter().map(|word| quoted(word)).collect();
    let line = format!("{} {}", env!("CARGO_BIN_EXE_vanbang"), words.join(" "));
    let mut child = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(desk.office())
        .env("XDG_CONFIG_HOME", desk.office().join("no-settings"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script of util-linux is needed for this test");
    let mut keyboard = child.stdin.take().unwrap();
    for line in typed.lines() {
        // A person types when asked.
        std::thread::sleep(Duration::from_millis(1500));
        writeln!(keyboard, "{line}").unwrap();
    }
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

fn a_person_at_the_terminal_decides(desk: &Desk, drawn: &Path) {
    for (flag, words) in [(FINAL_TRY, "MỘT lần thử"), (COUNT_LOW, "nhập sai mã PIN")] {
        let batch = desk.copy(drawn, "terminal");
        desk.fake.order(&[("set", flag)]);
        let (signed, screen) = at_a_terminal(desk, &batch, "k\n");
        assert!(!signed && screen.contains(words), "{screen}");
        assert_eq!(calls(desk), (0, 0));
        let (signed, screen) = at_a_terminal(desk, &batch, &format!("c\n{PIN}\n"));
        assert!(signed && !screen.contains(PIN), "{screen}");
        assert_eq!((calls(desk), finished(&batch)), ((1, 2), 1));
    }
    // Typed anew, a PIN is tried whatever became of the last one.
    let batch = desk.copy(drawn, "terminal");
    desk.fake.order(&[("clear", COUNT_LOW)]);
    desk.sign_with("000000", &batch, RSA, &[]).refused("PIN_WRONG");
    let (signed, screen) = at_a_terminal(desk, &batch, &format!("{PIN}\n"));
    assert!(signed, "{screen}");
    assert_eq!(desk.fake.count("C_Login"), 2);
}

fn two_pins(desk: &Desk, drawn: &Path, authority: &Authority) {
    desk.hsm.token(ALWAYS);
    let key = desk.hsm.key_that_asks_each_time(ALWAYS, "a1");
    desk.hsm.certificate(ALWAYS, "c", "a1", &authority.certify(ALWAYS, &key, |_| {}));
    let batch = desk.copy(drawn, "two");
    desk.fake.order(&[]);
    desk.sign_with(&format!("{PIN}\n{PIN}"), &batch, ALWAYS, &[]).passed();
    assert_eq!((desk.fake.count("C_Login"), desk.fake.count("C_Login(context)")), (1, 2));
    // The second one is wrong: tried once, and not by the next run either.
    let batch = desk.copy(drawn, "two");
    desk.fake.order(&[("clear", COUNT_LOW)]);
    desk.sign_with(&format!("{PIN}\n000000"), &batch, ALWAYS, &[]).refused("PIN_WRONG");
    desk.sign_with(&format!("{PIN}\n000000"), &batch, ALWAYS, &[]).refused("PIN_REFUSED_BEFORE");
    assert_eq!((desk.fake.count("C_Login"), desk.fake.count("C_Login(context)")), (1, 1));
    desk.token_command("clear", ALWAYS).passed();
}

fn one_run_holds_a_token(desk: &Desk, drawn: &Path) {
    let (first, second) = (desk.copy(drawn, "first"), desk.copy(drawn, "second"));
    desk.fake.order(&[("delay", "3000")]);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| desk.sign(&first, RSA, &[]).passed().code);
        while desk.fake.count("C_Login") == 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
        desk.sign(&second, RSA, &[]).refused("TOKEN_BUSY");
        assert_eq!(running.join().unwrap(), 0);
    });
    assert_eq!(desk.fake.count("C_Login"), 1);
}

fn drivers_that_hang_or_crash_are_named(desk: &Desk) {
    let module = desk.fake.module.to_str().unwrap();
    for (orders, seconds, code) in [
        ([("fault", "hang@1")], "1", "TOKEN_DRIVER_HANGS"),
        ([("fault", "hang@5")], "1", "TOKEN_DRIVER_HANGS"),
        ([("fault", "crash@1")], "20", "TOKEN_DRIVER_ENDED"),
    ] {
        desk.fake.order(&orders);
        let began = Instant::now();
        let listed = vanbang(&desk.office(), &["token", "list", "--module", module, "--token-limit", seconds]);
        listed.refused(code);
        assert!(began.elapsed() < Duration::from_secs(60), "{code}: {:?}", began.elapsed());
    }
}

/// What no memory could hold, what only a promise of the allocator does, and what a machine may really have: none of
/// it is given, so nothing is filled.
fn drivers_that_count_without_sense_get_no_memory(desk: &Desk, drawn: &Path) {
    let module = desk.fake.module.to_str().unwrap();
    for (power, code) in [("60", "TOKEN_DRIVER"), ("40", "TOKEN_DRIVER_ENDED"), ("32", "TOKEN_DRIVER_ENDED")] {
        desk.fake.order(&[("slots", power)]);
        vanbang(&desk.office(), &["token", "list", "--module", module]).refused(code);
        desk.fake.order(&[("mechanism_count", power)]);
        desk.token_command("check", RSA).refused(code);
    }
    // 4 GiB of slots.
    desk.fake.order(&[("slots", "29")]);
    vanbang(&desk.office(), &["token", "list", "--module", module]).refused("TOKEN_DRIVER_ENDED");
    for power in ["60", "40", "32"] {
        let batch = desk.copy(drawn, "huge");
        desk.fake.order(&[("signature_length", power)]);
        desk.sign(&batch, RSA, &[]).refused("TOKEN_DRIVER_ENDED");
        assert_eq!((calls(desk), finished(&batch)), ((1, 0), 0));
    }
    let most = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() >> 10;
    assert!(most < 1024, "{most} MiB were filled");
}

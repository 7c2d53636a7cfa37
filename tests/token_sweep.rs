//! A token fails at some call of a batch: what is finished is valid, and the rest resumes. One test,
//! because the modules take their orders from the environment.

#![cfg(unix)]

mod command;
mod desk;
mod fake_token;
#[allow(dead_code)]
mod softhsm;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use desk::{Authority, Desk, finished};
use softhsm::PIN;

const TOKEN: &str = "Hiệu trưởng";
const DOCUMENTS: usize = 10;
const FAULTS: [&str; 4] = ["removed", "lost", "error", "hang"];
/// How a run ends that a token or driver failed.
const LOSSES: [&str; 6] =
    ["TOKEN_REMOVED", "TOKEN_DRIVER", "TOKEN_DRIVER_HANGS", "TOKEN_NOT_FOUND", "TOKEN_NONE", "TOKEN_MODULE_LOAD"];

/// Calls between handing over a PIN and knowing what became of it.
const LOGIN: [&str; 3] = ["C_GetTokenInfo", "C_GetSessionInfo", "C_Login"];

#[test]
fn every_call_of_a_batch_may_fail() {
    let authority = Authority::new("CA");
    let desk = Desk::furnish(&authority, &Authority::new("CA lặng"));
    desk.token(TOKEN, &authority, |_| {});
    let drawn = desk.draw("drawn", DOCUMENTS);
    let whole = count_calls(&desk, &drawn);
    sweep(&desk, &drawn, whole);
    a_token_that_comes_back_is_waited_for(&desk, &drawn);
}

/// Calls of each process of a run in which nothing fails.
fn count_calls(desk: &Desk, drawn: &Path) -> usize {
    let batch = desk.copy(drawn, "whole");
    desk.fake.order(&[]);
    desk.sign(&batch, TOKEN, &[]).passed();
    assert_eq!((finished(&batch), desk.fake.count("C_Sign")), (DOCUMENTS, DOCUMENTS + 1));
    // Finished: the same command costs no call.
    desk.fake.order(&[]);
    desk.sign(&batch, TOKEN, &[]).passed();
    assert_eq!(desk.fake.calls(), []);
    desk.fake.order(&[]);
    let batch = desk.copy(drawn, "whole");
    desk.sign(&batch, TOKEN, &[]).passed();
    desk.fake.calls().iter().map(|(_, index, _)| *index).max().unwrap()
}

/// Each fault at each call with VANBANG_SWEEP=all, or one fault by its name; otherwise all of them at a few
/// calls in every part of a run.
fn sweep(desk: &Desk, drawn: &Path, whole: usize) {
    let asked = std::env::var("VANBANG_SWEEP").ok();
    let all = asked.is_some();
    let step = if all { 1 } else { 17 };
    let chosen = |fault: &str| asked.as_deref().is_none_or(|asked| asked == "all" || asked == fault);
    for (place, fault) in FAULTS.iter().enumerate().filter(|(_, fault)| chosen(fault)) {
        for index in (1 + if all { 0 } else { place * 4 }..=whole).step_by(step) {
            fail_at(desk, drawn, fault, index);
        }
    }
}

fn fail_at(desk: &Desk, drawn: &Path, fault: &str, index: usize) {
    let batch = desk.copy(drawn, "swept");
    let order = format!("{fault}@{index}");
    desk.fake.order(&[("fault", &order)]);
    let began = Instant::now();
    // Long enough that SoftHSM2 is never killed while it writes its own files on a busy machine.
    let limit: &[&str] = if fault == "hang" { &["--token-limit", "2"] } else { &[] };
    let run = desk.sign(&batch, TOKEN, limit);
    let calls = desk.fake.calls();
    let (before, signed) = (finished(&batch), desk.fake.count("C_Sign"));
    let reached = calls.iter().any(|(_, number, _)| *number >= index);
    if run.code == 0 {
        // It struck when all was done: while the session was closed, or not at all.
        let last = calls.iter().filter(|(_, number, _)| *number >= index).all(|(.., name)| {
            matches!(name.as_str(), "C_CloseSession" | "C_Logout" | "C_FindObjectsFinal" | "C_GetTokenInfo")
        });
        assert!(before == DOCUMENTS && (last || !reached), "{order}: {calls:?}");
        return;
    }
    assert!(LOSSES.iter().any(|code| run.err.contains(&format!("[{code}]"))), "{order}: {}", run.err);
    // A hanging driver does not hang the run; the rest of the time is a busy machine's.
    assert!(began.elapsed() < Duration::from_secs(60), "{order}: {:?}", began.elapsed());
    assert!(before <= signed, "{order}: {before} documents of {signed} signatures");
    assert!(desk.fake.count("C_Login") <= 1, "{order}: one attempt");

    desk.fake.order(&[]);
    let mut again = desk.sign(&batch, TOKEN, &[]);
    if again.err.contains("[PIN_REFUSED_BEFORE]") {
        // The fault struck the login itself, or nobody knows, so a person has to vouch for the PIN.
        let tried = calls.iter().any(|(.., name)| name == "C_Login");
        let unknown = fault == "hang" && matches!(calls.last(), Some((.., name)) if LOGIN.contains(&name.as_str()));
        assert!((tried || unknown) && before == 0, "{order}: {calls:?}");
        assert_eq!(desk.fake.count("C_Login"), 0, "{order}");
        desk.token_command("clear", TOKEN).passed();
        desk.fake.order(&[]);
        again = desk.sign(&batch, TOKEN, &[]);
    }
    assert_eq!(again.code, 0, "{order}: {} {:?}", again.err, desk.fake.calls());
    assert_eq!(finished(&batch), DOCUMENTS, "{order}");
    let rest = desk.fake.count("C_Sign");
    assert!(rest <= DOCUMENTS - before + 1, "{order}: {rest} signatures for {} documents", DOCUMENTS - before);
}

fn a_token_that_comes_back_is_waited_for(desk: &Desk, drawn: &Path) {
    let wait = ["--on-removal", "wait", "--token-limit", "5"];
    let start = |batch: &Path, options: &[&str]| {
        desk.fake.order(&[("delay", "200")]);
        let arguments = [&desk.arguments(batch, TOKEN)[..], &wait, options, &["--pin-fd", "0"]].concat();
        let mut command = command::command(&desk.office(), &arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        use std::io::Write;
        writeln!(child.stdin.take().unwrap(), "{PIN}").unwrap();
        while desk.fake.count("C_Sign") < 4 {
            std::thread::sleep(Duration::from_millis(20));
        }
        child
    };
    let pause = || std::thread::sleep(Duration::from_secs(4));

    let batch = desk.copy(drawn, "waited");
    let mut child = start(&batch, &["--keep-pin"]);
    desk.fake.reorder(&[("shape", "gone")]);
    pause();
    // Another token in its place is not the one.
    desk.fake.reorder(&[("serial", "other")]);
    pause();
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    assert_eq!(desk.fake.count("C_Login"), 1);
    desk.fake.reorder(&[]);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Hãy cắm lại đúng token này"));
    assert_eq!((finished(&batch), desk.fake.count("C_Login")), (DOCUMENTS, 2));

    // Not allowed to keep the PIN, and nobody there to type it: no second login.
    let batch = desk.copy(drawn, "waited");
    let child = start(&batch, &[]);
    desk.fake.reorder(&[("shape", "gone")]);
    pause();
    desk.fake.reorder(&[]);
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("[PIN_MISSING]"));
    assert_eq!(desk.fake.count("C_Login"), 1);
    desk.sign(&batch, TOKEN, &[]).passed();
    assert_eq!(finished(&batch), DOCUMENTS);
}

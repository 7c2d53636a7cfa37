//! A token fails at some call of a batch: what is finished is valid, and the rest resumes; the session of a person,
//! and the one that closes the batch and signs its list too. One test, because the modules take their orders
//! from the environment.

#![cfg(unix)]

mod command;
mod common;
mod desk;
mod fake_token;
#[allow(dead_code)]
mod softhsm;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::ready::ready;
use desk::{Authority, Desk, finished, finished_by};
use softhsm::PIN;
use vanbang::document::batch::{Arrangement, Slot};
use vanbang::document::record::Role;
use vanbang::verify::manifest::Candidate;

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
    for role in [Role::HomeroomTeacher, Role::Organisation] {
        let turn = Turn::new(&desk, role);
        turn.sweep(turn.count_calls());
    }
    let drawn = Turn::new(&desk, Role::HomeroomTeacher).drawn;
    a_token_that_comes_back_is_waited_for(&desk, &drawn);
    an_interruption_leaves_nothing_begun(&desk, &drawn);
    several_sessions_sign_where_the_token_allows(&desk, &drawn);
}

/// One role's signatures over a batch that nobody else signs digitally.
struct Turn<'d> {
    desk: &'d Desk,
    role: Role,
    drawn: PathBuf,
    /// Signatures beside those of the documents: the probe, and the list of the batch.
    beside: usize,
}

impl<'d> Turn<'d> {
    fn new(desk: &'d Desk, role: Role) -> Self {
        let drawn = desk.office().join(role.code());
        let closes = role == Role::Organisation;
        if !drawn.exists() {
            let paper = [Role::HomeroomTeacher, Role::SchoolLeader].map(|role| (role.code().to_owned(), Slot::Paper));
            let slots = if closes { paper.into() } else { Default::default() };
            ready(&drawn, DOCUMENTS, Arrangement { slots, ..Arrangement::default() });
        }
        Turn { desk, role, drawn, beside: 1 + usize::from(closes) }
    }

    fn sign(&self, batch: &Path, options: &[&str]) -> command::Ran {
        self.desk.sign_as(self.role, batch, TOKEN, options)
    }

    fn finished(&self, batch: &Path) -> usize {
        finished_by(self.role, batch)
    }

    /// Calls of each process of a run in which nothing fails.
    fn count_calls(&self) -> usize {
        let desk = self.desk;
        let batch = desk.copy(&self.drawn, "whole");
        desk.fake.order(&[]);
        self.sign(&batch, &[]).passed();
        assert_eq!((self.finished(&batch), desk.fake.count("C_Sign")), (DOCUMENTS, DOCUMENTS + self.beside));
        // Finished: the same command costs no call.
        desk.fake.order(&[]);
        self.sign(&batch, &[]).passed();
        assert_eq!(desk.fake.calls(), []);
        desk.fake.order(&[]);
        let batch = desk.copy(&self.drawn, "whole");
        self.sign(&batch, &[]).passed();
        desk.fake.calls().iter().map(|(_, index, _)| *index).max().unwrap()
    }

    /// Each fault at each call with VANBANG_SWEEP=all, or one fault by its name; otherwise all of them at a few
    /// calls in every part of a run.
    fn sweep(&self, whole: usize) {
        let asked = std::env::var("VANBANG_SWEEP").ok();
        let all = asked.is_some();
        let step = if all { 1 } else { 17 };
        let chosen = |fault: &str| asked.as_deref().is_none_or(|asked| asked == "all" || asked == fault);
        for (place, fault) in FAULTS.iter().enumerate().filter(|(_, fault)| chosen(fault)) {
            for index in (1 + if all { 0 } else { place * 4 }..=whole).step_by(step) {
                self.fail_at(fault, index);
            }
            println!("{}: {fault} at calls up to {whole}", self.role.code());
        }
    }

    fn fail_at(&self, fault: &str, index: usize) {
        let desk = self.desk;
        let batch = desk.copy(&self.drawn, "swept");
        let order = format!("{fault}@{index}");
        desk.fake.order(&[("fault", &order)]);
        let began = Instant::now();
        // Long enough that SoftHSM2 is never killed while it writes its own files on a busy machine; a quiet one may
        // be asked for VANBANG_SWEEP_LIMIT=1.
        let seconds = std::env::var("VANBANG_SWEEP_LIMIT").unwrap_or_else(|_| "2".to_owned());
        let limit = ["--token-limit", &seconds];
        let run = self.sign(&batch, if fault == "hang" { &limit } else { &[] });
        let calls = desk.fake.calls();
        let (before, signed) = (self.finished(&batch), desk.fake.count("C_Sign"));
        let listed = std::fs::read(batch.join("manifest.cms")).ok();
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
        let mut again = self.sign(&batch, &[]);
        if again.err.contains("[PIN_REFUSED_BEFORE]") {
            // The fault struck the login itself, or nobody knows, so a person has to vouch for the PIN.
            let tried = calls.iter().any(|(.., name)| name == "C_Login");
            let unknown = fault == "hang" && matches!(calls.last(), Some((.., name)) if LOGIN.contains(&name.as_str()));
            assert!((tried || unknown) && before == 0, "{order}: {calls:?}");
            assert_eq!(desk.fake.count("C_Login"), 0, "{order}");
            desk.token_command("clear", TOKEN).passed();
            desk.fake.order(&[]);
            again = self.sign(&batch, &[]);
        }
        assert_eq!(again.code, 0, "{order}: {} {:?}", again.err, desk.fake.calls());
        assert_eq!(self.finished(&batch), DOCUMENTS, "{order}");
        let rest = desk.fake.count("C_Sign");
        let beside = if listed.is_some() { 1 } else { self.beside };
        assert!(rest <= DOCUMENTS - before + beside, "{order}: {rest} signatures for {} documents", DOCUMENTS - before);
        self.check_list(&batch, listed, before, &order);
    }

    /// The list of the batch is signed before its first document, and once.
    fn check_list(&self, batch: &Path, listed: Option<Vec<u8>>, before: usize, order: &str) {
        if self.role != Role::Organisation {
            assert_eq!(listed, None, "{order}");
            return;
        }
        assert!(before == 0 || listed.is_some(), "{order}");
        let message = std::fs::read(batch.join("manifest.cms")).unwrap();
        let read = Candidate::read(&message).unwrap();
        assert_eq!(
            (read.content().count(), read.content().bytes()),
            (DOCUMENTS, &std::fs::read(batch.join("manifest.cbor")).unwrap()[..])
        );
        assert!(listed.is_none_or(|listed| listed == message), "{order}: it is not signed again");
    }
}

/// Begins to sign with a slow token; answers once some documents are signed.
fn begin(desk: &Desk, batch: &Path, options: &[&str]) -> Child {
    desk.fake.order(&[("delay", "200")]);
    let arguments = [&desk.arguments(batch, TOKEN)[..], options, &["--pin-fd", "0"]].concat();
    let mut command = command::command(&desk.office(), &arguments);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    use std::io::Write;
    writeln!(child.stdin.take().unwrap(), "{PIN}").unwrap();
    while desk.fake.count("C_Sign") < 4 {
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn an_interruption_leaves_nothing_begun(desk: &Desk, drawn: &Path) {
    let batch = desk.copy(drawn, "interrupted");
    let child = begin(desk, &batch, &[]);
    let asked = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("[INTERRUPTED]"), "{told}");
    let before = finished(&batch);
    assert!(before > 0 && before < DOCUMENTS);
    assert_eq!(desk.fake.count("C_Sign"), before + 1, "each signature that was made is kept");
    desk.fake.order(&[]);
    desk.sign(&batch, TOKEN, &[]).passed();
    assert_eq!((finished(&batch), desk.fake.count("C_Sign")), (DOCUMENTS, DOCUMENTS - before + 1));
}

fn a_token_that_comes_back_is_waited_for(desk: &Desk, drawn: &Path) {
    let wait = ["--on-removal", "wait", "--token-limit", "5"];
    let start = |batch: &Path, options: &[&str]| begin(desk, batch, &[&wait, options].concat());
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

fn several_sessions_sign_where_the_token_allows(desk: &Desk, drawn: &Path) {
    // Of a driver that cannot lock only one is asked.
    for (orders, sessions, told) in [(&[][..], 4, false), (&[("locking", "no")], 1, true)] {
        let batch = desk.copy(drawn, "sessions");
        desk.fake.order(orders);
        let one = desk.sign(&batch, TOKEN, &[]).passed().code;
        let usual = desk.fake.count("C_OpenSession");
        let batch = desk.copy(drawn, "sessions");
        desk.fake.order(orders);
        let several = desk.sign(&batch, TOKEN, &["--sessions", "4"]);
        assert_eq!(several.passed().code, one);
        assert_eq!(several.err.contains("token chỉ cho mở 1 phiên"), told, "{}", several.err);
        assert_eq!(desk.fake.count("C_OpenSession"), usual + sessions - 1);
        assert_eq!((finished(&batch), desk.fake.count("C_Sign")), (DOCUMENTS, DOCUMENTS + 1));
        assert_eq!(desk.fake.count("C_Login"), 1);
    }
}

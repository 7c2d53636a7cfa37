//! A batch signed at a terminal, interrupted there, and gone on with: what the README shows.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use vanbang::document::batch::Batch;
use vanbang::document::record::Role;

use super::{Desk, finals};
use crate::command::{PASSWORD, files};

/// The program on a terminal of its own, with what the terminal shows so far.
struct Terminal {
    child: Child,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Terminal {
    fn begin(desk: &Desk, batch: &str) -> Self {
        let secret = desk.path().join("mat-khau");
        std::fs::write(&secret, PASSWORD).unwrap();
        let quoted = |text: &str| format!("'{text}'");
        let arguments: Vec<String> = desk.arguments(batch, &["--pin-fd", "3"]).iter().map(|one| quoted(one)).collect();
        let program = quoted(env!("CARGO_BIN_EXE_vanbang"));
        let line =
            format!("stty cols 78; exec {program} {} 3<{}", arguments.join(" "), quoted(&secret.display().to_string()));
        let mut command = Command::new("script");
        command.args(["-qefc", &line, "/dev/null"]).current_dir(desk.path()).env("HOME", desk.path());
        command.env("XDG_CONFIG_HOME", desk.path().join("no-settings")).env("LC_ALL", "C.UTF-8").env("TERM", "xterm");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (mut output, seen) = (child.stdout.take().unwrap(), shown.clone());
        let reader = std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = std::io::Read::read(&mut output, &mut part) {
                seen.lock().unwrap().extend_from_slice(&part[..read]);
            }
        });
        Terminal { child, shown, reader }
    }

    /// Ctrl-C.
    fn interrupt(&mut self) {
        std::io::Write::write_all(self.child.stdin.as_mut().unwrap(), &[3]).unwrap();
    }

    /// Its exit code, and the lines as they stood before they were drawn over.
    fn end(mut self) -> (i32, Vec<String>) {
        let code = self.child.wait().unwrap().code().unwrap();
        self.reader.join().unwrap();
        let text = String::from_utf8_lossy(&self.shown.lock().unwrap()).into_owned();
        (code, lines(&text))
    }
}

/// What stood on a terminal, line by line: of a bar that was drawn again and again, how it was last, and what was
/// written in its place.
fn lines(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        let after = after.strip_prefix('[').unwrap_or(after);
        rest = after.split_once(|letter: char| letter.is_ascii_alphabetic()).map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    let shown = |line: &str| {
        let drawn = line.split('\r').map(str::trim_end).filter(|drawn| !drawn.is_empty());
        drawn.rev().take(2).map(str::to_owned).collect::<Vec<String>>().into_iter().rev()
    };
    plain.replace("\r\n", "\n").lines().flat_map(shown).collect()
}

/// Numbers, times, digests and the bar are another thing in every run.
fn masked(line: &str) -> String {
    let line = line.replace("^C", "");
    let words =
        line.split_whitespace().map(|word| match word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => "H".to_owned(),
            false => word.split(|letter: char| letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect(),
        });
    let text = words.collect::<Vec<String>>().join(" ");
    match (text.find('['), text.rfind(']')) {
        (Some(open), Some(close)) if text[open..close].contains(['=', '>']) => text[..open].trim_end().to_owned(),
        _ => text,
    }
}

/// The recording of the README: a batch on a terminal, Ctrl-C in its middle, the same command again.
#[test]
fn ctrl_c_finishes_what_was_begun_and_the_same_command_goes_on() {
    if Command::new("script").arg("--version").output().is_err() {
        println!("skipped: there is no script(1) to make a terminal with");
        return;
    }
    const COUNT: usize = 300;
    let desk = Desk::new(COUNT);
    let batch = desk.copy("lo-6a");
    let mut terminal = Terminal::begin(&desk, "lo-6a");
    let began = Instant::now();
    while finals(&batch).len() < COUNT / 3 {
        assert!(began.elapsed() < Duration::from_secs(300), "it signs");
        std::thread::sleep(Duration::from_millis(5));
    }
    terminal.interrupt();
    let asked = Instant::now();
    let (code, first) = terminal.end();
    assert!(asked.elapsed() < Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 5 }), "it ends soon");
    assert_eq!(code, 2, "{first:?}");
    assert!(first.iter().any(|line| line.contains("[INTERRUPTED]")), "{first:?}");
    // Whole files only, and every one of them is noted: nothing is left for the next run to find.
    let before = finals(&batch);
    assert!(!before.is_empty() && before.len() < COUNT, "{}", before.len());
    assert_eq!(files(&batch.join("signed"), "").len(), before.len(), "0 partial");
    let noted = Batch::open(&batch).unwrap();
    let signed =
        noted.documents().filter(|document| noted.signed(document.index, Role::Organisation).is_some()).count();
    assert_eq!(signed, before.len(), "what stands is noted");
    drop(noted);
    let (code, second) = Terminal::begin(&desk, "lo-6a").end();
    assert_eq!(code, 0, "{second:?}");
    desk.assert_complete(&batch);
    let after = finals(&batch);
    assert!(before.iter().all(|(file, bytes)| after.get(file) == Some(bytes)), "nothing is signed again");
    let recording = [first, second].concat().join("\n");
    println!("{recording}");
    let told: Vec<String> = recording.lines().map(masked).collect();
    let readme = include_str!("../../README.md");
    let (_, block) = readme.split_once("<!-- recording -->").expect("the README has a recording");
    let block = block.split("```").nth(1).unwrap_or_default().lines().skip(1).filter(|line| !line.starts_with('$'));
    let kept: Vec<String> = block.map(masked).filter(|line| !line.is_empty()).collect();
    assert_eq!(kept, told, "the recording of the README is of another program");
}

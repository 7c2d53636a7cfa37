//! `kill -9` from outside while a token signs a batch that is ready drawn: each run of the same command is killed
//! again until one reaches its end, so that the moments lie all over the batch. After every kill the folder is judged.
//! One test, because the module takes its orders from the environment.
#![cfg(unix)]

mod command;
mod common;
mod desk;
mod fake_token;
#[path = "killed/folder.rs"]
mod folder;
mod loopback;
#[allow(dead_code)]
mod softhsm;
#[path = "publish/timestamps.rs"]
mod timestamps;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::golden::random;
use common::ready::ready;
use desk::{Authority, Desk};
use folder::Folder;
use loopback::Server;
use softhsm::PIN;
use vanbang::document::batch::{Arrangement, Slot};
use vanbang::document::record::Role;
use vanbang::signature::x509::Certificate;

const TOKEN: &str = "Con dấu";
const ROLE: Role = Role::Organisation;
/// Parts of the signing of one batch, so many that it takes about as many kills.
const PARTS: u32 = 20;
/// Between two looks at a run that is not to be killed yet.
const PAUSE: Duration = Duration::from_millis(1);

/// A number from the environment.
fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap())
}

/// `VANBANG_KILLS` kills (20 without it) over batches of `VANBANG_KILL_BATCH` documents (60), and a fifth as many over
/// batches of a fifth as many that get timestamps. `VANBANG_KILL_SEED` draws other moments.
#[test]
fn killed_at_any_moment_the_same_command_finishes() {
    let (kills, count) = (number("VANBANG_KILLS", 20), number("VANBANG_KILL_BATCH", 60));
    let mut seed = number("VANBANG_KILL_SEED", 0x5eed).max(1) as u64;
    println!("seed {seed}");
    let authority = Authority::new("CA");
    let desk = Desk::furnish(&authority, &Authority::new("CA lặng"));
    let seal = Certificate::from_der(&desk.token(TOKEN, &authority, |_| {})).unwrap();
    Killing::new(&desk, &seal, count).kill(kills, &mut seed);
    let _stamps = stamped(&desk);
    Killing::new(&desk, &seal, count.div_ceil(5)).kill(kills.div_ceil(5), &mut seed);
}

/// The seal's signatures get a timestamp from now on.
fn stamped(desk: &Desk) -> Server {
    let stamps = common::Authority::named("CA dấu thời gian");
    let (certificate, key) = stamps.timestamper("Dấu thời gian", (2025, 2045));
    let server = timestamps::serve(desk.office().join("tsa"), &certificate, &key);
    let write = |name: &str, text: &str| std::fs::write(desk.office().join(name), text).unwrap();
    std::fs::create_dir_all(desk.office().join("trust/tsa")).unwrap();
    write("trust/tsa/root.pem", &stamps.root.to_pem());
    write("trust/fetch.toml", &format!("tsa = [\"{}\"]\n", server.url("/")));
    let settings = std::fs::read_to_string(desk.office().join("vanbang.toml")).unwrap();
    write(
        "vanbang.toml",
        &format!("{settings}\n[sign.timestamps]\nroles = [\"organisation\"]\notherwise = \"wait\"\n"),
    );
    server
}

/// How long the parts of an undisturbed run take.
struct Lengths {
    /// Until the first document is signed.
    start: Duration,
    /// From there until the last one has its final name.
    signing: Duration,
    /// From there to the end: the reports.
    end: Duration,
}

/// What the kills hit.
#[derive(Debug, Default)]
struct Hits {
    since: BTreeMap<Since, usize>,
    before_the_list: usize,
    before_a_document: usize,
    /// By how many tenths of the documents had their final name.
    tenths: [usize; 10],
    all_finished: usize,
}

/// What a moment is counted from, as it is seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Since {
    Start,
    FirstSigned,
    AllFinished,
}

#[derive(Debug, Clone, Copy)]
struct Moment {
    since: Since,
    after: Duration,
}

struct Killing<'d> {
    desk: &'d Desk,
    seal: &'d Certificate,
    drawn: PathBuf,
    ids: Vec<String>,
    lengths: Lengths,
}

impl<'d> Killing<'d> {
    fn new(desk: &'d Desk, seal: &'d Certificate, count: usize) -> Self {
        let drawn = desk.office().join(format!("ve-{count}"));
        let paper = [Role::HomeroomTeacher, Role::SchoolLeader].map(|role| (role.code().to_owned(), Slot::Paper));
        let ids = ready(&drawn, count, Arrangement { slots: paper.into(), ..Arrangement::default() });
        let lengths = Lengths { start: Duration::ZERO, signing: Duration::ZERO, end: Duration::ZERO };
        let mut killing = Killing { desk, seal, drawn, ids, lengths };
        killing.measure();
        killing
    }

    /// One run that nothing disturbs.
    fn measure(&mut self) {
        let batch = self.desk.copy(&self.drawn, "do");
        self.desk.fake.order(&[]);
        let (began, mut first, mut last) = (Instant::now(), None, None);
        let mut run = self.begin(&batch);
        let code = loop {
            if let Some(status) = run.try_wait().unwrap() {
                break status.code();
            }
            let begun = command::files(&batch.join("signed"), ".pdf");
            first = first.or((!begun.is_empty()).then(|| began.elapsed()));
            last = last.or(self.are_finished(&begun).then(|| began.elapsed()));
            std::thread::sleep(PAUSE);
        };
        assert_eq!(code, Some(0));
        let whole = began.elapsed();
        let first = first.unwrap_or(whole);
        let last = last.unwrap_or(whole);
        self.lengths = Lengths { start: first, signing: last - first, end: whole - last };
        Folder::new(self.desk, &batch, &self.ids, self.seal).assert_complete();
    }

    /// Whether every document has its final name, which ends with its identifier.
    fn are_finished(&self, signed: &[PathBuf]) -> bool {
        let is_final = |file: &&PathBuf| !file.file_stem().unwrap().to_string_lossy().contains('.');
        signed.iter().filter(is_final).count() == self.ids.len()
    }

    fn begin(&self, batch: &Path) -> std::process::Child {
        let secret = self.desk.office().join("ma-pin");
        std::fs::write(&secret, PIN).unwrap();
        let arguments = [&self.desk.arguments_as(ROLE, batch, TOKEN)[..], &["--pin-fd", "0"]].concat();
        let mut command = command::command(&self.desk.office(), &arguments);
        command.stdin(std::fs::File::open(secret).unwrap());
        command.stdout(Stdio::null()).stderr(std::fs::File::create(self.complaint()).unwrap()).spawn().unwrap()
    }

    /// Where a run complains.
    fn complaint(&self) -> PathBuf {
        self.desk.office().join("than-phien")
    }

    /// Batch after batch, each killed until a run reaches its end.
    fn kill(&self, kills: usize, seed: &mut u64) {
        let (mut hits, mut done, mut batches, mut vouched) = (Hits::default(), 0, 0, 0);
        let Lengths { start, signing, end } = self.lengths;
        println!(
            "{} documents: {start:?} before the first, {signing:?} for all, {end:?} after the last",
            self.ids.len()
        );
        while done < kills {
            let batch = self.desk.copy(&self.drawn, "giet");
            self.desk.fake.order(&[]);
            let mut folder = Folder::new(self.desk, &batch, &self.ids, self.seal);
            batches += 1;
            loop {
                // The last batch is signed to its end like the others.
                let moment = (done < kills).then(|| self.moment(&folder, seed));
                match self.run(&batch, moment) {
                    None => {
                        done += 1;
                        folder.judge(&format!("kill {done} of batch {batches} at {moment:?}"));
                        hits.count(&folder, moment);
                    }
                    Some(0) => break,
                    Some(_) => {
                        // It was killed while the token judged the PIN, so a person has to vouch for it.
                        let told = std::fs::read_to_string(self.complaint()).unwrap();
                        assert!(told.contains("[PIN_REFUSED_BEFORE]"), "{told}");
                        self.desk.token_command("clear", TOKEN).passed();
                        vouched += 1;
                    }
                }
            }
            folder.assert_complete();
            std::fs::remove_dir_all(&batch).unwrap();
        }
        println!(
            "{done} kills over {batches} batches of {}: {hits:?}; {vouched} of them during a login",
            self.ids.len()
        );
    }

    /// When the next run is to be killed: while it begins, more often where nothing is signed yet; at its end, once that
    /// is near; and mostly while it signs, not so late that one batch would take only a few kills.
    fn moment(&self, folder: &Folder, seed: &mut u64) -> Moment {
        let Lengths { start, signing, end } = self.lengths;
        let left = self.ids.len() - folder.finished();
        let part = self.ids.len().div_ceil(PARTS as usize);
        let (since, span) = match random(seed) % 6 {
            0 => (Since::Start, start),
            1 | 2 if !folder.is_listed() => (Since::Start, start),
            // A little beyond the end, so that some run reaches it.
            1..=3 if left == 0 => (Since::Start, start + end),
            1..=3 if left <= 2 * part => (Since::AllFinished, end.mul_f64(1.2)),
            _ => (Since::FirstSigned, 2 * signing / PARTS),
        };
        Moment { since, after: span.mul_f64((random(seed) % 10_000) as f64 / 10_000.0) }
    }

    /// Runs the command; its exit code, none when it was killed at that moment.
    fn run(&self, batch: &Path, moment: Option<Moment>) -> Option<i32> {
        let before = command::files(&batch.join("signed"), ".pdf").len();
        let mut run = self.begin(batch);
        let mut since = None;
        loop {
            if let Some(status) = run.try_wait().unwrap() {
                return Some(status.code().unwrap());
            }
            if let Some(moment) = moment {
                since = since.or_else(|| self.has_come(moment.since, batch, before).then(Instant::now));
                if since.is_some_and(|since| since.elapsed() >= moment.after) {
                    break;
                }
            }
            std::thread::sleep(PAUSE);
        }
        run.kill().unwrap();
        run.wait().unwrap().code()
    }

    fn has_come(&self, since: Since, batch: &Path, before: usize) -> bool {
        let signed = || command::files(&batch.join("signed"), ".pdf");
        match since {
            Since::Start => true,
            Since::FirstSigned => signed().len() > before,
            Since::AllFinished => self.are_finished(&signed()),
        }
    }
}

impl Hits {
    fn count(&mut self, folder: &Folder, moment: Option<Moment>) {
        let since = moment.map_or(Since::Start, |moment| moment.since);
        *self.since.entry(since).or_default() += 1;
        let (finished, count) = (folder.finished(), folder.count());
        match finished {
            _ if !folder.is_listed() => self.before_the_list += 1,
            0 => self.before_a_document += 1,
            _ if finished == count => self.all_finished += 1,
            _ => self.tenths[finished * 10 / count] += 1,
        }
    }
}

//! The page for newcomers, done as it says: each command in order, each line of its answer looked for.
#![cfg(unix)]

mod command;
#[allow(dead_code)]
mod softhsm;

use std::path::{Path, PathBuf};

use command::{files, vanbang, vanbang_with};
use softhsm::SoftHsm;
use softhsm::school::{School, fill};

/// A fenced block of the page.
enum Block<'p> {
    /// What is written into `vanbang.toml`.
    Settings(&'p str),
    Console(Vec<Step<'p>>),
}

/// A command and the answer that the page promises.
struct Step<'p> {
    words: Vec<&'p str>,
    answer: Vec<&'p str>,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let fenced = page.split("\n```").skip(1).step_by(2);
    let known = fenced.filter_map(|block| {
        let (language, text) = block.split_once('\n')?;
        match language {
            "toml" => Some(Block::Settings(text)),
            "console" => Some(Block::Console(text.split("$ ").skip(1).map(step).collect())),
            other => panic!("a block of {other}"),
        }
    });
    known.collect()
}

fn step(text: &str) -> Step<'_> {
    let mut lines = text.lines();
    let words = lines.next().unwrap().split(' ').collect();
    Step { words, answer: lines.filter(|line| *line != "…").collect() }
}

/// The words with `*.pdf` replaced by the files it stands for, as a shell does.
fn expanded(words: &[&str], folder: &Path) -> Vec<String> {
    let one = |word: &&str| match word.strip_suffix("/*.pdf") {
        None => vec![(*word).to_owned()],
        Some(inside) => {
            let found = files(&folder.join(inside), ".pdf");
            found.iter().map(|path| path.strip_prefix(folder).unwrap().display().to_string()).collect()
        }
    };
    words.iter().flat_map(one).collect()
}

/// Runs one command; answers the folder in which the next one runs.
fn run(step: &Step, folder: &Path) -> PathBuf {
    let arguments = match step.words.as_slice() {
        ["cd", place] => return folder.join(place),
        ["vanbang", arguments @ ..] => expanded(arguments, folder),
        other => panic!("the page tells people to run {other:?}"),
    };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asks = step.answer.first().is_some_and(|line| line.starts_with("Mã PIN: "));
    let ran = if asks { vanbang_with(softhsm::PIN, folder, &arguments) } else { vanbang(folder, &arguments) };
    let mut left = ran.passed().out.as_str();
    for line in step.answer.iter().skip(usize::from(asks)) {
        let line = line.trim_start_matches('…');
        let at = left.find(line).unwrap_or_else(|| panic!("{:?}: no {line:?} in what follows:\n{left}", step.words));
        left = &left[at + line.len()..];
    }
    folder.to_owned()
}

#[test]
fn the_page_for_newcomers_does_what_it_says() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bat-dau.md")).unwrap();
    let tokens = SoftHsm::start();
    let School { authority, seal } = fill(&tokens);
    let home = tempfile::tempdir().unwrap();
    let mut folder = home.path().to_owned();
    let mut commands = 0;
    for block in blocks(&page) {
        match block {
            Block::Settings(text) => {
                let module = text.split('\'').nth(1).expect("the page names a driver");
                let own = text.replace(module, &tokens.module.display().to_string());
                let path = folder.join("vanbang.toml");
                let settings = std::fs::read_to_string(&path).unwrap() + "\n" + &own;
                std::fs::write(path, settings).unwrap();
            }
            Block::Console(steps) => {
                for step in &steps {
                    folder = run(step, &folder);
                    commands += 1;
                    if step.words.first() == Some(&"cd") {
                        // What the authority gives.
                        std::fs::write(folder.join("ca-cap-chung-thu.pem"), &authority.root).unwrap();
                        std::fs::write(folder.join("trust/crls/ca-cap-chung-thu.crl"), &authority.list).unwrap();
                        std::fs::write(folder.join("con-dau.pem"), seal.to_pem()).unwrap();
                    }
                }
            }
        }
    }
    assert!(commands > 10, "the page was read: {commands} commands");
    assert_eq!(files(&folder.join("batches/2025-2026-6A-6B/signed"), ".pdf").len(), 30);
}

//! Bytes cut off, appended, deleted, doubled, exchanged, inserted, and two genuine files spliced: at
//! every place of a small file, and none of it passes.
//!
//! Run in release mode without the drawing features, as scripts/test.sh does:
//! `cargo test --release --no-default-features --features token --test edits`.

mod common;

use common::Authority;
use common::golden::{Golden, letter, random, small_transcript};
use common::minimal_pdf::Xref;
use vanbang::signature::pdf::{File, Limits};

const LETTER: &str = "USF-1-honest-letter.pdf";

fn goldens() -> Vec<Golden> {
    let authority = Authority::new();
    vec![
        small_transcript(&authority, Xref::Table),
        small_transcript(&authority, Xref::Stream),
        letter(LETTER),
        letter("XR-1-honest-stream.pdf"),
    ]
}

fn each(what: &str, edit: impl Fn(&Golden, &mut dyn FnMut(usize, &(dyn Fn(usize) -> Option<Vec<u8>> + Sync)))) {
    for golden in goldens() {
        let mut total = 0;
        edit(&golden, &mut |count, one| total += golden.none_passes(what, count, one));
        println!("{}: {total} times {what}: none passed", golden.name);
    }
}

#[test]
fn cut_off() {
    each("cut off", |golden, judge| {
        judge(golden.bytes.len(), &|length| Some(golden.bytes[..length].to_vec()));
        judge(golden.bytes.len(), &|start| Some(golden.bytes[start..].to_vec()));
    });
}

#[test]
fn appended() {
    each("appended", |golden, judge| {
        judge(256, &|byte| Some([&golden.bytes[..], &[byte as u8]].concat()));
        judge(64 * 64, &|index| {
            let mut state = index as u64 + 1;
            let tail: Vec<u8> = (0..=index % 64).map(|_| random(&mut state) as u8).collect();
            Some([&golden.bytes[..], &tail].concat())
        });
    });
}

#[test]
fn deleted() {
    each("deleted", |golden, judge| {
        judge(golden.bytes.len(), &|at| Some([&golden.bytes[..at], &golden.bytes[at + 1..]].concat()));
    });
}

#[test]
fn doubled() {
    each("doubled", |golden, judge| {
        judge(golden.bytes.len(), &|at| Some([&golden.bytes[..=at], &golden.bytes[at..]].concat()));
    });
}

#[test]
fn exchanged_with_the_next() {
    each("exchanged", |golden, judge| {
        judge(golden.bytes.len() - 1, &|at| {
            let mut copy = golden.bytes.clone();
            copy.swap(at, at + 1);
            Some(copy)
        });
    });
}

/// White space of each kind, a comment, and a digit, which alone moves no offset that matters.
#[test]
fn inserted() {
    const WORDS: [&[u8]; 4] = [b" ", b"\n", b"%\n", b"0"];
    each("inserted", |golden, judge| {
        judge((golden.bytes.len() + 1) * WORDS.len(), &|index| {
            let (at, word) = (index / WORDS.len(), WORDS[index % WORDS.len()]);
            Some([&golden.bytes[..at], word, &golden.bytes[at..]].concat())
        });
    });
}

/// Every other value, in all but the smallest file only those with a meaning in PDF, at every place of
/// the last revision's signature dictionary, cross-reference and trailer.
#[test]
fn replaced_where_it_steers() {
    each("replaced", |golden, judge| {
        let whole: Vec<u8> = (0..=255).collect();
        let meaning = b"\0\t\n\r %()<>[]{}/#0159-+.RfnabAZ\x80\xff".to_vec();
        let values = if golden.name == LETTER { whole } else { meaning };
        let messages = golden.messages();
        let from = messages.last().map_or(0, |message| message.start.saturating_sub(400));
        let places: Vec<usize> =
            (from..golden.bytes.len()).filter(|at| !messages.iter().any(|message| message.contains(at))).collect();
        judge(places.len() * values.len(), &|index| {
            let mut copy = golden.bytes.clone();
            copy[places[index / values.len()]] = values[index % values.len()];
            Some(copy)
        });
    });
}

/// Whole objects and lines taken away and written twice, and each exchanged with any of the next twenty.
#[test]
fn larger_parts_moved() {
    const NEAR: usize = 20;
    each("moved", |golden, judge| {
        let file = File::open(&golden.bytes, Limits::default()).unwrap();
        let objects = file.revisions().iter().flat_map(|revision| revision.objects());
        let mut parts: Vec<_> = objects.filter(|one| one.container.is_none()).map(|one| one.span.clone()).collect();
        let mut start = 0;
        for line in golden.bytes.split_inclusive(|byte| *byte == b'\n') {
            parts.push(start..start + line.len());
            start += line.len();
        }
        let part = |index: usize| &golden.bytes[parts[index].clone()];
        judge(parts.len(), &|one| Some([&golden.bytes[..parts[one].start], &golden.bytes[parts[one].end..]].concat()));
        judge(parts.len(), &|one| {
            Some([&golden.bytes[..parts[one].end], part(one), &golden.bytes[parts[one].end..]].concat())
        });
        judge(parts.len() * NEAR, &|index| {
            let (one, other) = (index / NEAR, index / NEAR + 1 + index % NEAR);
            let (first, second) = (parts[one].clone(), parts.get(other)?.clone());
            let between = golden.bytes.get(first.end..second.start)?;
            Some([&golden.bytes[..first.start], part(other), between, part(one), &golden.bytes[second.end..]].concat())
        });
    });
}

/// The beginning of one genuine file with the end of another, aligned and not.
#[test]
fn spliced() {
    const ANYWHERE: usize = 20_000;
    let goldens = goldens();
    // The letters are of one school, as are the transcripts; each is judged by its own trust.
    for (one, other) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
        let (golden, other) = (&goldens[one], &goldens[other]);
        let unlike = |spliced: Vec<u8>| Some(spliced).filter(|spliced| *spliced != other.bytes);
        let end = |from: usize| other.bytes.get(from..);
        let total = golden
            .none_passes("spliced", golden.bytes.len(), |at| unlike([&golden.bytes[..at], end(at)?].concat()))
            + golden.none_passes("spliced from the end", golden.bytes.len(), |at| {
                unlike([&golden.bytes[..at], end((at + other.bytes.len()).checked_sub(golden.bytes.len())?)?].concat())
            })
            + golden.none_passes("spliced anywhere", ANYWHERE, |index| {
                let mut state = index as u64 + 1;
                let (at, from) = (random(&mut state) % golden.bytes.len(), random(&mut state) % other.bytes.len());
                unlike([&golden.bytes[..at], end(from)?].concat())
            });
        println!("{} with {}: {total} splices: none passed", golden.name, other.name);
    }
}

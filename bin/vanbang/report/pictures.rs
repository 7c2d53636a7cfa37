//! The pages of a file beside the same pages as they were signed. Drawn in a child process, because
//! a drawing engine that repairs hostile files may do anything but decide.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use vanbang::signature::render::{Pages, Picture, differences, mark};

use crate::child::{self, Limits, NoAnswer};

/// The hidden command that draws.
pub const COMMAND: &str = "pictures";
/// Pages compared and shown; a transcript has two, a whole học bạ about twenty.
pub const MAX_PAGES: usize = 30;

const LIMITS: Limits = Limits { time: Duration::from_secs(60), answer: 96 << 20 };
const MEMORY: u64 = 2 << 30;

/// What was drawn.
#[derive(Debug, Serialize, Deserialize)]
pub struct Drawn {
    /// Pages of the signed part, where there is one that opens.
    pub signed: Option<usize>,
    /// Pages of the file as it is.
    pub now: Option<usize>,
    pub pages: Vec<Page>,
}

/// One page. Pictures are PNG files, with the differences framed where there are any.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: usize,
    /// As signed; only where it differs from now.
    pub signed: Option<Vec<u8>>,
    pub now: Option<Vec<u8>>,
    pub differs: bool,
}

/// Draws the file, and the part of it that was signed: its first `signed` bytes.
pub fn draw(file: &[u8], signed: usize) -> Result<Drawn, NoAnswer> {
    let mut input = (signed as u64).to_le_bytes().to_vec();
    input.extend_from_slice(file);
    let answer = child::run(COMMAND, input, LIMITS)?;
    ciborium::from_reader(answer.as_slice()).map_err(|_| NoAnswer::Failed)
}

/// The child: answers what [`draw`] asks.
pub fn answer() -> Option<()> {
    if !child::confine(MEMORY) {
        return None;
    }
    child::serve(crate::input::MAX_PDF + 8, |input| {
        let (signed, file) = input.split_first_chunk::<8>()?;
        let signed = usize::try_from(u64::from_le_bytes(*signed)).ok()?;
        let drawn = compare(file.get(..signed)?, file);
        let mut bytes = Vec::new();
        ciborium::into_writer(&drawn, &mut bytes).ok()?;
        Some(bytes)
    })
}

fn compare(signed: &[u8], file: &[u8]) -> Drawn {
    let open = |bytes: &[u8]| Pages::open(bytes).ok();
    let (before, after) = (open(signed), open(file));
    let count = |pages: &Option<Pages>| pages.as_ref().map(Pages::count);
    let (signed, now) = (count(&before), count(&after));
    let most = signed.max(now).unwrap_or(0).min(MAX_PAGES);
    let picture = |pages: &Option<Pages>, index| pages.as_ref().and_then(|pages| pages.draw(index));
    let pages = (0..most).map(|index| page(index, picture(&before, index), picture(&after, index), signed.is_some()));
    Drawn { signed, now, pages: pages.collect() }
}

fn page(index: usize, before: Option<Picture>, after: Option<Picture>, was_signed: bool) -> Page {
    let png = |picture: Option<Picture>| picture.and_then(|picture| picture.png());
    let number = index + 1;
    let areas = match (&before, &after) {
        (Some(before), Some(after)) => differences(before, after),
        _ if was_signed => return Page { number, signed: png(before), now: png(after), differs: true },
        _ => Vec::new(),
    };
    if areas.is_empty() {
        return Page { number, signed: None, now: png(after), differs: false };
    }
    let marked = |picture: Option<Picture>| {
        picture.map(|mut picture| {
            mark(&mut picture, &areas);
            picture
        })
    };
    Page { number, signed: png(marked(before)), now: png(marked(after)), differs: true }
}

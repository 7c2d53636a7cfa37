//! How far a long run is: a bar on a terminal, one line a minute elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Console;

const A_MINUTE: Duration = Duration::from_secs(60);

/// One step of a run.
pub struct Progress<'c> {
    console: &'c Console,
    label: (String, String),
    bar: Option<ProgressBar>,
    told: Instant,
}

impl<'c> Progress<'c> {
    pub fn new(console: &'c Console, vi: impl Into<String>, en: impl Into<String>) -> Self {
        let label = (vi.into(), en.into());
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {per_sec} ({eta})");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.set_message(console.language().pick(label.0.clone(), label.1.clone()));
            bar
        });
        Progress { console, label, bar, told: Instant::now() }
    }

    /// `done` of `total` documents stand.
    pub fn set(&mut self, done: usize, total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        } else if self.told.elapsed() >= A_MINUTE {
            self.told = Instant::now();
            let (vi, en) = &self.label;
            self.console.note(format!("{vi}: {done}/{total}"), format!("{en}: {done}/{total}"));
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

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
    /// Whether there is a terminal to draw on.
    shown: bool,
    told: Instant,
}

impl<'c> Progress<'c> {
    pub fn new(console: &'c Console, vi: impl Into<String>, en: impl Into<String>) -> Self {
        let label = (vi.into(), en.into());
        Progress { console, label, bar: None, shown: std::io::stderr().is_terminal(), told: Instant::now() }
    }

    /// As wide as the terminal, so that it never breaks into a second line.
    fn bar(&self, done: u64, total: u64) -> ProgressBar {
        let bar = ProgressBar::new(total).with_position(done);
        let style = ProgressStyle::with_template("{msg} [{wide_bar}] {pos}/{len} {eta:>4}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.set_message(self.console.language().pick(self.label.0.clone(), self.label.1.clone()));
        bar
    }

    /// `done` of `total` documents stand.
    pub fn set(&mut self, done: usize, total: usize) {
        if self.shown {
            let bar = self.bar.take().unwrap_or_else(|| self.bar(done as u64, total as u64));
            bar.set_position(done as u64);
            self.bar = Some(bar);
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

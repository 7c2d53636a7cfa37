//! Draws signatures that look alike, once.

use std::sync::{Arc, Mutex, PoisonError};

use super::Error;
use super::appearance::{Appearance, Drawn, size};

/// Draws the signatures of one signer. What was drawn last is kept: the documents of a batch ask for the
/// same lines in a box of the same size again and again. Threads may share it.
#[derive(Debug)]
pub struct Pen<'l> {
    appearance: Appearance<'l>,
    last: Mutex<Option<Last>>,
}

#[derive(Debug)]
struct Last {
    lines: Vec<String>,
    size: (f64, f64),
    drawn: Arc<Drawn>,
}

impl<'l> Pen<'l> {
    pub fn new(appearance: Appearance<'l>) -> Self {
        Pen { appearance, last: Mutex::new(None) }
    }

    pub(super) fn draw(&self, lines: &[String], rect: [f64; 4]) -> Result<Arc<Drawn>, Error> {
        let size = size(rect);
        let lines = if matches!(self.appearance, Appearance::Text { .. }) { lines } else { &[] };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref().filter(|last| last.lines == lines && last.size == size) {
            return Ok(last.drawn.clone());
        }
        let drawn = Arc::new(self.appearance.draw(lines, size)?);
        *last = Some(Last { lines: lines.to_vec(), size, drawn: drawn.clone() });
        Ok(drawn)
    }
}

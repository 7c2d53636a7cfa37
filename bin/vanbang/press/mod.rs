//! What an office draws with: its own template and fonts, or ours where it has none. A template that
//! is not ours is compiled in children with limits.

pub mod helper;

use std::path::Path;
use std::sync::Mutex;

use vanbang::document::record::{Kind, Language};
use vanbang::document::template::{self, Drawn, Error, Fonts, Imprint, Layout, Press};

use crate::failure::Failure;
use crate::input::{self, MAX_WORKBOOK};
use helper::DrawingHelper;

/// The template version that new batches are drawn with.
const TEMPLATE_VERSION: u32 = 1;

/// Layout and fonts, and the children that draw by a template that is not ours.
pub struct OfficePress {
    layout: Layout,
    fonts: Fonts,
    /// The office's own font files, as a child is given them.
    files: Vec<Vec<u8>>,
    /// Children with nothing to do: one for each thread that draws, started when it first does and
    /// asked again and again, so that its caches stay warm.
    idle: Mutex<Vec<DrawingHelper>>,
    /// Why the template has to be corrected before anything else is drawn by it.
    refused: Mutex<Option<Error>>,
}

impl OfficePress {
    /// With `office/templates/` and `office/fonts/`. A template of the office's own is tried out.
    pub fn of(office: &Path, kind: Kind, language: Language) -> Result<Self, Failure> {
        let layout = Layout::load_from(&office.join("templates"), language, kind, TEMPLATE_VERSION)?;
        let files = font_files(&office.join("fonts"))?;
        let fonts = if files.is_empty() { Fonts::vendored()? } else { Fonts::from_files(files.clone())? };
        let press = OfficePress { layout, fonts, files, idle: Mutex::default(), refused: Mutex::default() };
        if !press.layout.is_ours() {
            let first = press.start()?;
            press.rest(first);
        }
        Ok(press)
    }

    fn start(&self) -> Result<DrawingHelper, Error> {
        DrawingHelper::start(&self.layout, &self.files)
    }

    fn rest(&self, helper: DrawingHelper) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(helper);
        }
    }

    fn draw_elsewhere(&self, record: &[u8], imprint: Imprint<'_>) -> Result<Drawn, Error> {
        if let Some(error) = self.refused.lock().ok().and_then(|refused| refused.clone()) {
            return Err(error);
        }
        let waiting = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut helper = waiting.map_or_else(|| self.start(), Ok)?;
        let drawn = helper.draw(record, imprint);
        match &drawn {
            // A child that ran into a limit is gone, and so would be those of all other documents.
            Err(error @ Error::Limit { .. }) => {
                if let Ok(mut refused) = self.refused.lock() {
                    *refused = Some(error.clone());
                }
            }
            _ => self.rest(helper),
        }
        drawn
    }
}

impl Press for OfficePress {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    fn draw(&self, record: &[u8], imprint: Imprint<'_>) -> Result<Drawn, Error> {
        if self.layout.is_ours() {
            template::draw(&self.layout, &self.fonts, record, imprint)
        } else {
            self.draw_elsewhere(record, imprint)
        }
    }
}

fn font_files(folder: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| Failure::io(folder, "không đọc được", "cannot be read", &error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ttf")) {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| input::read(file, MAX_WORKBOOK)).collect()
}

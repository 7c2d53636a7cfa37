//! The world a template sees: a few virtual files and the fonts. No file system, no clock, no
//! network, no packages.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use super::layout::file_id;
use super::{Error, Fonts, Layout};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // `pdf.header-cell`: rows of a table have headers too, which PDF/UA asks for
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// One document while it is drawn.
pub(super) struct Sheet<'a> {
    pub(super) layout: &'a Layout,
    fonts: &'a Fonts,
    files: Vec<(FileId, Bytes)>,
}

impl<'a> Sheet<'a> {
    /// `files` are the document's own, by path.
    pub(super) fn new(
        layout: &'a Layout,
        fonts: &'a Fonts,
        files: &[(&'static str, Vec<u8>)],
    ) -> Result<Sheet<'a>, Error> {
        let files = files.iter().map(|(path, bytes)| Ok((file_id(path)?, Bytes::new(bytes.clone()))));
        Ok(Sheet { layout, fonts, files: files.collect::<Result<_, Error>>()? })
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.layout.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let layout = self.layout;
        [&layout.main, &layout.template]
            .into_iter()
            .chain(&layout.shared)
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.iter().find(|(name, _)| *name == id).map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

//! What organisations published, at hand in a folder or in memory: as `vanbang publish --to` leaves it, as a server
//! keeps it, or as anybody copied it (protocol.md 10.3). Whoever wrote it, nothing is believed before it is judged.

mod error;
mod memory;
mod standing;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use error::Error;
pub use memory::Memory;

use super::manifest::{Manifests, rejected};
use crate::document::code::Id;
use crate::document::manifest::layout::{self, BATCHES, HANDED_OVER, SERVED, Served};
use crate::document::manifest::limits::{BUNDLE_BYTES, ENVELOPE_BYTES, PUBLICATION_BYTES};
use crate::document::manifest::status::{Part, SignedHead};
use crate::document::manifest::{BatchId, Publication};
use crate::signature::pades::Finding;

/// Manifests and bundles that are held at once: of some thousand batches.
const MAX_FILES: usize = 10_000;
/// Bytes of them.
const MAX_BYTES: usize = 256 << 20;

/// Published objects. Of a folder, manifests are read when it is opened; envelopes and status when they are asked for,
/// by their names.
///
/// ```text
/// *.cms, *.bundle                                       manifests, whatever they are called
/// [.well-known/vanbang/v1/]batches/*.cms, *.bundle      the same, as they are served
/// [.well-known/vanbang/v1/]<org>/status/head, …         status
/// [publish/]batches/<batch>.list, envelopes/<ID>        what is behind codes that carry no facts
/// ```
#[derive(Debug)]
pub struct Mirror {
    place: Place,
    manifests: Manifests,
    left_out: Vec<Finding>,
    memory: Mutex<Memory>,
    /// Status of an earlier epoch says nothing any more.
    epoch_min: u32,
}

/// Where the objects are.
#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    /// Below [`SERVED`], by their names.
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Mirror {
    /// Opens a folder. A file that is no manifest is left out, as if it were not there.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or more than is held.
    pub fn open(folder: &Path) -> Result<Mirror, Error> {
        let mut mirror = Mirror::at(Place::Folder(folder.to_owned()));
        let (mut files, mut bytes) = (manifests_in(folder)?, 0);
        for place in [folder.join(SERVED).join(BATCHES), folder.join(BATCHES)] {
            if place.is_dir() {
                files.extend(manifests_in(&place)?);
            }
        }
        let too_many = || Error::TooMany { path: folder.to_owned() };
        if files.len() > MAX_FILES {
            return Err(too_many());
        }
        for path in files {
            let Some(file) = read(&path, BUNDLE_BYTES)? else { continue };
            bytes += file.len();
            if bytes > MAX_BYTES {
                return Err(too_many());
            }
            if let Err(cause) = mirror.manifests.add(&file) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                mirror.left_out.push(rejected().with(format!("{name}: {}", cause.code)));
            }
        }
        Ok(mirror)
    }

    /// Manifests, heads and parts that somebody keeps, who has seen this epoch of their organisation's status key.
    /// Each object says itself what it is; one that keeps no rule is as if it were not there.
    pub fn holding(objects: impl IntoIterator<Item = Vec<u8>>, epoch_min: u32) -> Mirror {
        let (mut manifests, mut named) = (Manifests::default(), BTreeMap::new());
        for object in objects {
            if manifests.add(&object).is_ok() {
                continue;
            }
            let head = SignedHead::parse(&object).map(|head| layout::head(&head.head().statement().org));
            let name =
                head.or_else(|_| Part::parse(&object).map(|part| layout::part(part.org(), part.list(), part.digest())));
            named.extend(name.ok().map(|name| (name, object)));
        }
        Mirror { manifests, epoch_min, ..Mirror::at(Place::Memory(named)) }
    }

    fn at(place: Place) -> Mirror {
        Mirror { place, manifests: Manifests::default(), left_out: Vec::new(), memory: Mutex::default(), epoch_min: 0 }
    }

    /// The same objects, before somebody who remembers earlier ones.
    #[must_use]
    pub fn remembering(self, memory: Memory) -> Mirror {
        Mirror { memory: Mutex::new(memory), ..self }
    }

    /// What is remembered after all questions.
    pub fn into_memory(self) -> Memory {
        self.memory.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The manifests that keep every rule of their form; none of them is judged yet.
    pub fn manifests(&self) -> &Manifests {
        &self.manifests
    }

    /// Where it lies, if it is a folder.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::Memory(_) => None,
        }
    }

    /// Files that should be manifests and are none.
    pub fn left_out(&self) -> &[Finding] {
        &self.left_out
    }

    /// The envelope of a document, as far as its name tells.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn envelope(&self, id: &Id) -> Result<Option<Vec<u8>>, Error> {
        self.first([HANDED_OVER, ""], &layout::envelope(&id.text()), ENVELOPE_BYTES)
    }

    /// The publication list of a batch, if it is at hand and keeps its form. Only the manifest's digest makes it the
    /// organisation's.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn publication(&self, batch: BatchId) -> Result<Option<Publication>, Error> {
        let found = self.first([HANDED_OVER, ""], &layout::publication(batch), PUBLICATION_BYTES)?;
        Ok(found.and_then(|bytes| Publication::parse(&bytes).ok()))
    }

    /// A file that is served under this name.
    fn served(&self, name: &str, most: usize) -> Result<Option<Vec<u8>>, Error> {
        self.first([SERVED, ""], name, most)
    }

    fn first(&self, below: [&str; 2], name: &str, most: usize) -> Result<Option<Vec<u8>>, Error> {
        let folder = match &self.place {
            Place::Folder(folder) => folder,
            Place::Memory(named) => return Ok(named.get(name).filter(|_| below.contains(&SERVED)).cloned()),
        };
        for place in below {
            if let Some(bytes) = read(&folder.join(place).join(name), most)? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

/// The files directly in a folder that are called as manifests are, in the order of their names.
fn manifests_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |cause| Error::Unreadable { path: folder.to_owned(), cause };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_called_so = [Served::Message, Served::Bundle]
            .iter()
            .any(|form| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(form.extension())));
        if is_called_so && path.is_file() {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(Error::TooMany { path: folder.to_owned() });
        }
    }
    files.sort();
    Ok(files)
}

/// What a file holds, if it is there; of one that is longer than `most` bytes one byte more, which no reader takes.
fn read(path: &Path, most: usize) -> Result<Option<Vec<u8>>, Error> {
    let whole = || -> io::Result<Vec<u8>> {
        if !fs::metadata(path)?.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match whole() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(cause) => Err(Error::Unreadable { path: path.to_owned(), cause }),
    }
}

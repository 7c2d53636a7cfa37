//! One batch on disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::state::{Begun, State};
use super::store::{self, failed};
use super::{Damage, Draft, Entry, Error, Journal, Plan, PlannedRecord};
use crate::document::record::{Kind, Language, Role, SignatureBox};
use crate::signature::crypto::Hashed;

/// `batch.toml`: what the batch is, fixed when it is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// [`Kind::code`].
    pub kind: String,
    pub organisation: String,
    /// The host printed in every code.
    pub host: String,
    /// What its documents are drawn in.
    #[serde(default, skip_serializing_if = "Language::is_vietnamese")]
    pub language: Language,
    pub template_version: u32,
    pub template_sha256: String,
    pub fonts_sha256: String,
    pub count: u32,
    /// Who prepared the batch, where the office asks for two persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
    /// SHA-256 of that person's certificate, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparer_certificate: Option<String>,
    /// Roles by code that do not sign digitally, and what they do instead. Their boxes stay printed and
    /// get no field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Slot>,
}

/// What the office arranges for a batch besides its content; fixed when it is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    pub prepared_by: Option<String>,
    pub preparer_certificate: Option<String>,
    pub slots: BTreeMap<String, Slot>,
}

/// How a role signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Ký số.
    Digital,
    /// Ký giấy.
    Paper,
    /// Không yêu cầu.
    NotRequired,
}

impl Settings {
    /// The same with another arrangement.
    #[must_use]
    pub fn arranged(self, arrangement: Arrangement) -> Self {
        let Arrangement { prepared_by, preparer_certificate, slots } = arrangement;
        Settings { prepared_by, preparer_certificate, slots, ..self }
    }

    /// What was arranged.
    pub fn arrangement(&self) -> Arrangement {
        Arrangement {
            prepared_by: self.prepared_by.clone(),
            preparer_certificate: self.preparer_certificate.clone(),
            slots: self.slots.clone(),
        }
    }

    /// The roles that sign digitally, first signer first.
    ///
    /// # Errors
    /// [`Error::Slot`] for a role that the kind does not have, and when the last one, the seal, does not
    /// sign digitally.
    pub fn roles(&self, kind: Kind) -> Result<Vec<Role>, Error> {
        let refused = |role: &str| Error::Slot { kind: kind.code(), role: role.to_owned() };
        if let Some(other) = self.slots.keys().find(|code| !kind.roles().iter().any(|role| role.code() == **code)) {
            return Err(refused(other));
        }
        let digital = |role: &&Role| self.slots.get(role.code()).is_none_or(|slot| *slot == Slot::Digital);
        let roles: Vec<Role> = kind.roles().iter().filter(digital).copied().collect();
        match kind.roles().last() {
            Some(seal) if roles.last() != Some(seal) => Err(refused(seal.code())),
            _ => Ok(roles),
        }
    }
}

/// Documents whose notes share one sync of the folder and one of the journal, at most. What a crash
/// leaves without its note is found again by its file.
pub const NOTED_TOGETHER: usize = 64;

/// A document that was drawn, and is still to be noted.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Its place in the plan.
    pub index: u32,
    /// Of the drawn file, in hexadecimal.
    pub sha256: String,
    /// As [`Drawn::plain`](super::Drawn::plain).
    pub plain: bool,
    /// Room for its signatures.
    pub boxes: Vec<SignatureBox>,
}

/// A planned document with its place in the batch.
pub struct Document<'b> {
    pub index: u32,
    /// The public identifier as text: the name of its files.
    pub id: String,
    plan: &'b Plan,
}

impl Document<'_> {
    /// Its record, read from the disk.
    ///
    /// # Errors
    /// As [`Plan::record`].
    pub fn planned(&self) -> Result<PlannedRecord, Error> {
        self.plan.record(self.index as usize)
    }
}

/// A batch folder held by this process.
pub struct Batch {
    folder: PathBuf,
    settings: Settings,
    plan: Arc<Plan>,
    journal: Journal,
    state: State,
    _lock: File,
}

/// The plan holds secrets; only the place is shown.
impl std::fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Batch").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Batch {
    /// Whether a folder holds a batch.
    pub fn exists(folder: &Path) -> bool {
        folder.join("batch.toml").is_file()
    }

    /// Makes the folder with its plan: synced before anything is drawn.
    pub fn create(folder: &Path, settings: Settings, draft: &Draft) -> Result<Self, Error> {
        store::create_folder(folder)?;
        let lock = store::lock(&folder.join("lock"))?;
        store::create_folder(&folder.join("drawn"))?;
        store::create_folder(&folder.join("signed"))?;
        let text = toml::to_string(&settings).map_err(|error| Error::Damaged {
            path: folder.join("batch.toml"),
            damage: Damage::Unreadable(error.to_string()),
        })?;
        // batch.toml comes last: a folder that has it has everything.
        let path = folder.join("plan.cbor");
        store::publish(&store::write_synced_by(&path, &mut |out| draft.write(out))?, &path)?;
        let path = folder.join("batch.toml");
        store::publish(&store::write_synced(&path, text.as_bytes())?, &path)?;
        Self::of(folder, settings, lock)
    }

    /// Opens a folder again; the same commands then go on where they ended.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("batch.toml");
        let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
        let settings: Settings = toml::from_str(&text).map_err(|error| Error::Damaged {
            path: path.clone(),
            damage: Damage::Unreadable(error.message().to_owned()),
        })?;
        let lock = store::lock(&folder.join("lock"))?;
        Self::of(folder, settings, lock)
    }

    fn of(folder: &Path, settings: Settings, lock: File) -> Result<Self, Error> {
        let plan = Arc::new(Plan::open(&folder.join("plan.cbor"), settings.count as usize)?);
        let (journal, entries) = Journal::open(&folder.join("journal"))?;
        let (folder, state) = (folder.to_owned(), State::of(entries));
        Ok(Batch { folder, settings, plan, journal, state, _lock: lock })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The same for threads that go on while something is noted.
    pub fn shared_plan(&self) -> Arc<Plan> {
        self.plan.clone()
    }

    pub fn kind(&self) -> Option<Kind> {
        Kind::from_code(&self.settings.kind)
    }

    /// The roles that sign digitally, first signer first; none for a kind that is not known.
    ///
    /// # Errors
    /// [`Error::Slot`]
    pub fn roles(&self) -> Result<Option<Vec<Role>>, Error> {
        self.kind().map(|kind| self.settings.roles(kind)).transpose()
    }

    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        let numbered = (0..).zip(self.plan.listed());
        numbered.map(|(index, listed)| Document { index, id: listed.id.text(), plan: &self.plan })
    }

    pub fn drawn_path(&self, id: &str) -> PathBuf {
        self.drawn_folder().join(format!("{id}.pdf"))
    }

    /// Where a document lies after a role has signed it: under its final name only after the last.
    pub fn signed_path(&self, id: &str, role: Role, is_last: bool) -> PathBuf {
        let name = if is_last { format!("{id}.pdf") } else { format!("{id}.{}.pdf", role.code()) };
        self.signed_folder().join(name)
    }

    /// Where a signed document waits for its timestamp.
    pub fn unstamped_path(&self, id: &str, role: Role) -> PathBuf {
        self.signed_folder().join(format!("{id}.{}.unstamped.pdf", role.code()))
    }

    /// How far the documents have come.
    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn note(&mut self, entry: Entry) -> Result<(), Error> {
        self.append(vec![entry])
    }

    fn append(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        self.journal.append(&entries)?;
        self.state.take(entries);
        Ok(())
    }

    /// Makes the names of files that were renamed within `folder` durable, then notes what was done
    /// to them. The order matters: a note must never outlive its file.
    pub fn note_renamed(&mut self, folder: &Path, entries: Vec<Entry>) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        store::sync_folder(folder)?;
        self.append(entries)
    }

    /// As [`Batch::note_renamed`] for documents that were drawn. Boxes that several of them have are noted once.
    pub fn note_drawn(&mut self, sketches: Vec<Sketch>) -> Result<(), Error> {
        let known = self.state.boxes();
        let mut new: Vec<Vec<SignatureBox>> = Vec::new();
        let mut drawn = Vec::new();
        for Sketch { index, sha256, plain, boxes } in sketches {
            let all = known.iter().map(|one| &**one).chain(new.iter().map(Vec::as_slice));
            let place = (0..).zip(all).find_map(|(place, one)| (one == boxes).then_some(place));
            let place = place.unwrap_or_else(|| {
                new.push(boxes);
                (known.len() + new.len() - 1) as u32
            });
            drawn.push(Entry::Drawn { index, sha256, plain, boxes: place });
        }
        let noted = new.into_iter().map(Entry::Boxes).chain(drawn).collect();
        self.note_renamed(&self.drawn_folder(), noted)
    }

    pub fn drawn_folder(&self) -> PathBuf {
        self.folder.join("drawn")
    }

    pub fn signed_folder(&self) -> PathBuf {
        self.folder.join("signed")
    }

    /// The hash of the drawn file, once it is noted.
    pub fn drawn(&self, index: u32) -> Option<&str> {
        self.state.drawn(index).map(|drawn| drawn.sha256.as_str())
    }

    /// The hash of the file as a role left it, once it is noted.
    pub fn signed(&self, index: u32, role: Role) -> Option<&str> {
        self.state.signed(index, role).map(|noted| noted.sha256.as_str())
    }

    /// The certificate that began a role.
    pub fn begun(&self, role: Role) -> Option<&Begun> {
        self.state.begun(role)
    }
}

/// Reads a file of a batch and compares it with the hash that was noted.
///
/// # Errors
/// [`Error::File`], and [`Error::Damaged`] when it is not the same file any more.
pub fn read_noted(path: &Path, sha256_hex: &str) -> Result<Hashed, Error> {
    let file = Hashed::from(store::read_to_append(path)?);
    if HEXLOWER.encode(&file.sha256()) != sha256_hex {
        return Err(Error::Damaged { path: path.to_owned(), damage: Damage::HashDiffers });
    }
    Ok(file)
}

//! One batch on disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::state::{Begun, State};
use super::store::{self, failed};
use super::{Damage, Entry, Error, Journal, Plan, PlannedRecord};
use crate::document::code::Id;
use crate::document::record::{Kind, Language, Role};
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

/// A planned document with its place in the batch.
pub struct Document<'b> {
    pub index: u32,
    /// The public identifier as text: the name of its files.
    pub id: String,
    pub planned: &'b PlannedRecord,
}

/// A batch folder held by this process.
pub struct Batch {
    folder: PathBuf,
    settings: Settings,
    plan: Arc<Plan>,
    /// Of the planned documents, in order; each is derived from a whole record.
    ids: Vec<Id>,
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
    pub fn create(folder: &Path, settings: Settings, plan: Plan) -> Result<Self, Error> {
        store::create_folder(folder)?;
        let lock = store::lock(&folder.join("lock"))?;
        store::create_folder(&folder.join("drawn"))?;
        store::create_folder(&folder.join("signed"))?;
        let text = toml::to_string(&settings).map_err(|error| Error::Damaged {
            path: folder.join("batch.toml"),
            damage: Damage::Unreadable(error.to_string()),
        })?;
        // batch.toml comes last: a folder that has it has everything.
        for (name, bytes) in [("plan.cbor", plan.to_cbor()), ("batch.toml", text.into_bytes())] {
            let path = folder.join(name);
            store::publish(&store::write_synced(&path, &bytes)?, &path)?;
        }
        Self::of(folder, settings, plan, lock)
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
        let path = folder.join("plan.cbor");
        let file = File::open(&path).map_err(failed(&path))?;
        let plan = Plan::from_cbor(file).filter(|plan| plan.records().len() == settings.count as usize);
        let plan = plan.ok_or(Error::Damaged { path, damage: Damage::OtherPlan })?;
        Self::of(folder, settings, plan, lock)
    }

    fn of(folder: &Path, settings: Settings, plan: Plan, lock: File) -> Result<Self, Error> {
        let (journal, entries) = Journal::open(&folder.join("journal"))?;
        let (state, ids) = (State::of(entries), plan.ids());
        Ok(Batch { folder: folder.to_owned(), settings, plan: Arc::new(plan), ids, journal, state, _lock: lock })
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
        let numbered = self.plan.records().iter().zip(&self.ids).zip(0u32..);
        numbered.map(|((planned, id), index)| Document { index, id: id.text(), planned })
    }

    pub fn drawn_path(&self, id: &str) -> PathBuf {
        self.drawn_folder().join(format!("{id}.pdf"))
    }

    pub fn boxes_path(&self, id: &str) -> PathBuf {
        self.drawn_folder().join(format!("{id}.boxes.json"))
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

//! Which office folder this run works in, and what its `vanbang.toml` says to the command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use vanbang::document::batch::Slot;
use vanbang::document::record::OrgId;

use crate::cli::RevocationRule;
use crate::failure::Failure;
use crate::input;

/// The settings file whose presence makes a folder an office folder.
pub const SETTINGS: &str = "vanbang.toml";

/// The office folder, and the tables of its settings that are the command line's own.
#[derive(Debug, Default)]
pub struct Configuration {
    office: Option<PathBuf>,
    origin: Origin,
    settings_bytes: Vec<u8>,
    tables: Tables,
}

/// Who chose the folder whose settings and trust hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// `--office`.
    Asked,
    /// It is the current folder, whoever made that.
    Current,
    /// The user's own settings.
    #[default]
    User,
}

/// Tables that others read (classes) are passed over here.
#[derive(Debug, Default, Deserialize)]
struct Tables {
    #[serde(default)]
    verify: VerifyTable,
    #[serde(default)]
    sign: CeremonyTable,
    #[serde(default)]
    organisation: OrganisationTable,
    #[serde(default)]
    signers: BTreeMap<String, SignerTable>,
}

/// Of this table only whose keys sign here; the rest is read with the rosters.
#[derive(Debug, Default, Deserialize)]
struct OrganisationTable {
    org: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerifyTable {
    revocation: Option<RevocationRule>,
}

/// How the office has batches signed (docs/signing.md).
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CeremonyTable {
    /// What is asked about revocation before a token signs.
    pub revocation: Option<RevocationRule>,
    /// How it is told that who signs is not who prepared the batch; absent where one may do both.
    pub two_persons: Option<TwoPersonsRule>,
    /// Documents that one run may sign.
    pub max_docs: Option<usize>,
    /// Whether room on the disk is asked for before the first signature; yes, when absent.
    pub check_space: Option<bool>,
    /// A school whose seal must be by the Government's authority (VGCA).
    pub public_school: bool,
    pub timestamps: TimestampTable,
    /// By kind and role: how the role signs, when it is not digitally.
    pub slots: BTreeMap<String, BTreeMap<String, Slot>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TwoPersonsRule {
    Name,
    Certificate,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimestampTable {
    /// Roles whose signatures get a timestamp.
    pub roles: Vec<String>,
    /// What becomes of a signature when nobody gives one.
    pub otherwise: OtherwiseRule,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherwiseRule {
    #[default]
    Wait,
    Finish,
}

/// How one role signs: a token, or for trials a software key.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerTable {
    pub module: Option<PathBuf>,
    pub token: Option<String>,
    pub serial: Option<String>,
    pub certificate: Option<String>,
    pub software_key: Option<PathBuf>,
    pub chain: Option<PathBuf>,
    pub image: Option<PathBuf>,
}

impl Configuration {
    /// The folder asked for, else the current folder if it is an office folder. Without either, the
    /// settings of the user's own folder hold.
    pub fn load(asked: Option<&Path>) -> Result<Self, Failure> {
        let office = match asked {
            Some(folder) if folder.is_dir() => Some(folder.to_owned()),
            Some(folder) => {
                return Err(Failure::new("OFFICE_NOT_FOUND", "không có thư mục này", "there is no such folder")
                    .about(folder)
                    .hint("Hãy tạo bằng: vanbang init THƯ-MỤC", "Make one with: vanbang init DIR"));
            }
            None => Some(PathBuf::from(".")).filter(|folder| folder.join(SETTINGS).is_file()),
        };
        let origin = match (asked, &office) {
            (Some(_), _) => Origin::Asked,
            (None, Some(_)) => Origin::Current,
            (None, None) => Origin::User,
        };
        let settings = office.clone().or_else(user_folder).map(|folder| folder.join(SETTINGS));
        let Some(path) = settings.filter(|path| path.is_file()) else {
            return Ok(Configuration { office, origin, ..Configuration::default() });
        };
        let settings_bytes = input::read(&path, input::MAX_SMALL)?;
        let text = String::from_utf8_lossy(&settings_bytes);
        let tables = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let message = error.message();
            Failure::new("SETTINGS_INVALID", format!("dòng {line}: {message}"), format!("line {line}: {message}"))
                .about(&path)
                .hint("Hãy sửa tệp rồi chạy lại.", "Correct the file and run again.")
        })?;
        Ok(Configuration { office, origin, settings_bytes, tables })
    }

    /// The office folder, if there is one.
    pub fn office(&self) -> Option<&Path> {
        self.office.as_deref()
    }

    /// The office folder, or how to get one.
    pub fn need_office(&self) -> Result<&Path, Failure> {
        self.office().ok_or_else(|| {
            Failure::new(
                "NO_OFFICE",
                "thư mục hiện tại không có vanbang.toml",
                "the current folder has no vanbang.toml",
            )
            .hint(
                "Hãy vào thư mục của đơn vị, dùng --office THƯ-MỤC, hoặc tạo mới: vanbang init THƯ-MỤC",
                "Go to the office folder, give --office DIR, or make one: vanbang init DIR",
            )
        })
    }

    /// The office's trust folder, else the user's own; it need not exist.
    pub fn trust_folder(&self) -> Option<PathBuf> {
        self.office.clone().or_else(user_folder).map(|folder| folder.join("trust"))
    }

    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The bytes of `vanbang.toml`, for the reader of organisations and classes.
    pub fn settings_bytes(&self) -> &[u8] {
        &self.settings_bytes
    }

    /// The organisation whose office this is.
    pub fn org(&self) -> Option<OrgId> {
        self.tables.organisation.org.as_deref().and_then(|org| OrgId::new(org).ok())
    }

    pub fn revocation(&self) -> Option<RevocationRule> {
        self.tables.verify.revocation
    }

    /// How the office has batches signed.
    pub fn ceremony(&self) -> &CeremonyTable {
        &self.tables.sign
    }

    /// What is asked about revocation before a token signs.
    pub fn revocation_of_signers(&self) -> RevocationRule {
        self.tables.sign.revocation.unwrap_or(RevocationRule::Require)
    }

    /// Where notes on this user's tokens stand; it need not exist.
    pub fn token_folder(&self) -> Option<PathBuf> {
        user_folder().or_else(|| self.office.clone()).map(|folder| folder.join("tokens"))
    }

    pub fn signer(&self, role: &str) -> Option<&SignerTable> {
        self.tables.signers.get(role)
    }
}

/// Where this user's own trust stands: a `vanbang` folder in the system's place for settings.
fn user_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_CONFIG_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| variable("HOME").map(|home| home.join(".config")))
    };
    base.map(|base| base.join("vanbang"))
}

//! The key that may say that a document no longer counts, and nothing else: in the office folder, encrypted. Each
//! manifest that the organisation seals lets it speak for a year.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Serialize};
use vanbang::document::manifest::{Delegation, Time};
use vanbang::signature::crypto::{P256PrivateKey, P256PublicKey};
use vanbang::signature::token::{Pin, decrypt_pkcs8, encrypt_pkcs8};

use crate::failure::Failure;
use crate::input;

/// How long a manifest lets the key speak; a verifier takes no more.
const DELEGATED: TimeDelta = TimeDelta::days(400);
/// The first key of an organisation. Another key would need a higher number.
const FIRST_EPOCH: u32 = 1;

/// What may be known of the key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    epoch: u32,
    /// Uncompressed point, in hexadecimal.
    key: String,
}

/// The folder with the key and the last status that it signed.
pub struct StatusKey(PathBuf);

impl StatusKey {
    pub fn of(office: &Path) -> StatusKey {
        StatusKey(office.join("status"))
    }

    /// The file of the last status that was signed.
    pub fn head(&self) -> PathBuf {
        self.0.join("head")
    }

    /// The file that notes what a server has taken.
    pub fn sent(&self, host: &str) -> PathBuf {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
        self.0.join(format!("sent-{}", host.chars().map(plain).collect::<String>()))
    }

    fn file(&self) -> PathBuf {
        self.0.join("key.pem")
    }

    fn shown(&self) -> PathBuf {
        self.0.join("key.toml")
    }

    pub fn exists(&self) -> bool {
        self.file().is_file()
    }

    /// Makes the key. There is one: a second one would let nobody be sure which of them speaks.
    pub fn create(&self, passphrase: &Pin) -> Result<(), Failure> {
        if self.exists() {
            return Err(Failure::new("STATUS_KEY_EXISTS", "đã có khóa tình trạng", "there is a status key already")
                .about(&self.file())
                .hint("Dùng tiếp khóa này.", "Go on with this key."));
        }
        let (key, pkcs8) = P256PrivateKey::generate()?;
        let shown = Shown { epoch: FIRST_EPOCH, key: HEXLOWER_PERMISSIVE.encode(key.public_key().as_bytes()) };
        input::make_folder(&self.0)?;
        // The key comes last: where it stands, what may be known of it stands too.
        input::write(&self.shown(), toml::to_string(&shown).unwrap_or_default().as_bytes())?;
        input::write_secret(&self.file(), encrypt_pkcs8(&pkcs8, passphrase)?.as_bytes())
    }

    /// What a manifest of that time says of the key; nothing where the office has none.
    pub fn delegation(&self, at: DateTime<Utc>) -> Result<Option<Delegation>, Failure> {
        if !self.exists() {
            return Ok(None);
        }
        let path = self.shown();
        let text = input::read(&path, input::MAX_SMALL)?;
        let shown: Option<Shown> = toml::from_str(&String::from_utf8_lossy(&text)).ok();
        let point = |shown: &Shown| HEXLOWER_PERMISSIVE.decode(shown.key.as_bytes()).ok();
        let read = shown.and_then(|shown| Some((shown.epoch, P256PublicKey::from_point(&point(&shown)?)?)));
        let (epoch, key) = read.filter(|(epoch, _)| *epoch > 0).ok_or_else(|| unreadable(&path))?;
        Ok(Some(Delegation { epoch, key, not_after: Time::from(at + DELEGATED) }))
    }

    /// Opens the key.
    pub fn open(&self, passphrase: &Pin) -> Result<P256PrivateKey, Failure> {
        let pem = input::read(&self.file(), input::MAX_SMALL)?;
        let key = P256PrivateKey::from_pkcs8_der(&decrypt_pkcs8(&pem, passphrase)?)?;
        match self.delegation(DateTime::UNIX_EPOCH)? {
            Some(shown) if shown.key == *key.public_key() => Ok(key),
            _ => Err(unreadable(&self.shown())),
        }
    }
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(
        "STATUS_KEY_UNREADABLE",
        "không phải khóa tình trạng đã lập",
        "this is not the status key as it was made",
    )
    .about(path)
    .hint("Khôi phục thư mục status từ bản sao lưu.", "Restore the folder status from a backup.")
}

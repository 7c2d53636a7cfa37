//! The key that may say that a document no longer counts, and nothing else: in the office folder, encrypted. Each
//! manifest that the organisation seals lets it speak for a year. A key that takes its place has the next epoch.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Serialize};
use vanbang::document::manifest::limits::MANIFEST_BYTES;
use vanbang::document::manifest::{Delegation, Time};
use vanbang::durable;
use vanbang::signature::crypto::{P256PrivateKey, P256PublicKey};
use vanbang::signature::token::{Pin, decrypt_pkcs8, encrypt_pkcs8};

use crate::failure::Failure;
use crate::input;

/// How long a manifest lets the key speak; a verifier takes no more.
const DELEGATED: TimeDelta = TimeDelta::days(400);

/// What may be known of the key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    epoch: u32,
    /// Uncompressed point, in hexadecimal.
    key: String,
}

/// The folder with the keys, what lets them speak, and the last status that was signed.
pub struct StatusKey {
    folder: PathBuf,
    /// Of the key that counts: the highest that is there; 0 before the first.
    epoch: u32,
}

impl StatusKey {
    pub fn of(office: &Path) -> Result<StatusKey, Failure> {
        let folder = office.join("status");
        let number = |name: &str| name.strip_prefix("key-")?.strip_suffix(".pem")?.parse().ok();
        let epoch = names(&folder)?.iter().filter_map(|name| number(name)).max().unwrap_or_default();
        Ok(StatusKey { folder, epoch })
    }

    /// Keeps others of this office from signing a status, or making a key, until it is dropped: two at once would give
    /// one number to two heads.
    pub fn hold(&self) -> Result<File, Failure> {
        input::make_folder(&self.folder)?;
        let path = self.folder.join("lock");
        durable::hold(&path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::WouldBlock => Failure::new(
                "STATUS_BUSY",
                "đơn vị đang công bố ở một cửa sổ khác",
                "the office is publishing in another window",
            )
            .about(&path)
            .hint("Đợi lần ấy xong rồi chạy lại.", "Wait for it to end, then run again."),
            _ => Failure::io(&path, "không giữ được", "cannot be held", &cause),
        })
    }

    /// The file of the last status that was signed.
    pub fn head(&self) -> PathBuf {
        self.folder.join("head")
    }

    /// Signed manifests without documents, which let a key speak.
    pub fn delegations(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let folder = self.folder.join("delegations");
        let names = names(&folder)?;
        let signed = names.iter().filter(|name| name.ends_with(".cms"));
        signed.map(|name| input::read(&folder.join(name), MANIFEST_BYTES as u64)).collect()
    }

    /// Keeps one; it has its own name.
    pub fn keep_delegation(&self, batch: &str, message: &[u8]) -> Result<(), Failure> {
        let folder = self.folder.join("delegations");
        input::make_folder(&folder)?;
        input::write(&folder.join(format!("{batch}.cms")), message)
    }

    /// The file that notes what a server has taken.
    pub fn sent(&self, host: &str) -> PathBuf {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
        self.folder.join(format!("sent-{}", host.chars().map(plain).collect::<String>()))
    }

    fn file(&self) -> PathBuf {
        self.folder.join(format!("key-{}.pem", self.epoch))
    }

    fn shown(&self) -> PathBuf {
        self.folder.join(format!("key-{}.toml", self.epoch))
    }

    pub fn exists(&self) -> bool {
        self.epoch > 0
    }

    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Makes the key, or the one of the next epoch in its place. Without that word there is one: a second one would let
    /// nobody be sure which of them speaks.
    pub fn create(&mut self, passphrase: &Pin, in_place: bool) -> Result<(), Failure> {
        match (self.exists(), in_place) {
            (true, false) => {
                return Err(Failure::new(
                    "STATUS_KEY_EXISTS",
                    "đã có khóa tình trạng",
                    "there is a status key already",
                )
                .about(&self.file())
                .hint(
                    "Dùng tiếp khóa này; khóa bị lộ hay mất mật khẩu thì thêm --replace.",
                    "Go on with this key; add --replace if it leaked or its passphrase is lost.",
                ));
            }
            (false, true) => return Err(missing()),
            _ => {}
        }
        let (key, pkcs8) = P256PrivateKey::generate()?;
        self.epoch = self.epoch.saturating_add(1);
        let shown = Shown { epoch: self.epoch, key: HEXLOWER_PERMISSIVE.encode(key.public_key().as_bytes()) };
        input::make_folder(&self.folder)?;
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
        let (epoch, key) = read.filter(|(epoch, _)| *epoch == self.epoch).ok_or_else(|| unreadable(&path))?;
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

/// The names in a folder; none where it is not there.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed = |cause: std::io::Error| Failure::io(folder, "không đọc được", "cannot be read", &cause);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(failed)?;
    entries.map(|entry| Ok(entry.map_err(failed)?.file_name().to_string_lossy().into_owned())).collect()
}

/// That there is no key yet.
pub fn missing() -> Failure {
    Failure::new("STATUS_KEY_MISSING", "đơn vị chưa có khóa tình trạng", "the office has no status key")
        .hint("Lập bằng: vanbang publish --new-key", "Make one with: vanbang publish --new-key")
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

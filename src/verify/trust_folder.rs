//! The trust folder that an operator keeps: anchors, timestamp anchors, intermediates, revocation
//! lists, directory.

use std::fs;
use std::path::{Path, PathBuf};

use super::signed_directory::{self, SignedDirectory};
use super::{Policy, Revocation, Trust};
use crate::document::record::{Directory, DirectoryError};
use crate::signature::x509::revocation::{self, Evidence};
use crate::signature::x509::{self, Certificate, read_certificates};
use crate::wording::system_reason_vi;

const EXTENSIONS: [&str; 4] = ["pem", "crt", "cer", "der"];
/// Lists and OCSP responses, and certificates of those who sign them.
const EVIDENCE_EXTENSIONS: [&str; 7] = ["crl", "ors", "ocsp", "pem", "crt", "cer", "der"];
/// The largest national lists have a few megabytes.
const MAX_EVIDENCE_BYTES: u64 = 64 * 1024 * 1024;
/// Files of certificates are a few kilobytes; whole national lists are under a megabyte.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
const MAX_FILES: usize = 1_000;

/// What stands in a trust folder:
///
/// ```text
/// anchors/*.{pem,crt,cer,der}        trusted roots
/// tsa/*                              roots trusted for timestamps
/// intermediates/*                    used to build paths, never trusted
/// crls/*.{crl,ors,ocsp,pem,…}        revocation lists and OCSP responses; judged, never trusted
/// directory.json                     organisations and their pinned certificates, by the operator's own word
/// directory.cms                      the same, signed by one of `editors/*`; directory.serial is the highest number seen
/// ```
///
/// Each part may be missing. Every certificate comes with the file that it was read from.
#[derive(Debug, Clone, Default)]
pub struct TrustFolder {
    /// Certificates trusted as roots.
    pub anchors: Vec<(PathBuf, Certificate)>,
    /// Certificates trusted as roots of timestamp authorities.
    pub tsa_anchors: Vec<(PathBuf, Certificate)>,
    /// Certificates at hand for building paths.
    pub intermediates: Vec<(PathBuf, Certificate)>,
    /// Revocation lists and OCSP responses at hand.
    pub evidence: Evidence,
    /// The organisations, when the folder has a directory.
    pub directory: Option<Directory>,
    /// Who signed the directory, where somebody did.
    pub editor: Option<Certificate>,
    /// Certificates whose directories are taken.
    pub editors: Vec<(PathBuf, Certificate)>,
}

/// Why a trust folder is refused. It is refused as a whole: half a trust store is a trap.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A folder or file that cannot be read.
    #[error("{}: {cause}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file larger than any certificate list.
    #[error("{}: {size} bytes, at most {limit} are read", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// How many are read.
        limit: u64,
    },
    /// More files than any trust folder has.
    #[error("{}: more than {MAX_FILES} files", path.display())]
    TooMany {
        /// Which folder.
        path: PathBuf,
    },
    /// A file that does not hold certificates.
    #[error("{}: {cause}", path.display())]
    Certificate {
        /// Which file.
        path: PathBuf,
        /// What the reader met.
        cause: x509::Error,
    },
    /// A file that does not hold revocation data.
    #[error("{}: {cause}", path.display())]
    Evidence {
        /// Which file.
        path: PathBuf,
        /// What the reader met.
        cause: revocation::Error,
    },
    /// A directory that is refused.
    #[error("{}: {cause}", path.display())]
    Directory {
        /// Which file.
        path: PathBuf,
        /// Which rule it breaks.
        cause: DirectoryError,
    },
    /// A signed directory that is refused.
    #[error("{}: {cause}", path.display())]
    SignedDirectory {
        /// Which file.
        path: PathBuf,
        /// Which rule it breaks.
        cause: signed_directory::Error,
    },
    /// What the serial number was is not known any more.
    #[error("{}: not a number", path.display())]
    Serial {
        /// Which file.
        path: PathBuf,
    },
    /// One signed and one by the operator's own word.
    #[error("{}: directory.json and directory.cms stand beside each other", path.display())]
    TwoDirectories {
        /// Which folder.
        path: PathBuf,
    },
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable { .. } => "TRUST_UNREADABLE",
            Error::TooLarge { .. } | Error::TooMany { .. } => "TRUST_LIMIT",
            Error::Certificate { cause, .. } => cause.code(),
            Error::Evidence { cause, .. } => cause.code(),
            Error::Directory { cause, .. } => cause.code(),
            Error::SignedDirectory { cause, .. } => cause.code(),
            Error::Serial { .. } => "DIRECTORY_SERIAL_UNREADABLE",
            Error::TwoDirectories { .. } => "TWO_DIRECTORIES",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Unreadable { path, cause } => {
                format!("không đọc được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::TooLarge { path, size, limit } => {
                format!("{} dài {size} byte, chỉ đọc nhiều nhất {limit} byte", path.display())
            }
            Error::TooMany { path } => format!("{} có hơn {MAX_FILES} tệp", path.display()),
            Error::Certificate { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
            Error::Evidence { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
            Error::Directory { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
            Error::SignedDirectory { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
            Error::Serial { path } => format!("{} không phải là một số", path.display()),
            Error::TwoDirectories { path } => {
                format!("{} có cả directory.json lẫn directory.cms", path.display())
            }
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Unreadable { .. } => (
                "Kiểm tra đường dẫn và quyền đọc của thư mục tin cậy.",
                "Check the path of the trust folder and that it may be read.",
            ),
            Error::TooLarge { .. } | Error::TooMany { .. } => (
                "Chỉ để tệp chứng thư số và danh sách thu hồi trong thư mục này.",
                "Keep only certificates and revocation lists in this folder.",
            ),
            Error::Certificate { cause, .. } => (cause.hint_vi(), cause.hint_en()),
            Error::Evidence { cause, .. } => (cause.hint_vi(), cause.hint_en()),
            Error::Directory { cause, .. } => cause.hint(),
            Error::SignedDirectory { cause, .. } => cause.hint(),
            Error::Serial { .. } => (
                "Hãy khôi phục tệp từ bản sao lưu; nó giữ cho danh bạ cũ không quay lại.",
                "Restore the file from a backup; it keeps older directories from coming back.",
            ),
            Error::TwoDirectories { .. } => {
                ("Chỉ giữ một danh bạ; hãy bỏ tệp kia ra ngoài.", "Keep one directory; move the other file away.")
            }
        }
    }
}

impl TrustFolder {
    /// Reads the folder. Files of other extensions and hidden files are left alone.
    ///
    /// # Errors
    /// [`Error`] for the first file that cannot be read whole, and when `folder` is not a folder.
    pub fn read(folder: &Path) -> Result<TrustFolder, Error> {
        fs::read_dir(folder).map_err(|cause| unreadable(folder, cause))?;
        let editors = certificates(&folder.join("editors"))?;
        let plain = directory(&folder.join("directory.json"))?;
        let signed = signed_directory(folder, &editors)?;
        let (directory, editor) = match (plain, signed) {
            (Some(_), Some(_)) => return Err(Error::TwoDirectories { path: folder.to_owned() }),
            (plain, None) => (plain, None),
            (None, Some(signed)) => (Some(signed.directory), Some(signed.editor)),
        };
        Ok(TrustFolder {
            anchors: certificates(&folder.join("anchors"))?,
            tsa_anchors: certificates(&folder.join("tsa"))?,
            intermediates: certificates(&folder.join("intermediates"))?,
            evidence: evidence(&folder.join("crls"))?,
            directory,
            editor,
            editors,
        })
    }

    /// The policy that trusts this folder.
    pub fn policy(self, revocation: Revocation) -> Policy {
        let only = |pairs: Vec<(PathBuf, Certificate)>| pairs.into_iter().map(|(_, one)| one);
        Policy {
            trust: Trust {
                anchors: only(self.anchors).collect(),
                tsa_anchors: only(self.tsa_anchors).collect(),
                intermediates: only(self.intermediates).collect(),
                revocation,
                evidence: self.evidence,
            },
            directory: self.directory,
        }
    }
}

/// The certificates of one file, or of every certificate file directly in one folder.
///
/// # Errors
/// [`Error`] when `path` is not there or anything in it cannot be read.
pub fn read_certificate_path(path: &Path) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let found = fs::metadata(path).map_err(|cause| unreadable(path, cause))?;
    if found.is_dir() { certificates(path) } else { certificates_of_file(path) }
}

/// The revocation data of one file, or of every such file directly in one folder. Certificates among
/// them are kept beside, for finding signers and building paths.
///
/// # Errors
/// [`Error`] when `path` is not there or anything in it cannot be read.
pub fn read_evidence_path(path: &Path) -> Result<Evidence, Error> {
    let found = fs::metadata(path).map_err(|cause| unreadable(path, cause))?;
    if found.is_dir() { evidence(path) } else { evidence_of_file(path) }
}

fn evidence(folder: &Path) -> Result<Evidence, Error> {
    let mut found = Evidence::default();
    for file in files_of(folder, &EVIDENCE_EXTENSIONS)? {
        found.merge(evidence_of_file(&file)?);
    }
    Ok(found)
}

fn evidence_of_file(path: &Path) -> Result<Evidence, Error> {
    let bytes = read_limited(path, MAX_EVIDENCE_BYTES)?;
    Evidence::read(&bytes).map_err(|cause| Error::Evidence { path: path.to_owned(), cause })
}

fn certificates(folder: &Path) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let mut found = Vec::new();
    for file in files_of(folder, &EXTENSIONS)? {
        found.extend(certificates_of_file(&file)?);
    }
    Ok(found)
}

/// The files with one of these extensions directly in a folder, in the order of their names; none if
/// the folder is not there.
fn files_of(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(unreadable(folder, cause)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| unreadable(folder, cause))?.path();
        if has_extension(&path, extensions) {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(Error::TooMany { path: folder.to_owned() });
        }
    }
    files.sort();
    Ok(files)
}

fn certificates_of_file(path: &Path) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let bytes = read_limited(path, MAX_FILE_BYTES)?;
    let certificates =
        read_certificates(&bytes).map_err(|cause| Error::Certificate { path: path.to_owned(), cause })?;
    Ok(certificates.into_iter().map(|one| (path.to_owned(), one)).collect())
}

fn signed_directory(folder: &Path, editors: &[(PathBuf, Certificate)]) -> Result<Option<SignedDirectory>, Error> {
    let path = folder.join("directory.cms");
    if !exists(&path)? {
        return Ok(None);
    }
    let bytes = read_limited(&path, MAX_FILE_BYTES)?;
    let editors: Vec<Certificate> = editors.iter().map(|(_, editor)| editor.clone()).collect();
    let read = SignedDirectory::read(&bytes, &editors, seen_serial(folder)?);
    read.map(Some).map_err(|cause| Error::SignedDirectory { path, cause })
}

/// The highest serial number of a signed directory that was ever taken into this folder.
///
/// # Errors
/// A file that says something else than a number: then nobody knows, and nothing is taken.
pub fn seen_serial(folder: &Path) -> Result<Option<u64>, Error> {
    let path = folder.join("directory.serial");
    if !exists(&path)? {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&read_limited(&path, 32)?).trim().to_owned();
    text.parse().map(Some).map_err(|_| Error::Serial { path })
}

fn exists(path: &Path) -> Result<bool, Error> {
    path.try_exists().map_err(|cause| unreadable(path, cause))
}

fn directory(path: &Path) -> Result<Option<Directory>, Error> {
    if !exists(path)? {
        return Ok(None);
    }
    let json = read_limited(path, MAX_FILE_BYTES)?;
    let directory = Directory::from_json(&json).map_err(|cause| Error::Directory { path: path.to_owned(), cause })?;
    Ok(Some(directory))
}

fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let size = fs::metadata(path).map_err(|cause| unreadable(path, cause))?.len();
    if size > limit {
        return Err(Error::TooLarge { path: path.to_owned(), size, limit });
    }
    fs::read(path).map_err(|cause| unreadable(path, cause))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let extension = path.extension().map(|one| one.to_string_lossy().to_ascii_lowercase());
    !hidden && extension.is_some_and(|one| extensions.contains(&one.as_str()))
}

fn unreadable(path: &Path, cause: std::io::Error) -> Error {
    Error::Unreadable { path: path.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(name: &str) -> String {
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
    }

    #[test]
    fn each_certificate_comes_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let anchors = folder.path().join("anchors");
        fs::create_dir(&anchors).unwrap();
        fs::write(anchors.join("b.crt"), pem("B")).unwrap();
        fs::write(anchors.join("a.PEM"), pem("A1") + &pem("A2")).unwrap();
        fs::write(anchors.join("README.md"), "left alone").unwrap();
        fs::write(anchors.join(".hidden.pem"), "left alone").unwrap();
        let read = TrustFolder::read(folder.path()).unwrap();
        let names: Vec<_> = read.anchors.iter().map(|(_, one)| one.common_name()).collect();
        assert_eq!(names, ["A1", "A2", "B"]);
        assert!(read.anchors[2].0.ends_with("b.crt"));
        assert!(read.tsa_anchors.is_empty() && read.directory.is_none());
    }

    #[test]
    fn revocation_data_at_hand_is_read_and_a_broken_one_refuses_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let crls = folder.path().join("crls");
        fs::create_dir(&crls).unwrap();
        fs::write(crls.join("signer.crt"), pem("CRL")).unwrap();
        let read = TrustFolder::read(folder.path()).unwrap();
        assert_eq!(read.evidence.certificates.len(), 1);
        assert_eq!(read_evidence_path(&crls.join("signer.crt")).unwrap().certificates.len(), 1);
        fs::write(crls.join("portal.crl"), "<html>").unwrap();
        let refused = TrustFolder::read(folder.path()).unwrap_err();
        assert_eq!((refused.code(), refused.hint().0.is_empty()), ("NO_EVIDENCE", false));
        assert!(refused.message_vi().contains("portal.crl"));
    }

    #[test]
    fn one_broken_file_refuses_the_whole_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("anchors")).unwrap();
        fs::write(folder.path().join("anchors/bad.pem"), "not a certificate").unwrap();
        assert_eq!(TrustFolder::read(folder.path()).unwrap_err().code(), "NO_CERTIFICATE");
        fs::remove_file(folder.path().join("anchors/bad.pem")).unwrap();
        fs::write(folder.path().join("directory.json"), "{}").unwrap();
        assert_eq!(TrustFolder::read(folder.path()).unwrap_err().code(), "DIRECTORY_MALFORMED");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let missing = TrustFolder::read(&folder.path().join("nowhere"));
        assert_eq!(missing.unwrap_err().code(), "TRUST_UNREADABLE");
    }
}

//! The trust folder that an operator keeps: anchors, timestamp anchors, intermediates, directory.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Policy, Revocation, Trust};
use crate::document::record::{Directory, DirectoryError};
use crate::signature::x509::{self, Certificate, read_certificates};
use crate::wording::system_reason_vi;

const EXTENSIONS: [&str; 4] = ["pem", "crt", "cer", "der"];
/// Files of certificates are a few kilobytes; whole national lists are under a megabyte.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;
const MAX_FILES: usize = 1_000;

/// What stands in a trust folder:
///
/// ```text
/// anchors/*.{pem,crt,cer,der}        trusted roots
/// tsa/*                              roots trusted for timestamps
/// intermediates/*                    used to build paths, never trusted
/// directory.json                     organisations and their pinned certificates
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
    /// The organisations, when the folder has a directory.
    pub directory: Option<Directory>,
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
    #[error("{}: {size} bytes, at most {MAX_FILE_BYTES} are read", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
    /// More files than any trust folder has.
    #[error("{}: more than {MAX_FILES} certificate files", path.display())]
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
    /// A directory that is refused.
    #[error("{}: {cause}", path.display())]
    Directory {
        /// Which file.
        path: PathBuf,
        /// Which rule it breaks.
        cause: DirectoryError,
    },
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable { .. } => "TRUST_UNREADABLE",
            Error::TooLarge { .. } | Error::TooMany { .. } => "TRUST_LIMIT",
            Error::Certificate { cause, .. } => cause.code(),
            Error::Directory { cause, .. } => cause.code(),
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Unreadable { path, cause } => {
                format!("không đọc được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::TooLarge { path, size } => {
                format!("{} dài {size} byte, chỉ đọc nhiều nhất {MAX_FILE_BYTES} byte", path.display())
            }
            Error::TooMany { path } => format!("{} có hơn {MAX_FILES} tệp chứng thư số", path.display()),
            Error::Certificate { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
            Error::Directory { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Unreadable { .. } => (
                "Kiểm tra đường dẫn và quyền đọc của thư mục tin cậy.",
                "Check the path of the trust folder and that it may be read.",
            ),
            Error::TooLarge { .. } | Error::TooMany { .. } => {
                ("Chỉ để tệp chứng thư số gốc trong thư mục này.", "Keep only root certificate files in this folder.")
            }
            Error::Certificate { cause, .. } => (cause.hint_vi(), cause.hint_en()),
            Error::Directory { cause, .. } => cause.hint(),
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
        Ok(TrustFolder {
            anchors: certificates(&folder.join("anchors"))?,
            tsa_anchors: certificates(&folder.join("tsa"))?,
            intermediates: certificates(&folder.join("intermediates"))?,
            directory: directory(&folder.join("directory.json"))?,
        })
    }

    /// The policy that trusts this folder.
    pub fn policy(self, revocation: Revocation) -> Policy {
        let only = |pairs: Vec<(PathBuf, Certificate)>| pairs.into_iter().map(|(_, one)| one);
        Policy {
            trust: Trust {
                anchors: only(self.anchors).collect(),
                intermediates: only(self.intermediates).collect(),
                revocation,
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

fn certificates(folder: &Path) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(unreadable(folder, cause)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| unreadable(folder, cause))?.path();
        if is_certificate_file(&path) {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(Error::TooMany { path: folder.to_owned() });
        }
    }
    files.sort();
    let mut found = Vec::new();
    for file in files {
        found.extend(certificates_of_file(&file)?);
    }
    Ok(found)
}

fn certificates_of_file(path: &Path) -> Result<Vec<(PathBuf, Certificate)>, Error> {
    let bytes = read_limited(path)?;
    let certificates =
        read_certificates(&bytes).map_err(|cause| Error::Certificate { path: path.to_owned(), cause })?;
    Ok(certificates.into_iter().map(|one| (path.to_owned(), one)).collect())
}

fn directory(path: &Path) -> Result<Option<Directory>, Error> {
    if !path.try_exists().map_err(|cause| unreadable(path, cause))? {
        return Ok(None);
    }
    let json = read_limited(path)?;
    let directory = Directory::from_json(&json).map_err(|cause| Error::Directory { path: path.to_owned(), cause })?;
    Ok(Some(directory))
}

fn read_limited(path: &Path) -> Result<Vec<u8>, Error> {
    let size = fs::metadata(path).map_err(|cause| unreadable(path, cause))?.len();
    if size > MAX_FILE_BYTES {
        return Err(Error::TooLarge { path: path.to_owned(), size });
    }
    fs::read(path).map_err(|cause| unreadable(path, cause))
}

fn is_certificate_file(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let extension = path.extension().map(|one| one.to_string_lossy().to_ascii_lowercase());
    !hidden && extension.is_some_and(|one| EXTENSIONS.contains(&one.as_str()))
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

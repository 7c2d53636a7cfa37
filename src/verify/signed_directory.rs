//! A directory signed by its editor (protocol.md 7, rule 8): who may publish it, and never an older one again.

use chrono::{DateTime, Utc};

use crate::document::record::{Directory, DirectoryError};
use crate::signature::cms::{self, Enclosed, Purpose};
use crate::signature::x509::Certificate;

/// A directory, and who signed it.
#[derive(Debug, Clone)]
pub struct SignedDirectory {
    pub directory: Directory,
    pub editor: Certificate,
    /// Never again a lower one.
    pub serial: u64,
}

/// Why a signed directory is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Message(#[from] cms::Error),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// By a certificate that the operator did not configure.
    #[error("the directory is signed by {editor}, who is no editor that you named")]
    EditorUnknown { editor: String },
    #[error("the certificate of the editor {editor} was not valid at {issued}")]
    EditorNotValid { editor: String, issued: DateTime<Utc> },
    #[error("the directory has no serial number or no time of issue")]
    Unnumbered,
    #[error("the directory says that it was issued at {stated}, its signature says {signed}")]
    IssuedDiffers { stated: DateTime<Utc>, signed: DateTime<Utc> },
    /// An older directory could bring back what was taken away.
    #[error("the directory has the serial number {found}, and {seen} was seen before")]
    SerialBack { found: u64, seen: u64 },
}

impl SignedDirectory {
    /// Reads a directory that one of `editors` signed; `seen` is the highest serial number seen so far.
    ///
    /// # Errors
    /// [`Error`], the first rule that is broken.
    pub fn read(bytes: &[u8], editors: &[Certificate], seen: Option<u64>) -> Result<Self, Error> {
        let message = Enclosed::read(bytes, Purpose::Directory)?;
        let editor = message.signer();
        let name = || editor.subject().to_owned();
        if !editors.iter().any(|known| known.sha256() == editor.sha256()) {
            return Err(Error::EditorUnknown { editor: name() });
        }
        let directory = Directory::from_json(message.content())?;
        let (Some(serial), Some(stated)) = (directory.serial(), directory.issued()) else {
            return Err(Error::Unnumbered);
        };
        let signed = message.signing_time();
        if stated.timestamp() != signed.timestamp() {
            return Err(Error::IssuedDiffers { stated, signed });
        }
        if !editor.is_valid_at(signed) {
            return Err(Error::EditorNotValid { editor: name(), issued: signed });
        }
        match seen.filter(|seen| serial < *seen) {
            Some(seen) => Err(Error::SerialBack { found: serial, seen }),
            None => Ok(Self { editor: editor.clone(), directory, serial }),
        }
    }
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Message(cause) => cause.code(),
            Error::Directory(cause) => cause.code(),
            Error::EditorUnknown { .. } => "DIRECTORY_EDITOR_UNKNOWN",
            Error::EditorNotValid { .. } => "DIRECTORY_EDITOR_NOT_VALID",
            Error::Unnumbered => "DIRECTORY_UNNUMBERED",
            Error::IssuedDiffers { .. } => "DIRECTORY_ISSUED_DIFFERS",
            Error::SerialBack { .. } => "DIRECTORY_SERIAL_BACK",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Message(cause) => cause.message_vi(),
            Error::Directory(cause) => cause.message_vi(),
            Error::EditorUnknown { editor } => format!("danh bạ do {editor} ký, không phải người lập mà bạn đã chọn"),
            Error::EditorNotValid { editor, issued } => {
                format!("chứng thư của người lập danh bạ {editor} không có hiệu lực lúc {issued}")
            }
            Error::Unnumbered => "danh bạ không ghi số thứ tự (serial) hoặc thời điểm lập (issued)".into(),
            Error::IssuedDiffers { stated, signed } => {
                format!("danh bạ ghi lập lúc {stated}, chữ ký ghi {signed}")
            }
            Error::SerialBack { found, seen } => {
                format!("danh bạ mang số thứ tự {found}, trong khi đã từng thấy số {seen}")
            }
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Directory(cause) => cause.hint(),
            Error::EditorUnknown { .. } => (
                "Nếu đã đối chiếu dấu vân tay của người lập: vanbang trust directory add TỆP --editor CHỨNG-THƯ.",
                "Once the editor's fingerprint has been compared: vanbang trust directory add FILE --editor CERT.",
            ),
            Error::SerialBack { .. } => (
                "Bản cũ có thể ghi lại điều đã bị bỏ: hãy lấy bản mới nhất từ nơi lập danh bạ.",
                "An older one may bring back what was taken out: get the newest from whoever publishes it.",
            ),
            _ => ("Hãy lấy lại danh bạ từ nơi lập danh bạ.", "Get the directory again from whoever publishes it."),
        }
    }
}

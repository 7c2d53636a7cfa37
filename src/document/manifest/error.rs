//! Why bytes of the protocol are refused, and why some cannot be made.

use super::cbor::Fault;
use super::limits::Limit;
use crate::document::code::Id;
use crate::signature::crypto;
use crate::wording::Phrase;

/// What was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Object {
    Claims,
    Opening,
    Manifest,
    Bundle,
    PublicationList,
    Envelope,
    StatusPart,
    StatusHead,
}

impl Object {
    /// The stable code of one that is malformed.
    pub fn code(self) -> &'static str {
        match self {
            Object::Claims => "CLAIMS_MALFORMED",
            Object::Opening => "OPENING_MALFORMED",
            Object::Manifest => "MANIFEST_MALFORMED",
            Object::Bundle => "BUNDLE_MALFORMED",
            Object::PublicationList => "PUBLICATION_LIST_MALFORMED",
            Object::Envelope => "ENVELOPE_INVALID",
            Object::StatusPart => "STATUS_PART_MALFORMED",
            Object::StatusHead => "STATUS_HEAD_MALFORMED",
        }
    }

    /// What people call it.
    pub fn name(self) -> Phrase {
        match self {
            Object::Claims => Phrase::new("phần nội dung trong mã", "the claims"),
            Object::Opening => Phrase::new("phần mở của mã", "the opening"),
            Object::Manifest => Phrase::new("bản kê của lô", "the manifest"),
            Object::Bundle => Phrase::new("gói chứng cứ của bản kê", "the manifest's bundle"),
            Object::PublicationList => Phrase::new("danh sách công bố", "the publication list"),
            Object::Envelope => Phrase::new("phong bì mã hóa", "the envelope"),
            Object::StatusPart => Phrase::new("danh sách tình trạng", "the status list"),
            Object::StatusHead => Phrase::new("đầu danh sách tình trạng", "the status head"),
        }
    }

    /// What is wrong with it.
    pub(super) fn refused(self, fault: Fault) -> Error {
        Error::Malformed { object: self, fault }
    }
}

/// A refusal, with the stable code of the protocol where it has one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{} is not as the protocol asks: {fault}", object.name())]
    Malformed { object: Object, fault: Fault },
    #[error("{found} {}, the most is {}", limit.of(), limit.most())]
    Limit { limit: Limit, found: usize },
    #[error("the claims have kind {kind}, version {version}, which this program does not know")]
    ClaimsVersionUnknown { kind: u64, version: u64 },
    /// The commitment of an envelope belongs to another secret.
    #[error("the code does not open the envelope")]
    DoesNotOpen,
    /// No place of the manifest holds this leaf.
    #[error("the manifest does not hold what the code says")]
    NotInManifest,
    #[error("the record is of {found}, the batch of {expected}")]
    OtherOrganisation { expected: String, found: String },
    #[error("two records of the batch have the identifier {id}")]
    IdTwice { id: Id },
    #[error("two records of the batch have the same salt: {first} and {second}")]
    SaltTwice { first: Id, second: Id },
    #[error("the record cannot be read: {0}")]
    Record(#[from] crate::document::record::Error),
    #[error(transparent)]
    Crypto(#[from] crypto::Error),
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { object, .. } => object.code(),
            Error::Limit { limit, .. } => limit.code(),
            Error::ClaimsVersionUnknown { .. } => "CLAIMS_VERSION_UNKNOWN",
            Error::DoesNotOpen => "CODE_DOES_NOT_OPEN",
            Error::NotInManifest => "NOT_IN_MANIFEST",
            Error::OtherOrganisation { .. } => "RECORD_OF_OTHER_ORGANISATION",
            Error::IdTwice { .. } => "ID_TWICE",
            Error::SaltTwice { .. } => "SALT_TWICE",
            Error::Record(error) => error.code(),
            Error::Crypto(error) => error.code(),
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { object, fault } => {
                format!("{} không đúng quy cách: {}", object.name().vi, fault.message_vi())
            }
            Error::Limit { limit, found } => {
                format!("có {found} {}, nhiều nhất là {}", limit.of().vi, limit.most())
            }
            Error::ClaimsVersionUnknown { kind, version } => {
                format!("nội dung trong mã thuộc loại {kind}, phiên bản {version}, chương trình này chưa biết")
            }
            Error::DoesNotOpen => "mã không mở được phong bì".to_owned(),
            Error::NotInManifest => "nội dung trong mã không có trong bản kê đã ký".to_owned(),
            Error::OtherOrganisation { expected, found } => {
                format!("dữ liệu là của {found}, còn lô là của {expected}")
            }
            Error::IdTwice { id } => format!("hai văn bản trong lô có cùng mã định danh {id}"),
            Error::SaltTwice { first, second } => {
                format!("hai văn bản trong lô có cùng số ngẫu nhiên: {first} và {second}")
            }
            Error::Record(error) => error.message_vi(),
            Error::Crypto(error) => error.message_vi(),
        }
    }

    /// What the person can do, Vietnamese first.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Malformed { .. } => (
                "Không dùng dữ liệu này; hãy quét lại mã hoặc lấy lại tệp từ đơn vị cấp.",
                "Do not use this; scan the code again, or fetch the file again from the issuer.",
            ),
            Error::Limit { limit: Limit::Count | Limit::Claims, .. } => (
                "Hãy chia lô nhỏ hơn, hoặc rút gọn nội dung quá dài.",
                "Cut the batch into smaller ones, or shorten what is too long.",
            ),
            Error::Limit { .. } => (
                "Dữ liệu lớn bất thường: không kết luận gì từ đó.",
                "The data is unusually large: nothing is concluded from it.",
            ),
            Error::ClaimsVersionUnknown { .. } => (
                "Mã do phiên bản mới hơn tạo ra: hãy cập nhật chương trình.",
                "A newer version made this code: update the program.",
            ),
            Error::DoesNotOpen => (
                "Coi như chưa xác minh; hãy hỏi đơn vị cấp hoặc kiểm tra tệp PDF.",
                "Treat it as not verified; ask the issuer, or check the PDF.",
            ),
            Error::NotInManifest => {
                ("Không chấp nhận văn bản này; hãy hỏi đơn vị cấp.", "Do not accept this document; ask the issuer.")
            }
            Error::OtherOrganisation { .. } => (
                "Mỗi lô chỉ gồm văn bản của một đơn vị; hãy lập lô riêng.",
                "A batch holds documents of one organisation; make a batch of its own.",
            ),
            Error::IdTwice { .. } | Error::SaltTwice { .. } => (
                "Hãy bỏ lô này và lập lại: không được dùng lại số ngẫu nhiên.",
                "Give this batch up and plan it again: salts are never used twice.",
            ),
            Error::Record(error) => error.hint(),
            Error::Crypto(error) => (error.hint_vi(), error.hint_en()),
        }
    }
}

//! What is wrong with a signed message, one kind for each rule (R12 to R14 of docs/standards.md).

use crate::signature::crypto::{self, DigestAlgorithm, KeyKind};

/// A violation. Integrity may hold all the same; whether it counts is for the policy above.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CmsProblem {
    /// The content's digest is not the one in the message.
    DigestMismatch,
    /// The signature value does not verify with the signer's key.
    SignatureMismatch,
    /// The message is in BER; see [`super::parse_tolerant`].
    NotDer {
        /// Its certificates and signed attributes are in DER all the same.
        frame_only: bool,
    },
    /// RFC 5652 section 5.3 allows it for id-data, and forgery then becomes possible.
    NoSignedAttributes,
    AttributesNotSorted,
    DuplicateAttribute {
        oid: String,
    },
    AttributeValues {
        oid: String,
        count: usize,
    },
    ContentTypeMissing,
    ContentTypeMismatch {
        attribute: String,
        content: String,
    },
    /// The content is of another type than the use of the message asks for.
    UnexpectedContentType {
        found: String,
        expected: String,
    },
    MessageDigestMissing,
    /// As long as the digest of another algorithm, or of none.
    MessageDigestLength {
        found: usize,
        expected: usize,
    },
    EncapsulatedContent,
    /// A detached message with a content inside that is empty.
    EmptyContent,
    /// The content that this kind of signature carries inside is not there.
    ContentMissing,
    SigningCertificateMissing,
    /// Only by SHA-1: in the older attribute, or in the newer one.
    SigningCertificateV1Only,
    /// The attribute refers to another certificate than the signer's identifier.
    SigningCertificateMismatch,
    /// Issuer and serial number in the attribute are not the certificate's.
    SigningCertificateIssuerSerial,
    SignerNotFound,
    /// Several certificates answer to the signer's identifier.
    SignerAmbiguous,
    UnreadableCertificates {
        count: usize,
    },
    WeakDigest {
        algorithm: DigestAlgorithm,
    },
    UnknownDigest {
        cause: crypto::Error,
    },
    WeakKey {
        key: KeyKind,
    },
    /// Algorithm and key do not go together, or the algorithm is unknown.
    SignatureAlgorithm {
        cause: crypto::Error,
    },
    /// A kind of key with which nothing is computed here.
    UnsupportedKey {
        kind: String,
    },
    /// The signature uses another digest than the message says.
    DigestAlgorithmMismatch {
        message: DigestAlgorithm,
        signature: DigestAlgorithm,
    },
    /// `digestAlgorithms` is not exactly the signer's one.
    DigestAlgorithmSet,
    /// RFC 6211: the algorithms that were signed are not those outside.
    AlgorithmProtection,
    /// A version number that does not follow from the content.
    Version,
    /// Something else than zero bytes follows the message.
    TrailingBytes,
    /// Nothing may follow a message that encloses its content.
    Trailing {
        bytes: usize,
    },
    /// A signed attribute that the purpose of the signature does not have.
    ForeignAttribute {
        oid: String,
    },
    AttributeMissing {
        oid: String,
    },
    /// The media type is not the one of the signature's purpose.
    MediaType {
        found: String,
    },
    /// The content does not begin as every content of its purpose does.
    Label,
    SigningTimeForm,
    /// An enclosing message names its signer's certificate once.
    CertificateReferences {
        count: usize,
    },
    /// Certificates that are none of X.509, or more or fewer than allowed, or not in the order of DER.
    CertificateSet,
    /// Revocation data, for which an enclosing message has no place.
    RevocationInside,
    /// Another unsigned attribute than one timestamp.
    UnsignedAttribute {
        oid: String,
    },
    /// The signer is named by something else than issuer and serial number.
    SignerIdentifier,
    /// A timestamp token with a critical extension that is not understood here.
    TimestampExtension {
        oid: String,
    },
}

impl CmsProblem {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DigestMismatch => "DIGEST_MISMATCH",
            Self::SignatureMismatch => "SIGNATURE_MISMATCH",
            Self::NotDer { .. } => "CMS_NOT_DER",
            Self::NoSignedAttributes => "NO_SIGNED_ATTRS",
            Self::AttributesNotSorted => "ATTRS_NOT_DER",
            Self::DuplicateAttribute { .. } => "DUPLICATE_ATTR",
            Self::AttributeValues { .. } => "ATTR_VALUE_COUNT",
            Self::ContentTypeMissing => "CONTENT_TYPE_MISSING",
            Self::ContentTypeMismatch { .. } => "CONTENT_TYPE_MISMATCH",
            Self::UnexpectedContentType { .. } => "CONTENT_TYPE_UNEXPECTED",
            Self::MessageDigestMissing => "MESSAGE_DIGEST_MISSING",
            Self::MessageDigestLength { .. } => "MESSAGE_DIGEST_LENGTH",
            Self::EncapsulatedContent => "ENCAPSULATED_CONTENT",
            Self::EmptyContent => "EMPTY_CONTENT",
            Self::ContentMissing => "CONTENT_MISSING",
            Self::SigningCertificateMissing => "SIGNING_CERTIFICATE_MISSING",
            Self::SigningCertificateV1Only => "SIGNING_CERTIFICATE_V1",
            Self::SigningCertificateMismatch => "SIGNING_CERTIFICATE_MISMATCH",
            Self::SigningCertificateIssuerSerial => "SIGNING_CERTIFICATE_ISSUER_SERIAL",
            Self::SignerNotFound => "SIGNER_CERTIFICATE_NOT_FOUND",
            Self::SignerAmbiguous => "SIGNER_CERTIFICATE_AMBIGUOUS",
            Self::UnreadableCertificates { .. } => "CERTIFICATE_IN_MESSAGE_MALFORMED",
            Self::WeakDigest { .. } => "DIGEST_WEAK",
            Self::UnknownDigest { .. } => "DIGEST_UNKNOWN",
            Self::WeakKey { .. } => "KEY_WEAK",
            Self::SignatureAlgorithm { cause } => cause.code(),
            Self::UnsupportedKey { .. } => "KEY_UNSUPPORTED",
            Self::DigestAlgorithmMismatch { .. } => "DIGEST_ALGORITHM_MISMATCH",
            Self::DigestAlgorithmSet => "DIGEST_ALGORITHM_SET",
            Self::AlgorithmProtection => "ALGORITHM_PROTECTION_MISMATCH",
            Self::Version => "CMS_VERSION",
            Self::TrailingBytes => "CMS_TRAILING_BYTES",
            Self::TimestampExtension { .. } => "TIMESTAMP_EXTENSION",
            Self::Trailing { .. } => "CMS_TRAILING_BYTES",
            Self::ForeignAttribute { .. } => "ATTR_FOREIGN",
            Self::AttributeMissing { .. } => "ATTR_MISSING",
            Self::MediaType { .. } => "MEDIA_TYPE_OTHER",
            Self::Label => "CONTENT_LABEL",
            Self::SigningTimeForm => "SIGNING_TIME_FORM",
            Self::CertificateReferences { .. } => "SIGNING_CERTIFICATE_COUNT",
            Self::CertificateSet => "CMS_CERTIFICATE_SET",
            Self::RevocationInside => "CMS_REVOCATION_INSIDE",
            Self::UnsignedAttribute { .. } => "ATTR_UNSIGNED_FOREIGN",
            Self::SignerIdentifier => "CMS_SIGNER_IDENTIFIER",
        }
    }

    /// What is wrong, in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::DigestMismatch => "the signed bytes have been changed: their digest differs".into(),
            Self::SignatureMismatch => "the signature value does not fit the signer's key".into(),
            Self::NotDer { .. } => "the signature is encoded in BER, not in DER".into(),
            Self::NoSignedAttributes => "the signature has no signed attributes".into(),
            Self::AttributesNotSorted => "the signed attributes are not in DER order".into(),
            Self::DuplicateAttribute { oid } => format!("signed attribute {oid} occurs twice"),
            Self::AttributeValues { oid, count } => {
                format!("signed attribute {oid} has {count} values instead of one")
            }
            Self::ContentTypeMissing => "the content-type attribute is missing".into(),
            Self::ContentTypeMismatch { attribute, content } => {
                format!("the content-type attribute is {attribute}, the content is {content}")
            }
            Self::UnexpectedContentType { found, expected } => {
                format!("the content is of type {found}, expected was {expected}")
            }
            Self::MessageDigestMissing => "the message-digest attribute is missing".into(),
            Self::MessageDigestLength { found, expected } => {
                format!("the signed digest has {found} bytes, that of the named algorithm has {expected}")
            }
            Self::EncapsulatedContent => "a detached signature carries content of its own".into(),
            Self::EmptyContent => "the signing program put an empty content (eContent) into the signature, \
                                   where the standard wants none"
                .into(),
            Self::ContentMissing => "the content that belongs inside the message is missing".into(),
            Self::SigningCertificateMissing => "the signature does not say by which certificate it was made: the \
                                                signing-certificate-v2 attribute is missing"
                .into(),
            Self::SigningCertificateV1Only => "the signer's certificate is referred to by SHA-1 only (the older \
                                               signing-certificate attribute)"
                .into(),
            Self::SigningCertificateMismatch => {
                "the signed reference is to another certificate than the signer's".into()
            }
            Self::SigningCertificateIssuerSerial => {
                "issuer and serial number in the signed reference are not the certificate's".into()
            }
            Self::SignerNotFound => "the signer's certificate is not in the message".into(),
            Self::SignerAmbiguous => "several certificates answer to the signer's identifier".into(),
            Self::UnreadableCertificates { count } => {
                format!("{count} certificates in the message cannot be read")
            }
            Self::WeakDigest { algorithm } => {
                format!("the signature uses {algorithm}, which is too weak today to prove anything")
            }
            Self::UnknownDigest { cause } => format!("the digest algorithm is not supported: {cause}"),
            Self::WeakKey { key } => format!("the signer's key ({key}) is too weak or not allowed"),
            Self::SignatureAlgorithm { cause } => format!("the signature algorithm is not supported: {cause}"),
            Self::UnsupportedKey { kind } => format!("signatures with a key of kind {kind} are not supported"),
            Self::DigestAlgorithmMismatch { message, signature } => {
                format!("the message says {message}, the signature {signature}")
            }
            Self::DigestAlgorithmSet => "the message's list of digest algorithms is not the signer's one".into(),
            Self::AlgorithmProtection => "the algorithms are not those that were signed".into(),
            Self::Version => "a version number in the message does not follow from its content".into(),
            Self::TrailingBytes => "bytes other than zero follow the signature".into(),
            Self::TimestampExtension { oid } => {
                format!("the timestamp has a critical extension that is unknown here ({oid})")
            }
            Self::Trailing { bytes } => format!("{bytes} bytes follow the message"),
            Self::ForeignAttribute { oid } => format!("a signature of this purpose has no signed attribute {oid}"),
            Self::AttributeMissing { oid } => format!("signed attribute {oid} is missing"),
            Self::MediaType { found } => format!("the signature was made for another purpose (\"{found}\")"),
            Self::Label => "the content does not begin as its purpose asks".into(),
            Self::SigningTimeForm => "the signing time cannot be read, or is not in its one form".into(),
            Self::CertificateReferences { count } => {
                format!("the signed reference names {count} certificates instead of one")
            }
            Self::CertificateSet => "the certificates in the message are not one to eight of X.509 in order".into(),
            Self::RevocationInside => "the message carries revocation data, which has no place in it".into(),
            Self::UnsignedAttribute { oid } => {
                format!("unsigned attribute {oid} is not the one timestamp that may be there")
            }
            Self::SignerIdentifier => "the signer is not named by issuer and serial number".into(),
        }
    }

    /// What is wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::DigestMismatch => "nội dung đã ký bị thay đổi: giá trị băm không khớp".into(),
            Self::SignatureMismatch => "giá trị chữ ký không khớp với khóa của người ký".into(),
            Self::NotDer { .. } => "chữ ký mã hóa kiểu BER, không phải DER".into(),
            Self::NoSignedAttributes => "chữ ký không có các thuộc tính được ký".into(),
            Self::AttributesNotSorted => "các thuộc tính được ký không đúng thứ tự DER".into(),
            Self::DuplicateAttribute { oid } => {
                format!("thuộc tính được ký {oid} xuất hiện hai lần")
            }
            Self::AttributeValues { oid, count } => {
                format!("thuộc tính được ký {oid} có {count} giá trị thay vì một")
            }
            Self::ContentTypeMissing => "thiếu thuộc tính loại nội dung (content-type)".into(),
            Self::ContentTypeMismatch { attribute, content } => {
                format!("thuộc tính loại nội dung là {attribute}, còn nội dung là {content}")
            }
            Self::UnexpectedContentType { found, expected } => {
                format!("nội dung thuộc loại {found}, lẽ ra là {expected}")
            }
            Self::MessageDigestMissing => "thiếu thuộc tính giá trị băm (message-digest)".into(),
            Self::MessageDigestLength { found, expected } => {
                format!("giá trị băm được ký dài {found} byte, trong khi thuật toán đã ghi cho {expected} byte")
            }
            Self::EncapsulatedContent => "chữ ký tách rời lại mang nội dung riêng bên trong".into(),
            Self::EmptyContent => "phần mềm ký đã đặt một nội dung rỗng (eContent) vào khối chữ ký, trong khi \
                                   chuẩn yêu cầu không có"
                .into(),
            Self::ContentMissing => "thiếu nội dung phải nằm trong khối chữ ký".into(),
            Self::SigningCertificateMissing => "chữ ký không ghi rõ đã ký bằng chứng thư số nào: thiếu thuộc tính \
                                                signing-certificate-v2"
                .into(),
            Self::SigningCertificateV1Only => "chứng thư số của người ký chỉ được chỉ định bằng SHA-1 (thuộc tính \
                                               signing-certificate kiểu cũ)"
                .into(),
            Self::SigningCertificateMismatch => {
                "thuộc tính được ký chỉ định chứng thư số khác với chứng thư số của người ký".into()
            }
            Self::SigningCertificateIssuerSerial => {
                "nơi cấp và số sê-ri được ký không phải của chứng thư số này".into()
            }
            Self::SignerNotFound => "không có chứng thư số của người ký trong chữ ký".into(),
            Self::SignerAmbiguous => "nhiều chứng thư số cùng ứng với người ký".into(),
            Self::UnreadableCertificates { count } => {
                format!("{count} chứng thư số trong chữ ký không đọc được")
            }
            Self::WeakDigest { algorithm } => {
                format!("chữ ký dùng thuật toán băm {algorithm}, nay quá yếu để chứng minh điều gì")
            }
            Self::UnknownDigest { cause } => format!("thuật toán băm chưa được hỗ trợ: {}", cause.message_vi()),
            Self::WeakKey { key } => format!("khóa của người ký ({key}) quá yếu hoặc không được phép"),
            Self::SignatureAlgorithm { cause } => {
                format!("thuật toán chữ ký chưa được hỗ trợ: {}", cause.message_vi())
            }
            Self::UnsupportedKey { kind } => format!("chưa hỗ trợ kiểm tra chữ ký bằng loại khóa {kind}"),
            Self::DigestAlgorithmMismatch { message, signature } => {
                format!("thông điệp ghi {message}, còn chữ ký dùng {signature}")
            }
            Self::DigestAlgorithmSet => "danh sách thuật toán băm không trùng với thuật toán của người ký".into(),
            Self::AlgorithmProtection => "thuật toán không phải là thuật toán đã được ký".into(),
            Self::Version => "số phiên bản trong thông điệp không khớp với nội dung của nó".into(),
            Self::TrailingBytes => "sau chữ ký có dữ liệu khác số không".into(),
            Self::TimestampExtension { oid } => {
                format!("dấu thời gian có phần mở rộng bắt buộc không được biết ({oid})")
            }
            Self::Trailing { bytes } => format!("sau khối chữ ký còn {bytes} byte"),
            Self::ForeignAttribute { oid } => {
                format!("chữ ký cho mục đích này không được có thuộc tính được ký {oid}")
            }
            Self::AttributeMissing { oid } => format!("thiếu thuộc tính được ký {oid}"),
            Self::MediaType { found } => format!("chữ ký được lập cho mục đích khác («{found}»)"),
            Self::Label => "nội dung không mở đầu đúng như mục đích của chữ ký đòi hỏi".into(),
            Self::SigningTimeForm => "thời điểm ký không đọc được hoặc không ở dạng duy nhất được phép".into(),
            Self::CertificateReferences { count } => {
                format!("thuộc tính được ký chỉ định {count} chứng thư số thay vì một")
            }
            Self::CertificateSet => "chứng thư số kèm theo không phải một đến tám chứng thư X.509 đúng thứ tự".into(),
            Self::RevocationInside => "khối chữ ký mang dữ liệu thu hồi, vốn không được nằm ở đây".into(),
            Self::UnsignedAttribute { oid } => {
                format!("thuộc tính không được ký {oid} không phải một dấu thời gian duy nhất được phép có")
            }
            Self::SignerIdentifier => "người ký không được chỉ định bằng nơi cấp và số sê-ri".into(),
        }
    }
}

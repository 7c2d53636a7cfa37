//! Requests about which no verdict is given: why, and what the person can do.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::verify::Finding;

/// Seconds after which a busy service may be asked again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("10");

/// Why a request is not answered with a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The body is neither a form with a file nor a PDF.
    #[error("the body is not multipart/form-data or application/pdf")]
    MediaType,
    /// The form has no file in the field `file`.
    #[error("no file was chosen")]
    NoFile,
    /// The body broke off or its form cannot be read.
    #[error("the body cannot be read")]
    BodyMalformed,
    /// More bytes than a file may have.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// Largest file, in bytes.
        limit: usize,
    },
    /// The body is not the form that is asked for.
    #[error("the body is not multipart/form-data")]
    FormMissing,
    /// More bytes than a published object may have.
    #[error("the object has more than {limit} bytes")]
    ObjectTooLarge {
        /// Largest body, in bytes.
        limit: usize,
    },
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    BodyTimeout,
    /// Every place is taken.
    #[error("too many files are being judged")]
    Busy,
    /// The file took too long to judge.
    #[error("the file took too long to judge")]
    VerifyTimeout,
    /// The file asks for more work than one file may.
    #[error("the file asks for too much work")]
    TooMuchWork,
    /// The client has asked too often.
    #[error("too many requests; again in {seconds} s")]
    TooOften {
        /// Until the next one is taken.
        seconds: u16,
    },
    /// The store does not answer; nothing is known of what was asked.
    #[error("the store does not answer")]
    StoreLost,
    /// No such code, or none at all: the same answer.
    #[error("the code is not known here")]
    CodeUnknown,
    /// No such signed object.
    #[error("there is no such object")]
    ObjectUnknown,
    /// A fault of the service.
    #[error("a fault of the service")]
    Internal,
    /// No such address.
    #[error("there is no such page")]
    NotFound,
    /// The address does not take this method.
    #[error("the address does not take this method")]
    Method,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::MediaType | Refusal::FormMissing => "MEDIA_TYPE",
            Refusal::NoFile => "NO_FILE",
            Refusal::BodyMalformed => "BODY_MALFORMED",
            Refusal::TooLarge { .. } | Refusal::ObjectTooLarge { .. } => "TOO_LARGE",
            Refusal::BodyTimeout => "BODY_TIMEOUT",
            Refusal::Busy => "BUSY",
            Refusal::VerifyTimeout => "VERIFY_TIMEOUT",
            Refusal::TooMuchWork => "TOO_MUCH_WORK",
            Refusal::TooOften { .. } => "TOO_OFTEN",
            Refusal::StoreLost => "STORE_LOST",
            Refusal::CodeUnknown => "CODE_UNKNOWN",
            Refusal::ObjectUnknown => "OBJECT_UNKNOWN",
            Refusal::Internal => "INTERNAL",
            Refusal::NotFound => "NOT_FOUND",
            Refusal::Method => "METHOD_NOT_ALLOWED",
        }
    }

    /// The HTTP status (RFC 9110 section 15).
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::MediaType | Refusal::FormMissing => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::NoFile | Refusal::BodyMalformed => StatusCode::BAD_REQUEST,
            Refusal::TooLarge { .. } | Refusal::ObjectTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Refusal::Busy | Refusal::VerifyTimeout | Refusal::StoreLost => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::TooMuchWork => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::NotFound | Refusal::CodeUnknown | Refusal::ObjectUnknown => StatusCode::NOT_FOUND,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The sentence for a person: what is wrong and what to do.
    pub fn finding(self) -> Finding {
        let (vi, en) = match self {
            Refusal::MediaType => (
                "Yêu cầu không kèm tệp PDF. Gửi tệp trong trường \"file\" của biểu mẫu, hoặc gửi thẳng với kiểu application/pdf.".to_owned(),
                "The request carries no PDF. Send the file in the form field \"file\", or directly as application/pdf.".to_owned(),
            ),
            Refusal::NoFile => (
                "Bạn chưa chọn tệp. Hãy chọn tệp PDF cần kiểm tra.".to_owned(),
                "No file was chosen. Choose the PDF file to check.".to_owned(),
            ),
            Refusal::BodyMalformed => (
                "Tệp gửi lên bị đứt giữa chừng. Hãy gửi lại.".to_owned(),
                "The upload broke off. Send it again.".to_owned(),
            ),
            Refusal::TooLarge { limit } => {
                let mib = limit / (1024 * 1024);
                (
                    format!("Tệp lớn hơn {mib} MiB nên không được kiểm tra. Hãy dùng tệp PDF gốc của đơn vị cấp, hoặc kiểm tra bằng chương trình vanbang trên máy."),
                    format!("The file is larger than {mib} MiB and was not checked. Use the original PDF from the issuer, or check it with the vanbang program on a computer."),
                )
            }
            Refusal::FormMissing => (
                "Hãy gửi các đối tượng trong một biểu mẫu multipart/form-data.".to_owned(),
                "Send the objects in a form of the type multipart/form-data.".to_owned(),
            ),
            Refusal::ObjectTooLarge { limit } => (
                format!("Đối tượng lớn hơn {limit} byte nên không được nhận."),
                format!("The object is larger than {limit} bytes and was not taken."),
            ),
            Refusal::BodyTimeout => (
                "Tệp gửi lên quá chậm nên đã dừng. Hãy thử lại khi mạng tốt hơn.".to_owned(),
                "The upload was too slow and was stopped. Try again on a better connection.".to_owned(),
            ),
            Refusal::Busy => (
                "Máy chủ đang bận. Tệp chưa được kiểm tra; hãy thử lại sau ít phút.".to_owned(),
                "The server is busy. The file was not checked; try again in a few minutes.".to_owned(),
            ),
            Refusal::VerifyTimeout => (
                "Kiểm tra tệp này mất quá nhiều thời gian nên đã dừng. Chưa có kết luận nào về tệp.".to_owned(),
                "Checking this file took too long and was stopped. Nothing is concluded about the file.".to_owned(),
            ),
            Refusal::TooMuchWork => (
                "Tệp này đòi hỏi quá nhiều bộ nhớ hoặc thời gian xử lý nên đã dừng. Chưa có kết luận nào về tệp.".to_owned(),
                "This file asks for too much memory or processing and was stopped. Nothing is concluded about the file.".to_owned(),
            ),
            Refusal::TooOften { seconds } => (
                format!("Bạn đã hỏi quá nhiều lần. Hãy thử lại sau {seconds} giây."),
                format!("You have asked too often. Try again in {seconds} seconds."),
            ),
            Refusal::StoreLost => (
                "Máy chủ tạm thời không tra cứu được. Chưa biết gì về mã này: đừng kết luận là không có. Hãy thử lại sau ít phút.".to_owned(),
                "The server cannot look it up for the moment. Nothing is known about the code: do not conclude that it does not exist. Try again in a few minutes.".to_owned(),
            ),
            Refusal::CodeUnknown => (
                "Không tìm thấy mã này. Có thể mã bị gõ sai hoặc tài liệu không do đơn vị này cấp. Đừng kết luận là giả nếu chưa hỏi đơn vị cấp.".to_owned(),
                "This code was not found. It may be mistyped, or the document may not be from this organisation. Do not conclude that it is forged before asking the issuer.".to_owned(),
            ),
            Refusal::ObjectUnknown => (
                "Máy chủ này không có dữ liệu đó.".to_owned(),
                "This server has no such object.".to_owned(),
            ),
            Refusal::Internal => (
                "Máy chủ gặp lỗi. Chưa có kết luận nào về tệp; hãy thử lại hoặc báo cho đơn vị vận hành.".to_owned(),
                "The server met a fault. Nothing is concluded about the file; try again or tell the operator.".to_owned(),
            ),
            Refusal::NotFound => ("Không có trang này.".to_owned(), "There is no such page.".to_owned()),
            Refusal::Method => (
                "Địa chỉ này không nhận kiểu yêu cầu đó.".to_owned(),
                "This address does not take that kind of request.".to_owned(),
            ),
        };
        Finding::new(self.code(), vi, en)
    }

    /// The refusal to judge a file, as JSON; `file` is `null` when no name was read.
    pub fn of_file(self, file: Option<&str>) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            file: Option<&'a str>,
            error: Finding,
        }
        self.finish((self.status(), Json(Body { file, error: self.finding() })).into_response())
    }

    /// Any other refusal as JSON.
    pub fn answer(self) -> Response {
        self.finish((self.status(), Json(Failure { error: self.finding() })).into_response())
    }

    /// Adds what the status asks for beside it.
    pub fn finish(self, mut response: Response) -> Response {
        let wait = match self {
            Refusal::TooOften { seconds } => Some(HeaderValue::from(seconds)),
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => Some(RETRY_AFTER),
            _ => None,
        };
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// An answer that only says why there is none.
#[derive(Serialize)]
pub struct Failure {
    pub error: Finding,
}

/// The answer when a handler panicked; the other requests go on.
pub fn after_panic(_: Box<dyn Any + Send>) -> Response {
    Refusal::Internal.answer()
}

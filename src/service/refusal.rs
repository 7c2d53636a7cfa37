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
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    BodyTimeout,
    /// Every place is taken.
    #[error("too many files are being judged")]
    Busy,
    /// The file took too long to judge.
    #[error("the file took too long to judge")]
    VerifyTimeout,
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
            Refusal::MediaType => "MEDIA_TYPE",
            Refusal::NoFile => "NO_FILE",
            Refusal::BodyMalformed => "BODY_MALFORMED",
            Refusal::TooLarge { .. } => "TOO_LARGE",
            Refusal::BodyTimeout => "BODY_TIMEOUT",
            Refusal::Busy => "BUSY",
            Refusal::VerifyTimeout => "VERIFY_TIMEOUT",
            Refusal::Internal => "INTERNAL",
            Refusal::NotFound => "NOT_FOUND",
            Refusal::Method => "METHOD_NOT_ALLOWED",
        }
    }

    /// The HTTP status (RFC 9110 section 15).
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::NoFile | Refusal::BodyMalformed => StatusCode::BAD_REQUEST,
            Refusal::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Refusal::Busy | Refusal::VerifyTimeout => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::NotFound => StatusCode::NOT_FOUND,
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

    /// The refusal as JSON; `file` is `null` when no name was read.
    pub fn into_json(self, file: Option<&str>) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            file: Option<&'a str>,
            error: Finding,
        }
        self.finish((self.status(), Json(Body { file, error: self.finding() })).into_response())
    }

    /// Adds what the status asks for beside it.
    pub fn finish(self, mut response: Response) -> Response {
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

/// The answer when a handler panicked; the other requests go on.
pub fn after_panic(_: Box<dyn Any + Send>) -> Response {
    Refusal::Internal.into_json(None)
}

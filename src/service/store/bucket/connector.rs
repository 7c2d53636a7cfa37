//! How the library that speaks S3 reaches the network: by the one client of this program, with its limits.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};

use crate::signature::fetch::{Carrier, Error};
use crate::verify::publishing::limits::ENVELOPE_BYTES;

/// For one request and its answer.
const TIME: Duration = Duration::from_secs(2);

/// Also what it connects to.
#[derive(Debug, Clone)]
pub struct Connector(Arc<Carrier>);

impl Connector {
    pub fn over(carrier: Carrier) -> Connector {
        Connector(Arc::new(carrier))
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let failed = |error| HttpError::new(HttpErrorKind::Unknown, error);
        let body = to_bytes(Body::new(body), ENVELOPE_BYTES).await.map_err(failed)?;
        let request = axum::http::Request::from_parts(head, body.to_vec());
        let carrier = Arc::clone(&self.0);
        let answer = tokio::task::spawn_blocking(move || carrier.carry(request, ENVELOPE_BYTES, TIME)).await;
        let answer = answer.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        answer.map(|answer| answer.map(Into::into)).map_err(|error| HttpError::new(kind(&error), error))
    }
}

/// Which failures may pass when it is asked again.
fn kind(error: &Error) -> HttpErrorKind {
    match error {
        Error::Time { .. } => HttpErrorKind::Timeout,
        Error::Unreachable { .. } => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    }
}

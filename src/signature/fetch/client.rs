//! One request and its whole answer, within a time and a size.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{Request, Response, header};
use ureq::tls::{self, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use super::address::Address;
use super::error::{Error, NotHttp};
use super::resolver::{GuardedResolver, Private, PrivateAddress};
use crate::signature::x509::Certificate;

/// Head of an answer, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// Letters of a redirect's target that are shown.
const MAX_SHOWN: usize = 200;

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question<'q> {
    Get,
    Post { media_type: &'static str, body: &'q [u8] },
    Put { media_type: &'q str, body: &'q [u8] },
}

/// No redirect is followed, no proxy of the environment used, and nothing unpacked.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
}

impl Client {
    /// `private` addresses may be asked; `roots` vouch for `https` hosts; `kept` connections wait for the next
    /// question.
    pub fn new(private: Private, roots: &[Certificate], kept: usize) -> Self {
        let roots: Vec<_> = roots.iter().map(|root| tls::Certificate::from_der(root.der()).to_owned()).collect();
        let tls = TlsConfig::builder()
            .root_certs(tls::RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .build();
        let configuration = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(kept)
            .max_idle_connections_per_host(kept)
            .max_response_header_size(MAX_HEAD)
            .user_agent(concat!("vanbang/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .build();
        let agent = Agent::with_parts(configuration, DefaultConnector::default(), GuardedResolver::new(private));
        Self { agent }
    }

    /// Asks and reads the answer to its end: at most `most` bytes, until `deadline`.
    ///
    /// # Errors
    /// Anything but status 200 with a body that is no web page.
    pub fn ask(&self, address: &Address, question: Question, most: usize, deadline: Instant) -> Result<Vec<u8>, Error> {
        let host = &address.origin.name();
        let answer = self.send(address, question, most, deadline)?;
        check_head(host, &answer)?;
        let body = read(host, answer, most)?;
        // A web page begins with a tag, and nothing that is asked for here does.
        if body.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(body.trim_ascii_start()).starts_with(b"<") {
            return Err(Error::WebPage { host: host.clone() });
        }
        Ok(body)
    }

    /// Asks and reads whatever is answered but a redirect, under the same limits.
    ///
    /// # Errors
    /// No answer, or more than `most` bytes.
    pub fn exchange(
        &self,
        address: &Address,
        question: Question,
        most: usize,
        deadline: Instant,
    ) -> Result<Reply, Error> {
        let host = &address.origin.name();
        let answer = self.send(address, question, most, deadline)?;
        check_redirect(host, &answer)?;
        let status = answer.status().as_u16();
        let wait = text(&answer, header::RETRY_AFTER).parse().ok().map(Duration::from_secs);
        Ok(Reply { status, wait, body: read(host, answer, most)? })
    }

    /// Sends a request that is ready and reads whatever is answered, under the same limits.
    ///
    /// # Errors
    /// As [`Client::exchange`].
    pub fn carry(
        &self,
        host: &str,
        request: Request<Vec<u8>>,
        most: usize,
        time: Duration,
    ) -> Result<Response<Vec<u8>>, Error> {
        let request = self.agent.configure_request(request).timeout_global(Some(time)).build();
        let answer = self.agent.run(request).map_err(|cause| failure(host, most, cause))?;
        check_redirect(host, &answer)?;
        let (head, body) = answer.into_parts();
        let body = read(host, Response::new(body), most)?;
        Ok(Response::from_parts(head, body))
    }

    fn send(
        &self,
        address: &Address,
        question: Question,
        most: usize,
        deadline: Instant,
    ) -> Result<Response<Body>, Error> {
        let host = &address.origin.name();
        let left = deadline.saturating_duration_since(Instant::now());
        if left == Duration::ZERO {
            return Err(Error::Time { host: host.clone() });
        }
        let (to, left) = (address.to_string(), Some(left));
        let answer = match question {
            Question::Get => self.agent.get(to).config().timeout_global(left).build().call(),
            Question::Post { media_type, body } => {
                self.agent.post(to).config().timeout_global(left).build().content_type(media_type).send(body)
            }
            Question::Put { media_type, body } => {
                self.agent.put(to).config().timeout_global(left).build().content_type(media_type).send(body)
            }
        };
        answer.map_err(|cause| failure(host, most, cause))
    }
}

/// What a server said, whatever it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Of HTTP.
    pub status: u16,
    /// How long it asks to be left alone.
    pub wait: Option<Duration>,
    pub body: Vec<u8>,
}

fn read(host: &str, answer: Response<Body>, most: usize) -> Result<Vec<u8>, Error> {
    let body = answer.into_body().into_with_config().limit(most as u64).read_to_vec();
    body.map_err(|cause| failure(host, most, cause))
}

fn text(answer: &Response<Body>, name: header::HeaderName) -> &str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn check_redirect(host: &str, answer: &Response<Body>) -> Result<(), Error> {
    if answer.status().is_redirection() {
        let to = text(answer, header::LOCATION).chars().take(MAX_SHOWN).collect();
        return Err(Error::Redirect { host: host.to_owned(), to });
    }
    Ok(())
}

fn check_head(host: &str, answer: &Response<Body>) -> Result<(), Error> {
    check_redirect(host, answer)?;
    let host = host.to_owned();
    let status = answer.status();
    if status.as_u16() != 200 {
        return Err(Error::Status { host, status: status.as_u16() });
    }
    if text(answer, header::CONTENT_TYPE).to_ascii_lowercase().starts_with("text/html") {
        return Err(Error::WebPage { host });
    }
    match text(answer, header::CONTENT_ENCODING).to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(()),
        _ => Err(Error::NotHttp { host, cause: NotHttp::Encoded }),
    }
}

/// The library's failure in our words.
fn failure(host: &str, limit: usize, cause: ureq::Error) -> Error {
    let host = host.to_owned();
    match cause {
        ureq::Error::Timeout(_) => Error::Time { host },
        ureq::Error::BodyExceedsLimit(_) => Error::TooLarge { host, limit },
        ureq::Error::HostNotFound => Error::UnknownHost { host },
        ureq::Error::ConnectionFailed => {
            Error::Unreachable { host, cause: std::io::ErrorKind::ConnectionRefused.into() }
        }
        ureq::Error::Rustls(cause) => Error::Tls { host, cause: cause.to_string() },
        ureq::Error::Tls(cause) => Error::Tls { host, cause: cause.to_owned() },
        ureq::Error::Io(cause) => match cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(tls) => Error::Tls { host, cause: tls.to_string() },
            None => Error::Unreachable { host, cause },
        },
        ureq::Error::Other(cause) => match cause.downcast_ref::<PrivateAddress>() {
            Some(PrivateAddress(ip)) => Error::PrivateAddress { host, ip: *ip },
            None => Error::NotHttp { host, cause: NotHttp::Protocol(cause.to_string()) },
        },
        other => Error::NotHttp { host, cause: NotHttp::Protocol(other.to_string()) },
    }
}

//! Requests that somebody else has made ready, signatures and all, carried to one host of the operator's own.

use std::time::Duration;

use ureq::http::{Request, Response};

use super::address::{Address, Origin, Scheme};
use super::client::Client;
use super::resolver::Private;
use super::{Error, ServerError};
use crate::signature::x509::Certificate;

/// Connections that wait for the next request.
const KEPT: usize = 32;

/// The way to one host. Calls wait for their answers; no redirect is followed.
#[derive(Debug)]
pub struct Carrier {
    client: Client,
    origin: Origin,
}

impl Carrier {
    /// To a host such as `https://s3.school.example`, for which `roots` vouch. Without encryption only to this machine,
    /// or to the host of the name `plain`.
    ///
    /// # Errors
    /// [`ServerError`]
    pub fn to(address: &str, plain: Option<&str>, roots: &[Certificate]) -> Result<Carrier, ServerError> {
        let unreadable = || ServerError::Address { address: address.to_owned() };
        let origin = Address::parse(address).filter(Address::is_bare).ok_or_else(unreadable)?.origin;
        match origin.scheme {
            Scheme::Http if !origin.is_here() && plain != Some(&origin.name()) => {
                return Err(ServerError::NotEncrypted { host: origin.name() });
            }
            Scheme::Https if roots.is_empty() => return Err(Error::NoRoots { host: origin.name() }.into()),
            _ => {}
        }
        Ok(Carrier { client: Client::new(Private::Any, roots, KEPT), origin })
    }

    /// The whole answer, of any status: at most `most` bytes within `time`.
    ///
    /// # Errors
    /// A request to another host, no answer, a redirect, or a longer one.
    pub fn carry(&self, request: Request<Vec<u8>>, most: usize, time: Duration) -> Result<Response<Vec<u8>>, Error> {
        let host = self.origin.name();
        let to = Address::parse(&request.uri().to_string()).map(|address| address.origin);
        if to.as_ref() != Some(&self.origin) {
            return Err(Error::NotNamed { host: to.map_or(host, |origin| origin.name()) });
        }
        self.client.carry(&host, request, most, time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_hosts_this_machine_and_the_one_that_is_named_are_reached() {
        let code = |address, plain| Carrier::to(address, plain, &[]).map_or_else(|error| error.code(), |_| "reached");
        for (address, plain, expected) in [
            ("http://127.0.0.1:9000", None, "reached"),
            ("http://localhost:9000", None, "reached"),
            ("http://s3.mau.lan:9000", None, "SERVER_NOT_ENCRYPTED"),
            ("http://s3.mau.lan:9000", Some("s3.mau.lan:9000"), "reached"),
            ("http://s3.mau.lan:9000", Some("s3.khac.lan:9000"), "SERVER_NOT_ENCRYPTED"),
            ("https://s3.mau.edu.vn", None, "FETCH_NO_ROOTS"),
            ("https://s3.mau.edu.vn/bucket", None, "SERVER_ADDRESS"),
            ("s3.mau.edu.vn", None, "SERVER_ADDRESS"),
        ] {
            assert_eq!(code(address, plain), expected, "{address}");
        }
    }

    #[test]
    fn a_request_to_another_host_goes_nowhere() {
        let carrier = Carrier::to("http://127.0.0.1:9", None, &[]).unwrap();
        let request = Request::get("http://127.0.0.1:10/x").body(Vec::new()).unwrap();
        let refused = carrier.carry(request, 1, Duration::from_secs(1)).unwrap_err();
        assert_eq!(refused.code(), "FETCH_HOST_NOT_NAMED");
    }
}

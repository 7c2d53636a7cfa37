//! Names to addresses, with the private ones held back: whoever controls a name must not lead us into
//! the network that we stand in.

use std::net::IpAddr;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_private;

/// A name leads only to an address that the operator named.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
pub(super) struct PrivateAddress(pub IpAddr);

/// The system's resolver; private addresses only if they were named.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    inner: DefaultResolver,
    named: Vec<IpAddr>,
}

impl GuardedResolver {
    pub fn new(named: Vec<IpAddr>) -> Self {
        Self { inner: DefaultResolver::default(), named }
    }
}

impl Resolver for GuardedResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut allowed = self.empty();
        let mut refused = None;
        // Systems word it each in their own way.
        let not_found = |error| match error {
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        };
        for address in self.inner.resolve(uri, config, timeout).map_err(not_found)?.iter() {
            if is_private(address.ip()) && !self.named.contains(&address.ip()) {
                refused = Some(PrivateAddress(address.ip()));
            } else {
                allowed.push(*address);
            }
        }
        match refused {
            Some(refused) if allowed.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(allowed),
        }
    }
}

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

/// Which private addresses a name may lead to.
#[derive(Debug)]
pub(super) enum Private {
    Only(Vec<IpAddr>),
    /// The name is the operator's own.
    Any,
}

/// The system's resolver; private addresses only where they are let through.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    inner: DefaultResolver,
    private: Private,
}

impl GuardedResolver {
    pub fn new(private: Private) -> Self {
        Self { inner: DefaultResolver::default(), private }
    }

    fn lets_through(&self, ip: IpAddr) -> bool {
        match &self.private {
            Private::Only(named) => !is_private(ip) || named.contains(&ip),
            Private::Any => true,
        }
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
            if self.lets_through(address.ip()) {
                allowed.push(*address);
            } else {
                refused = Some(PrivateAddress(address.ip()));
            }
        }
        match refused {
            Some(refused) if allowed.is_empty() => Err(ureq::Error::Other(Box::new(refused))),
            _ => Ok(allowed),
        }
    }
}

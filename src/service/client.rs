//! Who asks, as far as limits need to know: an address, never kept longer than they do.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::state::State;

/// The address of a connection's other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Whose requests are counted together: an IPv4 address, or a household's IPv6 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// Whoever is at this address.
    pub fn at(address: IpAddr) -> Client {
        Client(network(address))
    }

    /// Behind a proxy it is the last address of `X-Forwarded-For`, the one that the proxy itself wrote;
    /// where it wrote none, all are counted as one.
    pub fn of(state: &State, headers: &HeaderMap, extensions: &Extensions) -> Client {
        let peer = extensions.get::<Peer>().map(|Peer(address)| address.ip());
        let forwarded = || {
            let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if state.limits().behind_proxy { forwarded().or(peer) } else { peer };
        Client::at(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)))
    }
}

/// Whoever has one IPv6 address has the 2^64 beside it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

impl FromRequestParts<State> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        Ok(Client::of(state, &parts.headers, &parts.extensions))
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_household_is_one_client() {
        for (address, counted) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ] {
            assert_eq!(network(address.parse().unwrap()), counted.parse::<std::net::IpAddr>().unwrap());
        }
    }
}

//! Addresses of hosts: read strictly, compared by scheme, host and port.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use ureq::http::Uri;

/// Longer ones are not looked at; real ones have under 200 letters.
const MAX_LENGTH: usize = 2048;
/// RFC 1035 section 2.3.4.
const MAX_HOST: usize = 253;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Origin {
    pub scheme: Scheme,
    /// In lower case; a version 6 address in brackets.
    pub host: String,
    pub port: u16,
}

impl Origin {
    /// A host at the usual place.
    pub fn at(host: &str) -> Self {
        Self { scheme: Scheme::Http, host: host.to_owned(), port: Scheme::Http.default_port() }
    }

    /// As a configuration names it: with the port where it is not the usual one.
    pub fn name(&self) -> String {
        match self.port == self.scheme.default_port() {
            true => self.host.clone(),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    /// The host if it is an IP address.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    /// Whether it is this machine.
    pub fn is_here(&self) -> bool {
        self.host == "localhost" || self.ip().is_some_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}", self.name())
    }
}

/// Who is asked, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Address {
    pub origin: Origin,
    /// Path and query, from the first slash.
    path: String,
}

impl Address {
    /// Reads an `http` or `https` address without user name; anything else is none.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = (text.len() <= MAX_LENGTH).then(|| text.parse().ok())??;
        let scheme = match uri.scheme_str()?.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let authority = uri.authority()?;
        let host = authority.host().to_ascii_lowercase();
        let port = match authority.as_str().get(host.len()..)? {
            "" => scheme.default_port(),
            port => port.strip_prefix(':')?.parse().ok()?,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let origin = Origin { scheme, host, port };
        (is_host(&origin) && port != 0).then_some(Self { origin, path })
    }

    /// The same path at another origin.
    pub fn moved_to(self, origin: &Origin) -> Self {
        Self { origin: origin.clone(), ..self }
    }

    /// Another path of the same origin; it begins with a slash.
    pub fn at(&self, path: &str) -> Self {
        Self { origin: self.origin.clone(), path: path.to_owned() }
    }

    /// Whether it is an origin alone.
    pub fn is_bare(&self) -> bool {
        self.path == "/"
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

fn is_host(origin: &Origin) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b".-_".contains(&letter);
    origin.ip().is_some() || ((1..=MAX_HOST).contains(&origin.host.len()) && origin.host.bytes().all(plain))
}

/// Whether an address belongs to a network of somebody's own, to this machine, or to nobody: whatever
/// is not a host of the public internet (RFC 6890 and its registries).
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    matches!(
        ip.octets(),
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [224..=255, ..]
    )
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // Mapped, translated (RFC 6052) and tunnelled (RFC 3056) addresses lead to one of version 4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        // RFC 4291 and its registry: only 2000::/3 is given out for the public.
        [0x2001, 0..=0x1ff | 0xdb8, ..] => true,
        [first, ..] => first & 0xe000 != 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Address::parse(text).map(|address| address.to_string())
    }

    #[test]
    fn addresses_have_one_reading() {
        for (text, shown) in [
            ("http://ocsp.ca.gov.vn", "http://ocsp.ca.gov.vn/"),
            ("HTTP://OCSP.CA.gov.vn:80/A?b=C", "http://ocsp.ca.gov.vn/A?b=C"),
            ("https://a.vn:8443/x.crl#y", "https://a.vn:8443/x.crl"),
            ("http://a.vn?x", "http://a.vn/?x"),
            ("http://[::1]:81/", "http://[::1]:81/"),
            ("http://127.0.0.1/", "http://127.0.0.1/"),
        ] {
            assert_eq!(read(text).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_address_is_none() {
        let long = format!("http://a.vn/{}", "x".repeat(MAX_LENGTH));
        let long_host = format!("http://{}.vn/", "x".repeat(MAX_HOST));
        for text in [
            "ldap://a.vn/x",
            "ftp://a.vn/",
            "file:///etc/passwd",
            "a.vn/x",
            "http:///x",
            "http://",
            "http://a.vn:0/",
            "http://a.vn:99999/",
            "http://a.vn:/",
            "http://named@evil.vn/",
            "http://a.vn:80@evil.vn/",
            "http://a.vn\\@evil.vn/",
            "http://a b/",
            "http://a.vn/\r\nHost: b.vn",
            "http://đơn-vị.vn/",
            "http://a%2evn/",
            &long,
            &long_host,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn private_addresses_are_known_in_all_their_forms() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in
            ["8.8.8.8", "172.32.0.1", "100.63.0.1", "100.128.0.1", "203.162.4.1", "2405:4800::1", "::ffff:8.8.8.8"]
        {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }
}

//! One server that a person named by its address, to be given what is public and asked for it again. Encrypted, but on
//! this machine itself.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::{Duration, Instant};

use super::address::{Address, Scheme};
use super::client::{Client, Question, Reply};
use super::config::Configuration;
use super::resolver::Private;
use super::{ConfigurationError, Error};

/// For one question and its answer.
const TIME: Duration = Duration::from_secs(60);

/// Where things are given to and asked for. Calls wait for their answers.
#[derive(Debug)]
pub struct Server {
    client: Client,
    base: Address,
}

/// Why a server cannot be asked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    #[error("\"{address}\" is not an address such as https://vb.school.example")]
    Address { address: String },
    #[error("{host} would be asked without encryption")]
    NotEncrypted { host: String },
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Fetch(#[from] Error),
}

impl ServerError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "SERVER_ADDRESS",
            Self::NotEncrypted { .. } => "SERVER_NOT_ENCRYPTED",
            Self::Configuration(cause) => cause.code(),
            Self::Fetch(cause) => cause.code(),
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::Address { address } => format!("«{address}» không phải địa chỉ dạng https://vb.truong.example"),
            Self::NotEncrypted { host } => format!("kết nối tới {host} sẽ không được mã hóa"),
            Self::Configuration(cause) => cause.message_vi(),
            Self::Fetch(cause) => cause.message_vi(),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Self::Address { .. } => (
                "Chỉ nêu máy chủ, không nêu đường dẫn: https://vb.truong.example",
                "Give the host alone, without a path: https://vb.school.example",
            ),
            Self::NotEncrypted { .. } => (
                "Hãy dùng https://; http:// chỉ dành cho chính máy này.",
                "Use https://; http:// is for this machine itself alone.",
            ),
            Self::Configuration(cause) => cause.hint(),
            Self::Fetch(cause) => cause.hint(),
        }
    }
}

impl Server {
    /// A server at an address such as `https://vb.school.example`. Who vouches for it, and which private addresses
    /// it may have, `fetch.toml` of the trust folder says.
    ///
    /// # Errors
    /// [`ServerError`]
    pub fn at(address: &str, trust_folder: Option<&Path>) -> Result<Self, ServerError> {
        let unreadable = || ServerError::Address { address: address.to_owned() };
        let base = Address::parse(address).filter(Address::is_bare).ok_or_else(unreadable)?;
        let configuration = trust_folder.map(Configuration::read_any).transpose()?.flatten();
        let ip = base.origin.ip();
        let is_here = base.origin.is_here();
        if base.origin.scheme == Scheme::Http && !is_here {
            return Err(ServerError::NotEncrypted { host: base.origin.name() });
        }
        let (mut named, roots) = configuration.map_or_else(Default::default, |read| (read.named_ips(), read.roots));
        if base.origin.scheme == Scheme::Https && roots.is_empty() {
            return Err(Error::NoRoots { host: base.origin.name() }.into());
        }
        named.extend(ip);
        if is_here {
            named.extend([IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)]);
        }
        Ok(Self { client: Client::new(Private::Only(named), &roots, 1), base })
    }

    /// The host, with its port where it is not the usual one.
    pub fn name(&self) -> String {
        self.base.origin.name()
    }

    /// Asks for what stands at a path, which begins with a slash: at most `most` bytes.
    ///
    /// # Errors
    /// No answer, a redirect, or a longer one.
    pub fn get(&self, path: &str, most: usize) -> Result<Reply, Error> {
        self.exchange(path, Question::Get, most)
    }

    /// Puts bytes at a path; at most `most` bytes of an answer are read.
    ///
    /// # Errors
    /// As [`Server::get`].
    pub fn put(&self, path: &str, media_type: &str, body: &[u8], most: usize) -> Result<Reply, Error> {
        self.exchange(path, Question::Put { media_type, body }, most)
    }

    fn exchange(&self, path: &str, question: Question, most: usize) -> Result<Reply, Error> {
        self.client.exchange(&self.base.at(path), question, most, Instant::now() + TIME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_servers_and_this_machine_are_named() {
        let code = |address| Server::at(address, None).map_or_else(|error| error.code(), |_| "named");
        for (address, expected) in [
            ("http://127.0.0.1:8080", "named"),
            ("http://[::1]:8080/", "named"),
            ("http://localhost:8080", "named"),
            ("http://vb.mau.edu.vn", "SERVER_NOT_ENCRYPTED"),
            ("http://10.0.0.1", "SERVER_NOT_ENCRYPTED"),
            ("https://vb.mau.edu.vn", "FETCH_NO_ROOTS"),
            ("https://vb.mau.edu.vn/V/", "SERVER_ADDRESS"),
            ("https://ai@vb.mau.edu.vn", "SERVER_ADDRESS"),
            ("ftp://vb.mau.edu.vn", "SERVER_ADDRESS"),
        ] {
            assert_eq!(code(address), expected, "{address}");
        }
    }
}

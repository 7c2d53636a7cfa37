//! The operator's configuration: who may be asked, and how much.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::address::{Address, Origin, Scheme};
use super::config_error::Error;
use super::error::Error as FetchError;
use crate::signature::x509::revocation::MAX_CRL_BYTES;
use crate::signature::x509::{Certificate, read_certificates};
use crate::wording::Phrase;

/// The file's name in the trust folder.
pub const CONFIGURATION: &str = "fetch.toml";
/// Settings and certificates are a few kilobytes.
const MAX_FILE_BYTES: u64 = 1024 * 1024;
const MIB: usize = 1024 * 1024;

/// ```toml
/// hosts = ["ocsp.ca.gov.vn", "crl.ca.gov.vn:8080"]  # a port only where it is not the usual one
/// tsa = ["http://tsa.ca.gov.vn"]                    # asked for timestamps, in this order; one may stand alone
/// roots = "https.pem"                               # who vouches for https hosts
/// cache = "cache"                                   # folder for answers
///
/// [rewrite]                                         # an address of certificates, and where it is now
/// "http://ocsp.ca.ptc" = "http://ocsp.ca.gov.vn"
///
/// [limits]
/// seconds = 5                                       # for all questions about one file
/// tsa_seconds = 180                                 # for one timestamp
/// crl_mib = 10                                      # for one revocation list
/// ```
///
/// Every entry may be missing; paths are relative to the folder of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Configuration {
    pub hosts: Vec<Host>,
    rewrites: Vec<(Origin, Origin)>,
    timestamp_authorities: Vec<Address>,
    #[serde(with = "in_der")]
    pub roots: Vec<Certificate>,
    pub cache: PathBuf,
    pub limits: Limits,
}

/// A host that may be asked: at the usual port of the scheme, or at this one alone.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Host {
    name: String,
    port: Option<u16>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limits {
    /// For all questions about one file.
    pub time: Duration,
    /// For one timestamp.
    pub timestamp_time: Duration,
    /// Bytes of one revocation list.
    pub crl_bytes: usize,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Tables {
    hosts: Vec<String>,
    tsa: OneOrMany,
    roots: Option<PathBuf>,
    cache: Option<PathBuf>,
    rewrite: BTreeMap<String, String>,
    limits: LimitsTable,
}

/// One address, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl OneOrMany {
    fn all(self) -> Vec<String> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LimitsTable {
    seconds: Option<u64>,
    tsa_seconds: Option<u64>,
    crl_mib: Option<u64>,
}

impl Configuration {
    /// `None` when the folder has no configuration, or one that names nobody.
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let read = Self::read_any(folder)?;
        Ok(read.filter(|one| !one.hosts.is_empty() || !one.timestamp_authorities.is_empty()))
    }

    /// `None` when the folder has no configuration.
    pub fn read_any(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(CONFIGURATION);
        let bytes = match read_limited(&path) {
            Ok(bytes) => bytes,
            Err(Error::Unreadable { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&bytes);
        let tables: Tables = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Error::Syntax { path: path.clone(), line, message: error.message().to_owned() }
        })?;
        let authorities = tables.tsa.all();
        let entries = Entries { path: &path };
        let hosts = tables.hosts.iter().map(|host| entries.host(host)).collect::<Result<Vec<_>, _>>()?;
        let roots = match tables.roots {
            Some(roots) => certificates(&folder.join(roots))?,
            None => Vec::new(),
        };
        Ok(Some(Self {
            rewrites: entries.rewrites(&tables.rewrite, &hosts)?,
            timestamp_authorities: authorities
                .iter()
                .map(|tsa| entries.address("tsa", tsa))
                .collect::<Result<_, _>>()?,
            hosts,
            roots,
            cache: folder.join(tables.cache.unwrap_or_else(|| "cache".into())),
            limits: Limits {
                time: Duration::from_secs(entries.number("limits.seconds", tables.limits.seconds, 5, 60)?),
                timestamp_time: Duration::from_secs(entries.number(
                    "limits.tsa_seconds",
                    tables.limits.tsa_seconds,
                    180,
                    600,
                )?),
                crl_bytes: entries.mebibytes("limits.crl_mib", tables.limits.crl_mib)?,
            },
        }))
    }

    /// Where an address that a certificate gives may be asked. `Ok(None)`: it is no address of the kind
    /// that is asked here.
    ///
    /// # Errors
    /// [`FetchError::NotNamed`] and [`FetchError::NoRoots`].
    pub fn permit(&self, address: &str) -> Result<Option<Address>, FetchError> {
        let Some(address) = Address::parse(address) else {
            return Ok(None);
        };
        let address = match self.rewrites.iter().find(|(from, _)| *from == address.origin) {
            Some((_, to)) => address.moved_to(to),
            None => address,
        };
        let origin = &address.origin;
        if !self.hosts.iter().any(|host| host.is(origin)) {
            return Err(FetchError::NotNamed { host: origin.name() });
        }
        self.vouched(origin)?;
        Ok(Some(address))
    }

    /// The addresses that the operator gave for timestamps, in the order in which they are asked.
    pub fn timestamp_authorities(&self) -> &[Address] {
        &self.timestamp_authorities
    }

    /// The addresses among what is named: only these may be private.
    pub fn named_ips(&self) -> Vec<IpAddr> {
        let hosts = self.hosts.iter().filter_map(|host| Origin::at(&host.name).ip());
        hosts.chain(self.timestamp_authorities.iter().filter_map(|address| address.origin.ip())).collect()
    }

    /// Whether somebody vouches for a host that is asked by https.
    pub fn vouched(&self, origin: &Origin) -> Result<(), FetchError> {
        if origin.scheme == Scheme::Https && self.roots.is_empty() {
            return Err(FetchError::NoRoots { host: origin.name() });
        }
        Ok(())
    }
}

impl Host {
    fn is(&self, origin: &Origin) -> bool {
        self.name == origin.host && self.port.unwrap_or(origin.scheme.default_port()) == origin.port
    }
}

/// Reads the entries, and names them in errors.
struct Entries<'p> {
    path: &'p Path,
}

impl Entries<'_> {
    /// `name`, `name:port`, an address of version 4, or one of version 6 in brackets.
    fn host(&self, text: &str) -> Result<Host, Error> {
        let expected = Phrase::new("tên máy chủ hoặc tên:cổng", "a host or host:port");
        let address = Address::parse(&format!("http://{text}/")).filter(Address::is_bare);
        let address = address.filter(|_| !text.contains(['/', '?', '#']));
        let Some(Address { origin, .. }) = address else {
            return Err(self.refused("hosts", text, expected));
        };
        let ends_in_port = !text.ends_with(']') && text.contains(':');
        Ok(Host { name: origin.host, port: ends_in_port.then_some(origin.port) })
    }

    fn address(&self, entry: &'static str, text: &str) -> Result<Address, Error> {
        let expected = Phrase::new("địa chỉ http:// hoặc https://", "an http:// or https:// address");
        Address::parse(text).ok_or_else(|| self.refused(entry, text, expected))
    }

    fn rewrites(&self, given: &BTreeMap<String, String>, hosts: &[Host]) -> Result<Vec<(Origin, Origin)>, Error> {
        let origin = |text: &str| {
            let expected = Phrase::new("địa chỉ chỉ gồm máy chủ", "an address of a host alone, without a path");
            let address = self.address("rewrite", text)?;
            if address.is_bare() { Ok(address.origin) } else { Err(self.refused("rewrite", text, expected)) }
        };
        let mut found = Vec::new();
        for (from, to) in given {
            let (from, target) = (origin(from)?, origin(to)?);
            if !hosts.iter().any(|host| host.is(&target)) {
                let expected = Phrase::new("máy chủ nêu ở hosts", "a host that stands in hosts");
                return Err(self.refused("rewrite", to, expected));
            }
            found.push((from, target));
        }
        Ok(found)
    }

    fn number(&self, entry: &'static str, given: Option<u64>, default: u64, most: u64) -> Result<u64, Error> {
        match given {
            None => Ok(default),
            Some(number) if (1..=most).contains(&number) => Ok(number),
            Some(number) => Err(Error::Range { path: self.path.to_owned(), entry, number, most }),
        }
    }

    fn mebibytes(&self, entry: &'static str, given: Option<u64>) -> Result<usize, Error> {
        let most = (MAX_CRL_BYTES / MIB) as u64;
        let number = self.number(entry, given, most, most)?;
        Ok(usize::try_from(number).map_or(MAX_CRL_BYTES, |number| number * MIB))
    }

    fn refused(&self, entry: &'static str, value: &str, expected: Phrase) -> Error {
        Error::Value { path: self.path.to_owned(), entry, value: value.to_owned(), expected }
    }
}

/// Certificates as a list of DER.
mod in_der {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Certificate;

    pub fn serialize<S: Serializer>(all: &[Certificate], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(all.iter().map(Certificate::der))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Certificate>, D::Error> {
        let all = Vec::<Vec<u8>>::deserialize(from)?;
        all.iter().map(|der| Certificate::from_der(der).map_err(D::Error::custom)).collect()
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Error> {
    read_certificates(&read_limited(path)?).map_err(|cause| Error::Roots { path: path.to_owned(), cause })
}

fn read_limited(path: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |cause| Error::Unreadable { path: path.to_owned(), cause };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Error::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
    }
    Ok(bytes)
}

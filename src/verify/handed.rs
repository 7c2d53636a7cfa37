//! A policy handed to another process of this program: what it was read from may have changed since.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::{Certificate, Directory, Evidence, Policy, Revocation, Trust};

/// Certificates and evidence in base64 of DER.
#[derive(Serialize, Deserialize)]
struct Handed {
    anchors: Vec<String>,
    tsa_anchors: Vec<String>,
    intermediates: Vec<String>,
    evidence: Vec<String>,
    revocation: Mode,
    directory: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Mode {
    Require,
    Prefer,
    Ignore,
}

impl Policy {
    /// For [`Policy::from_bytes`] of the same program. `None`: its directory cannot be written, which cannot be.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let all = |list: &[Certificate]| list.iter().map(|one| BASE64.encode(one.der())).collect();
        let Trust { anchors, tsa_anchors, intermediates, revocation, evidence } = &self.trust;
        let directory = match &self.directory {
            Some(directory) => Some(String::from_utf8(directory.to_json().ok()?).ok()?),
            None => None,
        };
        let handed = Handed {
            anchors: all(anchors),
            tsa_anchors: all(tsa_anchors),
            intermediates: all(intermediates),
            evidence: evidence.elements().map(|one| BASE64.encode(one)).collect(),
            revocation: match revocation {
                Revocation::Require => Mode::Require,
                Revocation::Prefer => Mode::Prefer,
                Revocation::Ignore => Mode::Ignore,
            },
            directory,
        };
        serde_json::to_vec(&handed).ok()
    }

    /// Reads what [`Policy::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Policy> {
        let handed: Handed = serde_json::from_slice(bytes).ok()?;
        let der = |text: &String| BASE64.decode(text.as_bytes()).ok();
        let all =
            |list: &[String]| list.iter().map(|one| Certificate::from_der(&der(one)?).ok()).collect::<Option<_>>();
        let mut evidence = Evidence::default();
        for element in &handed.evidence {
            evidence.merge(Evidence::read(&der(element)?).ok()?);
        }
        let directory = match &handed.directory {
            Some(json) => Some(Directory::from_json(json.as_bytes()).ok()?),
            None => None,
        };
        let trust = Trust {
            anchors: all(&handed.anchors)?,
            tsa_anchors: all(&handed.tsa_anchors)?,
            intermediates: all(&handed.intermediates)?,
            revocation: match handed.revocation {
                Mode::Require => Revocation::Require,
                Mode::Prefer => Revocation::Prefer,
                Mode::Ignore => Revocation::Ignore,
            },
            evidence,
        };
        Some(Policy { trust, directory })
    }
}

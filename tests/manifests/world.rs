//! A school with a key that seals, the authorities above it, and the directory that names it.

use chrono::{DateTime, Utc};
use rcgen::{KeyPair, RevocationReason};
use serde_json::{Value, json};
use vanbang::document::manifest::{BatchId, BlockKind, Bundle, Content, Height, Time, Unsigned};
use vanbang::document::record::{Directory, OrgId};
use vanbang::signature::cms::Purpose;
use vanbang::signature::pades::{Revocation, Trust};
use vanbang::signature::token::{Signer, SoftwareKey, enclose};
use vanbang::signature::x509::{Certificate, read_certificates};
use vanbang::verify::manifest::{Judgement, judge_manifest};

use crate::common::{Authority, at};
use crate::foreign::token_of;

pub const ORG: &str = "thpt-mau.hue";
pub const OTHER: &str = "thpt-khac.hue";
pub const BATCH: BatchId = BatchId::from_bytes([7; 8]);
/// When the batches of these tests are sealed.
pub const SEALED: &str = "2026-05-31T07:00:00Z";
/// Five minutes and nine seconds later, as a timestamp says it.
pub const STAMPED: &str = "20260531070509Z";

pub type Stamper = (Certificate, KeyPair);

pub struct World {
    pub authority: Authority,
    pub stampers: Authority,
    pub seal: SoftwareKey,
}

impl World {
    pub fn new() -> Self {
        let authority = Authority::new();
        let seal = authority.signer_with("Trường THPT Mẫu", 20, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030));
        World { authority, stampers: Authority::named("CA dấu thời gian"), seal }
    }

    /// Another certificate of the same authority.
    pub fn other(&self, name: &str, serial: u64) -> SoftwareKey {
        self.authority.signer_with(name, serial, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030))
    }

    pub fn stamper(&self, until: i32) -> Stamper {
        let (certificate, key) = self.stampers.timestamper("Dấu thời gian", (2025, until));
        (read_certificates(certificate.as_bytes()).unwrap().remove(0), KeyPair::from_pem(&key).unwrap())
    }

    /// Trusts both authorities; revocation is not asked.
    pub fn trust(&self) -> Trust {
        let (anchors, tsa_anchors) = (vec![self.authority.root.clone()], vec![self.stampers.root.clone()]);
        Trust { anchors, tsa_anchors, revocation: Revocation::Ignore, ..Trust::default() }
    }

    /// Every status must be known.
    pub fn strict(&self) -> Trust {
        Trust { revocation: Revocation::Require, ..self.trust() }
    }

    /// The school with its seal in these roles, and whatever else is changed.
    pub fn directory(&self, roles: &[&str], change: impl FnOnce(&mut Value)) -> Directory {
        directory(&[(ORG, self.seal.certificate(), roles)], change)
    }

    pub fn sealing(&self) -> Directory {
        self.directory(&["manifest", "seal"], |_| {})
    }

    /// `manifest.cms` of a content, by the school's seal.
    pub fn sign(&mut self, content: &Content) -> Vec<u8> {
        sign(&mut self.seal, content)
    }

    /// A list of the authority that covers the day of sealing.
    pub fn list(&self, revoked: &[(u64, RevocationReason)]) -> Vec<u8> {
        self.authority.revocation_list(revoked)
    }
}

pub fn directory(pinned: &[(&str, &Certificate, &[&str])], change: impl FnOnce(&mut Value)) -> Directory {
    let entry = |(org, certificate, roles): &(&str, &Certificate, &[&str])| {
        json!({
            "org": org, "name_vi": format!("Trường {}", &org[5..]), "name_en": format!("School {}", &org[5..]),
            "hosts": [{"host": "vb.mau.edu.vn", "until": null}],
            "certificates": [{"sha256": data_encoding::HEXLOWER.encode(&certificate.sha256()), "roles": roles,
                "from": "2026-01-01T00:00:00Z", "until": null, "compromised_since": null}],
        })
    };
    let mut file = json!({"format": "vanbang directory 1", "serial": 12, "issued": "2026-01-01T00:00:00+07:00",
        "next_update": "2027-02-21T00:00:00+07:00", "organisations": pinned.iter().map(entry).collect::<Vec<_>>()});
    change(&mut file);
    Directory::from_json(file.to_string().as_bytes()).unwrap()
}

pub fn sign(signer: &mut SoftwareKey, content: &Content) -> Vec<u8> {
    enclose(signer, Purpose::Manifest, content.bytes(), content.time().date_time().unwrap()).unwrap()
}

/// A content with this many documents, whose leaves are nobody's.
pub fn content(org: &str, count: usize, time: &str, salt: u8) -> Content {
    let height = Height::new(0).unwrap();
    let roots = (0..count).map(|place| [salt ^ u8::try_from(place).unwrap(); 32]).collect();
    let org = OrgId::new(org).unwrap();
    let unsigned = Unsigned { org, batch: BATCH, count, height, roots, publication: None, template: None };
    unsigned.complete(Time::from(at(time)), None, None).unwrap()
}

pub fn sealed() -> Content {
    content(ORG, 2, SEALED, 1)
}

/// The bundle with a token over all of its bytes.
pub fn stamp(bundle: Bundle, stamper: &Stamper, time: &str) -> Bundle {
    let token = token_of(time, stamper, &[bundle.bytes()]);
    bundle.with(BlockKind::Timestamp, &token).unwrap()
}

/// The word of a judgement, and what decided.
pub fn told(bytes: &[u8], directory: &Directory, trust: &Trust, at: DateTime<Utc>) -> (&'static str, &'static str) {
    match judge_manifest(bytes, Some(directory), trust, at).judgement {
        Judgement::Accepted(_) => ("accepted", ""),
        Judgement::Rejected(refusal) => {
            let why = refusal.findings.iter().find(|finding| finding.code != refusal.decisive.code);
            assert_eq!(refusal.decisive.code, "MANIFEST_REJECTED");
            ("rejected", why.map_or("", |finding| finding.code))
        }
        Judgement::Indeterminate(refusal) => ("indeterminate", refusal.decisive.code),
        Judgement::Failed(refusal) => ("failed", refusal.decisive.code),
    }
}

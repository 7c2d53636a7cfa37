//! Who signs these vectors, and the school that trusts them: `trust/school`.

use chrono::{DateTime, FixedOffset};
use serde_json::json;
use vanbang::signature::cms::ToBeSigned;
use vanbang::signature::crypto::{DigestAlgorithm, SignatureAlgorithm};
use vanbang::signature::token::{Error, Signature, Signer};
use vanbang::signature::x509::Certificate;

use super::super::Shared;
use super::super::certificate::Certificate as Written;
use super::super::der::pem;
use super::super::keys::{Hash, Key};
use super::super::people::{self, Identity};

/// The trust folder by which these vectors are judged.
pub const TRUST: &str = "school";

/// What the signatures say of their time.
pub fn claimed() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-05-31T14:05:09+07:00").expect("a time")
}

/// The school's seal, which the directory pins.
pub fn seal() -> Identity {
    people::signer("Trường THCS Mẫu", 13, "seal")
}

/// Another certificate of the same authority, whose name only looks like the school's.
pub fn look_alike() -> Identity {
    people::signer("Trường THCЅ Mẫu", 14, "stranger")
}

/// Somebody with a certificate of their own making.
pub fn stranger() -> Identity {
    let key = Key::named("stranger");
    Identity::new(&key, &Written::person("Hiệu trưởng", 11, &key, "CA khác", &key), &key)
}

/// The product's own way to sign, with a key of the vectors.
pub struct Hand {
    identity: Identity,
    certificate: Certificate,
}

impl Hand {
    pub fn of(identity: Identity) -> Self {
        let certificate = Certificate::from_der(&identity.certificate).expect("a certificate");
        Hand { identity, certificate }
    }
}

impl Signer for Hand {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &[]
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)
    }

    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, Error> {
        let value = self.identity.key.sign(Hash::Sha256, message.der());
        Ok(Signature::verified(message, self.certificate(), self.algorithm(), value).unwrap())
    }
}

/// The school trusts the office's authority and pins its own seal.
pub fn shared() -> Vec<Shared> {
    let root = Written::authority(people::CA, 1, &people::authority(), people::CA, &people::authority());
    let list = people::revocation_list(people::CA, &people::authority(), &[]);
    let pin = data_encoding::HEXLOWER.encode(&Hash::Sha256.of(&seal().certificate));
    let directory = json!({
        "format": "vanbang directory 1",
        "organisations": [{
            "org": "thcs-mau.hue",
            "name_vi": "Trường THCS Mẫu",
            "name_en": "Mau Lower Secondary School",
            "hosts": [{ "host": "vb.thcs-mau.example", "until": null }],
            "certificates": [{
                "sha256": pin, "roles": ["seal"],
                "from": "2026-01-01T00:00:00Z", "until": null, "compromised_since": null,
            }],
        }],
    });
    let directory = serde_json::to_vec_pretty(&directory).expect("a directory as JSON");
    let file = |name: &str, bytes: Vec<u8>| (format!("trust/{TRUST}/{name}"), bytes);
    vec![
        file("anchors/ca.pem", pem("CERTIFICATE", &root.signed_by(&people::authority())).into_bytes()),
        file("crls/ca.crl", pem("X509 CRL", &list).into_bytes()),
        file("directory.json", directory),
    ]
}

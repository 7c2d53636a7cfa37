//! Roots whose fingerprints are published, so that adding one of them is confirmed by comparison.

use data_encoding::HEXLOWER;

/// A root that we know by its SHA-256 fingerprint.
pub struct Published {
    pub name_vi: &'static str,
    pub name_en: &'static str,
    sha256: &'static str,
    /// Where the authority itself publishes the certificate.
    pub address: &'static str,
}

/// Fingerprints as reported by public software of several authors; each authority publishes the
/// certificate itself at the address given.
pub const PUBLISHED: [Published; 2] = [
    Published {
        name_vi: "Ban Cơ yếu Chính phủ (VGCA): RootCA chuyên dùng Chính phủ G2",
        name_en: "Government Cipher Committee (VGCA): RootCA for the Government G2",
        sha256: "f04ba4b459a7c9a1b971ad9b1cb833e695a80c79aea63b174b66a70edfe2fdb8",
        address: "http://ca.gov.vn/pki/pub/crt/rootcag2.crt",
    },
    Published {
        name_vi: "Trung tâm Chứng thực điện tử quốc gia (NEAC): Vietnam National Root CA",
        name_en: "National Electronic Authentication Center (NEAC): Vietnam National Root CA",
        sha256: "bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7",
        address: "https://rootca.gov.vn/crt/vnrca256.p7b",
    },
];

/// Whether a root with this fingerprint is the Government's (VGCA).
pub fn is_of_government(sha256: &[u8; 32]) -> bool {
    HEXLOWER.encode(sha256) == PUBLISHED[0].sha256
}

/// The published root with this fingerprint. Names never match anything.
pub fn of_fingerprint(sha256: &[u8; 32]) -> Option<&'static Published> {
    let text = HEXLOWER.encode(sha256);
    PUBLISHED.iter().find(|root| root.sha256 == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fingerprint_finds_its_root() {
        for root in &PUBLISHED {
            let bytes: [u8; 32] = HEXLOWER.decode(root.sha256.as_bytes()).unwrap().try_into().unwrap();
            assert_eq!(of_fingerprint(&bytes).unwrap().address, root.address);
        }
        assert!(of_fingerprint(&[0; 32]).is_none());
    }
}

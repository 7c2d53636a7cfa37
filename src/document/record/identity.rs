//! Who closes a record (`org`) and the random salt that keeps its commitments unguessable.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use super::Error;

/// An organisation's identifier: `[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]` (protocol 0).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgId(String);

impl OrgId {
    /// Checks the shape. Nothing is trimmed or lower-cased.
    pub fn new(text: &str) -> Result<OrgId, Error> {
        let bytes = text.as_bytes();
        let inner = |b: &u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        let outer = |b: Option<&u8>| matches!(b, Some(b'a'..=b'z' | b'0'..=b'9'));
        let fits =
            (3..=64).contains(&bytes.len()) && outer(bytes.first()) && outer(bytes.last()) && bytes.iter().all(inner);
        if fits { Ok(OrgId(text.to_owned())) } else { Err(Error::Org { value: text.to_owned() }) }
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OrgId {
    type Err = Error;

    fn from_str(text: &str) -> Result<OrgId, Error> {
        OrgId::new(text)
    }
}

/// Sixteen random bytes, drawn once when a record is first planned (protocol 2).
///
/// Whoever knows the facts but not the salt can compute neither id nor secret, so it stays out of
/// logs: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// Takes bytes that the caller drew from the system's generator.
    pub fn new(bytes: [u8; 16]) -> Salt {
        Salt(bytes)
    }

    /// Reads 22 characters of canonical base64url without padding.
    pub fn parse(text: &str) -> Result<Salt, Error> {
        let decoded = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Error::SaltMissing)?;
        <[u8; 16]>::try_from(decoded.as_slice()).map(Salt).map_err(|_| Error::SaltMissing)
    }

    /// The 22 characters of [`Salt::parse`].
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// The bytes, for a batch plan.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn org_ids_keep_to_the_protocol() {
        for good in ["thcs-mau.hue", "a1b", "0-0", &"a".repeat(64)] {
            assert!(OrgId::new(good).is_ok(), "{good}");
        }
        for bad in ["", "ab", "-ab", "ab-", "THCS", "thcs mau", "trường", &"a".repeat(65), "a_b"] {
            assert!(OrgId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn salts_are_canonical() {
        let salt = Salt::new([7; 16]);
        assert_eq!(salt.text().len(), 22);
        assert_eq!(Salt::parse(&salt.text()).ok(), Some(salt));
        assert!(Salt::parse("AAAAAAAAAAAAAAAAAAAAAA").is_ok());
        for bad in ["AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAA", "", "++++++++++++++++++++AA"] {
            assert!(Salt::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_hides_the_salt() {
        assert_eq!(format!("{:?}", Salt::new([7; 16])), "Salt(..)");
    }
}

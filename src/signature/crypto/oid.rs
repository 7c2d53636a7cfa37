//! Object identifiers of any kind. The `der` crate's type holds those that standards name; others, with
//! arcs of any size, occur in honest certificates and must not make them unreadable.

use der::asn1::ObjectIdentifier;
use std::fmt;

/// A well-formed object identifier, by its content bytes (X.690 clause 8.19).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Vec<u8>);

impl Oid {
    /// Reads the content of an OBJECT IDENTIFIER; `None` if an arc is unfinished or padded.
    pub fn from_bytes(content: &[u8]) -> Option<Self> {
        let mut starts = true;
        for byte in content {
            if starts && *byte == 0x80 {
                return None;
            }
            starts = byte & 0x80 == 0;
        }
        (starts && !content.is_empty()).then(|| Self(content.to_vec()))
    }

    /// Reads dotted numbers, as people write them.
    pub fn from_dotted(text: &str) -> Option<Self> {
        text.parse::<ObjectIdentifier>().ok().map(Self::from)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same as the `der` crate's type, if it can hold it; for matching with constants.
    pub fn known(&self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_bytes(&self.0).ok()
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(oid: ObjectIdentifier) -> Self {
        Self(oid.as_bytes().to_vec())
    }
}

impl PartialEq<ObjectIdentifier> for Oid {
    fn eq(&self, other: &ObjectIdentifier) -> bool {
        self.0 == other.as_bytes()
    }
}

/// Dotted numbers; an arc beyond 128 bits is shown as `?`.
impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc: Option<u128> = Some(0);
        let mut first = true;
        for byte in &self.0 {
            arc = arc.and_then(|arc| arc.checked_mul(128)).map(|arc| arc | u128::from(byte & 0x7f));
            if byte & 0x80 != 0 {
                continue;
            }
            match (first, arc) {
                (true, Some(arc)) => {
                    let root = (arc / 40).min(2);
                    write!(f, "{root}.{}", arc - root * 40)?;
                }
                (true, None) => f.write_str("2.?")?,
                (false, Some(arc)) => write!(f, ".{arc}")?,
                (false, None) => f.write_str(".?")?,
            }
            first = false;
            arc = Some(0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_of_any_size_are_read_and_shown() {
        let shown = |bytes: &[u8]| Oid::from_bytes(bytes).map(|oid| oid.to_string());
        assert_eq!(shown(&[0x2a, 0x03]).as_deref(), Some("1.2.3"));
        assert_eq!(shown(&[0x88, 0x37]).as_deref(), Some("2.999"));
        assert_eq!(shown(&[0x69, 0xff, 0xff, 0xff, 0xff, 0x7f]).as_deref(), Some("2.25.34359738367"));
        assert_eq!(shown(&[&[0x69][..], &[0xff; 30], &[1]].concat()).as_deref(), Some("2.25.?"));
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[0x2a, 0x80, 0x01]), None);
        assert_eq!(shown(&[0x2a, 0x81]), None);
    }

    #[test]
    fn it_equals_the_same_constant() {
        let constant = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
        assert_eq!(Oid::from(constant), constant);
        assert_eq!(Oid::from(constant).known(), Some(constant));
        assert_eq!(Oid::from(constant).to_string(), constant.to_string());
        assert_eq!(Oid::from_dotted("1.2.840.113549.1.7.2"), Some(constant.into()));
        assert_eq!(Oid::from_dotted("anyPolicy"), None);
    }
}

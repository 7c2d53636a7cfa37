//! A name's bytes. Nearly all names are short and lie in place, so that reading a file asks for no memory
//! for each of them.

use std::fmt;
use std::ops::Deref;

/// A name without its slash and with its escapes undone (ISO 32000-2 clause 7.3.5).
#[derive(Clone)]
pub struct Name(Held);

#[derive(Clone)]
enum Held {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Box<[u8]>),
}

/// The longest name that lies in place: as long as makes a name no larger than a pointer with its length
/// and capacity.
const SHORT: usize = 22;

impl Name {
    /// The first bytes of a text. What follows them is copied along where it can be, because so many at
    /// once cost less than a number of bytes that has to be looked at.
    pub(super) fn first_of(text: &[u8], length: usize) -> Self {
        match (text.first_chunk(), u8::try_from(length)) {
            (Some(bytes), Ok(short)) if length <= SHORT => Name(Held::Short { length: short, bytes: *bytes }),
            _ => Name::from(text.get(..length).unwrap_or_default()),
        }
    }

    pub fn as_slice(&self) -> &[u8] {
        match &self.0 {
            Held::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Held::Long(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for Name {
    fn from(name: &[u8]) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..name.len()), u8::try_from(name.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(name);
                Name(Held::Short { length, bytes })
            }
            _ => Name(Held::Long(name.into())),
        }
    }
}

impl Deref for Name {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.as_slice().escape_ascii())
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Name {}

impl<const N: usize> PartialEq<[u8; N]> for Name {
    fn eq(&self, other: &[u8; N]) -> bool {
        self.as_slice() == other
    }
}

impl PartialEq<[u8]> for Name {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_slice() == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_length_keep_their_bytes() {
        for length in 0..=2 * SHORT {
            let bytes: Vec<u8> = (1..=length as u8).collect();
            let name = Name::from(bytes.as_slice());
            assert_eq!(name.as_slice(), bytes);
            assert_eq!(matches!(name.0, Held::Short { .. }), length <= SHORT);
            assert_eq!(name, Name::first_of(&[bytes.as_slice(), &[7; SHORT]].concat(), length));
            assert_eq!(name, Name::first_of(&bytes, length));
            assert_ne!(name, Name::from([bytes.as_slice(), b"x"].concat().as_slice()));
        }
        assert!(size_of::<Name>() <= size_of::<Vec<u8>>());
    }
}

//! A PIN in memory: wiped when dropped, never printed.

use std::fmt;
use zeroize::Zeroizing;

/// A token's PIN, or the password of a software key.
pub struct Pin(Zeroizing<String>);

impl Pin {
    pub fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The PIN that bytes are, if they are text.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(std::str::from_utf8(bytes).ok()?.to_owned())))
    }

    /// The secret itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Pin {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(***)")
    }
}

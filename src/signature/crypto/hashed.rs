//! Bytes that are hashed once: whoever asks for a digest of them, or of what goes on behind them, starts from there.

use std::fmt;

use super::{DigestAlgorithm, Hasher};

/// Bytes with their SHA-256 in the making.
#[derive(Clone)]
pub struct Hashed {
    bytes: Vec<u8>,
    state: Hasher,
}

impl Hashed {
    /// Puts more behind them.
    pub fn push(&mut self, more: &[u8]) {
        self.bytes.reserve_exact(more.len());
        self.bytes.extend_from_slice(more);
        self.state.update(more);
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub fn sha256(&self) -> Vec<u8> {
        self.state.clone().finish()
    }

    /// SHA-256 of other bytes, which may begin with these.
    pub fn sha256_of(&self, other: &[u8]) -> Vec<u8> {
        match other.strip_prefix(self.bytes()) {
            Some(rest) => {
                let mut state = self.state.clone();
                state.update(rest);
                state.finish()
            }
            None => DigestAlgorithm::Sha256.digest(other),
        }
    }

    /// A digest that has these bytes and goes on.
    pub fn hasher(&self, algorithm: DigestAlgorithm) -> Hasher {
        if algorithm == DigestAlgorithm::Sha256 {
            return self.state.clone();
        }
        let mut hasher = algorithm.hasher();
        hasher.update(&self.bytes);
        hasher
    }
}

impl From<Vec<u8>> for Hashed {
    fn from(bytes: Vec<u8>) -> Self {
        let mut state = DigestAlgorithm::Sha256.hasher();
        state.update(&bytes);
        Hashed { bytes, state }
    }
}

impl<B: AsRef<[u8]> + ?Sized> From<&B> for Hashed {
    fn from(bytes: &B) -> Self {
        bytes.as_ref().to_vec().into()
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hashed({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_all_bytes_however_they_came_together() {
        let mut hashed = Hashed::from(b"hoc ");
        hashed.push(b"ba");
        assert_eq!(hashed.sha256(), DigestAlgorithm::Sha256.digest(b"hoc ba"));
        for other in [&b"hoc ba so"[..], b"hoc ba", b"hoc bo", b"hoc", b""] {
            assert_eq!(hashed.sha256_of(other), DigestAlgorithm::Sha256.digest(other));
        }
        for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384] {
            let mut hasher = hashed.hasher(algorithm);
            hasher.update(b" so");
            assert_eq!(hasher.finish(), algorithm.digest(b"hoc ba so"));
        }
        assert_eq!(hashed.into_bytes(), b"hoc ba");
    }
}

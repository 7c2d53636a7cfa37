//! Authenticated encryption: AES-256-GCM under keys that encrypt a single message.

use super::Error;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

/// A key of AES-256-GCM (NIST SP 800-38D) that was derived for one message, so that its nonce is zero.
/// Sealing consumes it.
pub struct MessageKey(LessSafeKey);

impl MessageKey {
    /// Octets that sealing adds.
    pub const TAG_BYTES: usize = 16;

    /// # Errors
    /// [`Error::Sealed`] when the library refuses the key.
    pub fn new(key: &[u8; 32]) -> Result<Self, Error> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| Error::Sealed { detail: "the key is refused" })?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Ciphertext and tag of `plaintext`, bound to `beside`, which stays readable.
    ///
    /// # Errors
    /// [`Error::Sealed`] when the library refuses the message.
    pub fn seal(self, beside: &[u8], plaintext: Vec<u8>) -> Result<Vec<u8>, Error> {
        let mut message = plaintext;
        self.0
            .seal_in_place_append_tag(zero_nonce(), Aad::from(beside), &mut message)
            .map_err(|_| Error::Sealed { detail: "the message is refused" })?;
        Ok(message)
    }

    /// The plaintext of what was sealed with the same key and the same `beside`.
    ///
    /// # Errors
    /// [`Error::Sealed`] when the tag does not fit.
    pub fn open(&self, beside: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut message = Zeroizing::new(sealed.to_vec());
        let opened = self
            .0
            .open_in_place(zero_nonce(), Aad::from(beside), message.as_mut_slice())
            .map_err(|_| Error::Sealed { detail: "the tag does not fit" })?
            .len();
        message.truncate(opened);
        Ok(message)
    }
}

fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// The published test cases 13 and 14 of the GCM specification: zero key, zero nonce.
    #[test]
    fn the_published_vectors() {
        let cases = [
            (vec![], "530f8afbc74536b9a963b4f1c4cb738b"),
            (vec![0; 16], "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        ];
        for (plaintext, sealed) in cases {
            let key = || MessageKey::new(&[0; 32]).unwrap();
            assert_eq!(HEXLOWER.encode(&key().seal(b"", plaintext.clone()).unwrap()), sealed);
            assert_eq!(*key().open(b"", &HEXLOWER.decode(sealed.as_bytes()).unwrap()).unwrap(), plaintext);
        }
    }

    #[test]
    fn what_was_changed_does_not_open() {
        let key = || MessageKey::new(&[7; 32]).unwrap();
        let sealed = key().seal(b"beside", b"bang diem".to_vec()).unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key().open(b"beside", &changed).is_err());
        }
        assert!(key().open(b"Beside", &sealed).is_err());
        assert!(MessageKey::new(&[8; 32]).unwrap().open(b"beside", &sealed).is_err());
        let cut = key().open(b"beside", &sealed[..15]).unwrap_err();
        assert_eq!(cut.code(), "SEALED_DATA_WRONG");
    }
}

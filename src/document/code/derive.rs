//! Identifier and secret follow from the record's bytes and from nothing else.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Id, decimal, text};
use crate::document::code::Error;
use crate::signature::crypto;

/// First byte of the S form (protocol.md 5.2).
pub(super) const FORM_S: u8 = 0x01;
/// First byte of the F form.
pub(super) const FORM_F: u8 = 0x02;

/// The 16 bytes that stand on the paper and never reach a server. Wiped on drop, compared in
/// constant time, hidden from `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 16]);

impl Secret {
    /// Wraps 16 bytes read from a code or an opening.
    pub fn from_bytes(bytes: [u8; 16]) -> Secret {
        Secret(bytes)
    }

    /// The bytes, for deriving keys and leaves. They must not be logged.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        crypto::equal_constant_time(&self.0, &other.0)
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What a record's bytes commit to: its name and its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    id: Id,
    secret: Secret,
}

impl Code {
    /// Derives both from the exact bytes attached as `record.json` (protocol.md 2.3). Whether the
    /// record carries a valid salt is the record's own check.
    pub fn derive(record_bytes: &[u8]) -> Code {
        let mut okm = [0_u8; 32];
        crypto::hkdf_sha256(b"vanbang record 1", record_bytes, b"vanbang code 1", &mut okm);
        let mut id = [0_u8; 16];
        let mut secret = [0_u8; 16];
        let (left, right) = okm.split_at(16);
        id.copy_from_slice(left);
        secret.copy_from_slice(right);
        okm.zeroize();
        let code = Code { id: Id::from_bytes(id), secret: Secret(secret) };
        secret.zeroize();
        code
    }

    /// The public identifier.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The secret of the paper.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The text of the S form, in upper case: `HTTPS://HOST/V/ID#DIGITS` (protocol.md 5.2).
    pub fn s_text(&self, host: &str) -> Result<String, Error> {
        text::check_host(host)?;
        let mut bytes = [0_u8; 17];
        if let Some((form, secret)) = bytes.split_first_mut() {
            *form = FORM_S;
            secret.copy_from_slice(self.secret.expose());
        }
        let digits = decimal::from_bytes(&bytes);
        bytes.zeroize();
        Ok(format!("HTTPS://{}/V/{}#{digits}", host.to_ascii_uppercase(), self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_id_and_hides_the_secret() {
        let code = Code::derive(b"{}");
        let shown = format!("{code:?}");
        assert!(shown.contains(&code.id().text()));
        assert!(shown.contains("Secret(..)"));
    }

    #[test]
    fn one_byte_more_is_another_code() {
        assert_ne!(Code::derive(b"{}"), Code::derive(b"{} "));
    }
}

//! Identifier and secret follow from the record's bytes and from nothing else.

use std::fmt;
use std::ops::Range;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Id, text};
use crate::document::code::Error;
use crate::signature::crypto;

/// First byte of the S form (protocol.md 5.2).
pub(super) const FORM_S: u8 = 0x01;
/// First byte of the F form.
pub(super) const FORM_F: u8 = 0x02;
/// Where the secret stands in an opening (protocol.md 5.1).
const SECRET_IN_OPENING: Range<usize> = 11..27;

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
        let mut bytes = [0_u8; 17];
        if let Some((form, secret)) = bytes.split_first_mut() {
            *form = FORM_S;
            secret.copy_from_slice(self.secret.expose());
        }
        let text = text::write(host, self.id, &bytes);
        bytes.zeroize();
        text
    }

    /// The text of the F form: the opening stands behind `#` (protocol.md 5.1, 5.2).
    ///
    /// # Errors
    /// A host that cannot stand in a code; an opening that holds another record's secret, or that needs
    /// more than 1000 digits.
    pub fn f_text(&self, host: &str, opening: &[u8]) -> Result<String, Error> {
        self.check_opening(opening)?;
        text::write(host, self.id, opening)
    }

    /// What a document carries as `code.bin`: the identifier, then the opening (protocol.md 11.4).
    ///
    /// # Errors
    /// As [`Code::f_text`].
    pub fn attached(&self, opening: &[u8]) -> Result<Vec<u8>, Error> {
        self.check_opening(opening)?;
        Ok([self.id.as_bytes(), opening].concat())
    }

    /// Whether the bytes can be the opening of this record; its place in the batch is not looked at.
    fn check_opening(&self, opening: &[u8]) -> Result<(), Error> {
        let secret = opening.get(SECRET_IN_OPENING).and_then(|secret| <[u8; 16]>::try_from(secret).ok());
        let is_ours = secret.is_some_and(|secret| Secret::from_bytes(secret) == self.secret);
        if opening.first() == Some(&FORM_F) && is_ours { Ok(()) } else { Err(Error::OpeningOfAnother) }
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
    fn an_opening_is_written_for_its_own_record_alone() {
        let code = Code::derive(b"{}");
        let opening = |first: u8, secret: &[u8; 16], claims: usize| {
            [&[first][..], &[0; 10], secret, &[0], &vec![0xff; claims]].concat()
        };
        let own = opening(FORM_F, code.secret().expose(), 1);
        let text = code.f_text("vb.mau.edu.vn", &own).unwrap();
        assert!(matches!(text::parse(&text).unwrap().form, text::Form::F(bytes) if *bytes == own));
        assert_eq!(code.attached(&own).unwrap(), [&code.id().as_bytes()[..], &own].concat());
        for other in [opening(FORM_S, code.secret().expose(), 1), opening(FORM_F, &[7; 16], 1), own[..26].to_vec()] {
            assert_eq!(code.f_text("vb.mau.edu.vn", &other), Err(Error::OpeningOfAnother));
            assert_eq!(code.attached(&other), Err(Error::OpeningOfAnother));
        }
        // 415 bytes are at most 1000 digits, 416 may be, 417 are not
        let longest = opening(FORM_F, code.secret().expose(), 415 - 28);
        assert!(text::parse(&code.f_text("vb.mau.edu.vn", &longest).unwrap()).is_ok());
        let longer = opening(FORM_F, code.secret().expose(), 417 - 28);
        assert_eq!(code.f_text("vb.mau.edu.vn", &longer).unwrap_err().code(), "CODE_TEXT_TOO_LONG");
    }

    #[test]
    fn one_byte_more_is_another_code() {
        assert_ne!(Code::derive(b"{}"), Code::derive(b"{} "));
    }
}

//! A key signs a content that its message encloses, and hands out only what reads back.

use chrono::{DateTime, Utc};

use super::{Error, Signer};
use crate::signature::cms::{Draft, MOST_ENCLOSED_CERTIFICATES, Purpose};
use crate::signature::x509::Certificate;

/// Encloses a content in a message of this purpose, signed. `time`, in whole seconds, becomes signing-time. What is
/// handed back was read and verified with the certificate, as any verifier would.
///
/// # Errors
/// Why the key did not sign; [`Error::Message`] for a content of another purpose, or over a limit.
pub fn enclose(
    signer: &mut dyn Signer,
    purpose: Purpose,
    content: &[u8],
    time: DateTime<Utc>,
) -> Result<Vec<u8>, Error> {
    let beside: Vec<Certificate> = signer.chain().iter().take(MOST_ENCLOSED_CERTIFICATES - 1).cloned().collect();
    let draft = Draft::new(purpose, content.to_vec(), signer.certificate(), &beside, signer.algorithm(), time)?;
    let signature = signer.sign(draft.to_be_signed())?;
    Ok(draft.finish(&signature)?)
}

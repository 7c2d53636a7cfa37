//! A signature timestamp enters the hole of a signature that closes its file (EN 319 142-1 clause 6.3).

use std::ops::Range;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::Error;
use super::field::signature_fields;
use super::locate::{SubFilter, locate};
use super::prepare::{SignedPdf, fill_hole};
use super::report::Coverage;
use crate::signature::cms;
use crate::signature::pdf::{File, Limits};

/// A file whose last signature has no timestamp yet, and room for one.
#[derive(Clone)]
pub struct Unstamped {
    bytes: Vec<u8>,
    gap: Range<usize>,
    message: Vec<u8>,
    value: Vec<u8>,
}

impl Unstamped {
    /// Finds the signature in the field called `name`.
    ///
    /// # Errors
    /// When it is not a PAdES signature over the whole file, or has a timestamp.
    pub fn read(bytes: Vec<u8>, name: &str) -> Result<Self, Error> {
        let file = File::open(&bytes, Limits::default())?;
        let field = signature_fields(&file, file.last()).into_iter().find(|field| field.name == name);
        let field = field.filter(|field| field.value.is_some()).ok_or_else(|| Error::FieldMissing(name.into()))?;
        let unfit = || Error::NotToBeStamped(name.into());
        let located = locate(&file, &field).map_err(|_| unfit())?;
        if located.sub_filter != SubFilter::CadesDetached || located.coverage != Coverage::WholeFile {
            return Err(unfit());
        }
        let parsed = cms::parse(&located.contents)?;
        if parsed.timestamp_tokens().next().is_some() {
            return Err(unfit());
        }
        let message = located.contents.get(..parsed.der_len()).unwrap_or_default().to_vec();
        let (gap, value) = (located.byte_range.gap(), parsed.signature_value().to_vec());
        Ok(Unstamped { bytes, gap, message, value })
    }

    /// What the authority is to stamp (RFC 3161 appendix A).
    pub fn signature_value(&self) -> &[u8] {
        &self.value
    }

    /// Puts a timestamp token beside the signature; no signed byte changes.
    ///
    /// # Errors
    /// [`Error::MessageTooLarge`] when the room that was left does not hold it.
    pub fn stamp(mut self, token: &[u8]) -> Result<SignedPdf, Error> {
        let message = cms::with_timestamp(&self.message, token)?;
        fill_hole(&mut self.bytes, &self.gap, &message)?;
        Ok(SignedPdf { bytes: self.bytes, beginning: None })
    }

    /// The timestamp token with which this file became `stamped`, byte for byte; none where that is another file.
    pub fn token_in(&self, stamped: &[u8]) -> Option<Vec<u8>> {
        let hole = stamped.get(self.gap.clone())?.strip_prefix(b"<")?.strip_suffix(b">")?;
        let contents = HEXLOWER_PERMISSIVE.decode(hole).ok()?;
        let token = cms::parse(&contents).ok()?.timestamp_tokens().next()?.to_vec();
        let again = self.clone().stamp(&token).ok()?;
        (again.bytes() == stamped).then_some(token)
    }
}

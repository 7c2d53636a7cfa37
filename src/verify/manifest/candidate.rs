//! A manifest that keeps every rule of its form and whose signature verifies, which anybody with any
//! certificate can make: whose it is, is judged after.

use super::findings;
use crate::document::manifest::{self, Bundle, Content};
use crate::signature::cms::{self, Enclosed, Purpose};
use crate::signature::pades::Finding;

/// What bundles begin with, and signed messages never do.
const BUNDLE: &[u8] = b"VBM1";

/// A signed manifest as it was read, with its bundle if it came in one.
#[derive(Debug, Clone)]
pub struct Candidate {
    message: Enclosed,
    content: Content,
    bundle: Option<Bundle>,
}

impl Candidate {
    /// Reads a bundle or a signed message and verifies the signature over the bytes as received (protocol.md 11.1,
    /// step 1).
    ///
    /// # Errors
    /// The rule that is broken.
    pub fn read(bytes: &[u8]) -> Result<Self, Box<Finding>> {
        let bundle = bytes.starts_with(BUNDLE).then(|| Bundle::parse(bytes)).transpose().map_err(of_content)?;
        let message = bundle.as_ref().map_or(bytes, Bundle::manifest);
        let message = Enclosed::read(message, Purpose::Manifest).map_err(of_message)?;
        let content = Content::parse(message.content()).map_err(of_content)?;
        if i64::try_from(content.time().seconds()) != Ok(message.signing_time().timestamp()) {
            let (signed, stated) = (message.signing_time().to_rfc3339(), content.time());
            return Err(Box::new(findings::MANIFEST_TIMES_DIFFER().with(format!("{signed} / {stated}"))));
        }
        Ok(Self { message, content, bundle })
    }

    /// The message around the content.
    pub fn message(&self) -> &Enclosed {
        &self.message
    }

    /// What it says, which proves nothing before it is judged.
    pub fn content(&self) -> &Content {
        &self.content
    }

    pub fn bundle(&self) -> Option<&Bundle> {
        self.bundle.as_ref()
    }
}

fn of_message(error: cms::Error) -> Box<Finding> {
    Box::new(Finding::worded(error.code(), error.message_vi(), error.to_string()))
}

pub(super) fn of_content(error: manifest::Error) -> Box<Finding> {
    Box::new(Finding::worded(error.code(), error.message_vi(), error.to_string()))
}

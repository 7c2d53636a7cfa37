//! The manifest of a batch on disk: what is final when the batch is planned, its content once the closing session
//! has begun, and the signed message.

use std::path::PathBuf;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::store::{self, failed};
use super::{Batch, Damage, Error};
use crate::document::manifest::{Content, Delegation, Digest, Leaves, Publication, Time, Unsigned};
use crate::document::record::{Kind, OrgId};
use crate::signature::crypto::sha256_parts;

/// What is published of a batch beside its manifest.
pub struct Sealing {
    pub leaves: Leaves,
    pub publication: Publication,
    /// What the manifest will say, as far as the plan decides it.
    pub unsigned: Unsigned,
}

impl Batch {
    /// The places of all documents, which follow from the plan.
    ///
    /// # Errors
    /// A plan or settings that are not as they were written.
    pub fn sealing(&self) -> Result<Sealing, Error> {
        let org = OrgId::new(&self.settings().organisation)?;
        let kind =
            Kind::from_code(&self.settings().kind).ok_or_else(|| self.damaged("batch.toml", Damage::OtherPlan))?;
        let (leaves, publication) = self.plan().published(&org, kind)?;
        let unsigned = leaves.unsigned(Some(publication.digest()), Some(self.template_digest()?));
        Ok(Sealing { leaves, publication, unsigned })
    }

    /// Template and fonts as one digest, for information.
    fn template_digest(&self) -> Result<Digest, Error> {
        let bytes = |text: &str| HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
        let settings = self.settings();
        let parts = bytes(&settings.template_sha256).zip(bytes(&settings.fonts_sha256));
        let (template, fonts) = parts.ok_or_else(|| self.damaged("batch.toml", Damage::OtherPlan))?;
        Ok(sha256_parts(&[&template, &fonts]))
    }

    /// The content that was stored when the closing session began.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Damaged`] for the content of another plan.
    pub fn content(&self) -> Result<Option<Content>, Error> {
        let Some(bytes) = self.read(CONTENT)? else { return Ok(None) };
        let content = Content::parse(&bytes).map_err(|_| self.damaged(CONTENT, Damage::OtherManifest))?;
        match *content.sealed() == self.sealing()?.unsigned {
            true => Ok(Some(content)),
            false => Err(self.damaged(CONTENT, Damage::OtherManifest)),
        }
    }

    /// The stored content, else the one completed and stored now: a batch has one.
    ///
    /// # Errors
    /// As [`Batch::content`].
    pub fn complete(&self, time: Time, delegation: Option<Delegation>) -> Result<Content, Error> {
        if let Some(content) = self.content()? {
            return Ok(content);
        }
        let content = self.sealing()?.unsigned.complete(time, None, delegation)?;
        self.keep(CONTENT, content.bytes())?;
        Ok(content)
    }

    /// The signed manifest, as it was stored.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn manifest(&self) -> Result<Option<Vec<u8>>, Error> {
        self.read(MANIFEST)
    }

    /// Stores the signed manifest.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn keep_manifest(&self, message: &[u8]) -> Result<(), Error> {
        self.keep(MANIFEST, message)
    }

    /// The signed manifest with the evidence that has grown behind it, once there is any.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn bundle(&self) -> Result<Option<Vec<u8>>, Error> {
        self.read(BUNDLE)
    }

    /// Stores what the bundle has grown to.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn keep_bundle(&self, bundle: &[u8]) -> Result<(), Error> {
        self.keep(BUNDLE, bundle)
    }

    /// The signed manifest that lies in the folder is of another content.
    pub fn other_manifest(&self) -> Error {
        self.damaged(MANIFEST, Damage::OtherManifest)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn damaged(&self, name: &str, damage: Damage) -> Error {
        Error::Damaged { path: self.place(name), damage }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let path = self.place(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failed(&path)(cause)),
        }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.place(name);
        store::publish(&store::write_synced(&path, bytes)?, &path)
    }
}

const CONTENT: &str = "manifest.cbor";
const MANIFEST: &str = "manifest.cms";
const BUNDLE: &str = "manifest.bundle";

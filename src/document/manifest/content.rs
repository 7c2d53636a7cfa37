//! The content of a manifest (protocol.md 6.1): what the organisation's token signs once for a batch.

use super::cbor::{Fault, Fields, Value, Writer};
use super::limits::Limit;
use super::{BatchId, Claims, Delegation, Digest, Error, Height, Object, Opening, Place, Time, leaf, root_of};
use crate::document::code::Id;
use crate::document::record::OrgId;
use crate::signature::crypto;

const LABEL: &str = "vanbang manifest 1";

/// What is final before the first document of a batch is drawn: keys 0 to 2, 4 to 7 and 10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    pub org: OrgId,
    pub batch: BatchId,
    /// Documents of the batch.
    pub count: usize,
    pub height: Height,
    pub roots: Vec<Digest>,
    /// Digest of the publication list; none when nothing is published.
    pub publication: Option<Digest>,
    /// Digest of the whole template and font set, for information.
    pub template: Option<Digest>,
}

impl Unsigned {
    /// A manifest without documents, which renews or replaces the status key.
    pub fn empty(org: OrgId, batch: BatchId) -> Unsigned {
        Unsigned { org, batch, count: 0, height: Height::LOWEST, roots: Vec::new(), publication: None, template: None }
    }

    /// Fills in keys 3, 8 and 9 when the closing session begins. Without a `list` it is the year of `time` in
    /// Việt Nam.
    ///
    /// # Errors
    /// As [`Content::parse`], when the parts do not fit each other.
    pub fn complete(&self, time: Time, list: Option<u64>, delegation: Option<Delegation>) -> Result<Content, Error> {
        let list = list.or_else(|| time.year()).unwrap_or_default();
        let digest = |digest: &Option<Digest>| digest.map(Vec::from).unwrap_or_default();
        let mut writer = Writer::new();
        writer.map(11).unsigned(0).text(LABEL).unsigned(1).text(self.org.as_str());
        writer.unsigned(2).bytes(self.batch.as_bytes()).unsigned(3).unsigned(time.seconds());
        writer.unsigned(4).unsigned(self.count as u64).unsigned(5).unsigned(u64::from(self.height.number()));
        writer.unsigned(6).bytes(self.roots.as_flattened()).unsigned(7).bytes(&digest(&self.publication));
        writer.unsigned(8).unsigned(list).unsigned(9).array(usize::from(delegation.is_some()));
        if let Some(delegation) = delegation {
            delegation.write(&mut writer);
        }
        writer.unsigned(10).bytes(&digest(&self.template));
        Content::parse(&writer.finish())
    }
}

/// The content of a manifest, as received. Whoever signed it is judged elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    bytes: Vec<u8>,
    digest: Digest,
    sealed: Unsigned,
    time: Time,
    list: u64,
    delegation: Option<Delegation>,
}

impl Content {
    /// Reads a content, byte by byte as the protocol has it.
    ///
    /// # Errors
    /// `MANIFEST_MALFORMED` or a limit.
    pub fn parse(bytes: &[u8]) -> Result<Content, Error> {
        Limit::Manifest.check(bytes.len())?;
        let refused = |fault| Object::Manifest.refused(fault);
        let mut fields = Value::read_map(bytes).map_err(refused)?;
        fields.label(0, LABEL).map_err(refused)?;
        let org = fields.text(1).map_err(refused)?;
        let org = OrgId::new(org).map_err(|_| refused(Fault::ValueOf(1)))?;
        let batch = BatchId::from_bytes(fields.exactly(2).map_err(refused)?);
        let time = Time::from_seconds(fields.unsigned(3).map_err(refused)?).ok_or(refused(Fault::ValueOf(3)))?;
        let (count, height, roots) = read_tree(&mut fields)?;
        let publication = optional_digest(&mut fields, 7).map_err(refused)?;
        let list = fields.unsigned(8).map_err(refused)?;
        let delegation = read_delegations(&mut fields).map_err(refused)?;
        let template = optional_digest(&mut fields, 10).map_err(refused)?;
        fields.finish().map_err(refused)?;
        let sealed = Unsigned { org, batch, count, height, roots, publication, template };
        Ok(Content { bytes: bytes.to_vec(), digest: crypto::sha256(bytes), sealed, time, list, delegation })
    }

    /// What is signed, as received.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The identity of the manifest: the digest of its content.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What was final before the batch was drawn.
    pub fn sealed(&self) -> &Unsigned {
        &self.sealed
    }

    pub fn org(&self) -> &OrgId {
        &self.sealed.org
    }

    pub fn batch(&self) -> BatchId {
        self.sealed.batch
    }

    /// Documents of the batch.
    pub fn count(&self) -> usize {
        self.sealed.count
    }

    /// The time that the sealer claims.
    pub fn time(&self) -> Time {
        self.time
    }

    /// Number of the status list that covers the batch.
    pub fn list(&self) -> u64 {
        self.list
    }

    /// Digest of the publication list; none when nothing is published.
    pub fn publication(&self) -> Option<&Digest> {
        self.sealed.publication.as_ref()
    }

    /// The status key that it delegates.
    pub fn delegation(&self) -> Option<&Delegation> {
        self.delegation.as_ref()
    }

    /// Proves that the opening of the document `id` hangs in this manifest, under this manifest's organisation.
    ///
    /// # Errors
    /// [`Error::NotInManifest`].
    pub fn proves(&self, id: &Id, opening: &Opening) -> Result<Sealed, Error> {
        let Unsigned { org, batch, count, height, roots, .. } = &self.sealed;
        let leaf = leaf(org, batch, id, opening.secret(), opening.claims().bytes());
        let proven = || {
            let place = Place::of(usize::from(opening.index()), *count, *height)?;
            let root = root_of(&place, &leaf, opening.path())?;
            roots.get(place.subtree).filter(|expected| **expected == root)
        };
        match proven() {
            Some(_) if opening.batch() == *batch => {
                Ok(Sealed { org: org.clone(), manifest: self.digest, id: *id, claims: opening.claims().clone() })
            }
            _ => Err(Error::NotInManifest),
        }
    }
}

/// Claims that hang in a manifest. Only [`Content::proves`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    org: OrgId,
    manifest: Digest,
    id: Id,
    claims: Claims,
}

impl Sealed {
    /// Who sealed it, if the manifest is theirs.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The digest of the manifest.
    pub fn manifest(&self) -> &Digest {
        &self.manifest
    }

    pub fn id(&self) -> &Id {
        &self.id
    }

    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// Keys 4 to 6, which must fit each other.
fn read_tree(fields: &mut Fields<'_>) -> Result<(usize, Height, Vec<Digest>), Error> {
    let refused = |fault| Object::Manifest.refused(fault);
    let count = usize::try_from(fields.unsigned(4).map_err(refused)?).unwrap_or(usize::MAX);
    Limit::Count.check(count)?;
    let height = Height::new(fields.unsigned(5).map_err(refused)?)
        .filter(|height| count > 0 || *height == Height::LOWEST)
        .ok_or(refused(Fault::ValueOf(5)))?;
    let (roots, rest) = fields.bytes(6).map_err(refused)?.as_chunks();
    Limit::Roots.check(roots.len())?;
    if !rest.is_empty() || roots.len() != height.roots(count) {
        return Err(refused(Fault::ValueOf(6)));
    }
    Ok((count, height, roots.to_vec()))
}

fn optional_digest(fields: &mut Fields<'_>, key: u64) -> Result<Option<Digest>, Fault> {
    match fields.bytes(key)? {
        [] => Ok(None),
        digest => digest.try_into().map(Some).map_err(|_| Fault::ValueOf(key)),
    }
}

fn read_delegations(fields: &mut Fields<'_>) -> Result<Option<Delegation>, Fault> {
    const KEY: u64 = 9;
    let mut items = fields.array(KEY)?;
    let delegation = items.next().map(|value| Delegation::read(KEY, value)).transpose()?;
    if items.next().is_some() { Err(Fault::ValueOf(KEY)) } else { Ok(delegation) }
}

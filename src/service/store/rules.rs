//! What may be added to what is there, the same for every database (docs/protocol.md 10.2).

use super::{Conflict, Digest, Envelope, Id, NewBatch, NewHead, Put};

/// A batch as it is kept.
pub struct HeldBatch {
    pub org: String,
    pub manifest: Digest,
    pub bundle: Vec<u8>,
}

/// What is done with a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Insert,
    /// Adds these bytes of the bundle, which begin here.
    Extend {
        start: usize,
        bytes: &'a [u8],
    },
    Nothing(Put),
}

/// A bundle only grows, and its batch never changes hands.
pub fn batch<'a>(held: Option<&HeldBatch>, new: &'a NewBatch) -> Step<'a> {
    let Some(held) = held else { return Step::Insert };
    if held.org != new.org {
        return Step::Nothing(Put::Refused(Conflict::OtherOrganisation));
    }
    if held.bundle == new.bundle {
        return Step::Nothing(Put::Same);
    }
    match new.bundle.strip_prefix(held.bundle.as_slice()) {
        Some(bytes) if held.manifest == new.manifest => Step::Extend { start: held.bundle.len(), bytes },
        _ => Step::Nothing(Put::Refused(Conflict::NotAnExtension)),
    }
}

/// One envelope for an identifier, for ever. `held`: what stands under it, without an envelope when erased;
/// `listed`: whether a list names this digest. An unknown identifier is refused as a known one is.
pub fn envelope(id: Id, held: Option<Option<Envelope>>, listed: bool, new: &Envelope) -> Option<Put> {
    match held {
        Some(Some(held)) if held.name(id) == new.name(id) => Some(Put::Same),
        Some(None) if listed => Some(Put::Refused(Conflict::Erased)),
        None if listed => None,
        _ => Some(Put::Refused(Conflict::NotListed)),
    }
}

/// A head is newer by its epoch, then by its number; the newest is served.
pub fn head(held: Option<(u64, u64, &[u8])>, new: &NewHead) -> Option<Put> {
    match held {
        Some((epoch, seq, bytes)) if (epoch, seq) == (new.epoch, new.seq) && bytes == new.bytes => Some(Put::Same),
        Some((epoch, seq, _)) if (epoch, seq) >= (new.epoch, new.seq) => Some(Put::Refused(Conflict::OldHead)),
        _ => None,
    }
}

/// The parts that a head names and that did not come with it.
pub fn parts_needed(new: &NewHead) -> impl Iterator<Item = (u64, Digest)> {
    let came = |list: u64, digest: Digest| new.parts.iter().any(|part| (part.list, part.digest) == (list, digest));
    new.lists.iter().copied().filter(move |(list, digest)| !came(*list, *digest))
}

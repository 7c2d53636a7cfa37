//! The leaf of a document, and the sub-trees in which a batch's leaves hang (protocol.md 4, RFC 9162 section 2.1).

use super::limits::{self, Limit};
use super::{BatchId, Digest, Error};
use crate::document::code::{Id, Secret};
use crate::document::record::OrgId;
use crate::signature::crypto::sha256_parts;

/// What a document is in its batch's tree.
pub fn leaf(org: &OrgId, batch: &BatchId, id: &Id, secret: &Secret, claims: &[u8]) -> Digest {
    let org = org.as_str().as_bytes();
    // An organisation identifier has at most 64 bytes.
    let length = [u8::try_from(org.len()).unwrap_or(u8::MAX)];
    let parts: [&[u8]; 8] =
        [&[0], b"vanbang leaf 1", &length, org, batch.as_bytes(), id.as_bytes(), secret.expose(), claims];
    sha256_parts(&parts)
}

fn node(left: &Digest, right: &Digest) -> Digest {
    sha256_parts(&[&[1], left, right])
}

/// How many levels stand above a leaf: sub-trees have 2^height leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Height(u8);

impl Height {
    pub const LOWEST: Height = Height(0);
    pub const HIGHEST: Height = Height(3);

    /// 0 to 3.
    pub fn new(height: u64) -> Option<Height> {
        u8::try_from(height).ok().filter(|height| *height <= Height::HIGHEST.0).map(Height)
    }

    /// The height of a batch of `count` documents: where one of them prints the form F, the least that needs no
    /// more than 512 roots; else the least that has one root, or the highest.
    ///
    /// # Errors
    /// [`Error::Limit`] for more than 4096 documents.
    pub fn choose(count: usize, prints_f: bool) -> Result<Height, Error> {
        Limit::Count.check(count)?;
        let most = if prints_f { limits::ROOTS } else { 1 };
        let mut height = Height::LOWEST;
        while height < Height::HIGHEST && height.roots(count) > most {
            height = Height(height.0 + 1);
        }
        Ok(height)
    }

    pub fn number(self) -> u8 {
        self.0
    }

    /// Leaves of a full sub-tree.
    pub fn leaves(self) -> usize {
        1 << self.0
    }

    /// Roots of a batch of `count` documents.
    pub fn roots(self, count: usize) -> usize {
        count.div_ceil(self.leaves())
    }
}

/// Where a leaf hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the sub-tree, from 0.
    pub subtree: usize,
    /// Leaves of that sub-tree.
    pub size: usize,
    /// Position within it, from 0.
    pub position: usize,
}

impl Place {
    /// The place of the leaf `index` among `count`; none beyond the last.
    pub fn of(index: usize, count: usize, height: Height) -> Option<Place> {
        let rest = count.checked_sub(index).filter(|rest| *rest > 0)?;
        let position = index % height.leaves();
        Some(Place { subtree: index / height.leaves(), size: height.leaves().min(position + rest), position })
    }
}

/// The root to which a path leads (RFC 9162 section 2.1.3.2); none when the path has another length than the place.
pub fn root_of(place: &Place, leaf: &Digest, path: &[Digest]) -> Option<Digest> {
    let (mut from, mut last) = (place.position, place.size.checked_sub(1)?);
    let mut root = *leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if from % 2 == 1 || from == last {
            root = node(beside, &root);
            while from.is_multiple_of(2) && from != 0 {
                (from, last) = (from >> 1, last >> 1);
            }
        } else {
            root = node(&root, beside);
        }
        (from, last) = (from >> 1, last >> 1);
    }
    (last == 0).then_some(root)
}

/// The levels of one sub-tree, leaves first. The root is the last level.
pub(super) struct SubTree(Vec<Vec<Digest>>);

impl SubTree {
    /// Of one leaf or more.
    pub(super) fn of(leaves: &[Digest]) -> SubTree {
        let mut levels = vec![leaves.to_vec()];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            // The odd one goes up as it is: it is never paired with itself.
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                odd => odd.first().copied().unwrap_or_default(),
            });
            let above = above.collect();
            levels.push(above);
        }
        SubTree(levels)
    }

    pub(super) fn root(&self) -> Digest {
        self.0.last().and_then(|level| level.first()).copied().unwrap_or_default()
    }

    /// What stands beside the way from a leaf to the root, from the leaf upward.
    pub(super) fn path(&self, position: usize) -> Vec<Digest> {
        let beside = |(height, level): (usize, &Vec<Digest>)| level.get((position >> height) ^ 1).copied();
        self.0.iter().enumerate().filter_map(beside).collect()
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;

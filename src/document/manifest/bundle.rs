//! The bundle (protocol.md 6.4): a signed manifest, and evidence that grows behind it. Only its blocks are known
//! here; what stands in them is judged elsewhere.

use super::cbor::Fault;
use super::limits::Limit;
use super::{Error, Object};

const MAGIC: &[u8; 4] = b"VBM1";

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The signed manifest; the first block, and no other one.
    Manifest,
    /// A certificate, DER.
    Certificate,
    /// A revocation list, DER.
    RevocationList,
    /// An OCSP response, DER.
    Response,
    /// A timestamp token over all bytes of the bundle before its block.
    Timestamp,
}

const KINDS: [BlockKind; 5] =
    [BlockKind::Manifest, BlockKind::Certificate, BlockKind::RevocationList, BlockKind::Response, BlockKind::Timestamp];

impl BlockKind {
    fn number(self) -> u8 {
        match self {
            BlockKind::Manifest => 1,
            BlockKind::Certificate => 2,
            BlockKind::RevocationList => 3,
            BlockKind::Response => 4,
            BlockKind::Timestamp => 5,
        }
    }
}

/// One block of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'b> {
    pub kind: BlockKind,
    pub bytes: &'b [u8],
    /// All bytes of the bundle before this block.
    pub before: &'b [u8],
}

/// A bundle whose blocks stand as they should. It only ever grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle(Vec<u8>);

impl Bundle {
    /// A bundle of a signed manifest alone.
    ///
    /// # Errors
    /// [`Error::Limit`].
    pub fn of(manifest: &[u8]) -> Result<Bundle, Error> {
        Bundle(MAGIC.to_vec()).with(BlockKind::Manifest, manifest)
    }

    /// Reads a bundle.
    ///
    /// # Errors
    /// `BUNDLE_MALFORMED`, [`Error::Limit`].
    pub fn parse(bytes: &[u8]) -> Result<Bundle, Error> {
        Limit::Bundle.check(bytes.len())?;
        let refused = |vi, en| Object::Bundle.refused(Fault::layout(vi, en));
        if !bytes.starts_with(MAGIC) {
            return Err(refused("không bắt đầu bằng VBM1", "it does not begin with VBM1"));
        }
        let mut kinds = Vec::new();
        let mut rest = bytes.get(MAGIC.len()..).unwrap_or_default();
        while !rest.is_empty() {
            let (block, after) = split(bytes, rest).ok_or_else(|| Object::Bundle.refused(Fault::Cut))?;
            let kind = block.ok_or_else(|| refused("có khối thuộc loại lạ", "a block of an unknown type"))?.kind;
            kinds.push(kind);
            Limit::Blocks.check(kinds.len())?;
            rest = after;
        }
        match kinds.split_first() {
            Some((BlockKind::Manifest, more)) if !more.contains(&BlockKind::Manifest) => Ok(Bundle(bytes.to_vec())),
            _ => Err(refused("khối đầu phải là bản kê, và chỉ khối đầu", "the first block alone is the manifest")),
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The blocks in their order, the signed manifest first.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let mut rest = self.0.get(MAGIC.len()..).unwrap_or_default();
        std::iter::from_fn(move || {
            let (block, after) = split(&self.0, rest)?;
            rest = after;
            block
        })
    }

    /// The signed manifest.
    pub fn manifest(&self) -> &[u8] {
        self.blocks().next().map_or(&[], |block| block.bytes)
    }

    /// The bundle with one more block behind all others.
    ///
    /// # Errors
    /// [`Error::Limit`]; `BUNDLE_MALFORMED` for a second manifest.
    pub fn with(mut self, kind: BlockKind, bytes: &[u8]) -> Result<Bundle, Error> {
        let most = Error::Limit { limit: Limit::Bundle, found: bytes.len() };
        self.0.push(kind.number());
        self.0.extend(u32::try_from(bytes.len()).map_err(|_| most)?.to_be_bytes());
        self.0.extend_from_slice(bytes);
        Bundle::parse(&self.0)
    }

    /// Whether this is `older` and what was appended to it, if anything.
    pub fn extends(&self, older: &Bundle) -> bool {
        self.0.starts_with(&older.0)
    }
}

/// The first block of `rest`, which ends `whole`, and what follows it; no block where its type is unknown.
fn split<'b>(whole: &'b [u8], rest: &'b [u8]) -> Option<(Option<Block<'b>>, &'b [u8])> {
    let before = whole.get(..whole.len().checked_sub(rest.len())?)?;
    let (number, rest) = rest.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (bytes, after) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let kind = KINDS.into_iter().find(|kind| kind.number() == *number);
    Some((kind.map(|kind| Block { kind, bytes, before }), after))
}

#[cfg(test)]
mod tests {
    use super::super::limits::{BLOCKS, BUNDLE_BYTES};
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        Bundle::parse(bytes).map_or_else(|error| error.code(), |_| "read")
    }

    #[test]
    fn blocks_are_read_as_they_were_appended() {
        let first = Bundle::of(b"manifest").unwrap();
        assert_eq!(first.bytes(), b"VBM1\x01\0\0\0\x08manifest");
        let second = first.clone().with(BlockKind::RevocationList, b"crl").unwrap();
        let third = second.clone().with(BlockKind::Timestamp, b"").unwrap();
        assert_eq!(Bundle::parse(third.bytes()).as_ref(), Ok(&third));
        let seen: Vec<_> = third.blocks().map(|block| (block.kind, block.bytes, block.before.len())).collect();
        let expected: [(BlockKind, &[u8], usize); 3] = [
            (BlockKind::Manifest, b"manifest", 4),
            (BlockKind::RevocationList, b"crl", first.bytes().len()),
            (BlockKind::Timestamp, b"", second.bytes().len()),
        ];
        assert_eq!(seen, expected);
        assert_eq!(third.manifest(), b"manifest");
        assert!(third.extends(&first) && third.extends(&third) && !first.extends(&third));
        let other = first.with(BlockKind::Certificate, b"crl").unwrap();
        assert!(!third.extends(&other));
    }

    #[test]
    fn other_shapes_are_refused() {
        let good = Bundle::of(b"manifest").unwrap().with(BlockKind::Certificate, b"c").unwrap();
        for length in 0..good.bytes().len() {
            let whole = Bundle::of(b"manifest").unwrap();
            let expected = if length == whole.bytes().len() { "read" } else { "BUNDLE_MALFORMED" };
            assert_eq!(code(&good.bytes()[..length]), expected, "{length}");
        }
        for bytes in [
            &b"VBM2\x01\0\0\0\0"[..],
            b"VBM1",
            b"VBM1\x00\0\0\0\0",
            b"VBM1\x06\0\0\0\0",
            b"VBM1\x01\0\0\0\0\x06\0\0\0\0",
            b"VBM1\x02\0\0\0\0\x01\0\0\0\0",
            b"VBM1\x01\0\0\0\0\x01\0\0\0\0",
            b"VBM1\x01\0\0\0\x01",
            b"VBM1\x01\xff\xff\xff\xff",
        ] {
            assert_eq!(code(bytes), "BUNDLE_MALFORMED", "{bytes:?}");
        }
        let again = Bundle::of(b"m").unwrap().with(BlockKind::Manifest, b"m");
        assert_eq!(again.unwrap_err().code(), "BUNDLE_MALFORMED");
    }

    #[test]
    fn limits_are_exact() {
        let blocks = |count: usize| {
            (1..count).try_fold(Bundle::of(b"m").unwrap(), |bundle, _| bundle.with(BlockKind::Certificate, b"c"))
        };
        assert!(blocks(BLOCKS).is_ok());
        assert_eq!(blocks(BLOCKS + 1).unwrap_err().code(), "LIMIT_BLOCKS");
        let room = BUNDLE_BYTES - b"VBM1\x01\0\0\0\0".len();
        assert!(Bundle::of(&vec![7; room]).is_ok());
        assert_eq!(Bundle::of(&vec![7; room + 1]).unwrap_err().code(), "LIMIT_BUNDLE");
    }
}

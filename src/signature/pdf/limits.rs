//! Every limit on what an uploaded file may make us do, in one place.

/// Limits of one reading. Reaching one ends it with [`super::Error::Limit`].
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file. A year transcript is under 0.2 MiB; scanned foreign files reach tens.
    pub file_bytes: u64,
    /// Cross-reference entries over all revisions (ISO 32000-1 Annex C gives 8,388,607; a
    /// thousand pages need about ten thousand).
    pub objects: u64,
    /// Arrays and dictionaries inside each other (qpdf refuses 500; ours stay below 10).
    pub nesting: u64,
    /// Bytes out of all inflated streams together.
    pub inflated_bytes: u64,
    /// Values and keys parsed; one takes about 50 bytes of memory, and two bytes of a file.
    pub values: u64,
    /// Filters on one stream.
    pub filters: u64,
    /// Incremental updates; ours have at most a handful, archived files gain one each ten years.
    pub revisions: u64,
    /// Objects that stand before each later revision, all added up: what comparing costs. Two
    /// million of them took 3 seconds at opt-level 2 on a busy core.
    pub comparisons: u64,
    /// Signature fields looked at.
    pub signatures: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            objects: 300_000,
            nesting: 64,
            inflated_bytes: 64 << 20,
            values: 2_000_000,
            filters: 4,
            revisions: 100,
            comparisons: 1_500_000,
            signatures: 100,
        }
    }
}

/// What one reading may still spend.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    pub inflated_bytes: u64,
    pub values: u64,
}

impl Limits {
    pub fn budget(&self) -> Budget {
        Budget { inflated_bytes: self.inflated_bytes, values: self.values }
    }
}

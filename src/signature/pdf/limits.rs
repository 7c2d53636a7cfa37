//! Every limit on what an uploaded file may make us do, in one place.

use std::time::{Duration, Instant};

use super::Error;
use super::beginning::Spent;

/// Limits of one reading. Reaching one ends it with [`super::Error::Limit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Bytes out of one stream; the largest national lists of revoked certificates have ten million.
    pub stream_bytes: u64,
    /// How many times larger than its data a stream of more than a mebibyte may become; structure
    /// and evidence stay below 50, the format allows 1,032.
    pub ratio: u64,
    /// Values and keys parsed; one takes about 50 bytes of memory, and two bytes of a file.
    pub values: u64,
    /// Bytes of one string or name; the largest honest one is a signed message with a revocation list.
    pub string_bytes: u64,
    /// Filters on one stream.
    pub filters: u64,
    /// Incremental updates; ours have at most a handful, archived files gain one each ten years.
    pub revisions: u64,
    /// Values that stand before each later revision, all added up: what comparing costs. Ten
    /// million of them take about a second at opt-level 2.
    pub comparisons: u64,
    /// Signature fields looked at.
    pub signatures: u64,
    /// Pages of one revision.
    pub pages: u64,
    /// Annotations that the pages of all revisions list; a shared list counts on each page.
    pub annotations: u64,
    /// Time for reading the structure of one file.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            objects: 300_000,
            nesting: 64,
            inflated_bytes: 64 << 20,
            stream_bytes: 16 << 20,
            ratio: 200,
            values: 2_000_000,
            string_bytes: 16 << 20,
            filters: 4,
            revisions: 100,
            comparisons: 10_000_000,
            signatures: 100,
            pages: 20_000,
            annotations: 500_000,
            time: Duration::from_secs(10),
        }
    }
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    FileBytes,
    Objects,
    Nesting,
    InflatedBytes,
    StreamBytes,
    Ratio,
    Values,
    StringBytes,
    Filters,
    Revisions,
    Comparisons,
    Signatures,
    Pages,
    Annotations,
    Time,
}

impl Limit {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// What there is too much of, in English.
    pub fn name(self) -> &'static str {
        self.words().1
    }

    /// The same in Vietnamese.
    pub fn name_vi(self) -> &'static str {
        self.words().2
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Limit::FileBytes => ("LIMIT_FILE_BYTES", "bytes of the file", "byte của tệp"),
            Limit::Objects => ("LIMIT_OBJECTS", "objects", "đối tượng"),
            Limit::Nesting => ("LIMIT_NESTING", "levels of nesting", "tầng lồng nhau"),
            Limit::InflatedBytes => ("LIMIT_INFLATED_BYTES", "bytes inflated", "byte sau giải nén"),
            Limit::StreamBytes => ("LIMIT_STREAM_BYTES", "bytes out of one stream", "byte của một luồng"),
            Limit::Ratio => ("LIMIT_RATIO", "times its size when inflated", "lần phình ra khi giải nén"),
            Limit::Values => ("LIMIT_VALUES", "values", "giá trị"),
            Limit::StringBytes => ("LIMIT_STRING_BYTES", "bytes of one string", "byte của một chuỗi"),
            Limit::Filters => ("LIMIT_FILTERS", "filters on one stream", "bộ lọc trên một luồng"),
            Limit::Revisions => ("LIMIT_REVISIONS", "revisions", "phiên bản"),
            Limit::Comparisons => ("LIMIT_COMPARISONS", "values to compare", "giá trị phải so sánh"),
            Limit::Signatures => ("LIMIT_SIGNATURES", "signatures", "chữ ký"),
            Limit::Pages => ("LIMIT_PAGES", "pages", "trang"),
            Limit::Annotations => ("LIMIT_ANNOTATIONS", "annotations", "chú thích"),
            Limit::Time => ("LIMIT_TIME", "milliseconds of reading", "mili giây để đọc"),
        }
    }
}

/// What one reading may still spend.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    pub inflated_bytes: u64,
    pub values: u64,
    began: Instant,
}

/// The clock is asked once in so many values.
const VALUES_BETWEEN_LOOKS: u64 = 4096;

impl Limits {
    /// A full budget, whose time begins now.
    pub fn budget(&self) -> Budget {
        Budget { inflated_bytes: self.inflated_bytes, values: self.values, began: Instant::now() }
    }
}

impl Budget {
    /// What was spent of a full budget; comparisons are counted by whoever compares.
    pub(super) fn spent(&self, limits: &Limits, comparisons: u64) -> Spent {
        let values = limits.values.saturating_sub(self.values);
        Spent { values, inflated_bytes: limits.inflated_bytes.saturating_sub(self.inflated_bytes), comparisons }
    }

    /// Pays for what was read before.
    pub(super) fn spend(&mut self, spent: &Spent) {
        self.values = self.values.saturating_sub(spent.values);
        self.inflated_bytes = self.inflated_bytes.saturating_sub(spent.inflated_bytes);
    }

    /// Pays for one value.
    pub(super) fn spend_value(&mut self, limits: &Limits) -> Result<(), Error> {
        self.values = self.values.checked_sub(1).ok_or(Error::over(Limit::Values, limits.values))?;
        if self.values.is_multiple_of(VALUES_BETWEEN_LOOKS) { self.look_at_clock(limits) } else { Ok(()) }
    }

    /// Whether there is time left.
    pub(super) fn look_at_clock(&self, limits: &Limits) -> Result<(), Error> {
        if self.began.elapsed() < limits.time {
            Ok(())
        } else {
            Err(Error::over(Limit::Time, limits.time.as_millis() as u64))
        }
    }
}

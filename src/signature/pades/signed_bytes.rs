//! The signed bytes of a file. All of its signatures begin with the same bytes, and each goes on where
//! an earlier one left a gap, so what they share is hashed once; what was hashed before is not hashed again.

use std::cell::RefCell;

use crate::signature::crypto::{Content, DigestAlgorithm, Hashed, Hasher};
use crate::signature::pdf::ByteRange;

/// A file, and where its signatures have their gaps.
pub(super) struct SignedBytes<'b> {
    bytes: &'b [u8],
    /// The first of them, if they were hashed before.
    begun: Option<&'b Hashed>,
    /// Where gaps begin, in rising order.
    stops: Vec<usize>,
    /// For each algorithm that was asked for, the digest in the making at each stop.
    reached: RefCell<Vec<(DigestAlgorithm, Vec<Hasher>)>>,
}

impl<'b> SignedBytes<'b> {
    /// `hashed` are bytes that the file may begin with.
    pub fn new(bytes: &'b [u8], hashed: Option<&'b Hashed>, ranges: impl Iterator<Item = ByteRange>) -> Self {
        let mut stops: Vec<usize> = ranges.map(|range| range.gap().start).collect();
        stops.sort_unstable();
        stops.dedup();
        let begun = hashed.filter(|hashed| bytes.starts_with(hashed.bytes()));
        SignedBytes { bytes, begun, stops, reached: RefCell::default() }
    }

    /// What one signature covers.
    pub fn of(&self, range: ByteRange) -> Covered<'_, 'b> {
        Covered { file: self, range }
    }

    /// A digest that has all bytes up to a stop.
    fn up_to(&self, algorithm: DigestAlgorithm, stop: usize) -> Option<Hasher> {
        let place = self.stops.binary_search(&stop).ok()?;
        let mut reached = self.reached.borrow_mut();
        if !reached.iter().any(|(known, _)| *known == algorithm) {
            reached.push((algorithm, self.hash(algorithm)));
        }
        let (_, states) = reached.iter().find(|(known, _)| *known == algorithm)?;
        states.get(place).cloned()
    }

    fn hash(&self, algorithm: DigestAlgorithm) -> Vec<Hasher> {
        let mut hasher = algorithm.hasher();
        let mut position = 0;
        let states = self.stops.iter().map(|stop| {
            if let Some(begun) = self.begun.filter(|begun| (position..=*stop).contains(&begun.bytes().len())) {
                hasher = begun.hasher(algorithm);
                position = begun.bytes().len();
            }
            hasher.update(self.bytes.get(position..*stop).unwrap_or_default());
            position = *stop;
            hasher.clone()
        });
        states.collect()
    }
}

/// The bytes around one gap.
pub(super) struct Covered<'s, 'b> {
    file: &'s SignedBytes<'b>,
    range: ByteRange,
}

impl Content for Covered<'_, '_> {
    fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let parts = self.range.parts(self.file.bytes);
        match self.file.up_to(algorithm, self.range.gap().start) {
            Some(mut hasher) => {
                hasher.update(parts[1]);
                hasher.finish()
            }
            None => algorithm.digest_parts(&parts),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        self.range.parts(self.file.bytes).concat()
    }

    fn starts_with(&self, label: &[u8]) -> bool {
        self.range.parts(self.file.bytes)[0].starts_with(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In any order of asking, and also for a range that was not announced.
    #[test]
    fn digests_are_those_of_the_parts() {
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        let gaps = [(2000..2100, 3000), (100..200, 500), (3100..3200, 4096), (100..300, 4000)];
        let ranges = gaps.map(|(gap, end)| ByteRange::new(gap, end).unwrap());
        let other = Hashed::from(b"another file");
        let begun = [0, 50, 100, 1000, 2000, 3999, 4096].map(|length| Hashed::from(&bytes[..length]));
        for hashed in begun.iter().chain([&other]).map(Some).chain([None]) {
            let announced = SignedBytes::new(&bytes, hashed, ranges[..3].iter().copied());
            for range in ranges.iter().copied().chain([ByteRange::new(7..8, 9).unwrap()]) {
                for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512, DigestAlgorithm::Sha256] {
                    let covered = announced.of(range);
                    assert_eq!(covered.digest(algorithm), algorithm.digest_parts(&range.parts(&bytes)));
                    assert_eq!(covered.digest(algorithm), algorithm.digest(&covered.bytes()));
                }
            }
        }
    }
}

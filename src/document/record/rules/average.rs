//! Averages in integers: a binary fraction would round 8.25 to 8.2.

use crate::document::record::Mark;

/// `sum / weight`, the sum in tenths, to one decimal, half up. Nothing for a weight of nought, or for a
/// sum that no marks have.
pub(super) fn of(sum: u32, weight: u32) -> Option<Mark> {
    let doubled = sum.checked_mul(2)?.checked_add(weight)?;
    let tenths = doubled.checked_div(weight.checked_mul(2)?)?;
    Mark::from_tenths(u8::try_from(tenths).ok()?)
}

/// All these marks together, in tenths.
pub(super) fn sum(marks: &[Mark]) -> u32 {
    marks.iter().fold(0, |sum, mark| sum.saturating_add(u32::from(mark.tenths())))
}

/// How many they are.
pub(super) fn count(marks: &[Mark]) -> u32 {
    u32::try_from(marks.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_tenth_goes_up() {
        assert_eq!(of(825, 10), Mark::from_tenths(83));
        assert_eq!(of(824, 10), Mark::from_tenths(82));
        assert_eq!((of(0, 0), of(1_010, 10), of(u32::MAX, 1)), (None, None, None));
    }
}

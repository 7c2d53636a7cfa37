//! The rules against plain fractions; cases worked out by hand stand in `tests/rules/tt22_2021.toml`.

use proptest::prelude::*;

use super::*;

fn mark(tenths: u8) -> Mark {
    Mark::from_tenths(tenths).unwrap()
}

fn values(marks: [u8; 8], comments: [bool; 4]) -> Vec<Assessment> {
    let marks = marks.into_iter().map(|tenths| Assessment::Mark(mark(tenths)));
    let comments =
        comments.into_iter().map(|pass| Assessment::Result(if pass { PassFail::Pass } else { PassFail::Fail }));
    marks.chain(comments).collect()
}

proptest! {
    /// The result is the one tenth m with m - 1/2 <= exact < m + 1/2.
    #[test]
    fn year_average_is_nearest_half_up(a in 0u8..=100, b in 0u8..=100) {
        let exact_times_3 = i32::from(a) + 2 * i32::from(b);
        let m = i32::from(year_average(mark(a), mark(b)).tenths());
        prop_assert!(6 * m - 3 <= 2 * exact_times_3 && 2 * exact_times_3 < 6 * m + 3);
    }

    #[test]
    fn semester_average_is_nearest_half_up(
        regular in proptest::collection::vec(0u8..=100, 2..=4), mid in 0u8..=100, last in 0u8..=100,
    ) {
        let n = i32::try_from(regular.len()).unwrap() + 5;
        let sum: i32 = regular.iter().map(|m| i32::from(*m)).sum::<i32>() + 2 * i32::from(mid) + 3 * i32::from(last);
        let marks: Vec<Mark> = regular.into_iter().map(mark).collect();
        let m = i32::from(semester_average(&marks, mark(mid), mark(last)).unwrap().tenths());
        prop_assert!(2 * n * m - n <= 2 * sum && 2 * sum < 2 * n * m + n);
    }

    /// A better mark never lowers the level.
    #[test]
    fn learning_is_monotone(marks in proptest::array::uniform8(0u8..=100), which in 0usize..8, by in 0u8..=100) {
        let before = learning_result(&values(marks, [true; 4]));
        let mut better = marks;
        better[which] = better[which].saturating_add(by).min(100);
        prop_assert!(learning_result(&values(better, [true; 4])) >= before);
    }
}

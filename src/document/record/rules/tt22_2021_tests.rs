//! The rules against cases worked out by hand, and against plain fractions.

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

#[test]
fn averages_round_half_up_in_decimal() {
    assert_eq!(year_average(mark(81), mark(84)), mark(83));
    assert_eq!(year_average(mark(64), mark(65)), mark(65));
    // (8 + 8 + 9 + 8 + 2*8 + 3*8.5) / 9 = 74.5 / 9 = 8.27...
    let regular = [mark(80), mark(80), mark(90), mark(80)];
    assert_eq!(semester_average(&regular, mark(80), mark(85)), Some(mark(83)));
    // (7 + 8 + 2*8.5 + 3*8.25) cannot be: marks have one decimal; (8+8.5+2*8+3*8.5)/7 = 58/7
    assert_eq!(semester_average(&[mark(80), mark(85)], mark(80), mark(85)), Some(mark(83)));
}

#[test]
fn conduct_follows_the_whole_table() {
    use Level::{ChuaDat, Dat, Kha, Tot};
    let expected = [
        (Tot, [Tot, Tot, Kha, Kha]),
        (Kha, [Kha, Kha, Kha, Dat]),
        (Dat, [Kha, Dat, Dat, Dat]),
        (ChuaDat, [ChuaDat; 4]),
    ];
    for (second, row) in expected {
        for (first, year) in [Tot, Kha, Dat, ChuaDat].into_iter().zip(row) {
            assert_eq!(year_conduct(first, second), year, "I {first:?}, II {second:?}");
        }
    }
}

#[test]
fn levels_stand_on_their_thresholds() {
    let pass = [true; 4];
    let one_failed = [true, false, true, true];
    let two_failed = [true, false, false, true];
    let cases = [
        ([80, 80, 80, 80, 80, 80, 65, 65], pass, Level::Tot),
        ([80, 80, 80, 80, 80, 79, 65, 65], pass, Level::Kha),
        ([65, 65, 65, 65, 65, 65, 50, 50], pass, Level::Kha),
        ([65, 65, 65, 65, 65, 64, 50, 50], pass, Level::Dat),
        ([50, 50, 50, 50, 50, 50, 35, 35], pass, Level::Dat),
        ([50, 50, 50, 50, 50, 50, 35, 35], one_failed, Level::Dat),
        ([50, 50, 50, 50, 50, 50, 35, 35], two_failed, Level::ChuaDat),
        ([50, 50, 50, 50, 50, 49, 35, 35], pass, Level::ChuaDat),
        ([50, 50, 50, 50, 50, 50, 50, 34], pass, Level::ChuaDat),
    ];
    for (marks, comments, level) in cases {
        assert_eq!(learning_result(&values(marks, comments)), level, "{marks:?} {comments:?}");
    }
    assert_eq!(learning_result(&[]), Level::ChuaDat);
}

#[test]
fn one_subject_alone_lowers_by_one_level_only() {
    let pass = [true; 4];
    let cases = [
        ([90, 90, 90, 90, 90, 90, 90, 49], pass, Level::Kha),
        ([90, 90, 90, 90, 90, 90, 90, 34], pass, Level::Dat),
        ([70, 70, 70, 70, 70, 70, 70, 34], pass, Level::Dat),
        ([90, 90, 90, 90, 90, 90, 90, 90], [false, true, true, true], Level::Kha),
        ([90, 90, 90, 90, 90, 90, 49, 49], pass, Level::Dat),
        ([90, 90, 90, 90, 90, 90, 90, 64], pass, Level::Kha),
    ];
    for (marks, comments, level) in cases {
        assert_eq!(learning_result(&values(marks, comments)), level, "{marks:?} {comments:?}");
    }
}

#[test]
fn promotion_and_awards() {
    let absent = |sessions| Absences::new(sessions, 0).unwrap();
    assert_eq!(promotion(Level::Dat, Level::Dat, absent(45)), Promotion::Promoted);
    assert_eq!(promotion(Level::Tot, Level::Tot, absent(46)), Promotion::NotPromoted);
    assert_eq!(promotion(Level::ChuaDat, Level::Tot, absent(0)), Promotion::NotPromoted);
    assert_eq!(promotion(Level::Tot, Level::ChuaDat, absent(0)), Promotion::NotPromoted);
    assert_eq!(programme_completion(9, Promotion::Promoted), Some(Completion::Completed));
    assert_eq!(programme_completion(12, Promotion::NotPromoted), Some(Completion::NotCompleted));
    assert_eq!(programme_completion(8, Promotion::Promoted), None);

    let six_nines = values([90, 90, 90, 90, 90, 90, 65, 65], [true; 4]);
    let five_nines = values([90, 90, 90, 90, 90, 89, 65, 65], [true; 4]);
    assert_eq!(award(Level::Tot, Level::Tot, &six_nines), Some(Award::Excellent));
    assert_eq!(award(Level::Tot, Level::Tot, &five_nines), Some(Award::Good));
    assert_eq!(award(Level::Kha, Level::Tot, &six_nines), None);
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

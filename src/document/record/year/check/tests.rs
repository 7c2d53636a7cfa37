//! Differences as a person reads them: the field, both values, the clause. And what is no difference.

use crate::document::record::sample::statement;
use crate::document::record::{
    Absences, Assessment, Completion, Level, Mark, PassFail, Promotion, Remark, RuleSet, SchoolYear, SubjectCode,
    Transcript,
};

use super::of_year;

const TT22: &str = "Thông tư 22/2021/TT-BGDĐT";
const TT58: &str = "Thông tư 58/2011/TT-BGDĐT";

fn mark(text: &str) -> Option<Mark> {
    Some(Mark::parse(text).unwrap())
}

fn value(text: &str) -> Option<Assessment> {
    Some(Assessment::try_from(text.to_owned()).unwrap())
}

/// A year of eight marked and four comment-only subjects, by Thông tư 22/2021.
fn year22() -> Transcript {
    statement().transcript
}

/// The same marks in a year of Thông tư 58/2011.
fn year58() -> Transcript {
    let level = |level| Some(level);
    Transcript {
        rule_set: RuleSet::Tt58Of2011,
        school_year: SchoolYear::parse("2019-2020").unwrap(),
        conduct_s1: level(Level::Kha),
        conduct_s2: level(Level::Tot),
        conduct_year: level(Level::Tot),
        learning_s1: level(Level::Gioi),
        learning_s2: level(Level::Gioi),
        learning_year: level(Level::Gioi),
        average_s1: mark("8.6"),
        average_s2: mark("8.8"),
        average_year: mark("8.7"),
        awards: vec![Remark::new("Học sinh giỏi").unwrap()],
        ..year22()
    }
}

/// A subject's three values.
fn set(year: &mut Transcript, place: usize, values: [&str; 3]) {
    let [first, second, whole] = values.map(value);
    let subject = &mut year.subjects[place];
    (subject.semester1, subject.semester2, subject.year) = (first, second, whole);
}

/// What is said after `change`, each difference as `field: stated → expected (place in the rule)`.
fn said(mut year: Transcript, rule: &str, change: impl FnOnce(&mut Transcript)) -> Vec<String> {
    change(&mut year);
    let found = of_year(&year).into_iter().map(|found| found.message_vi());
    found.map(|message| message.replace(&format!(" {rule})"), ")")).collect()
}

#[test]
fn whole_years_are_passed() {
    assert_eq!(said(year22(), TT22, |_| ()), Vec::<String>::new());
    assert_eq!(said(year58(), TT58, |_| ()), Vec::<String>::new());
    assert_eq!(said(year58(), TT58, |year| year.school_year = SchoolYear::parse("2020-2021").unwrap()), [""; 0]);
}

#[test]
fn differences_from_thong_tu_22_name_both_values_and_the_clause() {
    type Change = fn(&mut Transcript);
    let cases: [(&str, Change); 9] = [
        ("Toán học, cả năm: đang là 9,3 nhưng phải là 9,2 (theo Điều 9 khoản 1 điểm b)", |year| {
            year.subjects[1].year = value("9.3");
        }),
        (
            "Nghệ thuật, cả năm: đang là Đạt nhưng phải là Chưa đạt (theo Điều 9 khoản 1 điểm a)",
            |year| {
                year.subjects[9].semester2 = Some(Assessment::Result(PassFail::Fail));
            },
        ),
        (
            "kết quả rèn luyện cả năm: đang là Khá nhưng phải là Tốt (theo Điều 8 khoản 2 điểm b)",
            |year| {
                year.conduct_year = Some(Level::Kha);
            },
        ),
        (
            "kết quả học tập học kì II: đang là Khá nhưng phải là Tốt (theo Điều 9 khoản 2, khoản 3)",
            |year| {
                year.learning_s2 = Some(Level::Kha);
            },
        ),
        (
            "lên lớp: đang là Được lên lớp nhưng phải là Không được lên lớp (theo Điều 12 khoản 1)",
            |year| {
                year.absences_s2 = Absences::new(40, 5).unwrap();
                year.absences_year = Absences::new(41, 5).unwrap();
            },
        ),
        (
            "khen thưởng: đang là Học sinh Xuất sắc nhưng phải là Học sinh Giỏi (theo Điều 15 khoản 1)",
            |year| {
                year.awards = vec![Remark::new("HỌC SINH XUẤT SẮC").unwrap()];
            },
        ),
        (
            "điểm trung bình các môn cả năm: đang là 8,7 nhưng phải là ô trống (theo Điều 9 khoản 2, khoản 3)",
            |year| {
                year.average_year = mark("8.7");
            },
        ),
        (
            "kết quả học tập cả năm: đang là Giỏi nhưng phải là Tốt, Khá, Đạt, Chưa đạt",
            |year| {
                year.learning_year = Some(Level::Gioi);
            },
        ),
        (
            "bộ quy định: đang là Thông tư 22/2021/TT-BGDĐT nhưng phải là Thông tư 58/2011/TT-BGDĐT (theo Điều 21)",
            |year| {
                year.school_year = SchoolYear::parse("2020-2021").unwrap();
            },
        ),
    ];
    for (expected, change) in cases {
        let found = said(year22(), TT22, change);
        assert!(found.iter().any(|message| message == expected), "{expected} in {found:#?}");
    }
}

/// One subject at 4,0 and one at 3,0: Chưa đạt, so the summer may help.
fn fallen(year: &mut Transcript) {
    set(year, 0, ["4.0", "4.0", "4.0"]);
    set(year, 1, ["3.0", "3.0", "3.0"]);
    (year.learning_s1, year.learning_s2, year.learning_year) =
        (Some(Level::ChuaDat), Some(Level::ChuaDat), Some(Level::ChuaDat));
    year.awards.clear();
    year.promotion = Promotion::NotPromoted;
}

fn raised(year: &mut Transcript) {
    fallen(year);
    year.subjects[1].reassessed = value("5.0");
    year.learning_after = Some(Level::Dat);
    year.promotion = Promotion::PromotedAfterReassessment;
}

#[test]
fn the_summer_replaces_what_it_may_replace() {
    assert_eq!(said(year22(), TT22, fallen), Vec::<String>::new());
    // 4,0 and 5,0 beside six above 6,5: Đạt, from Khá by one subject would be one level only.
    assert_eq!(said(year22(), TT22, raised), Vec::<String>::new());
    type Change = fn(&mut Transcript);
    let cases: [(&str, Change); 5] = [
        (
            "kết quả học tập sau đánh giá lại: đang là Khá nhưng phải là Đạt (theo Điều 14)",
            |year| {
                year.learning_after = Some(Level::Kha);
            },
        ),
        (
            "kết quả học tập sau đánh giá lại: đang là ô trống nhưng phải là Đạt (theo Điều 14)",
            |year| {
                year.learning_after = None;
            },
        ),
        ("Ngoại ngữ 1, đánh giá lại: đang là 9,0 nhưng phải là ô trống (theo Điều 14)", |year| {
            year.subjects[2].reassessed = value("9.0");
        }),
        (
            "kết quả rèn luyện sau đánh giá lại: đang là Tốt nhưng phải là ô trống (theo Điều 13)",
            |year| {
                year.conduct_after = Some(Level::Tot);
            },
        ),
        (
            "lên lớp: đang là Được lên lớp nhưng phải là Được lên lớp sau khi đánh giá lại môn học hoặc rèn luyện trong \
             kì nghỉ hè (theo Điều 12 khoản 1)",
            |year| year.promotion = Promotion::Promoted,
        ),
    ];
    for (expected, change) in cases {
        let found = said(year22(), TT22, |year| {
            raised(year);
            change(year);
        });
        assert_eq!(found.first().map(String::as_str), Some(expected), "{found:#?}");
    }
}

#[test]
fn of_a_pupil_who_is_not_assessed_no_promotion_is_claimed() {
    let found = said(year22(), TT22, |year| {
        fallen(year);
        year.not_assessed_disability = true;
        year.promotion = Promotion::Promoted;
        year.learning_s1 = None;
        year.subjects[3].semester1 = None;
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn differences_from_thong_tu_58_name_both_values_and_the_clause() {
    type Change = fn(&mut Transcript);
    let cases: [(&str, Change); 9] = [
        ("điểm trung bình các môn học kì II: đang là 8,9 nhưng phải là 8,8 (theo Điều 11)", |year| {
            year.average_s2 = mark("8.9");
        }),
        (
            "điểm trung bình các môn cả năm: đang là ô trống nhưng phải là 8,7 (theo Điều 11)",
            |year| {
                year.average_year = None;
            },
        ),
        ("kết quả học tập cả năm: đang là Khá nhưng phải là Giỏi (theo Điều 13)", |year| {
            year.learning_year = Some(Level::Kha);
        }),
        (
            "kết quả học tập cả năm: đang là Tốt nhưng phải là Giỏi, Khá, Trung bình, Yếu, Kém",
            |year| {
                year.learning_year = Some(Level::Tot);
            },
        ),
        ("kết quả rèn luyện cả năm: đang là ô trống nhưng phải là một mức", |year| {
            year.conduct_year = None
        }),
        (
            "khen thưởng: đang là Học sinh tiên tiến nhưng phải là Học sinh giỏi (theo Điều 18)",
            |year| {
                year.awards = vec![Remark::new("Học sinh tiên tiến").unwrap()];
            },
        ),
        ("môn chuyên: đang là mathematics nhưng phải là ô trống (theo Điều 13)", |year| {
            year.specialised_subject = Some(SubjectCode::new("mathematics").unwrap());
        }),
        (
            "lên lớp: đang là Không được lên lớp nhưng phải là Được lên lớp (theo Điều 15)",
            |year| {
                year.promotion = Promotion::NotPromoted;
            },
        ),
        (
            "hoàn thành chương trình: đang là Hoàn thành nhưng phải là ô trống (theo Điều 15)",
            |year| {
                year.programme_completion = Some(Completion::Completed);
            },
        ),
    ];
    for (expected, change) in cases {
        let found = said(year58(), TT58, change);
        assert!(found.iter().any(|message| message == expected), "{expected} in {found:#?}");
    }
}

/// Toán and Ngữ văn below 5,0 make learning Yếu; tested again in Toán, it is Khá.
#[test]
fn testing_again_under_thong_tu_58_makes_average_and_level_anew() {
    let weak = |year: &mut Transcript| {
        set(year, 0, ["4.0", "4.0", "4.0"]);
        set(year, 1, ["4.5", "4.5", "4.5"]);
        (year.average_s1, year.average_s2, year.average_year) = (mark("7.5"), mark("7.6"), mark("7.6"));
        (year.learning_s1, year.learning_s2, year.learning_year) =
            (Some(Level::Yeu), Some(Level::Yeu), Some(Level::Yeu));
        year.awards.clear();
        year.promotion = Promotion::NotPromoted;
    };
    let again = |year: &mut Transcript| {
        weak(year);
        year.subjects[1].reassessed = value("6.0");
        year.average_after = mark("7.8");
        year.learning_after = Some(Level::TrungBinh);
        year.promotion = Promotion::PromotedAfterReassessment;
    };
    assert_eq!(said(year58(), TT58, weak), Vec::<String>::new());
    assert_eq!(said(year58(), TT58, again), Vec::<String>::new());
    let wrong = said(year58(), TT58, |year| {
        again(year);
        year.average_after = mark("7.6");
        year.learning_after = None;
    });
    assert_eq!(wrong[0], "điểm trung bình các môn sau kiểm tra lại: đang là 7,6 nhưng phải là 7,8 (theo Điều 16)");
    assert_eq!(wrong[1], "kết quả học tập sau đánh giá lại: đang là ô trống nhưng phải là Trung bình (theo Điều 16)");
}

//! The plain layouts of our own: the shipped samples, and what is wrong with changed ones.

use super::{office, root, settings_text};
use std::fs;
use vanbang::document::record::{Promotion, RuleSet, Scale, Stage};
use vanbang::document::roster::{Problem, read, read_requests, read_scale, read_secondary, read_university};

fn sample(name: &str) -> Vec<u8> {
    fs::read(root().join("examples/office").join(name)).unwrap()
}

fn scale() -> Scale {
    read_scale("vanbang.toml", &settings_text()).unwrap()
}

/// One pupil of grade 6 as tables of text; the marks give Tốt.
const PUPILS: &str = "Mã học sinh;Họ và tên;Ngày sinh;Cấp học\n0000000001;Nguyễn Ân;05/03/2014;THCS\n";
const HISTORY: &str = "Mã học sinh;Năm học;Lớp;Trường;Xã/phường;Tỉnh/thành phố\n\
    0000000001;2025-2026;6A;Trường THCS Mẫu;Phường An Cựu;Thành phố Huế\n";
const YEARS: &str = "Mã học sinh;Năm học;Khối;Lớp;Giáo viên chủ nhiệm;Quy định;RL HKI;RL HKII;Nghỉ có phép HKI;\
    Nghỉ không phép HKI;Nghỉ có phép HKII;Nghỉ không phép HKII;HT cả năm;Lên lớp\n\
    0000000001;2025 - 2026;6;6A;Đặng Thị Mỹ Hằng;TT 22/2021;Tốt;T;1;0;;-;Tốt;Được lên lớp\n";
const SUBJECTS: [&str; 12] = [
    "Ngữ văn",
    "Toán",
    "Ngoại ngữ 1",
    "GDCD",
    "Lịch sử và Địa lí",
    "KHTN",
    "Công nghệ",
    "Tin học",
    "GDTC",
    "Nghệ thuật",
    "NDGDĐP",
    "HĐTN&HN",
];

fn marks() -> String {
    let line = |(index, subject): (usize, &&str)| {
        let value = if index < 8 { "8,2;8,3;8,3" } else { "Đ;Đ;Đ" };
        format!("0000000001;2025-2026;{subject};{value};Lê Thị Bảo Trân\n")
    };
    let header = "Mã học sinh;Năm học;Môn học;HKI;HKII;Cả năm;Giáo viên\n".to_owned();
    header + &SUBJECTS.iter().enumerate().map(line).collect::<String>()
}

fn whole(pupils: &str, history: &str, years: &str, marks: &str) -> Vec<Problem> {
    let files = [("hs.csv", pupils), ("qt.csv", history), ("nam.csv", years), ("diem.csv", marks)];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    let read = read_secondary(&files, &office());
    assert_eq!(read.records.is_empty(), !read.problems.is_empty());
    read.problems
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str, &str)> {
    problems.iter().map(|problem| (problem.place.file.as_str(), problem.place.cell.as_str(), problem.code)).collect()
}

#[test]
fn whole_transcripts_are_read_from_the_sample() {
    let read = read_secondary(&[("hoc_ba_mau.xlsx", &sample("hoc_ba_mau.xlsx"))], &office());
    assert_eq!(read.problems, []);
    let [first, _] = read.records.as_slice() else { panic!("{} records", read.records.len()) };
    let statement = first.statement();
    assert_eq!((statement.stage, statement.years.len(), statement.history.len()), (Stage::LowerSecondary, 4, 4));
    assert_eq!(statement.years.iter().map(|year| year.grade).collect::<Vec<_>>(), [6, 7, 8, 9]);
    assert!(statement.years.iter().all(|year| year.rule_set == RuleSet::Tt22Of2021 && year.subjects.len() == 12));
    assert!(statement.years.iter().all(|year| year.promotion == Promotion::Promoted));
    assert_eq!(statement.student_page.school_register_no.as_ref().unwrap().as_str(), "0112/THCS");
    assert_eq!(statement.student_page.opened.as_ref().unwrap().date.to_string(), "2022-09-05");
    assert_eq!(statement.years[0].subjects[1].remark.as_ref().unwrap().as_str(), "Nắm vững kiến thức.");
}

#[test]
fn tables_of_text_say_the_same_and_give_single_years_too() {
    assert_eq!(whole(PUPILS, HISTORY, YEARS, &marks()), []);
    let marks = marks();
    let files =
        [("hs.csv", PUPILS), ("nam.csv", YEARS), ("diem.csv", &marks)].map(|(name, text)| (name, text.as_bytes()));
    let single = read(&files, &office());
    assert_eq!(single.problems, []);
    let year = single.records[0].transcript();
    assert_eq!((year.class_name.as_str(), year.awards[0].as_str()), ("6A", "Học sinh Giỏi"));
    let late = YEARS.replace("2025 - 2026", "2024-2025");
    let earlier = marks.replace("2025-2026", "2024-2025");
    let files =
        [("hs.csv", PUPILS), ("nam.csv", &late), ("diem.csv", &earlier)].map(|(name, text)| (name, text.as_bytes()));
    assert_eq!(codes(&read(&files, &office()).problems), [("nam.csv", "A2", "SCHOOL_YEAR_DIFFERS")]);
}

#[test]
fn what_contradicts_the_rules_is_named_by_its_cell() {
    let years = YEARS.replace(";Tốt;Được lên lớp", ";Khá;Không được lên lớp");
    let marks = marks().replacen("8,2;8,3;8,3", "8,2;8,3;8,4", 1).replacen("KHTN", "Thiên văn", 1);
    assert_eq!(
        codes(&whole(PUPILS, HISTORY, &YEARS.replace(";Tốt;Được", ";Khá;Được"), &self::marks())),
        [("nam.csv", "M2", "YEAR_CONTRADICTS")]
    );
    let found = whole(PUPILS, HISTORY, &years, &marks);
    assert!(codes(&found).contains(&("diem.csv", "F2", "YEAR_CONTRADICTS")), "{found:#?}");
    assert!(codes(&found).contains(&("diem.csv", "C7", "SUBJECT_UNKNOWN")), "{found:#?}");
    // Two subjects are missing now, so nothing further is computed.
    assert_eq!(codes(&found).iter().filter(|(_, _, code)| *code == "VALUE_MISSING").count(), 2);
    let other_class = HISTORY.replace(";6A;", ";6B;");
    assert_eq!(codes(&whole(PUPILS, &other_class, YEARS, &self::marks())), [("nam.csv", "A2", "RECORD_REFUSED")]);
}

/// What belongs to nobody is not lost silently, and nothing stands twice.
#[test]
fn every_row_has_its_pupil_and_year() {
    let stranger = "0000000002;2025-2026;6A;Trường THCS Mẫu;Phường An Cựu;Thành phố Huế\n";
    let found = whole(PUPILS, &format!("{HISTORY}{stranger}"), YEARS, &marks());
    assert_eq!(codes(&found), [("qt.csv", "A3", "ROW_ORPHAN")]);
    let twice = format!("{}0000000001;2025-2026;Toán;9;9;9;Lê Thị Bảo Trân\n", marks());
    assert_eq!(codes(&whole(PUPILS, HISTORY, YEARS, &twice)), [("diem.csv", "C14", "ROW_TWICE")]);
    let other_year = format!("{}0000000001;2024-2025;Toán;9;9;9;Lê Thị Bảo Trân\n", marks());
    assert_eq!(codes(&whole(PUPILS, HISTORY, YEARS, &other_year)), [("diem.csv", "C14", "ROW_ORPHAN")]);
    let more = format!("{PUPILS}0000000003;Lê Bình;06/03/2014;THCS\n");
    assert_eq!(codes(&whole(&more, HISTORY, YEARS, &marks())), [("hs.csv", "A3", "ROW_ORPHAN")]);
}

#[test]
fn older_years_keep_the_words_of_their_circular() {
    let years = "Mã học sinh;Năm học;Khối;Lớp;Giáo viên chủ nhiệm;Quy định;RL HKI;RL HKII;RL cả năm;HT HKI;HT HKII;HT cả năm;\
        ĐTB HKI;ĐTB HKII;ĐTB cả năm;Nghỉ có phép HKI;Nghỉ không phép HKI;Nghỉ có phép HKII;Nghỉ không phép HKII;Lên lớp\n\
        0000000001;2019-2020;6;6A;Đặng Thị Mỹ Hằng;TT 58/2011;Tốt;T;T;G;Giỏi;Giỏi;8,2;8,3;8,3;1;0;0;0;Được lên lớp\n";
    let older = |text: &str| text.replace("2025-2026", "2019-2020").replace("/2014", "/2008");
    let (pupils, history, marks) = (older(PUPILS), older(HISTORY), older(&marks()));
    assert_eq!(whole(&pupils, &history, years, &marks), []);
    let newer = years.replace(";G;Giỏi;Giỏi;", ";T;Tốt;Tốt;");
    let found = whole(&pupils, &history, &newer, &marks);
    assert_eq!(codes(&found).len(), 3, "{found:#?}");
}

#[test]
fn university_transcripts_are_read_from_the_sample() {
    let read = read_university(&[("dh.xlsx", &sample("bang_diem_dai_hoc_mau.xlsx"))], &office(), &scale());
    assert_eq!(read.problems, []);
    let statement = read.records[0].statement();
    assert_eq!((read.records.len(), statement.courses.len()), (2, 8));
    assert_eq!((statement.total_credits.to_string().as_str(), statement.courses[7].excluded), ("23", true));
}

const STUDENTS: &str = "MSSV;Họ và tên;Ngày sinh;Ngành;Trình độ;Tổng tín chỉ;ĐTB hệ 4;Xếp loại\n\
    019T1;Lê Bình;06/03/2004;Toán học;Đại học;3;3,5;Giỏi\n";
const COURSES: &str =
    "MSSV;Mã học phần;Tên học phần;Số tín chỉ;Điểm hệ 10;Điểm chữ;Điểm hệ 4\n019T1;MAT1;Giải tích;3;8,2;B+;3,5\n";

fn university(students: &str, courses: &str) -> Vec<Problem> {
    let files = [("sv.csv", students), ("hp.csv", courses)].map(|(name, text)| (name, text.as_bytes()));
    read_university(&files, &office(), &scale()).problems
}

#[test]
fn courses_are_held_to_the_scale() {
    assert_eq!(university(STUDENTS, COURSES), []);
    let found = university(&STUDENTS.replace(";3;3,5;", ";4;3,5;"), &COURSES.replace(";B+;", ";A;"));
    for expected in [("hp.csv", "B2", "RECORD_REFUSED"), ("sv.csv", "F2", "RECORD_REFUSED")] {
        assert!(codes(&found).contains(&expected), "{found:#?}");
    }
    let stranger = format!("{COURSES}019T2;MAT1;Giải tích;3;8,2;B+;3,5\n");
    assert_eq!(codes(&university(STUDENTS, &stranger)), [("hp.csv", "B3", "ROW_ORPHAN")]);
    let wrong = COURSES.replace("8,2", "8,255");
    assert_eq!(codes(&university(STUDENTS, &wrong))[0], ("hp.csv", "E2", "DECIMAL_UNREADABLE"));
    let missing = read_scale("vanbang.toml", "").unwrap_err();
    assert_eq!((missing[0].place.cell.as_str(), missing[0].code), ("scale", "SETTING_MISSING"));
}

#[test]
fn requests_name_their_diploma() {
    let read = read_requests(&[("dn.xlsx", &sample("de_nghi_ban_sao_mau.xlsx"))]);
    assert_eq!(read.problems, []);
    assert_eq!(read.records[1].register_no.as_ref().unwrap().as_str(), "002/THPT/2026");
    assert_eq!((read.records[0].paper_count, read.records[1].paper_count), (0, 2));
    let text = "Số hiệu;Họ và tên;Ngày sinh;Người yêu cầu;Số lượng bản giấy\n;Lê Bình;06/03/2008;;1\nB 1;Lê Bình;06/03/2008;;101\n";
    let found = read_requests(&[("dn.csv", text.as_bytes())]).problems;
    assert_eq!(codes(&found), [("dn.csv", "B2", "VALUE_MISSING"), ("dn.csv", "E3", "SETTING_INVALID")]);
}

/// Codes that the tests here produce, for the list of all.
pub fn produced() -> Vec<&'static str> {
    let twice = format!("{}0000000001;2025-2026;Toán;9;9;9;Lê Thị Bảo Trân\n", marks());
    let other_class = HISTORY.replace(";6A;", ";6B;");
    let both = super::root().join("test-vectors/roster/good/hk1.xlsx");
    let summary = fs::read(both).unwrap();
    let mixed = read(&[("hs.csv", PUPILS.as_bytes()), ("hk1.xlsx", &summary)], &office()).problems;
    let all = [
        whole(PUPILS, HISTORY, YEARS, &twice),
        whole(PUPILS, &other_class, YEARS, &marks().replacen("KHTN", "Thiên văn", 1)),
        whole(PUPILS, &other_class, YEARS, &marks()),
        whole(PUPILS, &format!("{HISTORY}0000000002;2025-2026;6A;T;P;H\n"), YEARS, &marks()),
        university(STUDENTS, &COURSES.replace("8,2", "8,255")),
        mixed,
    ];
    all.into_iter().flatten().map(|problem| problem.code).collect()
}

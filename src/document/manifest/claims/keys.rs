//! The table of keys (protocol.md 3): what each is called and what it can hold, in every kind that uses it.

use super::shape::{Choice, Column, Shape};
use crate::wording::Phrase;

/// One key.
#[derive(Debug)]
pub struct Key {
    pub key: u64,
    /// Name in JSON.
    pub name: &'static str,
    pub label: Phrase,
    pub shape: Shape,
}

const fn key(key: u64, name: &'static str, label: Phrase, shape: Shape) -> Key {
    Key { key, name, label, shape }
}

const fn of_words(vi: &'static str, en: &'static str) -> Phrase {
    Phrase::new(vi, en)
}

const DIPLOMAS: &[Choice] = &[
    (1, "thcs", of_words("Bằng tốt nghiệp trung học cơ sở", "Lower secondary diploma")),
    (2, "bt_thcs", of_words("Bằng tốt nghiệp bổ túc trung học cơ sở", "Continuing lower secondary diploma")),
    (3, "thpt", of_words("Bằng tốt nghiệp trung học phổ thông", "Upper secondary diploma")),
    (4, "bt_thpt", of_words("Bằng tốt nghiệp bổ túc trung học phổ thông", "Continuing upper secondary diploma")),
    (5, "trung_hoc_nghe", of_words("Bằng tốt nghiệp trung học nghề", "Vocational secondary diploma")),
    (6, "trung_cap", of_words("Bằng tốt nghiệp trung cấp", "Intermediate diploma")),
    (7, "cao_dang", of_words("Bằng tốt nghiệp cao đẳng", "College diploma")),
    (8, "cu_nhan", of_words("Bằng cử nhân", "Bachelor's degree")),
    (9, "thac_si", of_words("Bằng thạc sĩ", "Master's degree")),
    (10, "tien_si", of_words("Bằng tiến sĩ", "Doctor's degree")),
    (11, "specialised", of_words("Văn bằng chuyên khoa đặc thù", "Specialised diploma")),
    (12, "certificate", of_words("Chứng chỉ", "Certificate")),
    (
        13,
        "completion_certificate",
        of_words(
            "Giấy chứng nhận hoàn thành chương trình giáo dục phổ thông",
            "Certificate of completion of general education",
        ),
    ),
];

const STAGES: &[Choice] = &[
    (1, "lower_secondary", of_words("trung học cơ sở", "lower secondary")),
    (2, "upper_secondary", of_words("trung học phổ thông", "upper secondary")),
];

const PROMOTIONS: &[Choice] = &[
    (1, "promoted", of_words("Được lên lớp", "Promoted")),
    (
        2,
        "promoted_after_reassessment",
        of_words(
            "Được lên lớp sau khi đánh giá lại môn học hoặc rèn luyện trong kì nghỉ hè",
            "Promoted after reassessment",
        ),
    ),
    (3, "not_promoted", of_words("Không được lên lớp", "Not promoted")),
];

const COMPLETIONS: &[Choice] = &[
    (1, "completed", of_words("Hoàn thành", "Completed")),
    (2, "not_completed", of_words("Không hoàn thành", "Not completed")),
];

const NAME: Column = ("name", of_words("môn học", "subject"));
const SCHOOL_YEAR: Column = ("school_year", of_words("năm học", "school year"));
const CLASS: Column = ("class_name", of_words("lớp", "class"));
const SEMESTER_1: Column = ("semester1", of_words("học kì I", "first semester"));
const SEMESTER_2: Column = ("semester2", of_words("học kì II", "second semester"));
const YEAR: Column = ("year", of_words("cả năm", "year"));
const REASSESSED: Column = ("reassessed", of_words("sau đánh giá lại", "after reassessment"));
const PROMOTION: Column = ("promotion", of_words("lên lớp", "promotion"));

const RESULTS: &[Column] = &[SEMESTER_1, SEMESTER_2, YEAR];
const RESULTS_OF_YEARS: &[Column] = &[SCHOOL_YEAR, SEMESTER_1, SEMESTER_2, YEAR, REASSESSED];

const COURSES: &[Column] = &[
    ("name", of_words("học phần", "course")),
    ("code", of_words("mã", "code")),
    ("credits", of_words("số tín chỉ", "credits")),
    ("mark_10", of_words("hệ 10", "of 10")),
    ("letter", of_words("điểm chữ", "letter")),
    ("mark_4", of_words("hệ 4", "of 4")),
];

/// By ascending key.
#[rustfmt::skip]
pub const TABLE: &[Key] = &[
    key(3, "full_name", of_words("Họ và tên", "Full name"), Shape::Text),
    key(4, "date_of_birth", of_words("Ngày sinh", "Date of birth"), Shape::Date),
    key(5, "serial_no", of_words("Số hiệu", "Serial number"), Shape::Text),
    key(6, "register_no", of_words("Số vào sổ gốc", "Register number"), Shape::Text),
    key(7, "graduation_year", of_words("Năm tốt nghiệp", "Year of graduation"), Shape::Number),
    key(8, "classification", of_words("Xếp loại tốt nghiệp", "Classification"), Shape::Text),
    key(9, "issued", of_words("Ngày phát hành", "Date of issue"), Shape::Date),
    key(10, "copy_register_no", of_words("Số vào sổ cấp bản sao", "Copy register number"), Shape::Text),
    key(11, "school", of_words("Trường", "School"), Shape::Text),
    key(12, "credential_type", of_words("Loại văn bằng", "Type of diploma"), Shape::Choice(DIPLOMAS)),
    key(13, "stage", of_words("Cấp học", "Stage"), Shape::Choice(STAGES)),
    key(20, "school_year", of_words("Năm học", "School year"), Shape::Text),
    key(21, "class_name", of_words("Lớp", "Class"), Shape::Text),
    key(22, "grade", of_words("Khối", "Grade"), Shape::Number),
    key(23, "subjects", of_words("Môn học", "Subjects"), Shape::Table(&[NAME, SEMESTER_1, SEMESTER_2, YEAR, REASSESSED])),
    key(24, "learning", of_words("Kết quả học tập", "Learning result"), Shape::Row(RESULTS)),
    key(25, "conduct", of_words("Kết quả rèn luyện", "Conduct"), Shape::Row(RESULTS)),
    key(26, "promotion", of_words("Lên lớp", "Promotion"), Shape::Choice(PROMOTIONS)),
    key(27, "years", of_words("Các năm học", "School years"), Shape::Table(&[SCHOOL_YEAR, CLASS, PROMOTION])),
    key(28, "subjects_by_year", of_words("Môn học theo năm", "Subjects by year"),
        Shape::Table(&[SCHOOL_YEAR, NAME, SEMESTER_1, SEMESTER_2, YEAR, REASSESSED])),
    key(29, "learning_by_year", of_words("Kết quả học tập theo năm", "Learning result by year"), Shape::Table(RESULTS_OF_YEARS)),
    key(30, "conduct_by_year", of_words("Kết quả rèn luyện theo năm", "Conduct by year"), Shape::Table(RESULTS_OF_YEARS)),
    key(31, "completion", of_words("Hoàn thành chương trình", "Programme completed"), Shape::Choice(COMPLETIONS)),
    key(40, "major", of_words("Ngành", "Major"), Shape::Text),
    key(41, "level", of_words("Trình độ", "Level"), Shape::Text),
    key(42, "mode", of_words("Hình thức đào tạo", "Mode of study"), Shape::Text),
    key(43, "courses", of_words("Học phần", "Courses"), Shape::Table(COURSES)),
    key(44, "total_credits", of_words("Tổng số tín chỉ tích lũy", "Credits earned"), Shape::Text),
    key(45, "average_10", of_words("Điểm trung bình hệ 10", "Average of 10"), Shape::Text),
    key(46, "average_4", of_words("Điểm trung bình hệ 4", "Average of 4"), Shape::Text),
    key(47, "document_no", of_words("Số bảng điểm", "Transcript number"), Shape::Text),
];

/// The row of a key that a version has; a test holds that every one of them is in the table.
pub fn of(number: u64) -> &'static Key {
    const NONE: Key = key(0, "", of_words("", ""), Shape::Choice(&[]));
    TABLE.iter().find(|row| row.key == number).unwrap_or(&NONE)
}

//! A transcript for the tests of this folder, and `examples/record.json` made of it.

use super::*;

pub(super) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn person(text: &str) -> Person {
    Person { full_name: name(text) }
}

fn value(text: &str) -> Option<Assessment> {
    Some(Assessment::try_from(text.to_owned()).unwrap())
}

pub(super) fn statement() -> YearStatement {
    let rows = [
        ("8.4", "8.7", "8.6", "Lê Thị Bảo Trân"),
        ("9.1", "9.3", "9.2", "Phan Đình Khoa"),
        ("8.0", "8.5", "8.3", "Nguyễn Thùy Dương"),
        ("9.0", "9.2", "9.1", "Hồ Thị Ngọc Ánh"),
        ("7.6", "8.1", "7.9", "Trần Hữu Nghĩa"),
        ("8.8", "9.0", "8.9", "Võ Quỳnh Như"),
        ("8.5", "8.2", "8.3", "Đoàn Mạnh Cường"),
        ("9.4", "9.6", "9.5", "Bùi Khắc Huy"),
        ("pass", "pass", "pass", "Tôn Thất Quỳnh"),
        ("pass", "pass", "pass", "Nguyễn Phước Bửu Lộc"),
        ("pass", "pass", "pass", "Trần Hữu Nghĩa"),
        ("pass", "pass", "pass", "Đặng Thị Mỹ Hằng"),
    ];
    let subjects = LOWER_SECONDARY_SUBJECTS
        .iter()
        .zip(rows)
        .map(|(subject, (first, second, year, teacher))| Subject {
            subject_code: SubjectCode::new(subject.code).unwrap(),
            subject_name: name(subject.name_vi),
            assessment_kind: subject.kind,
            semester1: value(first),
            semester2: value(second),
            year: value(year),
            reassessed: None,
            remark: (subject.code == "mathematics").then(|| Remark::new("Có nhiều tiến bộ, tư duy mạch lạc.").unwrap()),
            teacher: person(teacher),
        })
        .collect();
    YearStatement {
        organisation: Organisation {
            name: name("Trường THCS Mẫu"),
            kind: OrganisationKind::LowerSecondary,
            parent_name: Some(name("UBND phường An Cựu")),
            school_code: None,
            ward: name("phường An Cựu"),
            province: name("thành phố Huế"),
        },
        student: Student {
            moet_student_code: StudentCode::new("0123456789").unwrap(),
            full_name: name("Nguyễn Hữu Thiện Mỹ"),
            date_of_birth: Date::parse("2014-03-05").unwrap(),
            gender: Some(Gender::Female),
            place_of_birth: Some(name("thành phố Huế")),
        },
        transcript: Transcript {
            rule_set: RuleSet::Tt22Of2021,
            school_year: SchoolYear::parse("2025-2026").unwrap(),
            grade: 6,
            class_name: name("6A"),
            homeroom_teacher: person("Đặng Thị Mỹ Hằng"),
            not_assessed_disability: false,
            subjects,
            conduct_s1: Some(Level::Kha),
            conduct_s2: Some(Level::Tot),
            conduct_year: Some(Level::Tot),
            learning_s1: Some(Level::Tot),
            learning_s2: Some(Level::Tot),
            learning_year: Some(Level::Tot),
            average_s1: None,
            average_s2: None,
            average_year: None,
            average_after: None,
            specialised_subject: None,
            conduct_after: None,
            learning_after: None,
            absences_s1: Absences::new(1, 0).unwrap(),
            absences_s2: Absences::new(2, 1).unwrap(),
            absences_year: Absences::new(3, 1).unwrap(),
            promotion: Promotion::Promoted,
            programme_completion: None,
            certificates: Vec::new(),
            contests: Vec::new(),
            awards: vec![Remark::new("Học sinh Giỏi").unwrap()],
            homeroom_remark: Some(Remark::new("Chăm ngoan, hòa đồng với bạn bè; cần mạnh dạn phát biểu hơn.").unwrap()),
            summer_result: None,
            approval_text: Some(Remark::new("Đồng ý với nhận xét của giáo viên chủ nhiệm.").unwrap()),
            corrections: Vec::new(),
        },
        issue: Issue {
            date: Date::parse("2026-05-29").unwrap(),
            place: name("Huế"),
            leader: Leader {
                full_name: name("Nguyễn Khoa Diệu Huyền"),
                title: name("HIỆU TRƯỞNG"),
                sign_prefix: SignPrefix::None,
                authority_document: None,
            },
        },
        supersedes: None,
    }
}

pub(super) fn record() -> Record {
    let salt = Salt::new(*b"vanbang example!");
    let year = TranscriptYear::new(statement()).unwrap();
    Record::new(OrgId::new("thcs-mau.hue").unwrap(), salt, year.into())
}

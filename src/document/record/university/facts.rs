//! What a person compares with a university transcript.

use super::{Course, UniversityStatement};
use crate::document::record::facts::holder;
use crate::document::record::{Date, Decimal, Fact, MarkRow};

pub fn mark_row(course: &Course) -> MarkRow {
    let vi = course.name.as_str();
    let en = course.name_en.as_ref().unwrap_or(&course.name).as_str();
    let marks = [
        ("số tín chỉ", "credits", Some(course.credits.text_vi())),
        ("hệ 10", "of 10", course.mark_10.map(Decimal::text_vi)),
        ("điểm chữ", "letter", Some(course.letter.to_string())),
        ("hệ 4", "of 4", course.mark_4.map(Decimal::text_vi)),
    ];
    let fact = |(what_vi, what_en, value): (&str, &str, Option<String>)| {
        Some(Fact::new(&format!("Học phần {vi}, {what_vi}"), &format!("{en}, {what_en}"), value?))
    };
    MarkRow { name: vi.to_owned(), marks: marks.into_iter().filter_map(fact).collect() }
}

pub fn facts(statement: &UniversityStatement) -> Vec<Fact> {
    let (learner, programme) = (&statement.learner, &statement.programme);
    let mut facts = holder(&learner.full_name);
    facts.add("Ngày sinh", "Date of birth", learner.date_of_birth.text_vi());
    facts.add("Mã số sinh viên", "Student code", learner.university_student_code.as_str());
    facts.school(&statement.organisation);
    facts.add("Ngành", "Major", programme.major.as_str());
    facts.maybe("Chuyên ngành", "Specialisation", programme.specialisation.as_ref());
    facts.add("Trình độ", "Level", programme.level.as_str());
    facts.maybe("Hình thức đào tạo", "Mode of study", programme.mode.as_ref());
    facts.maybe("Khóa", "Cohort", programme.cohort.as_ref());
    facts.maybe("Số bảng điểm", "Transcript number", statement.document_no.as_ref());
    for course in &statement.courses {
        let en = course.name_en.as_ref().unwrap_or(&course.name);
        facts.add(course.name.as_str(), en.as_str(), course.letter.as_str());
    }
    facts.add("Tổng số tín chỉ tích lũy", "Credits earned", statement.total_credits.text_vi());
    facts.maybe("Điểm trung bình hệ 10", "Average of 10", statement.average_10.map(Decimal::text_vi));
    facts.add("Điểm trung bình hệ 4", "Average of 4", statement.average_4.text_vi());
    facts.maybe("Khóa luận, luận văn", "Thesis", statement.thesis_title.as_ref());
    facts.maybe("Điểm khóa luận, luận văn", "Thesis mark", statement.thesis_mark.map(Decimal::text_vi));
    facts.maybe("Xếp loại tốt nghiệp", "Classification", statement.classification.as_ref());
    facts.maybe("Số hiệu văn bằng", "Diploma serial number", statement.diploma_serial.as_ref());
    facts.maybe("Số vào sổ gốc", "Register number", statement.register_no.as_ref());
    facts.maybe("Quyết định công nhận tốt nghiệp", "Graduation decision", statement.decision_no.as_ref());
    facts.maybe("Ngày quyết định", "Date of the decision", statement.decision_date.map(Date::text_vi));
    facts.issue(&statement.issue);
    facts.all()
}

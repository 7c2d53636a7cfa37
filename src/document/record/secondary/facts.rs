//! What a person compares with a whole transcript; family, address and ethnicity are not among it.

use super::SecondaryStatement;
use crate::document::record::facts::holder;
use crate::document::record::year::Completion;
use crate::document::record::{Fact, Level};

pub fn facts(statement: &SecondaryStatement) -> Vec<Fact> {
    let pupil = &statement.student;
    let mut facts = holder(&pupil.full_name);
    facts.add("Ngày sinh", "Date of birth", pupil.date_of_birth.text_vi());
    facts.add("Mã định danh học sinh", "Pupil code", pupil.moet_student_code.as_str());
    facts.add("Cấp học", "Stage", statement.stage.label_vi());
    facts.school(&statement.organisation);
    for year in &statement.years {
        let (when_vi, when_en) = (
            format!("năm học {}, lớp {}", year.school_year, year.class_name),
            format!("{}, {}", year.school_year, year.class_name),
        );
        let levels = [
            ("Kết quả rèn luyện", "Conduct", year.conduct_after.or(year.conduct_year)),
            ("Kết quả học tập", "Learning result", year.learning_after.or(year.learning_year)),
        ];
        for (vi, en, level) in levels {
            facts.maybe(&format!("{vi}, {when_vi}"), &format!("{en}, {when_en}"), level.map(Level::label_vi));
        }
        facts.add(&format!("Lên lớp, {when_vi}"), &format!("Promotion, {when_en}"), year.promotion.label_vi());
    }
    let completed = statement.years.last().and_then(|year| year.programme_completion);
    facts.maybe("Hoàn thành chương trình", "Programme completed", completed.map(Completion::label_vi));
    facts.issue(&statement.issue);
    facts.all()
}

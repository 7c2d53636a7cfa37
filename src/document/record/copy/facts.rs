//! What a person compares with a copy; ethnicity and place of birth are not among it.

use super::CopyStatement;
use crate::document::record::Fact;
use crate::document::record::facts::holder;

pub fn facts(statement: &CopyStatement) -> Vec<Fact> {
    let (diploma, copy) = (&statement.diploma, &statement.copy);
    let mut facts = holder(&diploma.holder.full_name);
    facts.add("Ngày sinh", "Date of birth", diploma.holder.birth_text_vi());
    facts.add("Loại văn bằng", "Type of diploma", diploma.credential_type.label_vi());
    facts.add("Số hiệu", "Serial number", diploma.serial_no.as_str());
    facts.add("Số vào sổ gốc", "Register number", diploma.register_no.as_str());
    facts.maybe("Trường", "School", diploma.school_name.as_ref());
    facts.maybe("Khóa thi", "Exam session", diploma.exam_session.as_ref());
    facts.maybe("Ngành", "Major", diploma.major.as_ref());
    facts.maybe("Hình thức đào tạo", "Mode of study", diploma.study_mode.as_ref());
    facts.maybe("Xếp loại tốt nghiệp", "Classification", diploma.classification.as_ref());
    facts.add("Năm tốt nghiệp", "Year of graduation", diploma.graduation_year.to_string());
    facts.add("Ngày cấp", "Date of issue of the diploma", diploma.issue_date.text_vi());
    facts.add("Cơ quan cấp", "Issued by", diploma.issuer_name.as_str());
    let signed = format!("{}, {}", diploma.signer_name, diploma.signer_title);
    facts.add("Người ký văn bằng", "Diploma signed by", signed);
    for amendment in &copy.amendments {
        let said = format!(
            "Quyết định {} ngày {}: {}",
            amendment.decision_no,
            amendment.decision_date.text_vi(),
            amendment.kind.label_vi()
        );
        facts.add("Chỉnh sửa, cấp lại", "Amended", said);
    }
    facts.add("Cơ quan cấp bản sao", "Copied by", statement.organisation.name.as_str());
    facts.add("Số vào sổ cấp bản sao", "Copy register number", copy.copy_register_no.as_str());
    facts.issue(&statement.issue);
    facts.all()
}

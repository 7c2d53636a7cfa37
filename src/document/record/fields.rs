//! What the members of records are called on Vietnamese forms.

use super::SubjectName;

/// Members by name; a member whose word depends on what it stands in is named with it.
#[rustfmt::skip]
const LABELS: &[(&str, &str)] = &[
    // where something stands
    ("issue", "phát hành"), ("student", "học sinh"), ("learner", "người học"), ("holder", "người được cấp"),
    ("leader", "người ký"), ("diploma", "văn bằng"), ("copy", "bản sao"), ("scale", "thang điểm"),
    // people and dates
    ("full_name", "họ và tên"), ("date_of_birth", "ngày sinh"), ("place_of_birth", "nơi sinh"), ("gender", "giới tính"),
    ("ethnicity", "dân tộc"), ("nationality", "quốc tịch"), ("authority_document", "văn bản giao quyền ký"),
    ("issue_date", "ngày cấp"), ("decision_date", "ngày quyết định"),
    ("decision_no", "số quyết định"), ("graduation_year", "năm tốt nghiệp"),
    // a school year
    ("rule_set", "bộ quy định"), ("school_year", "năm học"), ("grade", "khối"), ("class_name", "lớp"),
    ("subjects", "các môn học"), ("subject_code", "mã môn"), ("assessment_kind", "hình thức đánh giá"),
    ("semester1", "học kì I"), ("semester2", "học kì II"), ("year", "cả năm"), ("reassessed", "đánh giá lại"),
    ("conduct_s1", "kết quả rèn luyện học kì I"), ("conduct_s2", "kết quả rèn luyện học kì II"),
    ("conduct_year", "kết quả rèn luyện cả năm"), ("conduct_after", "kết quả rèn luyện sau đánh giá lại"),
    ("learning_s1", "kết quả học tập học kì I"), ("learning_s2", "kết quả học tập học kì II"),
    ("learning_year", "kết quả học tập cả năm"), ("learning_after", "kết quả học tập sau đánh giá lại"),
    ("average_s1", "điểm trung bình các môn học kì I"), ("average_s2", "điểm trung bình các môn học kì II"),
    ("average_year", "điểm trung bình các môn cả năm"), ("average_after", "điểm trung bình các môn sau kiểm tra lại"),
    ("specialised_subject", "môn chuyên"),
    ("absences_s1", "số buổi nghỉ học kì I"), ("absences_s2", "số buổi nghỉ học kì II"),
    ("absences_year", "số buổi nghỉ cả năm"), ("total", "tổng"),
    ("promotion", "lên lớp"), ("programme_completion", "hoàn thành chương trình"),
    ("history", "quá trình học tập"), ("corrections", "sửa chữa"), ("new", "giá trị mới"),
    ("student_page", "trang thông tin"), ("opened", "mở học bạ"), ("date", "ngày"),
    ("years", "các năm học"), ("paper_count", "số bản giấy"), ("amendments", "chỉnh sửa"),
    ("organisation", "cơ quan"), ("supersedes", "thay thế"), ("kind", "loại"),
    // a university
    ("programme", "chương trình đào tạo"), ("courses", "các học phần"), ("code", "mã"), ("credits", "số tín chỉ"),
    ("mark_10", "điểm hệ 10"), ("letter", "điểm chữ"), ("mark_4", "điểm hệ 4"), ("bands", "các mức điểm"),
    ("classes", "các mức xếp loại"), ("pass_letter", "điểm chữ đạt"), ("retakes", "cách tính học lại"),
    ("total_credits", "tổng số tín chỉ"), ("average_10", "điểm trung bình hệ 10"),
    ("average_4", "điểm trung bình hệ 4"), ("thesis_mark", "điểm khóa luận"),
    ("classification", "xếp loại tốt nghiệp"), ("classification_lowered", "giảm hạng tốt nghiệp"),
    ("admission_date", "ngày nhập học"),
    ("certificates", "chứng chỉ"), ("contests", "kết quả tham gia các cuộc thi"), ("awards", "khen thưởng"),
];

/// Members that only hold others, and add nothing to the name.
const SILENT: &[&str] = &["transcript"];

/// A path of member names as a Vietnamese reader would say it; a member without a word keeps its name.
pub fn label_vi(path: &str) -> String {
    let mut outer = "";
    let mut said = Vec::new();
    for part in path.split('.') {
        if !SILENT.contains(&part) {
            said.push(part_vi(outer, part));
        }
        outer = part;
    }
    said.join(", ")
}

fn part_vi(outer: &str, part: &str) -> String {
    let Some((list, key)) = part.strip_suffix(']').and_then(|part| part.split_once('[')) else {
        return word(&format!("{outer}.{part}")).or_else(|| word(part)).unwrap_or(part).to_owned();
    };
    let place = key.parse::<usize>().map_or_else(|_| key.to_owned(), |index| (index + 1).to_string());
    match list {
        "subjects" => SubjectName::of(key).map_or_else(|| format!("môn {key}"), |known| known.name_vi.to_owned()),
        "courses" => format!("học phần {key}"),
        "years" => format!("năm học thứ {place}"),
        _ => format!("{} {place}", word(list).unwrap_or(list)),
    }
}

fn word(member: &str) -> Option<&'static str> {
    LABELS.iter().find(|(name, _)| *name == member).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_said_in_vietnamese() {
        for (path, said) in [
            ("transcript.subjects[mathematics].semester1", "Toán học, học kì I"),
            ("transcript.subjects[robotics].year", "môn robotics, cả năm"),
            ("transcript.conduct_year", "kết quả rèn luyện cả năm"),
            ("transcript.absences_s1.total", "số buổi nghỉ học kì I, tổng"),
            ("issue.date", "phát hành, ngày"),
            ("years[0].promotion", "năm học thứ 1, lên lớp"),
            ("history[2].school_year", "quá trình học tập 3, năm học"),
            ("courses[INT1001].letter", "học phần INT1001, điểm chữ"),
        ] {
            assert_eq!(label_vi(path), said);
        }
    }
}

//! Header texts as they are compared: composed, lower case, letters and digits only; and the
//! names under which workbooks carry the subjects.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// What a text is compared by. Spelling variants of i and y that schools mix are made one.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters: String = text.nfc().flat_map(char::to_lowercase).nfc().filter(|c| c.is_alphanumeric()).collect();
    letters.replace("kỳ", "kì").replace("lý", "lí").replace("mỹ", "mĩ").replace("hoá", "hóa").replace('ð', "đ")
}

/// The text without what stands in parentheses.
pub(super) fn outside_parentheses(text: &str) -> String {
    let mut depth = 0u32;
    let mut outside = String::new();
    for c in text.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

/// Subject code and the names met for it (domain 6.1 B, 8.1).
const SUBJECTS: &[(&str, &[&str])] = &[
    ("literature", &["Văn", "Ngữ văn"]),
    ("mathematics", &["Toán", "Toán học"]),
    ("foreign_language_1", &["Ng.ngữ", "Ngoại ngữ", "Ngoại ngữ 1", "NN1", "Tiếng Anh", "T.Anh"]),
    ("civic_education", &["GDCD", "Giáo dục công dân"]),
    ("history_geography", &["LS&ĐL", "LS và ĐL", "Lịch sử và Địa lí", "Lịch sử & Địa lí"]),
    ("natural_science", &["KHTN", "Khoa học tự nhiên"]),
    ("technology", &["C.nghệ", "Công nghệ"]),
    ("informatics", &["Tin", "Tin học"]),
    ("physical_education", &["GDTC", "Giáo dục thể chất"]),
    ("arts", &["Nghệ thuật"]),
    ("local_education", &["NDGDĐP", "GDĐP", "Nội dung giáo dục của địa phương", "Nội dung giáo dục địa phương"]),
    ("experiential_career", &["HĐTN&HN", "HĐTN", "Hoạt động trải nghiệm, hướng nghiệp"]),
    ("foreign_language_2", &["Ngoại ngữ 2", "NN2"]),
    ("history", &["Sử", "Lịch sử"]),
    ("geography", &["Địa", "Địa lí"]),
    ("economics_law", &["GDKT&PL", "GDKTPL", "Giáo dục kinh tế và pháp luật"]),
    ("physics", &["Lí", "Vật lí"]),
    ("chemistry", &["Hóa", "Hóa học"]),
    ("biology", &["Sinh", "Sinh học"]),
    ("defence_security", &["GDQP", "GDQP-AN", "GDQP&AN", "GDQPAN", "Giáo dục quốc phòng và an ninh"]),
    ("music", &["Nhạc", "Âm nhạc"]),
    ("art", &["Mĩ thuật"]),
    ("minority_language", &["TDTTS", "Tiếng DTTS", "Tiếng dân tộc thiểu số"]),
];

/// The same by folded name, made once.
static BY_NAME: LazyLock<BTreeMap<String, &str>> = LazyLock::new(|| {
    let named = |(code, names): &(&'static str, &[&str])| {
        let code = *code;
        names.iter().map(|name| (fold(name), code)).chain([(code.to_owned(), code)]).collect::<Vec<_>>()
    };
    SUBJECTS.iter().flat_map(named).collect()
});

/// The code of the subject that a folded text names.
pub(super) fn subject(folded: &str) -> Option<&'static str> {
    BY_NAME.get(folded).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::{LOWER_SECONDARY_SUBJECTS, UPPER_SECONDARY_SUBJECTS};

    #[test]
    fn decomposed_and_spelling_variants_are_one() {
        assert_eq!(fold("Ho\u{0323} va\u{0300} te\u{0302}n"), fold("HỌ VÀ TÊN"));
        assert_eq!(fold("Học kỳ 2"), fold("học kì\n2"));
        assert_eq!(fold("LS & ÐL"), "lsđl");
        assert_eq!(outside_parentheses("Toán (Cả năm)"), "Toán ");
        assert_eq!(outside_parentheses(")a(b"), "a");
    }

    #[test]
    fn every_subject_is_found_by_its_page_name() {
        for known in LOWER_SECONDARY_SUBJECTS.iter().chain(UPPER_SECONDARY_SUBJECTS) {
            assert_eq!(subject(&fold(known.name_vi)), Some(known.code), "{}", known.name_vi);
        }
        assert_eq!(subject("lịchsửđảng"), None);
    }
}

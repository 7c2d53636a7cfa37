//! The rows above the header: school year, semester, class (domain 6.1 B).

use unicode_normalization::UnicodeNormalization;

use super::fault::Fault;
use super::problem::{Place, Problem};
use super::workbook::{Grid, Value};
use crate::document::record::SchoolYear;

/// One thing that a title states, and the cell that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stated<T> {
    pub(super) value: T,
    pub(super) at: (u32, u32),
}

/// What the rows above the header state, in reading order.
#[derive(Debug, Default)]
pub(super) struct Title {
    /// `2025-2026`, as stated.
    pub(super) school_years: Vec<Stated<String>>,
    pub(super) semesters: Vec<Stated<u8>>,
    pub(super) classes: Vec<Stated<String>>,
    /// After the word `Khối`.
    pub(super) grades: Vec<Stated<String>>,
}

/// Reads the rows above `header`.
pub(super) fn read(grid: &Grid, header: u32) -> Title {
    let mut title = Title::default();
    for ((row, column), value) in grid.cells.range(..(header, 0)) {
        let Value::Text(text) = value else { continue };
        let at = (*row, *column);
        let stated = |value| Stated { value, at };
        title.school_years.extend(school_years(text).into_iter().map(stated));
        let stated = |value| Stated { value, at };
        title.semesters.extend(semesters(text).into_iter().map(stated));
        let stated = |value| Stated { value, at };
        title.classes.extend(after_word(text, "lớp").map(stated));
        let stated = |value| Stated { value, at };
        title.grades.extend(after_word(text, "khối").map(stated));
    }
    title
}

impl Title {
    /// Names a school year that is missing or is not the chosen one.
    pub(super) fn check_year(&self, file: &str, grid: &Grid, chosen: SchoolYear, problems: &mut Vec<Problem>) {
        if self.school_years.is_empty() {
            problems.push(Problem::new(Place::sheet(file, &grid.name), "", &Fault::SchoolYearMissing));
        }
        let expected = chosen.to_string();
        for stated in self.school_years.iter().filter(|stated| stated.value != expected) {
            let fault = Fault::SchoolYearDiffers { expected: expected.clone() };
            let place = Place::cell(file, &grid.name, stated.at.0, stated.at.1);
            problems.push(Problem::new(place, &stated.value, &fault));
        }
        self.name_hidden(file, grid, problems);
    }

    /// A row that states something and is hidden.
    fn name_hidden(&self, file: &str, grid: &Grid, problems: &mut Vec<Problem>) {
        let years = self.school_years.iter().map(|stated| stated.at);
        let others = self.semesters.iter().map(|stated| stated.at);
        let named = self.classes.iter().chain(&self.grades).map(|stated| stated.at);
        let mut hidden: Vec<(u32, u32)> = years.chain(others).chain(named).collect();
        hidden.retain(|(row, column)| grid.hidden_rows.contains(row) || grid.hidden_columns.contains(column));
        hidden.sort_unstable();
        hidden.dedup_by_key(|(row, _)| *row);
        for (row, column) in hidden {
            let value = grid.text(row, column).unwrap_or_default();
            problems.push(Problem::new(Place::cell(file, &grid.name, row, column), value, &Fault::RowHidden));
        }
    }

    /// The one semester that the title states, or a problem.
    pub(super) fn semester(&self, file: &str, grid: &Grid, problems: &mut Vec<Problem>) -> Option<u8> {
        let semester = self.semesters.first().map(|stated| stated.value);
        let one = semester.filter(|first| self.semesters.iter().all(|stated| stated.value == *first));
        if one.is_none() {
            problems.push(Problem::new(Place::sheet(file, &grid.name), "", &Fault::SemesterUnknown));
        }
        one
    }
}

/// What follows `Môn` or `Môn học`, up to the next separator.
pub(super) fn subject_name(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    let plain = |word: &&str| word.trim_end_matches(':').to_lowercase();
    let at = words.iter().position(|word| plain(word) == "môn")?;
    let rest = words.get(at + 1..)?;
    let rest = if rest.first().is_some_and(|word| plain(word) == "học") { rest.get(1..)? } else { rest };
    let name: Vec<&str> = rest.iter().copied().take_while(|word| !word.starts_with(['-', '–', '(', ';'])).collect();
    let name = name.join(" ");
    let name = name.trim_start_matches(':').trim();
    let name = name.split([',', ';']).next().filter(|_| !name.contains("hướng nghiệp")).unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

fn plain(text: &str) -> String {
    let composed: String = text.nfc().flat_map(char::to_lowercase).nfc().collect();
    let spaced = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.replace("kỳ", "kì")
}

/// Every `năm học YYYY - YYYY`, as `YYYY-YYYY`.
fn school_years(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for after in plain(text).split("năm học").skip(1) {
        let digits = |text: &str| -> Option<(String, String)> {
            let text = text.trim_start_matches([' ', ':']);
            let four: String = text.chars().take_while(char::is_ascii_digit).collect();
            let rest = text.get(four.len()..)?;
            (four.len() == 4).then(|| (four, rest.to_owned()))
        };
        let years = digits(after).and_then(|(first, rest)| {
            let rest = rest.trim_start().strip_prefix(['-', '–', '—', '/'])?.to_owned();
            digits(&rest).map(|(second, _)| format!("{first}-{second}"))
        });
        found.extend(years);
    }
    found
}

/// Every semester that a text names: `học kì 2`, `Học kỳ II`, `HK1`.
pub(super) fn semesters(text: &str) -> Vec<u8> {
    let text = plain(text);
    let after_words = text.split("học kì").skip(1);
    let after_letters = text.split("hk").skip(1);
    after_words
        .chain(after_letters)
        .filter_map(|after| {
            let number: String =
                after.trim_start_matches([' ', ':']).chars().take_while(|c| c.is_alphanumeric()).collect();
            match number.as_str() {
                "1" | "i" => Some(1),
                "2" | "ii" => Some(2),
                _ => None,
            }
        })
        .collect()
}

/// What follows a word and begins with a digit: the class after `Lớp`, the grade after `Khối`.
fn after_word(text: &str, wanted: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    words.windows(2).find_map(|pair| match pair {
        [word, name] if word.trim_end_matches(':').to_lowercase() == wanted => {
            let name = name.trim_matches([',', ';', ':', '(', ')', '-']);
            name.chars().next().is_some_and(|c| c.is_ascii_digit()).then(|| name.to_owned())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_as_schools_write_them() {
        let row = "BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ 2, TRƯỜNG THCS MẪU NĂM HỌC 2025 - 2026";
        assert_eq!(school_years(row), ["2025-2026"]);
        assert_eq!(semesters(row), [2]);
        assert_eq!(school_years("Năm học: 2025–2026"), ["2025-2026"]);
        assert_eq!(school_years("năm học 2025-26 và năm học 24"), Vec::<String>::new());
        assert_eq!(semesters("Học kì II (HKII)"), [2, 2]);
        assert_eq!(semesters("học kỳ I"), [1]);
        assert_eq!(semesters("học kỳ III, cả năm"), Vec::<u8>::new());
        assert_eq!(after_word("Khối 6 - Lớp 6A - (Học kỳ 2)", "lớp"), Some("6A".to_owned()));
        assert_eq!(after_word("Khối 6 - Lớp 6A - (Học kỳ 2)", "khối"), Some("6".to_owned()));
        assert_eq!(after_word("LỚP: 6/1", "lớp"), Some("6/1".to_owned()));
        assert_eq!(after_word("Lớp học", "lớp"), None);
        assert_eq!(subject_name("Môn học: Toán - Lớp 6A").as_deref(), Some("Toán"));
        assert_eq!(subject_name("BẢNG ĐIỂM MÔN LỊCH SỬ VÀ ĐỊA LÍ, HỌC KÌ I").as_deref(), Some("LỊCH SỬ VÀ ĐỊA LÍ"));
        assert_eq!(
            subject_name("Môn: Hoạt động trải nghiệm, hướng nghiệp").as_deref(),
            Some("Hoạt động trải nghiệm, hướng nghiệp")
        );
        assert_eq!(subject_name("Các môn"), None);
    }
}

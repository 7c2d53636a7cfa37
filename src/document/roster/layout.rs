//! Which of the known tables a sheet holds, told by the texts of its header row: several exact ones at
//! once (domain 6.1).

use super::fold::fold;
use super::table::{Column, unknown};
use super::workbook::Grid;
use super::{columns, marks, pupils, register_book, requests, secondary, university, years};

/// Rows in which a header is looked for.
pub(super) const SEARCHED_ROWS: u32 = 40;
/// Texts of an unknown sheet that are shown to the person.
const SHOWN_TEXTS: usize = 12;

/// A table that schools have, or one of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Bảng tổng hợp kết quả giáo dục (vnEdu), one class in one semester.
    Summary,
    /// Danh sách học sinh of the sector database.
    Pupils,
    /// Bảng điểm of one subject, class and semester (sector database).
    Marks,
    /// The same of primary school.
    PrimaryMarks,
    /// Danh sách văn bằng, or the register book.
    Diplomas,
    /// Học sinh, of a whole transcript.
    Students,
    /// Quá trình học tập.
    History,
    /// Kết quả từng năm học.
    Years,
    /// Điểm từng năm học.
    YearMarks,
    /// Sinh viên.
    Learners,
    /// Học phần.
    Courses,
    /// Đề nghị cấp bản sao.
    Requests,
}

impl Layout {
    /// What Vietnamese readers call it.
    pub fn label_vi(self) -> &'static str {
        match self {
            Layout::Summary => "bảng tổng hợp kết quả giáo dục",
            Layout::Pupils => "danh sách học sinh của cơ sở dữ liệu ngành",
            Layout::Marks => "bảng điểm môn học",
            Layout::PrimaryMarks => "bảng điểm tiểu học",
            Layout::Diplomas => "danh sách văn bằng",
            Layout::Students => "bảng học sinh (học bạ cả cấp)",
            Layout::History => "bảng quá trình học tập",
            Layout::Years => "bảng kết quả từng năm học",
            Layout::YearMarks => "bảng điểm từng năm học",
            Layout::Learners => "bảng sinh viên",
            Layout::Courses => "bảng học phần",
            Layout::Requests => "bảng đề nghị cấp bản sao",
        }
    }

    /// What English readers call it.
    pub fn label_en(self) -> &'static str {
        match self {
            Layout::Summary => "summary of results",
            Layout::Pupils => "pupil list of the sector database",
            Layout::Marks => "mark sheet of a subject",
            Layout::PrimaryMarks => "mark sheet of a primary school",
            Layout::Diplomas => "diploma list",
            Layout::Students => "table of pupils (whole transcripts)",
            Layout::History => "table of schools attended",
            Layout::Years => "table of results by school year",
            Layout::YearMarks => "table of marks by school year",
            Layout::Learners => "table of students",
            Layout::Courses => "table of courses",
            Layout::Requests => "table of requests for copies",
        }
    }

    /// The columns that it has by name.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Layout::Marks => marks::COLUMNS,
            Layout::Pupils => pupils::COLUMNS,
            Layout::Diplomas => register_book::COLUMNS,
            Layout::Students => secondary::STUDENTS,
            Layout::History => secondary::HISTORY,
            Layout::Years => years::YEARS,
            Layout::YearMarks => years::MARKS,
            Layout::Learners => university::LEARNERS,
            Layout::Courses => university::COURSES,
            Layout::Requests => requests::COLUMNS,
            Layout::Summary | Layout::PrimaryMarks => &[],
        }
    }

    /// Those of the headers that are not read and have no effect.
    pub(super) fn unused<'h>(self, headers: impl Iterator<Item = &'h str>) -> Vec<&'h str> {
        match self {
            Layout::Summary => headers.filter(|header| !columns::is_read(header)).collect(),
            Layout::Marks => unknown(self.columns(), headers.filter(|header| !marks::is_regular(header))),
            _ => unknown(self.columns(), headers),
        }
    }

    /// Whether it is one of our own tables of results by year.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Layout::Students | Layout::Years | Layout::YearMarks)
    }

    /// The command that takes it.
    pub(super) fn used_by(self) -> &'static str {
        match self {
            Layout::Summary | Layout::Pupils | Layout::Marks => "--kind transcript-year-secondary",
            Layout::PrimaryMarks => "–",
            Layout::Diplomas => "vanbang register import",
            Layout::Students | Layout::History | Layout::Years | Layout::YearMarks => "--kind transcript-secondary",
            Layout::Learners | Layout::Courses => "--kind transcript-university",
            Layout::Requests => "--kind certified-copy",
        }
    }

    /// Texts of the header row: all of the first, and one of each further group.
    fn signs(self) -> &'static [&'static [&'static str]] {
        match self {
            Layout::PrimaryMarks => &[CODE, &["mứcđạtđượcgk", "mứcđạtđượcck", "điểmktđk"]],
            Layout::Marks => &[CODE, NAME, &["đđggk", "đđgck", "đánhgiá", "đtbmhk"]],
            Layout::Pupils => &[CODE, NAME, &["têncha", "tênmẹ", "nơisinhchitiết", "trạngthái", "sốcmnd"]],
            Layout::YearMarks => &[CODE, &["nămhọc"], &["môn", "mônhọc"]],
            Layout::History => &[CODE, &["nămhọc"], &["trường", "têntrường"]],
            Layout::Years => &[CODE, &["nămhọc"], &["rlhki", "kếtquảrènluyệnhki"]],
            Layout::Students => &[CODE, NAME, &["cấphọc"]],
            Layout::Courses => &[STUDENT, &["mãhọcphần"]],
            Layout::Learners => &[STUDENT, NAME, &["trìnhđộ", "trìnhđộđàotạo"]],
            Layout::Requests => &[&["ngườiyêucầu"], &["sốlượngbảngiấy"]],
            Layout::Diplomas => &[&["sốhiệu", "sốhiệuvănbằng", "sốhiệubằng"], NAME],
            Layout::Summary => &[CODE, NAME],
        }
    }
}

const CODE: &[&str] = &["mãhọcsinh", "mãhs", "mãđịnhdanh", "mãđịnhdanhbộgdđt"];
const STUDENT: &[&str] = &["mssv", "mãsốsinhviên", "mãsinhviên"];
const NAME: &[&str] = &["họvàtên", "họtên", "họvàtênhọcsinh", "họvàtênngườihọc", "họvàtênchủvănbằng"];

/// The most particular first: the last one is any table of pupils.
pub(super) const ORDER: [Layout; 12] = [
    Layout::PrimaryMarks,
    Layout::Marks,
    Layout::YearMarks,
    Layout::History,
    Layout::Years,
    Layout::Students,
    Layout::Pupils,
    Layout::Courses,
    Layout::Learners,
    Layout::Requests,
    Layout::Diplomas,
    Layout::Summary,
];

/// The table of a sheet, and the row of its header.
pub(super) fn recognise(grid: &Grid) -> Option<(Layout, u32)> {
    (0..=grid.last_row().min(SEARCHED_ROWS)).find_map(|row| {
        let texts: Vec<String> = grid.row(row).filter_map(|(column, _)| grid.text(row, column).map(fold)).collect();
        let has = |group: &&[&str]| texts.iter().any(|text| group.contains(&text.as_str()));
        let found = ORDER.into_iter().find(|layout| layout.signs().iter().all(has))?;
        Some((found, row))
    })
}

/// What stands where a header could be: the row with the most texts.
pub(super) fn found_texts(grid: &Grid) -> String {
    let texts = |row: u32| grid.row(row).filter_map(|(column, _)| grid.text(row, column)).collect::<Vec<_>>();
    let rows = (0..=grid.last_row().min(SEARCHED_ROWS)).map(texts);
    let fullest = rows.rev().max_by_key(Vec::len).unwrap_or_default();
    let shown: Vec<&str> = fullest.into_iter().take(SHOWN_TEXTS).collect();
    shown.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::super::workbook::Value;
    use super::*;

    fn of(headers: &str) -> Option<Layout> {
        let mut grid = Grid::default();
        for (column, text) in (0..).zip(headers.split(" | ")) {
            grid.cells.insert((2, column), Value::Text(text.to_owned()));
        }
        recognise(&grid).map(|(layout, row)| {
            assert_eq!(row, 2);
            layout
        })
    }

    /// Headers as domain 6.1 quotes them.
    #[test]
    fn real_headers_are_recognised() {
        for (layout, headers) in [
            (
                Layout::Pupils,
                "STT | Mã định danh Bộ GD&ĐT | Họ tên | Ngày sinh | Giới tính | Dân tộc | Trạng thái | SĐT liên hệ | Nơi sinh chi tiết",
            ),
            (Layout::Summary, "STT | Mã học sinh | Số định danh cá nhân | Họ và tên | Ngày sinh | Toán | LS&ĐL"),
            (
                Layout::Marks,
                "STT | Lớp | Mã định danh Bộ GD&ĐT | Họ và tên | Ngày sinh | ĐĐGtx | ĐĐGgk | ĐĐGck | Nhận xét",
            ),
            (Layout::Marks, "STT | Mã định danh Bộ GD&ĐT | Họ và tên | Ngày sinh | Đánh giá | Nội dung nhận xét"),
            (
                Layout::PrimaryMarks,
                "STT | Lớp | Mã định danh Bộ GD&ĐT | Họ và tên | Ngày sinh | Mức đạt được GK | Nhận xét GK | Mức đạt được CK",
            ),
            (
                Layout::Diplomas,
                "Ngành | MSSV | Số hiệu | Họ và Tên | Ngày sinh | Giới tính | Xếp loại | Số QĐ Tốt nghiệp | Năm TN",
            ),
        ] {
            assert_eq!(of(headers), Some(layout), "{headers}");
        }
        assert_eq!(of("STT | Họ và tên | Ngày sinh"), None, "one text is not enough");
    }
}

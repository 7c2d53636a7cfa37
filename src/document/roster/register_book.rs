//! A workbook of diplomas (sổ gốc) in the plain layout of docs/register.md: one row a diploma, columns
//! found by their names in any order.

use std::collections::BTreeMap;

use super::cell;
use super::fault::Fault;
use super::fold::fold;
use super::problem::{self, Place, Problem};
use super::workbook::{self, Grid, Value};
use crate::document::record::{Code, CredentialType, Date, Diploma, Form, Holder, Name, Remark, Text};

/// What a workbook of diplomas says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Diplomas {
    /// By sheet and row. Empty as soon as there is one problem.
    pub diplomas: Vec<Diploma>,
    /// Every problem, by file, sheet and cell.
    pub problems: Vec<Problem>,
}

/// A column: how it is called, and whether a row may leave it empty.
struct Column {
    key: &'static str,
    name: &'static str,
    also: &'static [&'static str],
    required: bool,
}

const fn column(key: &'static str, name: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column { key, name, also, required }
}

const COLUMNS: &[Column] = &[
    column("type", "Loại văn bằng", &["Loại bằng", "Văn bằng"], true),
    column("form", "Hình thức", &["Hình thức văn bằng"], false),
    column("serial_no", "Số hiệu", &["Số hiệu văn bằng", "Số hiệu bằng"], true),
    column("register_no", "Số vào sổ gốc", &["Số vào sổ", "Số vào sổ cấp bằng"], true),
    column("full_name", "Họ và tên", &["Họ tên", "Họ và tên người học"], true),
    column("date_of_birth", "Ngày sinh", &["Ngày tháng năm sinh", "Ngày, tháng, năm sinh"], true),
    column("place_of_birth", "Nơi sinh", &[], false),
    column("gender", "Giới tính", &["Nam/Nữ"], false),
    column("ethnicity", "Dân tộc", &[], false),
    column("nationality", "Quốc tịch", &[], false),
    column("school_name", "Trường", &["Tên trường", "Học sinh trường"], false),
    column("exam_session", "Khóa thi", &["Khoá thi", "Kì thi"], false),
    column("exam_council", "Hội đồng thi", &[], false),
    column("major", "Ngành", &["Ngành đào tạo"], false),
    column("study_mode", "Hình thức đào tạo", &[], false),
    column("classification", "Xếp loại", &["Xếp loại tốt nghiệp"], false),
    column("exam_score", "Điểm thi", &[], false),
    column("graduation_year", "Năm tốt nghiệp", &[], true),
    column("decision_no", "Số quyết định", &["Quyết định công nhận tốt nghiệp số"], true),
    column("decision_date", "Ngày quyết định", &[], true),
    column("issue_date", "Ngày cấp", &[], true),
    column("issue_place", "Nơi cấp", &["Địa danh"], true),
    column("issuer_name", "Cơ quan cấp", &["Đơn vị cấp"], true),
    column("signer_name", "Người ký", &["Người kí"], true),
    column("signer_title", "Chức vụ", &["Chức vụ người ký"], true),
    column("note", "Ghi chú", &[], false),
];

const SEARCHED_ROWS: u32 = 40;

/// Reads workbooks of diplomas, each given as its name and its bytes.
pub fn read_diplomas(files: &[(&str, &[u8])]) -> Diplomas {
    let mut problems = Vec::new();
    let mut diplomas = Vec::new();
    for (name, bytes) in files {
        match workbook::open(name, bytes) {
            Ok(grids) => {
                for grid in &grids {
                    diplomas.extend(sheet(name, grid, &mut problems));
                }
            }
            Err(fault) => problems.push(Problem::new(Place::file(name), "", &fault)),
        }
    }
    problem::sort(&mut problems, files);
    if !problems.is_empty() {
        diplomas.clear();
    }
    Diplomas { diplomas, problems }
}

fn key_of(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let named = |column: &&Column| std::iter::once(&column.name).chain(column.also).any(|name| fold(name) == folded);
    COLUMNS.iter().find(named).map(|column| column.key)
}

fn sheet(file: &str, grid: &Grid, problems: &mut Vec<Problem>) -> Vec<Diploma> {
    let columns_of = |row: u32| -> Vec<(u32, &'static str)> {
        let named = grid.row(row).filter_map(|(at, _)| Some((at, key_of(grid.text(row, at)?)?)));
        named.collect()
    };
    let has = |row: u32, wanted: &str| columns_of(row).iter().any(|(_, key)| *key == wanted);
    let header = (0..=grid.last_row().min(SEARCHED_ROWS)).find(|row| has(*row, "serial_no") && has(*row, "full_name"));
    let whole = Place::sheet(file, &grid.name);
    let Some(header) = header else {
        let fault = Fault::ColumnMissing { name: "Số hiệu, Họ và tên".to_owned() };
        problems.push(Problem::new(whole, "", &fault));
        return Vec::new();
    };
    let mut by_key: BTreeMap<&'static str, u32> = BTreeMap::new();
    for (at, key) in columns_of(header) {
        if let Some(first) = by_key.insert(key, at) {
            let first = Place::cell(file, &grid.name, header, first).cell;
            let name = grid.text(header, at).unwrap_or_default().to_owned();
            let place = Place::cell(file, &grid.name, header, at);
            problems.push(Problem::new(place, &name, &Fault::ColumnTwice { name: name.clone(), first }));
        }
    }
    for column in COLUMNS.iter().filter(|column| column.required && !by_key.contains_key(column.key)) {
        let fault = Fault::ColumnMissing { name: column.name.to_owned() };
        problems.push(Problem::new(whole.clone(), "", &fault));
    }
    let mut row_reader = Rows { file, grid, by_key: &by_key, row: header, problems };
    let mut diplomas = Vec::new();
    for row in header.saturating_add(1)..=grid.last_row() {
        row_reader.row = row;
        if by_key.values().any(|at| grid.at(row, *at).is_some()) {
            diplomas.extend(row_reader.diploma());
        }
    }
    diplomas
}

struct Rows<'a> {
    file: &'a str,
    grid: &'a Grid,
    by_key: &'a BTreeMap<&'static str, u32>,
    row: u32,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Rows<'a> {
    fn value(&self, key: &str) -> Option<&'a Value> {
        self.grid.at(self.row, *self.by_key.get(key)?)
    }

    fn wrong(&mut self, key: &str, fault: &Fault) {
        let Some(at) = self.by_key.get(key) else { return };
        let value = self.value(key).map(Value::shown).unwrap_or_default();
        self.problems.push(Problem::new(Place::cell(self.file, &self.grid.name, self.row, *at), &value, fault));
    }

    fn noted<T>(&mut self, key: &str, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.wrong(key, &fault)).ok()
    }

    fn optional<const MAX: usize>(&mut self, key: &str) -> Option<Option<Text<MAX>>> {
        self.noted(key, cell::text_of(self.value(key)))
    }

    fn required<const MAX: usize>(&mut self, key: &str) -> Option<Text<MAX>> {
        let found = self.optional(key)?;
        if found.is_none() {
            let name = COLUMNS.iter().find(|column| column.key == key).map_or(key, |column| column.name);
            self.wrong(key, &Fault::ValueMissing { what: name.to_lowercase() });
        }
        found
    }

    /// A number that a spreadsheet keeps as a number has lost the zeros it began with.
    fn code(&mut self, key: &str) -> Option<Code> {
        if matches!(self.value(key), Some(Value::Number(_))) {
            self.wrong(key, &Fault::NumberForText);
            return None;
        }
        self.required::<64>(key).map(Code::from)
    }

    fn date(&mut self, key: &str) -> Option<Date> {
        self.noted(key, cell::date(self.value(key)))
    }

    fn one_of<T: Copy>(&mut self, key: &str, known: &[(&str, T)]) -> Option<Option<T>> {
        let Some(text) = self.optional::<120>(key)? else { return Some(None) };
        let folded = fold(text.as_str());
        let found = known.iter().find(|(name, _)| fold(name) == folded).map(|(_, value)| *value);
        if found.is_none() {
            let expected = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            self.wrong(key, &Fault::SettingInvalid { expected });
            return None;
        }
        Some(found)
    }

    fn diploma(&mut self) -> Option<Diploma> {
        let kinds: Vec<(&str, CredentialType)> =
            CredentialType::ALL.iter().flat_map(|kind| [(kind.label_vi(), *kind), (kind.code(), *kind)]).collect();
        let forms = [("Giấy", Form::Paper), ("Số", Form::Digital), ("Giấy và số", Form::Both)];
        // All cells are read before any is missed, so that every problem of a row is told at once.
        let credential_type = self.one_of("type", &kinds);
        let form = self.one_of("form", &forms);
        let serial_no = self.code("serial_no");
        let register_no = self.code("register_no");
        let holder = self.holder();
        let mut texts: BTreeMap<&str, Option<Option<Name>>> = BTreeMap::new();
        for key in
            ["school_name", "exam_session", "exam_council", "major", "study_mode", "classification", "exam_score"]
        {
            texts.insert(key, self.optional(key));
        }
        let graduation_year = self.year();
        let decision_no = self.code("decision_no");
        let (decision_date, issue_date) = (self.date("decision_date"), self.date("issue_date"));
        let (issue_place, issuer_name) = (self.required("issue_place"), self.required("issuer_name"));
        let (signer_name, signer_title) = (self.required("signer_name"), self.required("signer_title"));
        let note: Option<Option<Remark>> = self.optional("note");
        let mut text = |key: &str| texts.remove(key).flatten();
        let diploma = Diploma {
            credential_type: credential_type.flatten()?,
            form: form?.unwrap_or(Form::Paper),
            serial_no: serial_no?,
            register_no: register_no?,
            holder: holder?,
            school_name: text("school_name")?,
            exam_session: text("exam_session")?,
            exam_council: text("exam_council")?,
            major: text("major")?,
            study_mode: text("study_mode")?,
            classification: text("classification")?,
            exam_score: text("exam_score")?,
            graduation_year: graduation_year?,
            decision_no: decision_no?,
            decision_date: decision_date?,
            issue_date: issue_date?,
            issue_place: issue_place?,
            issuer_name: issuer_name?,
            signer_name: signer_name?,
            signer_title: signer_title?,
            note: note?,
        };
        for contradiction in diploma.contradictions() {
            let key = contradiction.field.rsplit('.').next().unwrap_or_default();
            self.wrong(key, &Fault::SettingInvalid { expected: contradiction.expected });
        }
        Some(diploma)
    }

    fn holder(&mut self) -> Option<Holder> {
        let full_name = self.noted("full_name", cell::name(self.value("full_name")));
        let date_of_birth = self.date("date_of_birth");
        let place_of_birth = self.optional("place_of_birth");
        let gender = cell::gender(self.value("gender"));
        let (ethnicity, nationality) = (self.optional("ethnicity"), self.optional("nationality"));
        Some(Holder {
            full_name: full_name?,
            date_of_birth: date_of_birth?,
            birth_year_only: false,
            place_of_birth: place_of_birth?,
            gender,
            ethnicity: ethnicity?,
            nationality: nationality?,
        })
    }

    fn year(&mut self) -> Option<u16> {
        let text = self.required::<120>("graduation_year")?;
        let year = text.as_str().parse().ok();
        if year.is_none() {
            self.wrong("graduation_year", &Fault::CountUnreadable);
        }
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let mut cells = BTreeMap::new();
        for (row, texts) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
                cells.insert((row, column), Value::Text((*text).to_owned()));
            }
        }
        Grid { name: "Sổ gốc".to_owned(), cells }
    }

    const HEADER: &[&str] = &[
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Số hiệu",
        "Số vào sổ gốc",
        "Loại văn bằng",
        "Năm tốt nghiệp",
        "Số quyết định",
        "Ngày quyết định",
        "Ngày cấp",
        "Nơi cấp",
        "Cơ quan cấp",
        "Người ký",
        "Chức vụ",
        "Giới tính",
    ];
    const ROW: &[&str] = &[
        "1",
        "Nguyễn Hoàng Bảo Ngọc",
        "05/03/2008",
        "B 0000012",
        "001/THPT/2026",
        "Bằng tốt nghiệp trung học phổ thông",
        "2026",
        "12/QĐ-THPT",
        "20/05/2026",
        "30/05/2026",
        "Huế",
        "Trường THPT Mẫu",
        "Lê Văn Hiệu",
        "HIỆU TRƯỞNG",
        "Nữ",
    ];

    #[test]
    fn a_row_is_a_diploma_wherever_its_columns_stand() {
        let mut problems = Vec::new();
        let found = sheet("sogoc.xlsx", &grid(&[&["SỔ GỐC CẤP BẰNG"], HEADER, ROW]), &mut problems);
        assert_eq!(problems, []);
        assert_eq!(found[0].serial_no.as_str(), "B 0000012");
        assert_eq!(found[0].issue_date.to_string(), "2026-05-30");
        let mut header = HEADER.to_vec();
        let mut row = ROW.to_vec();
        header.reverse();
        row.reverse();
        assert_eq!(sheet("sogoc.xlsx", &grid(&[&header, &row]), &mut problems), found);
    }

    #[test]
    fn every_problem_of_a_row_is_told_at_once() {
        let mut problems = Vec::new();
        let mut row = ROW.to_vec();
        (row[2], row[3], row[5], row[6]) = ("31/02/2008", "", "Bằng khen", "hai nghìn");
        let mut numeric = grid(&[HEADER, &row]);
        numeric.cells.insert((1, 4), Value::Number(12.0));
        let _ = sheet("sogoc.xlsx", &numeric, &mut problems);
        let codes: Vec<(&str, &str)> = problems.iter().map(|one| (one.place.cell.as_str(), one.code)).collect();
        for expected in [
            ("F2", "SETTING_INVALID"),
            ("D2", "VALUE_MISSING"),
            ("E2", "NUMBER_FOR_TEXT"),
            ("C2", "DATE_INVALID"),
            ("G2", "COUNT_UNREADABLE"),
        ] {
            assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
        }
    }

    #[test]
    fn a_diploma_that_no_rule_allows_is_named_by_its_cell() {
        let mut problems = Vec::new();
        let mut row = ROW.to_vec();
        row[5] = "Bằng tốt nghiệp trung học cơ sở";
        let _ = sheet("sogoc.xlsx", &grid(&[HEADER, &row]), &mut problems);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place.cell, "J2");
        assert!(problems[0].message_vi.contains("Thông tư 10/2026"), "{}", problems[0].message_vi);
    }

    #[test]
    fn a_sheet_without_its_columns_names_them() {
        let mut problems = Vec::new();
        assert_eq!(sheet("a.xlsx", &grid(&[&["Số hiệu", "Họ và tên", "Số hiệu"]]), &mut problems), []);
        let codes: Vec<&str> = problems.iter().map(|one| one.code).collect();
        assert!(codes.contains(&"COLUMN_TWICE") && codes.iter().filter(|code| **code == "COLUMN_MISSING").count() > 8);
        problems.clear();
        assert_eq!(sheet("a.xlsx", &grid(&[&["Toán"]]), &mut problems), []);
        assert_eq!(problems[0].code, "COLUMN_MISSING");
    }
}

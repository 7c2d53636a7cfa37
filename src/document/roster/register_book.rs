//! A workbook of diplomas: the plain layout of docs/register.md, or the list that a university keeps
//! (domain 6.1 D). One row a diploma, columns found by their names in any order; what a list lacks
//! because it is the same for all stands in `[diplomas]` of vanbang.toml.

use std::collections::BTreeMap;

use toml::Table as Toml;

use super::Records;
use super::cell;
use super::fault::Fault;
use super::keys::Keys;
use super::layout::Layout;
use super::problem::{Place, Problem};
use super::recognised;
use super::table::{Beyond, Column, Row, Table, column};
use super::workbook::Value;
use crate::document::record::{CredentialType, Date, Diploma, Form, Holder, Name, Remark};

/// What is the same for all diplomas of a list: `[diplomas]` of vanbang.toml.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DiplomaDefaults {
    values: BTreeMap<&'static str, Value>,
}

impl DiplomaDefaults {
    /// Reads the table, if the settings of `file` have it.
    ///
    /// # Errors
    /// Every problem, each with the path of its key as the cell.
    pub fn parse(file: &str, text: &str) -> Result<DiplomaDefaults, Vec<Problem>> {
        let settings: Toml = text.parse().map_err(|error: toml::de::Error| {
            let fault = Fault::SettingsMalformed { detail: error.message().to_owned() };
            vec![Problem::new(Place::file(file), "", &fault)]
        })?;
        let (mut problems, mut values) = (Vec::new(), BTreeMap::new());
        if let Some(table) = settings.get("diplomas") {
            let table = table.as_table();
            let path = "diplomas".to_owned();
            let mut keys = Keys { file, path, table, used: Vec::new(), problems: &mut problems };
            for key in ["decision_date", "issue_date"] {
                let date = keys.optional(key, "2026-05-29", Date::parse);
                values.extend(date.map(|date| (key, Value::Date(date.date()))));
            }
            for key in ["type", "form", "issue_place", "issuer_name", "signer_name", "signer_title", "school_name"]
                .into_iter()
                .chain(["study_mode", "decision_no", "exam_session", "exam_council"])
            {
                let text = keys.optional(key, "1–120 ký tự / characters", Name::tidy);
                values.extend(text.map(|text| (key, Value::Text(text.into()))));
            }
            keys.end();
        }
        if problems.is_empty() { Ok(DiplomaDefaults { values }) } else { Err(problems) }
    }
}

pub(super) const COLUMNS: &[Column] = &[
    column("type", "Loại văn bằng", &["Loại bằng", "Văn bằng"], true),
    column("form", "Hình thức", &["Hình thức văn bằng"], false),
    column("serial_no", "Số hiệu", &["Số hiệu văn bằng", "Số hiệu bằng"], true),
    column(
        "register_no",
        "Số vào sổ gốc",
        &["Số vào sổ", "Số vào sổ cấp bằng", "Vào sổ cấp văn bằng, chứng chỉ số"],
        true,
    ),
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
    column("graduation_year", "Năm tốt nghiệp", &["Năm TN"], true),
    column("decision_no", "Số quyết định", &["Quyết định công nhận tốt nghiệp số", "Số QĐ tốt nghiệp"], true),
    column("decision_date", "Ngày quyết định", &[], true),
    column("issue_date", "Ngày cấp", &[], true),
    column("issue_place", "Nơi cấp", &["Địa danh"], true),
    column("issuer_name", "Cơ quan cấp", &["Đơn vị cấp"], true),
    column("signer_name", "Người ký", &["Người kí"], true),
    column("signer_title", "Chức vụ", &["Chức vụ người ký"], true),
    column("note", "Ghi chú", &[], false),
];

/// Reads workbooks of diplomas, each given as its name and its bytes.
pub fn read_diplomas(files: &[(&str, &[u8])], defaults: &DiplomaDefaults) -> Records<Diploma> {
    let mut records = Records::default();
    let sheets = recognised::sheets(files, &[Layout::Diplomas], &mut records.problems, &mut records.notes);
    let mut diplomas = Vec::new();
    for sheet in &sheets.known {
        let beyond = Beyond { defaults: Some(&defaults.values), ..Beyond::default() };
        let table = Table::with(sheet.file, &sheet.grid, sheet.header, COLUMNS, beyond, &mut records.problems);
        diplomas.extend(read(&table, &mut records.problems));
    }
    twice(&diplomas, &mut records.problems);
    records.records = diplomas.into_iter().map(|(diploma, _)| diploma).collect();
    records.settle(files)
}

/// The rows of a table; a lone text under it, such as the foot of a printed list, is no diploma.
fn read(table: &Table<'_>, problems: &mut Vec<Problem>) -> Vec<(Diploma, Place)> {
    let numbered = |row| table.filled(row, "serial_no") || table.filled(row, "register_no");
    let rows = table.rows().filter(|row| numbered(*row) || table.filled_columns(*row) > 1);
    rows.filter_map(|row| diploma(&mut table.row(row, problems))).collect()
}

/// A serial number stands once for its type.
fn twice(diplomas: &[(Diploma, Place)], problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<(&str, String), &Place> = BTreeMap::new();
    for (diploma, at) in diplomas {
        if let Some(first) = seen.insert((diploma.credential_type.code(), diploma.serial_no.folded()), at) {
            let fault = Fault::SerialTwice { first: first.to_string() };
            problems.push(Problem::new(at.clone(), diploma.serial_no.as_str(), &fault));
        }
    }
}

fn diploma(row: &mut Row<'_, '_, '_>) -> Option<(Diploma, Place)> {
    let kinds: Vec<(&str, CredentialType)> =
        CredentialType::ALL.iter().flat_map(|kind| [(kind.label_vi(), *kind), (kind.code(), *kind)]).collect();
    let forms = [("Giấy", Form::Paper), ("Số", Form::Digital), ("Giấy và số", Form::Both)];
    // All cells are read before any is missed, so that every problem of a row is told at once.
    let credential_type = row.one_of("type", &kinds).and_then(|kind| row.present("type", kind));
    let form = row.one_of("form", &forms);
    let serial_no = row.code("serial_no");
    let register_no = row.code("register_no");
    let holder = holder(row);
    let mut texts: BTreeMap<&str, Option<Option<Name>>> = BTreeMap::new();
    for key in ["school_name", "exam_session", "exam_council", "major", "study_mode", "classification", "exam_score"] {
        texts.insert(key, row.optional(key));
    }
    let graduation_year = year(row);
    let decision_no = row.code("decision_no");
    let (decision_date, issue_date) = (row.date("decision_date"), row.date("issue_date"));
    let (issue_place, issuer_name) = (row.required("issue_place"), row.required("issuer_name"));
    let (signer_name, signer_title) = (row.required("signer_name"), row.required("signer_title"));
    let note: Option<Option<Remark>> = row.optional("note");
    let mut text = |key: &str| texts.remove(key).flatten();
    let diploma = Diploma {
        credential_type: credential_type?,
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
        let field = contradiction.field.clone();
        row.wrong(field.rsplit('.').next().unwrap_or_default(), &Fault::ValueContradicts(Box::new(contradiction)));
    }
    Some((diploma, row.place("serial_no")))
}

fn holder(row: &mut Row<'_, '_, '_>) -> Option<Holder> {
    let full_name = row.noted("full_name", cell::name(row.value("full_name")));
    let date_of_birth = row.date("date_of_birth");
    let place_of_birth = row.optional("place_of_birth");
    let gender = row.gender();
    let (ethnicity, nationality) = (row.optional("ethnicity"), row.optional("nationality"));
    Some(Holder {
        full_name: full_name?,
        date_of_birth: date_of_birth?,
        birth_year_only: false,
        place_of_birth: place_of_birth?,
        gender: gender?,
        ethnicity: ethnicity?,
        nationality: nationality?,
    })
}

fn year(row: &mut Row<'_, '_, '_>) -> Option<u16> {
    let text = row.required::<120>("graduation_year")?;
    let year = text.as_str().parse().ok();
    if year.is_none() {
        row.wrong("graduation_year", &Fault::CountUnreadable);
    }
    year
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::workbook::Grid;
    use super::*;

    fn sheet(file: &str, grid: &Grid, problems: &mut Vec<Problem>) -> Vec<Diploma> {
        let (layout, header) = layout::recognise(grid).unwrap();
        assert_eq!(layout, Layout::Diplomas);
        let table = Table::read(file, grid, header, COLUMNS, problems);
        read(&table, problems).into_iter().map(|(diploma, _)| diploma).collect()
    }

    fn grid(rows: &[&[&str]]) -> Grid {
        let mut cells = BTreeMap::new();
        for (row, texts) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
                cells.insert((row, column), Value::Text((*text).to_owned()));
            }
        }
        Grid { name: "Sổ gốc".to_owned(), cells, ..Grid::default() }
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
        (row[2], row[3], row[5], row[6], row[14]) = ("31/02/2008", "", "Bằng khen", "hai nghìn", "N");
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
            ("O2", "GENDER_UNREADABLE"),
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
    }
}

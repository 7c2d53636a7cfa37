//! Mark sheets of the sector database (domain 6.1 C): one subject of one class in one semester. The
//! semester average is computed by the rules and compared with what the sheet states.

use super::cell;
use super::fault::Fault;
use super::fold::{fold, subject};
use super::office::OfficeSettings;
use super::problem::{Place, Problem};
use super::recognised::Known;
use super::table::{Beyond, Column, Row, Table, column};
use super::taught;
use super::title;
use super::workbook::Grid;
use crate::document::record::rules::tt22_2021 as rules;
use crate::document::record::{Assessment, AssessmentKind, Date, Mark, Name, Remark, StudentCode, SubjectName};

pub(super) const COLUMNS: &[Column] = &[
    column("number", "STT", &["TT"], false),
    column("class", "Lớp", &["Lớp học"], false),
    column("code", "Mã định danh Bộ GD&ĐT", &["Mã định danh", "Mã học sinh", "Mã HS"], true),
    column("full_name", "Họ và tên", &["Họ tên", "Họ và tên học sinh"], true),
    column("date_of_birth", "Ngày sinh", &["Ngày tháng năm sinh"], false),
    column("midterm", "ĐĐGgk", &["Điểm giữa kì"], false),
    column("last", "ĐĐGck", &["Điểm cuối kì"], false),
    column("average", "ĐTBmhk", &["TBM", "ĐTB"], false),
    column("result", "Đánh giá", &[], false),
    column("remark", "Nội dung nhận xét", &["Nhận xét"], false),
];

/// What a sheet says.
pub(super) struct MarkSheet {
    pub(super) place: Place,
    pub(super) subject: &'static SubjectName,
    pub(super) semester: u8,
    pub(super) rows: Vec<Graded>,
}

/// A pupil's row; a value that could not be read is absent and a problem.
pub(super) struct Graded {
    pub(super) code: StudentCode,
    pub(super) code_at: Place,
    pub(super) name: Option<(Name, Place)>,
    pub(super) birth: Option<(Date, Place)>,
    pub(super) class: String,
    pub(super) value: Option<(Assessment, Place)>,
    pub(super) remark: Option<Remark>,
}

/// Reads a sheet. `None` when subject, class or semester cannot be told.
pub(super) fn read(sheet: &Known<'_>, office: &OfficeSettings, problems: &mut Vec<Problem>) -> Option<MarkSheet> {
    let (file, grid, header) = (sheet.file, &sheet.grid, sheet.header);
    let title = title::read(grid, header);
    title.check_year(file, grid, office.school_year(), problems);
    let semester = title.semester(file, grid, problems);
    let regular = regular_columns(grid, header);
    let beyond = Beyond { further: regular.clone(), ..Beyond::default() };
    let table = Table::with(file, grid, header, COLUMNS, beyond, problems);
    let in_title = title.classes.first().map(|stated| stated.value.clone());
    if in_title.is_none() && !table.has("class") {
        problems.push(Problem::new(table.place(), "", &Fault::ClassMissing));
    }
    let grade_of = |class: &str| class.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u8>().ok();
    let code = subject_of(grid, header);
    if code.is_none() {
        problems.push(Problem::new(table.place(), "", &Fault::SubjectMissing));
    }
    let first_class = in_title.clone().or_else(|| {
        let mut classes = table.rows().filter_map(|row| table.text(row, "class"));
        classes.next().map(str::to_owned)
    });
    let grade = first_class.as_deref().and_then(grade_of);
    let known = code.zip(grade).and_then(|(code, grade)| taught::subject(code, grade));
    if code.is_some() && grade.is_some() && known.is_none() {
        problems.push(Problem::new(table.place(), code.unwrap_or_default(), &Fault::SubjectMissing));
    }
    let (subject, _) = known?;
    let wanted: &[&str] = match subject.kind {
        AssessmentKind::Marked => &["midterm", "last"],
        AssessmentKind::CommentOnly => &["result"],
    };
    let mut whole = table.require(wanted, problems);
    if subject.kind == AssessmentKind::Marked && regular.is_empty() {
        problems.push(Problem::new(table.place(), "", &Fault::ColumnMissing { name: "ĐĐGtx".to_owned() }));
        whole = false;
    }
    let mut rows = Vec::new();
    for at in table.rows() {
        let marked = ["midterm", "last", "average", "result"].iter().any(|key| table.filled(at, key));
        let named = table.filled(at, "code") || table.filled(at, "full_name") && table.filled(at, "number");
        let mut row = table.row(at, problems);
        if named || marked && table.filled(at, "full_name") {
            rows.extend(graded(&mut row, subject, &regular, in_title.as_deref(), whole));
        } else if marked {
            let key = ["midterm", "last", "average", "result"].into_iter().find(|key| row.has(key)).unwrap_or("code");
            row.wrong(key, &Fault::RowWithoutPupil);
        }
    }
    Some(MarkSheet { place: table.place(), subject, semester: semester?, rows })
}

/// `ĐĐGtx`, `ĐĐGtx1`, `TX2`.
pub(super) fn is_regular(header: &str) -> bool {
    let folded = fold(header);
    folded.strip_prefix("đđgtx").or(folded.strip_prefix("tx")).is_some_and(|rest| rest.len() <= 1)
}

/// The columns of regular marks, merged or each with its own number.
fn regular_columns(grid: &Grid, header: u32) -> Vec<u32> {
    let named = grid.row(header).filter(|(column, _)| grid.text(header, *column).is_some_and(is_regular));
    let mut columns: Vec<u32> = named
        .flat_map(|(column, _)| column..=grid.area(header, column).map_or(column, |area| area.right.min(column + 9)))
        .collect();
    columns.dedup();
    columns
}

/// `Môn học: Toán` in the title, or the sheet's name.
fn subject_of(grid: &Grid, header: u32) -> Option<&'static str> {
    let titles = grid.cells.range(..(header, 0)).filter_map(|((row, column), _)| grid.text(*row, *column));
    let stated = titles.filter_map(title::subject_name).find_map(|name| subject(&fold(&name)));
    stated.or_else(|| subject(&fold(&grid.name)))
}

fn graded(
    row: &mut Row<'_, '_, '_>,
    subject: &SubjectName,
    regular: &[u32],
    class: Option<&str>,
    whole: bool,
) -> Option<Graded> {
    let (code, code_at) = (row.student_code(), row.place("code"));
    let name = row.noted("full_name", cell::name(row.value("full_name"))).map(|name| (name, row.place("full_name")));
    let birth = row.optional_date("date_of_birth").flatten().map(|date| (date, row.place("date_of_birth")));
    let own_class = row.optional::<120>("class").flatten().map(String::from);
    if let (Some(own), Some(class)) = (&own_class, class)
        && fold(own) != fold(class)
    {
        row.wrong("class", &Fault::ClassDiffers { expected: class.to_owned() });
    }
    let value = match subject.kind {
        _ if !whole => None,
        AssessmentKind::Marked => average(row, regular),
        AssessmentKind::CommentOnly => {
            let read = row.noted("result", cell::assessment(row.value("result"), subject.kind))?;
            row.present("result", read).map(|value| (value, row.place("result")))
        }
    };
    let remark = row.optional("remark").flatten();
    let class = own_class.or_else(|| class.map(str::to_owned));
    let class = row.present("class", class)?;
    Some(Graded { code: code?, code_at, name, birth, class, value, remark })
}

/// ĐTBmhk by the rules, which a stated one must equal.
fn average(row: &mut Row<'_, '_, '_>, regular: &[u32]) -> Option<(Assessment, Place)> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut readable = true;
    for column in regular {
        match row.noted_at(*column, cell::marks(row.value_at(*column))) {
            Some(read) => marks.extend(read),
            None => readable = false,
        }
    }
    let first = regular.first().copied().unwrap_or(0);
    if readable && !(2..=4).contains(&marks.len()) {
        row.wrong_at(first, &Fault::RegularMarksCount);
        readable = false;
    }
    let [midterm, last] = ["midterm", "last"].map(|key| {
        let read = row.noted(key, cell::mark(row.value(key)))?;
        row.present(key, read)
    });
    let stated = row.noted("average", cell::mark(row.value("average")));
    let computed = rules::semester_average(&marks, midterm?, last?).filter(|_| readable)?;
    if stated.flatten().is_some_and(|stated| stated != computed) {
        row.wrong("average", &Fault::AverageContradicts { expected: computed.text_vi() });
        return None;
    }
    let at = if row.has("average") { row.place("average") } else { row.place("last") };
    Some((Assessment::Mark(computed), at))
}

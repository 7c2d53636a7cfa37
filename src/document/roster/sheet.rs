//! One sheet: one class in one semester.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::cell;
use super::columns::{self, Columns, Field, Period};
use super::fault::Fault;
use super::fold::fold;
use super::office::OfficeSettings;
use super::problem::{Place, Problem};
use super::taught::{self, Presence};
use super::title;
use super::unseen::Sight;
use super::workbook::{Grid, Value};
use crate::document::record::rules::tt22_2021 as rules;
use crate::document::record::{Absences, Assessment, Date, Gender, Level, Name, StudentCode};

/// What a sheet says.
#[derive(Debug)]
pub(super) struct ClassSheet {
    pub(super) place: Place,
    pub(super) class: String,
    pub(super) grade: u8,
    pub(super) semester: u8,
    pub(super) pupils: Vec<Pupil>,
    /// Codes of rows that the office leaves out.
    pub(super) excluded: Vec<StudentCode>,
}

/// One row. What could not be read is absent; then there is a problem that says so.
#[derive(Debug)]
pub(super) struct Pupil {
    pub(super) code_at: Place,
    pub(super) name_at: Place,
    pub(super) birth_at: Place,
    pub(super) code: Option<StudentCode>,
    pub(super) name: Option<Name>,
    pub(super) birth: Option<Date>,
    pub(super) gender: Option<Gender>,
    pub(super) gender_at: Place,
    pub(super) values: BTreeMap<&'static str, Assessment>,
    pub(super) learning: Option<Level>,
    pub(super) conduct: Option<Level>,
    pub(super) absences: Option<Absences>,
    pub(super) year_values: Vec<(&'static str, Assessment, Place)>,
    pub(super) year_learning: Option<(Level, Place)>,
    pub(super) year_conduct: Option<(Level, Place)>,
}

struct Reader<'a> {
    file: &'a str,
    grid: &'a Grid,
    columns: Columns,
    grade: u8,
    office: &'a OfficeSettings,
    excluded: Vec<StudentCode>,
    problems: &'a mut Vec<Problem>,
}

/// Reads a sheet whose header stands in the row `header`. `None` when it cannot be told whose or which
/// semester's it is.
pub(super) fn read(
    file: &str,
    grid: &Grid,
    header: u32,
    office: &OfficeSettings,
    problems: &mut Vec<Problem>,
) -> Option<ClassSheet> {
    let whole = Place::sheet(file, &grid.name);
    let title = title::read(grid, header);
    let at = |(row, column): (u32, u32)| Place::cell(file, &grid.name, row, column);
    title.check_year(file, grid, office.school_year(), problems);
    let one_semester = title.semester(file, grid, problems);
    let class = class_of(grid, &title, &whole, &at, problems);
    let columns = columns::read(file, grid, header, one_semester, problems);
    let sight = Sight::new(file, grid, header, columns.first_row, columns.used());
    sight.header(problems);
    let grade = class.as_ref().map_or(6, |(_, grade)| *grade);
    let mut reader = Reader { file, grid, columns, grade, office, excluded: Vec::new(), problems };
    reader.require_columns();
    let pupils = reader.pupils(&sight);
    let excluded = reader.excluded;
    let (class, grade) = class?;
    Some(ClassSheet { place: whole, class, grade, semester: one_semester?, pupils, excluded })
}

/// The class that the title states, which the sheet's name must repeat, and its grade.
fn class_of(
    grid: &Grid,
    title: &title::Title,
    whole: &Place,
    at: &impl Fn((u32, u32)) -> Place,
    problems: &mut Vec<Problem>,
) -> Option<(String, u8)> {
    let Some(stated) = title.classes.first() else {
        problems.push(Problem::new(whole.clone(), "", &Fault::ClassMissing));
        return None;
    };
    let sheet = fold(&grid.name);
    for other in &title.classes {
        if fold(&other.value) != sheet.strip_prefix("lớp").unwrap_or(&sheet) {
            let fault = Fault::ClassDiffers { expected: grid.name.clone() };
            problems.push(Problem::new(at(other.at), &other.value, &fault));
        }
    }
    let digits: String = stated.value.chars().take_while(char::is_ascii_digit).collect();
    for other in title.grades.iter().filter(|other| other.value != digits) {
        let fault = Fault::GradeDiffers { class: stated.value.clone() };
        problems.push(Problem::new(at(other.at), &other.value, &fault));
    }
    match digits.parse() {
        Ok(grade @ 6..=12) => Some((stated.value.clone(), grade)),
        _ => {
            problems.push(Problem::new(at(stated.at), &stated.value, &Fault::GradeUnsupported));
            None
        }
    }
}

impl Reader<'_> {
    fn at(&self, row: u32, column: u32) -> Place {
        Place::cell(self.file, &self.grid.name, row, column)
    }

    /// Notes a problem with a cell.
    fn wrong(&mut self, row: u32, column: u32, fault: &Fault) {
        let value = self.grid.at(row, column).map(Value::shown).unwrap_or_default();
        let place = self.at(row, column);
        self.problems.push(Problem::new(place, &value, fault));
    }

    /// The value, or a problem and nothing.
    fn noted<T>(&mut self, row: u32, column: u32, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.wrong(row, column, &fault)).ok()
    }

    fn require_columns(&mut self) {
        let basic = [
            (Field::Birth, "Ngày sinh"),
            (Field::Conduct, "Kết quả rèn luyện"),
            (Field::Excused, "Buổi nghỉ (P)"),
            (Field::Unexcused, "Buổi nghỉ (K)"),
        ];
        let subjects = taught::of(self.grade)
            .filter(|(_, presence)| *presence == Presence::Compulsory)
            .map(|(subject, _)| (Field::Subject(subject.code), subject.name_vi));
        for (field, name) in basic.into_iter().chain(subjects) {
            if self.columns.of(field, Period::Semester).is_none() {
                let place = Place::sheet(self.file, &self.grid.name);
                let fault = Fault::ColumnMissing { name: name.to_owned() };
                self.problems.push(Problem::new(place, "", &fault));
            }
        }
    }

    fn pupils(&mut self, sight: &Sight<'_>) -> Vec<Pupil> {
        let mut pupils = Vec::new();
        for row in self.columns.first_row..=self.grid.last_row() {
            let filled = |field| self.grid.at(row, self.columns.of(field, Period::Semester)?);
            let digits = |value: &Value| value.shown().contains(|c: char| c.is_ascii_digit());
            let numbered = filled(Field::Number)
                .is_some_and(|value| matches!(value, Value::Number(_)) || value.shown().trim().parse::<u32>().is_ok());
            let named = filled(Field::Code).is_some() || filled(Field::Name).is_some();
            let marked = self
                .columns
                .subjects(Period::Semester)
                .filter(|(_, column)| cell::is_like_a_value(self.grid.at(row, *column)))
                .min_by_key(|(_, column)| *column);
            let is_pupil = numbered || filled(Field::Code).is_some_and(digits) || filled(Field::Birth).is_some();
            if named && (is_pupil || marked.is_some()) {
                let code = filled(Field::Code).and_then(|value| cell::code(Some(value)).ok());
                if let Some(code) = code.filter(|code| self.office.excludes(code)) {
                    self.excluded.push(code);
                    continue;
                }
                sight.row(row, self.problems);
                let pupil = self.pupil(row);
                pupils.push(pupil);
            } else if let Some((_, column)) = marked {
                self.wrong(row, column, &Fault::RowWithoutPupil);
            }
        }
        pupils
    }

    fn pupil(&mut self, row: u32) -> Pupil {
        let column = |columns: &Columns, field| columns.of(field, Period::Semester).unwrap_or(0);
        let code_column = column(&self.columns, Field::Code);
        let name_column = column(&self.columns, Field::Name);
        let birth_column = self.columns.of(Field::Birth, Period::Semester);
        let code = self.noted(row, code_column, cell::code(self.grid.at(row, code_column)));
        let name = self.noted(row, name_column, cell::name(self.grid.at(row, name_column)));
        let birth = birth_column.and_then(|column| self.birth(row, column));
        let gender_column = self.columns.of(Field::Gender, Period::Semester);
        let gender =
            gender_column.and_then(|column| self.noted(row, column, cell::gender(self.grid.at(row, column))).flatten());
        let values = self.subjects(row);
        let learning = self.learning(row, &values);
        let conduct = self.conduct(row);
        let absences = self.absences(row);
        let (year_values, year_learning, year_conduct) = self.year(row);
        Pupil {
            code_at: self.at(row, code_column),
            name_at: self.at(row, name_column),
            birth_at: self.at(row, birth_column.unwrap_or(0)),
            code,
            name,
            birth,
            gender,
            gender_at: self.at(row, gender_column.unwrap_or(0)),
            values,
            learning,
            conduct,
            absences,
            year_values,
            year_learning,
            year_conduct,
        }
    }

    /// A pupil of grades 6 to 9 is between 8 and 25 years old when the year begins.
    fn birth(&mut self, row: u32, column: u32) -> Option<Date> {
        let date = self.noted(row, column, cell::date(self.grid.at(row, column)))?;
        let age = i32::from(self.office.school_year().start()) - date.date().year();
        if !(8..=25).contains(&age) {
            self.wrong(row, column, &Fault::DateImplausible);
            return None;
        }
        Some(date)
    }

    fn subjects(&mut self, row: u32) -> BTreeMap<&'static str, Assessment> {
        let mut values = BTreeMap::new();
        let mut electives = 0usize;
        for (subject, presence) in taught::of(self.grade) {
            let Some(column) = self.columns.of(Field::Subject(subject.code), Period::Semester) else { continue };
            let read = cell::assessment(self.grid.at(row, column), subject.kind);
            match self.noted(row, column, read) {
                Some(None) if presence == Presence::Compulsory => {
                    self.wrong(row, column, &Fault::ValueMissing { what: subject.name_vi.to_owned() });
                }
                Some(None) => {}
                read => {
                    electives += usize::from(presence == Presence::Elective);
                    values.extend(read.flatten().map(|value| (subject.code, value)));
                }
            }
        }
        if self.grade >= 10 && electives != taught::ELECTIVES {
            let column = self.columns.of(Field::Code, Period::Semester).unwrap_or(0);
            self.wrong(row, column, &Fault::ElectivesCount { found: electives });
        }
        values
    }

    /// The level by the rules; what the sheet states must be the same.
    fn learning(&mut self, row: u32, values: &BTreeMap<&str, Assessment>) -> Option<Level> {
        let mut compulsory = taught::of(self.grade).filter(|(_, presence)| *presence == Presence::Compulsory);
        let complete = compulsory.all(|(subject, _)| values.contains_key(subject.code));
        let computed = complete.then(|| rules::learning_result(&values.values().copied().collect::<Vec<_>>()));
        if let Some(column) = self.columns.of(Field::Learning, Period::Semester) {
            let stated = self.noted(row, column, cell::level(self.grid.at(row, column)))?;
            match (stated, computed) {
                (None, _) => {
                    let what = "kết quả học tập".to_owned();
                    self.wrong(row, column, &Fault::ValueMissing { what });
                }
                (Some(stated), Some(computed)) if stated != computed => {
                    let expected = computed.label_vi();
                    self.wrong(row, column, &Fault::LearningContradicts { expected });
                }
                _ => {}
            }
        }
        computed
    }

    fn conduct(&mut self, row: u32) -> Option<Level> {
        let column = self.columns.of(Field::Conduct, Period::Semester)?;
        let conduct = self.noted(row, column, cell::level(self.grid.at(row, column)))?;
        if conduct.is_none() {
            let what = "kết quả rèn luyện".to_owned();
            self.wrong(row, column, &Fault::ValueMissing { what });
        }
        conduct
    }

    fn absences(&mut self, row: u32) -> Option<Absences> {
        let excused = self.columns.of(Field::Excused, Period::Semester)?;
        let unexcused = self.columns.of(Field::Unexcused, Period::Semester)?;
        let counted = self.noted(row, excused, cell::count(self.grid.at(row, excused)));
        let missed = self.noted(row, unexcused, cell::count(self.grid.at(row, unexcused)));
        let absences = Absences::new(counted?, missed?)?;
        if let Some(column) = self.columns.of(Field::Total, Period::Semester)
            && self.grid.at(row, column).is_some()
        {
            let total = self.noted(row, column, cell::count(self.grid.at(row, column)))?;
            if total != absences.total {
                let expected = u32::from(absences.total);
                self.wrong(row, column, &Fault::AbsencesSum { expected });
            }
        }
        Some(absences)
    }

    /// The block "cả năm", where a workbook has one.
    #[expect(clippy::type_complexity, reason = "three columns, read together, used once")]
    fn year(
        &mut self,
        row: u32,
    ) -> (Vec<(&'static str, Assessment, Place)>, Option<(Level, Place)>, Option<(Level, Place)>) {
        let columns: Vec<_> = self.columns.subjects(Period::Year).collect();
        let mut values = Vec::new();
        for (code, column) in columns {
            let Some((subject, _)) = taught::subject(code, self.grade) else { continue };
            let read = cell::assessment(self.grid.at(row, column), subject.kind);
            if let Some(Some(value)) = self.noted(row, column, read) {
                values.push((code, value, self.at(row, column)));
            }
        }
        let mut level = |field| {
            let column = self.columns.of(field, Period::Year)?;
            let level = self.noted(row, column, cell::level(self.grid.at(row, column)))??;
            Some((level, self.at(row, column)))
        };
        let learning = level(Field::Learning);
        let conduct = level(Field::Conduct);
        (values, learning, conduct)
    }
}

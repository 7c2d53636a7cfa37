//! The pupil list of the sector database (domain 6.1 A): who a pupil is, joined to marks by the code.
//! The personal identity number and telephone numbers are not read: no record has them.

use super::cell;
use super::person::{
    ADDRESS, BIRTH, ETHNICITY, FATHER, FATHER_OCCUPATION, GENDER, MOTHER, MOTHER_OCCUPATION, page, student,
};
use super::problem::{Place, Problem};
use super::recognised::Known;
use super::table::{Column, Row, Table, column};
use crate::document::record::{Name, Student, StudentPage};
use crate::document::roster::fold::fold;

pub(super) const COLUMNS: &[Column] = &[
    column("code", "Mã định danh Bộ GD&ĐT", &["Mã định danh", "Mã học sinh", "Mã HS"], true),
    column("full_name", "Họ tên", &["Họ và tên", "Họ và tên học sinh"], true),
    BIRTH,
    GENDER,
    ETHNICITY,
    column("status", "Trạng thái", &[], false),
    column("place_of_birth", "Nơi sinh chi tiết", &["Nơi sinh"], false),
    column("home_province", "Tỉnh thành quê quán", &[], false),
    column("home_ward", "Phường Xã quê quán", &["Phường/Xã quê quán"], false),
    ADDRESS,
    FATHER,
    FATHER_OCCUPATION,
    MOTHER,
    MOTHER_OCCUPATION,
    column("class", "Lớp học", &["Lớp"], false),
];

/// A pupil of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) student: Student,
    pub(super) class: Option<String>,
    /// `Trạng thái`, unless it says that the pupil attends.
    pub(super) gone: Option<String>,
    pub(super) page: StudentPage,
    pub(super) at: Place,
}

/// Reads a list; the rows under the last pupil that name nobody are left out.
pub(super) fn read(sheet: &Known<'_>, problems: &mut Vec<Problem>) -> Vec<Listed> {
    let table = Table::read(sheet.file, &sheet.grid, sheet.header, COLUMNS, problems);
    let mut listed = Vec::new();
    for row in table.rows() {
        let identified = ["code", "date_of_birth", "gender", "father_name", "mother_name"];
        if identified.iter().any(|key| table.filled(row, key)) {
            listed.extend(pupil(&mut table.row(row, problems)));
        }
    }
    listed
}

fn pupil(row: &mut Row<'_, '_, '_>) -> Option<Listed> {
    let (student, page) = (student(row), page(row));
    let (home_ward, home_province) = (row.optional::<120>("home_ward"), row.optional::<120>("home_province"));
    let (class, status) = (row.optional::<120>("class"), row.optional::<120>("status"));
    let home_town = match (home_ward?, home_province?) {
        (Some(ward), Some(province)) => row.noted("home_ward", cell::joined(&[ward, province])).map(Some),
        (ward, province) => Some(ward.or(province)),
    };
    let attends = |status: &Name| matches!(fold(status.as_str()).as_str(), "đanghọc" | "đanghọctập");
    Some(Listed {
        student: student?,
        class: class?.map(String::from),
        gone: status?.filter(|status| !attends(status)).map(String::from),
        page: StudentPage { home_town: home_town?, ..page? },
        at: row.place("code"),
    })
}

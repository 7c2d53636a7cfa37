//! The pupil list of the sector database (domain 6.1 A): who a pupil is, joined to marks by the code.
//! The personal identity number and telephone numbers are not read: no record has them.

use super::cell;
use super::problem::{Place, Problem};
use super::recognised::Known;
use super::table::{Column, Row, Table, column};
use crate::document::record::{Date, Gender, Name, StudentCode, StudentPage};
use crate::document::roster::fold::fold;

pub(super) const COLUMNS: &[Column] = &[
    column("code", "Mã định danh Bộ GD&ĐT", &["Mã định danh", "Mã học sinh", "Mã HS"], true),
    column("full_name", "Họ tên", &["Họ và tên", "Họ và tên học sinh"], true),
    column("date_of_birth", "Ngày sinh", &["Ngày tháng năm sinh"], true),
    column("gender", "Giới tính", &[], false),
    column("ethnicity", "Dân tộc", &[], false),
    column("status", "Trạng thái", &[], false),
    column("place_of_birth", "Nơi sinh chi tiết", &["Nơi sinh"], false),
    column("home_province", "Tỉnh thành quê quán", &[], false),
    column("home_ward", "Phường Xã quê quán", &["Phường/Xã quê quán"], false),
    column("current_address", "Chỗ ở hiện nay", &[], false),
    column("father_name", "Tên cha", &["Họ tên cha"], false),
    column("father_occupation", "Nghề nghiệp cha", &[], false),
    column("mother_name", "Tên mẹ", &["Họ tên mẹ"], false),
    column("mother_occupation", "Nghề nghiệp mẹ", &[], false),
    column("class", "Lớp học", &["Lớp"], false),
];

/// A pupil of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) code: StudentCode,
    pub(super) name: Name,
    pub(super) birth: Date,
    pub(super) gender: Option<Gender>,
    pub(super) place_of_birth: Option<Name>,
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
    // All cells are read before any is missed, so that every problem of a row is told at once.
    let (code, name) = (row.student_code(), row.noted("full_name", cell::name(row.value("full_name"))));
    let (birth, gender) = (row.date("date_of_birth"), row.gender());
    let (ethnicity, place_of_birth) = (row.optional("ethnicity"), row.optional("place_of_birth"));
    let (home_ward, home_province) = (row.optional::<120>("home_ward"), row.optional::<120>("home_province"));
    let current_address = row.optional("current_address");
    let (father_name, mother_name) = (row.person("father_name"), row.person("mother_name"));
    let (father_occupation, mother_occupation) = (row.optional("father_occupation"), row.optional("mother_occupation"));
    let (class, status) = (row.optional::<120>("class"), row.optional::<120>("status"));
    let home_town = match (home_ward?, home_province?) {
        (Some(ward), Some(province)) => row.noted("home_ward", cell::joined(&[ward, province])).map(Some),
        (ward, province) => Some(ward.or(province)),
    };
    let attends = |status: &Name| matches!(fold(status.as_str()).as_str(), "đanghọc" | "đanghọctập");
    Some(Listed {
        code: code?,
        name: name?,
        birth: birth?,
        gender: gender?,
        place_of_birth: place_of_birth?,
        class: class?.map(String::from),
        gone: status?.filter(|status| !attends(status)).map(String::from),
        page: StudentPage {
            ethnicity: ethnicity?,
            home_town: home_town?,
            current_address: current_address?,
            father_name: father_name?,
            father_occupation: father_occupation?,
            mother_name: mother_name?,
            mother_occupation: mother_occupation?,
            ..StudentPage::default()
        },
        at: row.place("code"),
    })
}

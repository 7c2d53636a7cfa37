//! What the tables of pupils have in common: the columns that say who somebody is and what the data page
//! tells of them, and their reading.

use super::cell;
use super::table::{Column, Row, column};
use crate::document::record::{Student, StudentPage};

/// As tables of our own call it; the sector database has its own name.
pub(super) const CODE: Column = column("code", "Mã học sinh", &["Mã định danh Bộ GD&ĐT", "Mã HS"], true);
pub(super) const SCHOOL_YEAR: Column = column("school_year", "Năm học", &[], true);
pub(super) const BIRTH: Column = column("date_of_birth", "Ngày sinh", &["Ngày tháng năm sinh"], true);
pub(super) const GENDER: Column = column("gender", "Giới tính", &[], false);
pub(super) const ETHNICITY: Column = column("ethnicity", "Dân tộc", &[], false);
pub(super) const ADDRESS: Column = column("current_address", "Chỗ ở hiện nay", &[], false);
pub(super) const FATHER: Column = column("father_name", "Tên cha", &["Họ tên cha"], false);
pub(super) const FATHER_OCCUPATION: Column = column("father_occupation", "Nghề nghiệp cha", &[], false);
pub(super) const MOTHER: Column = column("mother_name", "Tên mẹ", &["Họ tên mẹ"], false);
pub(super) const MOTHER_OCCUPATION: Column = column("mother_occupation", "Nghề nghiệp mẹ", &[], false);

// In both functions all cells are read before any is missed, so that every problem of a row is told at once.

/// Who the row is about.
pub(super) fn student(row: &mut Row<'_, '_, '_>) -> Option<Student> {
    let (code, name) = (row.student_code(), row.noted("full_name", cell::name(row.value("full_name"))));
    let (birth, gender, place_of_birth) = (row.date("date_of_birth"), row.gender(), row.optional("place_of_birth"));
    Some(Student {
        moet_student_code: code?,
        full_name: name?,
        date_of_birth: birth?,
        gender: gender?,
        place_of_birth: place_of_birth?,
    })
}

/// What the row has for the data page; a table without a column says nothing of it. When the transcript was
/// opened is not read here.
pub(super) fn page(row: &mut Row<'_, '_, '_>) -> Option<StudentPage> {
    let texts = ["ethnicity", "nationality", "policy_group", "home_town", "current_address"];
    let [ethnicity, nationality, policy_group, home_town, current_address] = texts.map(|key| row.optional(key));
    let [father_name, mother_name, guardian_name] =
        ["father_name", "mother_name", "guardian_name"].map(|key| row.person(key));
    let occupations = ["father_occupation", "mother_occupation", "guardian_occupation"];
    let [father_occupation, mother_occupation, guardian_occupation] = occupations.map(|key| row.optional(key));
    let school_register_no = row.optional_code("school_register_no");
    Some(StudentPage {
        ethnicity: ethnicity?,
        nationality: nationality?,
        policy_group: policy_group?,
        home_town: home_town?,
        current_address: current_address?,
        father_name: father_name?,
        father_occupation: father_occupation?,
        mother_name: mother_name?,
        mother_occupation: mother_occupation?,
        guardian_name: guardian_name?,
        guardian_occupation: guardian_occupation?,
        school_register_no: school_register_no?,
        opened: None,
    })
}

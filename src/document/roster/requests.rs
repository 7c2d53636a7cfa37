//! Requests for certified copies in the plain layout (domain 9.1 H): which diploma of the register, for
//! whom, how many on paper.

use super::Records;
use super::cell;
use super::fault::Fault;
use super::layout::Layout;
use super::problem::Place;
use super::recognised;
use super::table::{Column, Row, Table, column};
use crate::document::record::{Code, Date, Name};

pub(super) const COLUMNS: &[Column] = &[
    column("request_no", "Mã hồ sơ", &["Số hồ sơ"], false),
    column("serial_no", "Số hiệu", &["Số hiệu văn bằng"], false),
    column("register_no", "Số vào sổ gốc", &["Số vào sổ"], false),
    column("full_name", "Họ và tên chủ văn bằng", &["Họ và tên", "Chủ văn bằng"], true),
    column("date_of_birth", "Ngày sinh", &[], true),
    column("requested_by", "Người yêu cầu", &[], true),
    column("paper_count", "Số lượng bản giấy", &[], true),
];

/// Copies that may be asked for at once.
const MAX_COPIES: u16 = 100;

/// One request. The diploma is the register's entry of that serial number or register number; name and
/// date of birth must be those of the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyRequest {
    /// Mã hồ sơ.
    pub request_no: Option<Code>,
    /// Số hiệu.
    pub serial_no: Option<Code>,
    /// Số vào sổ gốc.
    pub register_no: Option<Code>,
    /// Chủ văn bằng.
    pub full_name: Name,
    /// Ngày sinh of the holder.
    pub date_of_birth: Date,
    /// Người yêu cầu, if another than the holder.
    pub requested_by: Option<Name>,
    /// Số lượng bản giấy; 0 for a digital copy alone.
    pub paper_count: u16,
    /// The row.
    pub at: Place,
}

/// Reads requests; each file is given as its name and its bytes.
pub fn read_requests(files: &[(&str, &[u8])]) -> Records<CopyRequest> {
    let mut records = Records::default();
    let sheets = recognised::sheets(files, &[Layout::Requests], &mut records.problems, &mut records.notes);
    for sheet in &sheets.known {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, COLUMNS, &mut records.problems);
        for row in table.rows() {
            records.records.extend(request(&mut table.row(row, &mut records.problems)));
        }
    }
    records.settle(files)
}

fn request(row: &mut Row<'_, '_, '_>) -> Option<CopyRequest> {
    let [request_no, serial_no, register_no] =
        ["request_no", "serial_no", "register_no"].map(|key| row.optional_code(key));
    let full_name = row.noted("full_name", cell::name(row.value("full_name")));
    let (date_of_birth, requested_by) = (row.date("date_of_birth"), row.person("requested_by"));
    let paper_count = row.noted("paper_count", cell::count(row.value("paper_count")));
    if paper_count.is_some_and(|count| count > MAX_COPIES) {
        row.wrong("paper_count", &Fault::SettingInvalid { expected: format!("0–{MAX_COPIES}") });
        return None;
    }
    let (serial_no, register_no) = (serial_no?, register_no?);
    if serial_no.is_none() && register_no.is_none() {
        row.wrong("full_name", &Fault::ValueMissing { what: "số hiệu hoặc số vào sổ gốc".to_owned() });
        return None;
    }
    Some(CopyRequest {
        request_no: request_no?,
        serial_no,
        register_no,
        full_name: full_name?,
        date_of_birth: date_of_birth?,
        requested_by: requested_by?,
        paper_count: paper_count?,
        at: row.place("full_name"),
    })
}

//! Rows of workbooks into checked records: the summaries of both semesters, as many rows as wanted.

use vanbang::document::roster::{self, OfficeSettings};

use super::workbook::{Cell, Sheet, xlsx};
use crate::command::bench::{Measured, timed};
use crate::config::SETTINGS;
use crate::failure::Failure;
use crate::office;

/// Pupils of a class.
const CLASS: usize = 50;
const HEADER: [&str; 22] = [
    "STT",
    "Mã học sinh",
    "Số định danh cá nhân",
    "Họ và tên",
    "Ngày sinh",
    "Toán",
    "LS&ĐL",
    "KHTN",
    "Tin",
    "Văn",
    "Ng.ngữ",
    "GDCD",
    "C.nghệ",
    "GDTC",
    "Nghệ thuật",
    "NDGDĐP",
    "HĐTN&HN",
    "Kết quả học tập",
    "Kết quả rèn luyện",
    "Buổi nghỉ",
    "",
    "",
];

/// `count` rows, half of them of each semester.
pub fn measure(count: usize) -> Result<Measured, Failure> {
    let classes: Vec<(String, Vec<usize>)> = (0..count.div_ceil(2))
        .collect::<Vec<_>>()
        .chunks(CLASS)
        .enumerate()
        .map(|(index, pupils)| (format!("6A{index}"), pupils.to_vec()))
        .collect();
    let settings = OfficeSettings::parse(SETTINGS, &settings(&classes)).map_err(|found| damaged(&found))?;
    let mut files = Vec::new();
    for semester in 1..=2 {
        // A workbook has at most a hundred sheets.
        for (part, classes) in classes.chunks(100).enumerate() {
            let sheets: Vec<Sheet> = classes.iter().map(|class| sheet(class, semester)).collect();
            files.push((format!("hk{semester}-{part}.xlsx"), xlsx(&sheets)?));
        }
    }
    let named: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (elapsed, cpu, reading) = timed(|| Ok(roster::read(&named, &settings)))?;
    if !reading.problems.is_empty() || reading.records.len() != count.div_ceil(2) {
        return Err(damaged(&reading.problems));
    }
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: None })
}

fn damaged(found: &[roster::Problem]) -> Failure {
    let first = found.first().map(ToString::to_string).unwrap_or_default();
    Failure::new("SAMPLE_INVALID", format!("dữ liệu mẫu hỏng: {first}"), format!("the sample data is damaged: {first}"))
}

/// The sample settings with the classes of the measurement.
fn settings(classes: &[(String, Vec<usize>)]) -> String {
    let (school, rest) = office::SAMPLE_SETTINGS.split_once("[[class]]").unwrap_or((office::SAMPLE_SETTINGS, ""));
    let first = rest.split("[[class]]").next().unwrap_or_default();
    let class = |name: &str| format!("[[class]]{}", first.replacen("\"6A\"", &format!("\"{name}\""), 1));
    school.to_owned() + &classes.iter().map(|(name, _)| class(name)).collect::<String>()
}

fn sheet((class, pupils): &(String, Vec<usize>), semester: u8) -> Sheet {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = vec![
        vec![text(&format!("BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ {semester}, NĂM HỌC 2025 - 2026"))],
        vec![text(&format!("Khối 6 - Lớp {class} - (Học kỳ {semester})"))],
        HEADER.map(text).into(),
        [["", "", ""].as_slice(), &[""; 16], &["P", "K", "Tổng"]].concat().into_iter().map(text).collect(),
    ];
    rows.extend(pupils.iter().enumerate().map(|(number, pupil)| row(number + 1, *pupil)));
    (class.clone(), rows)
}

/// Marks from 8.0 to 9.7, so that every pupil is Tốt.
fn row(number: usize, pupil: usize) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let (family, given) =
        (["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng"], ["An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh"]);
    let pick = |names: &[&str], by: usize| names.get(by % names.len()).copied().unwrap_or_default().to_owned();
    let name = format!("{} {} {}", pick(&family, pupil), pick(&given, pupil / 5), pick(&given, pupil / 35));
    let mut cells = vec![
        Cell::Number(number as f64),
        Cell::Text(format!("{:010}", pupil + 4_600_000)),
        Cell::Text(format!("{:012}", pupil + 46_214_000_000)),
        Cell::Text(name),
        Cell::Text(format!("{:02}/{:02}/2014", pupil % 28 + 1, pupil % 12 + 1)),
    ];
    cells.extend((0..8).map(|subject| Cell::Number(((pupil + subject) % 18 + 80) as f64 / 10.0)));
    cells.extend(["Đ", "Đ", "Đ", "Đ", "Tốt", "Tốt"].map(text));
    cells.extend([1.0, 0.0, 1.0].map(Cell::Number));
    cells
}

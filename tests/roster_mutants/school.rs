//! An honest set of sheets in the real layouts (domain 6.1): the summaries of both semesters (B), the
//! pupil list (A), a mark sheet (C), and a university's list of diplomas (D).

use super::book::{Cell, Sheet};

pub const MARKED: &[&str] = &["Toán", "LS&ĐL", "KHTN", "Tin", "Văn", "Ng.ngữ", "GDCD", "C.nghệ"];
pub const COMMENTED: &[&str] = &["GDTC", "Nghệ thuật", "NDGDĐP", "HĐTN&HN"];
/// The header of a summary, from 0.
pub const HEADER_ROW: u32 = 5;
pub const PUPILS: u32 = 6;

const NAMES: [&str; 6] = [
    "Nguyễn Hữu Bảo An",
    "Đặng Ngọc Khánh Ân",
    "Trần Thị Mỹ Duyên",
    "Lê Quang Đạt",
    "Hoàng Thùy Dương",
    "Tôn Nữ Quỳnh Hương",
];

fn code(pupil: u32) -> String {
    format!("{:010}", pupil * 37 + 4_600_312)
}

fn birth(pupil: u32) -> String {
    format!("{:02}/{:02}/2014", pupil % 6 * 4 + 3, pupil % 6 + 2)
}

/// Tenths from 80 to 97: every pupil is Tốt.
fn mark(pupil: u32, subject: u32, semester: u32) -> u32 {
    80 + (pupil * 5 + subject * 3 + semester * 7) % 18
}

fn shown(tenths: u32) -> String {
    format!("{},{}", tenths / 10, tenths % 10)
}

/// A summary of class 6A. Semester I has its marks as text, semester II as numbers.
pub fn summary(semester: u32) -> Sheet {
    summary_of(PUPILS, semester)
}

pub fn summary_of(pupils: u32, semester: u32) -> Sheet {
    let mut sheet = Sheet { name: "6A".to_owned(), ..Sheet::default() };
    let title = format!("BẢNG TỔNG HỢP KẾT QUẢ GIÁO DỤC HỌC KỲ {semester}, TRƯỜNG THCS MẪU NĂM HỌC 2025 - 2026");
    sheet.text(0, 0, &title);
    sheet.text(1, 0, &format!("Khối 6 - Lớp 6A - (Học kỳ {semester})"));
    let basic = ["STT", "Mã học sinh", "Số định danh cá nhân", "Họ và tên", "Ngày sinh"];
    let results = ["Kết quả học tập", "Kết quả rèn luyện", "Buổi nghỉ"];
    let headers = basic.iter().chain(MARKED).chain(COMMENTED).chain(&results);
    for (column, header) in (0..).zip(headers) {
        sheet.text(HEADER_ROW, column, header);
    }
    for (column, sub) in (19..).zip(["P", "K", "Tổng"]) {
        sheet.text(HEADER_ROW + 1, column, sub);
    }
    sheet.merged.push((HEADER_ROW, 19, HEADER_ROW, 21));
    for pupil in 0..pupils {
        let row = HEADER_ROW + 2 + pupil;
        sheet.cells.insert((row, 0), Cell::Number(f64::from(pupil + 1)));
        sheet.text(row, 1, &code(pupil));
        sheet.text(row, 2, &format!("{:012}", 46_214_000_000u64 + u64::from(pupil)));
        sheet.text(row, 3, NAMES[(pupil % PUPILS) as usize]);
        sheet.text(row, 4, &birth(pupil));
        for subject in 0..8 {
            let tenths = mark(pupil, subject, semester);
            let cell = match semester {
                1 => Cell::Text(shown(tenths)),
                _ => Cell::Number(f64::from(tenths) / 10.0),
            };
            sheet.cells.insert((row, 5 + subject), cell);
        }
        for subject in 0..4 {
            sheet.text(row, 13 + subject, "Đ");
        }
        sheet.text(row, 17, "Tốt");
        sheet.text(row, 18, "Tốt");
        for (column, count) in [(19, pupil % 3), (20, pupil % 2), (21, pupil % 3 + pupil % 2)] {
            sheet.cells.insert((row, column), Cell::Number(f64::from(count)));
        }
    }
    sheet.text(HEADER_ROW + 3 + pupils, 3, "NGƯỜI LẬP BẢNG");
    sheet
}

pub fn list() -> Sheet {
    let mut sheet = Sheet { name: "DS".to_owned(), ..Sheet::default() };
    sheet.text(0, 0, "DANH SÁCH HỌC SINH");
    let headers = [
        "STT",
        "Mã định danh Bộ GD&ĐT",
        "Họ tên",
        "Ngày sinh",
        "Giới tính",
        "Trạng thái",
        "Nơi sinh chi tiết",
        "Tên cha",
        "Lớp học",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.text(2, column, header);
    }
    for pupil in 0..PUPILS {
        let gender = if pupil % 2 == 0 { "Nam" } else { "Nữ" };
        let (code, birth, name) = (code(pupil), birth(pupil), NAMES[pupil as usize]);
        sheet.cells.insert((3 + pupil, 0), Cell::Number(f64::from(pupil + 1)));
        let texts = [code.as_str(), name, &birth, gender, "Đang học", "Thành phố Huế", "Lê Văn Cha", "6A"];
        for (column, text) in (1..).zip(texts) {
            sheet.text(3 + pupil, column, text);
        }
    }
    sheet
}

/// Mẫu 2 of Toán in semester II: regular marks that give the average of the summary.
pub fn marks() -> Sheet {
    let mut sheet = Sheet { name: "Toan".to_owned(), ..Sheet::default() };
    sheet.text(0, 0, "BẢNG ĐIỂM MÔN HỌC: TOÁN - LỚP 6A");
    sheet.text(1, 0, "Học kỳ II, năm học 2025 - 2026");
    let headers = [
        "STT",
        "Mã định danh Bộ GD&ĐT",
        "Họ và tên",
        "Ngày sinh",
        "ĐĐGtx",
        "ĐĐGgk",
        "ĐĐGck",
        "ĐTBmhk",
        "Mã nhận xét",
        "Nội dung nhận xét",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.text(3, column, header);
    }
    for pupil in 0..PUPILS {
        let (code, birth, mark) = (code(pupil), birth(pupil), shown(mark(pupil, 0, 2)));
        let regular = format!("{mark} {mark} {mark} {mark}");
        sheet.cells.insert((4 + pupil, 0), Cell::Number(f64::from(pupil + 1)));
        let texts = [code.as_str(), NAMES[pupil as usize], &birth, &regular, &mark, &mark, &mark, "T1", "Học tốt."];
        for (column, text) in (1..).zip(texts) {
            sheet.text(4 + pupil, column, text);
        }
    }
    sheet
}

pub fn diplomas() -> Sheet {
    let mut sheet = Sheet { name: "VB".to_owned(), ..Sheet::default() };
    sheet.text(0, 0, "DANH SÁCH CẤP BẰNG TỐT NGHIỆP");
    let headers = [
        "Ngành",
        "MSSV",
        "Số hiệu",
        "Họ và Tên",
        "Ngày sinh",
        "Giới tính",
        "Xếp loại",
        "Số QĐ Tốt nghiệp",
        "Năm TN",
        "Vào sổ cấp văn bằng, chứng chỉ số",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.text(2, column, header);
    }
    for holder in 0..PUPILS {
        let (serial, birth) = (format!("B {:07}", holder + 12), birth(holder).replace("2014", "2003"));
        let (student, register) = (format!("19T{:04}", holder + 1), format!("{:03}/2026", holder + 1));
        let gender = if holder % 2 == 0 { "Nam" } else { "Nữ" };
        let name = NAMES[holder as usize];
        let texts = ["Toán học", &student, &serial, name, &birth, gender, "Giỏi", "12/QĐ-ĐH", "2026", &register];
        for (column, text) in (0..).zip(texts) {
            sheet.text(3 + holder, column, text);
        }
    }
    sheet
}

/// The same pupils in tables of our own: pupils, results of the year, marks by subject.
pub fn plain() -> [Sheet; 3] {
    let table = |name: &str, headers: &[&str]| {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        (0..).zip(headers).for_each(|(column, header)| sheet.text(0, column, header));
        sheet
    };
    let mut students =
        table("HS", &["Mã học sinh", "Họ và tên", "Ngày sinh", "Cấp học", "Giới tính", "Nơi sinh", "Tên mẹ"]);
    let mut years = table(
        "Nam",
        &[
            "Mã học sinh",
            "Năm học",
            "Khối",
            "Lớp",
            "Giáo viên chủ nhiệm",
            "RL HKI",
            "RL HKII",
            "Nghỉ có phép HKI",
            "Nghỉ không phép HKI",
            "Nghỉ có phép HKII",
            "Nghỉ không phép HKII",
        ],
    );
    let mut marks = table("Diem", &["Mã học sinh", "Năm học", "Môn học", "HKI", "HKII", "Giáo viên", "Nhận xét"]);
    let mut line = 1;
    for pupil in 0..PUPILS {
        let (code, birth) = (code(pupil), birth(pupil));
        let gender = if pupil % 2 == 0 { "Nam" } else { "Nữ" };
        let texts = [code.as_str(), NAMES[pupil as usize], &birth, "THCS", gender, "Thành phố Huế", "Lê Thị Mẹ"];
        (0..).zip(texts).for_each(|(column, text)| students.text(pupil + 1, column, text));
        let texts = [code.as_str(), "2025-2026", "6", "6A", "Đặng Thị Mỹ Hằng", "Tốt", "T", "1", "0", "2", "-"];
        (0..).zip(texts).for_each(|(column, text)| years.text(pupil + 1, column, text));
        for (subject, name) in (0..).zip(MARKED.iter().chain(COMMENTED)) {
            let value = |semester| if subject < 8 { shown(mark(pupil, subject, semester)) } else { "Đ".to_owned() };
            let (first, second) = (value(1), value(2));
            let texts = [code.as_str(), "2025-2026", name, &first, &second, "Lê Thị Bảo Trân", "Học tốt."];
            (0..).zip(texts).for_each(|(column, text)| marks.text(line, column, text));
            line += 1;
        }
    }
    [students, years, marks]
}

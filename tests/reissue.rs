//! `vanbang issue --replaces` from outside: what differs is issued again, nobody is dropped silently, and
//! what was withdrawn meanwhile is not replaced.
#![cfg(unix)]

mod command;

use std::path::{Path, PathBuf};

use command::{KeyFiles, PASSWORD, Ran, files, office, vanbang, vanbang_with};
use vanbang::document::batch::Batch;

const CLERK: [&str; 2] = ["--by", "Trần Thị Văn Thư"];
const WHY: [&str; 2] = ["--reason", "Sửa điểm môn Toán"];
const SUBJECTS: [&str; 12] = [
    "Ngữ văn",
    "Toán",
    "Ngoại ngữ 1",
    "GDCD",
    "Lịch sử và Địa lí",
    "KHTN",
    "Công nghệ",
    "Tin học",
    "GDTC",
    "Nghệ thuật",
    "NDGDĐP",
    "HĐTN&HN",
];
const TABLES: [&str; 3] = ["hs.csv", "nam.csv", "diem.csv"];

/// A pupil of the plain layout: code, name, mark of mathematics in both semesters.
type Pupil = (&'static str, &'static str, &'static str);
const AN: Pupil = ("0000000001", "Nguyễn Ân", "8,2");
const BINH: Pupil = ("0000000002", "Lê Bình", "8,4");
const CHAU: Pupil = ("0000000003", "Trần Châu", "8,6");

/// Writes the three tables of grade 6 with these pupils.
fn write(place: &Path, pupils: &[Pupil]) {
    let mut tables = [
        "Mã học sinh;Họ và tên;Ngày sinh;Cấp học\n".to_owned(),
        "Mã học sinh;Năm học;Khối;Lớp;Giáo viên chủ nhiệm;RL HKI;RL HKII;Nghỉ có phép HKI;Nghỉ không phép HKI;\
         Nghỉ có phép HKII;Nghỉ không phép HKII\n"
            .to_owned(),
        "Mã học sinh;Năm học;Môn học;HKI;HKII;Giáo viên\n".to_owned(),
    ];
    for (code, name, mathematics) in pupils {
        tables[0] += &format!("{code};{name};05/03/2014;THCS\n");
        tables[1] += &format!("{code};2025-2026;6;6A;Đặng Thị Mỹ Hằng;T;T;0;0;0;0\n");
        for (place, subject) in SUBJECTS.iter().enumerate() {
            let value = if place == 1 { mathematics } else { ["8,2", "Đ"][usize::from(place > 7)] };
            tables[2] += &format!("{code};2025-2026;{subject};{value};{value};Lê Thị Bảo Trân\n");
        }
    }
    TABLES.iter().zip(tables).for_each(|(name, text)| std::fs::write(place.join(name), text).unwrap());
}

struct School {
    folder: tempfile::TempDir,
    keys: [KeyFiles; 3],
}

impl School {
    fn new() -> School {
        let folder = office();
        let key = |name| KeyFiles::make(folder.path(), name, (2025, 2045));
        let keys = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(key);
        School { folder, keys }
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    fn issue(&self, options: &[&str]) -> Ran {
        let arguments = [&["issue"], &TABLES[..], options, &self.keys[0].options()].concat();
        vanbang_with(PASSWORD, &self.place(), &arguments)
    }

    fn sign(&self, batch: &str, role: &str, key: usize) -> Ran {
        let arguments = [&["sign", batch, "--role", role], &self.keys[key].options()[..]].concat();
        vanbang_with(PASSWORD, &self.place(), &arguments)
    }

    fn register(&self, arguments: &[&str]) -> Ran {
        vanbang(&self.place(), &[&["register"], arguments].concat())
    }

    /// The document that a batch's first document replaces.
    fn replaced(&self, batch: &str) -> String {
        let batch = Batch::open(&self.place().join(batch)).unwrap();
        let record = batch.documents().next().unwrap().planned.record().unwrap();
        record.stated().supersedes().unwrap().id.to_string()
    }

    /// The ids of a batch's drawn documents.
    fn ids(&self, batch: &str) -> Vec<String> {
        let drawn = files(&self.place().join(batch).join("drawn"), ".pdf");
        drawn.iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn who_is_not_in_the_new_workbooks_is_named_and_keeps_what_they_have() {
    let school = School::new();
    let batch = "batches/2025-2026-6A";
    write(&school.place(), &[AN, BINH]);
    school.issue(&[]).passed();
    school.sign(batch, "school_leader", 1).passed();
    school.sign(batch, "organisation", 2).passed();
    let old = school.ids(batch);

    // Ân is corrected, Bình is missing, Châu is new.
    let corrected = (AN.0, AN.1, "9,1");
    write(&school.place(), &[corrected, CHAU]);
    let replaces = [&["--replaces", batch], &WHY[..]].concat();
    let refused = school.issue(&replaces);
    refused.refused("REPLACES_ABSENT");
    assert!(refused.err.contains("Lê Bình") && refused.err.contains("--keep-absent"), "{}", refused.err);
    assert!(!school.place().join("batches/2025-2026-6A-thay-the").exists(), "nothing is planned");

    let meant = [&replaces[..], &["--keep-absent"]].concat();
    let issued = school.issue(&meant);
    let said = &issued.passed().out;
    assert!(said.contains("Giữ nguyên hiệu lực") && said.contains("Lê Bình"), "{said}");
    assert!(said.contains("lập lô riêng") && said.contains("Trần Châu"), "{said}");
    let new = school.ids("batches/2025-2026-6A-thay-the");
    assert_eq!(new.len(), 1, "only who differs");

    // The old document is withdrawn before the new one is sealed: nobody goes on signing.
    let shown = |id: &str| school.register(&["show", id]).out;
    let replaced = school.replaced("batches/2025-2026-6A-thay-the");
    let decision = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
    school.sign("batches/2025-2026-6A-thay-the", "school_leader", 1).passed();
    school.register(&[&["withdraw", &replaced], &decision[..], &CLERK].concat()).passed();
    let late = school.sign("batches/2025-2026-6A-thay-the", "organisation", 2);
    late.refused("SUPERSEDES_NOT_IN_FORCE");
    assert!(late.err.contains(replaced.as_str()), "{}", late.err);
    assert!(shown(&replaced).contains("đã bị thu hồi"));
    let other = old.iter().find(|id| **id != replaced).unwrap();
    assert!(shown(other).contains("còn hiệu lực"));
    assert!(shown(&new[0]).contains("không có"), "{}", shown(&new[0]));
}

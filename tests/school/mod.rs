//! A school with two or three pupils in the plain layout, and software keys for its three signers.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;

use crate::command::{KeyFiles, PASSWORD, Ran, files, office, vanbang, vanbang_with};

pub const CLERK: [&str; 2] = ["--by", "Trần Thị Văn Thư"];
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
pub type Pupil = (&'static str, &'static str, &'static str);
pub const AN: Pupil = ("0000000001", "Nguyễn Ân", "8,2");
pub const BINH: Pupil = ("0000000002", "Lê Bình", "8,4");
pub const CHAU: Pupil = ("0000000003", "Trần Châu", "8,6");

/// Writes the three tables of grade 6 with these pupils.
pub fn write(place: &Path, pupils: &[Pupil]) {
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

pub struct School {
    pub folder: tempfile::TempDir,
    pub keys: [KeyFiles; 3],
}

impl School {
    pub fn new() -> School {
        let folder = office();
        let key = |name| KeyFiles::make(folder.path(), name, (2025, 2045));
        let keys = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(key);
        School { folder, keys }
    }

    pub fn place(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    pub fn issue(&self, options: &[&str]) -> Ran {
        let arguments = [&["issue"], &TABLES[..], options, &self.keys[0].options()].concat();
        vanbang_with(PASSWORD, &self.place(), &arguments)
    }

    pub fn sign(&self, batch: &str, role: &str, key: usize) -> Ran {
        let arguments = [&["sign", batch, "--role", role], &self.keys[key].options()[..]].concat();
        vanbang_with(PASSWORD, &self.place(), &arguments)
    }

    pub fn register(&self, arguments: &[&str]) -> Ran {
        vanbang(&self.place(), &[&["register"], arguments].concat())
    }

    /// The document that a batch's first document replaces.
    pub fn replaced(&self, batch: &str) -> String {
        let batch = Batch::open(&self.place().join(batch)).unwrap();
        let record = batch.documents().next().unwrap().planned().unwrap().record().unwrap();
        record.stated().supersedes().unwrap().id.to_string()
    }

    /// The ids of a batch's drawn documents.
    pub fn ids(&self, batch: &str) -> Vec<String> {
        let drawn = files(&self.place().join(batch).join("drawn"), ".pdf");
        drawn.iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }
}

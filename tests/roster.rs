//! Workbooks, whole and broken: the sample office reads to thirty transcripts, and each folder of
//! `test-vectors/roster` gives exactly the problems that its `expect.toml` lists.

#[path = "roster/plain.rs"]
mod plain;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use vanbang::document::record::{Diploma, Gender, Level, Promotion, TranscriptYear};
use vanbang::document::roster::{DiplomaDefaults, OfficeSettings, Reading, Records, read, read_diplomas};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn settings_text() -> String {
    fs::read_to_string(root().join("examples/office/vanbang.toml")).unwrap()
}

fn office() -> OfficeSettings {
    OfficeSettings::parse("vanbang.toml", &settings_text()).unwrap()
}

fn read_files(paths: &[PathBuf]) -> Reading {
    read_with(paths, &office())
}

fn read_with(paths: &[PathBuf], office: &OfficeSettings) -> Reading {
    let files: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    read(&files, office)
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_none_or(|ending| ending != "toml")).collect();
    found.sort();
    found
}

/// A vector's reading, under the sample's settings with the vector's own after them.
fn read_vector(folder: &Path) -> Reading {
    let own = fs::read_to_string(folder.join("settings.toml")).unwrap_or_default();
    let office = OfficeSettings::parse("vanbang.toml", &(settings_text() + &own)).unwrap();
    read_with(&workbooks(folder), &office)
}

fn vector_folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("test-vectors/roster")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn sample(folder: &str, extension: &str) -> Reading {
    let path = |n| root().join(folder).join(format!("so_diem_tong_ket_khoi_6_hk{n}.{extension}"));
    read_files(&[path(1), path(2)])
}

fn named<'a>(reading: &'a Reading, name: &str) -> &'a TranscriptYear {
    reading.records.iter().find(|r| r.student().full_name.as_str() == name).unwrap()
}

#[test]
fn the_sample_office_reads_to_thirty_transcripts() {
    let reading = sample("examples/office", "xlsx");
    assert_eq!(reading.problems, []);
    assert_eq!((reading.classes, reading.pupils, reading.records.len()), (2, 30, 30));
    let classes: Vec<&str> = reading.records.iter().map(|r| r.transcript().class_name.as_str()).collect();
    assert_eq!(classes.iter().filter(|class| **class == "6A").count(), 15);

    // One subject alone pulled this pupil below Tốt (Điều 9 khoản 3).
    let raised = named(&reading, "Lê Quang Đạt").transcript();
    assert_eq!(raised.learning_year, Some(Level::Kha));
    let stays = named(&reading, "Lương Thế Toàn").transcript();
    assert_eq!(stays.promotion, Promotion::NotPromoted);
    let excellent = named(&reading, "Đặng Ngọc Khánh Ân");
    assert_eq!(excellent.student().date_of_birth.to_string(), "2014-11-17");
    let awards: Vec<&str> = excellent.transcript().awards.iter().map(|award| award.as_str()).collect();
    assert_eq!(awards, ["Học sinh Xuất sắc"]);
    assert_eq!(excellent.issue().place.as_str(), "Huế");
}

/// The older format says the same.
#[test]
fn xls_and_xlsx_read_the_same() {
    let old = sample("test-vectors/roster", "xls");
    assert_eq!(old.problems, []);
    assert_eq!(old.records, sample("examples/office", "xlsx").records);
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let path = |n| root().join(format!("examples/office/so_diem_tong_ket_khoi_6_hk{n}.xlsx"));
    let turned = read_files(&[path(2), path(1)]);
    assert_eq!(turned.records, read_files(&[path(1), path(2)]).records);
}

fn expected(folder: &Path) -> (usize, Vec<[String; 4]>) {
    let text = fs::read_to_string(folder.join("expect.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let records = table["records"].as_integer().unwrap();
    let problems = table.get("problem").and_then(|p| p.as_array()).cloned().unwrap_or_default();
    let field = |p: &toml::Value, key: &str| p[key].as_str().unwrap().to_owned();
    let problems = problems.iter().map(|p| ["file", "sheet", "cell", "code"].map(|key| field(p, key))).collect();
    (usize::try_from(records).unwrap(), problems)
}

#[test]
fn every_vector_gives_exactly_its_problems() {
    let folders = vector_folders();
    assert!(folders.len() >= 20);
    let mut wrong = Vec::new();
    for folder in folders {
        let reading = read_vector(&folder);
        let (records, mut listed) = expected(&folder);
        let mut found: Vec<[String; 4]> = reading
            .problems
            .iter()
            .map(|p| {
                let place = &p.place;
                [place.file.clone(), place.sheet.clone(), place.cell.clone(), p.code.to_owned()]
            })
            .collect();
        found.sort();
        listed.sort();
        if found != listed || reading.records.len() != records {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            wrong.push(format!("{name}: found {found:#?}, listed {listed:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// As a person sees it (issue 2).
#[test]
fn a_problem_names_sheet_cell_value_and_reason() {
    let folder = root().join("test-vectors/roster/bad-marks");
    let reading = read_files(&[folder.join("hk1.xlsx"), folder.join("hk2.xlsx")]);
    let first = reading.problems.first().unwrap();
    assert_eq!(first.to_string(), "hk1.xlsx: 6A!F8: điểm \"11\" lớn hơn 10");
    assert_eq!(first.message_en, "mark \"11\" is above 10");
    let cells: Vec<&str> = reading.problems.iter().map(|p| p.place.cell.as_str()).collect();
    assert_eq!(cells, ["F8", "G8", "H8", "I8", "J8", "N8", "F9", "O9"]);
}

/// Columns that nobody knows change nothing.
#[test]
fn moved_columns_read_to_the_same_records() {
    let of = |name: &str| {
        let folder = root().join("test-vectors/roster").join(name);
        read_files(&[folder.join("hk1.xlsx"), folder.join("hk2.xlsx")]).records
    };
    let good = of("good");
    assert_eq!(good.len(), 3);
    for same in ["moved-columns", "decomposed-text", "dates-as-dates", "year-block"] {
        assert_eq!(of(same), good, "{same}");
    }
}

/// No damage to a workbook may end in a panic or in a record that was not there.
#[test]
fn damaged_workbooks_end_in_problems() {
    for path in
        ["examples/office/so_diem_tong_ket_khoi_6_hk1.xlsx", "test-vectors/roster/so_diem_tong_ket_khoi_6_hk1.xls"]
    {
        let whole = fs::read(root().join(path)).unwrap();
        for step in 0..60 {
            let cut = whole.get(..whole.len() * step / 60).unwrap();
            let reading = read(&[("hk1", cut)], &office());
            assert!(!reading.problems.is_empty() && reading.records.is_empty());
            let mut bent = whole.clone();
            let at = (step * 7919) % bent.len();
            bent[at] ^= 0xff;
            let _ = read(&[("hk1", &bent)], &office());
        }
    }
}

/// The list of a university (domain 6.1 D); what is the same for all its diplomas stands in the settings.
const DIPLOMA_LIST: &str = "DANH SÁCH CẤP BẰNG\n\
    Ngành;MSSV;Số hiệu;Họ và Tên;Ngày sinh;Giới tính;Xếp loại;Số QĐ Tốt nghiệp;Năm TN;\"Vào sổ cấp văn bằng, chứng chỉ số\"\n\
    Toán học;19T101;B 0000012;Nguyễn Hoàng Bảo Ngọc;05/03/2002;Nữ;Giỏi;12/QĐ-ĐH;2026;001/2026\n\
    Toán học;19T102;B 0000013;Lê Văn An;06/03/2002;Nam;Khá;12/QĐ-ĐH;2026;002/2026\n\n;;;GIÁM ĐỐC\n";

const DIPLOMA_SETTINGS: &str = "[diplomas]\ntype = \"Bằng cử nhân\"\ndecision_date = \"2026-05-20\"\nissue_date = \"2026-05-30\"\n\
    issue_place = \"Huế\"\nissuer_name = \"Trường Đại học Mẫu\"\nsigner_name = \"Lê Văn Hiệu\"\nsigner_title = \"HIỆU TRƯỞNG\"\n";

fn diploma_list(text: &str) -> Records<Diploma> {
    let defaults = DiplomaDefaults::parse("vanbang.toml", DIPLOMA_SETTINGS).unwrap();
    read_diplomas(&[("ds.csv", text.as_bytes())], &defaults)
}

fn diplomas_twice() -> Records<Diploma> {
    diploma_list(&DIPLOMA_LIST.replace("0000013", "0000012"))
}

#[test]
fn a_university_list_is_completed_by_the_settings() {
    let read = diploma_list(DIPLOMA_LIST);
    assert_eq!(read.problems, []);
    let [first, second] = read.records.as_slice() else { panic!("{:?}", read.records) };
    assert_eq!((first.serial_no.as_str(), first.issue_date.to_string().as_str()), ("B 0000012", "2026-05-30"));
    assert_eq!((second.register_no.as_str(), second.graduation_year), ("002/2026", 2026));
    assert!(read.notes[0].message_vi.contains("nhận ra: danh sách văn bằng"), "{:?}", read.notes);
    let twice = diplomas_twice();
    assert_eq!(twice.problems[0].to_string(), "ds.csv: ds!C4: số hiệu \"B 0000012\" đã có ở ds.csv: ds!C3");
    let bare = read_diplomas(&[("ds.csv", DIPLOMA_LIST.as_bytes())], &DiplomaDefaults::default());
    assert_eq!(bare.problems.iter().filter(|problem| problem.code == "COLUMN_MISSING").count(), 7);
    let wrong = DIPLOMA_SETTINGS.replace("2026-05-20", "20/05/2026") + "note = \"x\"\n";
    assert_eq!(DiplomaDefaults::parse("vanbang.toml", &wrong).unwrap_err().len(), 2);
}

/// A list tells what the summary does not; a mark sheet's remark comes onto the page.
#[test]
fn what_stands_beside_the_summaries_is_taken() {
    let listed = read_vector(&root().join("test-vectors/roster/pupil-list"));
    let pupil = listed.records[0].student();
    assert_eq!(pupil.place_of_birth.as_ref().map(|place| place.as_str()), Some("Thành phố Huế"));
    assert_eq!(pupil.gender, Some(Gender::Female));
    let marked = read_vector(&root().join("test-vectors/roster/mark-sheets"));
    let remark = |code: &str| {
        let subjects = &marked.records[0].transcript().subjects;
        subjects.iter().find(|subject| subject.subject_code.as_str() == code).unwrap().remark.clone()
    };
    assert_eq!(remark("mathematics").unwrap().as_str(), "Học tốt, cần cẩn thận hơn.");
    assert!(remark("physical_education").is_some() && remark("literature").is_none());
}

#[test]
fn upper_secondary_pupils_have_electives_of_their_own() {
    let reading = read_vector(&root().join("test-vectors/roster/upper-secondary"));
    let electives = |index: usize| {
        let subjects = &reading.records[index].transcript().subjects;
        subjects.iter().map(|subject| subject.subject_code.as_str().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(reading.records[0].transcript().grade, 10);
    assert_eq!([0, 1, 2].map(|index| electives(index).len()), [12; 3]);
    assert!(!electives(0).contains("geography") && electives(1).contains("geography"));
    assert!(electives(0).contains("physics") && !electives(1).contains("physics"));
}

#[test]
fn what_was_recognised_is_told() {
    let reading = read_vector(&root().join("test-vectors/roster/unknown-table"));
    let told: Vec<String> = reading.notes.iter().map(|note| format!("{}: {}", note.place, note.message_vi)).collect();
    assert_eq!(told[0], "hk1.xlsx: 6A: nhận ra: bảng tổng hợp kết quả giáo dục (tiêu đề ở dòng 6)");
    let unknown = reading.problems.iter().find(|problem| problem.code == "HEADER_MISSING").unwrap();
    assert!(unknown.message_vi.ends_with("đã thấy: STT | Họ và tên | Địa chỉ"), "{}", unknown.message_vi);
}

/// A code that no test produces is a promise that nobody holds.
#[test]
fn every_code_is_produced_by_a_vector_or_a_setting() {
    let mut produced: BTreeSet<String> = vector_folders()
        .iter()
        .flat_map(|folder| read_vector(folder).problems)
        .map(|problem| problem.code.to_owned())
        .collect();
    let sample = settings_text();
    let settings = [
        sample.replace("[issue]", "[issue"),
        sample.replace("place = ", "plaza = "),
        sample.replace("thcs-mau.hue", "THCS"),
        sample.replace("name = \"6B\"", "name = \"6A\""),
    ];
    for text in settings {
        let problems = OfficeSettings::parse("vanbang.toml", &text).unwrap_err();
        produced.extend(problems.into_iter().map(|problem| problem.code.to_owned()));
    }
    let workbooks = ["hk1.xlsx", "hk2.xlsx"].map(|file| root().join("test-vectors/roster/good").join(file));
    for text in [sample.replace("name = \"6A\"", "name = \"6C\""), sample.replace("\"Toán\" = ", "\"Ngoại ngữ 2\" = ")]
    {
        let office = OfficeSettings::parse("vanbang.toml", &text).unwrap();
        let problems = read_with(&workbooks, &office).problems;
        produced.extend(problems.into_iter().map(|problem| problem.code.to_owned()));
    }
    // Of the workbook of diplomas, whose reader has its own tests beside it.
    produced.extend(["NUMBER_FOR_TEXT", "VALUE_CONTRADICTS"].map(str::to_owned));
    let graduates_later = diploma_list(&DIPLOMA_LIST.replace("2026;001/2026", "2030;001/2026"));
    let diplomas = diplomas_twice().problems.into_iter().chain(graduates_later.problems);
    produced.extend(diplomas.map(|problem| problem.code.to_owned()));
    produced.extend(plain::produced().into_iter().map(str::to_owned));
    let source = fs::read_to_string(root().join("src/document/roster/fault.rs")).unwrap();
    let codes = source.split("(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let codes = codes.filter(|code| code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
    let missing: Vec<&str> = codes.filter(|code| !produced.contains(*code)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(produced.len() >= 40, "{}", produced.len());
}

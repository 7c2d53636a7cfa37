//! docs/exports.md shows the mappings as the code has them; `vanbang export` from outside.

mod command;

use command::{office, vanbang};
use vanbang::document::export::{MAPPINGS, Place};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn shown(place: Place) -> String {
    match place {
        Place::Identifier => "mã tài liệu".to_owned(),
        Place::Record(pointer) => format!("`{pointer}`"),
        Place::Year(pointer) => format!("năm học `{pointer}`"),
        Place::Entry("") => "dòng".to_owned(),
        Place::Entry(pointer) => format!("dòng `{pointer}`"),
    }
}

#[test]
fn the_page_is_the_table() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/exports.md")).unwrap();
    let mut expected = Vec::new();
    for mapping in MAPPINGS {
        for table in mapping.tables {
            for column in table.columns {
                let (name, from, form) = (column.name, shown(column.from), column.form.label());
                expected.push(format!("| `{}` | `{name}` | {from} | {form} | {} |", table.name, column.source));
            }
        }
    }
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows, expected, "the rows should be:\n{}", expected.join("\n"));
    assert!(MAPPINGS.iter().all(|mapping| page.contains(&format!("`{}`", mapping.name()))));
}

#[test]
fn records_and_the_register_are_exported() {
    let folder = office();
    let place = folder.path().join("office");
    let record = format!("{EXAMPLES}/record.json");
    let json = vanbang(&place, &["export", &record, "--to", "csdl-nganh"]);
    let read: serde_json::Value = serde_json::from_str(&json.passed().out).unwrap();
    assert_eq!(read["tables"]["thongtinsohocbasothcsthpt"][0]["hovaten"], "Nguyễn Hữu Thiện Mỹ");

    let csv = ["export", &record, "--to", "csdl-nganh", "--format", "csv"];
    vanbang(&place, &csv).refused("USAGE");
    let ran = vanbang(&place, &[&csv[..], &["--out", "xuat"]].concat());
    assert!(ran.passed().out.contains("dữ liệu cá nhân"), "{}", ran.out);
    assert_eq!(command::files(&place.join("xuat"), ".csv").len(), 4);
    vanbang(&place, &["export", &record, "--to", "van-bang-chung-chi"]).refused("EXPORT_KIND");
    vanbang(&place, &["export", &record, "--to", "ai-do"]).refused("EXPORT_UNKNOWN");

    let book = format!("{EXAMPLES}/office/so_goc_thpt.csv");
    vanbang(&place, &["register", "import", &book, "--by", "Trần Thị Văn Thư"]).passed();
    let diplomas = vanbang(&place, &["export", "register.sqlite", "--to", "van-bang-chung-chi"]);
    let read: serde_json::Value = serde_json::from_str(&diplomas.passed().out).unwrap();
    let rows = read["tables"]["VanBangChungChi"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["trangthai"], &rows[0]["namsinh"]), (3, &"issued".into(), &"2008".into()));
}

//! Records under the partners' names, and cells that no spreadsheet runs.

use super::*;

fn example(name: &str) -> Item {
    let path = format!("{}/examples/records/{name}.json", env!("CARGO_MANIFEST_DIR"));
    Item::record(Some("ID".to_owned()), &std::fs::read(path).unwrap()).unwrap().0
}

fn filled(partner: &str, item: Item) -> Vec<Filled> {
    fill(Mapping::of(partner).unwrap(), &[item])
}

/// The cell of a table's row by the partner's name.
fn at(filled: &[Filled], table: &str, row: usize, column: &str) -> Option<String> {
    let table = filled.iter().find(|one| one.table.name == table).unwrap();
    let index = table.table.columns.iter().position(|one| one.name == column).unwrap();
    table.rows[row][index].clone()
}

#[test]
fn a_whole_transcript_has_a_row_for_each_year_and_mark() {
    let tables = filled("csdl-nganh", example("transcript-secondary-thcs"));
    let counts: Vec<usize> = tables.iter().map(|one| one.rows.len()).collect();
    assert_eq!(counts, [4, 48, 4, 1]);
    let main = |row, column| at(&tables, "thongtinsohocbasothcsthpt", row, column);
    let text = |value: &str| Some(value.to_owned());
    assert_eq!((main(0, "madinhdanhhocba"), main(3, "makhoi")), (text("ID"), text("9")));
    assert_eq!((main(0, "macaphoc"), main(0, "gioitinh")), (text("03"), text("2")));
    assert_eq!((main(0, "hotencha"), main(0, "hotennguoigiamho")), (text("Nguyễn Hữu Thiện Tâm"), None));
    assert_eq!((main(3, "canam"), main(3, "duoclenlop")), (text("T"), text("1")));
    assert_eq!(main(0, "cokhuyettatkhongdanhgia"), text("0"));
    let mark = |row, column| at(&tables, "thongtinsohocbasothcsthpt_bangdiem", row, column);
    assert_eq!((mark(0, "mamonhoc"), mark(8, "canam")), (text("literature"), text("Đ")));
}

#[test]
fn a_diploma_of_the_register_and_its_copy_are_exported_alike() {
    let copy = example("certified-copy");
    let register = Item::diploma(copy.value.get("diploma").unwrap(), "corrected");
    let (of_copy, of_register) = (filled("van-bang-chung-chi", copy), filled("van-bang-chung-chi", register));
    for column in ["hovaten", "namsinh", "ngaycap_nam", "donvicap", "sohieu"] {
        let cell = at(&of_copy, "VanBangChungChi", 0, column);
        assert!(cell.is_some() && cell == at(&of_register, "VanBangChungChi", 0, column), "{column}");
    }
    assert_eq!(at(&of_register, "VanBangChungChi", 0, "trangthai").as_deref(), Some("corrected"));
    assert_eq!(at(&of_register, "VanBangChungChi", 0, "namsinh").as_deref(), Some("2008"));
}

#[test]
fn csv_is_for_excel_and_runs_nothing() {
    let mut item = example("transcript-secondary-thcs");
    for (name, shown) in [
        ("=HYPERLINK(\"http://a.example\")", "\"'=HYPERLINK(\"\"http://a.example\"\")\""),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("a;b", "\"a;b\""),
    ] {
        *item.value.pointer_mut("/student/full_name").unwrap() = name.into();
        let csv = to_csv(&filled("csdl-nganh", item.clone())[0]).unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert!(text.starts_with("\u{FEFF}madinhdanhhocba;matruong;"), "{text}");
        assert!(text.lines().nth(1).unwrap().contains(&format!(";{shown};")), "{text}");
    }
    let marks = String::from_utf8(to_csv(&filled("csdl-nganh", item)[1]).unwrap()).unwrap();
    assert!(marks.contains(",") && !marks.contains('.'), "a decimal comma: {marks}");
}

#[test]
fn json_names_its_mapping_and_every_field() {
    let mapping = Mapping::of("csdl-nganh").unwrap();
    let json = to_json(mapping, &filled("csdl-nganh", example("transcript-secondary-thpt")));
    let read: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(read["mapping"], "csdl-nganh/1");
    let first = &read["tables"]["thongtinsohocbasothcsthpt"][0];
    assert_eq!(first.as_object().unwrap().len(), mapping.tables[0].columns.len());
    assert!(first["doituongchinhsach"].is_null(), "{first}");
    assert_eq!(read["tables"]["thongtinsohocbasothcsthpt_bangdiem"][0]["canam"].as_str().unwrap().len(), 3);
}

/// A table names a column once; personal fields are those of the catalogue alone.
#[test]
fn mappings_are_whole() {
    const PERSONAL: [&str; 4] = ["father", "mother", "guardian", "ethnicity"];
    for mapping in MAPPINGS {
        for table in mapping.tables {
            let mut names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            for column in table.columns.iter().filter(|column| column.source == "D") {
                let Place::Record(pointer) = column.from else { continue };
                assert!(!PERSONAL.iter().any(|word| pointer.contains(word)), "{}", column.name);
            }
        }
    }
}

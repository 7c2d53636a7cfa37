//! Every template on the example records, and on records that are hard to set: what is drawn, that it
//! stays in its room, that it says what it is to readers that do not see it, and how it looks.

#[path = "common/outside.rs"]
mod outside;
#[path = "layouts/pictures.rs"]
mod pictures;

use std::sync::LazyLock;

use serde_json::{Value, json};
use vanbang::document::record::{Kind, Language, Record};
use vanbang::document::template::{Drawn, Error, Fonts, Layout, Overflow, draw};

const HOST: &str = "xacminh.mau.edu.vn";

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::vendored().unwrap());

/// A template with an example for it.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    kind: Kind,
    language: Language,
    record: &'static str,
}

const YEAR: Case = Case {
    name: "transcript-year-secondary",
    kind: Kind::TranscriptYearSecondary,
    language: Language::Vietnamese,
    record: include_str!("../examples/record.json"),
};
const LOWER: Case = Case {
    name: "transcript-secondary-thcs",
    kind: Kind::TranscriptSecondary,
    language: Language::Vietnamese,
    record: include_str!("../examples/records/transcript-secondary-thcs.json"),
};
const UPPER: Case = Case {
    name: "transcript-secondary-thpt",
    kind: Kind::TranscriptSecondary,
    language: Language::Vietnamese,
    record: include_str!("../examples/records/transcript-secondary-thpt.json"),
};
const UNIVERSITY: Case = Case {
    name: "transcript-university",
    kind: Kind::TranscriptUniversity,
    language: Language::Vietnamese,
    record: include_str!("../examples/records/transcript-university.json"),
};
const BILINGUAL: Case = Case { name: "transcript-university-en", language: Language::Bilingual, ..UNIVERSITY };
const COPY: Case = Case {
    name: "certified-copy",
    kind: Kind::CertifiedCopy,
    language: Language::Vietnamese,
    record: include_str!("../examples/records/certified-copy.json"),
};
const CASES: [Case; 6] = [YEAR, LOWER, UPPER, UNIVERSITY, BILINGUAL, COPY];

impl Case {
    fn example(self) -> Value {
        serde_json::from_str(self.record).unwrap()
    }

    fn draw(self, record: &Value) -> Result<Drawn, Error> {
        let layout = Layout::load_in(self.language, self.kind, 1).unwrap();
        draw(&layout, &FONTS, record.to_string().as_bytes(), HOST)
    }

    #[track_caller]
    fn drawn(self, record: &Value) -> Drawn {
        self.draw(record).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

#[test]
fn every_kind_is_drawn_with_a_box_for_each_role() {
    for case in CASES {
        let record = case.record.trim_end().as_bytes();
        assert_eq!(Record::from_json(record).unwrap().kind(), case.kind, "{}", case.name);
        let drawn = draw(&Layout::load_in(case.language, case.kind, 1).unwrap(), &FONTS, record, HOST).unwrap();
        let fields: Vec<&str> = drawn.boxes.iter().map(|found| found.name.as_str()).collect();
        let roles: Vec<&str> = case.kind.roles().iter().map(|role| role.field()).collect();
        assert_eq!(fields, roles, "{}", case.name);
        // All sign on the last page, above the strip.
        assert!(drawn.boxes.iter().all(|found| found.page == drawn.pages - 1 && found.rect[1] > 99.2), "{}", case.name);
    }
}

/// A diacritic for every letter, and so many of them, in words of up to seven.
fn letters(count: usize) -> String {
    "Nguyễn Hữu Thiện Mỹ Huyền Đặng Trường Thuỷ ".chars().cycle().take(count).collect::<String>().trim_end().to_owned()
}

const LONG_REMARK: &str = "Đọc hiểu tốt, diễn đạt trong sáng, trình bày mạch lạc; cần đọc thêm văn bản nghị luận, \
                           luyện viết đoạn văn và mạnh dạn phát biểu ý kiến trước lớp để tiến bộ hơn nữa.";

/// Long names everywhere, remarks of three lines in every second row and none in the others.
fn lengthened(transcript: &mut Value) {
    transcript["homeroom_teacher"]["full_name"] = json!(letters(52));
    for (place, subject) in transcript["subjects"].as_array_mut().unwrap().iter_mut().enumerate() {
        subject["subject_name"] = json!(letters(30));
        subject["teacher"]["full_name"] = json!(letters(52));
        let members = subject.as_object_mut().unwrap();
        members.remove("remark");
        if place % 2 == 0 {
            members.insert("remark".to_owned(), json!(LONG_REMARK));
        }
    }
    transcript["homeroom_remark"] = json!(LONG_REMARK);
    transcript["approval_text"] = json!(LONG_REMARK);
}

fn with_long_names(case: Case) -> Value {
    let mut record = case.example();
    record["issue"]["leader"]["full_name"] = json!(letters(52));
    record["organisation"]["name"] = json!(format!("Trường THPT {}", letters(52)));
    record["organisation"]["parent_name"] = json!(letters(52));
    record["supersedes"] = json!({
        "id": "AAAAAAAAAAAAAAAAAAAAAAAAAA", "reason": LONG_REMARK,
        "decision_no": "45/QĐ-THPT", "decision_date": "2026-09-01",
    });
    for person in ["student", "learner"] {
        if record.get(person).is_some() {
            record[person]["full_name"] = json!(letters(52));
        }
    }
    record
}

#[test]
fn long_names_and_remarks_stay_in_their_room() {
    let mut year = with_long_names(YEAR);
    lengthened(&mut year["transcript"]);
    // Eleven rows of three lines take a page more.
    assert_eq!(YEAR.drawn(&year).pages, 3);
    for case in [LOWER, UPPER] {
        let mut whole = with_long_names(case);
        let years = whole["years"].as_array_mut().unwrap();
        years.iter_mut().for_each(lengthened);
        let count = years.len();
        for member in ["father_name", "mother_name", "guardian_name", "policy_group", "father_occupation"] {
            whole["student_page"][member] = json!(letters(52));
        }
        for row in whole["history"].as_array_mut().unwrap() {
            row["school_name"] = json!(letters(52));
        }
        let pages = case.drawn(&whole).pages;
        // The data may take two pages, and each year's marks.
        assert!((3 + 2 * count..=4 + 3 * count).contains(&pages), "{}: {pages} pages", case.name);
    }
    let mut copy = with_long_names(COPY);
    copy["diploma"]["holder"]["full_name"] = json!(letters(52));
    copy["diploma"]["issuer_name"] = json!(letters(100));
    copy["copy"]["requested_by"] = json!(letters(52));
    assert!(COPY.drawn(&copy).pages <= 2);
}

#[test]
fn sixty_courses_stay_in_their_rows() {
    for case in [UNIVERSITY, BILINGUAL] {
        let mut record = with_long_names(case);
        let courses = record["courses"].as_array_mut().unwrap();
        let examples = courses.clone();
        *courses = examples.iter().cycle().take(60).cloned().collect();
        for course in courses.iter_mut().step_by(3) {
            course["name"] = json!(letters(30));
            course["recognised_from"] = json!(letters(52));
            course["term"] = json!("Học kì 1, 2025 - 2026");
        }
        let pages = case.drawn(&record).pages;
        assert!((3..=5).contains(&pages), "{}: {pages} pages", case.name);
    }
}

fn make_older(year: &mut Value) {
    year["rule_set"] = json!("tt58_2011");
    for (member, value) in [
        ("learning_s1", "gioi"),
        ("learning_s2", "kem"),
        ("learning_year", "trung_binh"),
        ("conduct_year", "yeu"),
        ("average_s1", "8.1"),
        ("average_s2", "8.2"),
        ("average_year", "8.3"),
        ("average_after", "8.4"),
    ] {
        year[member] = json!(value);
    }
}

/// Thông tư 58/2011: other levels, and an average over all subjects.
#[test]
fn an_older_year_has_the_words_of_its_circular() {
    let mut whole = LOWER.example();
    make_older(&mut whole["years"][0]);
    let drawn = LOWER.drawn(&whole);
    assert_eq!(drawn.pages, 11);
    // Whatever stands under that circular in the template stands on the page, and on the list of words that
    // were compared with no official text.
    let shared = include_str!("../templates/year-1.typ");
    let words = shared.split_once("tt58_2011: (").and_then(|(_, rest)| rest.split_once("\n    ),")).unwrap().0;
    let words: Vec<&str> = words.split('[').skip(1).filter_map(|rest| Some(rest.split_once(']')?.0)).collect();
    assert!(words.len() > 10, "{words:?}");
    let listed = include_str!("../docs/templates.md");
    words.iter().for_each(|words| assert!(listed.contains(&format!("«{words}»")), "{words}"));
    if outside::skipped() {
        return;
    }
    let page = page_text(&drawn, 4) + &page_text(&drawn, 5);
    for words in words.iter().chain(&["Điểm trung bình các môn học", "8,1", "8,2", "8,3", "8,4", "Giỏi", "Kém"])
    {
        assert!(page.contains(&squeezed(words)), "{words}: {page}");
    }
    for words in ["Hoạt động giáo dục", "Kết quả rèn luyện", "Kết quả học tập", "Mức đánh giá"]
    {
        assert!(!page.contains(&squeezed(words)), "{words}: {page}");
    }
}

/// Its cover does not claim the form of a circular that was not there yet.
#[test]
fn a_whole_of_older_years_is_kept_by_their_circular() {
    let mut whole = UPPER.example();
    for year in whole["years"].as_array_mut().unwrap() {
        make_older(year);
        year["specialised_subject"] = year["subjects"][1]["subject_code"].clone();
    }
    let drawn = UPPER.drawn(&whole);
    if outside::skipped() {
        return;
    }
    for (page, said, unsaid) in [
        (1, "Thông tư số 58/2011/TT-BGDĐT", "22/2021"),
        (2, "hạnh kiểm và học lực", "kết quả rèn luyện"),
        (4, "(môn chuyên)", "Hoạt động giáo dục"),
    ] {
        let text = page_text(&drawn, page);
        assert!(text.contains(&squeezed(said)) && !text.contains(&squeezed(unsaid)), "page {page}: {text}");
    }
    assert_eq!(page_text(&drawn, 4).matches(&squeezed("(môn chuyên)")).count(), 1);
    assert!(page_text(&UPPER.drawn(&UPPER.example()), 1).contains("22/2021"));
}

/// Poppler's reading of a page, without white space: narrow cells break words.
fn page_text(drawn: &Drawn, page: usize) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, &drawn.pdf).unwrap();
    let (page, path) = (page.to_string(), file.path().to_str().unwrap());
    squeezed(&outside::text(&outside::run("pdftotext", &["-f", &page, "-l", &page, "-raw", path, "-"])))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// One year, and nothing that is optional, in every kind.
#[test]
fn what_is_absent_leaves_dots() {
    let mut whole = LOWER.example();
    whole["years"].as_array_mut().unwrap().truncate(1);
    whole["history"].as_array_mut().unwrap().truncate(1);
    whole["student_page"] = json!({});
    assert_eq!(LOWER.drawn(&whole).pages, 5);
    let mut copy = COPY.example();
    copy["copy"]["amendments"] = json!([]);
    copy["diploma"]["holder"]["birth_year_only"] = json!(true);
    assert_eq!(COPY.drawn(&copy).pages, 1);
}

#[test]
fn words_that_have_no_room_are_refused() {
    let outside = |error: Error| match error {
        Error::TextOutside { over, .. } => over,
        other => panic!("{other}"),
    };
    let mut record = YEAR.example();
    record["transcript"]["subjects"][3]["subject_name"] = json!("Toán".repeat(9));
    assert_eq!(outside(YEAR.draw(&record).unwrap_err()), Overflow::Cell);
    let mut record = COPY.example();
    record["diploma"]["signer_name"] = json!("Mỹ".repeat(40));
    assert_eq!(outside(COPY.draw(&record).unwrap_err()), Overflow::Paper);

    let template = include_str!("../templates/transcript-year-secondary/1/template.typ");
    let signs = "leader-signs(record, \"leader_confirm\")";
    let covered = format!("{{ {signs}; place(bottom + center, dy: -20mm)[chữ trong ô chữ ký] }}");
    for (from, to, over) in [
        ("letterhead(record", "place(top)[đè lên tên cơ quan chủ quản]; letterhead(record", Overflow::Words),
        (signs, covered.as_str(), Overflow::Signature),
    ] {
        assert!(template.contains(from), "{from}");
        let layout = Layout::from_source(YEAR.kind, 1, &template.replacen(from, to, 1)).unwrap();
        let refused = draw(&layout, &FONTS, YEAR.record.trim_end().as_bytes(), HOST);
        assert_eq!(outside(refused.unwrap_err()), over, "{to}");
    }
}

/// Every diploma type of the register has its words on the copy.
#[test]
fn a_copy_names_every_type_of_diploma_as_the_register_does() {
    use vanbang::document::record::CredentialType;
    let template = include_str!("../templates/certified-copy/1/template.typ");
    for kind in CredentialType::ALL {
        let entry = format!("  {}: \"{}\",\n", kind.code(), kind.label_vi());
        assert!(template.contains(&entry), "{entry}");
    }
}

/// The file without compression, as qpdf writes it.
fn plain(pdf: &[u8]) -> Option<String> {
    if outside::skipped() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a.pdf"), folder.path().join("b.pdf"));
    std::fs::write(&from, pdf).unwrap();
    let arguments = ["--qdf", "--object-streams=disable", from.to_str().unwrap(), to.to_str().unwrap()];
    assert!(outside::run("qpdf", &arguments).status.success());
    Some(String::from_utf8_lossy(&std::fs::read(&to).unwrap()).into_owned())
}

#[test]
fn readers_that_do_not_see_the_page_are_told_what_it_is() {
    for case in CASES {
        let Some(pdf) = plain(&case.drawn(&case.example()).pdf) else { return };
        let count = |part: &str| pdf.matches(part).count();
        let told = case.name;
        for part in ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1"] {
            assert_eq!(count(part), 1, "{told}: {part}");
        }
        assert_eq!(count("/S /H1"), 1, "{told}: one title");
        let sections = if case.kind == Kind::TranscriptUniversity { 1 } else { 3 };
        assert!(count("/S /H2") >= sections, "{told}: {} sections", count("/S /H2"));
        assert!(pdf.contains("/Lang (vi-VN)") || pdf.contains("/Lang (vi)"), "{told}: its language");
        assert_eq!(pdf.contains("/Lang (en-GB)"), case.language == Language::Bilingual, "{told}: English is tagged");
        if case.kind != Kind::CertifiedCopy {
            assert!(count("/Scope /Column") > 3 && count("/Scope /Row") > 3, "{told}: heads of columns and rows");
        }
    }
}

/// Nghị định 30/2020, Phụ lục I: in the middle of the upper margin, in 13 points, from page 2.
#[test]
fn pages_are_numbered_from_the_second() {
    if outside::skipped() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, LOWER.drawn(&LOWER.example()).pdf).unwrap();
    let words = outside::text(&outside::run("pdftotext", &["-bbox", file.to_str().unwrap(), "-"]));
    let (margin, middle) = (20.0 / 25.4 * 72.0, (30.0 + 195.0) / 2.0 / 25.4 * 72.0);
    for (index, page) in words.split("<page ").skip(1).enumerate() {
        let above = page.lines().filter(|line| line.contains("<word") && corner(line, "yMax") < margin);
        let numbers: Vec<(f64, &str)> = above
            .map(|line| ((corner(line, "xMin") + corner(line, "xMax")) / 2.0, line.split(['>', '<']).nth(2).unwrap()))
            .collect();
        let number = (index + 1).to_string();
        let expected: &[(f64, &str)] = if index == 0 { &[] } else { &[(middle, &number)] };
        assert_eq!(numbers.len(), expected.len(), "page {number}: {numbers:?}");
        for ((at, word), (middle, number)) in numbers.iter().zip(expected) {
            assert!((at - middle).abs() < 1.0 && word == number, "page {number}: {at} {word}");
        }
    }
}

/// A number of one of pdftotext's words, in points.
fn corner(line: &str, name: &str) -> f64 {
    let rest = line.split(&format!("{name}=\"")).nth(1).expect("the corner");
    rest.split('"').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn the_pages_look_as_they_did() {
    let pages: [(Case, &[usize]); 6] = [
        (YEAR, &[1, 2]),
        (LOWER, &[1, 2, 3, 6, 11]),
        (UPPER, &[3, 8, 9]),
        (UNIVERSITY, &[1, 2]),
        (BILINGUAL, &[1, 2]),
        (COPY, &[1]),
    ];
    for (case, kept) in pages {
        let record = case.record.trim_end().as_bytes();
        let drawn = draw(&Layout::load_in(case.language, case.kind, 1).unwrap(), &FONTS, record, HOST).unwrap();
        for page in kept {
            pictures::compare(&drawn.pdf, *page, &format!("{}-{page}", case.name));
        }
    }
}

/// The tolerance is for the drawing of letters, not for what they say.
#[test]
fn a_page_that_looks_otherwise_is_noticed() {
    let mut record = COPY.example();
    record["diploma"]["holder"]["full_name"] = json!("Tôn Nữ Thục Quyên Trang");
    let drawn = COPY.drawn(&record);
    assert!(!pictures::is_same(&pictures::page(&drawn.pdf, 1), &pictures::kept("certified-copy-1").unwrap()));
}

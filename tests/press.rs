//! An office's own template, from outside: it is compiled in a child with limits, and a hostile one is
//! refused with the reason before a batch is planned.
#![cfg(unix)]

mod command;

use std::path::Path;

use command::{ROSTERS, Ran, files, office, vanbang};

const TEMPLATE: &str = include_str!("../templates/transcript-year-secondary/1/template.typ");

/// Draws class 6A by this template in place of ours.
fn drawn_by(office: &Path, template: &str) -> Ran {
    let folder = office.join("templates/transcript-year-secondary/1");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("template.typ"), template).unwrap();
    vanbang(office, &["issue", ROSTERS[0], ROSTERS[1], "--class", "6A", "--draw-only", "--threads", "2"])
}

/// Our template with lines added at the start of its body.
fn with_lines(lines: &str) -> String {
    TEMPLATE.replacen("#let body(record) = {", &format!("#let body(record) = {{\n{lines}"), 1)
}

#[test]
fn an_office_draws_by_its_own_template() {
    let folder = office();
    let office = folder.path().join("office");
    let own = TEMPLATE.replace("[Giáo viên chủ nhiệm]", "[GVCN lớp]");
    assert_ne!(own, TEMPLATE);
    drawn_by(&office, &own).passed();
    assert_eq!(files(&office.join("batches/2025-2026-6A/drawn"), ".pdf").len(), 15);
}

#[test]
fn a_hostile_template_is_refused_with_the_reason() {
    let folder = office();
    let office = folder.path().join("office");
    for (lines, code, said) in [
        ("let many = \"a\"\n  for n in range(60) { many = many + many }", "TEMPLATE_LIMIT", "2 GiB bộ nhớ"),
        ("let n = 0\n  while n < 9 { n = calc.rem(n + 1, 7) }", "TEMPLATE_COMPILE", "infinite"),
        (
            "for a in range(90000) { for b in range(9000) { for c in range(9000) { let x = calc.sin(c) } } }",
            "TEMPLATE_LIMIT",
            "giây",
        ),
        ("let f(x) = f(x + 1)\n  f(0)", "TEMPLATE_COMPILE", "depth"),
        ("record.student.shoe_size", "TEMPLATE_FIELD_UNKNOWN", "«shoe_size»"),
        ("record.student.at(\"shoe_size\", default: [])", "TEMPLATE_FIELD_UNKNOWN", "«shoe_size»"),
        ("record.student.gender", "TEMPLATE_FIELD_UNKNOWN", "«gender»"),
        ("read(\"/etc/passwd\")", "TEMPLATE_COMPILE", "template.typ"),
        ("set page(footer: none)", "TEMPLATE_PAGE_CHANGED", "dải chân trang"),
    ] {
        let ran = drawn_by(&office, &with_lines(lines));
        ran.refused(code);
        assert!(ran.err.contains(said), "{lines}: {}", ran.err);
    }
    let unsigned = TEMPLATE.replace("leader-signs(record, \"leader_confirm\")", "[]");
    let ran = drawn_by(&office, &unsigned);
    ran.refused("TEMPLATE_BOX_COUNT");
    assert!(ran.err.contains("ô chữ ký leader_confirm 0 lần"), "{}", ran.err);
    assert!(files(&office.join("batches"), "").is_empty(), "nothing was planned");
}

//! What may be said of a code, in plain words: the one sentence, what to compare, what could not be checked.

use vanbang::verify::advice::what_to_do;
use vanbang::verify::code::CodeVerdict;
use vanbang::verify::{Outcome, Standing};

use super::Console;

pub fn show(verdict: &CodeVerdict, is_pdf: bool, console: &Console) {
    let (vi, en) = word(verdict);
    match verdict.code() {
        Some(code) => console.line(format!("{code}: {}", console.say(vi, en))),
        None => console.line(console.say(vi, en)),
    }
    let sentence = verdict.sentence();
    let said = console.say(&sentence.vi, &sentence.en).replace("**", "");
    console.line(format!("  {said} [{}]", verdict.reason()));
    if let Some(organisation) = verdict.organisation() {
        console.tell(format!("  Đơn vị: {organisation}"), format!("  Organisation: {organisation}"));
    }
    if !verdict.facts().is_empty() {
        console.tell("  Hãy so với tờ giấy:", "  Compare with the paper:");
        for fact in verdict.facts() {
            console.tell(
                format!("    {}: {}", fact.label_vi, fact.value),
                format!("    {}: {}", fact.label_en, fact.value),
            );
        }
    }
    let others = verdict.findings().iter().filter(|finding| finding.code != verdict.reason());
    let mut others = others.peekable();
    if others.peek().is_some() {
        console.tell("  Chưa kiểm tra được, hoặc cần biết thêm:", "  Not checked, or to be known beside it:");
    }
    for finding in others {
        let words = console.say(&finding.message_vi, &finding.message_en);
        console.line(format!("  - {words} [{}]", finding.code));
    }
    hints(verdict, is_pdf, console);
}

/// The one word. Of a paper nothing is said without comparing it.
fn word(verdict: &CodeVerdict) -> (&'static str, &'static str) {
    match (verdict.verdict(), verdict.standing()) {
        (Outcome::Failed, _) => ("KHÔNG HỢP LỆ", "NOT VALID"),
        (_, Standing::Withdrawn) => ("ĐÃ BỊ THU HỒI", "WITHDRAWN"),
        (_, Standing::Superseded) => ("ĐÃ ĐƯỢC THAY THẾ", "SUPERSEDED"),
        (Outcome::Passed, Standing::InForce) => (
            "NỘI DUNG DO ĐƠN VỊ KÝ, CÒN HIỆU LỰC — hãy so với tờ giấy",
            "SIGNED FACTS, IN FORCE — compare with the paper",
        ),
        (Outcome::Passed, _) => {
            ("NỘI DUNG DO ĐƠN VỊ KÝ — chưa biết còn hiệu lực không", "SIGNED FACTS — standing not known")
        }
        (Outcome::Indeterminate | Outcome::Unsigned, _) => ("CHƯA XÁC MINH", "NOT VERIFIED"),
    }
}

fn hints(verdict: &CodeVerdict, is_pdf: bool, console: &Console) {
    let code = match (verdict.verdict(), verdict.standing()) {
        (Outcome::Passed, Standing::Unknown) => verdict.findings().last().map(|finding| finding.code),
        (Outcome::Passed, _) => None,
        _ => Some(verdict.reason()),
    };
    if let Some(code) = code {
        let advice = what_to_do(code, verdict.verdict());
        console.line(format!("  → {}", console.say(advice.vi, advice.en)));
    }
    if is_pdf {
        console.tell(
            "  → Mã chỉ nói về nội dung của nó; chữ ký của chính tệp PDF kiểm tra bằng: vanbang verify TỆP",
            "  → The code speaks of its facts alone; the PDF's own signatures are checked by: vanbang verify FILE",
        );
    }
}

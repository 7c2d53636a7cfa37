//! What changed after signing, told in the verdict: the mark or the name where the signed record says
//! which it was, else the page, the field or the part of the file.

use super::outcome::Verdict;
use crate::document::record::{Fact, MarkRow, Record};
use crate::signature::pades::report::{ChangesAfter, Coverage};
use crate::signature::pades::{Change, Finding, Judged, What, page_words};
use crate::signature::pdf::File;

/// Changes that one verdict tells; the gravest of each revision come first.
const TOLD: usize = 16;
/// Words of one page that are told.
const WORDS: usize = 8;

/// Notes everything beyond evidence and further signatures, each once.
pub fn tell(file: &File, judged: &[Judged], verdict: &mut Verdict) {
    let mut changes: Vec<Change> = Vec::new();
    for change in judged.iter().flat_map(|one| &one.changes) {
        if change.what.kind() >= ChangesAfter::FormFilling && !changes.contains(change) && changes.len() < TOLD {
            changes.push(change.clone());
        }
    }
    let signed = judged.iter().rfind(|one| is_intact(one) && changes.iter().all(|change| follows(change, one)));
    let signed = signed.and_then(|one| one.located.as_ref());
    let record = || super::ours::signed_record(file.bytes().get(..signed?.byte_range.end())?);
    let mut record =
        Some(record).filter(|_| changes.iter().any(|change| change.what == What::PageContent)).and_then(|read| read());
    for change in &changes {
        let words = match (&change.what, change.page, signed) {
            (What::PageContent, Some(page), Some(located)) => record.as_mut().and_then(|record| {
                let (old, new) = (page_words(file, located.revision, page)?, page_words(file, file.last(), page)?);
                Some(differing(record, page, &old, &new))
            }),
            _ => None,
        };
        match words.filter(|words| !words.is_empty()) {
            Some(words) => words.into_iter().for_each(|finding| verdict.note(finding)),
            None => verdict.note(change.finding()),
        }
    }
    verdict.set_changes(changes);
}

fn is_intact(one: &Judged) -> bool {
    one.report.integrity == Some(true) && one.report.coverage != Coverage::Partial
}

fn follows(change: &Change, one: &Judged) -> bool {
    one.located.as_ref().is_some_and(|located| change.revision > located.revision)
}

/// The words that another one stands for now, each by its name in the record.
fn differing(record: &Record, page: usize, old: &[String], new: &[String]) -> Vec<Finding> {
    if old.len() != new.len() {
        return Vec::new();
    }
    let rows = record.mark_rows();
    let facts = record.facts();
    let differ = (0..old.len()).filter(|index| old.get(*index) != new.get(*index));
    let told = differ.take(WORDS).filter_map(|index| {
        let (was, is) = (old.get(index)?.as_str(), new.get(index)?.as_str());
        let fact = mark_at(&rows, old, index).or_else(|| facts.iter().find(|fact| fact.value == was));
        Some(replaced(fact, page, was, is))
    });
    told.collect()
}

/// The mark that is drawn at this place: its row's name stands before it, with the marks to its left between.
fn mark_at<'r>(rows: &'r [MarkRow], words: &[String], index: usize) -> Option<&'r Fact> {
    let before = words.get(..index)?;
    let place = before.iter().rposition(|word| rows.iter().any(|row| row.name == *word))?;
    let named = || rows.iter().filter(|row| Some(&row.name) == before.get(place));
    // A whole transcript has a row of this name for each year: the one whose marks all stand there.
    let stands =
        |row: &&MarkRow| row.marks.iter().enumerate().all(|(n, mark)| words.get(place + 1 + n) == Some(&mark.value));
    let row = named().find(stands).or_else(|| named().next())?;
    let fact = row.marks.get(index - place - 1)?;
    (words.get(index) == Some(&fact.value)).then_some(fact)
}

fn replaced(fact: Option<&Fact>, page: usize, was: &str, is: &str) -> Finding {
    let (was, is) = (shortened(was), shortened(is));
    let (label_vi, label_en) = fact.map_or(("Chữ", "A text"), |fact| (&fact.label_vi, &fact.label_en));
    Finding::new(
        if fact.is_some() { "CHANGED_FACT" } else { "CHANGED_TEXT" },
        format!("{label_vi} trên trang {page} đã bị thay sau khi ký: «{was}» thành «{is}»."),
        format!("{label_en} on page {page} was replaced after signing: “{was}” became “{is}”."),
    )
}

/// A sentence has room for a name or a mark.
fn shortened(text: &str) -> String {
    const LETTERS: usize = 60;
    text.chars().filter(|letter| !letter.is_control()).take(LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn a_word_that_differs_is_named_as_the_record_names_it() {
        let json = include_bytes!("../../examples/record.json");
        let record = Record::from_json(json).unwrap();
        let row = record.mark_rows().into_iter().find(|row| row.marks.len() == 3).unwrap();
        let values: Vec<&str> = row.marks.iter().map(|mark| mark.value.as_str()).collect();
        let holder = record.facts()[0].value.clone();
        let page = format!("{holder}|Môn|{}|{}|Nhận xét", row.name, values.join("|"));
        let told = |new: &str| -> Vec<(&'static str, String)> {
            let found = differing(&record, 2, &words(&page), &words(new));
            found.into_iter().map(|finding| (finding.code, finding.message_vi)).collect()
        };
        assert_eq!(told(&page), []);
        let raised = page.replace(&format!("|{}|Nhận xét", values[2]), "|10,0|Nhận xét");
        let sentence =
            format!("Điểm {} cả năm trên trang 2 đã bị thay sau khi ký: «{}» thành «10,0».", row.name, values[2]);
        assert_eq!(told(&raised), [("CHANGED_FACT", sentence)]);
        let renamed = page.replace(&holder, "Trần Văn B");
        assert!(told(&renamed)[0].1.starts_with("Họ và tên trên trang 2 đã bị thay"), "{:?}", told(&renamed));
        assert_eq!(told(&page.replace("Nhận xét", "Giỏi"))[0].0, "CHANGED_TEXT");
        assert_eq!(told("Môn"), [], "another number of words is told as a page");
    }
}

//! The facts that a person compares with the page in their hand.

use super::{Issue, Name, Organisation};

/// One labelled fact; the value is as the page prints it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fact {
    /// Label for Vietnamese readers.
    pub label_vi: String,
    /// Label for English readers.
    pub label_en: String,
    /// The value, with decimal comma and `dd/mm/yyyy`.
    pub value: String,
}

impl Fact {
    pub(super) fn new(label_vi: &str, label_en: &str, value: impl Into<String>) -> Fact {
        Fact { label_vi: label_vi.to_owned(), label_en: label_en.to_owned(), value: value.into() }
    }
}

/// A line of a table of marks: its name and what stands behind it, as the page prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    pub name: String,
    /// The marks that are there, from left to right.
    pub marks: Vec<Fact>,
}

/// Facts in reading order.
#[derive(Debug, Default)]
pub(super) struct Facts(Vec<Fact>);

impl Facts {
    pub(super) fn add(&mut self, label_vi: &str, label_en: &str, value: impl Into<String>) {
        self.0.push(Fact::new(label_vi, label_en, value));
    }

    /// Passed over where there is no value.
    pub(super) fn maybe(&mut self, label_vi: &str, label_en: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(label_vi, label_en, value.to_string());
        }
    }

    pub(super) fn school(&mut self, organisation: &Organisation) {
        let Organisation { name, ward, province, .. } = organisation;
        self.add("Trường", "School", format!("{name}, {ward}, {province}"));
    }

    pub(super) fn issue(&mut self, issue: &Issue) {
        self.add("Ngày phát hành", "Date of issue", issue.date.text_vi());
        self.add("Người ký", "Signed by", format!("{}, {}", issue.leader.full_name, issue.leader.title));
    }

    pub(super) fn all(self) -> Vec<Fact> {
        self.0
    }
}

pub(super) fn holder(full_name: &Name) -> Facts {
    let mut facts = Facts::default();
    facts.add("Họ và tên", "Full name", full_name.as_str());
    facts
}

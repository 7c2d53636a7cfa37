//! A table of examples, and its values as they stand on paper.

use std::collections::BTreeSet;

use toml::{Table, Value};
use vanbang::document::record::{Assessment, Clause, Level, Mark, PassFail};

/// The examples of one circular.
pub struct Examples {
    table: Table,
    seen: BTreeSet<String>,
    pub run: usize,
}

/// One example.
pub struct Example<'a>(&'a Table);

impl Examples {
    pub fn read(text: &str) -> Examples {
        Examples { table: text.parse().unwrap(), seen: BTreeSet::new(), run: 0 }
    }

    /// Each example of a group: `follows` computes, in words of paper, what the example says in `expect`.
    pub fn each(&mut self, group: &str, clauses: &[Clause], follows: impl Fn(&Example<'_>) -> String) {
        let rows = self.table.get(group).and_then(Value::as_array).unwrap_or_else(|| panic!("no group {group}"));
        for row in rows {
            let example = Example(row.as_table().unwrap());
            let clause = example.text("clause");
            assert!(clauses.iter().any(|known| known.place == clause), "{group}: clause {clause}");
            assert!(!example.text("why").is_empty());
            let expected = match &example.0["expect"] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(follows(&example), expected, "{group}, {clause}: {}", example.text("why"));
            self.run += 1;
        }
        self.seen.insert(group.to_owned());
    }

    /// No group is left that no rule was asked for.
    pub fn all_were_run(&self) {
        let groups: BTreeSet<String> = self.table.keys().cloned().collect();
        assert_eq!(self.seen, groups);
    }
}

impl<'a> Example<'a> {
    /// The text of a member; nothing where there is none.
    pub fn text(&self, member: &str) -> &'a str {
        self.0.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number<T: TryFrom<i64>>(&self, member: &str) -> T {
        let number = self.0.get(member).and_then(Value::as_integer).unwrap_or_default();
        T::try_from(number).unwrap_or_else(|_| panic!("{member}"))
    }

    pub fn flag(&self, member: &str) -> bool {
        self.0.get(member).and_then(Value::as_bool).unwrap_or_default()
    }

    pub fn words(&self, member: &str) -> Vec<&'a str> {
        self.text(member).split_whitespace().collect()
    }

    pub fn mark(&self, member: &str) -> Mark {
        mark(self.text(member))
    }

    pub fn marks(&self, member: &str) -> Vec<Mark> {
        self.words(member).into_iter().map(mark).collect()
    }

    pub fn value(&self, member: &str) -> Assessment {
        value(self.text(member))
    }

    pub fn values(&self, member: &str) -> Vec<Assessment> {
        self.words(member).into_iter().map(value).collect()
    }

    /// A level by its abbreviation on paper; nothing where there is none.
    pub fn level(&self, member: &str) -> Option<Level> {
        match self.text(member) {
            "" => None,
            "T" => Some(Level::Tot),
            "K" => Some(Level::Kha),
            "Đ" => Some(Level::Dat),
            "CĐ" => Some(Level::ChuaDat),
            other => panic!("{other}"),
        }
    }
}

/// `8,3`.
pub fn mark(text: &str) -> Mark {
    Mark::parse(&text.replace(',', ".")).unwrap()
}

/// `8,3`, `Đ`, `CĐ`.
pub fn value(text: &str) -> Assessment {
    match text {
        "Đ" => Assessment::Result(PassFail::Pass),
        "CĐ" => Assessment::Result(PassFail::Fail),
        other => Assessment::Mark(mark(other)),
    }
}

/// A value as an example writes it.
pub fn shown(value: Assessment) -> String {
    match value {
        Assessment::Mark(mark) => mark.text_vi(),
        Assessment::Result(PassFail::Pass) => "Đ".to_owned(),
        Assessment::Result(PassFail::Fail) => "CĐ".to_owned(),
    }
}

/// A level of Thông tư 22/2021 as an example writes it.
pub fn short(level: Level) -> String {
    match level {
        Level::Tot => "T",
        Level::Kha => "K",
        Level::Dat => "Đ",
        Level::ChuaDat => "CĐ",
        other => panic!("{other:?}"),
    }
    .to_owned()
}

//! A value that the rest of a statement, or a rule, contradicts: what is stated, what follows, and by
//! which clause, in both languages.

use std::fmt;

use super::{
    Absences, Assessment, AssessmentKind, Completion, Date, Decimal, Level, Mark, Promotion, RuleSet, SchoolYear,
    fields,
};
use crate::wording::Phrase;

/// One value that cannot stand as it is. Nothing is ever corrected silently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Where: a path of member names, such as `transcript.subjects[mathematics].year`.
    pub field: String,
    /// What the statement says.
    pub stated: Said,
    /// What follows from the rest.
    pub expected: Said,
    /// The rule by which it follows; nothing where plain sense is enough.
    pub clause: Option<Clause>,
}

impl Contradiction {
    /// What is stated at this path, and what should be.
    pub fn new(field: impl Into<String>, stated: impl Into<Said>, expected: impl Into<Said>) -> Contradiction {
        Contradiction { field: field.into(), stated: stated.into(), expected: expected.into(), clause: None }
    }

    /// With the rule that says so.
    pub fn by(self, clause: Clause) -> Contradiction {
        Contradiction { clause: Some(clause), ..self }
    }

    /// The same one level further in: `year` in `transcript` is `transcript.year`.
    pub fn within(self, outer: &str) -> Contradiction {
        Contradiction { field: format!("{outer}.{}", self.field), ..self }
    }

    /// For Vietnamese readers, with the field by its name on the form.
    pub fn message_vi(&self) -> String {
        let field = fields::label_vi(&self.field);
        let clause = self.clause.map_or(String::new(), |clause| format!(" (theo {clause})"));
        format!("{field}: đang là {} nhưng phải là {}{clause}", self.stated.vi, self.expected.vi)
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: stated {}, expected {}", self.field, self.stated.en, self.expected.en)?;
        self.clause.map_or(Ok(()), |clause| write!(f, " ({clause})"))
    }
}

/// A place in a rule, cited as Vietnamese readers know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clause {
    /// The rule's full number: `Thông tư 22/2021/TT-BGDĐT`.
    pub rule: &'static str,
    /// Where in it: `Điều 9 khoản 3`.
    pub place: &'static str,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.rule)
    }
}

/// A value as each language writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// For Vietnamese readers: `8,3`, `Tốt`.
    pub vi: String,
    /// For English readers: `8.3`, `tot` as the record has it.
    pub en: String,
}

impl Said {
    /// Nothing is stated where something must be, or something where nothing may.
    pub const NOTHING: Phrase = Phrase::new("ô trống", "nothing");
    pub const TWICE: Phrase = Phrase::new("hai lần", "twice");
    pub const ONCE: Phrase = Phrase::new("một lần", "once");

    /// The same thing in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Said {
        Said { vi: vi.into(), en: en.into() }
    }
}

impl From<Phrase> for Said {
    fn from(phrase: Phrase) -> Said {
        Said::new(phrase.vi, phrase.en)
    }
}

impl From<String> for Said {
    fn from(text: String) -> Said {
        Said::new(text.clone(), text)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Said {
        text.to_owned().into()
    }
}

impl From<Mark> for Said {
    fn from(mark: Mark) -> Said {
        Said::new(mark.text_vi(), mark.to_string())
    }
}

impl From<Assessment> for Said {
    fn from(value: Assessment) -> Said {
        Said::new(value.text_vi(), value.to_string())
    }
}

impl From<Date> for Said {
    fn from(date: Date) -> Said {
        Said::new(date.text_vi(), date.to_string())
    }
}

impl From<Decimal> for Said {
    fn from(value: Decimal) -> Said {
        Said::new(value.text_vi(), value.to_string())
    }
}

impl From<SchoolYear> for Said {
    fn from(year: SchoolYear) -> Said {
        year.to_string().into()
    }
}

impl From<Absences> for Said {
    fn from(missed: Absences) -> Said {
        let Absences { excused, unexcused, total } = missed;
        Said::new(
            format!("{total} buổi ({excused} có phép, {unexcused} không phép)"),
            format!("{total} sessions ({excused} excused, {unexcused} unexcused)"),
        )
    }
}

macro_rules! said_as_printed {
    ($($type:ty),* $(,)?) => {$(
        impl From<$type> for Said {
            fn from(value: $type) -> Said {
                Said::new(value.label_vi(), value.code())
            }
        }
    )*};
}
said_as_printed!(AssessmentKind, Completion, Level, Promotion, RuleSet);

impl<T: Into<Said>> From<Option<T>> for Said {
    fn from(value: Option<T>) -> Said {
        value.map_or_else(|| Said::NOTHING.into(), Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_names_the_two_values_and_the_clause() {
        let mark = |tenths| Mark::from_tenths(tenths).unwrap();
        let clause = Clause { rule: "Thông tư 22/2021/TT-BGDĐT", place: "Điều 9 khoản 1 điểm b" };
        let found = Contradiction::new("subjects[mathematics].year", mark(82), mark(83)).by(clause);
        let found = found.within("transcript");
        assert_eq!(
            found.message_vi(),
            "Toán học, cả năm: đang là 8,2 nhưng phải là 8,3 (theo Điều 9 khoản 1 điểm b Thông tư 22/2021/TT-BGDĐT)"
        );
        assert_eq!(
            found.to_string(),
            "transcript.subjects[mathematics].year: stated 8.2, expected 8.3 \
             (Điều 9 khoản 1 điểm b Thông tư 22/2021/TT-BGDĐT)"
        );
        let absent = Contradiction::new("transcript.learning_after", None::<Level>, Level::Dat);
        assert_eq!(absent.message_vi(), "kết quả học tập sau đánh giá lại: đang là ô trống nhưng phải là Đạt");
    }
}

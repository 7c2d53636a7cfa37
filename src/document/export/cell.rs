//! A value of a record as a partner writes it.

use serde_json::Value;

/// How a partner writes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As the record has it.
    Text,
    /// A mark with one decimal, or Đ, CĐ.
    Assessment,
    /// QCVN 109:2017: 0 unknown, 1 male, 2 female.
    Gender,
    /// T, K, Đ, CĐ; under Thông tư 58/2011 G, K, TB, Y, Kém.
    Level,
    /// 1 or 0: whether the value is true, or one of a promotion.
    Flag,
    /// 03 lower, 04 upper secondary school, by the grade.
    SchoolLevel,
    /// The year of a date.
    Year,
}

impl Form {
    /// For the documentation.
    pub fn label(self) -> &'static str {
        match self {
            Form::Text => "như trong hồ sơ",
            Form::Assessment => "điểm một chữ số thập phân, hoặc Đ, CĐ",
            Form::Gender => "0 không rõ, 1 nam, 2 nữ",
            Form::Level => "T, K, Đ, CĐ (Thông tư 58/2011: G, K, TB, Y, Kém)",
            Form::Flag => "1 có, 0 không",
            Form::SchoolLevel => "03 THCS, 04 THPT",
            Form::Year => "năm",
        }
    }

    /// Whether a decimal comma stands in it where Vietnamese is spoken.
    pub(super) fn is_decimal(self) -> bool {
        self == Form::Assessment
    }

    /// The value in this form; nothing where there is none, or none that the partner knows.
    pub(super) fn text(self, value: Option<&Value>) -> Option<String> {
        match (self, value) {
            (Form::Gender, value) => Some(gender(value).to_owned()),
            (Form::Flag, value) => Some(flag(value).to_owned()),
            (_, None) => None,
            (Form::Text, Some(Value::String(text))) => Some(text.clone()),
            (Form::Text, Some(Value::Number(number))) => Some(number.to_string()),
            (Form::Text, Some(_)) => None,
            (Form::Assessment, Some(value)) => value.as_str().map(assessment),
            (Form::Level, Some(value)) => value.as_str().and_then(level).map(str::to_owned),
            (Form::SchoolLevel, Some(value)) => {
                value.as_u64().map(|grade| if grade <= 9 { "03" } else { "04" }.to_owned())
            }
            (Form::Year, Some(value)) => value.as_str().and_then(|date| date.get(..4)).map(str::to_owned),
        }
    }
}

fn gender(value: Option<&Value>) -> &'static str {
    match value.and_then(Value::as_str) {
        Some("male") => "1",
        Some("female") => "2",
        _ => "0",
    }
}

fn flag(value: Option<&Value>) -> &'static str {
    match value {
        Some(Value::Bool(true)) => "1",
        Some(Value::String(word)) if word == "promoted" || word == "promoted_after_reassessment" => "1",
        _ => "0",
    }
}

fn assessment(text: &str) -> String {
    match text {
        "pass" => "Đ".to_owned(),
        "fail" => "CĐ".to_owned(),
        mark => mark.to_owned(),
    }
}

fn level(code: &str) -> Option<&'static str> {
    Some(match code {
        "tot" => "T",
        "kha" => "K",
        "dat" => "Đ",
        "chua_dat" => "CĐ",
        "gioi" => "G",
        "trung_binh" => "TB",
        "yeu" => "Y",
        "kem" => "Kém",
        _ => return None,
    })
}

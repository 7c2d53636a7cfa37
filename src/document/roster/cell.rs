//! One cell → one value, or what is wrong with it.

use chrono::NaiveDate;

use super::fault::Fault;
use super::fold::fold;
use super::legacy;
use super::workbook::{MAX_CELL_CHARACTERS, Value};
use crate::document::record::{
    Assessment, AssessmentKind, Date, Decimal, Gender, Level, Mark, Name, PassFail, StudentCode, Text, TextFault,
    first_forbidden,
};

/// A cell's text without white space around it. `None` when there is nothing but a dash.
fn text(value: Option<&Value>) -> Result<Option<String>, Fault> {
    let Some(value) = value else { return Ok(None) };
    match value {
        Value::Error(_) => return Err(Fault::CellError),
        Value::Uncomputed => return Err(Fault::FormulaUncomputed),
        _ => {}
    }
    let shown = value.shown();
    if shown.chars().count() > MAX_CELL_CHARACTERS {
        return Err(Fault::TextTooLong { most: MAX_CELL_CHARACTERS });
    }
    let trimmed = shown.trim();
    if first_forbidden(trimmed).is_some() {
        return Err(Fault::TextForbidden);
    }
    if let Some(encoding) = legacy::encoding(trimmed) {
        return Err(Fault::LegacyText { encoding });
    }
    let nothing = matches!(trimmed, "" | "-" | "–" | "—");
    Ok((!nothing).then(|| trimmed.to_owned()))
}

/// Whether the cell holds something that could be a mark, a result or a level.
pub(super) fn is_like_a_value(value: Option<&Value>) -> bool {
    matches!(mark(value), Ok(Some(_)) | Err(Fault::MarkTooHigh | Fault::MarkDecimals))
        || matches!(result(value), Ok(Some(_)))
}

/// What a subject's column holds.
pub(super) fn assessment(value: Option<&Value>, kind: AssessmentKind) -> Result<Option<Assessment>, Fault> {
    Ok(match kind {
        AssessmentKind::Marked => mark(value)?.map(Assessment::Mark),
        AssessmentKind::CommentOnly => result(value)?.map(Assessment::Result),
    })
}

/// A mark with a comma or a dot and at most one decimal that is not zero.
pub(super) fn mark(value: Option<&Value>) -> Result<Option<Mark>, Fault> {
    if let Some(Value::Number(number)) = value {
        return mark_of_number(*number).map(Some);
    }
    let Some(text) = text(value)? else {
        return Ok(None);
    };
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        let numeric = rest.starts_with(|c: char| c.is_ascii_digit());
        return Err(if numeric { Fault::MarkNegative } else { Fault::MarkUnreadable });
    }
    let (whole, decimals) = text.split_once([',', '.']).unwrap_or((&text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) {
        return Err(Fault::MarkUnreadable);
    }
    let decimals = decimals.trim_end_matches('0');
    let whole: u8 = whole.parse().map_err(|_| Fault::MarkTooHigh)?;
    if whole > 10 || (whole == 10 && !decimals.is_empty()) {
        return Err(Fault::MarkTooHigh);
    }
    let tenth = match decimals.as_bytes() {
        [] => 0,
        [digit] => digit - b'0',
        _ => return Err(Fault::MarkDecimals),
    };
    Mark::from_tenths(whole * 10 + tenth).map(Some).ok_or(Fault::MarkTooHigh)
}

/// A spreadsheet keeps 8.3 as the nearest binary fraction; what is within a millionth of a tenth
/// is that tenth, anything else has more decimals.
fn mark_of_number(number: f64) -> Result<Mark, Fault> {
    if !number.is_finite() {
        return Err(Fault::MarkUnreadable);
    }
    let tenths = (number * 10.0).round();
    if tenths < 0.0 || number < 0.0 {
        return Err(Fault::MarkNegative);
    }
    if number > 10.000_000_1 {
        return Err(Fault::MarkTooHigh);
    }
    if (number * 10.0 - tenths).abs() > 1e-5 {
        return Err(Fault::MarkDecimals);
    }
    (0..=100u8)
        .find(|candidate| (f64::from(*candidate) - tenths).abs() < 0.5)
        .and_then(Mark::from_tenths)
        .ok_or(Fault::MarkTooHigh)
}

/// `Đ` or `CĐ`, or the words.
fn result(value: Option<&Value>) -> Result<Option<PassFail>, Fault> {
    let Some(text) = text(value)? else {
        return Ok(None);
    };
    match fold(&text).as_str() {
        "đ" | "đạt" => Ok(Some(PassFail::Pass)),
        "cđ" | "chưađạt" => Ok(Some(PassFail::Fail)),
        _ => Err(Fault::ResultUnreadable),
    }
}

/// `T`, `K`, `Đ`, `CĐ`, or the words.
pub(super) fn level(value: Option<&Value>) -> Result<Option<Level>, Fault> {
    let Some(text) = text(value)? else {
        return Ok(None);
    };
    match fold(&text).as_str() {
        "t" | "tốt" => Ok(Some(Level::Tot)),
        "k" | "khá" => Ok(Some(Level::Kha)),
        "đ" | "đạt" => Ok(Some(Level::Dat)),
        "cđ" | "chưađạt" => Ok(Some(Level::ChuaDat)),
        _ => Err(Fault::LevelUnreadable),
    }
}

/// A number of sessions; an empty cell or a dash is none.
pub(super) fn count(value: Option<&Value>) -> Result<u16, Fault> {
    let Some(text) = text(value)? else {
        return Ok(0);
    };
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|sessions| plain && *sessions <= 400).ok_or(Fault::CountUnreadable)
}

/// A pupil's code; a number has lost its leading zeros and is refused when it has.
pub(super) fn code(value: Option<&Value>) -> Result<StudentCode, Fault> {
    let text = text(value)?.ok_or(Fault::ValueMissing { what: "mã học sinh".to_owned() })?;
    StudentCode::new(&text).map_err(|_| Fault::CodeInvalid)
}

/// Any text, tidied; nothing where there is none.
pub(super) fn text_of<const MAX: usize>(value: Option<&Value>) -> Result<Option<Text<MAX>>, Fault> {
    let Some(text) = text(value)? else { return Ok(None) };
    Text::tidy(&text).map(Some).map_err(|fault| match fault {
        TextFault::TooLong { most, .. } => Fault::TextTooLong { most },
        _ => Fault::TextForbidden,
    })
}

/// Several texts as one, apart by commas.
pub(super) fn joined<const MAX: usize>(texts: &[Text<MAX>]) -> Result<Text<MAX>, Fault> {
    let texts: Vec<&str> = texts.iter().map(Text::as_str).collect();
    Text::new(&texts.join(", ")).map_err(|_| Fault::TextTooLong { most: MAX })
}

/// A person's name: Latin letters, spaces, apostrophes, hyphens, dots.
pub(super) fn name(value: Option<&Value>) -> Result<Name, Fault> {
    person(value)?.ok_or(Fault::ValueMissing { what: "họ và tên".to_owned() })
}

/// As [`name`], where there may be none.
pub(super) fn person(value: Option<&Value>) -> Result<Option<Name>, Fault> {
    let Some(name) = text_of::<120>(value)? else { return Ok(None) };
    let fits = |c: char| is_latin(c) || matches!(c, ' ' | '\'' | '’' | '-' | '.');
    if name.as_str().chars().all(fits) { Ok(Some(name)) } else { Err(Fault::NameInvalid) }
}

/// A Latin letter or a mark over one. The Icelandic Ð looks like Đ and is another letter.
fn is_latin(c: char) -> bool {
    let in_blocks = matches!(c, '\u{41}'..='\u{24F}' | '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}');
    let is_mark = matches!(c, '\u{300}'..='\u{36F}');
    in_blocks && (c.is_alphabetic() || is_mark) && !matches!(c, 'Ð' | 'ð' | 'ª' | 'º' | 'µ')
}

/// A date cell, or `dd/mm/yyyy` as text.
pub(super) fn date(value: Option<&Value>) -> Result<Date, Fault> {
    if let Some(Value::Date(date)) = value {
        return Date::new(*date).ok_or(Fault::DateInvalid);
    }
    let text = text(value)?.ok_or(Fault::ValueMissing { what: "ngày sinh".to_owned() })?;
    let parts: Vec<u32> = text
        .split(['/', '-', '.'])
        .map(|part| part.trim())
        .filter(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
        .filter_map(|part| part.parse().ok())
        .collect();
    let separators = text.matches(['/', '-', '.']).count();
    match parts.as_slice() {
        [day, month, year] if separators == 2 => i32::try_from(*year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, *month, *day))
            .and_then(Date::new)
            .ok_or(Fault::DateInvalid),
        _ => Err(Fault::DateInvalid),
    }
}

/// A decimal with a comma or a dot and at most two digits behind it; binary noise is not part of it.
pub(super) fn decimal(value: Option<&Value>) -> Result<Option<Decimal>, Fault> {
    let text = match value {
        Some(Value::Number(number)) => {
            let hundredths = (number * 100.0).round();
            if !number.is_finite() || *number < 0.0 || (number * 100.0 - hundredths).abs() > 1e-6 {
                return Err(Fault::DecimalUnreadable);
            }
            (hundredths / 100.0).to_string()
        }
        value => match text(value)? {
            Some(text) => text.replace(',', "."),
            None => return Ok(None),
        },
    };
    Decimal::parse(&text).map(Some).map_err(|_| Fault::DecimalUnreadable)
}

/// `Nam` or `Nữ`, or nothing.
pub(super) fn gender(value: Option<&Value>) -> Result<Option<Gender>, Fault> {
    let Some(text) = text(value)? else { return Ok(None) };
    match fold(&text).as_str() {
        "nam" => Ok(Some(Gender::Male)),
        "nữ" => Ok(Some(Gender::Female)),
        _ => Err(Fault::GenderUnreadable),
    }
}

/// `x`, `Có`, `1` or nothing, `Không`, `0`.
pub(super) fn yes(value: Option<&Value>) -> Result<bool, Fault> {
    let Some(text) = text(value)? else { return Ok(false) };
    match fold(&text).as_str() {
        "x" | "có" | "1" | "true" => Ok(true),
        "không" | "0" | "false" => Ok(false),
        _ => Err(Fault::SettingInvalid { expected: "Có, Không".to_owned() }),
    }
}

/// Several marks in one cell, apart by spaces or semicolons.
pub(super) fn marks(value: Option<&Value>) -> Result<Vec<Mark>, Fault> {
    if let Some(Value::Number(number)) = value {
        return mark_of_number(*number).map(|mark| vec![mark]);
    }
    let Some(text) = text(value)? else { return Ok(Vec::new()) };
    let each = text.split([' ', ';', '\u{a0}']).filter(|part| !part.is_empty());
    each.map(|part| mark(Some(&Value::Text(part.to_owned())))?.ok_or(Fault::MarkUnreadable)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn tenths(value: &Value) -> Result<Option<u8>, Fault> {
        mark(Some(value)).map(|mark| mark.map(Mark::tenths))
    }

    #[test]
    fn marks_as_schools_type_them() {
        for (text, expected) in
            [("8,3", 83), ("8.3", 83), ("8", 80), ("10", 100), ("10,0", 100), (" 7,5\u{a0}", 75), ("8,50", 85)]
        {
            assert_eq!(tenths(&of(text)), Ok(Some(expected)), "{text}");
        }
        for (text, fault) in [
            ("11", Fault::MarkTooHigh),
            ("10,1", Fault::MarkTooHigh),
            ("999", Fault::MarkTooHigh),
            ("-1", Fault::MarkNegative),
            ("8,25", Fault::MarkDecimals),
            ("tám", Fault::MarkUnreadable),
            ("8,", Fault::MarkUnreadable),
            (",5", Fault::MarkUnreadable),
            ("8,3,1", Fault::MarkUnreadable),
            ("8\u{200b}", Fault::TextForbidden),
            ("8,5*", Fault::MarkUnreadable),
            ("--", Fault::MarkUnreadable),
        ] {
            assert_eq!(tenths(&of(text)), Err(fault), "{text}");
        }
        assert_eq!(tenths(&of("-")), Ok(None));
        assert_eq!(tenths(&Value::Number(8.3)), Ok(Some(83)));
        assert_eq!(tenths(&Value::Number(8.299_999_999_999_999)), Ok(Some(83)));
        assert_eq!(tenths(&Value::Number(8.25)), Err(Fault::MarkDecimals));
        assert_eq!(tenths(&Value::Number(10.05)), Err(Fault::MarkTooHigh));
        assert_eq!(tenths(&Value::Number(-0.01)), Err(Fault::MarkNegative));
        assert_eq!(tenths(&Value::Number(f64::NAN)), Err(Fault::MarkUnreadable));
    }

    #[test]
    fn the_other_values() {
        assert_eq!(level(Some(&of("Chưa Đạt"))), Ok(Some(Level::ChuaDat)));
        assert_eq!(level(Some(&of("G"))), Err(Fault::LevelUnreadable));
        assert_eq!(count(Some(&Value::Number(3.0))), Ok(3));
        assert_eq!(count(Some(&of("1,5"))), Err(Fault::CountUnreadable));
        assert_eq!(count(None), Ok(0));
        assert_eq!(code(Some(&Value::Number(123_456_789.0))), Err(Fault::CodeInvalid));
        assert_eq!(code(Some(&of("0123456789"))).map(String::from), Ok("0123456789".to_owned()));
        for bad in ["Lê Văn 1", "Ðặng An", "Lê \u{410}n"] {
            assert_eq!(name(Some(&of(bad))), Err(Fault::NameInvalid), "{bad}");
        }
        assert_eq!(name(Some(&of("NguyÔn ThÞ Hµ"))), Err(Fault::LegacyText { encoding: "TCVN3 (ABC)" }));
        assert_eq!(mark(Some(&Value::Error("#N/A".to_owned()))), Err(Fault::CellError));
        assert_eq!(level(Some(&Value::Uncomputed)), Err(Fault::FormulaUncomputed));
        assert_eq!(gender(Some(&of("NỮ"))), Ok(Some(Gender::Female)));
        assert_eq!(gender(Some(&of("N"))), Err(Fault::GenderUnreadable));
        let tenths =
            |text: &str| marks(Some(&of(text))).map(|all| all.into_iter().map(Mark::tenths).collect::<Vec<_>>());
        assert_eq!(tenths("8 7,5  9.0;10"), Ok(vec![80, 75, 90, 100]));
        assert_eq!(tenths("8, 9"), Err(Fault::MarkUnreadable));
        assert_eq!(tenths("8 - 9"), Err(Fault::MarkUnreadable));
        assert_eq!(date(Some(&of("5/3/2014"))).map(Date::text_vi), Ok("05/03/2014".to_owned()));
        for bad in ["31/02/2014", "2014-03-05", "05/03/14", "5/3/2014/1", "5//2014", "41703"] {
            assert!(date(Some(&of(bad))).is_err(), "{bad}");
        }
    }

    proptest! {
        /// Every tenth is read from its text and from the number a spreadsheet keeps.
        #[test]
        fn every_mark_is_read(value in 0u8..=100) {
            let text = format!("{},{}", value / 10, value % 10);
            prop_assert_eq!(tenths(&of(&text)), Ok(Some(value)));
            prop_assert_eq!(tenths(&Value::Number(f64::from(value) / 10.0)), Ok(Some(value)));
        }

        #[test]
        fn no_text_trips_a_reader(text in ".{0,40}") {
            let value = of(&text);
            let value = Some(&value);
            let _ = (mark(value), result(value), level(value), count(value), code(value));
            let _ = (name(value), date(value), gender(value), marks(value), yes(value));
        }
    }
}

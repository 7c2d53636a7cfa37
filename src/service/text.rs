//! Texts of strangers, made fit to be shown: what cannot be seen is written out, what is long is cut.

use chrono::{DateTime, FixedOffset};

const MAX_CHARS: usize = 300;
/// Vietnam, all year.
const VIETNAM: i32 = 7 * 3600;

/// The text with every control, bidirectional or invisible character written as `⟨U+202E⟩`.
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (place, c) in text.chars().enumerate() {
        if place == MAX_CHARS {
            out.push('…');
            break;
        }
        if is_invisible(c) {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// The last part of a client's file name, without what cannot be seen, at most `max` characters.
pub fn file_name(name: &str, max: usize) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !is_invisible(*c)).take(max).collect()
}

/// Controls, formatting characters (bidirectional, zero width), separators and private use.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{10ffff}')
}

/// The common name in a subject (RFC 4514), for a heading; the whole subject stands beside it.
pub fn common_name(subject: &str) -> Option<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in subject.chars() {
        match (escaped, c, parts.last_mut()) {
            (false, '\\', _) => escaped = true,
            (false, ',' | '+', _) => parts.push(String::new()),
            (_, c, Some(part)) => {
                part.push(c);
                escaped = false;
            }
            (_, _, None) => {}
        }
    }
    parts.iter().find_map(|part| part.trim_start().strip_prefix("CN=")).map(str::to_owned)
}

/// An RFC 3339 time as people in Vietnam write it; a text that is not one is shown as it is.
pub fn time(value: &str) -> String {
    let (Ok(time), Some(zone)) = (DateTime::parse_from_rfc3339(value), FixedOffset::east_opt(VIETNAM)) else {
        return shown(value);
    };
    time.with_timezone(&zone).format("%H:%M:%S %d/%m/%Y (GMT+7)").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(shown("Trần\u{202e}gnàoH\u{200b}"), "Trần⟨U+202E⟩gnàoH⟨U+200B⟩");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn only_the_last_part_of_a_name_is_kept() {
        assert_eq!(file_name("C:\\Users\\Lan\\học bạ\u{202e}.pdf", 200), "học bạ.pdf");
        assert_eq!(file_name("../../etc/passwd", 4), "pass");
    }

    #[test]
    fn a_comma_inside_a_name_opens_no_other_name() {
        assert_eq!(common_name("O=X\\,CN=Bộ,CN=Trường THCS Mẫu,C=VN").as_deref(), Some("Trường THCS Mẫu"));
        assert_eq!(common_name("O=X"), None);
    }

    #[test]
    fn times_are_told_in_vietnam() {
        assert_eq!(time("2026-05-31T07:05:09+00:00"), "14:05:09 31/05/2026 (GMT+7)");
    }
}

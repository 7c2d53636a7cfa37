//! What a person sees: one language at a time, nothing that can disturb a terminal.

pub mod basis;
pub mod certificate;
pub mod code;
pub mod doubts;
mod language;
pub mod problems;
pub mod progress;
pub mod verdict;

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, FixedOffset, Offset, Utc};

pub use language::Language;

use crate::failure::Failure;

/// Standard output and error.
pub struct Console {
    language: Language,
    broken: AtomicBool,
}

impl Console {
    pub fn new(language: Language) -> Self {
        Console { language, broken: AtomicBool::new(false) }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The text in the person's language.
    pub fn say<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.language.pick(vi, en)
    }

    /// One line of the answer; what cannot be printed safely is replaced.
    pub fn line(&self, text: impl AsRef<str>) {
        self.write(&plain(text.as_ref()));
    }

    /// One line in the person's language.
    pub fn tell(&self, vi: impl AsRef<str>, en: impl AsRef<str>) {
        self.line(self.language.pick(vi.as_ref(), en.as_ref()));
    }

    /// One JSON object as one line.
    pub fn json(&self, value: &impl serde::Serialize) {
        match serde_json::to_string(value) {
            Ok(text) => self.write(&text),
            Err(_) => self.broken.store(true, Ordering::Relaxed),
        }
    }

    /// A remark beside the answer, on standard error.
    pub fn note(&self, vi: impl AsRef<str>, en: impl AsRef<str>) {
        let text = self.language.pick(vi.as_ref(), en.as_ref());
        // Without standard error there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{}", plain(text));
    }

    pub fn failure(&self, failure: &Failure) {
        let place = failure.path.as_ref().map(|path| format!("{}: ", path.display())).unwrap_or_default();
        self.note(
            format!("Lỗi: {place}{} [{}]", failure.message_vi, failure.code),
            format!("Error: {place}{} [{}]", failure.message_en, failure.code),
        );
        if !failure.hint_vi.is_empty() {
            self.note(format!("  → {}", capital(&failure.hint_vi)), format!("  → {}", capital(&failure.hint_en)));
        }
    }

    /// Whether a part of the answer could not be written.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Whether somebody can be asked.
    pub fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// A yes or no on the terminal; anything but yes is no.
    pub fn ask(&self, vi: &str, en: &str) -> bool {
        let _ = write!(std::io::stderr().lock(), "{} {} ", self.say(vi, en), self.say("[c/k]", "[y/n]"));
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "c" | "có" | "co" | "y" | "yes")
    }

    fn write(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }
}

/// A sentence with a capital letter, whoever worded it; a command stays as it is typed.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !text.starts_with("vanbang ") => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// Text from files and certificates without characters that control a terminal or turn the
/// direction of writing.
pub fn plain(text: &str) -> String {
    let harmless = |c: char| {
        let directional = matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
        if c.is_control() || directional { '\u{FFFD}' } else { c }
    };
    text.chars().map(harmless).collect()
}

/// A path as it is typed: without a leading `./`, in quotation marks where a space would part it.
pub fn typed(path: &Path) -> String {
    let shorter = path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    let text = shorter.display().to_string();
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text }
}

/// A fingerprint as people compare it: pairs of digits in groups of four bytes.
pub fn fingerprint(sha256: &[u8; 32]) -> String {
    let groups: Vec<String> = sha256.chunks(4).map(|bytes| data_encoding::HEXLOWER.encode(bytes)).collect();
    groups.join(" ")
}

/// A day as people in Vietnam write it, in their time zone.
pub fn local_date(at: DateTime<Utc>) -> String {
    at.with_timezone(&vietnam()).format("%d/%m/%Y").to_string()
}

/// A minute as people in Vietnam write it, in their time zone.
pub fn local_time(at: DateTime<Utc>) -> String {
    at.with_timezone(&vietnam()).format("%H:%M %d/%m/%Y").to_string()
}

/// +07:00, all year.
pub fn vietnam() -> FixedOffset {
    const SEVEN_HOURS: i32 = 7 * 3600;
    FixedOffset::east_opt(SEVEN_HOURS).unwrap_or_else(|| Utc.fix())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_printed_controls_the_terminal() {
        assert_eq!(plain("Nguyễn\u{1b}[2J\u{202e}An\r\n"), "Nguyễn\u{FFFD}[2J\u{FFFD}An\u{FFFD}\u{FFFD}");
        assert_eq!(plain("Trần Thị Ngọc Ánh — điểm 8,5"), "Trần Thị Ngọc Ánh — điểm 8,5");
    }
}

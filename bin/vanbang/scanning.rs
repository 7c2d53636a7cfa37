//! Codes in pictures and PDFs, looked for in a child process: decoders and a drawing engine that meet hostile files
//! may do anything but decide.

use std::path::Path;
use std::time::Duration;

use vanbang::scan::{self, texts_in};

use crate::child::{self, Limits, NoAnswer};
use crate::failure::Failure;

/// The hidden command that looks.
pub const COMMAND: &str = "scan";

const LIMITS: Limits = Limits { time: Duration::from_secs(60), answer: 1 << 20 };
const MEMORY: u64 = 2 << 30;

type Answer = Result<Vec<String>, scan::Error>;

/// The texts of the symbols in a file.
pub fn texts(path: &Path, file: Vec<u8>) -> Result<Vec<String>, Failure> {
    let answer = child::run(COMMAND, file, LIMITS).map_err(|why| not_answered(why).about(path))?;
    let answer: Answer = ciborium::from_reader(answer.as_slice()).map_err(|_| not_answered(NoAnswer::Failed))?;
    answer.map_err(|error| {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en).about(path)
    })
}

/// The child: answers what [`texts`] asks.
pub fn answer() -> Option<()> {
    if !child::confine(MEMORY) {
        return None;
    }
    child::serve(crate::input::MAX_PDF, |file| {
        let mut bytes = Vec::new();
        ciborium::into_writer(&texts_in(file), &mut bytes).ok()?;
        Some(bytes)
    })
}

fn not_answered(why: NoAnswer) -> Failure {
    let (vi, en) = match why {
        NoAnswer::TimedOut | NoAnswer::TooMuchWork => ("tìm mã trong tệp này mất quá lâu", "it takes too long"),
        NoAnswer::NotStarted => ("không chạy được phần tìm mã", "what looks for codes does not start"),
        NoAnswer::TooLong | NoAnswer::Failed => {
            ("phần tìm mã dừng giữa chừng vì tệp này", "what looks for codes broke off over this file")
        }
    };
    Failure::new("PICTURE_NOT_SEARCHED", vi, en).hint(
        "Hãy chụp lại mã thành ảnh JPEG, hoặc gõ mã ngắn dưới hình vuông.",
        "Photograph the code as a JPEG, or type the short code below the symbol.",
    )
}

//! PINs and passwords: from the terminal or a file descriptor, never from arguments or environment.

use vanbang::signature::token::Pin;

use crate::driver::leave_no_core;
use crate::failure::Failure;
use crate::show::{Console, plain};

/// Longer than any two PINs or a sensible password, in bytes.
const MAX_BYTES: usize = 1024;

/// Where secrets come from: each line of a descriptor is the answer to one question.
pub struct Source {
    pin_fd: Option<u32>,
    /// Of the descriptor, the next one last.
    lines: Option<Vec<Pin>>,
}

impl Source {
    pub fn new(pin_fd: Option<u32>) -> Self {
        Self { pin_fd, lines: None }
    }

    /// Asks for the secret of `what` once; a descriptor that has no further line answers with nothing.
    pub fn ask(&mut self, vi: &str, en: &str, what: &str, console: &Console) -> Result<Pin, Failure> {
        if let Some(number) = self.pin_fd {
            if self.lines.is_none() {
                self.lines = Some(from_descriptor(number)?);
            }
            return Ok(self.lines.as_mut().and_then(Vec::pop).unwrap_or_else(|| Pin::new(String::new())));
        }
        leave_no_core();
        let question = console.say(vi, en);
        rpassword::prompt_password(format!("{question} {}: ", plain(what))).map(Pin::new).map_err(|_| {
            Failure::new(
                "PIN_MISSING",
                "cần mã PIN mà không có màn hình để hỏi",
                "a PIN is needed and there is no terminal to ask on",
            )
            .hint("Hãy chạy ở cửa sổ dòng lệnh, hoặc dùng --pin-fd N", "Run it on a terminal, or give --pin-fd N")
        })
    }
}

/// Asks for the secret of `what` once.
pub fn read(what: &str, pin_fd: Option<u32>, console: &Console) -> Result<Pin, Failure> {
    Source::new(pin_fd).ask("Mã PIN của", "PIN of", what, console)
}

/// The lines that the descriptor gives, without their ends, the first one last.
#[cfg(unix)]
fn from_descriptor(number: u32) -> Result<Vec<Pin>, Failure> {
    use std::io::Read;

    use zeroize::Zeroizing;

    let unreadable = |_| {
        Failure::new(
            "PIN_FD_UNREADABLE",
            format!("không đọc được bộ mô tả tệp {number}"),
            format!("file descriptor {number} cannot be read"),
        )
        .hint("Ví dụ: vanbang sign … --pin-fd 3 3<tệp", "For example: vanbang sign … --pin-fd 3 3<file")
    };
    let file = std::fs::File::open(format!("/dev/fd/{number}")).map_err(unreadable)?;
    leave_no_core();
    // Room for all of it, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    file.take(MAX_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::new("PIN_NOT_TEXT", "mã PIN không phải văn bản UTF-8", "the PIN is not UTF-8 text"))?;
    let mut lines: Vec<Pin> = text.lines().map(|line| Pin::new(line.to_owned())).collect();
    lines.reverse();
    Ok(lines)
}

#[cfg(not(unix))]
fn from_descriptor(_: u32) -> Result<Vec<Pin>, Failure> {
    Err(Failure::new(
        "PIN_FD_UNSUPPORTED",
        "--pin-fd chưa dùng được trên hệ điều hành này",
        "--pin-fd is not available on this system",
    )
    .hint("Hãy nhập mã PIN ở cửa sổ dòng lệnh.", "Type the PIN on the terminal."))
}

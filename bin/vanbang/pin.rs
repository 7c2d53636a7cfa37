//! PINs and passwords: from the terminal or a file descriptor, never from arguments or environment.

use vanbang::signature::token::Pin;

use crate::failure::Failure;
use crate::show::{Console, plain};

/// Longer than any PIN or sensible password, in bytes.
const MAX_BYTES: usize = 1024;

/// Asks for the secret of `what` once.
pub fn read(what: &str, pin_fd: Option<u32>, console: &Console) -> Result<Pin, Failure> {
    if let Some(number) = pin_fd {
        return from_descriptor(number);
    }
    let question = console.say("Mã PIN của", "PIN of");
    rpassword::prompt_password(format!("{question} {}: ", plain(what))).map(Pin::new).map_err(|_| {
        Failure::new(
            "PIN_MISSING",
            "cần mã PIN mà không có màn hình để hỏi",
            "a PIN is needed and there is no terminal to ask on",
        )
        .hint("Hãy chạy ở cửa sổ dòng lệnh, hoặc dùng --pin-fd N", "Run it on a terminal, or give --pin-fd N")
    })
}

/// The first line that the descriptor gives, without its end.
#[cfg(unix)]
fn from_descriptor(number: u32) -> Result<Pin, Failure> {
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
    // Room for all of it, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    file.take(MAX_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line)
        .map_err(|_| Failure::new("PIN_NOT_TEXT", "mã PIN không phải văn bản UTF-8", "the PIN is not UTF-8 text"))?;
    Ok(Pin::new(text.to_owned()))
}

#[cfg(not(unix))]
fn from_descriptor(_: u32) -> Result<Pin, Failure> {
    Err(Failure::new(
        "PIN_FD_UNSUPPORTED",
        "--pin-fd chưa dùng được trên hệ điều hành này",
        "--pin-fd is not available on this system",
    )
    .hint("Hãy nhập mã PIN ở cửa sổ dòng lệnh.", "Type the PIN on the terminal."))
}

//! Room on the disk, asked before the first signature.

use std::path::Path;

use crate::failure::Failure;

/// Refuses when the file system of a folder has fewer bytes free. One that does not tell is believed to have
/// them: a disk that fills up meanwhile stops signing without harm.
pub fn check(folder: &Path, needed: u64) -> Result<(), Failure> {
    match free(folder).filter(|free| *free < needed) {
        None => Ok(()),
        Some(free) => Err(Failure::new(
            "DISK_SPACE",
            format!("ổ đĩa còn {} MiB, cần khoảng {} MiB", mebibytes(free), mebibytes(needed)),
            format!("the disk has {} MiB left, about {} MiB are needed", mebibytes(free), mebibytes(needed)),
        )
        .about(folder)
        .hint(
            "Dọn bớt ổ đĩa rồi chạy lại; chưa có gì được ký. Nếu ổ đĩa báo sai: check_space = false ở [sign] trong vanbang.toml.",
            "Free some room, then run again; nothing was signed. If the disk tells nonsense: check_space = false at [sign] of vanbang.toml.",
        )),
    }
}

/// Rounded up.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

#[cfg(unix)]
#[allow(clippy::useless_conversion, reason = "numbers are narrower on some systems")]
fn free(folder: &Path) -> Option<u64> {
    let told = nix::sys::statvfs::statvfs(folder).ok()?;
    u64::from(told.blocks_available()).checked_mul(u64::from(told.fragment_size()))
}

/// Windows is not asked; a full disk stops signing without harm.
#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

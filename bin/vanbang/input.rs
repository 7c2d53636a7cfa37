//! Reading the files that the person names, with a cap on their size; writing so that no partial
//! file ever stands under its final name.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use vanbang::durable::{self, Readers};

use crate::failure::Failure;

/// A PDF of ours has 100 kB; anything beyond 128 MiB is refused unread.
pub const MAX_PDF: u64 = 128 << 20;
/// A workbook of a whole school has a few megabytes.
pub const MAX_WORKBOOK: u64 = 64 << 20;
/// A revocation list of a large authority.
pub const MAX_EVIDENCE: u64 = 64 << 20;
/// Settings, certificates, keys, images.
pub const MAX_SMALL: u64 = 4 << 20;

/// Reads a whole file of at most `most` bytes.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::io(path, "không đọc được", "cannot be read", &error);
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let mib = most >> 20;
        let failure = Failure::new(
            "FILE_TOO_LARGE",
            format!("tệp lớn hơn {mib} MiB"),
            format!("the file is larger than {mib} MiB"),
        );
        return Err(failure
            .about(path)
            .hint("Hãy kiểm tra xem có chọn nhầm tệp không.", "Check that this is the right file."));
    }
    Ok(bytes)
}

/// Writes a whole file beside its name first and moves it there when it is safe on disk.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_for(Readers::Anyone, path, bytes)
}

/// The same for the owner alone.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_for(Readers::Owner, path, bytes)
}

fn write_for(readers: Readers, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    durable::write(path, bytes, readers)
        .map_err(|error| Failure::io(path, "không ghi được", "cannot be written", &error))
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path)
        .map_err(|error| Failure::io(path, "không tạo được thư mục", "the folder cannot be made", &error))
}

//! How large a workbook may be. Each number is many times what the largest school needs: a sheet
//! has one class of about 45 pupils and 25 columns.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Bytes of a workbook as stored.
pub(super) const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of all parts of an `.xlsx` once inflated.
pub(super) const MAX_INFLATED_BYTES: u64 = 64 * 1024 * 1024;
/// Parts of an `.xlsx`.
pub(super) const MAX_PARTS: u16 = 2000;
/// Sheets of a workbook.
pub(super) const MAX_SHEETS: usize = 40;
/// Rows of a sheet.
pub(super) const MAX_ROWS: u32 = 1000;
/// Columns of a sheet.
pub(super) const MAX_COLUMNS: u32 = 128;
/// Texts that an `.xlsx` may announce; room is made for them before they are read.
const MAX_STRINGS: u32 = 1_000_000;
/// Characters of a cell that we use.
pub(super) const MAX_CELL_CHARACTERS: usize = 1000;

const END: &[u8; 4] = b"PK\x05\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";

/// Why an archive is not handed to the workbook reader.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ArchiveFault {
    /// Its directory is not one plain directory at the end, or a part is packed in another way.
    Unusual(&'static str),
    /// More parts, or more bytes once inflated, than are read.
    TooLarge(&'static str, u64),
}

/// Inflates every part into nothing and counts, because sizes that an archive states may lie.
///
/// The directory must be the only one and stand right before the end record, so that the workbook
/// reader cannot find another than the one measured here.
pub(super) fn measure(archive: &[u8]) -> Result<(), ArchiveFault> {
    let unusual = ArchiveFault::Unusual;
    let end = archive.len().checked_sub(22).ok_or(unusual("too short"))?;
    let mut ends = archive.windows(4).enumerate().filter(|(_, four)| four == END);
    let at = ends.next().map(|(at, _)| at).ok_or(unusual("no end record"))?;
    if ends.next().is_some() || at > end {
        return Err(unusual("two end records"));
    }
    let parts = u16_at(archive, at + 10).ok_or(unusual("end record"))?;
    let size = u32_at(archive, at + 12).ok_or(unusual("end record"))?;
    let start = u32_at(archive, at + 16).ok_or(unusual("end record"))?;
    if parts > MAX_PARTS {
        return Err(ArchiveFault::TooLarge("parts", u64::from(MAX_PARTS)));
    }
    if start.checked_add(size) != Some(at) {
        return Err(unusual("directory"));
    }
    let mut left = MAX_INFLATED_BYTES;
    let mut entry = start;
    for _ in 0..parts {
        let (next, inflated) = one(archive, entry, left)?;
        left = left.checked_sub(inflated).ok_or(ArchiveFault::TooLarge("bytes", MAX_INFLATED_BYTES))?;
        entry = next;
    }
    if entry == at { Ok(()) } else { Err(unusual("directory")) }
}

/// The offset after the directory entry at `entry`, and how many bytes its part inflates to.
fn one(archive: &[u8], entry: usize, left: u64) -> Result<(usize, u64), ArchiveFault> {
    let damaged = || ArchiveFault::Unusual("directory entry");
    if archive.get(entry..entry.saturating_add(4)) != Some(ENTRY) {
        return Err(damaged());
    }
    let short = |at: usize| u16_at(archive, entry.saturating_add(at)).map(usize::from).ok_or(damaged());
    let long = |at: usize| u32_at(archive, entry.saturating_add(at)).ok_or(damaged());
    let (flags, method) = (short(8)?, short(10)?);
    let (packed, local) = (long(20)?, long(42)?);
    let next = entry + 46 + short(28)? + short(30)? + short(32)?;
    if flags & 1 != 0 {
        return Err(ArchiveFault::Unusual("encrypted"));
    }
    if archive.get(local..local.saturating_add(4)) != Some(LOCAL) {
        return Err(damaged());
    }
    let skipped = u16_at(archive, local + 26).zip(u16_at(archive, local + 28)).ok_or(damaged())?;
    let from = local + 30 + usize::from(skipped.0) + usize::from(skipped.1);
    let until = from.checked_add(packed).ok_or(damaged())?;
    let data = archive.get(from..until).ok_or(damaged())?;
    let mut inflated = Vec::new();
    let part: &[u8] = match method {
        0 => data,
        8 => {
            let mut counted = DeflateDecoder::new(data).take(left.saturating_add(1));
            counted.read_to_end(&mut inflated).map_err(|_| ArchiveFault::Unusual("damaged part"))?;
            &inflated
        }
        _ => return Err(ArchiveFault::Unusual("packing method")),
    };
    if announces_too_many(part) {
        return Err(ArchiveFault::TooLarge("texts", u64::from(MAX_STRINGS)));
    }
    Ok((next, u64::try_from(part.len()).unwrap_or(u64::MAX)))
}

/// Whether a part states a `uniqueCount` beyond the limit. The name of an attribute cannot be
/// disguised in XML, so it is enough to look for its bytes.
fn announces_too_many(part: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    part.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME).any(|(at, _)| {
        let after = part.get(at + NAME.len()..).unwrap_or_default().iter();
        let digits: String = after
            .skip_while(|byte| !byte.is_ascii_digit())
            .take_while(|byte| byte.is_ascii_digit())
            .map(|byte| char::from(*byte))
            .collect();
        !digits.is_empty() && digits.parse::<u32>().map_or(true, |count| count > MAX_STRINGS)
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    two.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes).and_then(|value| usize::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// An archive of one deflated part of `size` zero bytes.
    fn archive(size: usize) -> Vec<u8> {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&vec![0; size]).unwrap();
        let data = encoder.finish().unwrap();
        let packed = u32::try_from(data.len()).unwrap().to_le_bytes();
        let mut file = LOCAL.to_vec();
        file.extend([0; 4]);
        file.extend(8u16.to_le_bytes());
        file.extend([0; 20]);
        file.extend(data);
        let start = file.len();
        file.extend(ENTRY);
        file.extend([0; 6]);
        file.extend(8u16.to_le_bytes());
        file.extend([0; 8]);
        file.extend(packed);
        file.extend([0; 22]);
        let size = u32::try_from(file.len() - start).unwrap().to_le_bytes();
        file.extend(END);
        file.extend([0, 0, 0, 0, 1, 0, 1, 0]);
        file.extend(size);
        file.extend(u32::try_from(start).unwrap().to_le_bytes());
        file.extend([0, 0]);
        file
    }

    #[test]
    fn what_inflates_too_far_is_refused_whatever_it_states() {
        assert_eq!(measure(&archive(1000)), Ok(()));
        let most = usize::try_from(MAX_INFLATED_BYTES).unwrap();
        assert_eq!(measure(&archive(most + 1)), Err(ArchiveFault::TooLarge("bytes", MAX_INFLATED_BYTES)));
    }

    #[test]
    fn a_count_that_only_promises_is_refused() {
        assert!(!announces_too_many(b"<sst uniqueCount=\"120\"><si>"));
        assert!(announces_too_many(b"<sst count='1' uniqueCount = '99999999999'>"));
        assert!(announces_too_many(b"<sst uniqueCount=\"1000001\">"));
    }

    #[test]
    fn a_hidden_second_directory_is_refused() {
        let mut doubled = archive(10);
        doubled.extend(archive(10));
        assert!(measure(&doubled).is_err());
        let good = archive(100);
        for end in 0..good.len() {
            assert!(measure(good.get(..end).unwrap()).is_err(), "cut at {end}");
        }
    }
}

//! The archive that an `.xlsx` or `.ods` is: its parts, inflated under limits and with their checksums
//! compared.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::DeflateDecoder;

use super::limits::{MAX_INFLATED_BYTES, MAX_PARTS};

const END: &[u8; 4] = b"PK\x05\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";

/// Why a container is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ArchiveFault {
    /// Its directory is not one plain directory at the end, or a part is damaged or packed in another way.
    Unusual(&'static str),
    /// More parts, or more bytes once inflated, than are read.
    TooLarge(&'static str, u64),
}

/// The parts by their names; those that are pictures or other foreign matter are measured only.
pub(super) type Parts = BTreeMap<String, Vec<u8>>;

/// Inflates every part and counts, because sizes that an archive states may lie.
///
/// The directory must be the only one and stand right before the end record: other programs must not
/// find another one than we do.
pub(super) fn parts(archive: &[u8]) -> Result<Parts, ArchiveFault> {
    let unusual = ArchiveFault::Unusual;
    let end = archive.len().checked_sub(22).ok_or(unusual("too short"))?;
    let mut ends = archive.windows(4).enumerate().filter(|(_, four)| four == END);
    let at = ends.next().map(|(at, _)| at).ok_or(unusual("no end record"))?;
    if ends.next().is_some() || at > end {
        return Err(unusual("two end records"));
    }
    let count = u16_at(archive, at + 10).ok_or(unusual("end record"))?;
    let size = u32_at(archive, at + 12).ok_or(unusual("end record"))?;
    let start = u32_at(archive, at + 16).ok_or(unusual("end record"))?;
    if count > MAX_PARTS {
        return Err(ArchiveFault::TooLarge("parts", u64::from(MAX_PARTS)));
    }
    if start.checked_add(size) != Some(at) {
        return Err(unusual("directory"));
    }
    let mut left = MAX_INFLATED_BYTES;
    let mut entry = start;
    let mut parts = Parts::new();
    for _ in 0..count {
        let (next, name, part) = one(archive, entry, left)?;
        let inflated = u64::try_from(part.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(inflated).ok_or(ArchiveFault::TooLarge("bytes", MAX_INFLATED_BYTES))?;
        entry = next;
        let kept = name == "mimetype" || name.ends_with(".xml") || name.ends_with(".rels");
        let twice = parts.insert(name, if kept { part } else { Vec::new() }).is_some();
        if twice {
            return Err(unusual("two parts of one name"));
        }
    }
    if entry == at { Ok(parts) } else { Err(unusual("directory")) }
}

/// The offset after the directory entry at `entry`, the name of its part and the part.
fn one(archive: &[u8], entry: usize, left: u64) -> Result<(usize, String, Vec<u8>), ArchiveFault> {
    let damaged = || ArchiveFault::Unusual("directory entry");
    if archive.get(entry..entry.saturating_add(4)) != Some(ENTRY) {
        return Err(damaged());
    }
    let short = |at: usize| u16_at(archive, entry.saturating_add(at)).map(usize::from).ok_or(damaged());
    let long = |at: usize| u32_at(archive, entry.saturating_add(at)).ok_or(damaged());
    let (flags, method) = (short(8)?, short(10)?);
    let (checksum, packed, local) = (long(16)?, long(20)?, long(42)?);
    let name_length = short(28)?;
    let next = entry + 46 + name_length + short(30)? + short(32)?;
    let name = archive.get(entry + 46..entry + 46 + name_length).ok_or(damaged())?;
    if flags & 1 != 0 {
        return Err(ArchiveFault::Unusual("encrypted"));
    }
    if archive.get(local..local.saturating_add(4)) != Some(LOCAL) {
        return Err(damaged());
    }
    let skipped = u16_at(archive, local + 26).zip(u16_at(archive, local + 28)).ok_or(damaged())?;
    let named = local + 30 + usize::from(skipped.0);
    if archive.get(local + 30..named) != Some(name) {
        return Err(ArchiveFault::Unusual("a part with two names"));
    }
    let from = named + usize::from(skipped.1);
    let until = from.checked_add(packed).ok_or(damaged())?;
    let part = unpacked(archive.get(from..until).ok_or(damaged())?, method, left)?;
    if usize::try_from(crc32fast::hash(&part)) != Ok(checksum) {
        return Err(ArchiveFault::Unusual("checksum of a part"));
    }
    Ok((next, String::from_utf8_lossy(name).into_owned(), part))
}

fn unpacked(data: &[u8], method: usize, left: u64) -> Result<Vec<u8>, ArchiveFault> {
    match method {
        0 => Ok(data.to_vec()),
        8 => {
            let mut inflated = Vec::new();
            let mut counted = DeflateDecoder::new(data).take(left.saturating_add(1));
            counted.read_to_end(&mut inflated).map_err(|_| ArchiveFault::Unusual("damaged part"))?;
            Ok(inflated)
        }
        _ => Err(ArchiveFault::Unusual("packing method")),
    }
}

fn u16_at(archive: &[u8], at: usize) -> Option<u16> {
    let two = archive.get(at..at.checked_add(2)?)?;
    two.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(archive: &[u8], at: usize) -> Option<usize> {
    let four = archive.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes).and_then(|value| usize::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// An archive of one deflated part of `size` zero bytes.
    fn archive(size: usize) -> Vec<u8> {
        let part = vec![0; size];
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&part).unwrap();
        let data = encoder.finish().unwrap();
        let long = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
        let mut file = LOCAL.to_vec();
        file.extend([0; 4]);
        file.extend(8u16.to_le_bytes());
        file.extend([0; 20]);
        file.extend(&data);
        let start = file.len();
        file.extend(ENTRY);
        file.extend([0; 6]);
        file.extend(8u16.to_le_bytes());
        file.extend([0; 4]);
        file.extend(crc32fast::hash(&part).to_le_bytes());
        file.extend(long(data.len()));
        file.extend([0; 22]);
        let size = long(file.len() - start);
        file.extend(END);
        file.extend([0, 0, 0, 0, 1, 0, 1, 0]);
        file.extend(size);
        file.extend(long(start));
        file.extend([0, 0]);
        file
    }

    #[test]
    fn what_inflates_too_far_is_refused_whatever_it_states() {
        assert!(parts(&archive(1000)).is_ok_and(|parts| parts.len() == 1));
        let most = usize::try_from(MAX_INFLATED_BYTES).unwrap();
        assert_eq!(parts(&archive(most + 1)), Err(ArchiveFault::TooLarge("bytes", MAX_INFLATED_BYTES)));
    }

    #[test]
    fn every_byte_of_a_part_is_under_its_checksum() {
        let good = archive(3000);
        let data = 30..good.len() - 22 - 46;
        assert!(data.len() > 5);
        for at in data {
            let mut bent = good.clone();
            bent[at] ^= 1;
            // The bits that only fill the last byte may be anything.
            assert!(parts(&bent).is_err() || parts(&bent) == parts(&good), "byte {at}");
        }
    }

    #[test]
    fn a_hidden_second_directory_is_refused() {
        let mut doubled = archive(10);
        doubled.extend(archive(10));
        assert!(parts(&doubled).is_err());
        let good = archive(100);
        for end in 0..good.len() {
            assert!(parts(good.get(..end).unwrap()).is_err(), "cut at {end}");
        }
    }
}

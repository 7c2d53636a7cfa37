//! The journal: what is done, appended and synced one record at a time.
//!
//! A record is its length (u32), its CRC-32 (u32), both big-endian, and as CBOR the list of what was
//! noted together. A last record that a crash cut short, or left as zeros, is dropped at opening;
//! anything else that does not fit is damage.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::store::failed;
use super::{Damage, Error};
use crate::document::record::SignatureBox;

/// One thing done. Hashes are SHA-256 of the file that stands now, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// Room for the signatures of documents that are laid out alike.
    Boxes(Vec<SignatureBox>),
    /// Document `index` of the plan is drawn, with the boxes that were noted as number `boxes`, from 0. `plain` says
    /// that it was read strictly as a whole and nothing was found in it that a signer has to look for again.
    Drawn { index: u32, sha256: String, plain: bool, boxes: u32 },
    /// A role begins, with the certificate that alone may go on.
    RoleBegun { role: String, certificate_sha256: String, subject: String, software: bool },
    /// The certificate of a role was judged before a run signed with it; nothing stood against it but what these
    /// codes note.
    Checked { role: String, at: String, notes: Vec<String> },
    /// What the checks of a role's certificate leaned on is deleted, by whom.
    EvidenceDeleted { role: String, at: String, by: String },
    /// Document `index` is signed by a role, read back and verified, and waits for its timestamp.
    Unstamped { index: u32, role: String, sha256: String, claimed: String },
    /// Document `index` is signed by a role, read back and verified. `stamped` is the time of its
    /// timestamp, if it has one.
    Signed {
        index: u32,
        role: String,
        sha256: String,
        claimed: String,
        #[serde(default)]
        stamped: Option<String>,
    },
}

/// An open journal; appending syncs.
pub struct Journal {
    path: PathBuf,
    file: File,
}

/// A record is never larger; a length beyond it is damage.
const RECORD_BYTES: u32 = 1 << 20;

impl Journal {
    /// Opens a journal, or begins one; answers what stands in it too.
    pub fn open(path: &Path) -> Result<(Self, Vec<Entry>), Error> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed(path))?;
        let bytes = std::fs::read(path).map_err(failed(path))?;
        let (entries, good) =
            read_records(&bytes).map_err(|damage| Error::Damaged { path: path.to_owned(), damage })?;
        file.set_len(good as u64).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed(path))?;
        Ok((Journal { path: path.to_owned(), file }, entries))
    }

    /// Appends the entries as one record and syncs it: after a crash all of them stand, or none.
    pub fn append(&mut self, entries: &[Entry]) -> Result<(), Error> {
        let mut body = Vec::new();
        let written = ciborium::into_writer(entries, &mut body);
        debug_assert!(written.is_ok());
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        if length > RECORD_BYTES {
            let at = self.file.stream_position().map_or(0, |at| usize::try_from(at).unwrap_or(usize::MAX));
            return Err(Error::Damaged { path: self.path.clone(), damage: Damage::RecordLength { at, length } });
        }
        let mut record = length.to_be_bytes().to_vec();
        record.extend_from_slice(&crc32fast::hash(&body).to_be_bytes());
        record.extend_from_slice(&body);
        self.file.write_all(&record).and_then(|()| self.file.sync_data()).map_err(failed(&self.path))?;
        Ok(())
    }
}

/// The whole records and where the last of them ends.
fn read_records(bytes: &[u8]) -> Result<(Vec<Entry>, usize), Damage> {
    let mut entries = Vec::new();
    let mut position = 0;
    while let Some((head, rest)) = bytes.get(position..).and_then(|rest| rest.split_first_chunk::<8>()) {
        let [a, b, c, d, e, f, g, h] = *head;
        let (length, checksum) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
        if length == 0 {
            // No record is empty: the file grew, and what was to stand here never reached the disk.
            break;
        }
        if length > RECORD_BYTES {
            return Err(Damage::RecordLength { at: position, length });
        }
        let Some(body) = rest.get(..length as usize) else { break };
        let last = rest.len() == length as usize;
        match ciborium::from_reader::<Vec<Entry>, _>(body) {
            Ok(noted) if crc32fast::hash(body) == checksum => entries.extend(noted),
            _ if last => break,
            _ => return Err(Damage::RecordChecksum { at: position }),
        }
        position += 8 + length as usize;
    }
    Ok((entries, position))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(index: u32) -> Entry {
        Entry::Drawn { index, sha256: "00".repeat(32), plain: false, boxes: 0 }
    }

    #[test]
    fn what_was_noted_together_stands_or_falls_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(&[drawn(0)]).unwrap();
        let one = std::fs::metadata(&path).unwrap().len() as usize;
        journal.append(&(1..5).map(drawn).collect::<Vec<_>>()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1.len(), 5);
        for place in one..whole.len() {
            let mut zeroed = whole.clone();
            zeroed[place..].fill(0);
            let mut lost = whole.clone();
            lost[one..=place].fill(0);
            for torn in [&whole[..place], &zeroed, &lost].into_iter().filter(|torn| *torn != whole) {
                std::fs::write(&path, torn).unwrap();
                // A length that lost its first bytes only is the one thing that reads as damage.
                match Journal::open(&path) {
                    Ok((_, entries)) => assert_eq!(entries, [drawn(0)], "torn at {place}"),
                    Err(_) => assert!(place - one < 4, "torn at {place}"),
                }
            }
        }
    }

    #[test]
    fn a_record_that_could_not_be_read_again_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).unwrap();
        let deleted =
            Entry::EvidenceDeleted { role: "r".into(), at: "a".into(), by: "x".repeat(RECORD_BYTES as usize) };
        assert!(matches!(journal.append(&[deleted]), Err(Error::Damaged { .. })));
        journal.append(&[drawn(0)]).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1, [drawn(0)]);
    }

    #[test]
    fn a_record_cut_short_is_dropped_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(&[drawn(0)]).unwrap();
        let one = std::fs::metadata(&path).unwrap().len();
        journal.append(&[drawn(1)]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in one..whole.len() as u64 {
            std::fs::write(&path, &whole[..cut as usize]).unwrap();
            let (mut again, entries) = Journal::open(&path).unwrap();
            assert_eq!(entries, [drawn(0)], "cut at {cut}");
            again.append(&[drawn(2)]).unwrap();
            assert_eq!(Journal::open(&path).unwrap().1, [drawn(0), drawn(2)]);
        }
        let mut damaged = whole.clone();
        damaged[12] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        assert!(matches!(Journal::open(&path), Err(Error::Damaged { .. })));
    }
}

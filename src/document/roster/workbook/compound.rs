//! The older workbook format, measured before the library sees it: its one stream of cells is taken
//! out of the compound file (MS-CFB), each record checked (MS-XLS), and put into a new, plain one.
//!
//! The library follows sector chains without end and makes room for whatever size a record states.

use std::collections::BTreeSet;

use super::archive::ArchiveFault;
use super::limits::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS};

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
const SIGNATURE: &[u8; 8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Sectors of the allocation table that the header itself lists: enough for 7 MiB.
const HEADER_TABLE: usize = 109;
/// Shorter streams live in the stream of small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;
const NEW_SECTOR: usize = 512;

fn unusual(what: &'static str) -> ArchiveFault {
    ArchiveFault::Unusual(what)
}

/// A compound file that holds the workbook's records and nothing else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rebuilt {
    pub(super) bytes: Vec<u8>,
    /// In the order of the tabs.
    pub(super) sheets: Vec<Seen>,
}

/// What the library does not tell of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) hidden_rows: BTreeSet<u32>,
    /// First and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) formulas: usize,
}

/// The workbook of a compound file.
pub(super) fn rebuilt(file: &[u8]) -> Result<Rebuilt, ArchiveFault> {
    let mut stream = workbook_stream(file)?;
    let sheets = check_records(&mut stream)?;
    Ok(Rebuilt { bytes: wrap(stream)?, sheets })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// Sectors of one size and the table that chains them.
struct Sectors<'a> {
    /// From sector 0 on.
    data: &'a [u8],
    size: usize,
    next: Vec<u32>,
}

impl Sectors<'_> {
    fn sector(&self, id: u32) -> Option<&[u8]> {
        let start = usize::try_from(id).ok()?.checked_mul(self.size)?;
        let sector = self.data.get(start..)?;
        Some(sector.get(..self.size).unwrap_or(sector))
    }

    /// At most `length` bytes along a chain, which can visit no more sectors than there are.
    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, ArchiveFault> {
        let mut bytes = Vec::new();
        let mut id = start;
        let mut left = self.data.len().div_ceil(self.size);
        while id != END_OF_CHAIN && bytes.len() < length {
            left = left.checked_sub(1).ok_or(unusual("sector chain"))?;
            bytes.extend_from_slice(self.sector(id).ok_or(unusual("sector"))?);
            let at = usize::try_from(id).map_err(|_| unusual("sector"))?;
            id = *self.next.get(at).ok_or(unusual("sector chain"))?;
        }
        bytes.truncate(length);
        Ok(bytes)
    }
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units: Vec<u16> =
        bytes.get(..64)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).take_while(|unit| *unit != 0).collect();
    let length = usize::try_from(u32_at(bytes, 120)?).ok()?;
    Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, length })
}

fn workbook_stream(file: &[u8]) -> Result<Vec<u8>, ArchiveFault> {
    let header = file.get(..512).filter(|header| header.starts_with(SIGNATURE)).ok_or(unusual("header"))?;
    let word = |at| u32_at(header, at).ok_or(unusual("header"));
    let size = match (u16_at(header, 30), u16_at(header, 32)) {
        (Some(9), Some(6)) => 512,
        (Some(12), Some(6)) => 4096,
        _ => return Err(unusual("sector size")),
    };
    if word(68)? < FAT_SECTOR {
        return Err(ArchiveFault::TooLarge("bytes", u64::try_from(HEADER_TABLE * 128 * 512).unwrap_or(u64::MAX)));
    }
    let data = file.get(size..).ok_or(unusual("header"))?;
    let mut sectors = Sectors { data, size, next: Vec::new() };
    for id in words(header.get(76..).unwrap_or_default()).into_iter().filter(|id| *id < FAT_SECTOR) {
        let table = words(sectors.sector(id).ok_or(unusual("allocation table"))?);
        sectors.next.extend(table);
    }
    let directory = sectors.chain(word(48)?, data.len())?;
    let entries: Vec<Entry> = directory.chunks_exact(128).filter_map(entry).collect();
    let find = |name: &str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    if find("EncryptedPackage").is_some() {
        return Err(unusual("encrypted"));
    }
    let workbook = find("Workbook").or_else(|| find("Book")).ok_or(unusual("no workbook inside"))?;
    if workbook.length >= SMALL_STREAM {
        return sectors.chain(workbook.start, workbook.length);
    }
    let root = entries.first().ok_or(unusual("directory"))?;
    let small = sectors.chain(root.start, root.length)?;
    let next = words(&sectors.chain(word(60)?, data.len())?);
    Sectors { data: &small, size: SMALL_SECTOR, next }.chain(workbook.start, workbook.length)
}

/// One part of the stream: the workbook's own records, or a sheet's.
#[derive(Default)]
struct Substream {
    start: usize,
    seen: Seen,
    /// Rows and columns up to the last cell; the library makes room for all of them.
    rows: usize,
    columns: usize,
}

impl Substream {
    fn note(&mut self, kind: u16, data: &[u8]) -> Result<(), ArchiveFault> {
        let word = |at| u16_at(data, at);
        match kind {
            // Formula, Number, Label, RString, BoolErr, Rk, LabelSst, MulRk
            0x0006 | 0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD => {
                let last = if kind == 0x00BD { data.len().saturating_sub(2) } else { 2 };
                let (row, column) = word(0).zip(word(last)).ok_or(unusual("cell record"))?;
                let column = column.max(word(2).ok_or(unusual("cell record"))?);
                if u32::from(row) >= MAX_ROWS {
                    return Err(ArchiveFault::TooLarge("rows", u64::from(MAX_ROWS)));
                }
                if u32::from(column) >= MAX_COLUMNS {
                    return Err(ArchiveFault::TooLarge("columns", u64::from(MAX_COLUMNS)));
                }
                self.rows = self.rows.max(usize::from(row) + 1);
                self.columns = self.columns.max(usize::from(column) + 1);
                self.seen.formulas += usize::from(kind == 0x0006);
            }
            // Row (MS-XLS 2.4.221): fDyZero
            0x0208 => {
                let (row, flags) = word(0).zip(word(12)).ok_or(unusual("row record"))?;
                if flags & 0x20 != 0 {
                    self.seen.hidden_rows.insert(u32::from(row));
                }
            }
            // ColInfo (MS-XLS 2.4.53): fHidden, or no width
            0x007D => {
                let bounds = word(0).zip(word(2)).ok_or(unusual("column record"))?;
                let (width, flags) = word(4).zip(word(8)).ok_or(unusual("column record"))?;
                if flags & 1 != 0 || width == 0 {
                    self.seen.hidden_columns.push((u32::from(bounds.0), u32::from(bounds.1)));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Every record of the stream: whole, its cell within the limits; every sheet at a record's start.
fn check_records(stream: &mut [u8]) -> Result<Vec<Seen>, ArchiveFault> {
    const BEGIN: u16 = 0x0809;
    const SHEET: u16 = 0x0085;
    const DIMENSIONS: u16 = 0x0200;
    const BLANK: u16 = 0x0201;
    let mut parts: Vec<Substream> = Vec::new();
    let mut sheets = Vec::new();
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let next = at + 4 + usize::from(length);
        let data = stream.get(at + 4..next).ok_or(unusual("record"))?;
        match kind {
            BEGIN => parts.push(Substream { start: at, ..Substream::default() }),
            SHEET => sheets.push(u32_at(data, 0).ok_or(unusual("sheet record"))?),
            // Only a promise of sizes; the library would make room for it.
            DIMENSIONS => {
                if let Some(two) = stream.get_mut(at..at + 2) {
                    two.copy_from_slice(&BLANK.to_le_bytes());
                }
            }
            _ => parts.last_mut().map_or(Ok(()), |part| part.note(kind, data))?,
        }
        at = next;
    }
    let most = |most: usize| u64::try_from(most).unwrap_or(u64::MAX);
    if sheets.len() > MAX_SHEETS {
        return Err(ArchiveFault::TooLarge("sheets", most(MAX_SHEETS)));
    }
    let mut room = MAX_CELLS;
    let seen = |start: &u32| {
        let part =
            parts.iter().find(|part| usize::try_from(*start) == Ok(part.start)).ok_or(unusual("sheet record"))?;
        room = room.checked_sub(part.rows * part.columns).ok_or(ArchiveFault::TooLarge("cells", most(MAX_CELLS)))?;
        Ok(part.seen.clone())
    };
    sheets.iter().map(seen).collect()
}

/// The allocation table first, then the directory, then the stream in order.
fn wrap(mut stream: Vec<u8>) -> Result<Vec<u8>, ArchiveFault> {
    let padded = stream.len().max(SMALL_STREAM).next_multiple_of(NEW_SECTOR);
    stream.resize(padded, 0);
    let number = |value: usize| u32::try_from(value).map_err(|_| unusual("size"));
    let data_sectors = padded / NEW_SECTOR;
    // Each table sector chains 128 sectors, itself among them.
    let tables = (data_sectors + 1).div_ceil(127);
    if tables > HEADER_TABLE {
        return Err(ArchiveFault::TooLarge("bytes", u64::try_from(HEADER_TABLE * 127 * 512).unwrap_or(u64::MAX)));
    }
    let (directory, first) = (number(tables)?, number(tables + 1)?);

    let mut file = Vec::with_capacity(padded + (tables + 2) * NEW_SECTOR);
    file.extend(SIGNATURE);
    file.extend([0; 16]);
    for half in [0x3Eu16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        file.extend(half.to_le_bytes());
    }
    for word in [0, number(tables)?, directory, 0, number(SMALL_STREAM)?, END_OF_CHAIN, 0, END_OF_CHAIN, 0] {
        file.extend(word.to_le_bytes());
    }
    for index in 0..HEADER_TABLE {
        file.extend(if index < tables { number(index)? } else { FREE }.to_le_bytes());
    }

    let mut table = vec![FAT_SECTOR; tables];
    table.push(END_OF_CHAIN);
    for index in 1..data_sectors {
        table.push(first + number(index)?);
    }
    table.push(END_OF_CHAIN);
    table.resize(tables * NEW_SECTOR / 4, FREE);
    file.extend(table.into_iter().flat_map(u32::to_le_bytes));

    file.extend(directory_entry("Root Entry", 5, 1, END_OF_CHAIN, 0));
    file.extend(directory_entry("Workbook", 2, FREE, first, number(padded)?));
    file.resize((tables + 2) * NEW_SECTOR, 0);
    file.extend(stream);
    Ok(file)
}

fn directory_entry(name: &str, kind: u8, child: u32, start: u32, length: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let name_bytes = u8::try_from(entry.len()).unwrap_or(64);
    entry.resize(64, 0);
    entry.extend([name_bytes, 0, kind, 1]);
    for word in [FREE, FREE, child] {
        entry.extend(word.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(length.to_le_bytes());
    entry.resize(128, 0);
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/roster/so_diem_tong_ket_khoi_6_hk1.xls"));

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [kind.to_le_bytes().as_slice(), &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn what_is_rebuilt_holds_the_same_stream() {
        let once = rebuilt(SAMPLE).unwrap().bytes;
        assert_eq!(rebuilt(&once).unwrap().bytes, once);
        let mut stream = workbook_stream(SAMPLE).unwrap();
        check_records(&mut stream).unwrap();
        assert!(workbook_stream(&once).unwrap().starts_with(&stream));
    }

    #[test]
    fn small_and_large_streams_are_wrapped() {
        for length in [0, 1, 4095, 4096, 126 * 512, 127 * 512, 128 * 512, 700_000] {
            let wrapped = wrap(vec![0; length]).unwrap();
            assert_eq!(workbook_stream(&wrapped).map(|stream| stream.len() >= length), Ok(true));
        }
    }

    #[test]
    fn a_chain_that_turns_back_ends() {
        let mut turned = SAMPLE.to_vec();
        // The table's sector is the header's first entry; chain every sector to sector 0.
        let table = usize::try_from(u32_at(SAMPLE, 76).unwrap()).unwrap() * 512 + 512;
        turned[table..table + 512].fill(0);
        assert!(rebuilt(&turned).is_err());
    }

    #[test]
    fn cells_and_sheets_keep_to_their_bounds() {
        let check =
            |records: &[Vec<u8>]| check_records(&mut [vec![record(0x0809, &[])], records.to_vec()].concat().concat());
        assert_eq!(check(&[record(0x0203, &[0; 14])]), Ok(Vec::new()));
        assert_eq!(
            check(&[record(0x0203, &[0xff, 0xff, 0, 0])]),
            Err(ArchiveFault::TooLarge("rows", u64::from(MAX_ROWS)))
        );
        let columns = Err(ArchiveFault::TooLarge("columns", u64::from(MAX_COLUMNS)));
        assert_eq!(check(&[record(0x0203, &[0, 0, 0xff, 0xff])]), columns);
        assert_eq!(check(&[record(0x00BD, &[0, 0, 0, 0, 0, 0, 0xff, 0xff])]), columns);
        assert!(check(&[record(0x0203, &[0])]).is_err());
        assert!(check(&[record(0x0085, &[7, 0, 0, 0])]).is_err());
        let mut dimensions = record(0x0200, &[0xff; 14]);
        check_records(&mut dimensions).unwrap();
        assert_eq!(u16_at(&dimensions, 0), Some(0x0201));
        // Each sheet may be as large as one sheet, all of them only as large as one workbook.
        let corner = record(0x0203, &[0x1f, 0x4e, 0x7f, 0]);
        assert_eq!(check(&[record(0x0085, &[0; 4]), corner]), Err(ArchiveFault::TooLarge("cells", 2_000_000)));
    }

    #[test]
    fn what_is_hidden_is_told() {
        let row = |flags| record(0x0208, &[7, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, flags, 0, 0, 0]);
        let column = |width, flags| record(0x007D, &[2, 0, 3, 0, width, 0, 0, 0, flags, 0, 0, 0]);
        let see = |records: &[Vec<u8>]| {
            let begin = [record(0x0809, &[]), record(0x0085, &[0; 4])];
            check_records(&mut [&begin, records].concat().concat()).unwrap().remove(0)
        };
        assert_eq!(see(&[row(0), column(9, 0)]), Seen::default());
        assert_eq!(see(&[row(0x20)]).hidden_rows, BTreeSet::from([7]));
        assert_eq!(see(&[column(9, 1), column(0, 0)]).hidden_columns, [(2, 3), (2, 3)]);
    }
}

//! Cross-reference streams (ISO 32000-2 clause 7.5.8).

use super::{Entries, Entry};
use crate::signature::pdf::{Budget, Dictionary, Error, Limit, Limits, Value, filter};

/// Bytes of each field of a row that we write.
const WRITTEN: [usize; 3] = [1, 5, 2];

/// Entries as rows of a cross-reference stream, and their `/W`. None where a number does not fit into its field.
pub fn write(entries: impl IntoIterator<Item = Entry>) -> Option<(Value, Vec<u8>)> {
    let mut rows = Vec::new();
    for entry in entries {
        let (kind, second, third) = match entry {
            Entry::Free { generation } => (0, 0, generation),
            Entry::InFile { offset, generation } => (1, offset as u64, generation),
            Entry::InStream { container, index } => (2, u64::from(container), u16::try_from(index).ok()?),
        };
        let [0, 0, 0, second @ ..] = second.to_be_bytes() else { return None };
        rows.push(kind);
        rows.extend_from_slice(&second);
        rows.extend_from_slice(&third.to_be_bytes());
    }
    Some((Value::array(WRITTEN.map(|width| Value::Integer(width as i64))), rows))
}

/// The entries of a stream with its encoded `data`.
pub fn read(dictionary: &Dictionary, data: &[u8], limits: &Limits, budget: &mut Budget) -> Result<Entries, Error> {
    if dictionary.name("Type") != Some(b"XRef") {
        return Err(broken("its /Type is not /XRef"));
    }
    let size = dictionary.integer("Size").and_then(|size| usize::try_from(size).ok());
    let index = match dictionary.value("Index") {
        None => vec![0, size.ok_or_else(|| broken("no /Size"))?],
        Some(value) => integers(value).ok_or_else(|| broken("an /Index that is not integers"))?,
    };
    let widths = dictionary.value("W").and_then(integers).unwrap_or_default();
    let widths: [usize; 3] = widths.try_into().map_err(|_| broken("a /W that is not three widths"))?;
    let row_length = widths.iter().fold(0, |sum: usize, width| sum.saturating_add(*width));
    if index.len() % 2 != 0 || widths.iter().any(|width| *width > 8) || row_length == 0 {
        return Err(broken("an /Index or /W out of range"));
    }
    // Clause 7.5.8.2: ascending, without overlap.
    if !index.chunks_exact(2).map(|pair| pair[0]).is_sorted() {
        return Err(broken("an /Index that does not ascend"));
    }
    let decoded = filter::decode(dictionary, data, limits, budget)?;
    let mut rows = decoded.chunks_exact(row_length);
    let mut entries = Vec::new();
    for pair in index.chunks_exact(2) {
        let [first, count] = pair else { break };
        for i in 0..*count {
            if entries.len() as u64 >= limits.objects {
                return Err(Error::over(Limit::Objects, limits.objects));
            }
            let row = rows.next().ok_or_else(|| broken("fewer rows than /Index says"))?;
            let number = first.checked_add(i).and_then(|number| u32::try_from(number).ok());
            let number = number.ok_or_else(|| broken("a number out of range"))?;
            let entry = entry(row, widths).ok_or_else(|| broken("an entry out of range"))?;
            entries.push((number, entry));
        }
    }
    if rows.next().is_some() || !rows.remainder().is_empty() {
        return Err(broken("more rows than /Index says"));
    }
    Entries::of_section(entries)
}

fn broken(what: &str) -> Error {
    Error::xref(0, format!("cross-reference stream: {what}"))
}

fn integers(value: &Value) -> Option<Vec<usize>> {
    value.as_array()?.iter().map(|node| usize::try_from(node.value.as_integer()?).ok()).collect()
}

fn entry(row: &[u8], [type_width, second_width, _]: [usize; 3]) -> Option<Entry> {
    let (kind, rest) = row.split_at_checked(type_width)?;
    let (second, third) = rest.split_at_checked(second_width)?;
    let (second, third) = (big_endian(second), big_endian(third));
    match if kind.is_empty() { 1 } else { big_endian(kind) } {
        // Producers write anything for the next generation of a free entry.
        0 => Some(Entry::Free { generation: u16::try_from(third).unwrap_or(u16::MAX) }),
        1 => Some(Entry::InFile { offset: usize::try_from(second).ok()?, generation: u16::try_from(third).ok()? }),
        2 => Some(Entry::InStream { container: u32::try_from(second).ok()?, index: usize::try_from(third).ok()? }),
        _ => None,
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

//! Stream filters needed to read structure: FlateDecode with PNG predictors (ISO 32000-2 clause 7.4.4).

use std::borrow::Cow;
use std::io::Read;

use super::{Budget, Dictionary, Error, Limit, Limits, Name, Value};

/// Decodes `data`; `budget` is what may still be inflated in this reading.
pub fn decode(dictionary: &Dictionary, data: &[u8], limits: &Limits, budget: &mut Budget) -> Result<Vec<u8>, Error> {
    // Some readers take these for /Filter and /DecodeParms, others do not.
    if let Some(key) = ["F", "FFilter", "DP", "FDecodeParms"].iter().find(|key| dictionary.get(key).is_some()) {
        return Err(Error::Unsupported { code: "FILTER_UNSUPPORTED", what: format!("the key /{key} of a stream") });
    }
    let filters = names(dictionary.value("Filter"))?;
    if filters.len() as u64 > limits.filters {
        return Err(Error::over(Limit::Filters, limits.filters));
    }
    let parameters: Vec<Option<&Dictionary>> = match dictionary.value("DecodeParms") {
        None | Some(Value::Null) => vec![None; filters.len()],
        Some(Value::Dictionary(one)) => vec![Some(one)],
        Some(Value::Array(items)) => items
            .iter()
            .map(|node| match &node.value {
                Value::Null => Ok(None),
                Value::Dictionary(one) => Ok(Some(one)),
                _ => Err(Error::syntax(node.start, "/DecodeParms of another type")),
            })
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(Error::syntax(0, "/DecodeParms of another type")),
    };
    if parameters.len() != filters.len() {
        return Err(Error::syntax(0, "/DecodeParms does not match /Filter"));
    }
    let mut current = Cow::Borrowed(data);
    for (filter, parameters) in filters.iter().zip(parameters) {
        if filter.as_slice() != b"FlateDecode" {
            let what = format!("the filter {}", String::from_utf8_lossy(filter));
            return Err(Error::Unsupported { code: "FILTER_UNSUPPORTED", what });
        }
        let mut inflated = inflate(&current, limits, budget)?;
        if let Some(parameters) = parameters {
            inflated = undo_predictor(inflated, parameters)?;
        }
        current = Cow::Owned(inflated);
    }
    Ok(current.into_owned())
}

fn names(filter: Option<&Value>) -> Result<Vec<Name>, Error> {
    match filter {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Name(name)) => Ok(vec![name.clone()]),
        Some(Value::Array(items)) => items
            .iter()
            .map(|node| {
                node.value
                    .as_name()
                    .map(Name::from)
                    .ok_or_else(|| Error::syntax(node.start, "a filter that is no name"))
            })
            .collect(),
        Some(_) => Err(Error::syntax(0, "/Filter of another type")),
    }
}

/// Streams up to this size may grow as they like.
const SMALL: u64 = 1 << 20;

fn inflate(data: &[u8], limits: &Limits, budget: &mut Budget) -> Result<Vec<u8>, Error> {
    let by_ratio = (data.len() as u64).saturating_mul(limits.ratio).max(SMALL);
    let caps = [
        (budget.inflated_bytes, Limit::InflatedBytes, limits.inflated_bytes),
        (limits.stream_bytes, Limit::StreamBytes, limits.stream_bytes),
        (by_ratio, Limit::Ratio, limits.ratio),
    ];
    let (room, limit, allowed) = caps.into_iter().min_by_key(|(room, ..)| *room).unwrap_or(caps[0]);
    let mut out = Vec::new();
    let read = flate2::read::ZlibDecoder::new(data).take(room.saturating_add(1)).read_to_end(&mut out);
    // What breaks off has cost as much.
    budget.inflated_bytes = budget.inflated_bytes.saturating_sub(out.len() as u64);
    budget.look_at_clock(limits)?;
    if out.len() as u64 > room {
        return Err(Error::over(limit, allowed));
    }
    read.map_err(|_| Error::syntax(0, "a stream that does not inflate"))?;
    Ok(out)
}

fn undo_predictor(data: Vec<u8>, parameters: &Dictionary) -> Result<Vec<u8>, Error> {
    let parameter = |key: &str, default: i64| match parameters.value(key) {
        None => Ok(default),
        Some(Value::Integer(number)) => Ok(*number),
        Some(_) => Err(Error::syntax(0, "a parameter of a filter that is no whole number")),
    };
    let predictor = parameter("Predictor", 1)?;
    if predictor == 1 {
        return Ok(data);
    }
    let columns = usize::try_from(parameter("Columns", 1)?).unwrap_or(0);
    if !(10..=15).contains(&predictor)
        || parameter("Colors", 1)? != 1
        || parameter("BitsPerComponent", 8)? != 8
        || !(1..=4096).contains(&columns)
    {
        return Err(Error::Unsupported { code: "FILTER_UNSUPPORTED", what: "a predictor on structure".into() });
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; columns];
    for row in data.chunks(columns + 1) {
        let [kind, encoded @ ..] = row else { break };
        if encoded.len() != columns {
            return Err(Error::syntax(0, "a predictor row that is cut short"));
        }
        let mut decoded: Vec<u8> = Vec::with_capacity(columns);
        for (i, (byte, up)) in encoded.iter().zip(&above).enumerate() {
            let before = |row: &[u8]| if i == 0 { 0 } else { row.get(i - 1).copied().unwrap_or(0) };
            let (left, corner) = (before(&decoded), before(&above));
            let predicted = match kind {
                0 => 0,
                1 => left,
                2 => *up,
                3 => ((u16::from(left) + u16::from(*up)) / 2) as u8,
                4 => paeth(left, *up, corner),
                _ => return Err(Error::syntax(0, "a predictor that does not exist")),
            };
            decoded.push(byte.wrapping_add(predicted));
        }
        out.extend_from_slice(&decoded);
        above = decoded;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    #[test]
    fn a_stream_that_breaks_off_has_its_price() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&[0; 100_000]).unwrap();
        let mut data = encoder.finish().unwrap();
        data.truncate(data.len() - 8);
        let mut dictionary = Dictionary::default();
        dictionary.set("Filter", Value::name("FlateDecode"));
        let limits = Limits::default();
        let mut budget = limits.budget();
        assert!(decode(&dictionary, &data, &limits, &mut budget).is_err());
        assert!(budget.inflated_bytes + 90_000 < limits.inflated_bytes, "{budget:?}");
    }
}

//! UTCTime and GeneralizedTime (RFC 5280 section 4.1.2.5).

use crate::signature::crypto::tlv::{self, Element};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// A Time as certificates and the signing-time attribute carry it: with seconds, `Z`, no fraction.
pub fn parse_time(element: Element<'_>) -> Result<DateTime<Utc>, tlv::Error> {
    match element.tag {
        // Years 50 to 99 are of the twentieth century (RFC 5280 section 4.1.2.5.1).
        UTC_TIME => {
            let (years, rest) = element.value.split_at_checked(2).ok_or(tlv::Error::Value)?;
            let year = decimal(years)?;
            let century = if year >= 50 { 1900 } else { 2000 };
            assemble(century + year, rest)
        }
        GENERALIZED_TIME => {
            let (years, rest) = element.value.split_at_checked(4).ok_or(tlv::Error::Value)?;
            assemble(decimal(years)?, rest)
        }
        _ => Err(tlv::Error::Unexpected),
    }
}

/// A Time in whole seconds: UTCTime up to 2049, GeneralizedTime after (RFC 5652 section 11.3). None for
/// years that neither can say.
pub fn encode_time(at: DateTime<Utc>) -> Option<Vec<u8>> {
    let (tag, format) = match at.year() {
        1950..=2049 => (UTC_TIME, "%y%m%d%H%M%SZ"),
        2050..=9999 => (GENERALIZED_TIME, "%Y%m%d%H%M%SZ"),
        _ => return None,
    };
    Some(tlv::encode(tag, &[at.format(format).to_string().as_bytes()]))
}

/// A GeneralizedTime that may carry a fraction of a second, as timestamps do (RFC 3161 section 2.4.2).
pub fn generalized_time(element: Element<'_>) -> Result<DateTime<Utc>, tlv::Error> {
    if element.tag != GENERALIZED_TIME {
        return Err(tlv::Error::Unexpected);
    }
    let Some(point) = element.value.iter().position(|b| *b == b'.') else {
        return parse_time(element);
    };
    let (whole, fraction) = element.value.split_at_checked(point).ok_or(tlv::Error::Value)?;
    let [b'.', digits @ .., last, b'Z'] = fraction else {
        return Err(tlv::Error::Value);
    };
    // DER: no trailing zero (X.690 clause 11.7.3).
    if *last == b'0' || digits.len() > 17 {
        return Err(tlv::Error::Value);
    }
    let mut nanos = 0i64;
    let mut scale = 100_000_000;
    for digit in digits.iter().chain([last]) {
        nanos += i64::from(decimal(&[*digit])?) * scale;
        scale /= 10;
    }
    let value = [whole, b"Z"].concat();
    let whole = parse_time(Element { tag: GENERALIZED_TIME, value: &value, raw: &value })?;
    whole.checked_add_signed(TimeDelta::nanoseconds(nanos)).ok_or(tlv::Error::Value)
}

fn decimal(digits: &[u8]) -> Result<i32, tlv::Error> {
    digits.iter().try_fold(0, |n, digit| match digit {
        b'0'..=b'9' => Ok(n * 10 + i32::from(digit - b'0')),
        _ => Err(tlv::Error::Value),
    })
}

/// `MMDDHHMMSSZ` of `year`.
fn assemble(year: i32, rest: &[u8]) -> Result<DateTime<Utc>, tlv::Error> {
    let [m1, m2, d1, d2, h1, h2, n1, n2, s1, s2, b'Z'] = rest else {
        return Err(tlv::Error::Value);
    };
    let field = |a: &u8, b: &u8| decimal(&[*a, *b]).map(|n| n as u32);
    NaiveDate::from_ymd_opt(year, field(m1, m2)?, field(d1, d2)?)
        .and_then(|date| date.and_hms_opt(field(h1, h2).ok()?, field(n1, n2).ok()?, field(s1, s2).ok()?))
        .map(|time| time.and_utc())
        .ok_or(tlv::Error::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(tag: u8, text: &str) -> Option<String> {
        let der = tlv::encode(tag, &[text.as_bytes()]);
        generalized_time(Element::whole(&der).unwrap())
            .or_else(|_| parse_time(Element::whole(&der).unwrap()))
            .ok()
            .map(|time| time.to_rfc3339())
    }

    #[test]
    fn centuries_and_edges() {
        let at = |tag, text| parsed(tag, text);
        assert_eq!(at(UTC_TIME, "500101000000Z").unwrap(), "1950-01-01T00:00:00+00:00");
        assert_eq!(at(UTC_TIME, "491231235959Z").unwrap(), "2049-12-31T23:59:59+00:00");
        assert_eq!(at(GENERALIZED_TIME, "20500101000000Z").unwrap(), "2050-01-01T00:00:00+00:00");
        assert_eq!(at(GENERALIZED_TIME, "20261121224950.25Z").unwrap(), "2026-11-21T22:49:50.250+00:00");
    }

    #[test]
    fn what_is_written_is_read_back_up_to_the_last_year() {
        for text in ["1950-01-01T00:00:00Z", "2026-11-22T02:03:04Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"] {
            let at: DateTime<Utc> = text.parse().unwrap();
            let der = encode_time(at).unwrap();
            assert_eq!(parse_time(Element::whole(&der).unwrap()), Ok(at));
            assert_eq!(der[0] == UTC_TIME, at.year() < 2050);
        }
        assert_eq!(encode_time("1949-12-31T23:59:59Z".parse().unwrap()), None);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["2611212249Z", "261121224950+0700", "261321224950Z", "2611212249 0Z", ""] {
            assert_eq!(parsed(UTC_TIME, text), None, "{text}");
        }
        for text in ["20261121224950.50Z", "20261121224950.Z", "20261121224950"] {
            assert_eq!(parsed(GENERALIZED_TIME, text), None, "{text}");
        }
    }
}

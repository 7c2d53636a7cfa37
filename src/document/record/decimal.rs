//! A decimal as a university writes it: credits, marks, averages; never a binary fraction.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ValueFault;

/// A number from 0 to 9999.99 with at most two digits behind the point, kept as it was written: `3`,
/// `8.5`, `3.20`. Equal values written differently are different; compare [`Decimal::hundredths`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    units: u32,
    digits: u8,
}

impl Decimal {
    /// `units` divided by ten to the power of `digits`; at most two digits, at most 9999.99.
    pub const fn new(units: u32, digits: u8) -> Option<Decimal> {
        let most = match digits {
            0 => 9_999,
            1 => 99_999,
            2 => 999_999,
            _ => return None,
        };
        if units <= most { Some(Decimal { units, digits }) } else { None }
    }

    /// Digits, then perhaps a dot and one or two digits; no sign, no leading zero.
    pub fn parse(text: &str) -> Result<Decimal, ValueFault> {
        let fault = || ValueFault::new(text, "a decimal such as 3, 8.5 or 3.25");
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
        let shaped = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let canonical = shaped(whole, 4) && (whole == "0" || !whole.starts_with('0'));
        if !canonical || fraction.is_some_and(|part| !shaped(part, 2)) {
            return Err(fault());
        }
        let fraction = fraction.unwrap_or_default();
        let units = format!("{whole}{fraction}").parse().map_err(|_| fault())?;
        u8::try_from(fraction.len()).ok().and_then(|digits| Decimal::new(units, digits)).ok_or_else(fault)
    }

    /// The value in hundredths, whatever its digits: 850 for `8.5`.
    pub const fn hundredths(self) -> u32 {
        match self.digits {
            0 => self.units * 100,
            1 => self.units * 10,
            _ => self.units,
        }
    }

    /// With a decimal comma, as Vietnamese pages print it: `8,5`.
    pub fn text_vi(self) -> String {
        self.to_string().replace('.', ",")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits {
            0 => write!(f, "{}", self.units),
            1 => write!(f, "{}.{}", self.units / 10, self.units % 10),
            _ => write!(f, "{}.{:02}", self.units / 100, self.units % 100),
        }
    }
}

impl TryFrom<String> for Decimal {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<Decimal, ValueFault> {
        Decimal::parse(&text)
    }
}

impl From<Decimal> for String {
    fn from(value: Decimal) -> String {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_digits_and_compares_by_value() {
        for (text, hundredths) in [("0", 0), ("3", 300), ("8.5", 850), ("3.20", 320), ("0.05", 5), ("9999.99", 999_999)]
        {
            let value = Decimal::parse(text).unwrap();
            assert_eq!((value.to_string().as_str(), value.hundredths()), (text, hundredths));
        }
        assert_eq!(Decimal::parse("3.25").map(Decimal::text_vi), Ok("3,25".to_owned()));
        for bad in ["", ".", "3.", ".5", "03", "00", "-1", "+1", "3,5", "1.234", "10000", "1e3", "٣", "3 "] {
            assert!(Decimal::parse(bad).is_err(), "{bad}");
        }
    }
}

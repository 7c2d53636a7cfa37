//! A byte string as one big-endian integer in decimal, and back (protocol.md 5.2).

const CHUNK_DIGITS: usize = 9;
const CHUNK: u64 = 1_000_000_000;

/// Decimal digits without leading zeros; all-zero or empty bytes give `0`.
pub(super) fn from_bytes(bytes: &[u8]) -> String {
    // little-endian limbs in base 10^9
    let mut limbs: Vec<u64> = Vec::new();
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for limb in &mut limbs {
            let value = *limb * 256 + carry;
            *limb = value % CHUNK;
            carry = value / CHUNK;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut text = String::with_capacity(limbs.len() * CHUNK_DIGITS);
    for (place, limb) in limbs.iter().rev().enumerate() {
        text.push_str(&if place == 0 { limb.to_string() } else { format!("{limb:09}") });
    }
    if text.is_empty() { "0".to_owned() } else { text }
}

/// The shortest big-endian bytes of ASCII digits, or `None` when another character occurs.
/// The caller bounds the length: the work grows with its square.
pub(super) fn to_bytes(digits: &str) -> Option<Vec<u8>> {
    // little-endian limbs in base 2^32
    let mut limbs: Vec<u64> = Vec::new();
    for chunk in digits.as_bytes().chunks(CHUNK_DIGITS) {
        let mut carry = 0_u64;
        let mut scale = 1_u64;
        for digit in chunk {
            if !digit.is_ascii_digit() {
                return None;
            }
            carry = carry * 10 + u64::from(digit - b'0');
            scale *= 10;
        }
        for limb in &mut limbs {
            let value = *limb * scale + carry;
            *limb = value & 0xffff_ffff;
            carry = value >> 32;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut bytes: Vec<u8> = Vec::with_capacity(limbs.len() * 4);
    for limb in limbs.iter().rev() {
        bytes.extend((*limb as u32).to_be_bytes());
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_values() {
        for value in [0_u64, 1, 9, 255, 256, 999_999_999, 1_000_000_000, u64::MAX] {
            assert_eq!(from_bytes(&value.to_be_bytes()), value.to_string());
        }
        assert_eq!(to_bytes("1000000000"), Some(vec![0x3b, 0x9a, 0xca, 0x00]));
        assert_eq!(to_bytes("12a"), None);
        assert_eq!(to_bytes("١٢"), None);
    }

    proptest! {
        #[test]
        fn round_trip(mut bytes in proptest::collection::vec(any::<u8>(), 1..420)) {
            bytes[0] |= 1;
            prop_assert_eq!(to_bytes(&from_bytes(&bytes)), Some(bytes));
        }

        #[test]
        fn agrees_with_u128(value: u128) {
            prop_assert_eq!(from_bytes(&value.to_be_bytes()), value.to_string());
        }
    }
}

//! Text strings (ISO 32000-2 clause 7.9.2.2): UTF-16BE, UTF-8 or PDFDocEncoding's ASCII part.

/// Decodes a text string; bytes that mean nothing become U+FFFD.
pub fn decode_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units = rest.chunks(2).map(|pair| match pair {
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0xfffd,
        });
        return char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Encodes a text string: ASCII as it is, anything else as UTF-16BE with its mark.
pub fn encode_text(text: &str) -> Vec<u8> {
    if text.bytes().all(|byte| (32..127).contains(&byte)) {
        return text.as_bytes().to_vec();
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    [0xfe, 0xff].into_iter().chain(units).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_text_survives() {
        let name = "Nguyễn Thị Hồng Nhung";
        assert_eq!(decode_text(&encode_text(name)), name);
        assert_eq!(encode_text("org_seal"), b"org_seal");
    }
}

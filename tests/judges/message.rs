//! Cutting signed bytes and messages out of a file by searching it, without any PDF reader.

fn find(bytes: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let offset = bytes.get(from..)?.windows(part.len()).position(|window| window == part)?;
    Some(from + offset)
}

/// The four numbers of each byte range, in the order of the file.
fn byte_ranges(bytes: &[u8]) -> Vec<[usize; 4]> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(at) = find(bytes, b"/ByteRange [", position) {
        position = at + 12;
        let end = find(bytes, b"]", position).expect("the end of a byte range");
        let numbers = String::from_utf8_lossy(&bytes[position..end]);
        let numbers: Vec<usize> = numbers.split_whitespace().map(|word| word.parse().expect("a number")).collect();
        found.push(numbers.try_into().expect("four numbers"));
    }
    found
}

/// Whether the last byte range reaches the end of the file.
pub fn ends_with_its_signed_bytes(bytes: &[u8]) -> bool {
    byte_ranges(bytes).last().is_some_and(|[_, _, second, length]| second + length == bytes.len())
}

/// The content and the message of each signature, in the order of the file.
pub fn extract(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let cut = |[start, first, second, length]: [usize; 4]| {
        let content = [&bytes[start..start + first], &bytes[second..second + length]].concat();
        let gap = &bytes[start + first..second];
        assert!(gap.starts_with(b"<") && gap.ends_with(b">"));
        let mut message = data_encoding::HEXUPPER_PERMISSIVE.decode(&gap[1..gap.len() - 1]).expect("hexadecimal");
        message.truncate(der_length(&message));
        (content, message)
    };
    byte_ranges(bytes).into_iter().map(cut).collect()
}

/// The length of the DER sequence at the start, its header included.
fn der_length(bytes: &[u8]) -> usize {
    assert_eq!(bytes[0], 0x30, "a sequence");
    match usize::from(bytes[1]) {
        short @ 0..=0x7f => 2 + short,
        long => {
            let count = long - 0x80;
            bytes[2..2 + count].iter().fold(0, |length, byte| length << 8 | usize::from(*byte)) + 2 + count
        }
    }
}

/// The first byte of a page's deflated content, which says that it is deflated.
pub fn page_content(bytes: &[u8]) -> usize {
    let page = find(bytes, b"/Type /Page\n", 0).or_else(|| find(bytes, b"/Type/Page/", 0)).expect("a page");
    let contents = find(bytes, b"/Contents ", page).expect("its contents") + 10;
    let number: String =
        bytes[contents..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    let object = find(bytes, format!("\n{number} 0 obj").as_bytes(), 0).expect("its content stream");
    find(bytes, b"stream\n", object).expect("its data") + 7
}

//! Every spelling that general CBOR allows and the protocol does not.

use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::*;

fn read(hex: &str) -> Result<(), Fault> {
    let bytes = HEXLOWER.decode(hex.as_bytes()).unwrap();
    Value::read(&bytes).map(|_| ())
}

#[test]
fn each_value_has_one_spelling() {
    use Fault::{
        Cut, Indefinite, KeyOrder, KeyType, MajorType, Nesting, NotNfc, NotShortest, NotUtf8, TooLarge, Trailing,
    };
    for (hex, fault) in [
        ("", Cut),
        ("18", Cut),
        ("42ff", Cut),
        ("82", Cut),
        ("8201", Cut),
        ("a101", Cut),
        ("9bffffffffffffffff", Cut),
        ("0000", Trailing),
        ("20", MajorType(1)),
        ("c000", MajorType(6)),
        ("f4", MajorType(7)),
        ("f6", MajorType(7)),
        ("f93c00", MajorType(7)),
        ("1817", NotShortest),
        ("1900ff", NotShortest),
        ("1a0000ffff", NotShortest),
        ("1b00000000ffffffff", NotShortest),
        ("580100", NotShortest),
        ("780161", NotShortest),
        ("980100", NotShortest),
        ("b8010000", NotShortest),
        ("1c", Indefinite),
        ("1f", Indefinite),
        ("5f4100ff", Indefinite),
        ("7f6161ff", Indefinite),
        ("9f00ff", Indefinite),
        ("bf0000ff", Indefinite),
        ("1b0020000000000000", TooLarge),
        ("a11b002000000000000000", TooLarge),
        ("a202000100", KeyOrder(1)),
        ("a201000100", KeyOrder(1)),
        ("a1616100", KeyType),
        ("a1410000", KeyType),
        ("8181818180", Nesting),
        ("a100a100a100a100a0", Nesting),
        ("61ff", NotUtf8),
        // a surrogate
        ("63eda080", NotUtf8),
        // a decomposed letter
        ("6361cc82", NotNfc),
    ] {
        assert_eq!(read(hex), Err(fault), "{hex}");
    }
    for hex in ["00", "17", "1818", "190100", "1b001fffffffffffff", "40", "60", "80", "a0", "81818180", "a2010a020b"] {
        assert_eq!(read(hex), Ok(()), "{hex}");
    }
}

#[test]
fn text_hides_nothing() {
    for hidden in [
        '\0',
        '\n',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{200b}',
        '\u{202e}',
        '\u{2066}',
        '\u{feff}',
        '\u{2028}',
        '\u{2029}',
        '\u{e000}',
        '\u{e0041}',
        '\u{f0000}',
        '\u{10fffd}',
    ] {
        let mut writer = Writer::new();
        writer.text(&format!("An{hidden}"));
        assert_eq!(Value::read(&writer.finish()), Err(Fault::Forbidden(hidden)), "{:04x}", hidden as u32);
    }
    for good in ["Nguyễn Thị Mỹ Duyên", "H'Hen Kđăm", "", "日本", "🎓"] {
        let mut writer = Writer::new();
        writer.text(good);
        assert_eq!(Value::read(&writer.finish()), Ok(Value::Text(good)));
    }
}

#[test]
fn fields_are_taken_by_their_keys() {
    let mut writer = Writer::new();
    writer.map(3).unsigned(1).unsigned(5).unsigned(2).text("a").unsigned(4).array(1).bytes(b"x");
    let bytes = writer.finish();
    let fields = || Value::read_map(&bytes).unwrap();
    let mut all = fields();
    assert_eq!((all.unsigned(1), all.text(2), all.optional(3)), (Ok(5), Ok("a"), Ok(None)));
    assert_eq!(all.array(4).map(Iterator::collect), Ok(vec![Value::Bytes(b"x")]));
    assert_eq!(all.finish(), Ok(()));
    assert_eq!(fields().take(0), Err(Fault::KeyMissing(0)));
    assert_eq!(fields().take(2), Err(Fault::KeyUnknown(1)));
    assert_eq!(fields().text(1), Err(Fault::ValueOf(1)));
    assert_eq!(fields().finish(), Err(Fault::KeyUnknown(1)));
    assert_eq!(Value::read_map(&[0x80]).map(|_| ()), Err(Fault::NotAMap));
}

/// The bytes that another library writes.
fn by_another_library(value: &ciborium::Value) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).ok()?;
    Some(bytes)
}

proptest! {
    #[test]
    fn whatever_is_read_is_what_another_library_writes(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        if Value::read(&bytes).is_ok() {
            let value: ciborium::Value = ciborium::from_reader(bytes.as_slice()).unwrap();
            prop_assert_eq!(by_another_library(&value), Some(bytes));
        }
    }

    #[test]
    fn what_is_written_is_read(number in 0..=MAX_INTEGER, text in "[a-zđêôư ]{0,300}", more in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut writer = Writer::new();
        writer.array(3).unsigned(number).text(&text).bytes(&more);
        let bytes = writer.finish();
        let Ok(Value::Array(items)) = Value::read(&bytes) else { panic!("not an array") };
        let expected = vec![Value::Unsigned(number), Value::Text(&text), Value::Bytes(&more)];
        prop_assert_eq!(items.collect::<Vec<_>>(), expected);
    }
}

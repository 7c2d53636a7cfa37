//! Records: the code follows from every bit. The salt that must be there: [`crate::refusals`].

use vanbang::document::code::Code;

use crate::given::{made, text};

fn record() -> String {
    text(&made()["documents"][0], "record").to_owned()
}

#[test]
fn every_bit_counts() {
    let record = record().into_bytes();
    let code = Code::derive(&record);
    for bit in 0..record.len() * 8 {
        let mut other = record.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let other = Code::derive(&other);
        assert!(other.id() != code.id() && other.secret() != code.secret(), "bit {bit}");
    }
}

//! An opening for a record, as far as drawing looks at one: its place in the batch is made up.

use vanbang::document::code::Code;

/// Form, batch, index, the record's secret, no path, and so many bytes in place of claims.
pub fn opening(record: &[u8], claims: usize) -> Vec<u8> {
    let code = Code::derive(record);
    let place = [7; 10];
    [&[2][..], &place, code.secret().expose(), &[0], &vec![0x5a; claims]].concat()
}

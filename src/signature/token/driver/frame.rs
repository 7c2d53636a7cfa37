//! Frames on the pipes between this program and the process that holds a token's driver: which lane,
//! what kind, how long, then the bytes.

use std::io::{self, ErrorKind, Read, Write};

use zeroize::Zeroizing;

/// More than any answer about tokens needs; a driver that has gone astray is not listened to for longer.
const MAX_BYTES: usize = 16 * 1024 * 1024;

const HEADER: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A question, in CBOR.
    Request,
    /// A PIN for the request that follows, as it is.
    Pin,
    /// Signed attributes to sign, as they are.
    Sign,
    /// The answer to a request, in CBOR.
    Answer,
    /// The token's answer to a message, as it is.
    Signed,
    /// An error instead of an answer, in CBOR.
    Failed,
}

const KINDS: [Kind; 6] = [Kind::Request, Kind::Pin, Kind::Sign, Kind::Answer, Kind::Signed, Kind::Failed];

/// One frame; its bytes may be a PIN, so they are wiped.
#[derive(Debug)]
pub struct Frame {
    /// One lane is one session with the token.
    pub lane: u8,
    pub kind: Kind,
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Writes a frame; a PIN is copied nowhere.
pub fn write(out: &mut dyn Write, lane: u8, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| ErrorKind::InvalidInput)?;
    let place = KINDS.iter().position(|one| *one == kind).unwrap_or_default();
    let mut head = Vec::with_capacity(HEADER + if kind == Kind::Pin { 0 } else { bytes.len() });
    head.extend([lane, place as u8]);
    head.extend(length.to_be_bytes());
    if kind == Kind::Pin {
        out.write_all(&head)?;
        out.write_all(bytes)?;
    } else {
        head.extend_from_slice(bytes);
        out.write_all(&head)?;
    }
    out.flush()
}

/// The next frame; none when the other side has closed. Nothing is buffered, so nothing of a PIN stays.
pub fn read(input: &mut dyn Read) -> io::Result<Option<Frame>> {
    let mut head = [0; HEADER];
    match input.read(&mut head)? {
        0 => return Ok(None),
        read => input.read_exact(head.get_mut(read..).unwrap_or_default())?,
    }
    let [lane, kind, length @ ..] = head;
    let kind = KINDS.get(usize::from(kind)).copied().ok_or(ErrorKind::InvalidData)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > MAX_BYTES {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    input.read_exact(&mut bytes)?;
    Ok(Some(Frame { lane, kind, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_nonsense_is_refused() {
        let mut pipe = Vec::new();
        write(&mut pipe, 3, Kind::Sign, b"message").unwrap();
        write(&mut pipe, 0, Kind::Pin, b"1234").unwrap();
        let mut input = pipe.as_slice();
        let first = read(&mut input).unwrap().unwrap();
        assert_eq!((first.lane, first.kind, &first.bytes[..]), (3, Kind::Sign, &b"message"[..]));
        let second = read(&mut input).unwrap().unwrap();
        assert_eq!((second.lane, second.kind, &second.bytes[..]), (0, Kind::Pin, &b"1234"[..]));
        assert!(read(&mut input).unwrap().is_none());

        let refused = |bytes: &[u8]| read(&mut &bytes[..]).unwrap_err().kind();
        assert_eq!(refused(&pipe[..4]), ErrorKind::UnexpectedEof);
        assert_eq!(refused(&[0, 9, 0, 0, 0, 0]), ErrorKind::InvalidData);
        assert_eq!(refused(&[0, 0, 0xff, 0, 0, 0]), ErrorKind::InvalidData);
    }
}

//! Timestamps from the authorities that the operator named (RFC 3161 sections 2.4 and 3.4).

use std::time::Instant;

use super::Network;
use super::address::Address;
use super::client;
use super::error::{Error, TimestampFault};
use crate::signature::cms::CmsProblem;
use crate::signature::cms::timestamp::Token;
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::crypto::{DigestAlgorithm, digest_from_der, equal_constant_time, random};

const REQUEST_TYPE: &str = "application/timestamp-query";
/// Bytes of an answer; real ones have three to eight thousand.
const MAX_ANSWER: usize = 256 * 1024;
const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;
const UTF8_STRING: u8 = 0x0c;
/// Letters of an authority's own words that are shown.
const MAX_WORDS: usize = 300;

/// A timestamp that answers our request. Whether its authority is trusted is judged where it is used.
#[derive(Debug, Clone)]
pub struct Timestamp {
    /// The token as received, to be stored with the signature.
    pub der: Vec<u8>,
    pub token: Token,
}

impl Network {
    /// Asks for a timestamp on the concatenation of `parts`: a signature value, or the bytes that a
    /// document timestamp covers. The authorities are asked in their order until one grants it; one that
    /// failed three times in a row rests for a minute. It may take minutes.
    ///
    /// # Errors
    /// [`Error::Resting`] when every authority rests; else what the last one that was asked did wrong.
    /// An answer counts only if it grants what was asked: same imprint, same nonce, the authority's
    /// certificate enclosed, its own signature in order.
    pub fn timestamp(&self, parts: &[&[u8]]) -> Result<Timestamp, Error> {
        let (mut failed, mut resting) = (None, None);
        for address in self.configuration.timestamp_authorities() {
            let who = address.to_string();
            if self.breaker.rests(&who) {
                resting = Some(Error::Resting { host: address.origin.name() });
                continue;
            }
            match self.ask_for_timestamp(address, parts) {
                Ok(stamp) => {
                    self.breaker.answered(&who);
                    return Ok(stamp);
                }
                Err(error) => {
                    self.breaker.failed(who);
                    failed = Some(error);
                }
            }
        }
        Err(failed.or(resting).unwrap_or(Error::NoTimestampAuthority))
    }

    fn ask_for_timestamp(&self, address: &Address, parts: &[&[u8]]) -> Result<Timestamp, Error> {
        self.configuration.vouched(&address.origin)?;
        let request = Request::new(parts)?;
        let question = client::Question::Post { media_type: REQUEST_TYPE, body: &request.der };
        let deadline = Instant::now() + self.configuration.limits.timestamp_time;
        let answer = self.client.ask(address, question, MAX_ANSWER, deadline)?;
        request.accept(&answer, parts).map_err(|fault| Error::Timestamp { host: address.origin.name(), fault })
    }

    /// Whether an authority is named that could give timestamps.
    pub fn gives_timestamps(&self) -> bool {
        !self.configuration.timestamp_authorities().is_empty()
    }
}

struct Request {
    der: Vec<u8>,
    imprint: Vec<u8>,
    /// The content of its INTEGER.
    nonce: Vec<u8>,
}

impl Request {
    fn new(parts: &[&[u8]]) -> Result<Self, Error> {
        let imprint = DIGEST.digest_parts(parts);
        let nonce = tlv::unsigned(&random::<16>()?);
        let der = tlv::sequence(&[
            &tlv::unsigned(&[1]),
            &tlv::sequence(&[
                &tlv::sequence(&[&tlv::oid(DIGEST.oid()), &tlv::encode(tag::NULL, &[])]),
                &tlv::encode(tag::OCTET_STRING, &[&imprint]),
            ]),
            &nonce,
            // certReq
            &tlv::encode(tag::BOOLEAN, &[&[0xff]]),
        ]);
        let nonce = Element::whole(&nonce).map(|number| number.value.to_vec()).unwrap_or_default();
        Ok(Self { der, imprint, nonce })
    }

    fn accept(&self, answer: &[u8], parts: &[&[u8]]) -> Result<Timestamp, TimestampFault> {
        let der = granted(answer)?;
        let token = Token::parse(&der).map_err(TimestampFault::Token)?;
        let info = &token.info;
        let of_ours = digest_from_der(&info.imprint_algorithm) == Ok(DIGEST);
        if !of_ours || !equal_constant_time(&info.imprint, &self.imprint) {
            return Err(TimestampFault::Imprint);
        }
        // RFC 3161 section 2.4.2: the nonce must come back.
        if info.nonce.as_deref() != Some(&self.nonce) {
            return Err(TimestampFault::Nonce);
        }
        let integrity = token.verify(&[parts.concat()]);
        // RFC 3161 section 2.4.2 itself names the older attribute; its hash has been compared.
        let problem = integrity.problems.iter().find(|problem| **problem != CmsProblem::SigningCertificateV1Only);
        match problem {
            Some(problem) => Err(TimestampFault::Signature { code: problem.code() }),
            None if integrity.holds() => Ok(Timestamp { der, token }),
            None => Err(TimestampFault::Signature { code: "SIGNATURE_VALUE_INVALID" }),
        }
    }
}

/// The token of a TimeStampResp whose status is granted or grantedWithMods.
fn granted(answer: &[u8]) -> Result<Vec<u8>, TimestampFault> {
    let malformed = |_| TimestampFault::Malformed;
    let whole = Element::whole(answer).map_err(malformed)?;
    let mut fields = whole.reader(tag::SEQUENCE).map_err(malformed)?;
    let mut status = fields.enter(tag::SEQUENCE).map_err(malformed)?;
    let code = status.any().and_then(|number| number.small_unsigned()).map_err(malformed)?;
    if code > 1 {
        return Err(TimestampFault::Refused { status: code, words: words(status) });
    }
    let token = fields.take(tag::SEQUENCE).map_err(malformed)?;
    fields.finish().map_err(malformed)?;
    Ok(token.raw.to_vec())
}

/// statusString: PKIFreeText.
fn words(mut status: tlv::Reader<'_>) -> String {
    let mut lines = Vec::new();
    if let Ok(mut texts) = status.enter(tag::SEQUENCE) {
        while let Ok(text) = texts.take(UTF8_STRING) {
            lines.push(String::from_utf8_lossy(text.value).into_owned());
        }
    }
    lines.join("; ").chars().take(MAX_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u8, rest: &[&[u8]]) -> Vec<u8> {
        let text = tlv::encode(UTF8_STRING, &["quá tải".as_bytes()]);
        let info = tlv::sequence(&[&tlv::unsigned(&[status]), &tlv::sequence(&[&text])]);
        tlv::sequence(&[[info.as_slice()].as_slice(), rest].concat())
    }

    #[test]
    fn only_a_granted_token_is_taken() {
        let token = tlv::sequence(&[]);
        for status in [0, 1] {
            assert_eq!(granted(&answer(status, &[&token])), Ok(token.clone()));
            assert_eq!(granted(&answer(status, &[])), Err(TimestampFault::Malformed));
            assert_eq!(granted(&answer(status, &[&token, &token])), Err(TimestampFault::Malformed));
        }
        for status in [2, 3, 4, 5, 200] {
            let refused = TimestampFault::Refused { status: status.into(), words: "quá tải".into() };
            assert_eq!(granted(&answer(status, &[&token])), Err(refused));
        }
        for junk in [&b""[..], b"junk", &[0x30, 0], &[0x30, 2, 0x30, 0]] {
            assert_eq!(granted(junk), Err(TimestampFault::Malformed));
        }
    }
}

//! The text of a code, read strictly (protocol.md 5.2).

use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::derive::{FORM_F, FORM_S};
use super::{Error, Id, Secret, decimal};
use crate::wording::Phrase;

/// Longest text of a code, in characters.
const MAX_TEXT: usize = 1400;
/// How many digits stand behind `#`.
const DIGITS: RangeInclusive<usize> = 39..=1000;
/// Longest host.
const MAX_HOST: usize = 60;
/// Longest label of a host.
const MAX_LABEL: usize = 63;

/// What stands behind `#`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// The secret alone: transcripts.
    S(Secret),
    /// The form that carries facts (protocol.md 5.2), its bytes as received, not looked into.
    F(Zeroizing<Vec<u8>>),
}

/// A text that has the shape of a code. Nothing in it is vouched for yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParsedCode {
    /// The host, in lower case.
    pub host: String,
    /// The identifier.
    pub id: Id,
    /// The form with its content.
    pub form: Form,
}

/// Reads a code; a host with an `xn--` label is refused.
pub fn parse(text: &str) -> Result<ParsedCode, Error> {
    parse_listed(text, |_| false)
}

/// Reads a code; `listed` tells whether the directory lists exactly this lower-case host, which is
/// asked for hosts with an `xn--` label only.
pub fn parse_listed(text: &str, listed: impl Fn(&str) -> bool) -> Result<ParsedCode, Error> {
    if text.len() > MAX_TEXT || !text.is_ascii() {
        return Err(Error::malformed(
            "dài hơn 1400 ký tự, hoặc có ký tự ngoài ASCII",
            "more than 1400 characters, or not ASCII",
        ));
    }
    let (address, digits) = text.split_once('#').ok_or(Error::malformed("thiếu dấu #", "there is no # in it"))?;
    let address = address.to_ascii_lowercase();
    let rest = address
        .strip_prefix("https://")
        .ok_or(Error::malformed("không bắt đầu bằng https://", "it does not start with https://"))?;
    let (host, path) = rest.split_once('/').ok_or(Error::malformed("thiếu đường dẫn", "there is no path in it"))?;
    let id = path
        .strip_prefix("v/")
        .ok_or(Error::malformed("đường dẫn không bắt đầu bằng /v/", "the path does not start with /v/"))?;
    check_host(host).map_err(|_| Error::malformed("tên miền không hợp lệ", "the host is not a plain host name"))?;
    let id = Id::parse(id)?;
    let form = read_form(digits)?;
    if host.split('.').any(|label| label.starts_with("xn--")) && !listed(host) {
        return Err(Error::HostNotListed { host: host.to_owned() });
    }
    Ok(ParsedCode { host: host.to_owned(), id, form })
}

fn read_form(digits: &str) -> Result<Form, Error> {
    if !DIGITS.contains(&digits.len()) || digits.starts_with('0') {
        return Err(Error::malformed(
            "phần số không dài từ 39 đến 1000 chữ số, hoặc bắt đầu bằng số 0",
            "the digits are not 39 to 1000, or start with zero",
        ));
    }
    let bytes = decimal::to_bytes(digits)
        .map(Zeroizing::new)
        .ok_or(Error::malformed("sau dấu # không phải là chữ số", "what follows # is not digits"))?;
    match bytes.split_first() {
        Some((&FORM_S, secret)) => <[u8; 16]>::try_from(secret)
            .map(|secret| Form::S(Secret::from_bytes(secret)))
            .map_err(|_| Error::malformed("dạng S phải có 17 byte", "the S form has 17 bytes")),
        Some((&FORM_F, _)) => Ok(Form::F(bytes)),
        Some((&form, _)) => Err(Error::VersionUnknown { form }),
        None => Err(Error::malformed("không có chữ số nào", "there are no digits")),
    }
}

/// Writes a code in upper case; `bytes` begin with the byte of their form.
pub(super) fn write(host: &str, id: Id, bytes: &[u8]) -> Result<String, Error> {
    check_host(host)?;
    let digits = decimal::from_bytes(bytes);
    if digits.len() > *DIGITS.end() {
        return Err(Error::TextTooLong { digits: digits.len(), most: *DIGITS.end() });
    }
    Ok(format!("HTTPS://{}/V/{id}#{digits}", host.to_ascii_uppercase()))
}

/// Whether a host may stand in a code: two labels or more of letters, digits and hyphens, at most
/// 60 characters, no port, no trailing dot.
pub fn check_host(host: &str) -> Result<(), Error> {
    let refuse = |vi, en| Err(Error::Host { host: host.chars().take(80).collect(), reason: Phrase::new(vi, en) });
    if host.len() > MAX_HOST {
        return refuse("dài hơn 60 ký tự", "more than 60 characters");
    }
    if host.split('.').count() < 2 {
        return refuse("chỉ có một phần, không có dấu chấm", "it has a single label");
    }
    for label in host.split('.') {
        if label.is_empty() || label.len() > MAX_LABEL {
            return refuse("có phần trống hoặc quá dài", "a label is empty or too long");
        }
        if !label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return refuse(
                "có ký tự không phải chữ, số, gạch nối hay dấu chấm",
                "a character is not a letter, a digit, a hyphen or a dot",
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "HTTPS://VB.MAU.EDU.VN/V/SREBT4PBD5YYO2DV7KIZGX2SF4#419103432954811960915981243373750118669";

    #[test]
    fn either_case() {
        let parsed = parse(CODE).unwrap();
        assert_eq!(parsed.host, "vb.mau.edu.vn");
        assert_eq!(parse(&CODE.to_lowercase()).unwrap(), parsed);
        assert!(matches!(parsed.form, Form::S(_)));
    }

    #[test]
    fn an_internationalised_host_needs_the_directory() {
        let code = CODE.replacen("VB.MAU", "XN--MU-TFA", 1);
        assert_eq!(parse(&code).unwrap_err().code(), "CODE_HOST_NOT_LISTED");
        assert!(parse_listed(&code, |host| host == "xn--mu-tfa.edu.vn").is_ok());
        assert!(parse_listed(&code, |host| host == "vb.mau.edu.vn").is_err());
    }

    #[test]
    fn longest_host() {
        let host = format!("{}.{}", "a".repeat(29), "b".repeat(30));
        assert!(check_host(&host).is_ok());
        assert_eq!(check_host(&format!("{host}c")).unwrap_err().code(), "CODE_HOST_INVALID");
    }
}

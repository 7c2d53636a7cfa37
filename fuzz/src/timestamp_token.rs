//! Timestamp tokens: a time that holds is one that the authority stated of this content.

use vanbang::signature::cms::timestamp::Token;

use super::cms::CONTENT;
use super::genuine::seed;

const GENUINE: [&[u8]; 2] =
    [seed!("timestamp_token/with-certificate.der"), seed!("timestamp_token/without-certificate.der")];

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let strict = Token::parse(input);
    let Ok(token) = Token::parse_tolerant(input) else {
        assert!(strict.is_err(), "the strict reader takes more than the tolerant one");
        return;
    };
    let integrity = token.verify(&[CONTENT]);
    if strict.is_err() {
        assert!(!integrity.problems.is_empty(), "a token in BER that counts");
    }
    if integrity.holds() {
        let is_genuine = GENUINE.iter().any(|genuine| {
            let genuine = Token::parse(genuine).expect("a seed reads");
            genuine.info == token.info && genuine.message.content() == token.message.content()
        });
        assert!(is_genuine, "a time that nobody stated: {:?}", token.info);
    }
    assert!(!token.verify(&[CONTENT, b"."]).digest_matches, "one token for two contents");
}

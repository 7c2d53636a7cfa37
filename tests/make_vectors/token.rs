//! Timestamp tokens field by field (RFC 3161), right unless told otherwise.

use std::rc::Rc;

use super::der::{Der, int, octets, oid, seq, time};
use super::keys::Hash;
use super::message::{Message, Signer, Unsigned, attribute};
use super::people::{Identity, stamper};

pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const TOKEN: &str = "1.2.840.113549.1.9.16.2.14";

/// What a token holds of the stamped bytes.
pub type Imprint = Rc<dyn Fn(&[u8]) -> Vec<u8>>;

/// A token to be made.
#[derive(Clone)]
pub struct Stamp {
    pub who: Identity,
    /// Digest of the token's own signature.
    pub hash: Hash,
    pub policy: &'static str,
    pub imprint_algorithm: Der,
    /// The imprint of what is stamped.
    pub imprint: Imprint,
    /// GeneralizedTime.
    pub time: &'static str,
    /// What follows the time: accuracy, ordering, nonce, tsa.
    pub further: Vec<Der>,
    /// A change to the message around it.
    pub change: Rc<dyn Fn(&mut Message)>,
}

impl Stamp {
    /// By the timestamp authority that the office trusts, a day before the moment of judging.
    pub fn honest() -> Self {
        Self {
            who: stamper(),
            hash: Hash::Sha256,
            policy: "1.2.3.4.1",
            imprint_algorithm: Hash::Sha256.identifier_with_null(),
            imprint: Rc::new(|stamped| Hash::Sha256.of(stamped)),
            time: "20260531080000Z",
            further: Vec::new(),
            change: Rc::new(|_| {}),
        }
    }

    /// With its imprint by another digest.
    pub fn by(mut self, hash: Hash) -> Self {
        self.imprint_algorithm = hash.identifier_with_null();
        self.imprint = Rc::new(move |stamped| hash.of(stamped));
        self
    }

    pub fn changing(mut self, change: impl Fn(&mut Signer) + 'static) -> Self {
        self.change = Rc::new(move |message| change(message.signer()));
        self
    }

    /// The token over these bytes.
    pub fn token(&self, stamped: &[u8]) -> Der {
        let imprint = seq([self.imprint_algorithm.clone(), octets(&(self.imprint)(stamped))]);
        let fields = [int(1), oid(self.policy), imprint, int(7), time(self.time)];
        let info = seq(fields.into_iter().chain(self.further.clone()));
        let mut message = Message::enclosing(&self.who, self.hash, TST_INFO, &info);
        message.version = 3;
        (self.change)(&mut message);
        message.der()
    }

    /// The unsigned attribute over a signature value.
    pub fn attribute(&self, value: &[u8]) -> Der {
        attribute(TOKEN, [self.token(value)])
    }

    /// Unsigned attributes of one token.
    pub fn unsigned(&self) -> Unsigned {
        let stamp = self.clone();
        Rc::new(move |value| vec![stamp.attribute(value)])
    }
}

/// One attribute with these tokens.
pub fn tokens(tokens: impl IntoIterator<Item = Der>) -> Der {
    attribute(TOKEN, tokens)
}

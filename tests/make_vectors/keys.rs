//! The keys that sign vectors, and signatures made number by number so that each can be wrong in its
//! own way. Nothing is random: the same input gives the same bytes.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::{digest, signature};
use num_bigint::BigUint;

use super::der::{self, Der, bits, int, null, number, oid, seq};

/// A digest algorithm with its object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn of(self, message: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha224 => &digest::SHA224,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, message).as_ref().to_vec()
    }

    pub fn oid(self) -> Der {
        oid(match self {
            Hash::Sha1 => "1.3.14.3.2.26",
            Hash::Sha224 => "2.16.840.1.101.3.4.2.4",
            Hash::Sha256 => "2.16.840.1.101.3.4.2.1",
            Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
            Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
        })
    }

    /// AlgorithmIdentifier without parameters (RFC 5754 section 2).
    pub fn identifier(self) -> Der {
        seq([self.oid()])
    }

    /// AlgorithmIdentifier with NULL, as RFC 8017 and RFC 4055 write it inside of signatures.
    pub fn identifier_with_null(self) -> Der {
        seq([self.oid(), null()])
    }
}

/// A test key of `test-vectors/keys`.
#[derive(Clone)]
pub enum Key {
    Rsa {
        modulus: BigUint,
        exponent: BigUint,
        private: BigUint,
        /// RFC 8017 appendix A.1.2: p, q, dP, dQ, qInv, which make it four times as fast.
        halves: Option<[BigUint; 5]>,
        pkcs8: Vec<u8>,
    },
    P256 {
        private: BigUint,
        point: Vec<u8>,
    },
}

/// Order of P-256, and the first coordinate of its base point (SEC 2 section 2.4.2).
const P256_ORDER: &[u8] = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P256_BASE: &[u8] = b"6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

pub fn p256_order() -> BigUint {
    BigUint::parse_bytes(P256_ORDER, 16).unwrap()
}

impl Key {
    /// The key in `test-vectors/keys/<name>.pem`.
    pub fn named(name: &str) -> Key {
        let path = super::root().join("keys").join(format!("{name}.pem"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let lines: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let pkcs8 = data_encoding::BASE64.decode(lines.as_bytes()).unwrap();
        let outer = der::elements(der::elements(&pkcs8)[0].1);
        let inner = der::elements(der::elements(outer[2].1)[0].1);
        let is_rsa = der::elements(outer[1].1)[0].1 == &oid("1.2.840.113549.1.1.1")[2..];
        let big = |index: usize| BigUint::from_bytes_be(inner[index].1);
        if is_rsa {
            return Key::Rsa {
                modulus: big(1),
                exponent: big(2),
                private: big(3),
                halves: Some([4, 5, 6, 7, 8].map(big)),
                pkcs8,
            };
        }
        let (_, point) = inner.iter().find(|(tag, _)| *tag == 0xa1).unwrap();
        Key::P256 { private: big(1), point: der::elements(point)[0].1[1..].to_vec() }
    }

    /// An RSA key out of numbers that need not belong together.
    pub fn rsa(modulus: BigUint, exponent: u32, private: u32) -> Key {
        Key::Rsa { modulus, exponent: exponent.into(), private: private.into(), halves: None, pkcs8: Vec::new() }
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(&self) -> Der {
        match self {
            Key::Rsa { modulus, exponent, .. } => {
                let algorithm = seq([oid("1.2.840.113549.1.1.1"), null()]);
                seq([algorithm, bits(&seq([number(modulus), number(exponent)]))])
            }
            Key::P256 { point, .. } => seq([seq([oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]), bits(point)]),
        }
    }

    /// The usual key identifier: SHA-1 of the key (RFC 5280 section 4.2.1.2).
    pub fn identifier(&self) -> Vec<u8> {
        let spki = self.spki();
        let key = der::elements(der::elements(&spki)[0].1)[1].1.to_vec();
        Hash::Sha1.of(&key[1..])
    }

    /// Signs as an honest signer of this key with this digest would: RSA PKCS#1 v1.5, or ECDSA.
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Rsa { pkcs8, .. } => sign_quickly(pkcs8, hash, message)
                .unwrap_or_else(|| self.sign_block(&self.pkcs1(hash.identifier_with_null(), &hash.of(message)))),
            Key::P256 { .. } => {
                let (r, s) = self.ecdsa(hash, message);
                seq([number(&r), number(&s)])
            }
        }
    }

    /// AlgorithmIdentifier of what [`Key::sign`] makes.
    pub fn signature_algorithm(&self, hash: Hash) -> Der {
        let last = |sha1: &str, sha256: &str, next: [&str; 3]| {
            oid(match hash {
                Hash::Sha1 => sha1,
                Hash::Sha256 => sha256,
                Hash::Sha224 => next[0],
                Hash::Sha384 => next[1],
                Hash::Sha512 => next[2],
            })
        };
        match self {
            Key::Rsa { .. } => {
                let next = ["1.2.840.113549.1.1.14", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"];
                seq([last("1.2.840.113549.1.1.5", "1.2.840.113549.1.1.11", next), null()])
            }
            Key::P256 { .. } => {
                let next = ["1.2.840.10045.4.3.1", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"];
                seq([last("1.2.840.10045.4.1", "1.2.840.10045.4.3.2", next)])
            }
        }
    }

    /// Bytes of the modulus.
    pub fn modulus_len(&self) -> usize {
        let Key::Rsa { modulus, .. } = self else { panic!("an RSA key is meant") };
        modulus.to_bytes_be().len()
    }

    /// The RSA operation on a whole block, whatever stands in it (RFC 8017 section 5.2.1).
    pub fn sign_block(&self, block: &[u8]) -> Vec<u8> {
        let Key::Rsa { modulus, private, halves, .. } = self else { panic!("an RSA key is meant") };
        let block = BigUint::from_bytes_be(block);
        let value = match halves {
            None => block.modpow(private, modulus),
            Some([p, q, at_p, at_q, inverse]) => {
                let (at_p, at_q) = ((&block % p).modpow(at_p, p), (&block % q).modpow(at_q, q));
                let apart = (at_p + p - &at_q % p) * inverse % p;
                at_q + apart * q
            }
        };
        let value = value.to_bytes_be();
        [vec![0; self.modulus_len() - value.len()], value].concat()
    }

    /// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) around a digest.
    pub fn pkcs1(&self, identifier: Der, digest: &[u8]) -> Vec<u8> {
        let info = seq([identifier, der::octets(digest)]);
        let padding = self.modulus_len() - info.len() - 3;
        [&[0, 1][..], &vec![0xff; padding], &[0], &info].concat()
    }

    /// EMSA-PSS (RFC 8017 section 9.1.1) with a salt of zeros and the trailer BC.
    pub fn sign_pss(&self, hash: Hash, mask: Hash, salt_len: usize, message: &[u8]) -> Vec<u8> {
        let salt = vec![0; salt_len];
        let digest = hash.of(&[&[0; 8][..], &hash.of(message), &salt].concat());
        let length = self.modulus_len();
        let mut block = vec![0; length - digest.len() - salt_len - 2];
        block.push(1);
        block.extend(salt);
        let generated = (0u32..).flat_map(|counter| mask.of(&[&digest[..], &counter.to_be_bytes()].concat()));
        block.iter_mut().zip(generated).for_each(|(byte, mask)| *byte ^= mask);
        block[0] &= 0x7f;
        self.sign_block(&[&block[..], &digest, &[0xbc]].concat())
    }

    /// ECDSA with the number 1 as its secret: r is then known, and s needs no curve. It gives the
    /// private key away, which everyone has.
    pub fn ecdsa(&self, hash: Hash, message: &[u8]) -> (BigUint, BigUint) {
        let Key::P256 { private, .. } = self else { panic!("a P-256 key is meant") };
        let order = p256_order();
        let digest = hash.of(message);
        let z = BigUint::from_bytes_be(&digest[..digest.len().min(32)]);
        let r = BigUint::parse_bytes(P256_BASE, 16).unwrap() % &order;
        let s = (z + &r * private) % order;
        (r, s)
    }
}

/// The same bytes a hundred times sooner, for the usual keys and digests.
fn sign_quickly(pkcs8: &[u8], hash: Hash, message: &[u8]) -> Option<Vec<u8>> {
    let encoding = match hash {
        Hash::Sha256 => &signature::RSA_PKCS1_SHA256,
        Hash::Sha384 => &signature::RSA_PKCS1_SHA384,
        Hash::Sha512 => &signature::RSA_PKCS1_SHA512,
        Hash::Sha1 | Hash::Sha224 => return None,
    };
    let pair = signature::RsaKeyPair::from_pkcs8(pkcs8).ok()?;
    let mut value = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut value).ok()?;
    Some(value)
}

/// RSASSA-PSS-params (RFC 4055 section 3.1) behind its object identifier.
pub fn pss_algorithm(hash: Hash, mask: Hash, salt_len: u64, trailer: Option<u64>) -> Der {
    let mask = seq([oid("1.2.840.113549.1.1.8"), mask.identifier_with_null()]);
    let mut fields =
        vec![der::explicit(0, hash.identifier_with_null()), der::explicit(1, mask), der::explicit(2, int(salt_len))];
    fields.extend(trailer.map(|trailer| der::explicit(3, int(trailer))));
    seq([oid("1.2.840.113549.1.1.10"), seq(fields)])
}

//! A signing key in an encrypted PKCS#8 file: for the demo and for tests, never for a school.

use super::{Error, Pin, Signature, Signer, Statement};
use crate::signature::cms::ToBeSigned;
use crate::signature::crypto::{self, PrivateKey, SignatureAlgorithm};
use crate::signature::x509::Certificate;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use zeroize::Zeroizing;

const PEM_LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// scrypt with N = 2^14, r = 8, p = 1: 16 MiB a guess, and within what OpenSSL opens by default.
const SCRYPT_LOG_N: u8 = 14;

/// A key held in this process, with its certificate.
#[derive(Debug)]
pub struct SoftwareKey {
    key: PrivateKey,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl SoftwareKey {
    /// Opens an encrypted PKCS#8 key (PBES2 with scrypt or PBKDF2), PEM or DER.
    ///
    /// # Errors
    /// [`Error::PasswordWrong`], [`Error::KeyFile`], and [`Error::KeyMismatch`] if the certificate
    /// is of another key.
    pub fn from_encrypted_pkcs8(
        file: &[u8],
        password: &Pin,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, Error> {
        let key = PrivateKey::from_pkcs8_der(&decrypt_pkcs8(file, password)?)?;
        if key.public_key() != certificate.public_key() {
            return Err(Error::KeyMismatch {
                certificate: certificate.common_name().to_owned(),
                key: key.public_key().kind().to_string(),
            });
        }
        Ok(Self { key, certificate, chain })
    }

    /// Makes `count` signatures over one probe and nothing else: the limit that a benchmark compares with.
    pub fn raw_sign(&mut self, count: usize) -> Result<(), Error> {
        let message = Statement::measuring().to_be_signed(&self.certificate, self.key.algorithm())?;
        for _ in 0..count {
            self.key.sign(message.der())?;
        }
        Ok(())
    }
}

impl Signer for SoftwareKey {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }

    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, Error> {
        let algorithm = self.key.algorithm();
        let value = self.key.sign(message.der())?;
        Signature::verified(message, &self.certificate, algorithm, value).map_err(|_| Error::SignatureWrong {
            signer: "the software key".into(),
            certificate: self.certificate.common_name().to_owned(),
        })
    }

    fn is_software(&self) -> bool {
        true
    }
}

/// The unencrypted PKCS#8 of an encrypted key (PBES2 with scrypt or PBKDF2), PEM or DER.
///
/// # Errors
/// [`Error::PasswordWrong`], [`Error::KeyFile`].
pub fn decrypt_pkcs8(file: &[u8], password: &Pin) -> Result<Zeroizing<Vec<u8>>, Error> {
    let unreadable = |detail: String| Error::KeyFile { detail };
    let document = if file.starts_with(b"-----") {
        let text = std::str::from_utf8(file).map_err(|e| unreadable(e.to_string()))?;
        let (label, document) = SecretDocument::from_pem(text).map_err(|e| unreadable(e.to_string()))?;
        if label != PEM_LABEL {
            return Err(unreadable(format!("it is labelled {label}")));
        }
        document
    } else {
        SecretDocument::try_from(file).map_err(|e| unreadable(e.to_string()))?
    };
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|e| unreadable(e.to_string()))?;
    let plain = encrypted.decrypt(password.expose()).map_err(|_| Error::PasswordWrong)?;
    Ok(Zeroizing::new(plain.as_bytes().to_vec()))
}

/// Encrypts an unencrypted PKCS#8 key with a password: PBES2, scrypt, AES-256-CBC; PEM text.
pub fn encrypt_pkcs8(pkcs8_der: &[u8], password: &Pin) -> Result<String, Error> {
    let failed = |detail: String| Error::KeyFile { detail };
    let info = PrivateKeyInfoRef::try_from(pkcs8_der).map_err(|e| failed(e.to_string()))?;
    let cost = scrypt::Params::new(SCRYPT_LOG_N, 8, 1).map_err(|e| failed(e.to_string()))?;
    let parameters =
        pbes2::Parameters::generate_scrypt_aes256cbc(cost, &crypto::random::<16>()?, crypto::random::<16>()?)
            .map_err(|e| failed(e.to_string()))?;
    let encrypted = info.encrypt_with_params(parameters, password.expose()).map_err(|e| failed(e.to_string()))?;
    let pem = encrypted.to_pem(PEM_LABEL, LineEnding::LF).map_err(|e| failed(e.to_string()))?;
    Ok(pem.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(algorithm: &'static rcgen::SignatureAlgorithm) -> (Vec<u8>, Certificate) {
        let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
        (key.serialize_der(), Certificate::from_der(certificate.der()).unwrap())
    }

    #[test]
    fn an_encrypted_key_signs_and_names_itself_software() {
        for algorithm in [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
            let (pkcs8, certificate) = pair(algorithm);
            let password = Pin::new("mật khẩu".into());
            let pem = encrypt_pkcs8(&pkcs8, &password).unwrap();
            let mut key = SoftwareKey::from_encrypted_pkcs8(pem.as_bytes(), &password, certificate, vec![]).unwrap();
            let message = Statement::measuring().to_be_signed(key.certificate(), key.algorithm()).unwrap();
            let signature = key.sign(&message).unwrap();
            key.certificate().public_key().verify(signature.algorithm(), message.der(), signature.value()).unwrap();
            assert!(key.is_software());
        }
    }

    #[test]
    fn wrong_password_other_certificate_and_junk_are_told_apart() {
        let (pkcs8, certificate) = pair(&rcgen::PKCS_ECDSA_P256_SHA256);
        let (_, other) = pair(&rcgen::PKCS_ECDSA_P256_SHA256);
        let password = Pin::new("1".into());
        let pem = encrypt_pkcs8(&pkcs8, &password).unwrap();
        let open = |file: &[u8], password: &str, certificate: &Certificate| {
            SoftwareKey::from_encrypted_pkcs8(file, &Pin::new(password.into()), certificate.clone(), vec![])
                .unwrap_err()
                .code()
        };
        assert_eq!(open(pem.as_bytes(), "2", &certificate), "KEY_PASSWORD_WRONG");
        assert_eq!(open(pem.as_bytes(), "1", &other), "SIGNER_KEY_MISMATCH");
        assert_eq!(open(b"junk", "1", &certificate), "KEY_FILE");
        assert_eq!(open(&pkcs8, "1", &certificate), "KEY_FILE");
    }
}

//! OpenSSL as an outside judge: it verifies the signed messages we make, and we read those it makes,
//! with algorithms that our own signer never uses.

use std::path::Path;
use std::process::{Command, Output};
use vanbang::signature::cms::{
    self, CmsProblem, Draft, Integrity, Purpose as CmsPurpose, Signature, ToBeSigned, timestamp,
};
use vanbang::signature::crypto::PrivateKey;
use vanbang::signature::x509::path::{Budget, PathOutcome, Purpose, validate_for};
use vanbang::signature::x509::{Certificate, read_certificates};

const CONTENT: &[u8] = "%PDF-1.7 Học bạ: Nguyễn Văn An, lớp 6A".as_bytes();

fn try_openssl(folder: &Path, arguments: &str) -> Output {
    Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .expect("the openssl program is needed for this test")
}

fn openssl(folder: &Path, arguments: &str) {
    let output = try_openssl(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {told}");
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("content"), CONTENT).unwrap();
    folder
}

fn codes(integrity: &Integrity) -> Vec<&'static str> {
    integrity.problems.iter().map(CmsProblem::code).collect()
}

/// A self-signed certificate made by OpenSSL with this kind of key.
fn self_signed(folder: &Path, key: &str) -> Certificate {
    openssl(folder, &format!("req -x509 {key} -nodes -subj /CN=Phong/O=Truong -keyout key -out cert -days 30"));
    read_certificates(&std::fs::read(folder.join("cert")).unwrap()).unwrap().remove(0)
}

/// A detached CAdES message by OpenSSL, verified by us.
fn signed_by_openssl(folder: &Path, options: &str) -> Integrity {
    openssl(
        folder,
        &format!("cms -sign -cades -binary -in content -signer cert -inkey key -outform DER -out message {options}"),
    );
    let bytes = std::fs::read(folder.join("message")).unwrap();
    let message = cms::parse(&bytes).unwrap();
    assert_eq!(message.der_len(), bytes.len());
    let other = message.verify(&[b"other"]);
    assert!(!other.holds());
    message.verify(&[CONTENT])
}

#[test]
fn openssl_verifies_what_we_make_and_refuses_it_tampered() {
    for algorithm in [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let folder = folder();
        let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name.push(rcgen::DnType::CommonName, "Trần Thị Bích Ngọc");
        let certificate = params.self_signed(&pair).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        let key = PrivateKey::from_pkcs8_der(&pair.serialize_der()).unwrap();

        let attributes = ToBeSigned::pdf(&[CONTENT], &certificate, key.algorithm()).unwrap();
        let value = key.sign(attributes.der()).unwrap();
        let signature = Signature::verified(&attributes, &certificate, key.algorithm(), value).unwrap();
        let message = cms::assemble(&attributes, &certificate, &[], &signature).unwrap();
        std::fs::write(folder.path().join("message"), message).unwrap();
        std::fs::write(folder.path().join("cert"), certificate.to_pem()).unwrap();
        std::fs::write(folder.path().join("tampered"), &CONTENT[1..]).unwrap();
        let verify =
            "cms -verify -cades -inform DER -binary -purpose any -CAfile cert -in message -out verified -content";
        openssl(folder.path(), &format!("{verify} content"));
        assert!(!try_openssl(folder.path(), &format!("{verify} tampered")).status.success());
    }
}

/// What encloses its content, by every kind of key: OpenSSL gives back exactly the content, and refuses it
/// changed.
#[test]
fn openssl_takes_the_content_out_of_what_we_enclose() {
    let content = b"\xab\x00\x72vanbang manifest 1, and bytes that are no text: \x00\x0d\x0a\xff";
    let at = "2026-11-22T01:02:03Z".parse().unwrap();
    for algorithm in [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let folder = folder();
        let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        let key = PrivateKey::from_pkcs8_der(&pair.serialize_der()).unwrap();

        let draft = Draft::new(CmsPurpose::Manifest, content.to_vec(), &certificate, &[], key.algorithm(), at).unwrap();
        let value = key.sign(draft.to_be_signed().der()).unwrap();
        let signature = Signature::verified(draft.to_be_signed(), &certificate, key.algorithm(), value).unwrap();
        let message = draft.finish(&signature).unwrap();
        std::fs::write(folder.path().join("cert"), certificate.to_pem()).unwrap();
        let verify = |name: &str| {
            format!("cms -verify -cades -inform DER -binary -purpose any -CAfile cert -in {name} -out verified")
        };
        std::fs::write(folder.path().join("message"), &message).unwrap();
        openssl(folder.path(), &verify("message"));
        assert_eq!(std::fs::read(folder.path().join("verified")).unwrap(), content);
        let changed = message.windows(content.len()).position(|part| part == content).unwrap();
        let mut message = message;
        message[changed + content.len() - 1] ^= 1;
        std::fs::write(folder.path().join("changed"), &message).unwrap();
        assert!(!try_openssl(folder.path(), &verify("changed")).status.success());
    }
}

#[test]
fn what_openssl_makes_breaks_no_rule() {
    for key in [
        "-newkey rsa:2048",
        "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
        "-newkey ec -pkeyopt ec_paramgen_curve:P-384",
        "-newkey ec -pkeyopt ec_paramgen_curve:P-521",
    ] {
        let folder = folder();
        self_signed(folder.path(), key);
        for digest in ["sha256", "sha384", "sha512"] {
            let integrity = signed_by_openssl(folder.path(), &format!("-md {digest}"));
            assert!(integrity.holds(), "{key} {digest}");
            assert_eq!(codes(&integrity), [""; 0], "{key} {digest}");
        }
    }
}

#[test]
fn pss_is_read_with_the_salt_of_the_standard_only() {
    let folder = folder();
    self_signed(folder.path(), "-newkey rsa:2048");
    let pss = "-md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen";
    let good = signed_by_openssl(folder.path(), &format!("{pss}:32"));
    assert!(good.holds());
    assert_eq!(codes(&good), [""; 0]);
    let short = signed_by_openssl(folder.path(), &format!("{pss}:20"));
    assert_eq!(codes(&short), ["ALGORITHM_PARAMETERS"]);
    assert_eq!(short.outcome(), None, "what is not computed is neither right nor wrong");
}

#[test]
fn weak_keys_and_digests_have_their_integrity_told_and_are_named() {
    let folder = folder();
    let certificate = self_signed(folder.path(), "-newkey rsa:1024 -sha1");
    let integrity = signed_by_openssl(folder.path(), "-md sha1");
    assert!(integrity.holds());
    let codes = codes(&integrity);
    assert!(codes.contains(&"DIGEST_WEAK") && codes.contains(&"KEY_WEAK"), "{codes:?}");
    let anchors = [certificate.clone()];
    let outcome = validate_for(Purpose::Any, &certificate, &[], &anchors, Budget::default(), certificate.not_before());
    let PathOutcome::Untrusted { reason } = outcome else { panic!("a weak anchor is trusted") };
    assert_eq!(reason.code(), "CERT_WEAK_KEY");
}

#[test]
fn a_certificate_signed_with_sha1_has_no_path() {
    let folder = folder();
    let root = self_signed(folder.path(), "-newkey rsa:2048 -sha256");
    openssl(folder.path(), "req -newkey rsa:2048 -nodes -subj /CN=La -keyout leafkey -out request");
    openssl(folder.path(), "x509 -req -in request -CA cert -CAkey key -sha1 -days 30 -set_serial 7 -out leaf");
    let leaf = read_certificates(&std::fs::read(folder.path().join("leaf")).unwrap()).unwrap().remove(0);
    let at = leaf.not_before();
    let outcome = validate_for(Purpose::Any, &leaf, &[], &[root], Budget::default(), at);
    let PathOutcome::Untrusted { reason } = outcome else { panic!("SHA-1 is trusted") };
    assert_eq!(reason.code(), "CERT_WEAK_ALGORITHM");
}

const TSA: &str = "[tsa]
default_tsa = t
[t]
serial = serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[v3]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
";

#[test]
fn a_timestamp_by_openssl_is_read_verified_and_for_its_purpose() {
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("tsa.cnf", TSA);
    write("serial", "01");
    let root = self_signed(folder.path(), "-newkey rsa:2048");
    openssl(folder.path(), "req -newkey rsa:2048 -nodes -subj /CN=TSA -keyout tsakey -out request");
    openssl(
        folder.path(),
        "x509 -req -in request -CA cert -CAkey key -days 30 -set_serial 7 -out tsacert -extfile tsa.cnf -extensions v3",
    );
    openssl(folder.path(), "ts -query -data content -sha256 -cert -out query");
    openssl(
        folder.path(),
        "ts -reply -config tsa.cnf -queryfile query -signer tsacert -inkey tsakey -token_out -out token",
    );
    let token = timestamp::Token::parse(&std::fs::read(folder.path().join("token")).unwrap()).unwrap();
    let integrity = token.verify(&[CONTENT]);
    assert!(integrity.holds());
    assert_eq!(codes(&integrity), [""; 0]);
    assert!(!token.verify(&[b"other"]).holds());
    assert!(token.info.nonce.is_some());
    let signer = integrity.signer.unwrap();
    assert!(signer.is_valid_at(token.info.gen_time));
    let anchors = [root];
    let outcome = validate_for(Purpose::TimeStamping, &signer, &[], &anchors, Budget::default(), token.info.gen_time);
    assert!(outcome.is_trusted());
    let document = validate_for(Purpose::Signing, &signer, &[], &anchors, Budget::default(), token.info.gen_time);
    assert!(!document.is_trusted(), "a timestamp authority signs no documents");
}

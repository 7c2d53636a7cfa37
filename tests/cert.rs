//! `vanbang cert verify` from outside: each exit code, and what is said with it.

mod command;

use std::path::Path;

use command::vanbang;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};

const AT: &str = "2026-11-21T00:00:00+07:00";

fn params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(serial.into());
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

/// `root.pem`, `middle.pem`, `leaf.pem`, and lists that revoke nothing (`root.crl`, `middle.crl`) or the
/// leaf (`revoked.crl`).
fn write_all(folder: &Path) {
    let write = |name: &str, text: String| std::fs::write(folder.join(name), text).unwrap();
    let authority = |name: &str, serial| {
        let mut params = params(name, serial);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    };
    let keys = [(); 3].map(|()| KeyPair::generate().unwrap());
    let (root, middle) = (authority("Gốc", 1), authority("Trung gian", 2));
    write("root.pem", root.self_signed(&keys[0]).unwrap().pem());
    let (root, middle_certificate) = {
        let issuer = Issuer::from_params(&root, &keys[0]);
        let certificate = middle.signed_by(&keys[1], &issuer).unwrap().pem();
        (root, certificate)
    };
    write("middle.pem", middle_certificate);
    let (root, middle) = (Issuer::from_params(&root, &keys[0]), Issuer::from_params(&middle, &keys[1]));
    write("leaf.pem", params("Hiệu trưởng", 3).signed_by(&keys[2], &middle).unwrap().pem());
    let list = |revoked: &[u64], issuer: &Issuer<'_, &KeyPair>| {
        let revoked = revoked.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(2026, 6, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 11, 1),
            next_update: date_time_ymd(2026, 12, 1),
            crl_number: 1.into(),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(issuer).unwrap().pem().unwrap()
    };
    write("root.crl", list(&[], &root));
    write("middle.crl", list(&[], &middle));
    write("revoked.crl", list(&[3], &middle));
}

/// The list in this PEM file with a version that does not exist, in DER.
fn list_of_version_6(file: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(file).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let mut der = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
    let version = der.windows(4).position(|bytes| bytes == [2, 1, 1, 0x30]).unwrap();
    der[version + 2] = 5;
    der
}

#[test]
fn every_exit_code_has_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path());
    let path = ["--anchor", "root.pem", "--intermediate", "middle.pem"];
    let lists = ["--crl", "root.crl", "--crl", "middle.crl"];
    let broken = std::fs::read(folder.path().join("leaf.pem")).unwrap();
    let text = String::from_utf8(broken).unwrap();
    std::fs::write(folder.path().join("broken.pem"), text.replacen("MII", "MIJ", 1).replacen("\nMIIB", "\nMIIC", 1))
        .unwrap();
    let run = |options: &[&str]| {
        let mut arguments = vec!["cert", "verify", "--at", AT];
        arguments.extend(options);
        vanbang(folder.path(), &arguments)
    };
    let good = run(&[&path[..], &lists, &["leaf.pem"]].concat());
    assert!(good.passed().out.contains("HỢP LỆ") && good.out.contains("CN=Trung gian"), "{}", good.out);
    for (code, told, options) in [
        (0, "--revocation ignore", [&path[..], &["--revocation", "ignore", "leaf.pem"]].concat()),
        (0, "NO_REVOCATION_DATA", [&path[..], &["--revocation", "prefer", "leaf.pem"]].concat()),
        (3, "NO_REVOCATION_DATA", [&path[..], &["leaf.pem"]].concat()),
        (1, "REVOKED", [&path[..], &lists, &["--crl", "revoked.crl", "leaf.pem"]].concat()),
        (1, "CERT_NO_PATH", vec!["--anchor", "root.pem", "leaf.pem"]),
        (1, "CERT_PATH_TOO_LONG", [&path[..], &lists, &["--max-depth", "0", "leaf.pem"]].concat()),
        (1, "CERT_POLICY", [&path[..], &lists, &["--policy", "1.2.3", "--require-policy", "leaf.pem"]].concat()),
        (1, "CERTIFICATE_MALFORMED", [&path[..], &lists, &["broken.pem"]].concat()),
    ] {
        let ran = run(&options);
        assert_eq!(ran.code, code, "{options:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    run(&["--anchor", "khong-co.pem", "leaf.pem"]).refused("FILE_ACCESS");
    run(&["--policy", "anyPolicy", "leaf.pem"]).refused("USAGE");
    std::fs::write(folder.path().join("a.txt"), "không phải chứng thư").unwrap();
    run(&["--anchor", "a.txt", "leaf.pem"]).refused("NO_CERTIFICATE");
    run(&[&path[..], &["--crl", "leaf.pem", "--crl", "khong-co.crl", "leaf.pem"]].concat()).refused("FILE_ACCESS");
    // Whatever is asked about revocation, a list that was named is heard or refused.
    std::fs::write(folder.path().join("broken.crl"), list_of_version_6(&folder.path().join("middle.crl"))).unwrap();
    for mode in ["require", "prefer", "ignore"] {
        for (list, error) in [("broken.crl", "EVIDENCE_MALFORMED"), ("a.txt", "NO_EVIDENCE")] {
            run(&[&path[..], &["--revocation", mode, "--crl", list, "leaf.pem"]].concat()).refused(error);
        }
    }
    let english = run(&[&path[..], &["--lang", "en", "leaf.pem"]].concat());
    assert!(english.out.contains("CANNOT BE DETERMINED"), "{}", english.out);
}

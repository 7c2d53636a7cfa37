//! `vanbang publish --stamp`: evidence and a timestamp behind each manifest, by OpenSSL's authority.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256};
use vanbang::document::manifest::{BlockKind, Bundle};
use vanbang::verify::manifest::{Judgement, ManifestTime, judge_manifest};
use vanbang::verify::{Revocation, TrustFolder};

use crate::loopback::Server;
use crate::office::{Office, SERVED, tree};
use crate::school::{AN, BINH};
use crate::timestamps;

/// A timestamp authority whose certificate ends in so many years; answers its root too.
fn authority(folder: &Path, until: i32) -> (Server, String) {
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, format!("Gốc dấu thời gian {until}"));
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let pem = root.self_signed(&root_key).unwrap().pem();
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Dấu thời gian");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let purpose = [0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
    let mut extension = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 37], purpose.to_vec());
    extension.set_criticality(true);
    params.custom_extensions.push(extension);
    params.not_before = rcgen::date_time_ymd(2025, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    let certificate = params.signed_by(&key, &Issuer::new(root, root_key)).unwrap();
    let server = timestamps::serve(folder.join(format!("tsa-{until}")), &certificate.pem(), &key.serialize_pem());
    (server, pem)
}

fn bundle(to: &Path) -> (PathBuf, Bundle) {
    let name = tree(to).into_keys().find(|name| name.ends_with(".bundle")).unwrap();
    assert!(name.starts_with(SERVED));
    let path = to.join(name);
    let bundle = Bundle::parse(&std::fs::read(&path).unwrap()).unwrap();
    (path, bundle)
}

#[test]
fn manifests_are_timestamped_and_renewed_before_the_timestamp_ends() {
    let office = Office::new();
    let (place, to) = (office.place(), office.place().join("ra"));
    office.close("6A", &[AN, BINH], &[]);
    let service = office.serve("store.sqlite");
    let url = format!("http://{}", service.address());
    let publish = |options: &[&str]| office.publish(&[&["--to", "ra", "--to", &url], options].concat());
    publish(&["--stamp"]).refused("TIMESTAMPS_NOT_CONFIGURED");
    let settings = place.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text + "\n[verify]\nrevocation = \"ignore\"\n").unwrap();
    publish(&[]).passed();
    let plain = bundle(&to).1;
    assert_eq!(plain.blocks().count(), 1);

    // Its certificate ends within three months; nobody trusts it yet.
    let (soon, root) = authority(office.school.folder.path(), 2027);
    std::fs::write(place.join("trust/fetch.toml"), format!("tsa = [\"{}\"]\n", soon.url("/"))).unwrap();
    publish(&["--stamp"]).refused("TIMESTAMP_NOT_PROVEN");
    assert_eq!(bundle(&to).1, plain, "what proves nothing is not published");
    std::fs::create_dir_all(place.join("trust/tsa")).unwrap();
    std::fs::write(place.join("trust/tsa/soon.pem"), root).unwrap();
    drop(service);
    let service = office.serve("store.sqlite");
    let url = format!("http://{}", service.address());
    let publish = |options: &[&str]| office.publish(&[&["--to", "ra", "--to", &url], options].concat());
    publish(&["--stamp"]).passed();
    let (path, stamped) = bundle(&to);
    let tokens = |bundle: &Bundle| bundle.blocks().filter(|block| block.kind == BlockKind::Timestamp).count();
    assert!(stamped.extends(&plain) && tokens(&stamped) == 1);
    let policy = TrustFolder::read(&place.join("trust")).unwrap().policy(Revocation::Ignore);
    let judged = judge_manifest(stamped.bytes(), policy.directory.as_ref(), &policy.trust, chrono::Utc::now());
    let Judgement::Accepted(accepted) = judged.judgement else { panic!("not accepted") };
    assert!(matches!(accepted.time(), ManifestTime::Proven(_)));
    let served = http_get(&service, &path, &to);
    assert_eq!(served, stamped.bytes(), "the server has the longer one");

    // It ends soon, so that another one is put behind it; that one lasts.
    let (later, root) = authority(office.school.folder.path(), 2040);
    std::fs::write(place.join("trust/tsa/later.pem"), root).unwrap();
    std::fs::write(place.join("trust/fetch.toml"), format!("tsa = [\"{}\"]\n", later.url("/"))).unwrap();
    drop(service);
    let service = office.serve("store.sqlite");
    let url = format!("http://{}", service.address());
    let publish = |options: &[&str]| office.publish(&[&["--to", "ra", "--to", &url], options].concat());
    publish(&["--stamp"]).passed();
    let renewed = bundle(&to).1;
    assert!(renewed.extends(&stamped) && tokens(&renewed) == 2);
    let asked = later.connections();
    publish(&["--stamp"]).passed();
    assert_eq!((bundle(&to).1, later.connections()), (renewed.clone(), asked), "nothing is asked for again");
    assert_eq!(http_get(&service, &path, &to), renewed.bytes());
}

fn http_get(service: &crate::http::Service, path: &Path, to: &Path) -> Vec<u8> {
    service.page(&format!("/{}", path.strip_prefix(to).unwrap().display())).bytes
}

//! Holds what each program links: the internet-facing one has no layout engine, no driver loader and no
//! maker of certificates.

use std::collections::BTreeSet;
use std::process::Command;

/// Names of all packages that a set of features links, tests and build scripts apart.
fn linked(features: &str) -> BTreeSet<String> {
    let answer = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--no-default-features"])
        .args(["--features", features])
        .output()
        .expect("cargo runs");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_service_links_no_layout_driver_or_certificate_maker() {
    let (service, office) = (linked("service"), linked("issue,cli"));
    for unwanted in ["typst", "typst-pdf", "cryptoki", "rcgen", "pkcs8", "calamine"] {
        assert!(office.contains(unwanted), "the check itself sees {unwanted} where it is");
        assert!(!service.contains(unwanted), "vanbangd links {unwanted}");
    }
}

#[test]
fn there_is_one_tls_and_one_network_client() {
    let service = linked("service");
    for wanted in ["aws-lc-rs", "rustls", "ureq", "object_store"] {
        assert!(service.contains(wanted), "the check itself sees {wanted} where it is");
    }
    for unwanted in ["ring", "openssl", "openssl-sys", "native-tls", "reqwest"] {
        assert!(!service.contains(unwanted), "vanbangd links {unwanted}");
    }
}

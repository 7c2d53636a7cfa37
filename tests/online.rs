//! `vanbang verify` with a network: whom it asks, what it says of it, and when it asks nobody.

mod command;
mod common;
mod loopback;

use std::fs;

use command::vanbang;
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, sign_all};
use loopback::Server;
use tempfile::TempDir;

/// A trust folder, and a file whose signers' list is served.
struct Office {
    folder: TempDir,
    server: Server,
}

impl Office {
    fn new() -> Self {
        let authority = Authority::new();
        let server = Server::serving(authority.revocation_list_of((2026, 1, 1), (2035, 1, 1), Vec::new()));
        let mut people = [("Giáo viên", 11), ("Hiệu trưởng", 12), ("Nhà trường", 13)]
            .map(|(name, serial)| authority.signer_at(name, serial, &[server.url("/ca.crl")], &[]));
        let [homeroom, leader, school] = &mut people;
        let record = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
        let bytes = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("trust/anchors")).unwrap();
        fs::write(folder.path().join("trust/anchors/root.pem"), authority.root.to_pem()).unwrap();
        let directory = authority.policy(&people[2]).directory.unwrap().to_json().unwrap();
        fs::write(folder.path().join("trust/directory.json"), directory).unwrap();
        fs::write(folder.path().join("vanbang.toml"), "").unwrap();
        fs::write(folder.path().join("a.pdf"), &bytes).unwrap();
        fs::write(folder.path().join("b.pdf"), &bytes).unwrap();
        Office { folder, server }
    }

    fn configure(&self, text: &str) {
        fs::write(self.folder.path().join("trust/fetch.toml"), text).unwrap();
    }

    fn name_the_server(&self) {
        self.configure(&format!("hosts = [{}]\n", self.server.name()));
    }

    fn verify(&self, arguments: &[&str]) -> command::Ran {
        vanbang(self.folder.path(), &[&["verify", "a.pdf"], arguments].concat())
    }
}

#[test]
fn named_hosts_are_asked_and_nobody_else() {
    let office = Office::new();
    assert_eq!(office.verify(&[]).code, 3, "no configuration");
    office.configure("# hosts = [\"ocsp.ca.gov.vn\"]\n");
    assert_eq!(office.verify(&[]).code, 3, "a sample that names nobody");
    office.configure("hosts = [\"ocsp.ca.gov.vn\"]\n");
    let unnamed = office.verify(&[]);
    assert_eq!(unnamed.code, 3);
    let told =
        format!("127.0.0.1:{} không nằm trong các máy chủ được phép hỏi [FETCH_HOST_NOT_NAMED]", office.server.port);
    assert!(unnamed.err.contains(&told) && unnamed.err.contains("  → "), "{}", unnamed.err);
    assert!(unnamed.out.contains("hỏi các máy chủ nêu trong fetch.toml (1)"), "{}", unnamed.out);
    office.name_the_server();
    assert_eq!(office.verify(&["--offline"]).code, 3);
    assert_eq!(office.verify(&["--at", "2026-06-01T08:00:00+07:00"]).code, 3);
    assert!(!office.verify(&["--offline"]).out.contains("hỏi các máy chủ"));
    assert_eq!(office.server.connections(), 0);

    let asked = office.verify(&["b.pdf"]);
    asked.passed();
    assert!(asked.err.is_empty(), "{}", asked.err);
    assert_eq!(office.server.connections(), 1, "one list for two files with three signers each");
    office.verify(&["--json"]).passed();
    assert_eq!(office.server.connections(), 1, "from the cache");
    office.verify(&["--trust", "trust"]).passed();
    assert_eq!(office.verify(&["--trust", "trust/anchors/root.pem"]).code, 3, "a file names nobody");
}

#[test]
fn what_could_not_be_asked_is_told_once() {
    let office = Office::new();
    office.name_the_server();
    let Office { folder, server } = office;
    drop(server);
    let ran = vanbang(folder.path(), &["verify", "a.pdf", "b.pdf", "a.pdf", "--lang", "en"]);
    assert_eq!(ran.code, 3);
    assert_eq!(ran.err.matches(" cannot be reached").count(), 1, "{}", ran.err);
    assert_eq!(ran.err.matches("Note: ").count(), 1, "{}", ran.err);
}

#[test]
fn a_configuration_with_a_mistake_is_refused() {
    let office = Office::new();
    office.configure("hosts = [\"a.vn\"]\nseconds = 5\n");
    office.verify(&[]).refused("FETCH_CONFIG_SYNTAX");
    assert_eq!(office.verify(&["--offline"]).code, 3, "not read when it is not needed");
}

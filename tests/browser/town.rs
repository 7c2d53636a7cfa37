//! A school that issues, corrects, withdraws and copies documents, and whoever pretends to be it.

use std::path::{Path, PathBuf};

use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use vanbang::scan::texts_in;
use vanbang::signature::x509::Certificate;

use crate::command::{self, KeyFiles, PASSWORD, files, vanbang, vanbang_with};
use crate::common::Authority;
use crate::forgery::raise_a_mark;
use crate::loopback;
use crate::office::{Office, PASSPHRASE};
use crate::school::{AN, BINH, CHAU, CLERK, Pupil, School};
use crate::timestamps;

pub const DUNG: Pupil = ("0000000004", "Phạm Thùy Dung", "7,9");
const DECISION: [&str; 6] = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
const YEARS: (i32, i32) = (2025, 2045);
const REGISTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/so_goc_thpt.csv");

pub struct Town {
    authority: Authority,
    pub office: Office,
    _timestamps: loopback::Server,
}

impl Town {
    /// Nothing is issued yet.
    pub fn new() -> Town {
        let (authority, folder) = (Authority::new(), command::office());
        let place = folder.path().join("office");
        let keys = [("Giáo viên", 11), ("Hiệu trưởng", 12), ("Nhà trường", 13)];
        let keys = keys.map(|(name, serial)| key(&authority, folder.path(), name, serial));
        let list = authority.revocation_list_of((2026, 1, 1), (2090, 1, 1), Vec::new());
        std::fs::write(place.join("trust/anchors/ca.pem"), authority.root.to_pem()).unwrap();
        std::fs::write(place.join("trust/crls/ca.crl"), list).unwrap();
        vanbang(&place, &["trust", "seal", &keys[2].certificate, "--yes"]).passed();
        let (certificate, secret) = authority.timestamper("Dấu thời gian", YEARS);
        let timestamps = timestamps::serve(folder.path().join("tsa"), &certificate, &secret);
        let fetch = format!("tsa = [\"{}\"]\n", timestamps.url("/"));
        std::fs::write(place.join("trust/fetch.toml"), fetch).unwrap();
        let office = Office { school: School { folder, keys } };
        office.new_key(PASSPHRASE, PASSPHRASE).passed();
        Town { authority, office, _timestamps: timestamps }
    }

    /// Somebody else's certificate of the same authority.
    pub fn certify(&self, name: &str, serial: u64) -> (Certificate, KeyPair) {
        self.authority.certified(name, serial, &PKCS_ECDSA_P256_SHA256, YEARS)
    }

    /// Issues and publishes what stays in force, then a status that ends some of it.
    pub fn live(&self, servers: &[&str]) {
        let office = &self.office;
        let ids = office.close("6A", &[AN, BINH, CHAU, DUNG], &[]);
        self.publish(servers);
        office.school.register(&[&["withdraw", &ids[1]], &DECISION[..], &CLERK].concat()).passed();
        let replaces = ["--replaces", "batches/6A", "--keep-absent", "--reason", "Sửa điểm môn Toán"];
        office.close("6A-lại", &[(AN.0, AN.1, "9,1")], &replaces);
        self.copy_from_the_register();
        self.publish(servers);
        // Closed, and never published.
        office.close("6B", &[("0000000005", "Ngô Minh Khang", "8,1")], &[]);
    }

    pub fn publish(&self, servers: &[&str]) {
        let addresses: Vec<String> = servers.iter().map(|server| format!("http://{server}")).collect();
        let to = addresses.iter().flat_map(|address| ["--to", address.as_str()]);
        self.office.publish(&[&["--stamp"][..], &to.collect::<Vec<_>>()].concat()).passed();
    }

    fn copy_from_the_register(&self) {
        let (place, keys) = (self.office.place(), &self.office.school.keys);
        let settings = place.join("vanbang.toml");
        let before = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, before.replace("\"lower_secondary\"", "\"upper_secondary\"")).unwrap();
        vanbang(&place, &[&["register", "import", REGISTER], &CLERK[..]].concat()).passed();
        vanbang(&place, &[&["copy", "B 0000012", "--batch", "batches/sao"], &CLERK[..]].concat()).passed();
        for (role, key) in [("copy_signer", &keys[1]), ("organisation", &keys[2])] {
            let arguments = [&["sign", "batches/sao", "--role", role], &key.options()[..]].concat();
            vanbang_with(PASSWORD, &place, &arguments).passed();
        }
        std::fs::write(&settings, before).unwrap();
    }

    /// The signed file of a pupil, or of a copy.
    pub fn file(&self, batch: &str, whose: &str) -> PathBuf {
        let folder = format!("batches/{batch}");
        let is_of = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(whose);
        let opened = self.office.open(&folder);
        let id = opened.documents().find(|document| is_of(document.planned().unwrap().bytes())).unwrap().id;
        self.office.place().join(folder).join(format!("signed/{id}.pdf"))
    }

    /// What is printed on the paper.
    pub fn code(&self, batch: &str, whose: &str) -> String {
        texts_in(&std::fs::read(self.file(batch, whose)).unwrap()).unwrap().remove(0)
    }

    /// A genuine file with one mark raised.
    pub fn forged(&self) -> PathBuf {
        let genuine = std::fs::read(self.file("6A", DUNG.1)).unwrap();
        self.write("điểm bị sửa.pdf", &raise_a_mark(&genuine).unwrap().bytes)
    }

    /// A transcript of the same form for this school, by people whom the same authority certified for themselves.
    pub fn by_strangers(&self) -> PathBuf {
        let folder = command::office();
        let keys = [("Kẻ mạo danh", 21), ("Kẻ mạo danh khác", 22), ("Trường THCS Mẫu", 23)];
        let keys = keys.map(|(name, serial)| key(&self.authority, folder.path(), name, serial));
        let trust = |name: &str| folder.path().join("office/trust").join(name);
        std::fs::write(trust("anchors/ca.pem"), self.authority.root.to_pem()).unwrap();
        std::fs::copy(self.office.place().join("trust/crls/ca.crl"), trust("crls/ca.crl")).unwrap();
        let place = folder.path().join("office");
        vanbang(&place, &["trust", "seal", &keys[2].certificate, "--yes"]).passed();
        let office = Office { school: School { folder, keys } };
        office.close("6A", &[CHAU], &[]);
        let signed = files(&office.place().join("batches/6A/signed"), ".pdf");
        self.write("người khác ký.pdf", &std::fs::read(&signed[0]).unwrap())
    }

    pub fn no_pdf(&self) -> PathBuf {
        self.write("học bạ.docx.pdf", b"PK\x03\x04 not a PDF")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.office.school.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn batches(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.office.place().join("batches")).unwrap();
        entries.map(|entry| format!("batches/{}", entry.unwrap().file_name().to_string_lossy())).collect()
    }

    /// Every record that was planned.
    pub fn records(&self) -> Vec<Vec<u8>> {
        let of = |batch: &String| {
            let opened = self.office.open(batch);
            opened.documents().map(|document| document.planned().unwrap().bytes().to_vec()).collect::<Vec<_>>()
        };
        self.batches().iter().flat_map(of).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.batches().iter().flat_map(|batch| self.office.ids(batch)).collect()
    }
}

fn key(authority: &Authority, folder: &Path, name: &str, serial: u64) -> KeyFiles {
    let (certificate, key) = authority.certified(name, serial, &PKCS_ECDSA_P256_SHA256, YEARS);
    KeyFiles::of(folder, name, &key, &certificate.to_pem())
}

//! The office's own `vanbangd`, others whose databases somebody has rewritten, and what all of them keep.

use std::path::PathBuf;
use std::process::Command;

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use vanbang::document::manifest::Bundle;
use vanbang::signature::cms::Purpose;
use vanbang::signature::token::enclose;

use crate::common::software;
use crate::http::{self, Service};
use crate::school::{AN, BINH, CHAU};
use crate::town::{DUNG, Town};

const HOST: &str = "vb.thcs-mau.example.vn";

/// What somebody who breaks in would carry away.
pub struct Dump {
    pub name: &'static str,
    /// Without it, it was not read.
    pub holds: &'static [u8],
    pub bytes: Vec<u8>,
}

pub struct Servers {
    place: PathBuf,
    /// Tells the truth, on PostgreSQL and with a bucket where there are some.
    truth: Service,
    postgres: Option<String>,
    /// Each with the name of what was done to its database.
    others: Vec<(&'static str, Service)>,
}

impl Servers {
    /// Has the town live, and publishes all of it.
    pub fn over(town: &Town) -> Servers {
        let place = town.office.place();
        let postgres = std::env::var("VANBANG_POSTGRES").ok().map(|address| schema(&address));
        let truth = start(&place, "truth", postgres.as_deref().unwrap_or("truth.sqlite"), &bucket());
        let copied = start(&place, "copied", "copied.sqlite", "");
        town.live(&[truth.address(), copied.address()]);
        let mut servers = Servers { place, truth, postgres, others: Vec::new() };
        servers.rewrite("envelopes", |store| swap_envelopes(store, town));
        servers.rewrite("manifest", |store| sign_again(store, town));
        servers.rewrite("status", |store| take_back(store, town));
        servers.rewrite("emptied", |store| store.execute_batch("DELETE FROM envelopes").unwrap());
        let lost = servers.copy("lost", |_| ());
        std::fs::remove_file(servers.place.join("lost.sqlite")).unwrap();
        servers.others.push(lost);
        servers.others.push(("copied", copied));
        servers
    }

    fn rewrite(&mut self, name: &'static str, change: impl FnOnce(&Connection)) {
        let server = self.copy(name, change);
        self.others.push(server);
    }

    /// A server over a copy of the database, changed by somebody who may do everything there.
    fn copy(&self, name: &'static str, change: impl FnOnce(&Connection)) -> (&'static str, Service) {
        let path = self.place.join(format!("{name}.sqlite"));
        let config = self.place.join("copied.toml");
        let copied = http::command().arg("--config").arg(config).arg("--backup").arg(&path).status().unwrap();
        assert!(copied.success());
        let store = Connection::open(&path).unwrap();
        let mut triggers = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        let names: Vec<String> = triggers.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        drop(triggers);
        store.execute_batch(&names.iter().map(|name| format!("DROP TRIGGER {name};")).collect::<String>()).unwrap();
        change(&store);
        store.close().unwrap();
        (name, start(&self.place, name, &format!("{name}.sqlite"), ""))
    }

    /// What the tests in the browser need to know.
    pub fn told(&self, town: &Town) -> Value {
        let paper = |batch: &str, whose: &str| json!({"code": town.code(batch, whose), "name": whose});
        let others = self.others.iter().map(|(name, service)| ((*name).to_owned(), json!(service.address())));
        json!({
            "host": HOST,
            "truth": self.truth.address(),
            "others": others.collect::<serde_json::Map<_, _>>(),
            "papers": {
                "genuine": paper("6A", CHAU.1), "other": paper("6A", DUNG.1), "withdrawn": paper("6A", BINH.1),
                "superseded": paper("6A", AN.1), "copy": paper("sao", "B 0000012"),
            },
            "files": {
                "genuine": town.file("6A", CHAU.1), "withdrawn": town.file("6A", BINH.1),
                "superseded": town.file("6A", AN.1), "unpublished": town.file("6B", "Ngô Minh Khang"),
                "forged": town.forged(), "stranger": town.by_strangers(), "no_pdf": town.no_pdf(),
            },
        })
    }

    /// Every database, and the bucket.
    pub fn dumps(&self) -> Vec<Dump> {
        let mut dumps = Vec::new();
        if let Some(address) = &self.postgres {
            let (server, schema) = address.split_once("?options=-csearch_path%3D").unwrap();
            let dump = Command::new("pg_dump").args(["--schema", schema, server]).output().unwrap();
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            dumps.push(Dump { name: "PostgreSQL", holds: b"thcs-mau.hue", bytes: dump.stdout });
        }
        if !bucket().is_empty() {
            let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
            let server = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/s3_server.py");
            let dump = Command::new(target.join("s3-venv/bin/python")).args([server, "--dump"]).output().unwrap();
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            dumps.push(Dump { name: "the bucket", holds: b"/envelopes/", bytes: dump.stdout });
        }
        let file = |ending: &str| std::fs::read(self.place.join(format!("copied.sqlite{ending}"))).unwrap_or_default();
        dumps.push(Dump { name: "SQLite", holds: b"thcs-mau.hue", bytes: [file(""), file("-wal")].concat() });
        dumps
    }

    /// The log of each.
    pub fn stop(self) -> Vec<(&'static str, String)> {
        let others = self.others.into_iter().map(|(name, service)| (name, service.stop()));
        [("truth", self.truth.stop())].into_iter().chain(others).collect()
    }
}

/// A part of the running S3 server's bucket, as a configuration names it; nothing without one.
fn bucket() -> String {
    let (Ok(address), Ok(name)) = (std::env::var("VANBANG_S3"), std::env::var("VANBANG_S3_BUCKET")) else {
        return String::new();
    };
    let prefix = format!("browser-{}", std::process::id());
    format!("[bucket]\nendpoint = \"{address}\"\nname = \"{name}\"\nprefix = \"{prefix}\"\n")
}

fn start(place: &std::path::Path, name: &str, store: &str, bucket: &str) -> Service {
    let config = place.join(format!("{name}.toml"));
    let text = format!("trust = \"trust\"\nstore = \"{store}\"\nbehind_proxy = true\n");
    std::fs::write(&config, text + http::PATIENT + bucket).unwrap();
    Service::start(&config)
}

/// A schema of its own: other tests publish under the same organisation.
#[tokio::main(flavor = "current_thread")]
async fn schema(address: &str) -> String {
    let name = format!("browser_{}", std::process::id());
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE SCHEMA {name}")).await.unwrap();
    format!("{address}?options=-csearch_path%3D{name}")
}

fn id(town: &Town, whose: &str) -> Vec<u8> {
    let file = town.file("6A", whose);
    data_encoding::BASE32_NOPAD.decode(file.file_stem().unwrap().as_encoded_bytes()).unwrap()
}

fn swap_envelopes(store: &Connection, town: &Town) {
    let envelope = |id: &[u8]| -> Vec<u8> {
        store.query_row("SELECT bytes FROM envelopes WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    };
    let (one, other) = (id(town, CHAU.1), id(town, DUNG.1));
    let (of_one, of_other) = (envelope(&one), envelope(&other));
    for (id, bytes) in [(&one, of_other), (&other, of_one)] {
        store.execute("UPDATE envelopes SET bytes = ?2 WHERE id = ?1", params![id, bytes]).unwrap();
    }
}

/// The office's own content, signed by somebody whom nobody pinned.
fn sign_again(store: &Connection, town: &Town) {
    let content = town.office.content("batches/6A");
    let (certificate, key) = town.certify("Kẻ mạo danh", 31);
    let at = content.time().date_time().unwrap();
    let message = enclose(&mut software(certificate, &key), Purpose::Manifest, content.bytes(), at).unwrap();
    let batch = *content.batch().as_bytes();
    store.execute("DELETE FROM bundle_pieces WHERE batch = ?1", [batch]).unwrap();
    let bundle = Bundle::of(&message).unwrap();
    let insert = "INSERT INTO bundle_pieces (batch, start, bytes) VALUES (?1, 0, ?2)";
    store.execute(insert, params![batch, bundle.bytes()]).unwrap();
}

/// The part of the first status, in which nothing was withdrawn yet, in the place of the newest.
fn take_back(store: &Connection, town: &Town) {
    let list = i64::try_from(town.office.content("batches/6A").list()).unwrap();
    let parts = "SELECT bytes FROM parts WHERE list = ?1 ORDER BY length(bytes) LIMIT 1";
    let first: Vec<u8> = store.query_row(parts, [list], |row| row.get(0)).unwrap();
    let changed = store.execute("UPDATE parts SET bytes = ?2 WHERE list = ?1", params![list, first]).unwrap();
    assert!(changed > 1, "there were two");
}

//! `vanbang publish --to https://…`: a real `vanbangd` takes what the office publishes, over lost answers and through
//! its own restarts, and refuses in its own words.

use data_encoding::BASE64;
use serde_json::json;
use vanbang::document::code::{Id, ShortCode};

use crate::balancer::Balancer;
use crate::command::vanbang;
use crate::http::{self, Service};
use crate::loopback;
use crate::office::{ORG, Office, SERVED, lasting, tree};
use crate::school::{AN, BINH, CLERK};

impl Office {
    /// A server of the school's own, which trusts what the office trusts; its store is a file of this name, unless it
    /// is the address of a database.
    pub fn serve(&self, store: &str) -> Service {
        let place = self.place();
        for key in &self.school.keys {
            let name = std::path::Path::new(&key.certificate).file_name().unwrap();
            std::fs::copy(&key.certificate, place.join("trust/anchors").join(name)).unwrap();
        }
        vanbang(&place, &["trust", "seal", &self.school.keys[2].certificate, "--yes"]).passed();
        let config = place.join(format!("{}.toml", store.rsplit('/').next().unwrap().replace(['%', '?', '='], "-")));
        let text = format!("trust = \"trust\"\nstore = \"{store}\"\nrevocation = \"ignore\"\n");
        std::fs::write(&config, text + http::PATIENT).unwrap();
        Service::start(&config)
    }
}

fn short(id: &str) -> String {
    format!("GET /api/v1/short/{}", ShortCode::of(&Id::parse(id).unwrap()).compact())
}

fn asked(address: &str, what: &str) -> http::Answer {
    http::send(address, what, "", b"")
}

#[test]
fn a_server_takes_everything_and_serves_what_the_folder_has() {
    let office = Office::new();
    let place = office.place();
    let ids = office.close("6A", &[AN, BINH], &[]);
    let service = office.serve("store.sqlite");
    let balancer = Balancer::over(&[service.address()]);
    let address = balancer.address();
    let to = format!("http://{address}");
    // Some answers never arrive: what was taken is sent again and answered alike.
    balancer.lose_one_in(4);
    let both = office.publish(&["--to", &to, "--to", "ra"]);
    // The bundle and an envelope for each document.
    assert!(both.passed().out.contains("(3 mục mới)") || both.out.contains("(2 mục mới)"), "{}", both.out);
    balancer.lose_one_in(0);

    for (name, bytes) in tree(&place.join("ra")) {
        match name.strip_prefix("publish/envelopes/") {
            Some(id) => {
                let code = asked(&address, &format!("GET /api/v1/codes/{id}")).json();
                assert_eq!((&code["envelope"], &code["org"]), (&json!(BASE64.encode(&bytes)), &json!(ORG)));
            }
            None if name.starts_with(SERVED) => {
                assert_eq!(asked(&address, &format!("GET /{name}")).bytes, bytes, "{name}");
            }
            None => assert!(name.ends_with(".list"), "{name}"),
        }
    }
    assert_eq!(asked(&address, &short(&ids[0])).json()["standing"], "in_force");

    // The same again asks whether the batch is there, and sends a new status alone.
    let before = balancer.asked();
    assert!(office.publish(&["--to", &to]).passed().out.contains("(0 mục mới)"));
    assert!(balancer.asked() - before <= 4, "{} requests", balancer.asked() - before);
    let decision = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
    office.school.register(&[&["withdraw", &ids[0]], &decision[..], &CLERK].concat()).passed();
    office.publish(&["--to", &to]).passed();
    assert_eq!(asked(&address, &short(&ids[0])).json()["standing"], "withdrawn");
    assert_eq!(asked(&address, &short(&ids[1])).json()["standing"], "in_force");

    // A server that lost everything is given everything, by the same command.
    let empty = office.serve("another.sqlite");
    balancer.send_to(&[empty.address()]);
    assert!(office.publish(&["--to", &to]).passed().out.contains("(3 mục mới)"));
    assert_eq!(asked(&address, &short(&ids[0])).json()["standing"], "withdrawn");
    assert!(office.publish(&["--to", &to, "--again"]).passed().out.contains("(0 mục mới)"));

    // What was erased there by a lawful request does not come back, and stops nothing.
    drop(empty);
    let erased = http::command().args(["--erase", &ids[1], "--config"]).arg(place.join("another.sqlite.toml")).status();
    assert!(erased.unwrap().success());
    let again = office.serve("another.sqlite");
    balancer.send_to(&[again.address()]);
    office.publish(&["--to", &to, "--again"]).passed();
    let code = asked(&address, &format!("GET /api/v1/codes/{}", ids[1])).json();
    assert_eq!(code["envelope"], serde_json::Value::Null);
    let log = again.stop();
    assert!(!ids.iter().any(|id| log.contains(id)), "no identifier is in the log: {log}");
}

#[test]
fn a_server_that_does_not_take_it_is_told_in_its_own_words() {
    let office = Office::new();
    let place = office.place();
    office.close("6A", &[AN], &[]);
    let service = office.serve("store.sqlite");
    let to = format!("http://{}", service.address());
    // The server's operator does not know the organisation any more.
    drop(service);
    std::fs::remove_file(place.join("trust/directory.json")).unwrap();
    std::fs::rename(place.join("trust"), place.join("của máy chủ")).unwrap();
    let text = std::fs::read_to_string(place.join("store.sqlite.toml")).unwrap();
    std::fs::write(place.join("store.sqlite.toml"), text.replace("\"trust\"", "\"của máy chủ\"")).unwrap();
    let stranger = Service::start(&place.join("store.sqlite.toml"));
    let refused = office.publish(&["--to", &format!("http://{}", stranger.address())]);
    refused.refused("SERVER_REFUSED");
    assert!(refused.err.contains("ORGANISATION_UNKNOWN") && refused.err.contains("422"), "{}", refused.err);

    let page = loopback::Server::start(|_, stream| {
        loopback::send(stream, &loopback::answer("404 Not Found", "text/html", b"<html>Not here</html>"));
    });
    office.publish(&["--to", &page.url("")]).refused("SERVER_NOT_VANBANGD");
    let elsewhere = loopback::Server::start(|_, stream| {
        loopback::send(stream, b"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n");
    });
    office.publish(&["--to", &elsewhere.url("")]).refused("FETCH_REDIRECT");
    office.publish(&["--to", "http://vb.mau.edu.vn"]).refused("SERVER_NOT_ENCRYPTED");
    office.publish(&["--to", "https://vb.mau.edu.vn"]).refused("FETCH_NO_ROOTS");
    office.publish(&["--to", "https://vb.mau.edu.vn/V/"]).refused("SERVER_ADDRESS");
    // Nobody is there: the office's own folder has nothing half done, and the next run begins with the same number.
    office.publish(&["--to", &to]).refused("FETCH_UNREACHABLE");
    let made: Vec<String> = lasting(&place.join("status")).into_keys().collect();
    assert_eq!(made, ["key-1.pem", "key-1.toml", "lock"], "no head was signed");
}

//! `vanbang code` asks nobody: whoever is named in the trust folder, in certificates or in the code itself, no connection
//! is opened, so no request can name the document.

mod command;
mod common;
#[path = "common/foreign.rs"]
mod foreign;
mod loopback;
#[path = "codes/office.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod office;
#[path = "manifests/world.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod world;

use std::fs;
use std::path::Path;

use loopback::Server;
use office::Office;
use serde_json::Value;
use vanbang::document::code::ShortCode;
use world::World;

/// Everything that could be asked is at this server: lists and responders of the seal, timestamps, every host by name.
fn named_everywhere(server: &Server, trust: &Path, office: &Office) {
    fs::create_dir_all(trust.join("anchors")).unwrap();
    fs::write(trust.join("anchors/root.pem"), office.world.authority.root.to_pem()).unwrap();
    let directory = office.policy.directory.as_ref().unwrap().to_json().unwrap();
    fs::write(trust.join("directory.json"), directory).unwrap();
    let fetch = format!("hosts = [{}]\ntsa = [\"{}\"]\n", server.name(), server.url("/tsa"));
    fs::write(trust.join("fetch.toml"), fetch).unwrap();
}

#[test]
fn no_request_names_a_document_whatever_is_at_hand() {
    let server = Server::serving(b"whatever is asked".to_vec());
    let mut world = World::new();
    let lists = [server.url("/ca.crl")];
    world.seal = world.authority.signer_at("Trường THPT Mẫu", 20, &lists, &[server.url("/ocsp")]);
    let office = Office::of(world);
    let trust = office.folder.path().join("trust");
    named_everywhere(&server, &trust, &office);

    let (paper, another) = (&office.papers[0], &office.papers[1]);
    let nowhere = tempfile::tempdir().unwrap();
    let foreign = paper.f().replace("VB.MAU.EDU.VN", "127.0.0.1");
    let mut answers = Vec::new();
    for code in [paper.f(), paper.s(), ShortCode::of(&another.id()).to_string(), foreign] {
        for manifests in [office.folder.path(), nowhere.path()] {
            for revocation in ["ignore", "prefer", "require"] {
                let mut run = command::command(office.folder.path(), &["code", &code, "--json", "--trust", "trust"]);
                run.args(["--at", "2026-06-01T08:00:00+07:00", "--revocation", revocation]);
                run.arg("--manifests").arg(manifests);
                // A client that asks through a proxy would ask this one.
                for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
                    run.env(name, server.url(""));
                }
                let ended = run.output().unwrap();
                let answer: Value = serde_json::from_slice(&ended.stdout).unwrap();
                answers.push(format!("{} {}", answer["reason"].as_str().unwrap(), ended.status.code().unwrap()));
            }
        }
    }
    assert_eq!(answers.iter().filter(|answer| *answer == "PASSED 0").count(), 4, "{answers:?}");
    assert_eq!(server.connections(), 0);
    std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    while server.connections() == 0 {
        std::thread::yield_now();
    }
}

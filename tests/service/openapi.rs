//! The OpenAPI document against the service: every address in it is answered, and schemathesis (PyPI;
//! `scripts/setup.sh` installs it) finds no fault and nothing that is not documented.

use std::process::Command;

use crate::OFFICE;
use crate::http::Service;

fn start() -> Service {
    let many = "per_minute = 1000000";
    Service::start(&OFFICE.config(&format!("look_ups_{many}\nuploads_{many}\npublished_{many}\nupload_mib = 1")))
}

#[test]
fn every_address_of_the_document_is_answered() {
    let service = start();
    let document = service.page("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 12, "the document was read");
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let asked = path.replace("{list}", "1").replace(['{', '}'], "");
            let answer = service.send(&format!("{} {asked}", method.to_uppercase()), "", b"");
            let documented = operation["responses"].as_object().unwrap();
            assert!(documented.contains_key(&answer.status.to_string()), "{method} {path}: {}", answer.status);
            assert!(!answer.body.contains("\"NOT_FOUND\""), "{method} {path} is no address");
        }
    }
}

#[test]
fn schemathesis_finds_nothing_undocumented() {
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let program = target.join("openapi-venv/bin/schemathesis");
    if !program.exists() {
        return eprintln!("{} is not there: skipped", program.display());
    }
    let service = start();
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,\
        response_headers_conformance,response_schema_conformance";
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(program)
        .current_dir(&folder)
        .args(["run", &format!("http://{}/api/v1/openapi.json", service.address()), "-c", checks])
        .args(["--max-time", "30", "--request-timeout", "60", "--warnings", "off", "--seed", "1"])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

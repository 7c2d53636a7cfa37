//! The OpenAPI document against the service: every address in it is answered, and schemathesis (PyPI;
//! `scripts/setup.sh` installs it) finds no fault and nothing that is not documented.

use std::process::Command;

use crate::OFFICE;
use crate::http::{PATIENT, Service};

fn start() -> Service {
    Service::start(&OFFICE.config_of(&format!("{PATIENT}published_per_minute = 1000000\nupload_mib = 1")))
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
    // So many cases, and always the same: what a machine finds depends neither on its speed nor on what else it does.
    let run = Command::new(program)
        .current_dir(&folder)
        .args(["run", "--no-color", &format!("http://{}/api/v1/openapi.json", service.address()), "-c", checks])
        .args(["--max-examples", "100", "--generation-deterministic"])
        .args(["--suppress-health-check", "all", "--request-timeout", "300", "--warnings", "off"])
        .args(["--max-failures", "1"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    let log = service.stop();
    assert!(run.status.success(), "{}\nthe service: {}", first_failure(&said), last_lines(&log, 20));
    assert!(said.contains("No issues found"), "it ran: {said}");
}

/// What it says of the first case that failed: how to send it again, and what was answered.
fn first_failure(said: &str) -> &str {
    let starts = ["= FAILURES =", "= ERRORS ="].iter().filter_map(|heading| said.find(heading));
    let failure = starts.min().and_then(|start| said.get(start..)).unwrap_or(said);
    let end = failure.char_indices().nth(6_000).map_or(failure.len(), |(end, _)| end);
    failure.get(..end).unwrap_or(failure)
}

fn last_lines(log: &str, count: usize) -> String {
    let lines: Vec<&str> = log.lines().rev().take(count).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

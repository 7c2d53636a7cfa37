//! The table of who may name whom, and the check of one file against it.

use super::source::{NamedPath, Source};

/// The modules, lowest first, each with the modules it may name: the table of docs/architecture.md.
pub const ALLOWED: &[(&str, &[&str])] = &[
    (WORDING, &[]),
    ("durable", &[]),
    ("child", &[]),
    ("crypto", &[]),
    ("x509", &["crypto"]),
    ("cms", &["crypto", "x509"]),
    ("pdf", &["crypto"]),
    ("token", &["crypto", "x509", "cms"]),
    ("pades", &["crypto", "x509", "cms", "pdf", "token"]),
    ("render", &[]),
    ("fetch", &["crypto", "x509", "cms"]),
    ("record", &["crypto"]),
    ("roster", &["record"]),
    ("export", &["record"]),
    ("code", &["crypto", "record"]),
    ("manifest", &["crypto", "record", "code"]),
    ("batch", &["durable", "crypto", "record", "code", "manifest"]),
    ("template", &["crypto", "record", "code"]),
    ("register", &["durable", "crypto", "record"]),
    (
        "verify",
        &["durable", "crypto", "x509", "cms", "pdf", "pades", "fetch", "record", "code", "manifest", "register"],
    ),
    ("scan", &["render", "code"]),
    ("issue", STORY),
    ("sign", STORY),
    ("extend", STORY),
    (
        "publish",
        &[
            "durable", "crypto", "x509", "cms", "pdf", "pades", "fetch", "record", "code", "manifest", "batch",
            "register", "verify",
        ],
    ),
    ("office", &["verify", "record", "register"]),
    ("service", &["child", "fetch", "verify", "publish", "office"]),
];

/// What errors are worded with. Everyone may name it, so no row repeats it.
const WORDING: &str = "wording";

const STORY: &[&str] = &[
    "crypto", "x509", "cms", "pdf", "token", "pades", "fetch", "record", "roster", "code", "manifest", "batch",
    "template", "register", "verify",
];

pub const SIGNATURE: &[&str] = &["crypto", "x509", "cms", "pdf", "token", "pades", "render", "fetch"];
pub const DOCUMENT: &[&str] = &["record", "roster", "export", "code", "manifest", "batch", "template", "register"];

/// Crates, the modules that may name them, and why nobody else may.
const CRATES: &[(&str, &[&str], &str)] = &[
    ("aws_lc_rs", &["crypto"], "only crypto names a crypto library"),
    ("aws_lc_sys", &["crypto"], "only crypto names a crypto library"),
    ("ring", &["crypto"], "only crypto names a crypto library"),
    ("sha2", &["crypto"], "only crypto names a crypto library"),
    ("der", SIGNATURE, "documents know no ASN.1"),
    ("x509_cert", SIGNATURE, "documents know no ASN.1"),
    ("const_oid", SIGNATURE, "documents know no ASN.1"),
    ("pkcs8", SIGNATURE, "documents know no ASN.1"),
    ("ureq", &["fetch"], "only fetch opens outgoing connections"),
    ("rustls", &["fetch"], "only fetch opens outgoing connections"),
    ("reqwest", &["fetch"], "only fetch opens outgoing connections"),
    ("rusqlite", &["register", "service"], "only the register and the service's store keep tables"),
    ("tokio_postgres", &["service"], "only the service's store has a database server"),
    ("deadpool_postgres", &["service"], "only the service's store has a database server"),
    ("hyper", &["service"], "only the service speaks HTTP"),
    ("hyper_util", &["service"], "only the service speaks HTTP"),
    ("tokio", &["service", "bin"], "only the service is asynchronous"),
    ("axum", &["service", "bin"], "only the service speaks HTTP"),
    ("tower_http", &["service", "bin"], "only the service speaks HTTP"),
    ("askama", &["service", "bin"], "only pages are laid out so"),
    ("rxing", &["scan"], "only scan reads symbols"),
    ("zune_jpeg", &["scan"], "only scan reads photographs"),
    ("hayro", &["render"], "what repairs hostile files decides nothing"),
    ("typst", &["template"], "only template lays out"),
    ("typst_pdf", &["template"], "only template lays out"),
    ("calamine", &["roster"], "only roster reads workbooks"),
    ("clap", &["bin"], "only bin asks the arguments"),
    ("rpassword", &["bin"], "only bin asks the person"),
];

/// What a file breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub line: usize,
    pub path: String,
    pub rule: String,
}

/// One file and where it stands.
pub struct Place<'a> {
    /// From the crate's root, `["signature", "pdf", "file"]`; `["bin", …]` for a program.
    pub module: &'a [String],
    /// Path of the file with forward slashes, from the package's folder.
    pub file: &'a str,
    /// The whole file is compiled for tests only.
    pub in_test: bool,
}

/// The module of the table that a path from the crate's root lies in.
fn unit(module: &[String]) -> Option<&str> {
    let known = |name: &str, among: &[&str]| among.contains(&name);
    match module.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bin", ..] => Some("bin"),
        ["signature", second, ..] if known(second, SIGNATURE) => Some(&module[1]),
        ["document", second, ..] if known(second, DOCUMENT) => Some(&module[1]),
        ["signature" | "document", ..] => None,
        [first, ..] if ALLOWED.iter().any(|(name, _)| *name == first) => Some(&module[0]),
        _ => None,
    }
}

/// A path with `crate`, `self` and `super` followed, or nothing when it starts otherwise.
fn resolve(place: &Place, path: &NamedPath) -> Option<Vec<String>> {
    let mut module: Vec<String> = place.module.iter().chain(&path.inline).cloned().collect();
    let mut rest = path.segments.iter().peekable();
    match rest.peek()?.as_str() {
        "crate" => module.clear(),
        "self" | "super" => {}
        _ => return None,
    }
    while let Some(segment) = rest.peek() {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(module.pop()),
            _ => break,
        }
        rest.next();
    }
    module.extend(rest.cloned());
    Some(module)
}

/// Everything in a file that the rules forbid.
pub fn check(place: &Place, source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for path in &source.paths {
        let broken = match resolve(place, path) {
            Some(target) => inner(place, &target),
            None => outer(place, path),
        };
        if let Some(rule) = broken {
            violations.push(Violation { line: path.line, path: path.segments.join("::"), rule });
        }
    }
    let asynchronous = matches!(unit(place.module), Some("service" | "bin"));
    if !asynchronous {
        let keyword = |line: &usize| Violation {
            line: *line,
            path: "async".to_owned(),
            rule: "only the service is asynchronous".to_owned(),
        };
        violations.extend(source.async_lines.iter().map(keyword));
    }
    violations
}

/// A path into our own crate.
fn inner(place: &Place, target: &[String]) -> Option<String> {
    match place.module {
        [] => return None,
        [first, ..] if first == "bin" => return None,
        [shelf] if target.first() == Some(shelf) => return None,
        _ => {}
    }
    let Some(from) = unit(place.module) else {
        return Some(format!("{} stands in no module of the table", place.file));
    };
    let Some(to) = unit(target) else {
        return Some(format!("{} is no module of the table, so nothing says who may name it", target.join("::")));
    };
    let row = ALLOWED.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, row)| row);
    if from == to || to == WORDING || row.contains(&to) {
        return None;
    }
    if SIGNATURE.contains(&from) && DOCUMENT.contains(&to) {
        return Some("signature never names document".to_owned());
    }
    if DOCUMENT.contains(&from) && SIGNATURE.contains(&to) && to != "crypto" {
        return Some("document uses from signature only crypto".to_owned());
    }
    Some(format!("{from} must not name {to}"))
}

/// A path into another crate or the standard library.
fn outer(place: &Place, path: &NamedPath) -> Option<String> {
    let words: Vec<&str> = path.segments.iter().map(String::as_str).collect();
    let home = unit(place.module).unwrap_or("root");
    if let Some((_, homes, rule)) = CRATES.iter().find(|(name, ..)| *name == words[0])
        && !homes.contains(&home)
        && !(home == "bin" && *rule == "documents know no ASN.1")
    {
        return Some((*rule).to_owned());
    }
    if matches!(words[..], ["cms", ..]) && path.in_use && DOCUMENT.contains(&home) {
        return Some("documents know no ASN.1".to_owned());
    }
    let drivers = ["src/signature/token/pkcs11.rs", "src/signature/token/pkcs11/"];
    if matches!(words[0], "cryptoki" | "cryptoki_sys" | "libloading")
        && !drivers.iter().any(|d| place.file.starts_with(d))
    {
        return Some("only token/pkcs11 loads a driver".to_owned());
    }
    if words.iter().any(|word| matches!(*word, "TcpStream" | "UdpSocket" | "UnixStream")) && home != "fetch" {
        return Some("only fetch opens outgoing connections".to_owned());
    }
    if path.in_use && matches!(words[..], ["std" | "core" | "tokio" | "chrono"] | ["std" | "core" | "tokio", "*"]) {
        return Some("a renamed root would hide what is named".to_owned());
    }
    if home == "bin" {
        return None;
    }
    if words.starts_with(&["std", "net"]) && !matches!(home, "fetch" | "service") {
        return Some("only fetch opens outgoing connections".to_owned());
    }
    if place.in_test || path.in_test {
        return None;
    }
    let asks_time = words.len() > 1 && words[words.len() - 1] == "now";
    let deadlines = matches!(home, "fetch" | "service" | "child") || place.file.ends_with("/limits.rs");
    if asks_time && !(words.contains(&"Instant") && deadlines) {
        return Some("only bin asks the date".to_owned());
    }
    if words.starts_with(&["std", "env"]) || words[0] == "env" && words.len() > 1 {
        return Some("only bin asks the environment and the arguments".to_owned());
    }
    None
}

//! Holds the architecture: who may name whom, and who alone may ask the date, the environment, the
//! network or a driver (docs/architecture.md). Standard library only.

#[path = "layers/rules.rs"]
mod rules;
#[path = "layers/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rules::{ALLOWED, Place, Violation, check};
use source::{Source, read};

/// One file of the library or of a program.
struct File {
    path: String,
    module: Vec<String>,
    in_test: bool,
    source: Source,
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Path from the package's folder, with forward slashes.
fn shown(path: &Path) -> String {
    let parts = path.strip_prefix(package()).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

fn rust_files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(path);
            }
        }
    }
    found
}

/// Follows `mod` from a crate's root, so that each file's module is what the compiler sees.
fn crate_files(root: &str, name: &[&str]) -> Vec<File> {
    let mut files = Vec::new();
    let mut pending =
        vec![(package().join(root), name.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>(), false)];
    while let Some((path, module, in_test)) = pending.pop() {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let source = read(&text);
        let folder = path.parent().expect("a file has a folder");
        let owns_folder =
            path.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs" || name == "main.rs");
        for declared in &source.declared {
            let place = format!("{}:{}", shown(&path), declared.line);
            assert!(declared.inline.is_empty(), "{place}: a file's module inside an inline module");
            let mut child = module.clone();
            child.push(declared.name.clone());
            let found = match &declared.file {
                Some(file) => {
                    assert!(declared.in_test || in_test, "{place}: #[path] hides where a module stands");
                    folder.join(file)
                }
                None => {
                    let folder = if owns_folder { folder.to_owned() } else { path.with_extension("") };
                    let flat = folder.join(format!("{}.rs", declared.name));
                    if flat.exists() { flat } else { folder.join(&declared.name).join("mod.rs") }
                }
            };
            pending.push((found, child, in_test || declared.in_test));
        }
        files.push(File { path: shown(&path), module, in_test, source });
    }
    files
}

fn all_files() -> Vec<File> {
    let mut files = crate_files("src/lib.rs", &[]);
    files.extend(crate_files("bin/vanbang/main.rs", &["bin", "vanbang"]));
    files.extend(crate_files("bin/vanbangd/main.rs", &["bin", "vanbangd"]));
    files
}

#[test]
fn every_path_points_down() {
    let mut broken = Vec::new();
    for file in all_files() {
        let place = Place { module: &file.module, file: &file.path, in_test: file.in_test };
        for Violation { line, path, rule } in check(&place, &file.source) {
            broken.push(format!("{}:{line}: {path}: {rule}", file.path));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_file_is_reached() {
    let reached: BTreeSet<String> = all_files().into_iter().map(|file| file.path).collect();
    for folder in ["src", "bin"] {
        for path in rust_files(&package().join(folder)) {
            assert!(reached.contains(&shown(&path)), "{} is declared by no module", path.display());
        }
    }
}

#[test]
fn the_table_has_no_ring() {
    for (index, (name, row)) in ALLOWED.iter().enumerate() {
        for other in *row {
            let lower = ALLOWED[..index].iter().any(|(lower, _)| lower == other);
            assert!(lower, "{name} names {other}, which does not stand below it");
        }
    }
}

#[test]
fn map_and_mains_stay_short() {
    for (file, most) in [("src/lib.rs", 60), ("bin/vanbang/main.rs", 80), ("bin/vanbangd/main.rs", 80)] {
        let lines = fs::read_to_string(package().join(file)).expect("a readable file").lines().count();
        assert!(lines <= most, "{file} has {lines} lines, at most {most}");
    }
}

/// The rules that a made-up source breaks.
fn broken(file: &str, text: &str) -> Vec<String> {
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module[0] == "src" {
        module.remove(0);
    }
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    let place = Place { module: &module, file, in_test: false };
    let mut rules: Vec<String> = check(&place, &read(text)).into_iter().map(|violation| violation.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn the_checker_sees_what_is_forbidden() {
    let never = "signature never names document";
    let only_crypto = "document uses from signature only crypto";
    let network = "only fetch opens outgoing connections";
    let date = "only bin asks the date";
    let environment = "only bin asks the environment and the arguments";
    let library = "only crypto names a crypto library";
    let driver = "only token/pkcs11 loads a driver";
    for (file, text, rule) in [
        ("src/signature/pdf/file.rs", "use crate::document::record::Record;", never),
        ("src/signature/pdf/file.rs", "fn f() { crate::document::code::parse(1) }", never),
        ("src/signature/pades/mod.rs", "use super::super::document::record::OrgId;", never),
        ("src/signature/pdf/file.rs", "use crate::{signature::crypto, document::{code::Id, record}};", never),
        ("src/signature/pdf/file.rs", "mod inner { use super::super::super::super::document::code; }", never),
        ("src/document/code/id.rs", "use crate::signature::{crypto::sha256, pdf::File};", only_crypto),
        ("src/document/record/mod.rs", "type T = Vec<crate::signature::x509::Certificate>;", only_crypto),
        ("src/signature/crypto/mod.rs", "use super::x509;", "crypto must not name x509"),
        ("src/signature/pdf/mod.rs", "use super::cms::parse;", "pdf must not name cms"),
        ("src/verify/mod.rs", "use crate::signature::token::Signer;", "verify must not name token"),
        ("src/issue.rs", "use crate::sign::sign_batch;", "issue must not name sign"),
        ("src/signature/pdf/walk.rs", "use std::net::TcpStream;", network),
        ("src/service/mod.rs", "tokio::net::TcpStream::connect(1)", network),
        ("src/verify.rs", "let agent = ureq::agent();", network),
        ("bin/vanbang/cli.rs", "use reqwest::get;", network),
        ("src/sign.rs", "let at = chrono::Utc::now();", date),
        ("src/sign.rs", "use chrono::Utc as Clock; fn f() { Clock::now(); }", date),
        ("src/sign.rs", "SystemTime::now()", date),
        ("src/sign.rs", "map(Local::now)", date),
        ("src/sign.rs", "Instant::now()", date),
        ("src/issue.rs", "use std::{fs, env};", environment),
        ("src/issue.rs", "let home = std::env::var(\"HOME\");", environment),
        ("src/issue.rs", "env::args()", environment),
        ("src/issue.rs", "use std as s;", "a renamed root would hide what is named"),
        ("src/signature/x509/mod.rs", "use aws_lc_rs::digest;", library),
        ("bin/vanbang/demo.rs", "aws_lc_rs::rand::fill(&mut x)", library),
        ("src/signature/token/mod.rs", "use cryptoki::context::Pkcs11;", driver),
        ("bin/vanbang/token.rs", "use cryptoki::context::Pkcs11;", driver),
        ("src/document/record/mod.rs", "use der::Decode;", "documents know no ASN.1"),
        ("src/verify.rs", "async fn f() {}", "only the service is asynchronous"),
        ("src/verify.rs", "tokio::spawn(x)", "only the service is asynchronous"),
    ] {
        assert_eq!(broken(file, text), [rule], "{file}: {text}");
    }
}

#[test]
fn what_no_row_names_is_refused() {
    for (file, text) in [
        ("src/signature/pdf/file.rs", "use crate::Record;"),
        ("src/signature/pdf/file.rs", "use crate::*;"),
        ("src/signature/pdf/mod.rs", "use super::*;"),
        ("src/signature/pdf/file.rs", "use crate as vanbang;"),
        ("src/document/code/id.rs", "use crate::signature;"),
        ("src/document/novel/mod.rs", "use super::record::Record;"),
        ("src/novel.rs", "use crate::verify::verify;"),
        ("src/document/mod.rs", "pub use crate::signature::pdf::File;"),
    ] {
        assert_eq!(broken(file, text).len(), 1, "{file}: {text}");
    }
}

#[test]
fn the_checker_lets_pass_what_is_allowed() {
    for (file, text) in [
        (
            "src/signature/pdf/file.rs",
            "use super::{Error, lexer::{self, Lexer}}; use crate::signature::crypto::sha256;",
        ),
        (
            "src/signature/pdf/file.rs",
            "// crate::document::record\n/* use crate::document; /* */ */ /// [`crate::document`]",
        ),
        (
            "src/signature/pdf/file.rs",
            r##"let a = "crate::document::x"; let b = r#"use crate::document " ;"#; let c = b"\"::";"##,
        ),
        (
            "src/signature/pdf/file.rs",
            "pub(crate) fn f<'a>(x: &'a str) -> char { '\\'' } pub(super) struct X; pub(in crate::signature::pdf) fn g() {}",
        ),
        ("src/signature/token/pkcs11.rs", "use cryptoki::session::Session;"),
        ("src/signature/token/pkcs11/session.rs", "use cryptoki::session::Session;"),
        (
            "src/document/batch/mod.rs",
            "use crate::document::record::Record; use super::code::Id; use crate::signature::crypto;",
        ),
        ("src/issue.rs", "use crate::{document::{batch, template}, signature::token::Signer, verify};"),
        (
            "src/sign.rs",
            "#[cfg(test)] mod tests { use super::*; fn f() { chrono::Utc::now(); std::env::temp_dir(); } }",
        ),
        ("src/sign.rs", "let version = env!(\"CARGO_PKG_VERSION\"); let at = clock.now();"),
        ("src/service/mod.rs", "use std::net::SocketAddr; async fn f() { let deadline = Instant::now(); }"),
        ("src/signature/pdf/limits.rs", "use std::time::Instant; fn f() { Instant::now(); }"),
        ("bin/vanbang/main.rs", "use vanbang::verify; fn f() { chrono::Local::now(); std::env::args(); }"),
        ("src/lib.rs", "pub use document::record::Record; pub use crate::verify::verify;"),
    ] {
        assert!(broken(file, text).is_empty(), "{file}: {text}: {:?}", broken(file, text));
    }
}

#[test]
fn a_test_exemption_ends_with_its_item() {
    for text in [
        "#[cfg(test)] mod tests { fn f() {} } fn g() { Utc::now(); }",
        "#[cfg(test)] mod tests; fn g() { Utc::now(); }",
        "#[cfg(test)] use std::{fs, io}; fn g() { Utc::now(); }",
        "struct S { #[cfg(test)] a: u8, } fn g() { Utc::now(); }",
        "#[cfg(not(test))] fn g() { Utc::now(); }",
        "#[cfg(any(test, feature = \"x\"))] fn g() { Utc::now(); }",
    ] {
        assert_eq!(broken("src/sign.rs", text), ["only bin asks the date"], "{text}");
    }
}

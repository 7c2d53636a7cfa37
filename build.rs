//! Hands the page that was built into `web/dist` to the service; without it the service has its plain pages.

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_SERVICE").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed=web/dist");
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist");
    let mut names = Vec::new();
    for entry in fs::read_dir(&dist)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    // what lies there without a build
    names.retain(|name| name != "README.md");
    names.sort();
    if !names.iter().any(|name| name == "index.html") {
        names.clear();
        println!("cargo::warning=vanbangd is built without the page that judges codes: run scripts/page.sh first");
    }
    let mut table = String::from("&[\n");
    for name in &names {
        let path = dist.join(name);
        writeln!(table, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("page_files.rs"), table)
}

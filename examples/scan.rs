//! Prints the texts of the QR symbols in pictures and PDFs: for each file a JSON array on a line.

use vanbang::scan::texts_in;

fn main() -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        let found = texts_in(&std::fs::read(&path)?).unwrap_or_else(|error| {
            eprintln!("{}: {error}", path.display());
            Vec::new()
        });
        println!("{}", serde_json::json!(found));
    }
    Ok(())
}

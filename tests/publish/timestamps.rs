//! OpenSSL as a timestamp authority on loopback.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::loopback::{Server, ok, send};

/// Answers with this certificate and key, both PEM, from this folder, which is not there yet.
pub fn serve(home: PathBuf, certificate: &str, key: &str) -> Server {
    std::fs::create_dir(&home).unwrap();
    let write = |name: &str, text: &str| std::fs::write(home.join(name), text).unwrap();
    write("tsa.pem", certificate);
    write("tsa.key", key);
    write("serial", "01\n");
    write(
        "tsa.cnf",
        "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n\
         digests = sha256\nordering = no\ness_cert_id_alg = sha256\n",
    );
    // The program reads and writes files in its folder, so it serves one after another.
    let alone = Mutex::new(());
    Server::start(move |asked, stream| {
        let _alone = alone.lock().unwrap_or_else(PoisonError::into_inner);
        std::fs::write(home.join("query"), &asked.body).unwrap();
        let arguments = "ts -reply -config tsa.cnf -queryfile query -signer tsa.pem -inkey tsa.key -out answer";
        let made = Command::new("openssl").current_dir(&home).args(arguments.split(' ')).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        send(stream, &ok(&std::fs::read(home.join("answer")).unwrap()));
    })
}

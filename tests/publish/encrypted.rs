//! `vanbang publish --to https://…`: TLS ends at a proxy before the server, and the office trusts the roots that it
//! named, no others.

use std::io::Write;
use std::sync::Arc;

use rcgen::generate_simple_self_signed;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use vanbang::document::code::Id;

use crate::balancer::{ask, read_request};
use crate::loopback::Server;
use crate::office::Office;
use crate::school::{AN, BINH};

/// TLS for `localhost` before a service; answers the root to be trusted too.
fn tls_before(service: &str) -> (Server, String) {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let settings = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (settings, service) = (Arc::new(settings), service.to_owned());
    let server = Server::start_raw(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&settings)).unwrap(), stream);
        // A client that does not trust us ends here.
        if let Some(request) = read_request(&mut stream) {
            let _ = stream.write_all(&ask(&service, &request).unwrap_or_default());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (server, made.cert.pem())
}

#[test]
fn over_tls_everything_arrives_where_the_root_is_trusted_and_nothing_elsewhere() {
    let office = Office::new();
    let place = office.place();
    let ids = office.close("6A", &[AN, BINH], &[]);
    let service = office.serve("store.sqlite");
    let (tls, root) = tls_before(service.address());
    let (_, stranger) = tls_before(service.address());
    let to = format!("https://localhost:{}", tls.port);
    let known = |id: &str| service.page(&format!("/api/v1/codes/{}", Id::parse(id).unwrap())).status;

    office.publish(&["--to", &to]).refused("FETCH_NO_ROOTS");
    assert_eq!(tls.connections(), 0, "nobody was asked");
    std::fs::write(place.join("trust/fetch.toml"), "roots = \"https.pem\"\n").unwrap();
    std::fs::write(place.join("trust/https.pem"), stranger).unwrap();
    office.publish(&["--to", &to]).refused("FETCH_TLS");
    assert!(ids.iter().all(|id| known(id) == 404));
    std::fs::write(place.join("trust/https.pem"), root).unwrap();
    // The certificate is for a name, not for an address.
    office.publish(&["--to", &format!("https://127.0.0.1:{}", tls.port)]).refused("FETCH_TLS");
    assert!(ids.iter().all(|id| known(id) == 404));
    assert!(office.publish(&["--to", &to]).passed().out.contains("(3 mục mới)"));
    assert!(ids.iter().all(|id| known(id) == 200));
    assert!(office.publish(&["--to", &to]).passed().out.contains("(0 mục mới)"));
}

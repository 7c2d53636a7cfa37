//! Two `vanbangd` on one PostgreSQL behind a balancer: one is killed under load, and nobody hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::balancer::Balancer;
use crate::http;
use crate::office::{Office, SERVED};
use crate::school::{AN, BINH, CHAU};

const CLIENTS: usize = 8;

#[test]
fn one_of_two_replicas_is_killed_under_load_and_no_answer_fails() {
    let Ok(database) = std::env::var("VANBANG_POSTGRES") else {
        eprintln!("skipped: VANBANG_POSTGRES names no server (scripts/postgres.sh starts one)");
        return;
    };
    let office = Office::new();
    let ids = office.close("6A", &[AN, BINH], &[]);
    let (one, other) = (office.serve(&database), office.serve(&database));
    let balancer = Balancer::over(&[one.address(), other.address()]);
    let address = balancer.address();
    let to = format!("http://{address}");
    office.publish(&["--to", &to]).passed();
    let pdf = std::fs::read(office.place().join(format!("batches/6A/signed/{}.pdf", ids[0]))).unwrap();

    let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (stop, answered) = (Arc::clone(&stop), Arc::clone(&answered));
            let (address, id, pdf) = (address.clone(), ids[number % ids.len()].clone(), pdf.clone());
            thread::spawn(move || {
                let mut failed = Vec::new();
                while !stop.load(Ordering::SeqCst) {
                    let asked = match number {
                        0 => http::send(&address, "POST /api/v1/verify", "Content-Type: application/pdf\r\n", &pdf),
                        1 => http::send(&address, &format!("GET /{SERVED}/thcs-mau.hue/status/head"), "", b""),
                        _ => http::send(&address, &format!("GET /api/v1/codes/{id}"), "", b""),
                    };
                    answered.fetch_add(1, Ordering::SeqCst);
                    if asked.status != 200 || asked.bytes.is_empty() {
                        failed.push((asked.status, asked.head));
                    }
                }
                failed
            })
        })
        .collect();
    thread::sleep(Duration::from_secs(2));
    let before = answered.load(Ordering::SeqCst);
    drop(one);
    thread::sleep(Duration::from_secs(2));
    // Publishing goes on meanwhile.
    let new = office.close("6B", &[CHAU], &[]);
    office.publish(&["--to", &to]).passed();
    stop.store(true, Ordering::SeqCst);
    let failed: Vec<_> = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
    assert!(failed.is_empty(), "{} of {}: {failed:#?}", failed.len(), answered.load(Ordering::SeqCst));
    assert!(before > 10 && answered.load(Ordering::SeqCst) > before + 10, "there was load before and after");
    assert!(balancer.retried() > 0, "the killed one was asked, and the other answered");
    assert_eq!(http::send(&address, &format!("GET /api/v1/codes/{}", new[0]), "", b"").status, 200);
    drop(other);
}

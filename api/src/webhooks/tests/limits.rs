use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use domain::call::exchange::Purpose;
use domain::sid::AccountSid;
use domain::uri::FaultClass;
use http::header;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

use super::stub::{Stub, answered, exchanges, exchanges_with, failed, post, raw};

#[tokio::test]
async fn a_document_may_have_64_kib_and_no_more() {
    let stub = Stub::answering(|parts, _| {
        let extra = usize::from(parts.uri.path() == "/more");
        "a".repeat(64 * 1024 + extra)
    })
    .await;
    let exchanges = exchanges();
    assert_eq!(answered(exchanges.run(post(stub.url("/"))).await).body_bytes, 65_536);
    assert_eq!(failed(exchanges.run(post(stub.url("/more"))).await).code, 11750);
    let mut status = post(stub.url("/more"));
    status.purpose = Purpose::Status;
    assert_eq!(answered(exchanges.run(status).await).body.len(), 65_536);
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let (address, _running) = raw(|mut stream| async move {
        let mut buffer = [0; 1024];
        let _ = stream.read(&mut buffer).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
    })
    .await;
    assert_eq!(failed(exchanges().run(post(format!("http://{address}/"))).await).code, 11750);
}

#[tokio::test]
async fn a_packed_bomb_is_not_unpacked() {
    let stub = Stub::answering(|_, _| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&vec![b'a'; 20_000_000]).unwrap();
        ([(header::CONTENT_ENCODING, "gzip")], packed.finish().unwrap())
    })
    .await;
    assert_eq!(failed(exchanges().run(post(stub.url("/"))).await).code, 11750);
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let (address, _running) = raw(|mut stream| async move {
        let mut buffer = [0; 1024];
        let _ = stream.read(&mut buffer).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(b"x-a: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").await.is_ok() {}
    })
    .await;
    assert_eq!(failed(exchanges().run(post(format!("http://{address}/"))).await).code, 11206);
}

/// Runs two requests of one account and one of another against a server that answers when told.
#[tokio::test]
async fn an_account_waits_for_its_turn_and_does_not_hold_up_others() {
    let gate = Arc::new(Notify::new());
    let shut = Arc::clone(&gate);
    let (address, _running) = raw(move |mut stream| {
        let gate = Arc::clone(&shut);
        async move {
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).await.unwrap_or(0);
            if buffer[..read].starts_with(b"POST /held") {
                gate.notified().await;
            }
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    })
    .await;
    let exchanges = exchanges_with(|config| config.in_flight_per_account = 1);
    let url = |path: &str| format!("http://{address}/{path}#tt=5000");
    let held = exchanges.run(post(url("held")));
    let others = async {
        let late = failed(exchanges.run(post(format!("http://{address}/late#tt=100"))).await);
        assert_eq!((late.code, late.class), (20429, FaultClass::UsageLimit));
        let mut other = post(url("free"));
        other.account = AccountSid::from_bits(5);
        assert_eq!(answered(exchanges.run(other).await).status, 204);
        gate.notify_one();
    };
    let (held, ()) = tokio::join!(held, others);
    assert!(Duration::from_millis(held.duration_ms) < Duration::from_secs(5));
    assert_eq!(answered(held).status, 204);
    assert_eq!(answered(exchanges.run(post(url("next"))).await).status, 204);
}

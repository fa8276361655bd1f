use std::time::Duration;

use domain::uri::FaultClass;
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::stub::{Stub, exchanges, failed, post, raw};

#[tokio::test]
async fn nobody_listening_is_a_failed_connection_and_tried_again() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let exchange = exchanges().run(post(format!("http://{free}/x#rc=2"))).await;
    assert_eq!((exchange.attempts, exchange.url.as_str()), (3, &*format!("http://{free}/x")));
    let fault = failed(exchange);
    assert_eq!((fault.code, fault.class), (11205, FaultClass::Timeout));
    assert_eq!(fault.url, Some(format!("http://{free}/x")));
}

#[tokio::test]
async fn a_host_without_address_has_its_own_code() {
    let exchange = exchanges().run(post("http://nowhere.invalid/")).await;
    assert_eq!(exchange.attempts, 1);
    assert_eq!(failed(exchange).code, 11210);
}

#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let (address, _running) = raw(|mut stream| async move {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all).await;
    })
    .await;
    let exchange = exchanges().run(post(format!("http://{address}/#rt=100"))).await;
    assert_eq!(exchange.attempts, 1);
    assert!((100..2_000).contains(&exchange.duration_ms), "{}", exchange.duration_ms);
    let fault = failed(exchange);
    assert_eq!((fault.code, fault.class), (11205, FaultClass::Timeout));
}

#[tokio::test]
async fn a_trickle_is_ended_by_the_total_time() {
    let (address, _running) = raw(|mut stream| async move {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n";
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        stream.write_all(head).await.unwrap();
        while stream.write_all(b"a").await.is_ok() {
            pace.tick().await;
        }
    })
    .await;
    let exchange =
        exchanges().run(post(format!("http://{address}/#rt=100&tt=300&rc=5&rp=all"))).await;
    assert!((300..2_000).contains(&exchange.duration_ms), "{}", exchange.duration_ms);
    assert_eq!(failed(exchange).class, FaultClass::Timeout);
}

#[tokio::test]
async fn what_is_not_http_has_its_own_code() {
    let (address, _running) = raw(|mut stream| async move {
        let mut buffer = [0; 1024];
        let _ = stream.read(&mut buffer).await;
        let _ = stream.write_all(b"SIP/2.0 200 OK\r\n\r\n").await;
    })
    .await;
    let fault = failed(exchanges().run(post(format!("http://{address}/"))).await);
    assert_eq!((fault.code, fault.class), (11206, FaultClass::Error));
}

#[tokio::test]
async fn an_answer_that_breaks_off_has_its_own_code() {
    for sent in ["", "HTTP/1.1 200 OK\r\nconte", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"] {
        let (address, _running) = raw(move |mut stream| async move {
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(sent.as_bytes()).await;
        })
        .await;
        let fault = failed(exchanges().run(post(format!("http://{address}/"))).await);
        assert_eq!(fault.code, 11206, "{sent:?}");
    }
}

#[tokio::test]
async fn a_redirect_loop_ends_after_ten() {
    let stub = Stub::answering(|_, _| (StatusCode::FOUND, [("location", "/again")])).await;
    let fault = failed(exchanges().run(post(stub.url("/"))).await);
    assert_eq!((fault.code, fault.class), (11215, FaultClass::Error));
    assert_eq!(stub.seen().len(), 11);
}

#[tokio::test]
async fn a_url_that_is_none_has_its_own_code() {
    let exchange = exchanges().run(post("https://user:secret@:bad")).await;
    let recorded = serde_json::to_string(&exchange).unwrap();
    assert!(!recorded.contains("secret"), "{recorded}");
    assert_eq!(failed(exchange).code, 11100);
}

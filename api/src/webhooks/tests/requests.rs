use domain::call::exchange::Purpose;

use super::stub::{Stub, TOKEN, answered, exchanges, get, post};
use crate::webhooks::signature::{SigningToken, sign};

fn header(parts: &http::request::Parts, name: &str) -> String {
    parts.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_post_carries_a_signed_form() {
    let stub = Stub::answering(|_, _| "ok").await;
    let request = post(stub.url("/voice?keep=1"));
    let form = request.parameters.clone();
    let exchange = exchanges().run(request).await;
    assert_eq!(exchange.attempts, 1);
    assert_eq!(exchange.url, stub.url("/voice?keep=1"));
    assert_eq!(exchange.parameters, form);
    assert_eq!(answered(exchange).body, "ok");
    let (parts, body) = stub.seen().remove(0);
    assert_eq!(parts.uri, "/voice?keep=1");
    assert_eq!(body, "CallSid=CA1&From=%2B15551230000&Digits=1+2%263");
    let signature = sign(&SigningToken::new(TOKEN), &stub.url("/voice?keep=1"), &form);
    assert_eq!(header(&parts, "x-twilio-signature"), signature);
    assert_eq!(header(&parts, "user-agent"), "TwilioProxy/1.1");
    assert_eq!(header(&parts, "cache-control"), "max-age=259200");
    assert_eq!(header(&parts, "content-type"), "application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(header(&parts, "i-twilio-idempotency-token").len(), 36);
}

#[tokio::test]
async fn a_get_carries_its_parameters_in_the_signed_query() {
    let stub = Stub::answering(|_, _| "ok").await;
    let answer = answered(exchanges().run(get(stub.url("/voice?keep=1"))).await);
    assert_eq!(answer.final_url, stub.url("/voice?keep=1"));
    let (parts, body) = stub.seen().remove(0);
    assert!(body.is_empty());
    assert_eq!(parts.method, "GET");
    let asked = "/voice?keep=1&CallSid=CA1&From=%2B15551230000&Digits=1+2%263";
    assert_eq!(parts.uri, asked);
    let signature = sign(&SigningToken::new(TOKEN), &stub.url(asked), &[]);
    assert_eq!(header(&parts, "x-twilio-signature"), signature);
}

#[tokio::test]
async fn credentials_are_sent_and_not_recorded() {
    let stub = Stub::answering(|_, _| "ok").await;
    let exchanges = exchanges();
    let url = format!("http://user:secret@{}/a", stub.address);
    let exchange = exchanges.run(post(url)).await;
    let recorded = serde_json::to_string(&exchange).unwrap();
    assert!(!recorded.contains("secret"), "{recorded}");
    let next = answered(exchange).final_url;
    answered(exchanges.run(post(next)).await);
    let mut stranger = post(stub.url("/a"));
    stranger.endpoints.0 = "+15550000000".into();
    answered(exchanges.run(stranger).await);
    let sent: Vec<_> =
        stub.seen().iter().map(|(parts, _)| header(parts, "authorization")).collect();
    assert_eq!(sent, ["Basic dXNlcjpzZWNyZXQ=", "Basic dXNlcjpzZWNyZXQ=", ""]);
}

#[tokio::test]
async fn every_try_of_an_exchange_carries_the_same_idempotency_token() {
    let stub = Stub::answering(|_, _| http::StatusCode::INTERNAL_SERVER_ERROR).await;
    let exchanges = exchanges();
    let exchange = exchanges.run(post(stub.url("/#rc=2&rp=5xx"))).await;
    assert_eq!(exchange.attempts, 3);
    assert_eq!(answered(exchange).status, 500);
    let mut other = post(stub.url("/"));
    other.purpose = Purpose::Status;
    exchanges.run(other).await;
    let tokens: Vec<_> =
        stub.seen().iter().map(|(p, _)| header(p, "i-twilio-idempotency-token")).collect();
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(tokens[0], tokens[2]);
    assert_ne!(tokens[0], tokens[3]);
}

#[tokio::test]
async fn connections_are_used_again() {
    let ports = std::sync::Arc::new(parking_lot::Mutex::new(0));
    let counted = ports.clone();
    let (address, _running) = super::stub::raw(move |mut stream| {
        *counted.lock() += 1;
        async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).await.unwrap_or(0) > 0 {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
            }
        }
    })
    .await;
    let exchanges = exchanges();
    for _ in 0..5 {
        assert_eq!(answered(exchanges.run(post(format!("http://{address}/"))).await).body, "ok");
    }
    assert_eq!(*ports.lock(), 1);
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced() {
    let (address, _running) = super::stub::raw(|mut stream| async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
    })
    .await;
    let exchanges = exchanges();
    for _ in 0..5 {
        let exchange = exchanges.run(post(format!("http://{address}/#rc=0"))).await;
        assert_eq!((exchange.attempts, answered(exchange).body.as_str()), (1, "ok"));
    }
}

use std::io::Write;

use domain::uri::HttpMethod;
use http::{StatusCode, header};

use super::stub::{Stub, answered, exchanges, get, post};
use crate::webhooks::signature::{SigningToken, sign};

#[tokio::test]
async fn any_status_is_an_answer() {
    let stub = Stub::answering(|_, _| (StatusCode::NOT_FOUND, [("x-a", "b")], "nothing")).await;
    let answer = answered(exchanges().run(post(stub.url("/"))).await);
    assert_eq!((answer.status, answer.body.as_str(), answer.body_bytes), (404, "nothing", 7));
    assert!(answer.headers.contains(&("x-a".into(), "b".into())));
    assert!(!answer.from_cache);
}

#[tokio::test]
async fn redirects_are_followed_and_signed_anew() {
    let stub = Stub::answering(|parts, _| match parts.uri.path() {
        "/start" => (StatusCode::FOUND, [("location", "/next?n=1#part")]),
        "/keep" => (StatusCode::TEMPORARY_REDIRECT, [("location", "kept")]),
        _ => (StatusCode::OK, [("location", "")]),
    })
    .await;
    let exchanges = exchanges();
    let answer = answered(exchanges.run(post(stub.url("/start"))).await);
    assert_eq!(answer.final_url, stub.url("/next?n=1"));
    let kept = answered(exchanges.run(post(stub.url("/keep"))).await);
    assert_eq!(kept.final_url, stub.url("/kept"));
    let seen = stub.seen();
    assert_eq!((seen[1].0.method.as_str(), seen[1].1.len()), ("GET", 0));
    assert_eq!((seen[3].0.method.as_str(), &seen[3].1), ("POST", &seen[2].1));
    let token = SigningToken::new(super::stub::TOKEN);
    assert_eq!(seen[1].0.headers["x-twilio-signature"], sign(&token, &stub.url("/next?n=1"), &[]));
    assert_eq!(
        seen[3].0.headers["x-twilio-signature"],
        sign(&token, &stub.url("/kept"), &post("").parameters)
    );
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let stub = Stub::answering(|_, _| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"<Response/>").unwrap();
        ([(header::CONTENT_ENCODING, "gzip")], packed.finish().unwrap())
    })
    .await;
    assert_eq!(answered(exchanges().run(post(stub.url("/"))).await).body, "<Response/>");
}

#[tokio::test]
async fn sound_is_left_where_it_is() {
    let stub =
        Stub::answering(|_, _| ([(header::CONTENT_TYPE, "audio/mpeg")], vec![0_u8; 1_000_000]))
            .await;
    let answer = answered(exchanges().run(get(stub.url("/a.mp3"))).await);
    assert_eq!((answer.body.as_str(), answer.body_bytes), ("", 1_000_000));
}

#[tokio::test]
async fn a_latin_1_body_is_read_as_such() {
    let stub = Stub::answering(|_, _| {
        ([(header::CONTENT_TYPE, "text/plain; charset=ISO-8859-1")], b"caf\xe9".to_vec())
    })
    .await;
    assert_eq!(answered(exchanges().run(post(stub.url("/"))).await).body, "café");
}

#[tokio::test]
async fn set_cookie_values_are_not_recorded() {
    let stub = Stub::answering(|_, _| [(header::SET_COOKIE, "session=secret")]).await;
    let exchange = exchanges().run(post(stub.url("/"))).await;
    assert_eq!(exchange.method, HttpMethod::Post);
    assert!(answered(exchange).headers.contains(&("set-cookie".into(), "…".into())));
}

//! Clients of the API that are slow, many, or boundless.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use futures_util::future::try_join_all;
use tests::program::{PATIENCE, Ringback};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn connect(ringback: &Ringback) -> anyhow::Result<TcpStream> {
    let address = ringback.dev().http_url.strip_prefix("http://").context("a plain URL")?;
    Ok(TcpStream::connect(address).await?)
}

/// Reads until the program closes the connection; answers what came.
async fn until_closed(stream: &mut TcpStream) -> anyhow::Result<String> {
    let mut text = Vec::new();
    // A reset is an end, too.
    let _ =
        tokio::time::timeout(PATIENCE, stream.read_to_end(&mut text)).await.context("held open")?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test]
async fn slow_heads_and_idle_connections_are_closed() -> anyhow::Result<()> {
    let ringback = Ringback::start_with(&[("RINGBACK_LIMITS_HTTP_HEAD_S", "1")]).await?;
    let slow = (0..50).map(|number| {
        let ringback = &ringback;
        async move {
            let mut stream = connect(ringback).await?;
            // Nothing, half a head, a head that grows for ever, and a whole request with nothing after it.
            let begins: [&[u8]; 4] = [
                b"",
                b"GET /health HT",
                b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: ",
                b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
            ];
            stream.write_all(begins[number % 4]).await?;
            if number % 4 == 2 {
                let (mut read, mut write) = stream.into_split();
                let mut drops = tokio::time::interval(Duration::from_millis(100));
                let dripping = async {
                    while write.write_all(b"a").await.is_ok() {
                        drops.tick().await;
                    }
                };
                let mut text = Vec::new();
                let ended = async {
                    tokio::select! {
                        _ = read.read_to_end(&mut text) => {}
                        () = dripping => {}
                    }
                };
                tokio::time::timeout(PATIENCE, ended).await.context("held open")?;
                return Ok(());
            }
            let text = until_closed(&mut stream).await?;
            ensure!(number % 4 != 3 || text.starts_with("HTTP/1.1 200"), "{text}");
            anyhow::Ok(())
        }
    });
    try_join_all(slow).await?;
    ringback.get(&ringback.path("Calls.json")).await?;
    Ok(())
}

#[tokio::test]
async fn connections_have_a_number() -> anyhow::Result<()> {
    let ringback = Ringback::start_with(&[("RINGBACK_LIMITS_HTTP_CONNECTIONS", "20")]).await?;
    let mut held = Vec::new();
    let mut closed = 0;
    for _ in 0..60 {
        let mut stream = connect(&ringback).await?;
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.ok();
        let mut first = [0; 12];
        match tokio::time::timeout(PATIENCE, stream.read_exact(&mut first)).await? {
            Ok(_) => held.push(stream),
            Err(_) => closed += 1,
        }
    }
    assert!((1..=20).contains(&held.len()), "{} held", held.len());
    assert_eq!(held.len() + closed, 60);
    drop(held);
    ringback.until("/v1/Events", |events| events["events"].is_array()).await?;
    Ok(())
}

#[tokio::test]
async fn boundless_requests_are_refused_with_a_code() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let dev = ringback.dev();
    let secret = base64::engine::general_purpose::STANDARD
        .encode(format!("{}:{}", dev.account_sid, dev.auth_token));
    let path = ringback.path("Applications.json");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic {secret}\r\n"
    );
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let deep = "[".repeat(60_000);
    let nested = format!("{}={}", "a%5B".repeat(5_000), "%7B".repeat(10_000));
    let many = "a=b&".repeat(15_000);
    let table = [
        ("a head without end", format!("{head}X-Long: {}\r\n\r\n", "a".repeat(200_000)), 431),
        ("headers without end", format!("{head}{}\r\n", "X-A: b\r\n".repeat(2_000)), 431),
        (
            "a path without end",
            format!("GET /{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "a".repeat(70_000)),
            0,
        ),
        ("a form of a gigabyte", format!("{head}{form}Content-Length: 1073741824\r\n\r\n"), 0),
        (
            "a form over the limit",
            format!("{head}{form}Content-Length: 70000\r\n\r\n{}", "a".repeat(70_000)),
            413,
        ),
        (
            "deep JSON",
            format!(
                "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{deep}",
                deep.len()
            ),
            415,
        ),
        ("a deep form", format!("{head}{form}Content-Length: {}\r\n\r\n{nested}", nested.len()), 0),
        (
            "a thousand fields",
            format!("{head}{form}Content-Length: {}\r\n\r\n{many}", many.len()),
            0,
        ),
        (
            "two lengths",
            format!("{head}{form}Content-Length: 4\r\nContent-Length: 9\r\n\r\na=bc"),
            400,
        ),
        (
            "a chunk too long",
            format!("{head}{form}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n"),
            400,
        ),
        ("no HTTP", "\u{0}\u{1}\u{2} nonsense\r\n\r\n".to_owned(), 400),
    ];
    for (what, request, wanted) in table {
        let mut stream = connect(&ringback).await?;
        stream.write_all(request.as_bytes()).await.ok();
        stream.shutdown().await.ok();
        let text = until_closed(&mut stream).await.context(what)?;
        let status: Option<u16> = text.get(9..12).and_then(|status| status.parse().ok());
        // Over the socket's buffers the answer may be lost to the reset; then silence is right, too.
        let right = status.is_none_or(|status| (wanted == 0 && status < 500) || status == wanted);
        ensure!(right, "{what}: {}", text.lines().next().unwrap_or_default());
        ringback.get(&ringback.path("Applications.json")).await.context(what)?;
    }
    ensure!(!ringback.log().contains("panicked"), "{}", ringback.log());
    ringback.proven().await
}

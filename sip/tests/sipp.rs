//! Interop with SIPp, a telephone that nobody here wrote (Debian package `sip-tester`).

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use sip::{Endpoint, EndpointConfig, Incoming, Signal, sdp};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::sync::mpsc;

/// Answers every call but those to `ring`, and every offer.
async fn serve(mut calls: mpsc::Receiver<Incoming>) {
    while let Some(incoming) = calls.recv().await {
        tokio::spawn(talk(incoming));
    }
}

async fn talk(mut incoming: Incoming) {
    let addr = SocketAddr::from(([127, 0, 0, 1], 50_000));
    let mut local = sdp::Local::new(addr, 1);
    let answer = |local: &sdp::Local, text: &[u8]| {
        sdp::Offer::parse(text).and_then(|offer| sdp::answer(&offer, local))
    };
    incoming.call.ring();
    if incoming.invite.request_uri.user != "ring" {
        let offer = incoming.invite.offer.take().unwrap_or_default();
        match answer(&local, &offer) {
            Ok(agreed) => incoming.call.answer(agreed.answer),
            Err(error) => incoming.call.reject(error.status(), error.to_string()),
        }
    }
    while let Some(signal) = incoming.signals.recv().await {
        if let Signal::Offer { sdp: Some(offer) } = signal {
            local = local.next_version();
            match answer(&local, &offer) {
                Ok(agreed) => incoming.call.answer_offer(agreed.answer),
                Err(error) => incoming.call.refuse_offer(error.status()),
            }
        }
    }
}

async fn endpoint() -> Endpoint {
    let config = EndpointConfig::new("127.0.0.1:0".parse().unwrap());
    let (endpoint, calls) = Endpoint::bind(config).await.unwrap();
    tokio::spawn(serve(calls));
    endpoint
}

async fn sipp(endpoint: &Endpoint, arguments: &[&str]) {
    let directory = tempfile();
    let run = Command::new("sipp")
        .current_dir(&directory)
        .arg(endpoint.local_addr().to_string())
        .args(["-i", "127.0.0.1", "-nostdin", "-trace_err", "-timeout", "60s", "-timeout_error"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(90), run)
        .await
        .expect("sipp hangs")
        .expect("sipp is missing: apt-get install sip-tester");
    let errors: String = std::fs::read_dir(&directory)
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
        .collect();
    std::fs::remove_dir_all(&directory).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "sipp {arguments:?}: {}\n{stderr}\n{errors}", output.status);
}

fn tempfile() -> std::path::PathBuf {
    let name = format!("ringback-sipp-{}-{:?}", std::process::id(), std::thread::current().id());
    let directory = std::env::temp_dir().join(name.replace(['(', ')'], ""));
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

fn scenario(name: &str) -> String {
    format!("{}/tests/sipp_scenarios/{name}.xml", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_calls_at_fifty_per_second_none_failed() {
    let endpoint = endpoint().await;
    sipp(&endpoint, &["-sn", "uac", "-m", "200", "-r", "50", "-d", "100"]).await;
    assert_eq!(endpoint.load().calls, 0);
    assert_eq!(endpoint.load().refused, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_over_tcp() {
    let endpoint = endpoint().await;
    sipp(&endpoint, &["-sn", "uac", "-t", "t1", "-m", "50", "-r", "50", "-d", "50"]).await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hold_and_resume() {
    let endpoint = endpoint().await;
    sipp(&endpoint, &["-sf", &scenario("hold"), "-m", "20", "-r", "20"]).await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn giving_up_while_it_rings() {
    let endpoint = endpoint().await;
    sipp(&endpoint, &["-sf", &scenario("cancel"), "-m", "20", "-r", "20"]).await;
    assert_eq!(endpoint.load().calls, 0);
}

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::post;
use bytes::Bytes;
use parking_lot::Mutex;
use tokio_util::task::TaskTracker;
use url::Url;

use super::frames::{Frame, Frames};
use super::{Job, ProcessingConfig, Servers, Worker, WorkerConfig};
use crate::decode::{Limits, feed};
use crate::fault::MediaFault;
use crate::format::Target;
use crate::tone::tone;

async fn serve(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    url
}

async fn worker(token: Option<&str>) -> Url {
    serve(Worker::new(WorkerConfig::new(token.map(str::to_owned), 2)).router()).await
}

fn servers(urls: &[&Url], token: Option<&str>) -> Servers {
    let servers = urls.iter().map(|&url| url.clone()).collect();
    Servers::new(ProcessingConfig { servers, token: token.map(str::to_owned) }).unwrap()
}

/// What is delivered of a WAV file that comes in small pieces.
async fn made(servers: &Servers, file: &[u8]) -> (Result<u64, MediaFault>, Vec<u8>) {
    let (feeder, feed) = feed();
    let delivered = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&delivered);
    let job = Job {
        content_type: "audio/wav".into(),
        target: Target::PHONE,
        limits: Limits::new(60_000),
    };
    let deliver = Box::new(move |piece: Vec<u8>| {
        into.lock().extend(piece);
        true
    });
    let feeding = async move {
        for piece in file.chunks(3_000) {
            feeder.send(Ok(Bytes::copy_from_slice(piece))).await;
        }
    };
    let ((), result) = tokio::join!(feeding, servers.run(job, feed, deliver));
    let delivered = delivered.lock().clone();
    (result, delivered)
}

fn file() -> Vec<u8> {
    crate::wav::write(&tone(440.0, 10_000.0, 5_000), 8_000)
}

/// A server that says so much of the sound and then is gone.
async fn dying(frames: Vec<Frame>) -> Url {
    let answer = move |body: Body| {
        let frames = frames.clone();
        async move {
            let mut pieces: Vec<Result<Bytes, std::io::Error>> =
                frames.iter().map(|frame| Ok(frame.encode())).collect();
            pieces.push(Err(std::io::Error::other("killed")));
            drop(body);
            Response::new(Body::from_stream(futures_util::stream::iter(pieces)))
        }
    };
    serve(Router::new().route("/process", post(answer))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_makes_the_same_sound_as_this_process() {
    let (here, expected) = made(&servers(&[], None), &file()).await;
    assert_eq!(here, Ok(40_000));
    let url = worker(Some("secret")).await;
    let (there, delivered) = made(&servers(&[&url], Some("secret")), &file()).await;
    assert_eq!((there, delivered), (Ok(40_000), expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_server_dies_in_the_middle_another_goes_on_where_it_was() {
    let (_, expected) = made(&servers(&[], None), &file()).await;
    let first = dying(vec![Frame::Sound(Bytes::copy_from_slice(&expected[..7_777]))]).await;
    let second = worker(None).await;
    let both = servers(&[&first, &second], None);
    assert_eq!(made(&both, &file()).await, (Ok(40_000), expected.clone()));
    // The one that failed rests: it isn't asked again.
    assert_eq!(both.seat(&[]).unwrap().0.url, second);
    let alone = servers(&[&first], None);
    assert_eq!(made(&alone, &file()).await, (Ok(40_000), expected), "this process stands in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_moves_on_once_and_an_end_that_is_not_its_own_is_none() {
    let truncated = vec![Frame::Sound(Bytes::from_static(&[0xff; 800])), Frame::End(1_600)];
    let (one, two) = (dying(truncated).await, dying(Vec::new()).await);
    let (result, _) = made(&servers(&[&one, &two], None), &file()).await;
    assert_eq!(result.unwrap_err().code, 12400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_are_not_there_or_are_full_are_passed_over() {
    let gone = Url::parse("http://127.0.0.1:9/").unwrap();
    let locked = worker(Some("another")).await;
    let (result, delivered) = made(&servers(&[&gone, &locked, &gone], None), &file()).await;
    assert_eq!((result, delivered.len()), (Ok(40_000), 40_000), "this process stands in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_the_sound_is_not_tried_again() {
    let url = worker(None).await;
    let never = dying(Vec::new()).await;
    let both = servers(&[&url, &never], None);
    let (result, _) = made(&both, b"RIFF\0\0\0\0WAVEfmt nonsense").await;
    assert_eq!(result.unwrap_err().code, 13420);
    assert!(both.seats.iter().all(|seat| seat.failed_at.lock().is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_that_breaks_off_is_its_own_fault_and_no_end() {
    let url = worker(None).await;
    let (feeder, feed) = feed();
    let job = Job {
        content_type: "audio/wav".into(),
        target: Target::PHONE,
        limits: Limits::new(60_000),
    };
    let servers = servers(&[&url], None);
    let broken = MediaFault::new(11200, "The origin closed the connection");
    feeder.send(Ok(file()[..20_000].to_vec().into())).await;
    feeder.send(Err(broken.clone())).await;
    assert_eq!(servers.run(job, feed, Box::new(|_| true)).await, Err(broken));
}

#[tokio::test]
async fn without_the_token_nothing_is_made_and_work_goes_to_who_has_the_least() {
    let url = worker(Some("secret")).await;
    let asked = address(&url);
    let tls = crate::tls::client_config().unwrap();
    let client =
        reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap();
    for (token, status) in [(None, 401), (Some("Bearer wrong"), 401)] {
        let mut request = client.post(asked.clone()).body("RIFF");
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        assert_eq!(request.send().await.unwrap().status(), status);
    }
    let other = Url::parse("http://127.0.0.1:9/").unwrap();
    let servers = servers(&[&url, &other], None);
    let seats: Vec<_> = (0..4).map(|_| servers.seat(&[]).unwrap()).collect();
    let on_first = seats.iter().filter(|seated| seated.0.url == url).count();
    assert_eq!(on_first, 2);
}

fn address(url: &Url) -> Url {
    url.join("process?type=audio/wav&encoding=pcmu&rate=8000&max_ms=1000").unwrap()
}

#[test]
fn frames_are_found_however_they_are_cut() {
    let fault = MediaFault::new(13420, "no sound");
    let all = [Frame::Sound(Bytes::from_static(b"abc")), Frame::End(3), Frame::Fault(fault)];
    let bytes: Vec<u8> = all.iter().flat_map(|frame| frame.encode().to_vec()).collect();
    for size in 1..bytes.len() {
        let (mut frames, mut found) = (Frames::default(), Vec::new());
        for piece in bytes.chunks(size) {
            frames.put(piece);
            while let Some(frame) = frames.next().unwrap() {
                found.push(frame);
            }
        }
        assert_eq!(found, all);
    }
    let mut odd = Frames::default();
    odd.put(&[9, 0, 0, 0, 0]);
    assert!(odd.next().is_err());
    let mut huge = Frames::default();
    huge.put(&[0, 0xff, 0xff, 0xff, 0xff]);
    assert!(huge.next().is_err());
}

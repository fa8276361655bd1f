use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use url::Url;

use super::{Layer, LayerConfig};
use crate::address::{Address, Builtin, Partition, SigningKey, Source, Speech, Spoken};
use crate::client::{Client, ClientConfig};
use crate::fault::MediaFault;
use crate::g711;
use crate::origin::AddressPolicy;
use crate::sound::{Sound, SoundState};
use crate::tone::{level_dbfs, share_at};

struct House {
    layer: Layer,
    client: Client,
    tasks: TaskTracker,
    now_s: Arc<AtomicU64>,
    directory: tempfile::TempDir,
}

fn key() -> SigningKey {
    SigningKey::new(b"sixteen bytes or more")
}

async fn house() -> House {
    house_in(tempfile::tempdir().unwrap(), |_| {}).await
}

async fn house_in(directory: tempfile::TempDir, change: impl FnOnce(&mut LayerConfig)) -> House {
    let now_s = Arc::new(AtomicU64::new(1_800_000_000));
    let clock = Arc::clone(&now_s);
    let tasks = TaskTracker::new();
    let mut config = LayerConfig::new(
        directory.path().to_owned(),
        key(),
        AddressPolicy::new(|ip| ip.is_loopback()),
        Arc::new(move || {
            SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::Relaxed))
        }),
    );
    config.tasks = tasks.clone();
    change(&mut config);
    let layer = Layer::new(config).await.unwrap();
    assert_eq!(
        layer.voices().installed().len(),
        2,
        "this test needs: apt-get install flite espeak-ng"
    );
    let base = serve(layer.router()).await;
    let mut config = ClientConfig::new(base, key(), layer.voices());
    config.tasks = tasks.clone();
    House { layer, client: Client::new(config).unwrap(), tasks, now_s, directory }
}

async fn serve(router: Router) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    url
}

fn partition(name: &str) -> Partition {
    Partition::new(name).unwrap()
}

fn say(text: &str) -> Source {
    Source::Say(Speech { spoken: Spoken::Text(text.into()), voice: None, language: None })
}

impl House {
    /// Waits until everything that is being made or downloaded is over.
    async fn settle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }

    async fn heard(&self, source: &Source) -> Result<Vec<i16>, MediaFault> {
        let sound = self.client.sound(&partition("AC1"), source).await?;
        self.settle().await;
        assert_eq!(sound.state(), SoundState::Complete);
        Ok(samples(&sound))
    }

    async fn get(&self, address: &Address, etag: Option<&str>) -> (StatusCode, HeaderMap, Bytes) {
        let mut request = axum::http::Request::get(key().sign(address));
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        let response =
            self.layer.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    }
}

fn samples(sound: &Arc<Sound>) -> Vec<i16> {
    let mut cursor = sound.cursor();
    let mut bytes = vec![0; usize::try_from(sound.len()).unwrap()];
    let read = cursor.read(&mut bytes);
    assert_eq!(read.bytes, bytes.len());
    bytes.iter().map(|&code| g711::ulaw_decode(code)).collect()
}

/// A 16-bit mono WAV file of 1 s at 8 kHz with a tone.
fn wav(hz: f64) -> Vec<u8> {
    let samples = crate::tone::tone(hz, 10_000.0, 1_000);
    let size = u32::try_from(samples.len() * 2).unwrap();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

/// An origin that counts its requests and answers `/tone` with `headers`, honouring `ETag: "v1"`.
async fn origin(
    headers: &'static [(&'static str, &'static str)],
) -> (Source, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (all, whole) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, counted_whole) = (Arc::clone(&all), Arc::clone(&whole));
    let answer = move |asked: HeaderMap| {
        counted.fetch_add(1, Ordering::Relaxed);
        let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|etag| etag == "\"v1\"");
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            counted_whole.fetch_add(1, Ordering::Relaxed);
            ([(header::CONTENT_TYPE, "audio/wav")], wav(1_000.0)).into_response()
        };
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        async move { response }
    };
    let base = serve(Router::new().route("/tone", get(answer))).await;
    (Source::Play(base.join("tone").unwrap().into()), all, whole)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_who_ask_at_once_for_the_same_words_cost_one_synthesis() {
    let house = house().await;
    let address =
        house.layer.address(&partition("AC1"), &say("Five hundred callers hear this.")).unwrap();
    let answers = join_all((0..500).map(|_| house.get(&address, None))).await;
    let first = &answers[0].2;
    assert!(first.len() > 8_000);
    assert!(answers.iter().all(|(status, _, body)| *status == StatusCode::OK && body == first));
    assert_eq!(house.layer.counts().speech_runs, 1);
    assert_eq!(house.layer.counts().fills, 1);
}

#[tokio::test]
async fn the_same_words_in_two_calls_are_spoken_once_even_after_a_restart() {
    let first = house().await;
    let heard = first.heard(&say("Welcome back.")).await.unwrap();
    assert!(level_dbfs(&heard) > -35.0);
    assert_eq!(first.heard(&say(" Welcome \n back. ")).await.unwrap(), heard);
    assert_eq!(first.layer.counts().speech_runs, 1);
    let again = house_in(first.directory, |_| {}).await;
    assert_eq!(again.heard(&say("Welcome back.")).await.unwrap(), heard);
    assert_eq!(again.layer.counts().speech_runs, 0);
}

#[tokio::test]
async fn every_audible_option_and_every_partition_has_its_own_address() {
    let house = house().await;
    let speech = |spoken: Spoken, voice: Option<&str>, language: Option<&str>| {
        Source::Say(Speech {
            spoken,
            voice: voice.map(str::to_owned),
            language: language.map(str::to_owned),
        })
    };
    let hello = || Spoken::Text("Hello".into());
    let sources = [
        speech(hello(), None, None),
        speech(hello(), Some("man"), None),
        speech(hello(), None, Some("de-DE")),
        speech(Spoken::Text("Hello!".into()), None, None),
        speech(Spoken::Ssml("Hello".into()), None, None),
    ];
    let mut addresses: Vec<_> = sources
        .iter()
        .flat_map(|source| {
            ["AC1", "AC2"]
                .map(|name| house.layer.address(&partition(name), source).unwrap().to_string())
        })
        .collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 10);
    let same = house
        .layer
        .address(&partition("AC1"), &speech(hello(), Some("alice"), Some("en-US")))
        .unwrap();
    assert!(addresses.contains(&same.to_string()));
}

#[tokio::test]
async fn speech_is_immutable_and_is_answered_304_to_who_has_it() {
    let house = house().await;
    let address = house.layer.address(&partition("AC1"), &say("Hello.")).unwrap();
    house.get(&address, None).await;
    house.settle().await;
    let (status, headers, body) = house.get(&address, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "audio/basic");
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert!(!body.is_empty());
    let etag = headers[header::ETAG].to_str().unwrap();
    let (status, _, body) = house.get(&address, Some(etag)).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn a_client_asks_no_second_time_for_what_never_changes() {
    let house = house().await;
    house.heard(&say("Once.")).await.unwrap();
    house.heard(&say("Once.")).await.unwrap();
    assert_eq!((house.layer.counts().fills, house.layer.counts().hits), (1, 0));
}

#[tokio::test]
async fn built_in_sounds_need_no_signature_and_are_heard() {
    let house = house().await;
    for builtin in Builtin::ALL {
        let heard = house.heard(&Source::Builtin(builtin)).await.unwrap();
        assert!(level_dbfs(&heard) > -35.0, "{builtin:?}");
        if builtin == Builtin::Beep {
            assert_eq!(heard.len(), 2_000);
            assert!(share_at(&heard, 1_000.0) > 0.99);
        } else {
            assert!(heard.len() > 3 * 8_000, "{builtin:?}");
        }
    }
}

#[tokio::test]
async fn addresses_without_our_signature_are_refused() {
    let house = house().await;
    let address = house.layer.address(&partition("AC1"), &say("Hello.")).unwrap().to_string();
    for (path, expected) in [
        (address.clone(), StatusCode::FORBIDDEN),
        (format!("{address}&signature=00"), StatusCode::FORBIDDEN),
        ("/media/builtin/nothing".into(), StatusCode::NOT_FOUND),
        ("/media/AC1/say".into(), StatusCode::NOT_FOUND),
    ] {
        let request = axum::http::Request::get(&path).body(Body::empty()).unwrap();
        let response = house.layer.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(serde_json::from_slice::<MediaFault>(&body).unwrap().code >= 20403, "{path}");
    }
    assert_eq!(house.layer.counts().fills, 0);
}

#[tokio::test]
async fn a_file_from_an_origin_is_heard_and_then_asked_for_as_its_headers_say() {
    for (headers, later_s, requests, bodies) in [
        (&[("cache-control", "max-age=60")][..], 30, 1, 1),
        (&[("cache-control", "max-age=60"), ("etag", "\"v1\"")], 90, 2, 1),
        (&[("cache-control", "private, max-age=60")], 30, 1, 1),
        (&[("cache-control", "no-cache"), ("etag", "\"v1\"")], 0, 2, 1),
        (&[("etag", "\"v1\"")], 0, 2, 1),
        (&[("cache-control", "no-store, max-age=60")], 0, 2, 2),
        (&[], 0, 2, 2),
    ] {
        let house = house().await;
        let (source, all, whole) = origin(headers).await;
        let first = house.heard(&source).await.unwrap();
        assert_eq!(first.len(), 8_000);
        assert!(share_at(&first, 1_000.0) > 0.99);
        house.now_s.fetch_add(later_s, Ordering::Relaxed);
        // Another client, so that only the layer's memory counts.
        let address = house.layer.address(&partition("AC1"), &source).unwrap();
        let (status, _, second) = house.get(&address, None).await;
        house.settle().await;
        assert_eq!((status, second.len()), (StatusCode::OK, 8_000), "{headers:?}");
        let counted = (all.load(Ordering::Relaxed), whole.load(Ordering::Relaxed));
        assert_eq!(counted, (requests, bodies), "{headers:?}");
    }
}

#[tokio::test]
async fn a_confirmed_sound_is_fresh_again() {
    let house = house().await;
    let (source, all, whole) = origin(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]).await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    for later_s in [0, 90, 30] {
        house.now_s.fetch_add(later_s, Ordering::Relaxed);
        house.get(&address, None).await;
        house.settle().await;
    }
    assert_eq!((all.load(Ordering::Relaxed), whole.load(Ordering::Relaxed)), (2, 1));
}

#[tokio::test]
async fn one_partition_never_hears_from_the_cache_of_another() {
    let house = house().await;
    let (source, all, _) = origin(&[("cache-control", "max-age=60")]).await;
    for name in ["AC1", "AC2", "AC1", "AC2"] {
        let address = house.layer.address(&partition(name), &source).unwrap();
        house.get(&address, None).await;
        house.settle().await;
    }
    assert_eq!(all.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_beginning_is_heard_while_the_rest_is_still_to_come() {
    let (release, held) = tokio::sync::oneshot::channel::<()>();
    let held = Arc::new(parking_lot::Mutex::new(Some(held)));
    let answer = move || {
        let held = held.lock().take();
        let file = Bytes::from(wav(1_000.0));
        let half = file.len() / 2;
        let (first, second) = (file.slice(..half), file.slice(half..));
        let rest = stream::once(async move {
            if let Some(held) = held {
                let _ = held.await;
            }
            Ok::<_, std::io::Error>(second)
        });
        let body = stream::iter([Ok(first)]).chain(rest);
        async move { ([(header::CONTENT_TYPE, "audio/wav")], Body::from_stream(body)) }
    };
    let base = serve(Router::new().route("/slow", get(answer))).await;
    let house = house().await;
    let source = Source::Play(base.join("slow").unwrap().into());
    let sound = house.client.sound(&partition("AC1"), &source).await.unwrap();
    assert_eq!(sound.state(), SoundState::Growing);
    release.send(()).unwrap();
    house.settle().await;
    assert_eq!((sound.state(), sound.len()), (SoundState::Complete, 8_000));
}

#[tokio::test]
async fn an_origin_that_breaks_off_leaves_nothing_behind_and_the_listener_knows() {
    let answer = || {
        let file = Bytes::from(wav(1_000.0));
        let half = file.slice(..file.len() / 2);
        let body = stream::iter([Ok(half), Err(std::io::Error::other("gone"))]);
        async move {
            (
                [("content-type", "audio/wav"), ("cache-control", "max-age=60")],
                Body::from_stream(body),
            )
        }
    };
    let base = serve(Router::new().route("/broken", get(answer))).await;
    let house = house().await;
    let source = Source::Play(base.join("broken").unwrap().into());
    for _ in 0..2 {
        match house.client.sound(&partition("AC1"), &source).await {
            Ok(sound) => {
                house.settle().await;
                assert_eq!(sound.state(), SoundState::Failed);
            }
            Err(fault) => assert_eq!(fault.code, 11200),
        }
    }
    assert_eq!((house.layer.counts().fills, house.layer.counts().failures), (2, 2));
    for kept in ["objects", "unfinished", "index"] {
        let mut found = std::fs::read_dir(house.directory.path().join(kept)).unwrap();
        assert!(found.next().is_none(), "{kept}");
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_stop_the_making() {
    let house = house().await;
    let address =
        house.layer.address(&partition("AC1"), &say("Nobody listens to the end of this.")).unwrap();
    let request = axum::http::Request::get(key().sign(&address)).body(Body::empty()).unwrap();
    let mut asking = Box::pin(house.layer.router().oneshot(request));
    // One poll starts the making; then the caller is gone.
    assert!(futures_util::poll!(&mut asking).is_pending());
    drop(asking);
    house.settle().await;
    assert!(house.layer.0.cache.entry(&address.to_string()).is_some());
    assert_eq!(house.layer.counts().speech_runs, 1);
}

#[tokio::test]
async fn what_cannot_be_heard_is_refused_with_its_code_and_url() {
    let site = Router::new()
        .route(
            "/page",
            get(|| async { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], "<html>") }),
        )
        .route(
            "/noise",
            get(|| async { ([(header::CONTENT_TYPE, "audio/mpeg")], vec![0_u8; 50_000]) }),
        )
        .route("/empty", get(|| async { ([(header::CONTENT_TYPE, "audio/mpeg")], "") }))
        .route(
            "/long",
            get(|| async { ([(header::CONTENT_TYPE, "audio/ulaw")], vec![0x80_u8; 90_000]) }),
        )
        .route(
            "/huge",
            get(|| async { ([(header::CONTENT_TYPE, "audio/wav")], vec![0_u8; 2_000_000]) }),
        );
    let base = serve(site).await;
    let house = house_in(tempfile::tempdir().unwrap(), |config| {
        config.origin.max_bytes = 1_000_000;
        config.max_ms = 10_000;
    })
    .await;
    for (path, code) in
        [("page", 13420), ("noise", 13420), ("empty", 13420), ("huge", 11750), ("gone", 11200)]
    {
        let url = base.join(path).unwrap().to_string();
        let fault = house.heard(&Source::Play(url.clone())).await.unwrap_err();
        assert_eq!((fault.code, fault.url), (code, Some(url)), "{path}");
    }
    let sound = house
        .client
        .sound(&partition("AC1"), &Source::Play(base.join("long").unwrap().into()))
        .await
        .unwrap();
    house.settle().await;
    assert_eq!(sound.state(), SoundState::Failed);
    for (source, code) in [
        (Source::Play("http://10.1.2.3/a.wav".into()), 11210),
        (Source::Play("file:///etc/passwd".into()), 11100),
        (Source::Play("not a url".into()), 11100),
        (
            Source::Say(Speech { spoken: Spoken::Ssml("<s>".into()), voice: None, language: None }),
            13520,
        ),
        (say(&"a".repeat(4_097)), 13520),
    ] {
        assert_eq!(house.heard(&source).await.unwrap_err().code, code, "{source:?}");
    }
    assert!(std::fs::read_dir(house.directory.path().join("index")).unwrap().next().is_none());
}

#[tokio::test]
async fn too_many_sounds_at_once_are_refused_not_queued() {
    let base = serve(
        Router::new().route("/{n}", get(|| async { std::future::pending::<StatusCode>().await })),
    )
    .await;
    let house = house_in(tempfile::tempdir().unwrap(), |config| {
        config.max_fills = 1;
        config.origin.answer_within = Duration::from_millis(200);
    })
    .await;
    let play = |path: &str| Source::Play(base.join(path).unwrap().into());
    let (ac1, one, two) = (partition("AC1"), play("1"), play("2"));
    let (first, second) =
        tokio::join!(house.client.sound(&ac1, &one), house.client.sound(&ac1, &two));
    let mut codes = [first.unwrap_err().code, second.unwrap_err().code];
    codes.sort_unstable();
    assert_eq!(codes, [11200, 12400]);
}

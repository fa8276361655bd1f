use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::task::TaskTracker;

use super::*;
use crate::tone::{amplitude_at, share_at, tone};

/// A server on a free port that answers every POST with a tone and tells what it was asked.
async fn engine(
    answer: (StatusCode, &'static str),
) -> (url::Url, UnboundedReceiver<(String, HeaderMap, Value)>) {
    let (told, asked) = unbounded_channel();
    let wav = crate::wav::write(&tone(400.0, 10_000.0, 500), 8_000);
    let speak = move |uri: axum::http::Uri, headers: HeaderMap, Json(body): Json<Value>| async move {
        told.send((uri.to_string(), headers, body)).unwrap();
        (answer.0, [(header::CONTENT_TYPE, answer.1)], wav).into_response()
    };
    let voices =
        || async { Json(json!({"en_US-joe-medium": {}, "de_DE-thorsten-high": {}, "../x": {}})) };
    let router = axum::Router::new().route("/voices", get(voices)).fallback(post(speak));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

fn config(name: &str, protocol: Protocol, url: url::Url) -> HttpEngineConfig {
    let voice = VoiceOffer {
        name: "nova".into(),
        gender: Gender::Female,
        languages: vec!["en".into()],
        language: None,
    };
    HttpEngineConfig {
        name: name.into(),
        protocol,
        url,
        token: Some("secret".into()),
        voices: vec![voice],
        revision: String::new(),
        within: Duration::from_secs(5),
    }
}

async fn speaker_of(engines: Vec<Arc<dyn Engine>>) -> Speaker {
    Speaker::find(SpeakerConfig {
        engines,
        concurrent: 2,
        concurrent_elsewhere: 4,
        concurrent_per_owner: 2,
        queue_within: Duration::from_secs(30),
        max_ms: 60_000,
    })
    .await
}

#[tokio::test]
async fn every_protocol_is_asked_as_it_wants_and_heard() {
    let markup = "<prosody rate='200%'>Hello &amp; welcome</prosody>";
    for (protocol, path, expected) in [
        (
            Protocol::Generic { reads_ssml: false },
            "/",
            json!({"language": "en-us", "voice": "nova", "type": "text", "text": "Hello & welcome"}),
        ),
        (
            Protocol::Generic { reads_ssml: true },
            "/",
            json!({"language": "en-us", "voice": "nova", "type": "ssml", "text": "<speak><prosody rate=\"200%\" pitch=\"+0%\" volume=\"+0dB\">Hello &amp; welcome</prosody></speak>"}),
        ),
        (
            Protocol::OpenAi { model: "tts-1".into() },
            "/v1/audio/speech",
            json!({"model": "tts-1", "voice": "nova", "input": "Hello & welcome", "response_format": "wav", "speed": 2.0}),
        ),
        (
            Protocol::Piper,
            "/",
            json!({"text": "Hello & welcome", "voice": "nova", "length_scale": 0.5}),
        ),
    ] {
        let (url, mut asked) = engine((StatusCode::OK, "audio/wav")).await;
        let http = HttpEngine::new(config("cloud", protocol, url)).unwrap();
        let speaker = speaker_of(vec![Arc::new(http)]).await;
        let heard = heard(&speaker, &spoken(Spoken::Ssml(markup.into()), "en-US")).await.unwrap();
        assert_eq!(heard.len(), 4_000);
        assert!(share_at(&heard, 400.0) > 0.99);
        assert!((amplitude_at(&heard, 400.0) - 10_000.0).abs() < 300.0);
        let (uri, headers, body) = asked.recv().await.unwrap();
        assert_eq!((uri.as_str(), body), (path, expected));
        assert_eq!(headers[header::AUTHORIZATION], "Bearer secret");
    }
}

#[tokio::test]
async fn an_engine_that_fails_is_a_fault_and_not_a_sound() {
    for answer in
        [(StatusCode::INTERNAL_SERVER_ERROR, "audio/wav"), (StatusCode::OK, "audio/mpeg; x")]
    {
        let (url, _asked) = engine(answer).await;
        let mut config = config("cloud", Protocol::Piper, url);
        if answer.0 == StatusCode::OK {
            config.url = "http://127.0.0.1:9/".parse().unwrap();
        }
        let speaker = speaker_of(vec![Arc::new(HttpEngine::new(config).unwrap())]).await;
        let fault = heard(&speaker, &spoken(Spoken::Text("Hello".into()), "en")).await.unwrap_err();
        assert_eq!(fault.code, 12400);
        assert!(fault.message.contains("cloud"), "{}", fault.message);
    }
}

#[tokio::test]
async fn piper_is_asked_for_its_voices() {
    let (url, _asked) = engine((StatusCode::OK, "audio/wav")).await;
    let mut config = config("piper", Protocol::Piper, url);
    config.voices.clear();
    let speaker = speaker_of(vec![Arc::new(HttpEngine::new(config).unwrap())]).await;
    let chosen =
        speaker.voices().rendering(&spoken(Spoken::Text("Hallo".into()), "de-AT")).unwrap();
    assert_eq!((chosen.voice.as_str(), chosen.language.as_str()), ("de_DE-thorsten-high", "de-de"));
}

#[test]
fn an_engines_address_and_revision_are_in_its_fingerprint_and_its_names_are_plain() {
    let url: url::Url = "http://127.0.0.1:1/".parse().unwrap();
    let print = |change: fn(&mut HttpEngineConfig)| {
        let mut config = config("cloud", Protocol::Piper, url.clone());
        change(&mut config);
        let engine = HttpEngine::new(config)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Ok::<_, HttpEngineError>(runtime.block_on(engine.installed()).unwrap().fingerprint)
    };
    let plain = print(|_| {}).unwrap();
    assert_eq!(plain, print(|_| {}).unwrap());
    assert_ne!(plain, print(|config| config.revision = "2".into()).unwrap());
    assert_ne!(plain, print(|config| config.url.set_path("/two")).unwrap());
    assert!(print(|config| config.name = "a b".into()).is_err());
    assert!(print(|config| config.voices[0].name = "../x".into()).is_err());
}

/// An engine that speaks only when it is let.
#[derive(Debug, Default)]
struct Gate {
    speaking: std::sync::atomic::AtomicUsize,
    most: std::sync::atomic::AtomicUsize,
    let_go: tokio::sync::Notify,
}

impl Engine for Gate {
    fn installed(&self) -> crate::speech::FutureInstalled<'_> {
        Box::pin(async {
            let voices = VoiceSet::PerLanguage(["en-us".to_owned()].into());
            Some(Installed { name: "gate".into(), fingerprint: "gate-1".into(), voices })
        })
    }

    fn speak<'a>(&'a self, _: &'a crate::speech::Utterance) -> crate::speech::Future16<'a> {
        use std::sync::atomic::Ordering::SeqCst;
        Box::pin(async {
            let now = self.speaking.fetch_add(1, SeqCst) + 1;
            self.most.fetch_max(now, SeqCst);
            self.let_go.notified().await;
            self.speaking.fetch_sub(1, SeqCst);
            Ok(crate::speech::Spoken16 { rate_hz: 8_000, samples: vec![1_000; 800] })
        })
    }
}

#[tokio::test]
async fn one_owner_cannot_have_all_the_turns() {
    let gate = Arc::new(Gate::default());
    let speaker = Speaker::find(SpeakerConfig {
        engines: vec![Arc::clone(&gate) as Arc<dyn Engine>],
        concurrent: 3,
        concurrent_elsewhere: 1,
        concurrent_per_owner: 2,
        queue_within: Duration::from_millis(200),
        max_ms: 60_000,
    })
    .await;
    let words = speaker.voices().rendering(&spoken(Spoken::Text("Hello".into()), "en")).unwrap();
    let mut one: Vec<_> = (0..4).map(|_| Box::pin(speaker.utter("AC1", &words))).collect();
    for run in &mut one {
        assert!(futures_util::poll!(run).is_pending());
    }
    assert_eq!(gate.speaking.load(std::sync::atomic::Ordering::SeqCst), 2);
    let mut two = Box::pin(speaker.utter("AC2", &words));
    assert!(futures_util::poll!(&mut two).is_pending());
    assert_eq!(gate.speaking.load(std::sync::atomic::Ordering::SeqCst), 3);
    // Nobody is let go: who waits gives up in the end, who speaks does not.
    let waiting = one.pop().unwrap();
    assert_eq!(waiting.await.unwrap_err().code, 12400);
    gate.let_go.notify_waiters();
    assert_eq!(two.await.unwrap().len(), 800);
}

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

mod formats;
mod origins;
mod speech;

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
    assert!(
        layer.voices().installed().len() >= 2,
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

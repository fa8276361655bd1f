use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body as AxumBody;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use url::Url;

use super::{AddressPolicy, Fetched, Origin, OriginConfig};
use crate::fault::MediaFault;

fn origin(change: impl FnOnce(&mut OriginConfig)) -> Origin {
    let mut config = OriginConfig::new(AddressPolicy::new(|ip| ip.is_loopback()));
    change(&mut config);
    Origin::new(config).unwrap()
}

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio_util::task::TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    address
}

fn url(address: SocketAddr, path: &str) -> Url {
    Url::parse(&format!("http://{address}{path}")).unwrap()
}

async fn whole(fetched: Result<Fetched, MediaFault>) -> Result<Bytes, MediaFault> {
    let mut body = fetched?.body;
    let mut all = Vec::new();
    while let Some(chunk) = body.next().await? {
        all.extend_from_slice(&chunk);
    }
    Ok(all.into())
}

fn site() -> Router {
    Router::new()
        .route("/a", get(|| async { "sound" }))
        .route(
            "/hop/{n}",
            get(|Path(n): Path<u32>| async move {
                Redirect::temporary(&if n == 0 { "/a".into() } else { format!("/hop/{}", n - 1) })
            }),
        )
        .route("/nowhere", get(|| async { Redirect::temporary("ftp://example.com/") }))
        .route("/inward", get(|| async { Redirect::temporary("http://10.0.0.1/secret") }))
        .route("/mapped", get(|| async { Redirect::temporary("http://[::ffff:169.254.169.254]/") }))
        .route("/missing", get(|| async { StatusCode::NOT_FOUND }))
        .route(
            "/who",
            get(|headers: HeaderMap| async move {
                headers
                    .get(header::AUTHORIZATION)
                    .map_or("nobody".to_owned(), |v| v.to_str().unwrap().to_owned())
            }),
        )
        .route("/who-else", get(|| async { Redirect::temporary("/who") }))
        .route(
            "/endless",
            get(|| async {
                AxumBody::from_stream(stream::repeat_with(|| {
                    Ok::<_, std::io::Error>(Bytes::from_static(&[0; 4_096]))
                }))
            }),
        )
        .route(
            "/stall",
            get(|| async {
                let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"a"))]);
                AxumBody::from_stream(futures_util::StreamExt::chain(first, stream::pending()))
            }),
        )
        .route("/silent", get(|| async { std::future::pending::<StatusCode>().await }))
        .route(
            "/tagged",
            get(|headers: HeaderMap| async move {
                if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == "\"v1\"") {
                    return StatusCode::NOT_MODIFIED.into_response();
                }
                ([(header::ETAG, "\"v1\"")], "sound").into_response()
            }),
        )
}

async fn code_of(origin: &Origin, url: &Url) -> u32 {
    whole(origin.fetch(url, &HeaderMap::new()).await).await.unwrap_err().code
}

#[tokio::test]
async fn redirects_are_followed_five_times() {
    let address = serve(site()).await;
    let origin = origin(|_| {});
    let body = whole(origin.fetch(&url(address, "/hop/4"), &HeaderMap::new()).await).await.unwrap();
    assert_eq!(&body[..], b"sound");
    assert_eq!(code_of(&origin, &url(address, "/hop/5")).await, 11215);
    assert_eq!(code_of(&origin, &url(address, "/nowhere")).await, 11215);
}

#[tokio::test]
async fn addresses_that_the_policy_forbids_are_not_asked_however_they_are_written() {
    let address = serve(site()).await;
    let origin = origin(|_| {});
    for path in ["/inward", "/mapped"] {
        assert_eq!(code_of(&origin, &url(address, path)).await, 11210, "{path}");
    }
    let strict = self::origin(|config| config.policy = AddressPolicy::new(|ip| !ip.is_loopback()));
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let url = Url::parse(&format!("http://{host}:{}/a", address.port())).unwrap();
        assert_eq!(code_of(&strict, &url).await, 11210, "{host}");
    }
}

#[tokio::test]
async fn basic_authentication_in_the_url_is_used_and_never_told_in_a_fault() {
    let address = serve(site()).await;
    let origin = origin(|_| {});
    for path in ["/who", "/who-else"] {
        let mut url = url(address, path);
        url.set_username("ann").unwrap();
        url.set_password(Some("secret")).unwrap();
        let body = whole(origin.fetch(&url, &HeaderMap::new()).await).await.unwrap();
        assert_eq!(&body[..], b"Basic YW5uOnNlY3JldA==", "{path}");
    }
    let mut missing = url(address, "/missing");
    missing.set_password(Some("secret")).unwrap();
    let fault = origin.fetch(&missing, &HeaderMap::new()).await.unwrap_err();
    assert_eq!(fault.code, 11200);
    assert_eq!(fault.url, Some(url(address, "/missing").to_string()));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off_with_11750() {
    let address = serve(site()).await;
    let origin = origin(|config| config.max_bytes = 100_000);
    assert_eq!(code_of(&origin, &url(address, "/endless")).await, 11750);
}

#[tokio::test]
async fn an_origin_that_stalls_or_is_silent_is_given_up_with_11200() {
    let address = serve(site()).await;
    let origin = origin(|config| {
        config.stalled_after = Duration::from_millis(100);
        config.answer_within = Duration::from_millis(100);
    });
    for path in ["/stall", "/silent"] {
        assert_eq!(code_of(&origin, &url(address, path)).await, 11200, "{path}");
    }
}

#[tokio::test]
async fn nobody_listening_is_11205_and_no_such_name_is_11210() {
    let address = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let origin = origin(|_| {});
    assert_eq!(code_of(&origin, &url(address, "/a")).await, 11205);
    assert_eq!(
        code_of(&origin, &Url::parse("http://no-such-host.invalid/a").unwrap()).await,
        11210
    );
}

#[tokio::test]
async fn a_question_with_a_condition_is_answered_unchanged() {
    let address = serve(site()).await;
    let origin = origin(|_| {});
    let first = origin.fetch(&url(address, "/tagged"), &HeaderMap::new()).await.unwrap();
    let etag = first.headers[header::ETAG].clone();
    let conditions = HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]);
    let second = origin.fetch(&url(address, "/tagged"), &conditions).await.unwrap();
    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
}

use super::*;

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

#[tokio::test]
async fn a_client_keeps_what_an_origin_lets_it_keep_and_has_the_rest_confirmed() {
    for (headers, fills) in [
        (&[("cache-control", "max-age=3600")][..], 1),
        (&[("cache-control", "no-cache"), ("etag", "\"v1\"")], 3),
    ] {
        let house = house().await;
        let (source, ..) = origin(headers).await;
        for _ in 0..3 {
            assert_eq!(house.heard(&source).await.unwrap().len(), 8_000);
        }
        assert_eq!(
            (house.layer.counts().fills, house.layer.counts().hits),
            (fills, 0),
            "{headers:?}"
        );
    }
}

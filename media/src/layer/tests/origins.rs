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

/// An origin with the house's clock that counts its requests and answers `/tone` with `headers`, honouring
/// `ETag: "v1"`.
async fn origin(
    house: &House,
    headers: &'static [(&'static str, &'static str)],
) -> (Source, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (all, whole) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, counted_whole) = (Arc::clone(&all), Arc::clone(&whole));
    let now_s = Arc::clone(&house.now_s);
    let answer = move |asked: HeaderMap| {
        counted.fetch_add(1, Ordering::Relaxed);
        let is_known = asked.get(header::IF_NONE_MATCH).is_some_and(|etag| etag == "\"v1\"");
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            counted_whole.fetch_add(1, Ordering::Relaxed);
            ([(header::CONTENT_TYPE, "audio/wav")], wav(1_000.0)).into_response()
        };
        let now = Duration::from_secs(now_s.load(Ordering::Relaxed));
        let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + now);
        response.headers_mut().insert(header::DATE, date.parse().unwrap());
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
        let (source, all, whole) = origin(&house, headers).await;
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
    let (source, all, whole) =
        origin(&house, &[("cache-control", "max-age=60"), ("etag", "\"v1\"")]).await;
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
    let (source, all, _) = origin(&house, &[("cache-control", "max-age=60")]).await;
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
    let house = house_in(tempfile::tempdir().unwrap(), |config| {
        config.keeping.refusals_for = Duration::ZERO;
    })
    .await;
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
        let (source, ..) = origin(&house, headers).await;
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

fn counts(house: &House) -> crate::layer::PartitionCounts {
    house.layer.counts_of(&partition("AC1"))
}

#[tokio::test]
async fn the_same_bytes_again_are_not_decoded_again_and_are_asked_for_less_and_less() {
    let house = house().await;
    let (source, all, whole) = origin(&house, &[]).await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    // At 0 s and 50 s it is asked for; then it has been the same for 50 s and is good for 5 s.
    for (later_s, asked) in [(0, 1), (50, 2), (4, 2), (2, 3)] {
        house.now_s.fetch_add(later_s, Ordering::Relaxed);
        let (_, headers, body) = house.get(&address, None).await;
        house.settle().await;
        assert_eq!(body.len(), 8_000);
        assert_eq!(all.load(Ordering::Relaxed), asked, "after {later_s} s");
        assert_eq!(headers.contains_key(header::ETAG), asked > 1);
    }
    assert_eq!(whole.load(Ordering::Relaxed), 3);
    assert_eq!(counts(&house).revalidations, 2);
}

#[tokio::test]
async fn bytes_that_changed_reach_the_next_call() {
    let version = Arc::new(AtomicU64::new(500));
    let hz = Arc::clone(&version);
    let answer = move || {
        let file = wav(hz.load(Ordering::Relaxed) as f64);
        async move { ([(header::CONTENT_TYPE, "audio/wav")], file) }
    };
    let base = serve(Router::new().route("/changing", get(answer))).await;
    let house = house().await;
    let source = Source::Play(base.join("changing").unwrap().into());
    for hz in [500, 500, 1_500] {
        version.store(hz, Ordering::Relaxed);
        let heard = house.heard(&source).await.unwrap();
        assert!(share_at(&heard, hz as f64) > 0.99, "{hz}");
    }
    let objects = std::fs::read_dir(house.directory.path().join("objects/AC1")).unwrap();
    let files = objects.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    assert_eq!(files.count(), 1, "what was made of the old bytes is gone");
}

/// An origin that answers as it is told to.
async fn moody(
    house: &House,
    said: &'static str,
) -> (Source, Arc<parking_lot::Mutex<StatusCode>>, Arc<AtomicUsize>) {
    let (mood, all) =
        (Arc::new(parking_lot::Mutex::new(StatusCode::OK)), Arc::new(AtomicUsize::new(0)));
    let (told, counted, now_s) = (Arc::clone(&mood), Arc::clone(&all), Arc::clone(&house.now_s));
    let answer = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        let now = Duration::from_secs(now_s.load(Ordering::Relaxed));
        let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + now);
        let headers = [
            (header::CONTENT_TYPE, "audio/wav".to_owned()),
            (header::CACHE_CONTROL, said.to_owned()),
            (header::DATE, date),
        ];
        let status = *told.lock();
        async move { (status, headers, wav(1_000.0)) }
    };
    let base = serve(Router::new().route("/moody", get(answer))).await;
    (Source::Play(base.join("moody").unwrap().into()), mood, all)
}

#[tokio::test]
async fn an_earlier_answer_stands_in_for_an_origin_that_fails_unless_it_must_not() {
    for (said, status, is_heard) in [
        ("max-age=60", StatusCode::SERVICE_UNAVAILABLE, true),
        ("max-age=60, must-revalidate", StatusCode::SERVICE_UNAVAILABLE, false),
        ("max-age=60, stale-if-error=10", StatusCode::SERVICE_UNAVAILABLE, false),
        ("max-age=60", StatusCode::NOT_FOUND, false),
    ] {
        let house = house().await;
        let (source, mood, all) = moody(&house, said).await;
        let address = house.layer.address(&partition("AC1"), &source).unwrap();
        house.get(&address, None).await;
        house.settle().await;
        *mood.lock() = status;
        house.now_s.fetch_add(90, Ordering::Relaxed);
        for _ in 0..3 {
            let (got, _, _) = house.get(&address, None).await;
            house.settle().await;
            assert_eq!(got == StatusCode::OK, is_heard, "{said} {status}");
        }
        assert_eq!(all.load(Ordering::Relaxed), 2, "not asked for every call: {said} {status}");
        assert_eq!(counts(&house).stale, if is_heard { 3 } else { 0 });
        *mood.lock() = StatusCode::OK;
        house.now_s.fetch_add(6, Ordering::Relaxed);
        assert_eq!(house.get(&address, None).await.0, StatusCode::OK);
        assert_eq!(all.load(Ordering::Relaxed), 3, "asked again after a while");
    }
}

#[tokio::test]
async fn an_answer_that_allows_it_is_given_while_it_is_asked_for_again() {
    let house = house().await;
    let (source, _, all) = moody(&house, "max-age=60, stale-while-revalidate=60").await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    house.get(&address, None).await;
    house.settle().await;
    house.now_s.fetch_add(90, Ordering::Relaxed);
    let hits = house.layer.counts().hits;
    assert_eq!(house.get(&address, None).await.0, StatusCode::OK);
    assert_eq!(house.layer.counts().hits, hits + 1);
    house.settle().await;
    assert_eq!(all.load(Ordering::Relaxed), 2);
    house.now_s.fetch_add(30, Ordering::Relaxed);
    house.get(&address, None).await;
    house.settle().await;
    assert_eq!(all.load(Ordering::Relaxed), 2, "fresh again");
}

#[tokio::test]
async fn what_another_partition_has_is_not_to_be_seen_in_ones_own_counts() {
    let house = house().await;
    let (source, ..) = origin(&house, &[("cache-control", "max-age=60")]).await;
    let address = house.layer.address(&partition("AC2"), &source).unwrap();
    for _ in 0..2 {
        house.get(&address, None).await;
        house.settle().await;
    }
    assert_eq!(counts(&house), crate::layer::PartitionCounts::default());
    let other = house.layer.counts_of(&partition("AC2"));
    assert_eq!((other.hits, other.misses), (1, 1));
}

#[tokio::test]
async fn five_hundred_requests_at_once_are_one_request_to_the_origin() {
    let house = house().await;
    let (source, all, _) = origin(&house, &[("cache-control", "max-age=60")]).await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    let answers = join_all((0..500).map(|_| house.get(&address, None))).await;
    assert!(
        answers.iter().all(|(status, _, body)| (*status, body.len()) == (StatusCode::OK, 8_000))
    );
    assert_eq!(all.load(Ordering::Relaxed), 1);
    assert_eq!(house.layer.counts().fills, 1);
}

#[tokio::test]
async fn a_damaged_sound_is_fetched_again() {
    let house = house().await;
    let (source, all, whole) =
        origin(&house, &[("cache-control", "max-age=60"), ("etag", "\"v1\"")]).await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    house.get(&address, None).await;
    house.settle().await;
    let folder = std::fs::read_dir(house.directory.path().join("objects/AC1")).unwrap().next();
    let object = std::fs::read_dir(folder.unwrap().unwrap().path()).unwrap().next();
    std::fs::write(object.unwrap().unwrap().path(), b"noise").unwrap();
    // Another process, so that nothing is in memory.
    let again = house_in(house.directory, |_| {}).await;
    let (status, _, body) = again.get(&address, None).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 8_000));
    assert_eq!((all.load(Ordering::Relaxed), whole.load(Ordering::Relaxed)), (2, 2));
}

#[tokio::test]
async fn a_kept_sound_has_a_content_address_which_never_changes_and_gives_parts() {
    let house = house().await;
    let (source, ..) = origin(&house, &[("cache-control", "max-age=60")]).await;
    let address = house.layer.address(&partition("AC1"), &source).unwrap();
    house.get(&address, None).await;
    house.settle().await;
    let (_, headers, body) = house.get(&address, None).await;
    let path = headers[header::CONTENT_LOCATION].to_str().unwrap();
    let ask = async |path: &str, range: &'static str| {
        let request = axum::http::Request::get(path).header(header::RANGE, range);
        let request = request.body(Body::empty()).unwrap();
        let response = house.layer.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status.as_u16(), parts.headers, body.collect().await.unwrap().to_bytes())
    };
    let (status, headers, whole) = ask(path, "").await;
    assert_eq!((status, &whole), (200, &body));
    assert_eq!(headers[header::CONTENT_TYPE], "audio/basic");
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let (status, headers, part) = ask(path, "bytes=100-199").await;
    assert_eq!((status, &part[..]), (206, &body[100..200]));
    assert_eq!(headers[header::CONTENT_RANGE], "bytes 100-199/8000");
    assert_eq!(ask(path, "bytes=8000-").await.0, 416);
    let unsigned = path.split('?').next().unwrap();
    assert_eq!(ask(unsigned, "").await.0, 403);
    assert_eq!(ask(&path.replace("AC1", "AC2"), "").await.0, 403, "of another partition");
    house.layer.0.cache.purge(|_| true).await;
    assert_eq!(ask(path, "").await.0, 404);
}

#[tokio::test]
async fn the_forms_of_a_sound_are_kept_and_dropped_with_their_source() {
    let version = Arc::new(AtomicU64::new(500));
    let hz = Arc::clone(&version);
    let answer = move || {
        let file = wav(hz.load(Ordering::Relaxed) as f64);
        async move { ([(header::CONTENT_TYPE, "audio/wav")], file) }
    };
    let base = serve(Router::new().route("/tone", get(answer))).await;
    let house = house().await;
    let form = |encoding, rate_hz| {
        let target = crate::format::Target::new(encoding, rate_hz).unwrap();
        Address::Play(partition("AC1"), base.join("tone").unwrap(), target)
    };
    let forms = [
        (form(crate::format::Encoding::Pcmu, 8_000), "audio/basic", 8_000),
        (form(crate::format::Encoding::Pcma, 8_000), "audio/PCMA", 8_000),
        (form(crate::format::Encoding::L16, 8_000), "audio/L16;rate=8000;channels=1", 16_000),
    ];
    let kept = || house.layer.0.cache.bytes_kept();
    for (address, content_type, bytes) in &forms {
        let (status, headers, body) = house.get(address, None).await;
        house.settle().await;
        assert_eq!((status, body.len()), (StatusCode::OK, *bytes));
        assert_eq!(headers[header::CONTENT_TYPE], content_type);
    }
    assert_eq!(kept(), 32_000);
    version.store(600, Ordering::Relaxed);
    house.get(&forms[0].0, None).await;
    house.settle().await;
    assert_eq!(kept(), 8_000, "the other forms were of the old bytes");
}

#[tokio::test]
async fn the_music_of_sample_applications_is_our_own_where_that_is_wanted() {
    let piece = |genre: &str| {
        Source::Play(format!("http://com.twilio.music.{genre}.s3.amazonaws.com/ClockworkWaltz.mp3"))
    };
    let house = house_in(tempfile::tempdir().unwrap(), |config| config.own_music = true).await;
    let classical = house.heard(&piece("classical")).await.unwrap();
    assert_eq!(classical.len(), 16 * 8_000);
    assert!(level_dbfs(&classical) > -35.0 && level_dbfs(&classical) < -10.0);
    assert_ne!(house.heard(&piece("rock")).await.unwrap(), classical);
    let elsewhere = Source::Play("http://com.twilio.music.example.invalid/a.mp3".into());
    assert_eq!(house.heard(&elsewhere).await.unwrap_err().code, 11210);
    let honest = self::house().await;
    assert!(honest.heard(&piece("classical")).await.is_err(), "the policy of the test forbids it");
}

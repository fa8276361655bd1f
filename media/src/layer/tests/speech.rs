use super::*;

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
async fn the_longest_text_fits_a_request_to_the_layer() {
    let house = house().await;
    // No engine has a word for it: what counts is that the request arrives.
    let heard = house.heard(&say(&"\u{1f600}".repeat(4_096))).await.unwrap();
    assert_eq!(heard.len(), 160);
}

#[tokio::test]
async fn without_any_engine_speech_is_refused_and_built_in_words_are_a_beep() {
    let layer = {
        let directory = tempfile::tempdir().unwrap();
        let mut config = LayerConfig::new(
            directory.path().to_owned(),
            key(),
            AddressPolicy::new(|_| false),
            Arc::new(|| SystemTime::UNIX_EPOCH),
        );
        config.speech.engines.clear();
        Layer::new(config).await.unwrap()
    };
    assert_eq!(layer.address(&partition("AC1"), &say("Hello")).unwrap_err().code, 13511);
    let request = axum::http::Request::get("/media/builtin/apology").body(Body::empty()).unwrap();
    let response = layer.router().oneshot(request).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes().len(), 2_000);
}

const REMINDER: &str = "Your appointment is at nine in the morning.";

#[tokio::test]
async fn a_sentence_of_a_long_text_is_spoken_once_for_all_texts_that_hold_it() {
    let house = house().await;
    let one = format!(
        "Dear Alice, this is your friendly reminder from the clinic. {REMINDER} We wish you well until then."
    );
    let two = format!(
        "Dear Bob, we are calling you once again from the old clinic in town. {REMINDER} We wish you well until then."
    );
    let heard = house.heard(&say(&one)).await.unwrap();
    assert!(level_dbfs(&heard) > -35.0);
    assert_eq!(house.layer.counts().speech_runs, 3);
    house.heard(&say(&two)).await.unwrap();
    assert_eq!(house.layer.counts().speech_runs, 4);
    let alone = house.heard(&say(REMINDER)).await.unwrap();
    assert_eq!(house.layer.counts().speech_runs, 4);
    assert!(heard.windows(alone.len()).any(|part| part == alone));
    let address = house.layer.address(&partition("AC1"), &say(&one)).unwrap();
    assert!(house.get(&address, None).await.2.len() == heard.len());
    let elsewhere = house.layer.address(&partition("AC2"), &say(REMINDER)).unwrap();
    house.get(&elsewhere, None).await;
    assert_eq!(house.layer.counts().speech_runs, 5, "another owner's sentence was heard");
}

#[tokio::test]
async fn when_an_engine_fails_the_next_speaks_and_nothing_of_it_is_kept() {
    let house = house_in(tempfile::tempdir().unwrap(), |config| {
        let broken = crate::speech::HttpEngineConfig {
            name: "broken".into(),
            protocol: crate::speech::Protocol::OpenAi { model: "none".into() },
            url: "http://127.0.0.1:9/".parse().unwrap(),
            token: None,
            voices: vec![crate::speech::VoiceOffer {
                name: "nova".into(),
                gender: crate::speech::Gender::Female,
                languages: vec!["en".into()],
                language: None,
            }],
            revision: String::new(),
            within: Duration::from_secs(5),
        };
        let broken = crate::speech::HttpEngine::new(broken).unwrap();
        config.speech.engines.insert(0, Arc::new(broken));
    })
    .await;
    let address = house.layer.address(&partition("AC1"), &say("Hello there.")).unwrap();
    assert!(address.to_string().contains("engine=broken-"), "{address}");
    for runs in [2, 4] {
        let (status, headers, body) = house.get(&address, None).await;
        assert_eq!(
            (status, &headers[header::CACHE_CONTROL]),
            (StatusCode::OK, &"no-store".parse().unwrap())
        );
        assert!(body.len() > 4_000);
        house.settle().await;
        assert_eq!(house.layer.counts().speech_runs, runs);
    }
    assert!(house.layer.0.cache.entry(&address.to_string()).is_none());
}

use super::*;

#[tokio::test]
async fn flite_and_espeak_ng_speak_aloud() {
    let speaker = speaker().await;
    for language in ["en-US", "de-DE"] {
        let samples = heard(
            &speaker,
            &spoken(Spoken::Text("Hello world, how are you today?".into()), language),
        )
        .await
        .unwrap();
        assert!((8_000..40_000).contains(&samples.len()), "{language}: {} samples", samples.len());
        assert!(level_dbfs(&samples) > -35.0, "{language}: {} dBFS", level_dbfs(&samples));
    }
    assert_eq!(speaker.runs(), 2);
}

#[tokio::test]
async fn a_break_is_exactly_as_long_as_it_says() {
    let speaker = speaker().await;
    let without =
        heard(&speaker, &spoken(Spoken::Ssml("One<break strength='none'/> two".into()), "en"))
            .await
            .unwrap();
    let one = heard(&speaker, &spoken(Spoken::Ssml("One".into()), "en")).await.unwrap();
    let with = heard(&speaker, &spoken(Spoken::Ssml("One<break time='700ms'/>".into()), "en"))
        .await
        .unwrap();
    assert_eq!(with.len() - one.len(), 5_600);
    assert!(with[one.len()..].iter().all(|&sample| sample == 0));
    assert!(without.len() > one.len());
}

#[tokio::test]
async fn slower_speech_takes_longer_on_both_engines() {
    let speaker = speaker().await;
    for language in ["en", "de"] {
        let length = async |rate: &str| {
            let markup = format!("<prosody rate='{rate}'>Hello world, how are you</prosody>");
            heard(&speaker, &spoken(Spoken::Ssml(markup), language)).await.unwrap().len()
        };
        assert!(length("50%").await > length("100%").await * 3 / 2, "{language}");
    }
}

#[tokio::test]
async fn text_that_looks_like_options_is_spoken_and_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x");
    let speaker = speaker().await;
    for language in ["en", "de"] {
        for text in
            [format!("-o {}", target.display()), "--version".into(), "-f /etc/passwd".into()]
        {
            let samples =
                heard(&speaker, &spoken(Spoken::Text(text.clone()), language)).await.unwrap();
            assert!(samples.len() > 3_000, "{language} {text}: {} samples", samples.len());
        }
    }
    assert!(!target.exists());
}

#[tokio::test]
async fn nothing_to_say_is_a_moment_of_silence() {
    let speaker = speaker().await;
    for text in ["", "...", "-"] {
        let samples = heard(&speaker, &spoken(Spoken::Text(text.into()), "en")).await.unwrap();
        assert_eq!(samples, vec![0; 160], "{text:?}");
    }
    assert_eq!(speaker.runs(), 0);
}

#[tokio::test]
async fn an_address_of_an_engine_that_is_gone_is_refused() {
    let speaker = speaker().await;
    let mut rendering =
        speaker.voices().rendering(&spoken(Spoken::Text("Hello".into()), "en")).unwrap();
    rendering.engine = "flite-0.9.1".into();
    assert_eq!(heard_at(&speaker, &rendering).await.unwrap_err().code, 13512);
}

#[tokio::test]
async fn a_program_that_hangs_or_writes_without_end_is_stopped_with_its_children() {
    let limits = ProcessLimits {
        within: Duration::from_millis(300),
        output_bytes: 1_000,
        ..ProcessLimits::default()
    };
    let directory = tempfile::tempdir().unwrap();
    let fifo = directory.path().join("alive");
    let script = format!("(exec sleep 600 >{0}) & exec sleep 600", fifo.display());
    let status = std::process::Command::new("mkfifo").arg(&fifo).status().unwrap();
    assert!(status.success());
    let end = tokio::task::spawn_blocking({
        let fifo = fifo.clone();
        // Ends when nobody holds the other end: when the grandchild is dead.
        move || std::fs::read(fifo)
    });
    let fault =
        crate::process::run("/bin/sh".as_ref(), &["-c", &script], "", limits).await.unwrap_err();
    assert_eq!(fault.code, 12400);
    assert_eq!(end.await.unwrap().unwrap(), b"");

    let limits = ProcessLimits { within: Duration::from_secs(20), ..limits };
    let fault = crate::process::run("/usr/bin/yes".as_ref(), &[], "", limits).await.unwrap_err();
    assert!(fault.message.contains("more than is allowed"), "{}", fault.message);
}

#[tokio::test]
async fn double_brackets_are_read_as_text_not_as_phonemes() {
    let speaker = speaker().await;
    let length = async |text: &str| {
        heard(&speaker, &spoken(Spoken::Text(text.into()), "de")).await.unwrap().len()
    };
    assert_eq!(length("[[guten]] Tag").await, length("[ [guten]] Tag").await);
}

#[tokio::test]
async fn loudness_and_pitch_change_what_is_heard_on_both_engines() {
    let speaker = speaker().await;
    for language in ["en", "de"] {
        let say = async |attribute: &str| {
            let markup = format!("<prosody {attribute}>Hello world, how are you</prosody>");
            heard(&speaker, &spoken(Spoken::Ssml(markup), language)).await.unwrap()
        };
        let plain = say("").await;
        let soft = level_dbfs(&say("volume='-12dB'").await) - level_dbfs(&plain);
        assert!((-13.0..-11.0).contains(&soft), "{language}: {soft} dB");
        assert_eq!(level_dbfs(&say("volume='silent'").await), f64::NEG_INFINITY, "{language}");
        assert_ne!(say("pitch='+30%'").await, plain, "{language}");
    }
}

#[tokio::test]
async fn phonemes_are_spoken_by_espeak_ng_and_read_as_text_by_flite() {
    let speaker = speaker().await;
    let phonemes = "<phoneme alphabet='ipa' ph='təˈmɑːtoʊ'>potato</phoneme>";
    for (voice, is_same) in [("flite.slt", true), ("espeak-ng.en-us", false)] {
        let say = async |markup: &str| {
            let voice = Some(voice.to_owned());
            let speech = Speech { spoken: Spoken::Ssml(markup.into()), voice, language: None };
            heard(&speaker, &speech).await.unwrap()
        };
        assert_eq!(say(phonemes).await == say("potato").await, is_same, "{voice}");
    }
}

#[tokio::test]
async fn a_bleep_is_a_tone() {
    let speaker = speaker().await;
    let markup = "<say-as interpret-as='expletive'>damn</say-as>";
    let samples = heard(&speaker, &spoken(Spoken::Ssml(markup.into()), "en")).await.unwrap();
    assert_eq!(samples.len(), 320 * 8);
    assert!(crate::tone::share_at(&samples, 1_000.0) > 0.99);
    assert_eq!(speaker.runs(), 0);
}

#[tokio::test]
async fn a_language_within_a_text_is_spoken_by_a_voice_that_has_it() {
    let speaker = speaker().await;
    let speech = spoken(Spoken::Ssml("Hello <lang xml:lang='de-DE'>Guten Tag</lang>".into()), "en");
    let rendering = speaker.voices().rendering(&speech).unwrap();
    let pieces = speaker.pieces(&rendering).unwrap();
    let languages: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.language.as_str(),
            Piece::Made(_) => "",
        })
        .collect();
    assert_eq!(languages, ["en", "de"]);
    assert!(heard_at(&speaker, &rendering).await.unwrap().len() > 8_000);
}

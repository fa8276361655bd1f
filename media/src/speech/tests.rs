use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{
    EngineName, EspeakNg, Flite, Installed, ProcessLimits, Segment, Speaker, SpeakerConfig, Voices,
    plan,
};
use crate::address::{Rendering, Speech, Spoken};
use crate::fault::MediaFault;
use crate::g711;
use crate::tone::level_dbfs;

fn words(text: &str) -> Segment {
    Segment::Words { text: text.into(), rate_percent: 100 }
}

fn ssml(markup: &str) -> Vec<Segment> {
    plan(&Spoken::Ssml(markup.into())).unwrap()
}

fn table() -> Voices {
    let languages = ["de", "fr-fr", "es", "es-419", "cmn", "yue", "nb", "pt-br", "en-us"];
    Voices::new(vec![
        Installed {
            engine: EngineName::Flite,
            fingerprint: "flite-1".into(),
            languages: ["en".into()].into(),
        },
        Installed {
            engine: EngineName::EspeakNg,
            fingerprint: "espeak-ng-1".into(),
            languages: languages.map(str::to_owned).into(),
        },
    ])
}

fn speech(voice: Option<&str>, language: Option<&str>) -> Speech {
    let spoken = Spoken::Text("Hello".into());
    Speech { spoken, voice: voice.map(str::to_owned), language: language.map(str::to_owned) }
}

fn chosen(voice: Option<&str>, language: Option<&str>) -> Result<String, MediaFault> {
    table()
        .rendering(&speech(voice, language))
        .map(|r| format!("{} {} {}", r.engine, r.voice, r.language))
}

async fn speaker() -> Speaker {
    let limits = ProcessLimits::default();
    let speaker = Speaker::find(SpeakerConfig {
        engines: vec![
            Arc::new(Flite::new("flite", limits)),
            Arc::new(EspeakNg::new("espeak-ng", limits)),
        ],
        concurrent: 2,
        queue_within: Duration::from_secs(30),
        max_ms: 60_000,
    })
    .await;
    assert_eq!(
        speaker.voices().installed().len(),
        2,
        "this test needs: apt-get install flite espeak-ng"
    );
    speaker
}

async fn heard(speaker: &Speaker, speech: &Speech) -> Result<Vec<i16>, MediaFault> {
    let rendering = speaker.voices().rendering(speech)?;
    heard_at(speaker, &rendering).await
}

async fn heard_at(speaker: &Speaker, rendering: &Rendering) -> Result<Vec<i16>, MediaFault> {
    let mut samples = Vec::new();
    speaker
        .speak(rendering, &mut |pcmu| {
            samples.extend(pcmu.iter().map(|&code| g711::ulaw_decode(code)))
        })
        .await?;
    Ok(samples)
}

fn spoken(spoken: Spoken, language: &str) -> Speech {
    Speech { spoken, voice: None, language: Some(language.into()) }
}

#[test]
fn documents_names_of_voices_find_an_installed_voice_of_the_language_and_gender() {
    for (voice, language, expected) in [
        (None, None, "flite-1 slt en"),
        (Some("man"), None, "flite-1 rms en"),
        (Some("Woman"), Some("en"), "flite-1 slt en"),
        (Some("alice"), Some("de-DE"), "espeak-ng-1 f2 de"),
        (Some("Polly.Matthew-Neural"), None, "flite-1 rms en"),
        (Some("Polly.Brian"), None, "flite-1 awb en"),
        (Some("polly.ivy"), None, "flite-1 slt en"),
        (Some("Polly.Hans"), None, "espeak-ng-1 m3 de"),
        (Some("Polly.Vitória"), None, "espeak-ng-1 f2 pt-br"),
        (Some("Google.es-MX-Standard-B"), None, "espeak-ng-1 m3 es-419"),
        (Some("Google.cmn-CN-Wavenet-A"), None, "espeak-ng-1 f2 cmn"),
        (Some("Google.en-US-Chirp3-HD-Aoede"), None, "flite-1 slt en"),
        (Some("man"), Some("zh-HK"), "espeak-ng-1 m3 yue"),
        (Some("man"), Some("no-NO"), "espeak-ng-1 m3 nb"),
        (Some("flite.kal16"), None, "flite-1 kal16 en"),
        (Some("espeak-ng.fr"), None, "espeak-ng-1 f2 fr-fr"),
    ] {
        assert_eq!(chosen(voice, language).unwrap(), expected, "{voice:?} {language:?}");
    }
}

#[test]
fn voices_and_languages_that_nobody_has_are_refused_with_their_codes() {
    for voice in
        ["Polly.Nobody", "Google.", "flite.-o /etc/x", "robot", "espeak-ng.../../x", "Google.-x-y"]
    {
        assert_eq!(chosen(Some(voice), None).unwrap_err().code, 13512, "{voice}");
    }
    assert_eq!(chosen(None, Some("xx-YY")).unwrap_err().code, 13511);
    let nothing = Voices::default().rendering(&speech(None, None)).unwrap_err();
    assert!(nothing.message.contains("apt-get install flite espeak-ng"), "{}", nothing.message);
}

#[test]
fn markup_becomes_words_and_exact_silences() {
    assert_eq!(
        ssml(
            "Press <say-as interpret-as=\"digits\">12</say-as><break time='1.5s'/>or <sub alias=\"World Wide Web\">WWW</sub>"
        ),
        [words("Press 1, 2"), Segment::Silence { ms: 1_500 }, words("or World Wide Web")]
    );
    assert_eq!(
        ssml("<speak><p><s>One.</s>Two</p></speak>"),
        [words("One."), Segment::Silence { ms: 250 }, words("Two"), Segment::Silence { ms: 500 }]
    );
    assert_eq!(
        ssml("<say-as interpret-as='telephone'>+1 55</say-as><break strength='none'/>"),
        [words("plus, 1, 5, 5")]
    );
    assert_eq!(ssml("<say-as interpret-as='characters'>a1</say-as>"), [words("A, 1")]);
    assert_eq!(
        ssml("a<prosody rate='50%'>b</prosody>"),
        [words("a"), Segment::Words { text: "b".into(), rate_percent: 50 }]
    );
}

#[test]
fn unknown_elements_are_read_through_and_breaks_are_bounded() {
    assert_eq!(
        ssml("<amazon-effect name='x'>Hi <w role='y'>you</w></amazon-effect>"),
        [words("Hi you")]
    );
    assert_eq!(ssml("<break time='3600s'/>"), [Segment::Silence { ms: 10_000 }]);
    assert_eq!(ssml("<break time='NaNs'/>"), [Segment::Silence { ms: 400 }]);
}

#[test]
fn markup_that_is_broken_too_deep_or_declares_entities_is_refused_with_13520() {
    let deep = format!("{}x{}", "<s>".repeat(40), "</s>".repeat(40));
    for markup in [
        "<speak>",
        "a <b",
        &deep,
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><speak>&b;</speak>",
    ] {
        assert_eq!(plan(&Spoken::Ssml(markup.into())).unwrap_err().code, 13520, "{markup}");
    }
}

#[test]
fn long_text_is_cut_at_sentences_only() {
    let text = format!("{}. {}. Dr. B", "a ".repeat(70).trim(), "c ".repeat(70).trim());
    let pieces = plan(&Spoken::Text(text.clone())).unwrap();
    assert_eq!(pieces.len(), 3);
    let joined: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Segment::Words { text, .. } => text.as_str(),
            Segment::Silence { .. } => "",
        })
        .collect();
    assert_eq!(joined.join(" "), text);
}

proptest! {
    #[test]
    fn no_markup_makes_the_reader_panic(markup in "[<>/a-z =\"'&;!\\[\\]0-9.%]{0,200}") {
        let _ = plan(&Spoken::Ssml(markup));
    }
}

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
    let mut rendering = speaker.voices().rendering(&speech(None, None)).unwrap();
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

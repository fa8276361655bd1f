use super::*;

fn table() -> Voices {
    let languages = ["de", "fr-fr", "es", "es-419", "cmn", "yue", "nb", "pt-br", "en-us"];
    let voice = |name: &str, gender, languages: &[&str]| VoiceOffer {
        name: name.into(),
        gender,
        languages: languages.iter().map(|&tag| tag.into()).collect(),
        language: Some("en".into()),
    };
    Voices::new(vec![
        Installed {
            name: "flite".into(),
            fingerprint: "flite-1".into(),
            voices: VoiceSet::Listed(vec![
                voice("slt", Gender::Female, &["en"]),
                voice("rms", Gender::Male, &["en"]),
                voice("awb", Gender::Male, &["en-gb", "en-ie"]),
                voice("kal16", Gender::Male, &["en"]),
            ]),
        },
        Installed {
            name: "espeak-ng".into(),
            fingerprint: "espeak-ng-1".into(),
            voices: VoiceSet::PerLanguage(languages.map(str::to_owned).into()),
        },
        Installed {
            name: "cloud".into(),
            fingerprint: "cloud-1".into(),
            voices: VoiceSet::Listed(vec![VoiceOffer {
                name: "nova".into(),
                gender: Gender::Female,
                languages: Vec::new(),
                language: None,
            }]),
        },
    ])
}

fn speech(voice: Option<&str>, language: Option<&str>) -> Speech {
    let spoken = Spoken::Text("Hello".into());
    Speech { spoken, voice: voice.map(str::to_owned), language: language.map(str::to_owned) }
}

fn named(rendering: &Rendering) -> String {
    format!("{} {} {}", rendering.engine, rendering.voice, rendering.language)
}

fn chosen(voice: Option<&str>, language: Option<&str>) -> Result<String, MediaFault> {
    table().rendering(&speech(voice, language)).map(|rendering| named(&rendering))
}

#[test]
fn documents_names_of_voices_find_an_installed_voice_of_the_language_and_gender() {
    for (voice, language, expected) in [
        (None, None, "flite-1 slt en"),
        (Some("man"), None, "flite-1 rms en"),
        (Some("Woman"), Some("en"), "flite-1 slt en"),
        (Some("woman"), Some("en-GB"), "flite-1 slt en"),
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
        (Some("espeak-ng.en-us"), None, "espeak-ng-1 f2 en-us"),
        (Some("cloud.Nova"), None, "cloud-1 nova en-us"),
        (Some("cloud.nova"), Some("sv-SE"), "cloud-1 nova sv-se"),
        (Some("flite.slt"), Some("de"), "espeak-ng-1 f2 de"),
        (None, Some("sv-SE"), "cloud-1 nova sv-se"),
    ] {
        assert_eq!(chosen(voice, language).unwrap(), expected, "{voice:?} {language:?}");
    }
}

#[test]
fn voices_and_languages_that_nobody_has_are_refused_with_their_codes() {
    for voice in [
        "Polly.Nobody",
        "Google.",
        "flite.-o /etc/x",
        "flite.nobody",
        "robot",
        "espeak-ng.../../x",
        "Google.-x-y",
        "cloud.",
        ".",
    ] {
        assert_eq!(chosen(Some(voice), None).unwrap_err().code, 13512, "{voice}");
    }
    let local = Voices::new(table().installed()[..2].to_vec());
    assert_eq!(local.rendering(&speech(None, Some("xx-YY"))).unwrap_err().code, 13511);
    let nothing = Voices::default().rendering(&speech(None, None)).unwrap_err();
    assert!(nothing.message.contains("apt-get install flite espeak-ng"), "{}", nothing.message);
}

#[test]
fn when_an_engine_fails_the_others_that_have_the_language_follow_in_order() {
    let table = table();
    let man = table.rendering(&speech(Some("man"), None)).unwrap();
    let others: Vec<_> = table.alternatives(&man).iter().map(named).collect();
    assert_eq!(others, ["espeak-ng-1 m3 en-us", "cloud-1 nova en"]);
    let german = table.rendering(&speech(None, Some("de"))).unwrap();
    let others: Vec<_> = table.alternatives(&german).iter().map(named).collect();
    assert_eq!(others, ["cloud-1 nova de"]);
}

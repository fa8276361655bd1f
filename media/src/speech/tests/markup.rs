use super::*;

fn words(text: &str) -> Segment {
    Segment::Words(Phrase::plain(text))
}

fn styled(text: &str, style: Style) -> Segment {
    Segment::Words(Phrase { style, ..Phrase::plain(text) })
}

fn ssml(markup: &str) -> Vec<Segment> {
    ssml_in(markup, "en")
}

fn ssml_in(markup: &str, language: &str) -> Vec<Segment> {
    plan(&Spoken::Ssml(markup.into()), language).unwrap()
}

fn texts(segments: &[Segment]) -> Vec<String> {
    segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Words(phrase) => Some(phrase.text()),
            Segment::Silence { .. } | Segment::Bleep { .. } => None,
        })
        .collect()
}

#[test]
fn markup_becomes_words_and_exact_silences() {
    assert_eq!(
        ssml(
            "Press <say-as interpret-as=\"digits\">12</say-as><break time='1.5s'/>or <sub alias=\"World Wide Web\">WWW</sub>, now"
        ),
        [words("Press 1, 2"), Segment::Silence { ms: 1_500 }, words("or World Wide Web, now")]
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
}

#[test]
fn say_as_spells_out_what_engines_read_wrongly() {
    for (how, format, text, expected) in [
        ("ordinal", "", "3", "3rd"),
        ("ordinal", "", "112", "112th"),
        ("ordinal", "", "three", "three"),
        ("cardinal", "", "12,345", "12,345"),
        ("fraction", "", "2/9", "2 ninths"),
        ("fraction", "", "1/2", "1 half"),
        ("fraction", "", "3+1/4", "3 and 1 quarter"),
        ("fraction", "", "3/25", "3 over 25"),
        ("unit", "", "10ft", "10 feet"),
        ("unit", "", "1 lb", "1 pound"),
        ("unit", "", "9 parsecs", "9 parsecs"),
        ("date", "", "10/12/2026", "October 12th 2026"),
        ("date", "dmy", "1.2.2026", "February 1st 2026"),
        ("date", "yyyymmdd", "20261122", "November 22nd 2026"),
        ("date", "md", "12-25", "December 25th"),
        ("date", "y", "1999", "1999"),
        ("date", "mdy", "13/13/2026", "13/13/2026"),
        ("date", "mdy", "tomorrow", "tomorrow"),
        ("time", "", "1'21\"", "1 minute 21 seconds"),
        ("time", "", "10:30am", "10:30am"),
        ("address", "", "12 Main St", "12 Main St"),
    ] {
        let text = text.replace('"', "&quot;");
        let markup = format!("<say-as interpret-as='{how}' format='{format}'>{text}</say-as>");
        assert_eq!(texts(&ssml(&markup)), [expected], "{how} {format} {text}");
    }
    let date = "<say-as interpret-as='date' format='mdy'>10/12/2026</say-as>";
    assert_eq!(texts(&ssml_in(date, "de")), ["12, 10, 2026"]);
    let bleep = ssml("<say-as interpret-as='expletive'>x</say-as>");
    assert_eq!(bleep, [Segment::Bleep { ms: 200 }]);
}

#[test]
fn prosody_and_emphasis_become_numbers() {
    let plain = Style::default();
    for (markup, style) in [
        ("<prosody rate='50%'>b</prosody>", Style { rate_percent: 50, ..plain }),
        (
            "<prosody rate='x-fast' pitch='high'>b</prosody>",
            Style { rate_percent: 170, pitch_percent: 15, ..plain },
        ),
        (
            "<prosody pitch='+12st' volume='+6dB'>b</prosody>",
            Style { pitch_percent: 100, volume_db: 6, ..plain },
        ),
        ("<prosody volume='silent'>b</prosody>", Style { volume_db: -60, ..plain }),
        (
            "<prosody rate='9999%' pitch='-900%' volume='+99dB'>b</prosody>",
            Style { rate_percent: 300, pitch_percent: -50, volume_db: 12 },
        ),
        ("<prosody rate='NaN%' pitch='infst' volume='loudest'>b</prosody>", plain),
        (
            "<emphasis level='strong'>b</emphasis>",
            Style { rate_percent: 85, volume_db: 3, ..plain },
        ),
        (
            "<emphasis level='reduced'>b</emphasis>",
            Style { rate_percent: 110, volume_db: -3, ..plain },
        ),
        (
            "<prosody rate='50%'><emphasis>b</emphasis></prosody>",
            Style { rate_percent: 46, volume_db: 2, ..plain },
        ),
    ] {
        assert_eq!(ssml(markup), [styled("b", style)], "{markup}");
    }
    let mixed = ssml("a <prosody rate='50%'>b</prosody> c");
    assert_eq!(mixed, [words("a"), styled("b", Style { rate_percent: 50, ..plain }), words("c")]);
}

#[test]
fn phonemes_keep_their_text_for_engines_that_cannot_follow_them() {
    let said = ssml("You say <phoneme alphabet='ipa' ph='pɪˈkɑːn'>pecan</phoneme>, I say nut.");
    let [Segment::Words(phrase)] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(phrase.text(), "You say pecan, I say nut.");
    assert_eq!(phrase.for_espeak(), "You say  [[pI'kA:n]] , I say nut.");
    let odd = ssml("<phoneme alphabet='x-amazon-pinyin' ph='bao2'>bao</phoneme>");
    assert_eq!(odd, [words("bao")]);
    let unknown = ssml("<phoneme alphabet='ipa' ph='ʘ'>click</phoneme>");
    let [Segment::Words(phrase)] = unknown.as_slice() else { panic!("{unknown:?}") };
    assert_eq!(phrase.for_espeak(), "click");
}

#[test]
fn a_language_within_a_text_is_a_piece_of_its_own() {
    let said =
        ssml("Hello <lang xml:lang='fr-FR'>bonjour</lang> again <lang xml:lang='en'>x</lang>");
    let french = Phrase { language: Some("fr-fr".into()), ..Phrase::plain("bonjour") };
    assert_eq!(said, [words("Hello"), Segment::Words(french), words("again x")]);
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
        assert_eq!(plan(&Spoken::Ssml(markup.into()), "en").unwrap_err().code, 13520, "{markup}");
    }
}

#[test]
fn long_text_is_cut_at_sentences_only() {
    let text = "Welcome to the house of Dr. Smith and Sons, est. 1901 in St. Louis. Hi! \
                Your balance is 12.50 dollars, e.g. enough. Is that all? \"Yes.\" Then goodbye, \
                and thank you for your call to J. Doe.";
    let pieces = texts(&plan(&Spoken::Text(text.into()), "en").unwrap());
    assert_eq!(
        pieces,
        [
            "Welcome to the house of Dr. Smith and Sons, est. 1901 in St. Louis.",
            "Hi! Your balance is 12.50 dollars, e.g. enough.",
            "Is that all? \"Yes.\" Then goodbye, and thank you for your call to J. Doe.",
        ]
    );
    assert_eq!(pieces.join(" "), text);
    let chinese = "欢迎致电我们的公司请您按照提示进行操作然后稍等片刻谢谢。".repeat(6);
    assert_eq!(plan(&Spoken::Text(chinese), "zh").unwrap().len(), 6);
}

#[test]
fn the_same_sentence_in_two_texts_is_the_same_piece() {
    let sentence = "Your appointment is at nine in the morning.";
    let one = format!(
        "Dear Alice, this is your friendly reminder from the clinic. {sentence} Until then, we wish you well."
    );
    let two = format!(
        "Dear Bob, we are calling you once again from the clinic in town. {sentence} Please bring your card with you."
    );
    for text in [one, two] {
        let pieces = plan(&Spoken::Text(text), "en").unwrap();
        assert!(pieces.contains(&words(sentence)), "{pieces:?}");
    }
}

proptest! {
    #[test]
    fn no_markup_makes_the_reader_panic(markup in "[<>/a-z =\"'&;!\\[\\]0-9.%]{0,200}") {
        let _ = plan(&Spoken::Ssml(markup), "en");
    }

    #[test]
    fn every_piece_is_read_back_as_itself(
        texts in prop::collection::vec("[A-Za-z<&\". ,!?'é。]{1,90}", 1..5),
        rate in 1_u16..500, volume in -90_i16..30,
    ) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let inner: Vec<_> = texts.iter().map(|text| escaped(text)).collect();
        let markup = format!("<prosody rate='{rate}%' volume='{volume}dB'>{}<phoneme ph='aɪ'>I</phoneme> {}</prosody>", inner[0], inner.join(" "));
        for segment in plan(&Spoken::Ssml(markup), "en").unwrap() {
            let Segment::Words(phrase) = &segment else { continue };
            prop_assert_eq!(plan(&phrase.spoken(), "en").unwrap(), [segment]);
        }
    }
}

use proptest::prelude::*;

use super::attribute::{Timeout, Value};
use super::document::{MOST_BYTES, MOST_DEPTH, MOST_VERBS};
use super::element::Element;
use super::verbs::{
    conference, connect, dial, gather, nouns, parameter, pause, pay, play, queue, record, redirect,
    refer, reject, relay, say, sip, sms, start,
};
use super::*;

fn read(text: &str) -> Document {
    Document::read(text).unwrap()
}

fn code(text: &str) -> u32 {
    Document::read(text).unwrap_err().code
}

fn flaws(text: &str) -> Vec<u32> {
    read(text).flaws.into_iter().map(|flaw| flaw.code).collect()
}

/// The official builders' attributes (46 elements, 283 attributes), in the order of the specification.
#[test]
fn every_element_knows_the_attributes_that_the_official_builders_write() {
    let table: &[(&str, &[&str], &str)] = &[
        (
            "AiSession",
            <connect::AiSession as Element>::ATTRIBUTES,
            "aiConnector aiSessionConfiguration",
        ),
        (
            "Application",
            <nouns::Application as Element>::ATTRIBUTES,
            "copyParentTo customerId method statusCallback statusCallbackEvent statusCallbackMethod url",
        ),
        (
            "Client",
            <nouns::Client as Element>::ATTRIBUTES,
            "method statusCallback statusCallbackEvent statusCallbackMethod url",
        ),
        (
            "Conference",
            <conference::Conference as Element>::ATTRIBUTES,
            "beep coach endConferenceOnExit eventCallbackUrl jitterBufferSize maxParticipants muted participantLabel record recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod region startConferenceOnEnter statusCallback statusCallbackEvent statusCallbackMethod trim waitMethod waitUrl",
        ),
        ("Config", <parameter::Config as Element>::ATTRIBUTES, "name value"),
        ("Connect", <connect::Connect as Element>::ATTRIBUTES, "action method"),
        (
            "Conversation",
            <connect::Conversation as Element>::ATTRIBUTES,
            "inboundAutocreation inboundTimeout method record recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod routingAssignmentTimeout serviceInstanceSid statusCallback statusCallbackEvent statusCallbackMethod trim url",
        ),
        (
            "ConversationRelay",
            <relay::ConversationRelay as Element>::ATTRIBUTES,
            "backgroundnoisereduction debug deepgramsmartformat dtmfDetection elevenlabsTextNormalization events hints ignorebackchannel intelligenceService interruptSensitivity interruptible language partialPrompts preemptible profanityFilter reportInputDuringAgentSpeech speechModel speechtimeout transcriptionLanguage transcriptionProvider ttsLanguage ttsProvider url voice welcomeGreeting welcomeGreetingInterruptible",
        ),
        (
            "ConversationRelaySession",
            <relay::ConversationRelaySession as Element>::ATTRIBUTES,
            "connector sessionConfiguration",
        ),
        (
            "Dial",
            <dial::Dial as Element>::ATTRIBUTES,
            "action answerOnBridge callerId events hangupOnStar method passports record recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod recordingTrack referMethod referUrl ringTone sequential timeLimit timeout trim",
        ),
        (
            "Enqueue",
            <queue::Enqueue as Element>::ATTRIBUTES,
            "action maxQueueSize method waitUrl waitUrlMethod workflowSid",
        ),
        (
            "Gather",
            <gather::Gather as Element>::ATTRIBUTES,
            "action actionOnEmptyResult bargeIn debug enhanced finishOnKey hints input language maxSpeechTime method numDigits partialResultCallback partialResultCallbackMethod profanityFilter speechModel speechTimeout timeout",
        ),
        ("Header", <sip::Header as Element>::ATTRIBUTES, "name value"),
        (
            "Language",
            <relay::Language as Element>::ATTRIBUTES,
            "code speechModel transcriptionProvider ttsProvider voice",
        ),
        (
            "Number",
            <nouns::Number as Element>::ATTRIBUTES,
            "amdStatusCallback amdStatusCallbackMethod byoc machineDetection machineDetectionSilenceTimeout machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout method sendDigits statusCallback statusCallbackEvent statusCallbackMethod url",
        ),
        ("Parameter", <parameter::Parameter as Element>::ATTRIBUTES, "name value"),
        ("Pause", <pause::Pause as Element>::ATTRIBUTES, "length"),
        (
            "Pay",
            <pay::Pay as Element>::ATTRIBUTES,
            "action bankAccountType chargeAmount currency description input language maxAttempts minPostalCodeLength paymentConnector paymentMethod postalCode securityCode statusCallback statusCallbackMethod timeout tokenType validCardTypes",
        ),
        ("Play", <play::Play as Element>::ATTRIBUTES, "digits loop"),
        (
            "Prompt",
            <pay::Prompt as Element>::ATTRIBUTES,
            "attempt cardType errorType for requireMatchingInputs",
        ),
        (
            "Queue",
            <queue::Queue as Element>::ATTRIBUTES,
            "method postWorkActivitySid reservationSid url",
        ),
        (
            "Record",
            <record::Record as Element>::ATTRIBUTES,
            "action finishOnKey maxLength method playBeep recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod timeout transcribe transcribeCallback trim",
        ),
        (
            "Recording",
            <start::Recording as Element>::ATTRIBUTES,
            "channels recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod track trim",
        ),
        ("Redirect", <redirect::Redirect as Element>::ATTRIBUTES, "method"),
        ("Refer", <refer::Refer as Element>::ATTRIBUTES, "action method"),
        ("Reject", <reject::Reject as Element>::ATTRIBUTES, "reason"),
        ("Room", <connect::Room as Element>::ATTRIBUTES, "participantIdentity"),
        ("Say", <say::Say as Element>::ATTRIBUTES, "language loop voice"),
        (
            "Sip",
            <sip::Sip as Element>::ATTRIBUTES,
            "amdStatusCallback amdStatusCallbackMethod machineDetection machineDetectionSilenceTimeout machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout method password statusCallback statusCallbackEvent statusCallbackMethod url username",
        ),
        ("SipUri", <sip::SipUri as Element>::ATTRIBUTES, "password priority username weight"),
        (
            "Siprec",
            <start::Siprec as Element>::ATTRIBUTES,
            "connectorName name statusCallback statusCallbackMethod track",
        ),
        ("Sms", <sms::Sms as Element>::ATTRIBUTES, "action from method statusCallback to"),
        ("SsmlBreak", <ssml::Break as Element>::ATTRIBUTES, "strength time"),
        ("SsmlEmphasis", <ssml::Emphasis as Element>::ATTRIBUTES, "level"),
        ("SsmlLang", <ssml::Lang as Element>::ATTRIBUTES, "xml:lang"),
        ("SsmlPhoneme", <ssml::Phoneme as Element>::ATTRIBUTES, "alphabet ph"),
        ("SsmlProsody", <ssml::Prosody as Element>::ATTRIBUTES, "pitch rate volume"),
        ("SsmlSayAs", <ssml::SayAs as Element>::ATTRIBUTES, "format interpret-as"),
        ("SsmlSub", <ssml::Substitute as Element>::ATTRIBUTES, "alias"),
        ("SsmlW", <ssml::Word as Element>::ATTRIBUTES, "role"),
        ("Start", <start::Start as Element>::ATTRIBUTES, "action method"),
        (
            "Stream",
            <start::Stream as Element>::ATTRIBUTES,
            "audioFormat connectorName name sampleRate statusCallback statusCallbackMethod track url",
        ),
        ("Task", <queue::Task as Element>::ATTRIBUTES, "priority timeout"),
        (
            "Transcription",
            <start::Transcription as Element>::ATTRIBUTES,
            "enableAutomaticPunctuation hints inboundTrackLabel intelligenceService languageCode name outboundTrackLabel partialResults profanityFilter speechModel statusCallbackMethod statusCallbackUrl track transcriptionEngine",
        ),
        (
            "VirtualAgent",
            <connect::VirtualAgent as Element>::ATTRIBUTES,
            "connectorName language sentimentAnalysis statusCallback statusCallbackMethod",
        ),
        (
            "WhatsApp",
            <nouns::WhatsApp as Element>::ATTRIBUTES,
            "method statusCallback statusCallbackEvent statusCallbackMethod url",
        ),
    ];
    assert_eq!(table.len(), 46);
    let mut count = 0;
    for (element, known, specified) in table {
        let mut known: Vec<_> = known.to_vec();
        let mut specified: Vec<_> = specified.split_whitespace().collect();
        count += specified.len();
        known.sort_unstable();
        specified.sort_unstable();
        assert_eq!(known, specified, "{element}");
    }
    assert_eq!(count, 283);
}

/// Each verb and noun of the specification is known where it may stand: nothing is reported.
#[test]
fn every_verb_and_noun_is_known_where_it_may_stand() {
    let document = "<Response>
        <Connect><AiSession/><Autopilot>x</Autopilot><Conversation/>
          <ConversationRelay><Language/><Parameter/></ConversationRelay><ConversationRelaySession/>
          <Room>r</Room><Stream><Parameter/></Stream><VirtualAgent><Config/><Parameter/></VirtualAgent>
        </Connect>
        <Dial><Application><ApplicationSid>AP</ApplicationSid><Parameter/></Application>
          <Client><Identity>a</Identity><Parameter/></Client><Conference>c</Conference>
          <Number>1</Number><Queue>q</Queue><Sim>s</Sim>
          <Sip><Header/><Headers/><Uri>sip:a@b</Uri></Sip><WhatsApp>w</WhatsApp></Dial>
        <Echo/><Enqueue><Task>{}</Task></Enqueue>
        <Gather><Say/><Play/><Pause/></Gather><Hangup/><Leave/><Pause/>
        <Pay><Prompt><Say/><Play/><Pause/></Prompt><Parameter/></Pay><Play/>
        <Prompt/><Queue/><Record/><Redirect/><Refer><Sip/></Refer><Reject><Parameter/></Reject>
        <Say><break/><emphasis/><lang/><p/><phoneme/><prosody/><s/><say-as/><sub/><w/></Say>
        <Sms/><Start><Recording/><Siprec/><Stream/><Transcription><Config/></Transcription></Start>
        <Stop><Stream/></Stop></Response>";
    let document = read(document);
    assert_eq!(document.flaws, []);
    assert_eq!(document.verbs.len(), 20);
}

#[test]
fn a_document_is_bounded_in_every_direction() {
    let verbs = |count| format!("<Response>{}</Response>", "<Pause/>".repeat(count));
    assert_eq!(read(&verbs(MOST_VERBS)).verbs.len(), MOST_VERBS);
    assert_eq!(code(&verbs(MOST_VERBS + 1)), codes::PARSE);
    let nested = format!("<Response><Gather>{}</Gather></Response>", "<Pause/>".repeat(MOST_VERBS));
    assert_eq!(code(&nested), codes::PARSE);
    assert_eq!(code(&" ".repeat(MOST_BYTES + 1)), codes::TOO_LARGE);
    let long = format!("<Response><Say voice='{}'>x</Say></Response>", "v".repeat(9_000));
    assert_eq!(code(&long), codes::PARSE);
    let deep = |depth: usize| {
        let inner = depth - 2;
        format!("<Response><Say>{}{}</Say></Response>", "<p>".repeat(inner), "</p>".repeat(inner))
    };
    assert_eq!(read(&deep(MOST_DEPTH)).flaws, []);
    assert_eq!(code(&deep(MOST_DEPTH + 1)), codes::PARSE);
    assert_eq!(code(&"<a>".repeat(21_000)), codes::PARSE);
}

#[test]
fn brackets_in_comments_cdata_and_values_do_not_count_as_depth() {
    let shallow = format!(
        "<Response><!-- {0} --><Say><![CDATA[{0}]]></Say><Play digits='1>2>'/></Response>",
        "<a>".repeat(100)
    );
    assert_eq!(read(&shallow).verbs.len(), 2);
}

#[test]
fn what_is_no_document_has_its_own_code() {
    for (text, expected) in [
        ("<Response>", codes::PARSE),
        ("hello", codes::PARSE),
        ("<Response/><Response/>", codes::PARSE),
        (" <?xml version='1.0'?><Response/>", codes::PARSE),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Response>&b;</Response>", codes::PARSE),
        ("<Response>&unknown;</Response>", codes::PARSE),
        ("<response/>", codes::ROOT),
        ("<?xml version=\"2.0\"?><Response/>", codes::XML_VERSION),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    assert_eq!(read("").verbs, []);
    assert_eq!(read("\u{feff}<?xml version=\"1.0\"?><Response/>").verbs, []);
}

#[test]
fn a_prefix_that_is_not_declared_costs_its_element_and_not_the_document() {
    let document = read(
        "<Response><Say>a <amazon:effect name='whispered'>b</amazon:effect> <x:y/>c</Say></Response>",
    );
    assert_eq!(document.flaws.len(), 2, "{:?}", document.flaws);
    let Some(Verb::Say(say)) = document.verbs.first() else { panic!("no Say") };
    assert_eq!(say.speech(), ("a b c".to_owned(), false));
    assert_eq!(code("<Response><a:a/><b:b/><c:c/><d:d/><e:e/></Response>"), codes::PARSE);
    assert_eq!(code("<a:Other/>"), codes::PARSE);
}

#[test]
fn what_was_wrong_is_told_with_line_and_column() {
    let error = Document::read("<Response>\n  <Say>x</Sya>\n</Response>").unwrap_err();
    assert!(error.message.contains("2:9"), "{error}");
    let flaw = read("<Response>\n  <Say pitch='1'>x</Say>\n</Response>").flaws.remove(0);
    assert!(flaw.message.starts_with("line 2, column 3: "), "{}", flaw.message);
}

#[test]
fn more_than_twenty_flaws_are_summed_up() {
    let many = format!("<Response>{}</Response>", "<Nothing/>".repeat(30));
    let flaws = flaws(&many);
    assert_eq!(flaws.len(), 21);
    assert_eq!(flaws.last(), Some(&codes::MORE_FLAWS));
}

#[test]
fn a_value_that_cannot_be_has_its_verbs_code_and_counts_as_absent() {
    for (element, attribute, value, expected) in [
        ("Say", "loop", "x", 13_510),
        ("Say", "language", "!", 13_512),
        ("Play", "loop", "-1", 13_410),
        ("Play", "digits", "x", 13_430),
        ("Pause", "length", "1.5", 13_910),
        ("Redirect", "method", "PUT", 13_710),
        ("Reject", "reason", "no", 13_810),
        ("Gather", "timeout", "-1", 13_313),
        ("Gather", "numDigits", "0", 13_314),
        ("Gather", "finishOnKey", "A", 13_310),
        ("Gather", "method", "", 13_312),
        ("Gather", "input", "", 13_326),
        ("Record", "playBeep", "yes", 13_616),
        ("Dial", "timeLimit", "x", 13_216),
        ("Dial", "record", "always", 13_217),
        ("Enqueue", "method", "x", 14_201),
        ("Sms", "method", "x", 14_104),
        ("Stop", "name", "x", codes::SCHEMA),
    ] {
        let text = format!("<Response><{element} {attribute}='{value}'/></Response>");
        assert_eq!(flaws(&text), [expected], "{text}");
    }
}

#[test]
fn values_are_read_leniently_where_the_meaning_is_plain() {
    assert_eq!(bool::read(" TRUE "), Some(true));
    assert_eq!(domain::uri::HttpMethod::read("get"), Some(domain::uri::HttpMethod::Get));
    assert_eq!(u32::read(" 7 "), Some(7));
    assert_eq!(Timeout::read("auto"), Some(Timeout::Auto));
    assert_eq!(attribute::Presses::read("1 w 2").unwrap().0, "1w2");
    assert_eq!(attribute::Keys::read("").unwrap().0, "");
}

#[test]
fn speech_with_markup_is_one_text_for_the_same_content() {
    let say = |inner: &str| {
        let document = read(&format!("<Response><Say>{inner}</Say></Response>"));
        let Some(Verb::Say(say)) = document.verbs.into_iter().next() else { panic!("no Say") };
        say.speech()
    };
    assert_eq!(say(" a\n b "), ("a b".to_owned(), false));
    assert_eq!(say("1 &lt; 2 &amp; 3"), ("1 < 2 & 3".to_owned(), false));
    assert_eq!(
        say("a <break time='1s'/>\n 1 &lt; 2"),
        ("<speak>a <break time=\"1s\"/> 1 &lt; 2</speak>".to_owned(), true)
    );
    let (marked, _) = say("<lang xml:lang='de-DE'>Tag <s/></lang>");
    assert_eq!(marked, "<speak><lang xml:lang=\"de-DE\">Tag <s/></lang></speak>");
}

#[test]
fn content_types_announce_what_the_answer_is() {
    use mime::{Kind, kind};
    for (content_type, expected) in [
        ("text/xml", Kind::Instructions),
        ("Application/XML; charset=utf-8", Kind::Instructions),
        ("text/html", Kind::Instructions),
        ("application/twiml+xml", Kind::Instructions),
        ("audio/mpeg", Kind::Audio),
        ("AUDIO/x-wav", Kind::Audio),
        ("text/plain;charset=utf-8", Kind::Text),
        ("application/json", Kind::Unknown),
        ("video/mp4", Kind::Unknown),
        ("", Kind::Unknown),
    ] {
        assert_eq!(kind(content_type), expected, "{content_type}");
    }
}

/// Pieces out of which nearly-documents are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("<Response>".to_owned()),
        Just("</Response>".to_owned()),
        Just("<Say voice='a' loop=\"3\">".to_owned()),
        Just("</Say>".to_owned()),
        Just("<Gather numDigits='1' timeout='99999999999'>".to_owned()),
        Just("</Gather>".to_owned()),
        Just("<break time='1s'/>".to_owned()),
        Just("<Play digits='1w'/>".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("]]>".to_owned()),
        Just("<?xml version='1.0'?>".to_owned()),
        Just("<?xml version=".to_owned()),
        Just("&amp;&#0;&x;".to_owned()),
        Just("<a xmlns:b='c' b:d='e'/>".to_owned()),
        ".{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = Document::read(&text);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Document::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_pieces_of_documents_make_the_reader_panic(
        pieces in proptest::collection::vec(piece(), 0..40)
    ) {
        let _ = Document::read(&pieces.concat());
        let _ = Document::read(&format!("<Response>{}</Response>", pieces.concat()));
    }
}

use std::io::Write as _;

use super::*;

fn variables(pairs: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Vec<_>>().into_iter()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn without_a_file_and_variables_the_defaults_hold() {
    let config = load(None, variables(&[])).unwrap();
    assert_eq!(config.http.bind.port(), 8080);
    assert!(!config.network.allow_private);
}

#[test]
fn a_variable_wins_over_the_file() {
    let file = file("[http]\nbind = \"127.0.0.1:1\"\n[limits]\ncalls = 7\n");
    let config =
        load(Some(file.path()), variables(&[("RINGBACK_HTTP_BIND", "0.0.0.0:9")])).unwrap();
    assert_eq!(config.http.bind.to_string(), "0.0.0.0:9");
    assert_eq!(config.limits.calls, 7);
}

#[test]
fn variables_that_are_no_section_are_passed_over() {
    let config = load(None, variables(&[("RINGBACK_LOG", "debug"), ("HOME", "/root")]));
    assert!(config.is_ok());
}

#[test]
fn an_unknown_key_is_named_in_the_error() {
    let file = file("[http]\nbnd = \"127.0.0.1:1\"\n");
    let error = load(Some(file.path()), variables(&[])).unwrap_err().to_string();
    assert!(error.contains("bnd"), "{error}");
}

#[test]
fn what_a_call_may_do_is_the_operators_and_has_to_make_sense() {
    let given = [("RINGBACK_CALLS_MAX_CALL_S", "60"), ("RINGBACK_CALLS_APOLOGY", "Sorry.")];
    let settings = load(None, variables(&given)).unwrap().calls.for_router();
    assert_eq!((settings.max_call_ms, settings.apology.as_str()), (60_000, "Sorry."));
    let own = load(None, variables(&[])).unwrap().calls.for_router();
    assert_eq!(*own, router::Settings::default());
    for wrong in [("RINGBACK_CALLS_MAX_EXCHANGES", "0"), ("RINGBACK_CALLS_GREETING", " ")] {
        assert!(load(None, variables(&[wrong])).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_documented_configuration_is_the_default_one() {
    let page = include_str!("../../../docs/CONFIGURATION.md");
    let toml = page.split("```").nth(1).and_then(|block| block.strip_prefix("toml")).unwrap();
    let mut config = load(Some(file(toml).path()), variables(&[])).unwrap();
    assert_eq!(config.numbers.pop().unwrap().number, "+15005550006");
    assert_eq!(printed(&config), printed(&load(None, variables(&[])).unwrap()));
}

#[test]
fn a_backward_port_range_is_refused() {
    let error = load(None, variables(&[("RINGBACK_RTP_PORTS", "20000-10000")])).unwrap_err();
    assert!(error.to_string().contains("20000-10000"), "{error}");
}

#[test]
fn the_printed_configuration_has_no_password() {
    let variables = variables(&[("RINGBACK_STORE_URL", "postgres://u:secret@db/ringback")]);
    let text = printed(&load(None, variables).unwrap());
    assert!(!text.contains("secret"), "{text}");
    assert!(text.contains("db/ringback"), "{text}");
}

#[test]
fn engines_of_speech_are_read_in_their_order() {
    let file = file(
        "[[media.speech]]\nname = \"cloud\"\nprotocol = \"openai\"\nurl = \"https://speech.example.com/\"\n\
         model = \"tts-1\"\nvoices = [{ name = \"nova\" }, { name = \"onyx\", is_man = true, languages = [\"en\"] }]\n\
         [[media.speech]]\nname = \"piper\"\nprotocol = \"piper\"\nurl = \"http://127.0.0.1:5000/\"\n",
    );
    let config = load(Some(file.path()), variables(&[])).unwrap();
    let names: Vec<_> = config.media.speech.iter().map(|engine| engine.name.as_str()).collect();
    assert_eq!(names, ["cloud", "piper"]);
    assert_eq!(config.media.speech[0].protocol, SpeechProtocol::Openai);
    assert!(config.media.speech[0].voices[1].is_man);
}

use proptest::prelude::*;
use url::Url;

use super::{Address, AddressError, Builtin, Content, Partition, Rendering, SigningKey, Spoken};
use crate::format::{Encoding, Target};

fn key() -> SigningKey {
    SigningKey::new(b"sixteen bytes or more")
}

fn any_spoken() -> impl Strategy<Value = Spoken> {
    (any::<bool>(), "\\PC{0,80}").prop_map(|(is_ssml, text)| {
        let spoken = if is_ssml { Spoken::Ssml(text) } else { Spoken::Text(text) };
        spoken.canonical().unwrap()
    })
}

fn any_address() -> impl Strategy<Value = Address> {
    let partition =
        "[A-Za-z0-9]{1,34}".prop_map(|name| Partition::new(&format!("p{name}")).unwrap());
    let say = (partition.clone(), "[a-z][a-z0-9.-]{0,20}", "[a-z]{1,9}", "[a-z]{2}", any_spoken())
        .prop_map(|(partition, engine, voice, language, spoken)| {
            Address::Say(partition, Rendering { engine, voice, language, spoken })
        });
    let targets = prop::sample::select(vec![
        Target::PHONE,
        Target::new(Encoding::L16, 16_000).unwrap(),
        Target::new(Encoding::Opus, 48_000).unwrap(),
    ]);
    let play = (partition, "https?://[a-z]{1,9}\\.example/[a-z%&=+?/]{0,30}", targets)
        .prop_filter_map("a URL", |(partition, url, target)| {
            Some(Address::Play(partition, Url::parse(&url).ok()?, target))
        });
    prop_oneof![say, play, Just(Address::Builtin(Builtin::Beep))]
}

proptest! {
    #[test]
    fn an_address_reads_back_as_itself(address in any_address()) {
        prop_assert_eq!(Address::parse(&address.to_string()), Ok(address.clone()));
        prop_assert_eq!(key().verify(&key().sign(&address)), Ok(address));
    }

    #[test]
    fn two_different_sounds_never_share_an_address(one in any_address(), other in any_address()) {
        prop_assert_eq!(one == other, one.to_string() == other.to_string());
    }

    #[test]
    fn nothing_read_from_outside_panics(text in "\\PC{0,120}") {
        let _ = Address::parse(&text);
        let _ = key().verify(&text);
        let _ = key().verify(&format!("/media/a/say?{text}&signature={text}"));
    }

    #[test]
    fn a_signed_address_with_any_byte_changed_is_refused(
        address in any_address(), at in any::<prop::sample::Index>(), byte in b'!'..b'~',
    ) {
        let signed = key().sign(&address);
        let mut changed = signed.clone().into_bytes();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != byte && !matches!(address, Address::Builtin(_)));
        changed[at] = byte;
        prop_assert!(key().verify(&String::from_utf8(changed).unwrap()).is_err());
    }
}

#[test]
fn an_address_says_in_words_what_is_heard() {
    let rendering = Rendering {
        engine: "flite-2.2.1".into(),
        voice: "slt".into(),
        language: "en".into(),
        spoken: Spoken::Text("Hello & welcome".into()),
    };
    let address = Address::Say(Partition::new("AC1").unwrap(), rendering);
    assert_eq!(
        address.to_string(),
        "/media/AC1/say?engine=flite-2.2.1&voice=slt&language=en&format=pcmu&rate=8000&text=Hello+%26+welcome"
    );
}

#[test]
fn the_signature_of_another_installation_is_refused() {
    let address = Address::Play(
        Partition::new("AC1").unwrap(),
        Url::parse("http://a.example/b.mp3").unwrap(),
        Target::PHONE,
    );
    let signed = SigningKey::new(b"another secret of theirs").sign(&address);
    assert_eq!(key().verify(&signed), Err(AddressError::BadSignature));
    assert_eq!(key().verify(&address.to_string()), Err(AddressError::BadSignature));
}

#[test]
fn white_space_and_control_characters_make_no_other_address() {
    let one = Spoken::Text("Hello   there,\n\u{7}caller ".into()).canonical().unwrap();
    assert_eq!(one, Spoken::Text("Hello there, caller".into()));
}

#[test]
fn text_of_more_than_4096_characters_is_refused_with_13520() {
    assert!(Spoken::Text("é".repeat(4_096)).canonical().is_ok());
    assert_eq!(Spoken::Text("é".repeat(4_097)).canonical().unwrap_err().code, 13520);
}

#[test]
fn partitions_cannot_leave_their_place_in_the_path() {
    for name in ["", "builtin", "a/b", "..", "a b", "-a", &"a".repeat(65)] {
        assert!(Partition::new(name).is_err(), "{name:?}");
    }
}

#[test]
fn the_longest_text_still_fits_a_request_line_of_64_kib() {
    let spoken = Spoken::Text("😀".repeat(4_096)).canonical().unwrap();
    let rendering =
        Rendering { engine: "e".into(), voice: "v".into(), language: "l".into(), spoken };
    let signed = key().sign(&Address::Say(Partition::new("AC1").unwrap(), rendering));
    assert!(signed.len() < 65_000, "{}", signed.len());
}

#[test]
fn content_is_named_by_its_digest_and_form_and_signed() {
    let content = Content {
        partition: Partition::new("AC1").unwrap(),
        digest: "0a".repeat(32),
        target: Target::new(Encoding::L16, 16_000).unwrap(),
    };
    let signed = key().sign_content(&content);
    assert!(signed.starts_with(&format!("/media/AC1/{}.l16-16000?signature=", "0a".repeat(32))));
    assert_eq!(key().verify_content(&signed), Ok(content));
    for (from, to, error) in [
        ("AC1", "AC2", AddressError::BadSignature),
        (".l16-16000", ".l16-8000", AddressError::BadSignature),
        (".l16-16000", ".l16-8001", AddressError::NotAnAddress),
        ("0a", "0A", AddressError::NotAnAddress),
        ("?signature", "?", AddressError::BadSignature),
    ] {
        assert_eq!(key().verify_content(&signed.replace(from, to)), Err(error), "{from} {to}");
    }
}

#[test]
fn a_relay_is_signed_for_all_that_is_below_its_origin_and_nothing_else() {
    let partition = Partition::new("AC1").unwrap();
    let origin = Url::parse("http://a.example:8080/ignored").unwrap();
    let path = key().sign_relay(&partition, &origin).unwrap();
    let relay = key().verify_relay(&format!("{path}/b/c.wav?d=%20e")).unwrap();
    assert_eq!(relay.url.as_str(), "http://a.example:8080/b/c.wav?d=%20e");
    assert_eq!(relay.partition, partition);
    for (from, to) in
        [("AC1", "AC2"), ("8080", "8081"), ("/http/", "/https/"), ("a.example", "b.example")]
    {
        let forged = format!("{}/b", path.replace(from, to));
        assert_eq!(key().verify_relay(&forged), Err(AddressError::BadSignature), "{forged}");
    }
    assert!(key().sign_relay(&partition, &Url::parse("ftp://a.example").unwrap()).is_err());
}

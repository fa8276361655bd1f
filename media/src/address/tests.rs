use proptest::prelude::*;
use url::Url;

use super::{Address, AddressError, Builtin, Partition, Rendering, SigningKey, Spoken};

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
    let play = (partition, "https?://[a-z]{1,9}\\.example/[a-z%&=+?/]{0,30}")
        .prop_filter_map("a URL", |(partition, url)| {
            Some(Address::Play(partition, Url::parse(&url).ok()?))
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

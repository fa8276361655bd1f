use domain::secret::Sealed;
use domain::sid::AccountSid;
use proptest::prelude::*;

use super::{Secret, Vault};
use crate::Entropy;

const HERE: AccountSid = AccountSid::from_bits(1);
const THERE: AccountSid = AccountSid::from_bits(2);

fn sealed(text: &str) -> (Vault, Sealed) {
    let vault = Vault::new(&[7; 32]);
    let sealed = vault.seal(&Entropy::new([1; 32]), HERE, &Secret::new(text)).unwrap();
    (vault, sealed)
}

#[test]
fn a_secret_opens_only_in_its_account_and_under_its_key() {
    let (vault, sealed) = sealed("hush");
    assert_eq!(vault.open(HERE, &sealed).unwrap().expose(), "hush");
    assert!(vault.open(THERE, &sealed).is_err());
    assert!(Vault::new(&[8; 32]).open(HERE, &sealed).is_err());
    assert!(!sealed.0.contains("hush"));
}

#[test]
fn the_same_secret_is_sealed_differently_each_time() {
    let (vault, entropy) = (Vault::new(&[7; 32]), Entropy::new([1; 32]));
    let seal = || vault.seal(&entropy, HERE, &Secret::new("hush")).unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn tokens_and_key_secrets_have_their_shapes() {
    let entropy = Entropy::new([3; 32]);
    let token = Secret::auth_token(&entropy);
    assert_eq!(token.expose().len(), 32);
    assert!(token.expose().bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    let secret = Secret::key_secret(&entropy);
    assert_eq!(secret.expose().len(), 32);
    assert!(secret.expose().bytes().all(|b| b.is_ascii_alphanumeric()));
    assert_ne!(Secret::key_secret(&entropy), secret);
}

#[test]
fn comparing_finds_the_secret_and_nothing_else() {
    let vault = Vault::new(&[7; 32]);
    let secret = Secret::new("0123456789abcdef");
    assert!(vault.is_same(&secret, "0123456789abcdef"));
    assert!(vault.is_hashed(&secret.hash(), "0123456789abcdef"));
    for wrong in ["", "0123456789abcde", "0123456789abcdeF", "0123456789abcdef0"] {
        assert!(!vault.is_same(&secret, wrong), "{wrong}");
        assert!(!vault.is_hashed(&secret.hash(), wrong), "{wrong}");
    }
}

#[test]
fn the_hash_is_sha_256_in_lowercase_hexadecimal() {
    // FIPS 180-2, appendix B.1.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Secret::new("abc").hash().0, expected);
}

#[test]
fn no_secret_shows_in_a_log() {
    let (vault, _) = sealed("hush");
    assert_eq!(format!("{vault:?} {:?}", Secret::new("hush")), "Vault(…) Secret(…)");
}

proptest! {
    #[test]
    fn any_text_comes_back_and_any_change_is_found(text in any::<String>(), at in 0..200_usize) {
        let (vault, sealed) = sealed(&text);
        let opened = vault.open(HERE, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), text.as_str());
        let mut letters = sealed.0.clone().into_bytes();
        let at = at % (letters.len() - 1);
        letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
        let altered = Sealed(String::from_utf8(letters).unwrap());
        prop_assert!(vault.open(HERE, &altered).is_err());
    }

    #[test]
    fn any_text_for_a_sealed_secret_is_refused(text in any::<String>()) {
        prop_assert!(Vault::new(&[7; 32]).open(HERE, &Sealed(text)).is_err());
    }
}

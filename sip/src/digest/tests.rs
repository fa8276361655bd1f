use super::hash::Inputs;
use super::*;
use proptest::prelude::*;

fn challenger() -> Challenger {
    Challenger::new("ringback", &[7; 32], 300)
}

fn bob() -> Credentials {
    Credentials { username: "bob".into(), password: "zanzibar".into() }
}

fn password(user: &str) -> Option<String> {
    (user == "bob").then(|| "zanzibar".to_owned())
}

const URI: &str = "sip:+15005550006@example.com";

#[test]
fn the_published_examples_come_out() {
    let mut inputs = Inputs {
        algorithm: Algorithm::Md5,
        username: "Mufasa",
        realm: "http-auth@example.org",
        password: "Circle of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        counted: Some(("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")),
    };
    assert_eq!(inputs.response(), "8ca523f5e9506fed4657c9700eebdbec", "RFC 7616 §3.9.1");
    inputs.algorithm = Algorithm::Sha256;
    assert_eq!(
        inputs.response(),
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    );
    let old = Inputs {
        algorithm: Algorithm::Md5,
        username: "bob",
        realm: "biloxi.com",
        password: "zanzibar",
        method: "INVITE",
        uri: "sip:bob@biloxi.com",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        counted: None,
    };
    assert_eq!(old.response(), "bf57e4e0d0bffc0fbaedce64d59add5e", "RFC 3665's errata, no qop");
}

#[test]
fn a_right_answer_to_either_algorithm_is_let_in_once() {
    let mut server = challenger();
    for challenge in server.challenge(1_000, 1, false) {
        let (answered, is_stale) = answer(&challenge, &bob(), "INVITE", URI, "c0ffee").unwrap();
        assert!(!is_stale);
        // One nonce serves both algorithms, so the second use of count 1 is a replay.
        let verdict = server.verify(Some(&answered), "INVITE", password, 1_010);
        if challenge.contains("SHA-256") {
            assert_eq!(verdict, Ok("bob".to_owned()));
        }
        assert_eq!(
            server.verify(Some(&answered), "INVITE", password, 1_011),
            Err(Fault::Stale),
            "a replay"
        );
    }
    let fresh = server.challenge(1_020, 2, false);
    let (md5, _) = answer(&fresh[1], &bob(), "INVITE", URI, "c0ffee").unwrap();
    assert_eq!(server.verify(Some(&md5), "INVITE", password, 1_020), Ok("bob".to_owned()));
}

#[test]
fn what_is_wrong_is_told_apart() {
    let mut server = challenger();
    let challenge = server.challenge(1_000, 1, false)[0].clone();
    let (good, _) = answer(&challenge, &bob(), "INVITE", URI, "c").unwrap();
    let wrong = Credentials { password: "wrong".into(), ..bob() };
    let stranger = Credentials { username: "eve".into(), ..bob() };
    let as_header = |c: &Credentials| answer(&challenge, c, "INVITE", URI, "c").unwrap().0;
    let mut check = |header: Option<&str>, method: &str, now| {
        server.verify(header, method, password, now).unwrap_err()
    };
    assert_eq!(check(None, "INVITE", 1_000), Fault::Missing);
    assert_eq!(check(Some("Basic Ym9i"), "INVITE", 1_000), Fault::Malformed);
    assert_eq!(check(Some("Digest realm=\"x"), "INVITE", 1_000), Fault::Malformed);
    assert_eq!(check(Some(&good.replace("ringback", "other")), "INVITE", 1_000), Fault::Missing);
    assert_eq!(check(Some(&good), "BYE", 1_000), Fault::Wrong);
    assert_eq!(check(Some(&as_header(&wrong)), "INVITE", 1_000), Fault::Wrong);
    assert_eq!(check(Some(&as_header(&stranger)), "INVITE", 1_000), Fault::Wrong);
    assert_eq!(
        check(Some(&good.replace("qop=auth", "qop=auth-int")), "INVITE", 1_000),
        Fault::Malformed
    );
    assert_eq!(check(Some(&good.replace("SHA-256", "SHA-9")), "INVITE", 1_000), Fault::Malformed);
    assert_eq!(check(Some(&good), "INVITE", 1_301), Fault::Stale, "expired");
    assert_eq!(check(Some(&good), "INVITE", 999), Fault::Stale, "from the future");
    let forged = good.replace("nonce=\"0", "nonce=\"1");
    assert_eq!(check(Some(&forged), "INVITE", 1_000), Fault::Stale, "not our nonce");
    let mut other_key = Challenger::new("ringback", &[8; 32], 300);
    assert_eq!(other_key.verify(Some(&good), "INVITE", password, 1_000), Err(Fault::Stale));
}

#[test]
fn a_flood_of_good_answers_stays_bounded_and_reopens_no_nonce() {
    let mut server = challenger();
    let mut first = None;
    for n in 0..9_000_u64 {
        let challenge = server.challenge(1_000 + n / 100, n, false)[1].clone();
        let (header, _) = answer(&challenge, &bob(), "INVITE", URI, "c").unwrap();
        first.get_or_insert(header.clone());
        let _ = server.verify(Some(&header), "INVITE", password, 1_000 + n / 100);
    }
    assert_eq!(
        server.verify(first.as_deref(), "INVITE", password, 1_090),
        Err(Fault::Stale),
        "forgotten is not usable"
    );
}

#[test]
fn a_challenge_we_cannot_meet_is_left() {
    for challenge in [
        "Basic realm=\"x\"",
        "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
        "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
        "Digest nonce=\"n\"",
    ] {
        assert_eq!(answer(challenge, &bob(), "INVITE", URI, "c"), None, "{challenge}");
    }
    let (header, is_stale) = answer(
        "Digest realm=\"a \\\"b\\\"\", nonce=\"n\", opaque=\"o\", stale=TRUE",
        &bob(),
        "INVITE",
        URI,
        "c",
    )
    .unwrap();
    assert!(is_stale);
    assert!(header.contains("realm=\"a \\\"b\\\"\"") && header.contains("opaque=\"o\""));
    assert!(!header.contains("qop"));
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(header in ".{0,200}") {
        let _ = challenger().verify(Some(&header), "INVITE", password, 5);
        let _ = challenger().verify(Some(&format!("Digest {header}")), "INVITE", password, 5);
        let _ = answer(&format!("Digest {header}"), &bob(), "INVITE", URI, "c");
    }
}

use domain::uri::{ApplicationUri, HttpMethod, RetryOn};

use crate::webhooks::overrides;
use crate::webhooks::signature::{SigningToken, sign};
use crate::webhooks::target::Target;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn a_form_is_signed_as_the_published_example_is() {
    let token = SigningToken::new("12345");
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let form = pairs(&[
        ("To", "+18005551212"),
        ("Digits", "1234"),
        ("Caller", "+14158675309"),
        ("CallSid", "CA1234567890ABCDE"),
        ("From", "+14158675309"),
    ]);
    assert_eq!(sign(&token, url, &form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
}

#[test]
fn a_field_given_twice_with_the_same_value_is_signed_once() {
    let token = SigningToken::new("12345");
    let once = pairs(&[("A", "1"), ("A", "2")]);
    let twice = pairs(&[("A", "2"), ("A", "1"), ("A", "2")]);
    assert_eq!(sign(&token, "https://a/", &once), sign(&token, "https://a/", &twice));
}

#[test]
fn a_token_is_not_shown() {
    assert_eq!(format!("{:?}", SigningToken::new("secret")), "SigningToken(…)");
}

#[test]
fn the_url_is_signed_as_it_was_written() {
    let cases = [
        ("https://example.com/voice?a=1&b=%20", "https://example.com/voice?a=1&b=%20"),
        ("https://example.com:443/voice", "https://example.com:443/voice"),
        ("http://example.com:80/", "http://example.com:80/"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com?x=1", "https://example.com/?x=1"),
        ("https://Example.com/A", "https://Example.com/A"),
        ("https://user:pass@example.com/a", "https://example.com/a"),
        ("https://example.com/a b?c=ü", "https://example.com/a%20b?c=%C3%BC"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        (r"http://good.example\@evil.example/", "http://good.example/@evil.example/"),
    ];
    for (written, signed) in cases {
        assert_eq!(Target::parse(written).unwrap().url, signed, "{written}");
    }
}

#[test]
fn what_is_no_web_url_is_refused() {
    for url in
        ["", "ftp://example.com/", "example.com", "http://", "javascript:1", "http://[::1", "/x"]
    {
        assert_eq!(Target::parse(url).unwrap_err().code(), 11100, "{url}");
    }
    let long = format!("https://example.com/{}", "a".repeat(20_000));
    assert_eq!(Target::parse(&long).unwrap_err().code(), 11100);
}

#[test]
fn parameters_join_the_query_that_is_there() {
    let more = pairs(&[("From", "+1 5")]);
    let cases = [
        ("http://a/x", "/x?From=%2B1+5"),
        ("http://a/x?", "/x?From=%2B1+5"),
        ("http://a/x?y=1", "/x?y=1&From=%2B1+5"),
        ("http://a/x?y=1&", "/x?y=1&From=%2B1+5"),
    ];
    for (url, path) in cases {
        let target = Target::parse(url).unwrap().with_query(&more);
        assert_eq!(target.path_and_query, path);
        assert_eq!(target.url, format!("http://a{path}"));
    }
}

#[test]
fn user_information_becomes_basic_authorization() {
    let target = Target::parse("http://us%40er:p%3Aw@a/").unwrap();
    assert_eq!(target.authorization.as_deref(), Some("Basic dXNAZXI6cDp3"));
}

#[test]
fn overrides_are_read_within_their_bounds() {
    let read = |fragment: &str| {
        let uri = ApplicationUri::new(format!("http://a/#{fragment}"), HttpMethod::Post);
        overrides::read(&uri).1
    };
    let standard = read("").policy;
    assert_eq!((standard.connect_timeout_ms, standard.retries), (5_000, 1));
    let all = read("ct=2000&rt=3000&tt=4000&rc=2&rp=4xx,rt&e=ashburn&sni=n");
    assert_eq!(all.policy.connect_timeout_ms, 2_000);
    assert_eq!(all.policy.read_timeout_ms, 3_000);
    assert_eq!(all.policy.total_timeout_ms, 4_000);
    assert_eq!(all.policy.retries, 2);
    let on = RetryOn { connect: false, read: true, client_error: true, server_error: false };
    assert_eq!(all.policy.on, on);
    assert!(!all.server_name);
    let bounded = read("ct=1&rt=99999&tt=99999&rc=77");
    assert_eq!(bounded.policy.connect_timeout_ms, 100);
    assert_eq!(bounded.policy.read_timeout_ms, 15_000);
    assert_eq!(bounded.policy.total_timeout_ms, 15_000);
    assert_eq!(bounded.policy.retries, 5);
    let nonsense = read("ct=fast&rc=-1&=&rp=never&#ct=3");
    assert_eq!(nonsense.policy.connect_timeout_ms, 5_000);
    assert_eq!(nonsense.policy.retries, 1);
    assert!(!nonsense.policy.on.connect);
}

proptest::proptest! {
    /// Whatever a tenant writes as a URL, it is refused or taken apart; what is signed is what is asked,
    /// and no user information is in it.
    #[test]
    fn any_text_is_refused_or_taken_apart(text in "\\PC{0,80}", scheme in "(https?://)?") {
        let url = format!("{scheme}{text}");
        if let Ok(target) = Target::parse(&url) {
            let begin = format!("{}://{}", target.parsed.scheme(), target.authority);
            proptest::prop_assert_eq!(&target.url, &format!("{begin}{}", target.path_and_query));
            proptest::prop_assert!(!target.authority.contains('@'));
            proptest::prop_assert!(target.path_and_query.starts_with('/'));
            let path: Result<http::uri::PathAndQuery, _> = target.path_and_query.parse();
            proptest::prop_assert!(path.is_ok(), "{}", target.path_and_query);
            let more = pairs(&[("a b", "ü&=")]);
            let wider = target.with_query(&more);
            proptest::prop_assert!(wider.url.ends_with("a+b=%C3%BC%26%3D"));
        }
    }

    #[test]
    fn any_fragment_leaves_patience_within_its_bounds(fragment in "(\\PC{0,8}|ct=|rt=|tt=|rc=|[0-9]{1,12}|&){0,12}") {
        let uri = ApplicationUri::new(format!("http://a/#{fragment}"), HttpMethod::Post);
        let policy = overrides::read(&uri).1.policy;
        proptest::prop_assert!(policy.retries <= 5);
        proptest::prop_assert!((100..=10_000).contains(&policy.connect_timeout_ms));
        proptest::prop_assert!((100..=15_000).contains(&policy.read_timeout_ms));
        proptest::prop_assert!((100..=15_000).contains(&policy.total_timeout_ms));
    }
}

#[test]
fn credentials_are_decoded_only_where_they_are_encoded() {
    let target = Target::parse("http://a%+1%zz%:p@a/").unwrap();
    assert_eq!(target.authorization.as_deref(), Some("Basic YSUrMSV6eiU6cA=="));
}

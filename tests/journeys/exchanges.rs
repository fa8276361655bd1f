//! How tenants' applications are asked: cookies, caching, templates, rotation of the token.

use std::sync::atomic::{AtomicU32, Ordering};

use tests::phone::Phone;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

#[tokio::test]
async fn cookies_come_back_on_later_requests_of_the_pair_and_on_no_others() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer_with("/voice", |_| {
        let document = "<Response><Redirect>/again</Redirect></Response>";
        let headers = vec![
            ("content-type", "text/xml".to_owned()),
            ("set-cookie", "step=one; Path=/".to_owned()),
        ];
        Reply::Raw(200, headers, document.into())
    });
    tenant.answer("/again", Reply::twiml("<Reject/>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Phone::dial(&ringback, &[])?.over().await?;
    Phone::dial_as(&ringback, "+15005550006", "+15551239999", &[])?.over().await?;
    Phone::dial(&ringback, &[])?.over().await?;
    assert!(tenant.asked("/again").iter().all(|ask| ask.header("cookie") == Some("step=one")));
    let first: Vec<_> =
        tenant.asked("/voice").iter().map(|ask| ask.header("cookie").map(str::to_owned)).collect();
    assert_eq!(first, [None, None, Some("step=one".to_owned())], "the pair has its own jar");
    ringback.proven().await
}

#[tokio::test]
async fn a_cached_document_is_revalidated_and_not_fetched_again() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    let full = std::sync::Arc::new(AtomicU32::new(0));
    let counted = full.clone();
    tenant.answer_with("/voice", move |ask| {
        let etag = ("etag", "\"v1\"".to_owned());
        let control = ("cache-control", "no-cache".to_owned());
        if ask.header("if-none-match") == Some("\"v1\"") {
            return Reply::Raw(304, vec![etag, control], vec![]);
        }
        counted.fetch_add(1, Ordering::Relaxed);
        let kind = ("content-type", "text/xml".to_owned());
        Reply::Raw(200, vec![etag, control, kind], b"<Response><Reject/></Response>".to_vec())
    });
    // Without parameters of the call in the query two calls ask the same URL.
    ringback
        .configure_number(&[("VoiceUrl", &tenant.url("/voice")), ("VoiceMethod", "GET")])
        .await?;
    for _ in 0..2 {
        let called = Phone::dial(&ringback, &[])?.over().await?;
        assert!(called.refused_with().is_some());
    }
    assert_eq!(tenant.asked("/voice").len(), 2);
    // The query holds the CallSid, so each call is a resource of its own.
    assert_eq!(full.load(Ordering::Relaxed), 2);
    ringback.proven().await
}

#[tokio::test]
async fn state_can_be_put_into_the_url_by_a_template() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Reject/>"));
    let url = tenant.url("/voice?who={From}&keep=me");
    ringback.configure_number(&[("VoiceUrl", &url)]).await?;
    Phone::dial(&ringback, &[])?.over().await?;
    let asked = tenant.until_asked("/voice", 1).await?;
    assert_eq!(asked[0].parameter("who"), Some("+15551230000"), "{}", asked[0].uri);
    assert_eq!(asked[0].parameter("keep"), Some("me"));
    ringback.proven().await
}

#[tokio::test]
async fn a_rotated_token_signs_from_the_next_request() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Reject/>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Phone::dial(&ringback, &[])?.over().await?;
    let (status, secondary) = ringback.post("/v1/AuthTokens/Secondary", &[]).await?;
    assert_eq!(status, 201, "{secondary}");
    let (status, promoted) = ringback.post("/v1/AuthTokens/Promote", &[]).await?;
    assert_eq!(status, 200, "{promoted}");
    let promoted = serde_json::json!({
        "sid": ringback.dev().account_sid,
        "auth_token": promoted["auth_token"],
    });
    let token = promoted["auth_token"].as_str().unwrap_or_default().to_owned();
    assert_ne!(token, ringback.dev().auth_token);
    Phone::dial(&ringback, &[])?.over().await?;
    let asked = tenant.until_asked("/voice", 2).await?;
    for (ask, token) in asked.iter().zip([&ringback.dev().auth_token, &token]) {
        let url = tenant.url(&ask.uri);
        let signature = signature(token, &url, &ask.parameters);
        assert_eq!(ask.header("x-twilio-signature"), Some(signature.as_str()));
    }
    // Both are in the record.
    let stream = format!("/v1/Streams/{}", ringback.dev().account_sid);
    let (status, text) = ringback.get_as(&promoted, &stream).await?;
    let text = text.to_string();
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("Secondary"), "{text}");
    assert!(!text.contains(&token) && !text.contains(&ringback.dev().auth_token));
    ringback.proven().await
}

/// The signature by the rule as it is written down: HMAC-SHA1 over the URL, then each name and value, sorted.
fn signature(token: &str, url: &str, form: &[(String, String)]) -> String {
    use base64::Engine as _;
    use ring::hmac;
    let mut text = url.to_owned();
    let mut sorted = form.to_vec();
    sorted.sort();
    for (name, value) in sorted {
        text.push_str(&name);
        text.push_str(&value);
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

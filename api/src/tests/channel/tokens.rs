//! Which tokens open the channel.

use serde_json::json;

use super::centre::Centre;
use crate::tests::house::Login;
use crate::tokens::tests::{header, signed};

#[tokio::test]
async fn a_good_token_opens_and_each_bad_one_is_refused_with_its_own_code() {
    let centre = Centre::open().await;
    assert_eq!(centre.knock(&centre.token()).await.problem(), (426, 20426));
    let changed = |name: &str, value: serde_json::Value| {
        let mut claims = centre.claims();
        claims[name] = value;
        centre.sign(&claims)
    };
    let secret = centre.key.secret.as_ref().unwrap().expose();
    let alg = |alg: &str| {
        let header = json!({"alg": alg, "typ": "JWT", "cty": "twilio-fpa;v=1"});
        signed(&header, &centre.claims(), secret)
    };
    let other = centre.house.account().await;
    let good = centre.token();
    let (text, signature) = good.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let tampered = format!("{text}.{first}{}", &signature[1..]);
    let unsigned = format!("{}.", alg("none").rsplit_once('.').unwrap().0);
    let mut no_grant = centre.claims();
    no_grant["grants"] = json!({"identity": "ada", "voice": {}});
    let mut odd_role = centre.claims();
    odd_role["grants"]["task_router"]["role"] = json!("admin");
    let now = crate::tests::house::clock().0 / 1_000_000;
    for (token, code, what) in [
        ("nonsense".to_owned(), 20101, "no token"),
        (unsigned, 20102, "alg none"),
        (alg("RS256"), 20102, "alg RS256"),
        (alg("HS512"), 20102, "alg HS512"),
        (signed(&json!({"alg": "HS256"}), &centre.claims(), secret), 20102, "no cty"),
        (changed("iss", json!(format!("SK{}", "0".repeat(32)))), 20103, "no such key"),
        (changed("iss", json!(centre.login.sid.to_string())), 20103, "no key at all"),
        (changed("exp", json!(now - 10)), 20104, "expired"),
        (changed("nbf", json!(now + 3_000)), 20105, "not yet"),
        (centre.sign(&no_grant), 20106, "another product's grant"),
        (centre.sign(&odd_role), 20106, "no known role"),
        (tampered, 20107, "tampered signature"),
        (signed(&header(), &centre.claims(), "guess"), 20107, "another secret"),
        (changed("sub", json!(other.sid.to_string())), 20151, "another account"),
        (changed("exp", json!(now + 200_000)), 20157, "lives too long"),
    ] {
        let got = centre.knock(&token).await;
        assert_eq!(got.problem(), (401, code), "{what}");
        let posted = centre.post(&token, "GET", &centre.own(""), json!({})).await;
        assert_eq!(posted.problem(), (401, code), "{what}, posted");
    }
}

#[tokio::test]
async fn a_deleted_key_signs_nothing_any_more() {
    let centre = Centre::open().await;
    let token = centre.token();
    assert_eq!(centre.knock(&token).await.status, 426);
    let path = centre.login.at(&format!("/Keys/{}", centre.key.sid));
    centre.house.delete(&centre.login, &path).await.ok();
    assert_eq!(centre.knock(&token).await.problem(), (401, 20103));
}

#[tokio::test]
async fn a_worker_of_another_account_is_not_found() {
    let centre = Centre::open().await;
    let stranger = centre.house.account().await;
    let mut claims = centre.policy_claims(json!([{"url": "https://x/**"}]));
    claims["iss"] = json!(stranger.sid.to_string());
    claims["account_sid"] = claims["iss"].clone();
    let token = signed(&json!({"alg": "HS256"}), &claims, &stranger.secret);
    assert_eq!(centre.knock(&token).await.problem(), (404, 20404));
    claims["account_sid"] = json!(centre.login.sid.to_string());
    let token = signed(&json!({"alg": "HS256"}), &claims, &stranger.secret);
    assert_eq!(centre.knock(&token).await.problem(), (401, 20151));
}

#[tokio::test]
async fn a_policy_token_is_signed_with_the_auth_token_and_says_what_it_allows() {
    let centre = Centre::open().await;
    let bridge = format!(
        "https://event-bridge.twilio.com/v1/wschannels/{}/{}",
        centre.login.sid, centre.worker
    );
    let base = format!("https://taskrouter.twilio.com/v1/Workspaces/{}", centre.workspace);
    let policies = json!([
        {"url": bridge, "method": "GET", "allow": true},
        {"url": bridge, "method": "POST", "allow": true},
        {"url": format!("{base}/Activities"), "method": "GET", "allow": true},
    ]);
    let token = centre.sign_policies(&centre.policy_claims(policies));
    assert_eq!(centre.knock(&token).await.status, 426);
    let seen = centre.post(&token, "GET", "/Activities", json!({})).await.ok();
    assert!(seen["payload"]["contents"].as_array().is_some_and(|list| !list.is_empty()));
    let refused = centre.post(&token, "GET", &centre.own(""), json!({})).await;
    assert_eq!(refused.problem(), (403, 20403));
    let narrow = json!([{"url": format!("{base}/**"), "method": "GET"}]);
    let token = centre.sign_policies(&centre.policy_claims(narrow));
    assert_eq!(centre.knock(&token).await.problem(), (403, 20403), "no policy for the channel");
    let forged: Login = centre.login.with_secret("0".repeat(32).as_str());
    let claims = centre.policy_claims(json!([]));
    let token = signed(&json!({"alg": "HS256"}), &claims, &forged.secret);
    assert_eq!(centre.knock(&token).await.problem(), (401, 20107));
}

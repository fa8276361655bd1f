use serde_json::json;

use super::house::{House, Login, text};

#[tokio::test]
async fn an_account_shows_itself_with_its_token() {
    let house = House::build();
    let login = house.account().await;
    let shown = house.get(&login, &login.at(".json")).await.ok();
    assert_eq!(shown["sid"], login.name);
    assert_eq!(shown["owner_account_sid"], login.name);
    assert_eq!(shown["auth_token"], login.secret);
    assert_eq!((&shown["status"], &shown["type"]), (&json!("active"), &json!("Full")));
    assert!(text(&shown["date_created"]).ends_with(" +0000"));
    assert_eq!(shown["subresource_uris"]["calls"], login.at("/Calls.json"));
    assert_eq!(house.get(&login, &login.at("")).await.ok(), shown);
}

#[tokio::test]
async fn bad_credentials_are_a_401_that_names_the_scheme() {
    let house = House::build();
    let login = house.account().await;
    let bad = [
        login.with_secret("wrong"),
        login.with_secret(""),
        Login { name: "ACffffffffffffffffffffffffffffffff".into(), ..login.clone() },
        Login { name: "SKffffffffffffffffffffffffffffffff".into(), ..login.clone() },
        Login { name: "nobody".into(), ..login.clone() },
    ];
    for stranger in bad {
        let got = house.get(&stranger, &login.at(".json")).await;
        assert!(got.headers.contains_key("www-authenticate"), "{stranger:?}");
        assert_eq!(got.problem(), (401, 20003), "{stranger:?}");
    }
    let mut request = login.request("GET", &login.at(".json"), "");
    for header in ["Basic !!!", "Bearer abc", "Basic", ""] {
        request.headers_mut().insert("authorization", header.parse().unwrap());
        let again = login.request("GET", &login.at(".json"), "");
        let (mut parts, body) = again.into_parts();
        parts.headers = request.headers().clone();
        let got = house.send(http::Request::from_parts(parts, body)).await;
        assert_eq!(got.problem(), (401, 20003), "{header}");
    }
}

#[tokio::test]
async fn a_parent_acts_for_its_sub_account_and_nobody_else_does() {
    let house = House::build();
    let parent = house.account().await;
    let form = [("FriendlyName", "Child")];
    let made = house.post(&parent, "/2010-04-01/Accounts.json", &form).await.ok();
    assert_eq!(made["friendly_name"], "Child");
    assert_eq!(made["owner_account_sid"], parent.name);
    let child = Login {
        sid: text(&made["sid"]).parse().unwrap(),
        name: text(&made["sid"]).to_owned(),
        secret: text(&made["auth_token"]).to_owned(),
    };
    house.get(&parent, &child.at("/Calls.json")).await.ok();
    assert_eq!(house.get(&child, &parent.at("/Calls.json")).await.problem(), (404, 20404));
    let listed = house.get(&parent, "/2010-04-01/Accounts.json?FriendlyName=Child").await.ok();
    assert_eq!(listed["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(listed["accounts"][0]["sid"], child.name);
    let grandchild = house.post(&child, "/2010-04-01/Accounts.json", &[]).await;
    assert_eq!(grandchild.status, 403);
}

#[tokio::test]
async fn a_suspended_account_is_kept_out_until_its_owner_lets_it_in() {
    let house = House::build();
    let parent = house.account().await;
    let child = house.account_of(Some(parent.sid)).await;
    assert_eq!(
        house.post(&child, &child.at(".json"), &[("Status", "suspended")]).await.status,
        403
    );
    let form = [("Status", "suspended")];
    let shown = house.post(&parent, &child.at(".json"), &form).await.ok();
    assert_eq!(shown["status"], "suspended");
    assert_eq!(house.get(&child, &child.at(".json")).await.problem(), (403, 20005));
    let created = house.post(&parent, &child.at("/Applications.json"), &[]).await;
    assert_eq!(created.problem(), (403, 20005));
    house.get(&parent, &child.at("/Applications.json")).await.ok();
    house.post(&parent, &child.at(".json"), &[("Status", "active")]).await.ok();
    house.get(&child, &child.at(".json")).await.ok();
    house.post(&parent, &child.at(".json"), &[("Status", "closed")]).await.ok();
    assert_eq!(house.get(&child, &child.at(".json")).await.problem(), (401, 20003));
    let reopened = house.post(&parent, &child.at(".json"), &[("Status", "active")]).await;
    assert_eq!(reopened.problem(), (400, 20005));
    let nonsense = house.post(&parent, &child.at(".json"), &[("Status", "asleep")]).await;
    assert_eq!(nonsense.problem(), (400, 20001));
}

#[tokio::test]
async fn a_key_opens_its_account_but_manages_neither_keys_nor_tokens() {
    let house = House::build();
    let login = house.account().await;
    let made = house.post(&login, &login.at("/Keys.json"), &[("FriendlyName", "ci")]).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    let key = Login {
        sid: login.sid,
        name: text(&made["sid"]).to_owned(),
        secret: text(&made["secret"]).to_owned(),
    };
    house.get(&key, &login.at("/Calls.json")).await.ok();
    let own = house.get(&key, &login.at(".json")).await.ok();
    assert_eq!(own["auth_token"], json!(null));
    for path in [login.at("/Keys.json"), "/2010-04-01/Accounts.json".to_owned()] {
        assert_eq!(house.get(&key, &path).await.problem(), (403, 20003), "{path}");
    }
    assert_eq!(house.post(&key, "/v1/AuthTokens/Secondary", &[]).await.problem(), (403, 20003));
    let path = login.at(&format!("/Keys/{}.json", key.name));
    let fetched = house.get(&login, &path).await.ok();
    assert_eq!((&fetched["friendly_name"], &fetched["secret"]), (&json!("ci"), &json!(null)));
    let renamed = house.post(&login, &path, &[("FriendlyName", "cd")]).await.ok();
    assert_eq!(renamed["friendly_name"], "cd");
    let signing = house.get(&login, &login.at("/SigningKeys.json")).await.ok();
    assert_eq!(signing["signing_keys"][0]["sid"], key.name);
    assert_eq!(house.get(&key.with_secret("no"), &login.at("/Calls.json")).await.status, 401);
    assert_eq!(house.delete(&login, &path).await.status, 204);
    assert_eq!(house.get(&key, &login.at("/Calls.json")).await.status, 401);
    assert_eq!(house.get(&login, &path).await.problem(), (404, 20404));
}

#[tokio::test]
async fn tokens_are_rotated_without_a_moment_shut_out() {
    let house = House::build();
    let old = house.account().await;
    let made = house.post(&old, "/v1/AuthTokens/Secondary", &[]).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    let new = old.with_secret(text(&made["secondary_auth_token"]));
    house.get(&old, &old.at(".json")).await.ok();
    house.get(&new, &old.at(".json")).await.ok();
    assert_eq!(house.post(&old, "/v1/AuthTokens/Secondary", &[]).await.problem(), (409, 20409));
    let promoted = house.post(&new, "/v1/AuthTokens/Promote", &[]).await.ok();
    assert_eq!(promoted["auth_token"], new.secret);
    let date = text(&promoted["date_updated"]);
    assert!(date.len() == 20 && date.ends_with('Z'), "{date}");
    assert_eq!(house.get(&old, &old.at(".json")).await.problem(), (401, 20003));
    let shown = house.get(&new, &old.at(".json")).await.ok();
    assert_eq!(shown["auth_token"], new.secret);
    house.post(&new, "/v1/AuthTokens/Secondary", &[]).await.ok();
    assert_eq!(house.delete(&new, "/v1/AuthTokens/Secondary").await.status, 204);
    assert_eq!(house.delete(&new, "/v1/AuthTokens/Secondary").await.problem(), (404, 20404));
}

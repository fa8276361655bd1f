//! Many writers at once, and the same request twice.

use anyhow::ensure;
use futures_util::future::try_join_all;
use reqwest::Method;
use serde_json::Value;
use tests::program::Ringback;

#[tokio::test]
async fn twenty_updates_of_one_number_at_once_leave_it_as_one_of_them_wrote_it()
-> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let sid = &ringback.dev().phone_number_sid;
    let path = ringback.path(&format!("IncomingPhoneNumbers/{sid}.json"));
    let updates = (0..20).map(|number| {
        let (ringback, path) = (&ringback, &path);
        async move {
            let name = format!("name {number}");
            let url = format!("http://127.0.0.1:9/{number}");
            let fields = [("FriendlyName", name.as_str()), ("VoiceUrl", &url)];
            let (status, body) = ringback.post(path, &fields).await?;
            ensure!(status == 200 || (status == 409 && body["code"] == 20409), "{status} {body}");
            Ok(status == 200)
        }
    });
    let done = try_join_all(updates).await?.into_iter().filter(|done| *done).count();
    assert!(done >= 1, "somebody must win");
    let number = ringback.get(&path).await?;
    let (name, url) = (number["friendly_name"].as_str(), number["voice_url"].as_str());
    let suffix = name.and_then(|name| name.strip_prefix("name "));
    assert_eq!(
        suffix,
        url.and_then(|url| url.strip_prefix("http://127.0.0.1:9/")),
        "a mixture: {number}"
    );
    let stream = ringback.get(&format!("/v1/Streams/{sid}?Limit=1000")).await?;
    let events = stream["events"].as_array().cloned().unwrap_or_default();
    let versions: Vec<_> = events.iter().map(|event| event["version"].as_u64()).collect();
    assert_eq!(versions, (1..=events.len() as u64).map(Some).collect::<Vec<_>>());
    let named = |event: &&Value| event["data"].to_string().contains("name ");
    assert_eq!(events.iter().filter(named).count(), done, "as many changes as were acknowledged");
    ringback.proven().await
}

#[tokio::test]
async fn the_same_request_twice_makes_one_application() -> anyhow::Result<()> {
    let mut ringback = Ringback::start().await?;
    let first = create(&ringback, "key-1", "Sales").await?;
    assert_eq!(first.0, 201, "{}", first.1);
    let second = create(&ringback, "key-1", "Sales").await?;
    assert_eq!((second.0, &second.1["sid"]), (201, &first.1["sid"]));
    ringback.kill_and_restart().await?;
    let third = create(&ringback, "key-1", "Sales").await?;
    assert_eq!((third.0, &third.1["sid"]), (201, &first.1["sid"]), "a restart forgets no key");

    let (status, body) = create(&ringback, "key-1", "Support").await?;
    assert_eq!((status, &body["code"]), (422, &20422.into()), "{body}");
    let at_once = (0..8).map(|_| create(&ringback, "key-2", "At once"));
    let made = try_join_all(at_once).await?;
    assert!(
        made.iter().all(|(status, body)| *status == 201 && body["sid"] == made[0].1["sid"]),
        "{made:?}"
    );

    let list = ringback.get(&ringback.path("Applications.json")).await?;
    assert_eq!(list["applications"].as_array().map(Vec::len), Some(2), "{list}");
    ringback.proven().await
}

async fn create(ringback: &Ringback, key: &str, name: &str) -> anyhow::Result<(u16, Value)> {
    let request = ringback.request(Method::POST, &ringback.path("Applications.json"));
    let answer =
        request.header("Idempotency-Key", key).form(&[("FriendlyName", name)]).send().await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

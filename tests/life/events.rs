//! Server-sent events of the account's log.

use anyhow::{Context as _, bail};
use reqwest::Method;
use serde_json::Value;
use tests::program::{PATIENCE, Ringback};

use super::caller::{Caller, Outcome};

/// A connection that follows the log.
struct Following {
    response: reqwest::Response,
    text: String,
}

/// One server-sent event.
#[derive(Debug)]
struct Told {
    id: String,
    event: String,
    data: Value,
}

impl Following {
    async fn begin(ringback: &Ringback, path: &str, last: Option<&str>) -> anyhow::Result<Self> {
        let mut request = ringback.request(Method::GET, path).header("Accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let response = request.send().await?.error_for_status()?;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self { response, text: String::new() })
    }

    async fn next(&mut self) -> anyhow::Result<Told> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                // A comment keeps the connection alive.
                if !block.starts_with(':') {
                    return told(&block);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await??;
            let Some(chunk) = chunk else { bail!("the stream of events ended") };
            self.text.push_str(std::str::from_utf8(&chunk)?);
        }
    }

    async fn until(&mut self, event: &str) -> anyhow::Result<Vec<Told>> {
        let mut seen = Vec::new();
        loop {
            let told =
                self.next().await.with_context(|| format!("waiting for {event}: {seen:?}"))?;
            let is_last = told.event == event;
            seen.push(told);
            if is_last {
                return Ok(seen);
            }
        }
    }
}

fn told(block: &str) -> anyhow::Result<Told> {
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim_start().to_owned())
            .with_context(|| format!("{name} in {block}"))
    };
    Ok(Told {
        id: field("id:")?,
        event: field("event:")?,
        data: serde_json::from_str(&field("data:")?)?,
    })
}

#[tokio::test]
async fn a_calls_events_are_told_as_they_happen_and_resumed_where_they_broke_off()
-> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let head = ringback.get("/v1/Events?Limit=1000").await?;
    let after = head["next_after"].as_u64().unwrap_or_default();
    let path = format!("/v1/Events?After={after}");
    let mut following = Following::begin(&ringback, &path, None).await?;

    let caller = Caller::start().await?;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    let received = following.until("CallReceived").await?.pop().context("an event")?;
    assert_eq!(received.data["data"]["from"], "+15550000001");
    assert!(matches!(line.outcome().await?, Outcome::Answered(_)));
    let mut live = following.until("CallAnswered").await?;
    // The connection breaks while the call is live, and the rest happens unseen.
    drop(following);
    line.hang_up().await?;
    ringback.last_call_ended().await?;

    let last = live.last().context("an event")?.id.clone();
    let mut resumed = Following::begin(&ringback, "/v1/Events", Some(&last)).await?;
    live.extend(resumed.until("CallEnded").await?);
    let positions: Vec<u64> = live.iter().map(|told| told.id.parse()).collect::<Result<_, _>>()?;
    assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
    let call = &received.data["stream"];
    let stream =
        ringback.get(&format!("/v1/Streams/{}", call.as_str().unwrap_or_default())).await?;
    let logged = stream["events"].as_array().context("events")?;
    let seen: Vec<&Value> = live.iter().map(|told| &told.data["id"]).collect();
    for event in logged.iter().skip(1).take_while(|event| event["type"] != "CallMeasured") {
        assert!(seen.contains(&&event["id"]), "{event} was not told");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_follows_another_accounts_events() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let accounts = "/2010-04-01/Accounts.json";
    let (_, other) = ringback.post(accounts, &[("FriendlyName", "other")]).await?;
    let (status, page) = ringback.get_as(&other, "/v1/Events?Limit=1000").await?;
    assert_eq!(status, 200);
    for event in page["events"].as_array().context("events")? {
        assert_eq!(event["account_sid"], other["sid"]);
    }
    let main = &ringback.dev().account_sid;
    let (status, body) = ringback.get_as(&other, &format!("/v1/Events?AccountSid={main}")).await?;
    assert_eq!((status, &body["code"]), (404, &20404.into()));
    let wrong = ringback.request(Method::GET, "/v1/Events").header("Accept", "text/event-stream");
    let wrong = wrong.header("Last-Event-ID", "yesterday").send().await?;
    assert_eq!(wrong.status(), 400);
    Ok(())
}

#[tokio::test]
async fn a_stop_does_not_wait_for_those_who_follow() -> anyhow::Result<()> {
    let mut ringback = Ringback::start().await?;
    let mut following = Following::begin(&ringback, "/v1/Events", None).await?;
    following.next().await?;
    let begun = std::time::Instant::now();
    assert!(ringback.stop().await?.success());
    assert!(begun.elapsed().as_secs() < 15, "it took {:?}", begun.elapsed());
    Ok(())
}

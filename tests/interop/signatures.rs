//! The official validators judge our signatures, whatever the URL looks like.

use serde_json::Value;
use tests::phone::Phone;
use tests::program::Ringback;

use crate::peer::{self, WebApplication};

/// What URLs of applications look like: all name the application's route `/signed`.
const PATHS: [&str; 8] = [
    "/signed",
    "/signed?plain=1&other=two",
    "/signed?tag=one&tag=two&tag=one",
    "/signed?b=2&a=1&empty=&flag",
    "/signed/caf%C3%A9%20noir?name=J%C3%BCrgen+M%C3%BCller&sum=1%2B1%3D2",
    "/signed/a-b_c.d~e!$'()*,;:@?q=%26%3D%23%25&path=/x/y?z",
    "/signed?From=%2B15550000000&Digits=9",
    "/signed?who={From}&next=https://example.com/a%20b",
];

async fn accepts_every_url(
    ringback: &Ringback,
    application: &WebApplication,
) -> anyhow::Result<()> {
    for method in ["POST", "GET"] {
        for path in PATHS {
            let url = application.url(path);
            ringback.configure_number(&[("VoiceUrl", &url), ("VoiceMethod", method)]).await?;
            Phone::dial(ringback, &[])?.over().await?;
            let call = ringback.last_call_ended().await?;
            assert_eq!(answered_with(ringback, &call).await?, 200, "{method} {url}");
        }
    }
    Ok(())
}

/// The status callbacks of a call pass the validator, too.
async fn accepts_status_callbacks(
    ringback: &Ringback,
    application: &mut WebApplication,
) -> anyhow::Result<()> {
    for method in ["POST", "GET"] {
        let callback = application.url("/signed/status?of=a%20call&of=%C3%BC");
        let voice = application.url("/signed");
        ringback
            .configure_number(&[
                ("VoiceUrl", &voice),
                ("StatusCallback", &callback),
                ("StatusCallbackMethod", method),
            ])
            .await?;
        Phone::dial(ringback, &[])?.over().await?;
        application.until_it_says(&format!("busy {method}")).await?;
    }
    Ok(())
}

/// The status of the first answer that the call's application gave.
async fn answered_with(ringback: &Ringback, call: &Value) -> anyhow::Result<Value> {
    let sid = call["sid"].as_str().unwrap_or_default();
    let events = ringback.get(&ringback.path(&format!("Calls/{sid}/Events.json"))).await?;
    Ok(events["events"][0]["response"]["response_code"].clone())
}

/// What a stranger asks, and what we sign with another secret, is not let in.
async fn refuses_strangers(
    ringback: &Ringback,
    application: &WebApplication,
    of_another: &WebApplication,
) -> anyhow::Result<()> {
    let unsigned = reqwest::Client::builder().no_proxy().build()?;
    let answer = unsigned.post(application.url("/signed")).form(&[("From", "me")]).send().await?;
    assert_eq!(answer.status(), 403);
    ringback.configure_number(&[("VoiceUrl", &of_another.url("/signed"))]).await?;
    Phone::dial(ringback, &[])?.over().await?;
    let call = ringback.last_call_ended().await?;
    assert_eq!(answered_with(ringback, &call).await?, 403);
    Ok(())
}

#[tokio::test]
async fn the_python_validator_accepts_every_url_and_no_stranger() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut command = peer::python("application.py")?;
    let mut flask =
        WebApplication::start(peer::told(&mut command, &ringback), "python3-venv").await?;
    accepts_every_url(&ringback, &flask).await?;
    accepts_status_callbacks(&ringback, &mut flask).await?;
    let other = command.env("AUTH_TOKEN", "0".repeat(32));
    let other = WebApplication::start(other, "python3-venv").await?;
    refuses_strangers(&ringback, &flask, &other).await?;
    ringback.proven().await
}

#[tokio::test]
async fn the_node_validator_accepts_every_url_and_no_stranger() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut command = peer::node("application.js")?;
    let mut node = WebApplication::start(peer::told(&mut command, &ringback), "nodejs").await?;
    accepts_every_url(&ringback, &node).await?;
    accepts_status_callbacks(&ringback, &mut node).await?;
    let other = command.env("AUTH_TOKEN", "0".repeat(32));
    let other = WebApplication::start(other, "nodejs").await?;
    refuses_strangers(&ringback, &node, &other).await?;
    ringback.proven().await
}

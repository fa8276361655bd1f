//! The official libraries against the REST API, and an application of each language steering a call.

use tests::phone::Phone;
use tests::program::Ringback;

use crate::peer::{self, WebApplication};

/// A call of two exchanges, steered by an application in this language; returns the call.
async fn steered_call(
    ringback: &Ringback,
    application: &WebApplication,
) -> anyhow::Result<serde_json::Value> {
    // The official library points the number at the application.
    let mut configure = peer::python("configure.py")?;
    peer::told(&mut configure, ringback).env("VOICE_URL", application.url("/voice"));
    peer::run(&mut configure, "python3").await?;
    let called = Phone::dial(ringback, &["wait:0.5", "digits:1234"])?.over().await?;
    assert!(called.was_answered, "{:?}", called.told);
    assert!(called.heard_sound_ms() > 1_000, "heard {} ms", called.heard_sound_ms());
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let sid = call["sid"].as_str().unwrap_or_default();
    let events = ringback.get(&ringback.path(&format!("Calls/{sid}/Events.json"))).await?;
    let text = events.to_string();
    assert_eq!(events["events"].as_array().map(Vec::len), Some(2), "{text}");
    assert!(text.contains("You are known"), "the cookie carried the state: {text}");
    Ok(call)
}

#[tokio::test]
async fn the_python_library_is_content_with_a_call_that_flask_steered() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut command = peer::python("application.py")?;
    let flask = WebApplication::start(peer::told(&mut command, &ringback), "python3-venv").await?;
    let call = steered_call(&ringback, &flask).await?;
    let mut sdk = peer::python("sdk.py")?;
    peer::told(&mut sdk, &ringback).env("CALL_SID", call["sid"].as_str().unwrap_or_default());
    let said = peer::run(&mut sdk, "python3").await?;
    assert!(said.contains("the Python library is content"), "{said}");
    ringback.proven().await
}

#[tokio::test]
async fn the_node_library_is_content_with_a_call_that_node_steered() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut command = peer::node("application.js")?;
    let node = WebApplication::start(peer::told(&mut command, &ringback), "nodejs").await?;
    let call = steered_call(&ringback, &node).await?;
    let mut sdk = peer::node("sdk.js")?;
    peer::told(&mut sdk, &ringback).env("CALL_SID", call["sid"].as_str().unwrap_or_default());
    let said = peer::run(&mut sdk, "nodejs").await?;
    assert!(said.contains("the Node library is content"), "{said}");
    ringback.proven().await
}

#[tokio::test]
async fn the_python_library_runs_a_contact_centre() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut sdk = peer::python("work.py")?;
    let said = peer::run(peer::told(&mut sdk, &ringback), "python3").await?;
    assert!(said.contains("the Python library is content"), "{said}");
    ringback.proven().await
}

#[tokio::test]
async fn the_node_library_runs_a_contact_centre() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let mut sdk = peer::node("work.js")?;
    let said = peer::run(peer::told(&mut sdk, &ringback), "nodejs").await?;
    assert!(said.contains("the Node library is content"), "{said}");
    ringback.proven().await
}

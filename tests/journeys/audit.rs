//! What an auditor sees.

use tests::phone::Phone;
use tests::program::Ringback;

#[tokio::test]
async fn a_calls_history_can_be_seen_whole_and_as_of_a_version_or_an_instant() -> anyhow::Result<()>
{
    let ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["wait:1", "hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let whole = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let events = whole["events"].as_array().cloned().unwrap_or_default();
    assert!(events.len() >= 5, "{whole}");
    assert_eq!(events[0]["type"], "CallReceived");
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event["version"], index as u64 + 1);
        assert_eq!(event["correlation"], sid);
        assert_eq!(event["account_sid"], ringback.dev().account_sid.as_str());
        assert_eq!(event["hash"].as_str().map(str::len), Some(64));
        let is_input =
            ["CallReceived", "CallerHungUp"].contains(&event["type"].as_str().unwrap_or(""));
        assert_eq!(event["causation"].is_null(), is_input, "facts name their input: {event}");
    }
    let early = ringback.get(&format!("/v1/Streams/{sid}?AsOf=2")).await?;
    assert_eq!(early["events"].as_array().map(Vec::len), Some(2));
    let instant = events[2]["recorded_at"].as_str().unwrap_or_default();
    let at = ringback.get(&format!("/v1/Streams/{sid}?AsOf={instant}")).await?;
    let seen = at["events"].as_array().map_or(0, Vec::len);
    assert!((3..=events.len()).contains(&seen), "{seen} events as of {instant}");
    ringback.proven().await
}

#[tokio::test]
async fn the_accounts_events_can_be_read_on_from_a_position() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["hangup"])?.over().await?;
    ringback.last_call_ended().await?;
    let mut after = 0;
    let mut types = Vec::new();
    loop {
        let page = ringback.get(&format!("/v1/Events?After={after}&Limit=2")).await?;
        let events = page["events"].as_array().cloned().unwrap_or_default();
        let Some(last) = events.last() else { break };
        assert!(last["position"].as_u64() > Some(after));
        after = last["position"].as_u64().unwrap_or_default();
        types.extend(events.iter().filter_map(|event| event["type"].as_str().map(str::to_owned)));
    }
    assert!(types.contains(&"CallReceived".to_owned()) && types.contains(&"CallEnded".to_owned()));
    Ok(())
}

#[tokio::test]
async fn an_altered_event_is_found_and_named() -> anyhow::Result<()> {
    let mut ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default().to_owned();
    ringback.stop().await?;
    let sound = ringback.command(&["verify"]).await?;
    assert!(sound.status.success());
    alter(&ringback.data().join("events.db"), "CallReceived")?;
    let found = ringback.command(&["verify"]).await?;
    assert!(!found.status.success());
    let text = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(
        text.contains("altered") && text.contains(&sid) && text.contains("version 1"),
        "{text}"
    );
    Ok(())
}

/// What somebody with the file and a database tool could do.
fn alter(file: &std::path::Path, event_type: &str) -> anyhow::Result<()> {
    let connection = rusqlite::Connection::open(file)?;
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER \"{trigger}\""))?;
    }
    let altered = "replace(data, '+15551230000', '+15551230001')";
    let update = format!("UPDATE events SET data = {altered} WHERE event_type = ?1");
    let changed = connection.execute(&update, [event_type])?;
    anyhow::ensure!(changed == 1, "{changed} rows changed");
    Ok(())
}

#[tokio::test]
async fn read_models_made_anew_give_the_same_answers_byte_for_byte() -> anyhow::Result<()> {
    let mut ringback = Ringback::start().await?;
    for _ in 0..3 {
        Phone::dial(&ringback, &["hangup"])?.over().await?;
        ringback.last_call_ended().await?;
    }
    ringback.configure_number(&[("FriendlyName", "Main line")]).await?;
    let paths =
        ["Calls.json", "IncomingPhoneNumbers.json", "Notifications.json", "Applications.json"];
    let mut before = Vec::new();
    for path in paths {
        before.push(ringback.get_text(&ringback.path(path)).await?);
    }
    ringback.stop().await?;
    for file in std::fs::read_dir(ringback.data())? {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("views.db") {
            std::fs::remove_file(&path)?;
        }
    }
    let rebuilt = ringback.command(&["rebuild"]).await?;
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    ringback.start_again().await?;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(ringback.get_text(&ringback.path(path)).await?, before, "{path}");
    }
    Ok(())
}

//! The whole program on PostgreSQL.

use anyhow::ensure;
use store::contract::PostgresServer;
use tests::phone::tone_wav;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

use super::caller::{Caller, Outcome};

/// A new database: how `tokio_postgres` names it, and as a URL.
async fn database() -> (String, String) {
    let server = PostgresServer::shared().await;
    // `host=/tmp/… user=postgres dbname=test…`
    let text = server.database().await;
    let field = |name: &str| {
        let found = text.split(' ').find_map(|part| part.strip_prefix(name));
        found.unwrap_or_default().replace('/', "%2F")
    };
    let url = format!("postgres://{}@{}/{}", field("user="), field("host="), field("dbname="));
    (text, url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_on_postgres_and_survives_a_kill() -> anyhow::Result<()> {
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 40)));
    tenant.answer("/voice", Reply::twiml("<Play>tone.wav</Play><Pause length=\"600\"/>"));
    let (_, url) = database().await;
    let mut ringback = Ringback::start_with(&[("RINGBACK_STORE_URL", &url)]).await?;
    assert!(!ringback.data().join("events.db").exists(), "nothing is kept in SQLite");
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let caller = Caller::start().await?;
    let mut first = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(first.outcome().await?, Outcome::Answered(_)), "{}", ringback.log());
    first.hang_up().await?;
    let call = ringback.last_call_ended().await?;
    assert_eq!((&call["status"], &call["from"]), (&"completed".into(), &"+15550000001".into()));

    let mut second = caller.dial(ringback.dev().sip_addr, "+15550000002").await?;
    ensure!(matches!(second.outcome().await?, Outcome::Answered(_)));
    let (status, made) =
        ringback.post(&ringback.path("Applications.json"), &[("FriendlyName", "Sales")]).await?;
    assert_eq!(status, 201, "{made}");
    let before = ringback.dev().clone();
    ringback.kill_and_restart().await?;
    assert_eq!(
        (&ringback.dev().account_sid, &ringback.dev().auth_token),
        (&before.account_sid, &before.auth_token)
    );
    let list = ringback.get(&ringback.path("Applications.json")).await?;
    assert_eq!(list["applications"][0]["sid"], made["sid"]);
    let calls = ringback.get(&ringback.path("Calls.json")).await?;
    let abandoned = &calls["calls"][0];
    assert_eq!(
        (&abandoned["from"], &abandoned["status"]),
        (&"+15550000002".into(), &"completed".into())
    );
    let stream = ringback
        .get(&format!("/v1/Streams/{}", abandoned["sid"].as_str().unwrap_or_default()))
        .await?;
    assert!(stream.to_string().contains("server-stopped"), "{stream}");

    let paths =
        ["Calls.json", "Applications.json", "IncomingPhoneNumbers.json", "Notifications.json"];
    let mut lists = Vec::new();
    for path in paths {
        lists.push(ringback.get_text(&ringback.path(path)).await?);
    }
    // On PostgreSQL the read models are made anew under a running node.
    let rebuilt = ringback.command(&["rebuild"]).await?;
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    for (path, before) in paths.into_iter().zip(lists) {
        assert_eq!(ringback.get_text(&ringback.path(path)).await?, before, "{path}");
    }
    ringback.proven().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_accounts_on_postgres_do_not_see_each_other() -> anyhow::Result<()> {
    let (_, url) = database().await;
    let ringback = Ringback::start_with(&[("RINGBACK_STORE_URL", &url)]).await?;
    let (_, other) =
        ringback.post("/2010-04-01/Accounts.json", &[("FriendlyName", "other")]).await?;
    let (_, made) =
        ringback.post(&ringback.path("Applications.json"), &[("FriendlyName", "Sales")]).await?;
    let caller = Caller::start().await?;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(line.outcome().await?, Outcome::Answered(_)), "{}", ringback.log());
    line.hang_up().await?;
    let call = ringback.last_call_ended().await?;
    let theirs = other["sid"].as_str().unwrap_or_default();
    let (application, call) = (&made["sid"], &call["sid"]);
    let (application, call) =
        (application.as_str().unwrap_or_default(), call.as_str().unwrap_or_default());
    let ours = &ringback.dev().account_sid;
    for path in [
        format!("/2010-04-01/Accounts/{theirs}/Applications/{application}.json"),
        format!("/2010-04-01/Accounts/{theirs}/Calls/{call}.json"),
        format!("/2010-04-01/Accounts/{theirs}/Calls/{call}/Events.json"),
        format!("/2010-04-01/Accounts/{ours}/Calls/{call}.json"),
        format!("/2010-04-01/Accounts/{ours}.json"),
        format!("/v1/Streams/{call}"),
        format!("/v1/Streams/{application}"),
    ] {
        let (status, body) = ringback.get_as(&other, &path).await?;
        assert_eq!((status, &body["code"]), (404, &20404.into()), "{path}");
    }
    for list in ["Applications", "Calls", "IncomingPhoneNumbers", "Notifications"] {
        let path = format!("/2010-04-01/Accounts/{theirs}/{list}.json");
        let (status, page) = ringback.get_as(&other, &path).await?;
        assert_eq!((status, &page["end"]), (200, &0.into()), "{page}");
        assert!(!page.to_string().contains(ours.as_str()), "{page}");
    }
    ringback.proven().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_outlives_the_loss_of_every_connection() -> anyhow::Result<()> {
    let (database, url) = database().await;
    let ringback = Ringback::start_with(&[("RINGBACK_STORE_URL", &url)]).await?;
    let caller = Caller::start().await?;
    let mut live = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(live.outcome().await?, Outcome::Answered(_)), "{}", ringback.log());
    for round in 0..3 {
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        PostgresServer::shared().await.execute(&database, all).await;
        let name = format!("after {round}");
        let made = until_written(&ringback, &name).await?;
        let path = ringback.path(&format!("Applications/{made}.json"));
        ringback.until(&path, |row| row["friendly_name"] == name.as_str()).await?;
    }
    live.hang_up().await?;
    let over = |call: &serde_json::Value| call["calls"][0]["status"] == "completed";
    ringback.until(&ringback.path("Calls.json"), over).await?;
    let mut next = caller.dial(ringback.dev().sip_addr, "+15550000002").await?;
    ensure!(matches!(next.outcome().await?, Outcome::Answered(_)), "{}", ringback.log());
    next.hang_up().await?;
    ensure!(!ringback.log().contains("panicked"), "{}", ringback.log());
    ringback.proven().await
}

/// Creates an application, however often it takes; every no must be a 503.
async fn until_written(ringback: &Ringback, name: &str) -> anyhow::Result<String> {
    let path = ringback.path("Applications.json");
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(50));
    let written = async {
        loop {
            ticks.tick().await;
            let (status, body) = ringback.post(&path, &[("FriendlyName", name)]).await?;
            if status == 201 {
                return Ok(body["sid"].as_str().unwrap_or_default().to_owned());
            }
            ensure!((status, &body["code"]) == (503, &20503.into()), "{status} {body}");
        }
    };
    tokio::time::timeout(tests::program::PATIENCE, written).await?
}

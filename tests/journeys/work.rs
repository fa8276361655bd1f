//! A contact centre by REST on the running program.

use anyhow::{Context as _, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tests::program::Ringback;

/// A workspace with a worker who is available, a queue and a workflow.
struct Centre {
    home: String,
    worker: String,
}

async fn made(ringback: &Ringback, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Value> {
    let (status, body) = ringback.post(path, form).await?;
    ensure!(status == 201, "POST {path}: {status} {body}");
    Ok(body)
}

fn sid(of: &Value) -> anyhow::Result<String> {
    Ok(of["sid"].as_str().with_context(|| format!("no sid in {of}"))?.to_owned())
}

impl Centre {
    async fn open(ringback: &Ringback) -> anyhow::Result<Self> {
        let workspace = made(ringback, "/v1/Workspaces", &[("FriendlyName", "Desk")]).await?;
        let home = format!("/v1/Workspaces/{}", sid(&workspace)?);
        let activities = ringback.get(&format!("{home}/Activities?Available=true")).await?;
        let available = sid(&activities["activities"][0])?;
        let queue = made(ringback, &format!("{home}/TaskQueues"), &[("FriendlyName", "Q")]).await?;
        let document =
            json!({"task_routing": {"filters": [], "default_filter": {"queue": queue["sid"]}}});
        let document = document.to_string();
        let form = [("FriendlyName", "Flow"), ("Configuration", &*document)];
        made(ringback, &format!("{home}/Workflows"), &form).await?;
        let form = [("FriendlyName", "ana"), ("ActivitySid", &*available)];
        let worker = made(ringback, &format!("{home}/Workers"), &form).await?;
        Ok(Self { home, worker: sid(&worker)? })
    }

    /// A task, and the path of its first reservation.
    async fn offered(&self, ringback: &Ringback) -> anyhow::Result<(String, String)> {
        let task = made(ringback, &format!("{}/Tasks", self.home), &[]).await?;
        let path = format!("{}/Tasks/{}", self.home, sid(&task)?);
        let offers = ringback.get(&format!("{path}/Reservations")).await?;
        let offer = format!("{path}/Reservations/{}", sid(&offers["reservations"][0])?);
        Ok((path, offer))
    }
}

#[tokio::test]
async fn a_task_lives_from_its_creation_to_its_completion_and_survives_a_kill() -> anyhow::Result<()>
{
    let mut ringback = Ringback::start().await?;
    let centre = Centre::open(&ringback).await?;
    let (task, offer) = centre.offered(&ringback).await?;
    let (status, accepted) = ringback.post(&offer, &[("ReservationStatus", "accepted")]).await?;
    assert_eq!((status, &accepted["reservation_status"]), (200, &"accepted".into()));
    let events = format!("{}/Events?PageSize=100", centre.home);
    let paths = [task.clone(), offer.clone(), format!("{}/Workers", centre.home), events];
    let mut before = Vec::new();
    for path in &paths {
        before.push(ringback.get(path).await?);
    }
    ringback.kill_and_restart().await?;
    for (path, before) in paths.iter().zip(&before) {
        let (mut after, mut before) = (ringback.get(path).await?, before.clone());
        // The port is another after a restart, and the task is older.
        let host = ringback.dev().http_url.clone();
        for shown in [&mut after, &mut before] {
            shown["age"] = Value::Null;
            *shown = without_host(shown, &host)?;
        }
        assert_eq!(after, before, "{path}");
    }
    let (status, completed) =
        ringback.post(&task, &[("AssignmentStatus", "completed"), ("Reason", "done")]).await?;
    assert_eq!((status, &completed["reason"]), (200, &"done".into()), "{completed}");
    assert_eq!(ringback.get(&offer).await?["reservation_status"], "completed");
    let whole = ringback.get(&format!("{}/CumulativeStatistics", centre.home)).await?;
    assert_eq!(
        (&whole["tasks_created"], &whole["tasks_completed"]),
        (&1.into(), &1.into()),
        "{whole}"
    );
    ringback.proven().await
}

/// The same without `http://127.0.0.1:port`.
fn without_host(shown: &Value, host: &str) -> anyhow::Result<Value> {
    let text = shown.to_string().replace(host, "");
    let mut rest = text.as_str();
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("http://127.0.0.1:") {
        kept.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    kept.push_str(rest);
    Ok(serde_json::from_str(&kept)?)
}

#[tokio::test]
async fn a_tenants_clock_runs_ahead_and_brings_what_is_due() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let centre = Centre::open(&ringback).await?;
    let (task, offer) = centre.offered(&ringback).await?;
    let clock = format!("{}/Clock", centre.home);
    let (status, now) = ringback.post(&clock, &[("Seconds", "121")]).await?;
    assert_eq!(status, 200, "{now}");
    assert_eq!(ringback.get(&offer).await?["reservation_status"], "timeout");
    assert_eq!(ringback.get(&task).await?["assignment_status"], "pending");
    let worker = format!("{}/Workers/{}", centre.home, centre.worker);
    assert_eq!(ringback.get(&worker).await?["activity_name"], "Offline");
    let (status, now) = ringback.post(&clock, &[("Seconds", "86400")]).await?;
    assert_eq!(status, 200, "{now}");
    let gone = ringback.request(Method::GET, &task).send().await?;
    assert!(gone.status() == 404 || gone.json::<Value>().await?["assignment_status"] == "canceled");
    ringback.proven().await
}

#[tokio::test]
async fn another_tenant_finds_nothing_of_a_workspace() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let centre = Centre::open(&ringback).await?;
    let (task, offer) = centre.offered(&ringback).await?;
    let name = [("FriendlyName", "Neighbour")];
    let neighbour = made(&ringback, "/2010-04-01/Accounts.json", &name).await?;
    let worker = format!("{}/Workers/{}", centre.home, centre.worker);
    let statistics = format!("{}/Statistics", centre.home);
    for path in [&centre.home, &task, &offer, &worker, &statistics] {
        assert_eq!(ringback.request(Method::GET, path).send().await?.status(), 200, "{path}");
        let (status, body) = ringback.get_as(&neighbour, path).await?;
        assert_eq!((status, &body["code"]), (404, &20404.into()), "{path}: {body}");
    }
    ringback.proven().await
}

//! Many tasks or workers in one request: each succeeds or fails by itself.

use commands::Context;
use domain::sid::{WorkItemSid, WorkerSid, WorkspaceSid};
use domain::work::floor::{Command, Demand};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::place::workspace;
use super::read::bad;
use super::{tasks, workers};
use crate::front::{Ask, Fields, Problem, Reply};

/// The most resources of one request.
const MOST: usize = 1_000;

/// `Items`: each an object of a task's fields; one with a `Sid` changes that task, one without makes a new one.
///
/// ```json
/// {"results": [{"status": 201, "sid": "WT…"}, {"status": 400, "code": 20001, "message": "…"}],
///  "succeeded": 1, "failed": 1}
/// ```
pub(super) async fn tasks(ask: &Ask) -> Result<Reply, Problem> {
    all(ask, |item, bits| {
        let known = item.parsed::<WorkItemSid>("Sid", 20001)?;
        let sid = known.unwrap_or_else(|| WorkItemSid::from_bits(bits));
        let command = if known.is_some() { tasks::changed(item)? } else { tasks::new(item)? };
        Ok(Job {
            sid: sid.to_string(),
            is_new: known.is_none(),
            command: Command::WorkItem(sid, command),
        })
    })
    .await
}

/// The same with workers.
pub(super) async fn workers(ask: &Ask) -> Result<Reply, Problem> {
    all(ask, |item, bits| {
        let known = item.parsed::<WorkerSid>("Sid", 20001)?;
        let sid = known.unwrap_or_else(|| WorkerSid::from_bits(bits));
        let command = if known.is_some() { workers::changed(item)? } else { workers::new(item)? };
        Ok(Job {
            sid: sid.to_string(),
            is_new: known.is_none(),
            command: Command::Worker(sid, command),
        })
    })
    .await
}

struct Job {
    sid: String,
    is_new: bool,
    command: Command,
}

type Read = fn(&Fields, u128) -> Result<Job, Problem>;

/// All are handed in at once, in their order, so that they are decided together and written together.
async fn all(ask: &Ask, read: Read) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let items: Vec<&str> = ask.form.all("Items").take(MOST + 1).collect();
    if items.is_empty() || items.len() > MOST {
        return Err(bad(format!("Items holds from 1 to {MOST} objects")));
    }
    let jobs = items.into_iter().map(|text| Fields::of_json(text.as_bytes()));
    let jobs = jobs.map(|item| item.and_then(|item| read(&item, ask.writer().entropy.bits())));
    let results = join_all(jobs.map(|job| one(ask, inside, job))).await;
    let failed = results.iter().filter(|it| it["code"].is_number()).count();
    Reply::ok(json!({
        "succeeded": results.len() - failed,
        "failed": failed,
        "results": results,
    }))
}

async fn one(ask: &Ask, inside: WorkspaceSid, job: Result<Job, Problem>) -> Value {
    let done = async {
        let job = job?;
        // A key is one request's; what is in the request has none of its own.
        let context = Context { correlation: inside.to_string(), ..ask.context().once(None) };
        let demand = Demand { if_match: None, command: job.command };
        let done = ask.desk().submit(&context, inside, demand).await?;
        ask.wrote(done.position);
        Ok::<_, Problem>(json!({"status": if job.is_new { 201 } else { 200 }, "sid": job.sid}))
    };
    done.await.unwrap_or_else(|problem| {
        json!({
            "status": problem.status.as_u16(),
            "code": problem.code,
            "message": problem.message,
        })
    })
}

//! The resources of statistics.

use domain::sid::{TaskQueueSid, WorkflowSid, WorkspaceSid};
use projections::{StatisticsOf, TaskQueueFilter};
use serde_json::{Value, json};

use super::super::desk::consult;
use super::super::place::{workspace, workspace_url};
use super::super::read::{bad, filled};
use super::super::{queues, workers, workflows};
use super::live::Of;
use super::whiles::{While, channel};
use super::{cumulative, live};
use crate::front::{Ask, Problem, Reply, listed, paging};

/// The most queues of one request for many.
const MOST_QUEUES: usize = 1_000;

/// What all of them say.
fn framed(ask: &Ask, inside: WorkspaceSid, shown: Value) -> Value {
    let mut shown = shown;
    shown["account_sid"] = json!(ask.account.to_string());
    shown["workspace_sid"] = json!(inside.to_string());
    let rest = ask.path.split_once("/v1/Workspaces/").map_or("", |(_, rest)| rest);
    let rest = rest.split_once('/').map_or("", |(_, rest)| rest);
    shown["url"] = json!(format!("{}/{rest}", workspace_url(ask, inside)));
    shown
}

/// The subject of the path.
enum Subject {
    Workspace,
    Workflow(WorkflowSid),
    Queue(TaskQueueSid),
}

impl Subject {
    async fn workflow(ask: &Ask, inside: WorkspaceSid) -> Result<Self, Problem> {
        let sid = ask.sid("WorkflowSid")?;
        Ok(Self::Workflow(workflows::fetched(ask, inside, sid).await?.sid))
    }

    async fn queue(ask: &Ask, inside: WorkspaceSid) -> Result<Self, Problem> {
        let sid = ask.sid("TaskQueueSid")?;
        Ok(Self::Queue(queues::fetched(ask, inside, sid).await?.sid))
    }

    const fn live(&self) -> Of {
        match self {
            Self::Workspace => Of::Workspace,
            Self::Workflow(sid) => Of::Workflow(*sid),
            Self::Queue(sid) => Of::Queue(*sid),
        }
    }

    const fn past(&self) -> StatisticsOf {
        match self {
            Self::Workspace => StatisticsOf::Workspace,
            Self::Workflow(sid) => StatisticsOf::Workflow(*sid),
            Self::Queue(sid) => StatisticsOf::Queue(*sid),
        }
    }

    fn named(&self, shown: Value) -> Value {
        let mut shown = shown;
        match self {
            Self::Workspace => {}
            Self::Workflow(sid) => shown["workflow_sid"] = json!(sid.to_string()),
            Self::Queue(sid) => shown["task_queue_sid"] = json!(sid.to_string()),
        }
        shown
    }
}

async fn now_of(ask: &Ask, inside: WorkspaceSid, subject: &Subject) -> Result<Value, Problem> {
    let (of, channel) = (subject.live(), channel(ask, inside).await?);
    consult(ask, inside, move |floor, now| live::of_work(floor, of, channel, now)).await
}

async fn past_of(ask: &Ask, inside: WorkspaceSid, subject: &Subject) -> Result<Value, Problem> {
    let whiles = While::read(ask, inside).await?;
    cumulative::of_work(ask, inside, subject.past(), &whiles).await
}

async fn both_of(ask: &Ask, inside: WorkspaceSid, subject: &Subject) -> Result<Value, Problem> {
    let realtime = now_of(ask, inside, subject).await?;
    let cumulative = past_of(ask, inside, subject).await?;
    Ok(json!({"realtime": realtime, "cumulative": cumulative}))
}

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident = $how:ident($subject:expr);)*) => {
        $($(#[$doc])*
        pub(in crate::taskrouter) async fn $name(ask: &Ask) -> Result<Reply, Problem> {
            let inside = workspace(ask).await?.sid;
            let subject: Subject = $subject(ask, inside).await?;
            let shown = subject.named($how(ask, inside, &subject).await?);
            Reply::ok(framed(ask, inside, shown))
        })*
    };
}

/// The workspace itself.
async fn whole(_: &Ask, _: WorkspaceSid) -> Result<Subject, Problem> {
    std::future::ready(Ok(Subject::Workspace)).await
}

pages! {
    /// How a workspace is now.
    workspace_live = now_of(whole);
    /// What a while of a workspace adds up to.
    workspace_cumulative = past_of(whole);
    /// Both.
    workspace_statistics = both_of(whole);
    /// How a workflow is now.
    workflow_live = now_of(Subject::workflow);
    /// What a while of a workflow adds up to.
    workflow_cumulative = past_of(Subject::workflow);
    /// Both.
    workflow_statistics = both_of(Subject::workflow);
    /// How a queue is now.
    queue_live = now_of(Subject::queue);
    /// What a while of a queue adds up to.
    queue_cumulative = past_of(Subject::queue);
    /// Both.
    queue_statistics = both_of(Subject::queue);
}

/// Both, of every queue.
pub(in crate::taskrouter) async fn queues_statistics(ask: &Ask) -> Result<Reply, Problem> {
    let name = filled(&ask.query, "FriendlyName");
    let filter = TaskQueueFilter { friendly_name: name, ..TaskQueueFilter::default() };
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let page = ask.views().task_queues(ask.account, inside, &filter, None, &paging).await?;
    let mut rows = Vec::new();
    for row in &page.rows {
        let subject = Subject::Queue(row.sid);
        let mut shown = subject.named(both_of(ask, inside, &subject).await?);
        shown["account_sid"] = json!(ask.account.to_string());
        shown["workspace_sid"] = json!(inside.to_string());
        rows.push(shown);
    }
    Reply::ok(listed(ask, &paging, "task_queues_statistics", &page, rows))
}

/// How many queues are now: those of `TaskQueueSids`, all when absent.
pub(in crate::taskrouter) async fn queues_live(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let words = ask.form.words("TaskQueueSids").unwrap_or_default();
    let read = |word: &str| {
        word.parse::<TaskQueueSid>().map_err(|_| bad("TaskQueueSids is a list of sids of queues"))
    };
    let wanted = words.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if wanted.len() > MOST_QUEUES {
        return Err(bad(format!("TaskQueueSids has at most {MOST_QUEUES} sids")));
    }
    let channel = channel(ask, inside).await?;
    let data = consult(ask, inside, move |floor, now| {
        let all = floor.queues().map(|(sid, _)| sid);
        let asked = all.filter(|sid| wanted.is_empty() || wanted.contains(sid)).take(MOST_QUEUES);
        let shown = asked.map(|sid| {
            let shown = live::of_work(floor, Of::Queue(sid), channel, now);
            Subject::Queue(sid).named(shown)
        });
        shown.collect::<Vec<_>>()
    });
    let data = data.await?;
    let shown = json!({"task_queue_response_count": data.len(), "task_queue_data": data});
    Reply::ok(framed(ask, inside, shown))
}

/// How the workers are now.
pub(in crate::taskrouter) async fn workers_live(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let shown = consult(ask, inside, |floor, _| live::of_workers(floor, &[], None)).await?;
    Reply::ok(framed(ask, inside, shown))
}

/// What the workers did in a while.
pub(in crate::taskrouter) async fn workers_cumulative(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let whiles = While::read(ask, inside).await?;
    let shown = cumulative::of_workers(ask, inside, None, &whiles).await?;
    Reply::ok(framed(ask, inside, shown))
}

/// Both, of the workers of a queue, or of one name.
pub(in crate::taskrouter) async fn workers_statistics(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let rules = workers::rules(ask, inside).await?;
    let name = filled(&ask.query, "FriendlyName");
    let realtime =
        consult(ask, inside, move |floor, _| live::of_workers(floor, &rules, name.as_deref()));
    let realtime = realtime.await?;
    let whiles = While::read(ask, inside).await?;
    let cumulative = cumulative::of_workers(ask, inside, None, &whiles).await?;
    let shown = json!({"realtime": realtime, "cumulative": cumulative});
    Reply::ok(framed(ask, inside, shown))
}

/// What one worker did in a while.
pub(in crate::taskrouter) async fn worker(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let sid = workers::fetched(ask, inside, ask.sid("WorkerSid")?).await?.sid;
    let whiles = While::read(ask, inside).await?;
    let cumulative = cumulative::of_workers(ask, inside, Some(sid), &whiles).await?;
    let shown = json!({"worker_sid": sid.to_string(), "cumulative": cumulative});
    Reply::ok(framed(ask, inside, shown))
}

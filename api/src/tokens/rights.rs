//! What the bearer of a token may ask, by URL, method and fields.

use domain::sid::{WorkItemSid, WorkerSid, WorkspaceSid};

use super::policy::{Policy, permit};

/// What somebody with a token wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Errand {
    /// `GET` or `POST`.
    pub(crate) method: String,
    /// `/v1/Workspaces/WS…/Workers/WK…`, without a query.
    pub(crate) path: String,
    /// The fields of the query or the form.
    pub(crate) fields: Vec<(String, String)>,
}

/// What a token says to an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    No,
    /// When this work item is or was offered to the worker.
    IfOffered(WorkItemSid),
}

/// What a token lets its bearer do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rights {
    /// What a worker does: look at its workspace's activities and queues, itself, what is offered to it, and
    /// those work items; change itself and them; make work for itself.
    Worker,
    /// A worker's rights, and to look at everything in the workspace, to change its workers, work items and
    /// offers.
    Supervisor,
    /// What policies say.
    Policies(Vec<Policy>),
}

impl Rights {
    /// What is said to an errand of this worker. Nobody leaves the token's workspace.
    pub(super) fn say(&self, workspace: WorkspaceSid, me: WorkerSid, errand: &Errand) -> Verdict {
        let Errand { method, path, fields } = errand;
        let parts: Vec<&str> = path.split('/').collect();
        let (here, rest) = match (parts.as_slice(), self) {
            (["", "v1", "wschannels", ..], Self::Worker | Self::Supervisor) => return Verdict::Yes,
            (["", "v1", "wschannels", ..], Self::Policies(policies)) => {
                return verdict(permit(policies, method, path, fields));
            }
            (["", "v1", "Workspaces", here, rest @ ..], _) => (here, rest),
            (_, _) => return Verdict::No,
        };
        if *here != workspace.to_string() {
            return Verdict::No;
        }
        match self {
            Self::Policies(policies) => verdict(permit(policies, method, path, fields)),
            Self::Worker => by_role(false, me, errand, rest),
            Self::Supervisor => by_role(true, me, errand, rest),
        }
    }
}

fn verdict(is_allowed: bool) -> Verdict {
    if is_allowed { Verdict::Yes } else { Verdict::No }
}

fn by_role(is_supervisor: bool, me: WorkerSid, errand: &Errand, rest: &[&str]) -> Verdict {
    let me = me.to_string();
    let is_for_me = || errand.fields.iter().any(|(name, to)| name == "RoutingTarget" && *to == me);
    match (errand.method.as_str(), rest) {
        ("GET", [] | ["Activities" | "TaskChannels" | "TaskQueues", ..]) => Verdict::Yes,
        ("GET" | "POST", ["Workers", sid] | ["Workers", sid, "Reservations", ..]) if *sid == me => {
            Verdict::Yes
        }
        ("GET", ["Workers", sid, "Channels" | "WorkerChannels", ..]) if *sid == me => Verdict::Yes,
        ("GET", _) if is_supervisor => Verdict::Yes,
        ("POST", ["Tasks"]) => verdict(is_supervisor || is_for_me()),
        (
            "POST",
            ["Workers", _]
            | ["Workers", _, "Channels" | "Reservations", _]
            | ["Tasks", _]
            | ["Tasks", _, "Reservations", _],
        ) if is_supervisor => Verdict::Yes,
        ("GET" | "POST", ["Tasks", item]) => item.parse().map_or(Verdict::No, Verdict::IfOffered),
        (_, _) => Verdict::No,
    }
}

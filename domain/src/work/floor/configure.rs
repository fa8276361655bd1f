//! What is asked of the workspace and what the tenant configures in it.

use super::act::Act;
use super::state::Floor;
use crate::decider::{Decider, Life};
use crate::settings::Change;
use crate::sid::{ActivitySid, TaskChannelSid, TaskQueueSid, WorkflowSid};
use crate::work::activity::{ActivityCommand, ActivityDecider, MAX_ACTIVITIES};
use crate::work::routing::{Document, RoutingDialect};
use crate::work::task_channel::{MAX_TASK_CHANNELS, TaskChannelCommand, TaskChannelDecider};
use crate::work::task_queue::{
    MAX_TASK_QUEUES, TaskQueueCommand, TaskQueueDecider, TaskQueuePatch,
};
use crate::work::work_item::{CancelCause, DeletionCause};
use crate::work::workflow::{MAX_WORKFLOWS, WorkflowCommand, WorkflowDecider, WorkflowPatch};
use crate::work::workspace::{Template, WorkspaceCommand, WorkspaceDecider};
use crate::work::{Refusal, WorkKind};

/// The activities of a new workspace, and whether they are available.
const ACTIVITIES: [(&str, bool); 3] =
    [("Offline", false), ("Available", true), ("Unavailable", false)];
/// The channels of a new workspace: unique name and name.
const CHANNELS: [(&str, &str); 6] = [
    ("default", "Default"),
    ("voice", "Voice"),
    ("chat", "Programmable Chat"),
    ("sms", "SMS"),
    ("video", "Video"),
    ("email", "Email"),
];

impl Act<'_> {
    pub(super) fn workspace(
        &mut self,
        if_match: Option<u64>,
        command: WorkspaceCommand,
    ) -> Result<(), Refusal> {
        let template = match &command {
            WorkspaceCommand::Create { template, .. } => Some(*template),
            WorkspaceCommand::Configure(patch) => {
                let named = [patch.default_activity_sid, patch.timeout_activity_sid];
                self.floor.check_activities("ActivitySid", named)?;
                None
            }
            WorkspaceCommand::Delete => None,
        };
        let is_delete = matches!(command, WorkspaceCommand::Delete);
        let sid = self.floor.sid;
        let asked = self.asked(if_match, command);
        // Asked first, so that a refusal comes before any work item is canceled for it.
        let events = WorkspaceDecider::decide(&self.floor.rooms.workspace, asked)?;
        if is_delete {
            self.cancel_all()?;
            let asked = self.asked(None, WorkspaceCommand::Delete);
            let events = WorkspaceDecider::decide(&self.floor.rooms.workspace, asked)?;
            return self.push_all(sid, events);
        }
        self.push_all(sid, events)?;
        template.map_or(Ok(()), |template| self.furnish(template))
    }

    fn cancel_all(&mut self) -> Result<(), Refusal> {
        let open = self.floor.work.items.iter().filter(|it| it.1.item.phase.ended_at().is_none());
        let sids: Vec<_> = open.map(|(sid, entry)| (*sid, entry.item.phase.is_waiting())).collect();
        for (sid, is_waiting) in sids {
            if is_waiting {
                self.cancel_item(sid, CancelCause::WorkspaceDeleted)?;
            } else {
                self.delete_item(sid, DeletionCause::WorkspaceDeleted)?;
            }
        }
        Ok(())
    }

    fn furnish(&mut self, template: Template) -> Result<(), Refusal> {
        for (name, available) in ACTIVITIES {
            let sid = ActivitySid::from_bits(self.floor.mint());
            let friendly_name = name.to_owned();
            self.activity(sid, None, ActivityCommand::Create { friendly_name, available })?;
        }
        for (unique_name, friendly_name) in CHANNELS {
            let sid = TaskChannelSid::from_bits(self.floor.mint());
            let command = TaskChannelCommand::Create {
                friendly_name: friendly_name.to_owned(),
                unique_name: unique_name.to_owned(),
                is_optimized: false,
                cost: 0,
            };
            self.channel(sid, None, command)?;
        }
        match template {
            Template::Empty => Ok(()),
            Template::Fifo => self.furnish_fifo(),
        }
    }

    fn furnish_fifo(&mut self) -> Result<(), Refusal> {
        let queue_sid = TaskQueueSid::from_bits(self.floor.mint());
        let friendly_name = Some("Sample Queue".to_owned());
        let patch = TaskQueuePatch { friendly_name, ..TaskQueuePatch::default() };
        self.queue(queue_sid, None, TaskQueueCommand::Create(patch))?;
        let sid = WorkflowSid::from_bits(self.floor.mint());
        let configuration = format!(
            r#"{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{queue_sid}"}}}}}}"#
        );
        let patch = WorkflowPatch {
            friendly_name: Some("Default Fifo Workflow".to_owned()),
            configuration: Some(configuration),
            ..WorkflowPatch::default()
        };
        self.workflow(sid, None, WorkflowCommand::Create(patch))
    }

    pub(super) fn activity(
        &mut self,
        sid: ActivitySid,
        if_match: Option<u64>,
        command: ActivityCommand,
    ) -> Result<(), Refusal> {
        let floor = &*self.floor;
        match &command {
            ActivityCommand::Create { friendly_name, .. } => {
                let count = floor.rooms.activities.len();
                room_for(WorkKind::Activity, count, MAX_ACTIVITIES)?;
                floor.check_activity_name(sid, friendly_name)?;
            }
            ActivityCommand::Rename { friendly_name } => {
                floor.check_activity_name(sid, friendly_name)?;
            }
            ActivityCommand::Delete => floor.check_activity_unused(sid)?,
        }
        let state = life(floor.rooms.activities.get(&sid));
        let events = ActivityDecider::decide(&state, self.asked(if_match, command))?;
        self.push_all(sid, events)
    }

    pub(super) fn channel(
        &mut self,
        sid: TaskChannelSid,
        if_match: Option<u64>,
        command: TaskChannelCommand,
    ) -> Result<(), Refusal> {
        let floor = &*self.floor;
        match &command {
            TaskChannelCommand::Create { unique_name, .. } => {
                let count = floor.rooms.channels.len();
                room_for(WorkKind::TaskChannel, count, MAX_TASK_CHANNELS)?;
                if floor.channel_named(unique_name).is_some_and(|other| other != sid) {
                    return Err(Refusal::NameTaken(WorkKind::TaskChannel));
                }
            }
            TaskChannelCommand::Delete if floor.work.open_in_channel.contains_key(&sid) => {
                let (what, by) = (WorkKind::TaskChannel, WorkKind::WorkItem);
                return Err(Refusal::InUse { what, by });
            }
            TaskChannelCommand::Configure(_) | TaskChannelCommand::Delete => {}
        }
        let state = life(floor.rooms.channels.get(&sid).map(|(channel, _)| channel));
        let events = TaskChannelDecider::decide(&state, self.asked(if_match, command))?;
        self.push_all(sid, events)
    }

    pub(super) fn queue(
        &mut self,
        sid: TaskQueueSid,
        if_match: Option<u64>,
        mut command: TaskQueueCommand,
    ) -> Result<(), Refusal> {
        let floor = &*self.floor;
        match &mut command {
            TaskQueueCommand::Create(patch) => {
                room_for(WorkKind::TaskQueue, floor.rooms.queues.len(), MAX_TASK_QUEUES)?;
                floor.check_queue(sid, patch)?;
                let order = floor.workspace().map(|workspace| workspace.settings.queue_order);
                patch.order = patch.order.or(order);
            }
            TaskQueueCommand::Configure(patch) => floor.check_queue(sid, patch)?,
            TaskQueueCommand::Delete => floor.check_queue_unused(sid)?,
        }
        let state = life(floor.rooms.queues.get(&sid));
        let events = TaskQueueDecider::decide(&state, self.asked(if_match, command))?;
        self.push_all(sid, events)
    }

    pub(super) fn workflow(
        &mut self,
        sid: WorkflowSid,
        if_match: Option<u64>,
        command: WorkflowCommand,
    ) -> Result<(), Refusal> {
        let floor = &*self.floor;
        match &command {
            WorkflowCommand::Create(patch) => {
                room_for(WorkKind::Workflow, floor.rooms.workflows.len(), MAX_WORKFLOWS)?;
                floor.check_workflow(sid, patch)?;
            }
            WorkflowCommand::Configure { patch, .. } => floor.check_workflow(sid, patch)?,
            WorkflowCommand::RollBack { to, .. } => {
                let workflow = floor.workflow(sid).ok_or(Refusal::NotFound(WorkKind::Workflow))?;
                let document = workflow.revisions.get(to).ok_or(Refusal::NoSuchRevision(*to))?;
                floor.check_document(document)?;
            }
            WorkflowCommand::Delete if floor.work.open_in_workflow.contains_key(&sid) => {
                let (what, by) = (WorkKind::Workflow, WorkKind::WorkItem);
                return Err(Refusal::InUse { what, by });
            }
            WorkflowCommand::Delete => {}
        }
        let state = life(floor.rooms.workflows.get(&sid));
        let events = WorkflowDecider::decide(&state, self.asked(if_match, command))?;
        self.push_all(sid, events)?;
        self.re_evaluate_some();
        Ok(())
    }
}

/// What an aggregate's decider is asked with.
pub(super) fn life<T: Clone>(live: Option<&T>) -> Life<T> {
    live.map_or(Life::Absent, |it| Life::Live(it.clone()))
}

const fn room_for(what: WorkKind, count: usize, max: usize) -> Result<(), Refusal> {
    if count < max { Ok(()) } else { Err(Refusal::TooMany { what, max }) }
}

impl Floor {
    pub(super) fn check_activities(
        &self,
        field: &'static str,
        named: impl IntoIterator<Item = Option<ActivitySid>>,
    ) -> Result<(), Refusal> {
        let mut named = named.into_iter().flatten();
        let known = named.all(|sid| self.rooms.activities.contains_key(&sid));
        if known { Ok(()) } else { Err(Refusal::Unknown { field, resource: WorkKind::Activity }) }
    }

    fn check_activity_name(&self, sid: ActivitySid, name: &str) -> Result<(), Refusal> {
        let mut others = self.rooms.activities.iter().filter(|(other, _)| **other != sid);
        let is_taken = others.any(|(_, activity)| activity.friendly_name == name);
        if is_taken { Err(Refusal::NameTaken(WorkKind::Activity)) } else { Ok(()) }
    }

    fn check_activity_unused(&self, sid: ActivitySid) -> Result<(), Refusal> {
        let used_by = |by| Err(Refusal::InUse { what: WorkKind::Activity, by });
        if let Some(workspace) = self.workspace() {
            let settings = &workspace.settings;
            if [settings.default_activity_sid, settings.timeout_activity_sid].contains(&sid) {
                return used_by(WorkKind::Workspace);
            }
        }
        if self.staff.workers.values().any(|entry| entry.worker.activity_sid == sid) {
            return used_by(WorkKind::Worker);
        }
        let names = |it: &crate::work::task_queue::TaskQueue| {
            let settings = &it.settings;
            [settings.reservation_activity_sid, settings.assignment_activity_sid]
                .contains(&Some(sid))
        };
        if self.rooms.queues.values().any(names) {
            return used_by(WorkKind::TaskQueue);
        }
        Ok(())
    }

    pub(super) fn channel_named(&self, name: &str) -> Option<TaskChannelSid> {
        let mut all = self.rooms.channels.iter();
        all.find(|(_, (_, unique_name))| **unique_name == *name).map(|(sid, _)| *sid)
    }

    fn check_queue(&self, sid: TaskQueueSid, patch: &TaskQueuePatch) -> Result<(), Refusal> {
        if let Some(name) = &patch.friendly_name {
            let mut others = self.rooms.queues.iter().filter(|(other, _)| **other != sid);
            if others.any(|(_, queue)| queue.settings.friendly_name == *name) {
                return Err(Refusal::NameTaken(WorkKind::TaskQueue));
            }
        }
        self.check_activities("ReservationActivitySid", [set(&patch.reservation_activity_sid)])?;
        self.check_activities("AssignmentActivitySid", [set(&patch.assignment_activity_sid)])
    }

    fn check_queue_unused(&self, sid: TaskQueueSid) -> Result<(), Refusal> {
        let used_by = |by| Err(Refusal::InUse { what: WorkKind::TaskQueue, by });
        if self.rooms.documents.all().any(|document| document.queues().contains(&sid)) {
            return used_by(WorkKind::Workflow);
        }
        let waits = self.work.open_in_queue.contains_key(&sid);
        if waits { used_by(WorkKind::WorkItem) } else { Ok(()) }
    }

    fn check_workflow(&self, sid: WorkflowSid, patch: &WorkflowPatch) -> Result<(), Refusal> {
        if let Some(name) = &patch.friendly_name {
            let mut others = self.rooms.workflows.iter().filter(|(other, _)| **other != sid);
            if others.any(|(_, workflow)| workflow.settings.friendly_name == *name) {
                return Err(Refusal::NameTaken(WorkKind::Workflow));
            }
        }
        patch.configuration.iter().try_for_each(|document| self.check_document(document))
    }

    /// A document must be readable, and its queues must be there.
    fn check_document(&self, configuration: &str) -> Result<(), Refusal> {
        let document = Document::parse(configuration, RoutingDialect::default())
            .map_err(|why| Refusal::BadConfiguration(why.to_string()))?;
        let missing = document.queues().into_iter().find(|sid| self.queue(*sid).is_none());
        match missing {
            None => Ok(()),
            Some(sid) => {
                let why = format!("there is no task queue {sid}");
                Err(Refusal::BadConfiguration(why))
            }
        }
    }
}

const fn set(change: &Change<ActivitySid>) -> Option<ActivitySid> {
    match change {
        Change::Set(sid) => Some(*sid),
        Change::Keep | Change::Clear => None,
    }
}

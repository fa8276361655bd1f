//! An event of a workspace, whichever of its resources it happened to.

use std::fmt;

use super::Stamp;
use super::activity::{ActivityDecider, ActivityEvent};
use super::reservation::{ReservationDecider, ReservationEvent};
use super::task_channel::{TaskChannelDecider, TaskChannelEvent};
use super::task_queue::{TaskQueueDecider, TaskQueueEvent};
use super::work_item::{WorkItemDecider, WorkItemEvent};
use super::worker::{WorkerDecider, WorkerEvent};
use super::workflow::{WorkflowDecider, WorkflowEvent};
use super::workspace::{WorkspaceDecider, WorkspaceEvent};
use crate::decider::Decider;
use crate::schema::{DecodeError, Event, EventSchema};
use crate::sid::{
    ActivitySid, ReservationSid, SidError, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid,
    WorkflowSid, WorkspaceSid,
};

/// A resource of a workspace and what happened to it: one event of its stream.
pub type WorkFact = (WorkSid, WorkEvent);

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($sid:ident, $event:ident, $decider:ident);)*) => {
        /// The kinds of resource of a workspace. Each is a category of streams.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WorkKind { $($(#[$doc])* $kind,)* }

        /// The sid of a resource of a workspace.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WorkSid { $($(#[$doc])* $kind($sid),)* }

        /// What happened to a resource of a workspace.
        #[derive(Debug, Clone, PartialEq)]
        pub enum WorkEvent { $($(#[$doc])* $kind($event),)* }

        impl WorkKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The first part of the name of its streams.
            pub const fn category(self) -> &'static str {
                match self { $(Self::$kind => $decider::CATEGORY,)* }
            }

            /// The events of its streams.
            pub const fn events(self) -> &'static [EventSchema] {
                match self { $(Self::$kind => $event::CATALOGUE,)* }
            }

            /// The sid in the name of one of its streams.
            pub fn sid(self, key: &str) -> Result<WorkSid, SidError> {
                match self { $(Self::$kind => key.parse().map(WorkSid::$kind),)* }
            }

            /// An event of one of its streams, of any version ever written.
            pub fn decode(self, name: &str, version: u16, json: &[u8]) -> Result<WorkEvent, DecodeError> {
                match self {
                    $(Self::$kind => $event::decode(name, version, json).map(WorkEvent::$kind),)*
                }
            }
        }

        impl WorkSid {
            /// Its kind.
            pub const fn kind(self) -> WorkKind {
                match self { $(Self::$kind(_) => WorkKind::$kind,)* }
            }
        }

        impl fmt::Display for WorkSid {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$kind(sid) => sid.fmt(f),)* }
            }
        }

        impl WorkEvent {
            /// The kind of resource that it happens to.
            pub const fn kind(&self) -> WorkKind {
                match self { $(Self::$kind(_) => WorkKind::$kind,)* }
            }

            /// Where in its workspace's history it stands.
            pub const fn stamp(&self) -> &Stamp {
                match self { $(Self::$kind(event) => event.stamp(),)* }
            }

            /// The type name, for example `WorkItemCreated`.
            pub fn type_name(&self) -> &'static str {
                match self { $(Self::$kind(event) => event.type_name(),)* }
            }

            /// The schema version that [`WorkEvent::encode`] writes.
            pub fn schema_version(&self) -> u16 {
                match self { $(Self::$kind(event) => event.schema_version(),)* }
            }

            /// The payload as JSON.
            pub fn encode(&self) -> Vec<u8> {
                match self { $(Self::$kind(event) => event.encode(),)* }
            }
        }

        $(
            impl From<$sid> for WorkSid {
                fn from(sid: $sid) -> Self { Self::$kind(sid) }
            }

            impl From<$event> for WorkEvent {
                fn from(event: $event) -> Self { Self::$kind(event) }
            }
        )*
    };
}

kinds! {
    /// The workspace itself.
    Workspace(WorkspaceSid, WorkspaceEvent, WorkspaceDecider);
    /// An activity.
    Activity(ActivitySid, ActivityEvent, ActivityDecider);
    /// A kind of work.
    TaskChannel(TaskChannelSid, TaskChannelEvent, TaskChannelDecider);
    /// A worker.
    Worker(WorkerSid, WorkerEvent, WorkerDecider);
    /// A queue.
    TaskQueue(TaskQueueSid, TaskQueueEvent, TaskQueueDecider);
    /// A workflow.
    Workflow(WorkflowSid, WorkflowEvent, WorkflowDecider);
    /// A work item.
    WorkItem(WorkItemSid, WorkItemEvent, WorkItemDecider);
    /// A reservation.
    Reservation(ReservationSid, ReservationEvent, ReservationDecider);
}

impl fmt::Debug for WorkSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl WorkKind {
    /// The kind whose streams have this category.
    pub fn of_category(category: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.category() == category)
    }
}

impl fmt::Display for WorkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Workspace => "workspace",
            Self::Activity => "activity",
            Self::TaskChannel => "task channel",
            Self::Worker => "worker",
            Self::TaskQueue => "task queue",
            Self::Workflow => "workflow",
            Self::WorkItem => "work item",
            Self::Reservation => "reservation",
        })
    }
}

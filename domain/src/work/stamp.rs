//! Where an event stands in the history of its workspace.

use serde::{Deserialize, Serialize};

use crate::sid::WorkspaceSid;
use crate::timestamp::Timestamp;

/// Where an event stands in the history of its workspace. In every event of work distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Stamp {
    /// The workspace.
    pub workspace_sid: WorkspaceSid,
    /// Its place among all events of the workspace: 1, 2, 3 and so on without a gap.
    pub sequence: u64,
    /// When it was decided. Never earlier than the event before it.
    pub at: Timestamp,
    /// The resource's version after it, from 0. REST shows it as `ETag`.
    pub version: u64,
}

/// The next place in the history of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The workspace.
    pub workspace_sid: WorkspaceSid,
    /// The sequence number of the next event.
    pub sequence: u64,
    /// When it is decided.
    pub at: Timestamp,
}

impl Moment {
    /// The stamp of the next event, whose resource comes to be with it.
    #[must_use]
    pub const fn first(self) -> Stamp {
        self.stamp(0)
    }

    /// The stamp of the next event, after which the resource has this version.
    #[must_use]
    pub const fn stamp(self, version: u64) -> Stamp {
        let Self { workspace_sid, sequence, at } = self;
        Stamp { workspace_sid, sequence, at, version }
    }

    /// The place after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { sequence: self.sequence + 1, ..self }
    }
}

/// A command, the moment at which it is decided and the version that the asker knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<C> {
    /// Where its first event stands.
    pub moment: Moment,
    /// `If-Match`: the only version of the resource to which it applies; any when absent.
    pub if_match: Option<u64>,
    /// What is asked.
    pub command: C,
}

impl<C> Asked<C> {
    /// Asked of whatever version there is.
    pub const fn at(moment: Moment, command: C) -> Self {
        Self { moment, if_match: None, command }
    }
}

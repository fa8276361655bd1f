//! What a worker has become.

use smallvec::SmallVec;

use crate::sid::{ActivitySid, TaskChannelSid};
use crate::timestamp::Timestamp;
use crate::work::expression::Attributes;

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Worker {
    /// The version of its last event or offer, from 0.
    pub version: u64,
    /// What people call it.
    pub friendly_name: String,
    /// What it does.
    pub activity_sid: ActivitySid,
    /// Since when.
    pub since: Timestamp,
    /// Its attributes.
    pub attributes: Attributes,
    /// The channels of which it takes more or less than one work item at a time, in the order of sids.
    pub channels: SmallVec<[WorkerChannel; 2]>,
}

/// How much of a channel a worker takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WorkerChannel {
    /// The channel.
    pub channel_sid: TaskChannelSid,
    /// How many work items at a time.
    pub capacity: u32,
    /// Whether any.
    pub available: bool,
}

impl Worker {
    /// How much of the channel it takes: one work item at a time until it was told otherwise.
    pub fn channel(&self, channel_sid: TaskChannelSid) -> WorkerChannel {
        let told = self.channels.iter().find(|channel| channel.channel_sid == channel_sid);
        told.copied().unwrap_or(WorkerChannel { channel_sid, capacity: 1, available: true })
    }
}

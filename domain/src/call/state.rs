//! What a call has become: only what its rules ask for, because every live call keeps one.

use smallvec::SmallVec;

use super::{FinalStatus, Numbers};

/// The most updates that may wait for the call router to take them up.
pub const MAX_PENDING_UPDATES: usize = 16;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The version of its last event.
    pub version: u64,
    /// How far it has come.
    pub phase: CallPhase,
    /// The exchanges that ended.
    pub exchanges: Numbers,
    /// The playbacks that ended.
    pub playbacks: Numbers,
    /// The alarms that rang.
    pub alarms: Numbers,
    /// The last document's number.
    pub documents: u32,
    /// The status callbacks that were made, each as its sequence number plus one.
    pub notified: Numbers,
    /// The updates that were asked for and not taken up yet.
    pub pending: SmallVec<[PendingUpdate; 2]>,
    /// Whether its RTP was measured.
    pub is_measured: bool,
    /// Whether the tenant removed it from view.
    pub is_deleted: bool,
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallPhase {
    /// It is not answered.
    Ringing,
    /// It is answered.
    InProgress,
    /// It ended.
    Ended(FinalStatus),
}

/// An update that waits for the call router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingUpdate {
    /// The version of its [`super::CallUpdateRequested`].
    pub version: u64,
    /// Whether it ends the call.
    pub is_end: bool,
}

impl Call {
    /// Whether it ended.
    pub const fn is_ended(&self) -> bool {
        matches!(self.phase, CallPhase::Ended(_))
    }
}

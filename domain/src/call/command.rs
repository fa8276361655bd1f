//! What may be asked of a call, and why it says no.

use super::{CallEvent, CallReceived, CallUpdate, StatusNotified};
use crate::settings::SettingsRefusal;
use crate::sid::NotificationSid;
use crate::timestamp::Timestamp;

/// The longest document that REST may give, in bytes.
pub const MAX_TWIML_BYTES: usize = 64 * 1024;

/// The longest time limit that REST may give, in seconds: a day.
pub const MAX_TIME_LIMIT_S: u32 = 86_400;

/// What may be asked of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallCommand {
    /// Let it come to be.
    Receive(Box<CallReceived>),
    /// Take what the call router found out, in order. The first of a call begins with [`CallReceived`].
    Progress(Vec<CallEvent>),
    /// Change the live call by REST.
    RequestUpdate(CallUpdate),
    /// End a call that a stopped or crashed server left behind. Nothing when it ended.
    Abandon {
        /// When its last fact was recorded.
        last_recorded_at: Timestamp,
        /// When it was answered, if it was.
        answered_at: Option<Timestamp>,
    },
    /// Keep what came of a status callback, and tell the tenant when it went badly. Nothing when that
    /// sequence number is there already.
    NotifyStatus {
        /// What came of it.
        notified: Box<StatusNotified>,
        /// The sid of the notification, if there has to be one.
        notification: NotificationSid,
    },
    /// Remove it from view.
    Delete,
}

/// Why a call says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    /// There is no such call, or it was deleted.
    #[error("there is no such call")]
    NotFound,
    /// The sid is taken.
    #[error("the call exists already")]
    Exists,
    /// It ended, so it cannot be changed.
    #[error("the call is not in progress")]
    NotInProgress,
    /// It has not ended, so it cannot be deleted.
    #[error("the call has not ended")]
    StillInProgress,
    /// Too many updates wait to be taken up.
    #[error("too many updates of the call are waiting")]
    TooManyUpdates,
    /// A document given by REST is over [`MAX_TWIML_BYTES`].
    #[error("the document is longer than {MAX_TWIML_BYTES} bytes")]
    DocumentTooLong,
    /// A time limit given by REST is 0 or over [`MAX_TIME_LIMIT_S`].
    #[error("the time limit is not between 1 and {MAX_TIME_LIMIT_S} seconds")]
    BadTimeLimit,
    /// A URL given by REST is not accepted.
    #[error(transparent)]
    Settings(#[from] SettingsRefusal),
    /// What the call router says cannot have happened.
    #[error("{event_type}: {why}")]
    Impossible {
        /// The event.
        event_type: &'static str,
        /// Why not.
        why: &'static str,
    },
}

//! The port to whatever makes the HTTP request.

use async_trait::async_trait;
use domain::call::exchange::Exchange;
use domain::sid::{AccountSid, CallSid};
use domain::uri::ApplicationUri;

/// A status callback that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCallback {
    /// The owner of the call, whose token signs.
    pub account: AccountSid,
    /// The call.
    pub call_sid: CallSid,
    /// Caller and callee, which the cookies belong to.
    pub endpoints: (String, String),
    /// `SequenceNumber`, from 0.
    pub sequence: u32,
    /// 0 for the status callback, otherwise the rank of the secondary that is told.
    pub rank: u32,
    /// Where it goes.
    pub uri: ApplicationUri,
    /// The parameters, in the order in which they are sent.
    pub parameters: Vec<(String, String)>,
}

/// Makes the HTTP request of a status callback.
#[async_trait]
pub trait StatusSender: Send + Sync + 'static {
    /// Sends it, with all its retries; a failure is an outcome, not an error.
    ///
    /// The exchange's purpose is `Status`, its rank the callback's and its number the sequence number plus
    /// one.
    async fn send(&self, callback: StatusCallback) -> Exchange;
}

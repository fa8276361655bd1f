//! The port to whatever speaks the dialect and makes the HTTP requests.

use async_trait::async_trait;
use domain::call::exchange::Exchange;
use domain::sid::{AccountSid, ActivitySid, WorkspaceSid};
use domain::work::reservation::Instruction;

use super::{About, Fact};

/// A request to a workspace's tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The owner, whose token signs.
    pub account: AccountSid,
    /// The workspace.
    pub workspace: WorkspaceSid,
    /// Where it goes.
    pub url: String,
    /// The number of the exchange: for an event its sequence number.
    pub number: u64,
    /// 0 for the callback, 1 for its fallback.
    pub rank: u32,
    /// What is told, in order.
    pub parameters: Vec<(String, String)>,
}

/// One thing to be told of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its type, for example `task.created`.
    pub event_type: String,
    /// What is told, in order.
    pub parameters: Vec<(String, String)>,
}

/// What an assignment callback said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What is to be done with the offer.
    Instruction(Box<Instruction>),
    /// Reject it, and let the worker do this.
    Reject(Option<ActivitySid>),
    /// Nothing: the worker decides.
    Nothing,
    /// Nothing that can be understood: the dialect's code.
    Nonsense(u32),
}

/// Speaks the dialect and makes the HTTP requests.
#[async_trait]
pub trait WorkSender: Send + Sync + 'static {
    /// What an assignment callback is told of an offer.
    fn offer(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        about: &About,
    ) -> Vec<(String, String)>;

    /// What a tenant is told of an event: one event can be several notices, or none.
    fn notices(&self, fact: &Fact, about: &About) -> Vec<Notice>;

    /// Asks an assignment callback, once, for 5 s at most. A failure is an outcome, not an error.
    async fn ask(&self, callback: Callback) -> (Exchange, Said);

    /// Tells an event callback, once, for 15 s at most. The code says why it was not taken in.
    async fn tell(&self, callback: Callback) -> (Exchange, Option<u32>);
}

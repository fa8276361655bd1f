//! One request, taken apart.

use std::str::FromStr;
use std::sync::Arc;

use commands::position::Position;
use commands::{Context, Idempotency, Writer};
use domain::sid::AccountSid;
use http::HeaderMap;
use projections::Views;

use super::auth::Caller;
use super::gate::Pass;
use super::route::Names;
use super::state::{ApiState, Front};
use super::{Fields, Problem};

/// A request whose caller is known and may act for its account.
pub(crate) struct Ask {
    pub(super) front: Arc<Front>,
    pub(crate) caller: Caller,
    /// The account in the path, or the caller's.
    pub(crate) account: AccountSid,
    pub(super) names: Names,
    /// The path as it was asked for.
    pub(crate) path: String,
    pub(super) raw_query: Option<String>,
    pub(crate) query: Fields,
    pub(crate) form: Fields,
    pub(crate) headers: HeaderMap,
    pub(super) idempotency: Option<Idempotency>,
}

impl Ask {
    pub(crate) fn state(&self) -> &ApiState {
        &self.front.state
    }

    pub(crate) fn views(&self) -> &Views {
        &self.front.state.views
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.front.state.writer
    }

    /// A place of the path, as text.
    pub(crate) fn name(&self, name: &str) -> &str {
        self.names.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// A sid of the path; what is none is not found.
    pub(crate) fn sid<S: FromStr>(&self, name: &str) -> Result<S, Problem> {
        self.name(name).parse().map_err(|_| self.not_found())
    }

    pub(crate) fn not_found(&self) -> Problem {
        Problem::not_found(&self.path)
    }

    /// Path and query as they were asked for.
    pub(crate) fn uri(&self) -> String {
        match &self.raw_query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// Who writes, and when.
    pub(crate) fn context(&self) -> Context {
        let now = (self.front.state.clock)();
        let actor = self.caller.actor.clone();
        Context::new(self.account, actor, self.account.to_string(), now)
            .once(self.idempotency.clone())
    }

    /// Waits until the read side shows what was just written.
    pub(crate) async fn seen(&self, position: Position) -> Result<(), Problem> {
        let limit = self.front.state.limits.catch_up;
        Ok(self.views().wait_for(position, limit).await?)
    }

    /// A place among the account's open event streams.
    pub(crate) fn open_stream(&self) -> Result<Pass, Problem> {
        self.front.streams.enter(self.account).ok_or_else(Problem::too_many)
    }
}

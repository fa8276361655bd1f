//! A request that came inside another: its path, its account's limits and its operation are those of any.

use std::sync::Arc;

use domain::sid::AccountSid;
use http::{HeaderMap, Method};
use serde_json::Value;

use super::auth::Caller;
use super::dispatch::Door;
use super::gate::Pass;
use super::route::{Access, Found, find};
use super::{ApiState, Ask, Fields, Problem, Reply};

/// What is asked inside another request.
pub(crate) struct Inside<'a> {
    pub(crate) method: Method,
    /// `/v1/Workspaces/WS…`, without a query.
    pub(crate) path: &'a str,
    /// The fields of the query or the form.
    pub(crate) fields: Vec<(String, String)>,
    /// `If-Match`, if it was given, and the host's name.
    pub(crate) headers: HeaderMap,
}

impl Door {
    pub(crate) fn state(&self) -> &ApiState {
        &self.front.state
    }

    /// A place among the account's requests.
    pub(crate) fn enter(&self, account: AccountSid) -> Result<Pass, Problem> {
        self.front.requests.enter(account).ok_or_else(Problem::too_many)
    }

    /// Asks it of the same operation that would answer from outside; null when there is nothing to show.
    pub(crate) async fn ask(&self, caller: Caller, inside: Inside<'_>) -> Result<Value, Problem> {
        let Inside { method, path, fields, headers } = inside;
        let Found::Route(route, names) = find(&self.table, &method, path) else {
            return Err(Problem::not_found(path));
        };
        if route.access == Access::Token {
            return Err(Problem::forbidden("A token may not do this"));
        }
        let fields = Fields::of(fields);
        let is_get = method == Method::GET;
        let (query, form) =
            if is_get { (fields, Fields::default()) } else { (Fields::default(), fields) };
        let account = caller.account;
        let ask = Ask {
            front: Arc::clone(&self.front),
            caller,
            account,
            names,
            path: path.to_owned(),
            raw_query: None,
            query,
            form,
            headers,
            idempotency: None,
        };
        match (route.operation)(&ask).await? {
            Reply::Json(_, value) | Reply::Versioned(_, value, _) => Ok(value),
            Reply::Empty => Ok(Value::Null),
            Reply::Stream(_) => Err(Problem::not_found(path)),
        }
    }
}

//! One request, taken apart.

use std::str::FromStr;
use std::sync::Arc;

use commands::position::Position;
use commands::work::WorkDesk;
use commands::{Context, Idempotency, Writer};
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use http::HeaderMap;
use projections::Views;
use ring::digest::{Context as Digest, SHA256};

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

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.front.state.clock)()
    }

    /// How the caller reached us, `http://127.0.0.1:8080`: the header `Host`, with the scheme that a proxy
    /// before us tells in `X-Forwarded-Proto`.
    pub(crate) fn host(&self) -> String {
        let text = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        let plain =
            |host: &&str| !host.is_empty() && host.len() <= 255 && host.chars().all(is_name);
        let host = text("host").filter(plain).unwrap_or("localhost");
        let is_secure =
            text("x-forwarded-proto").is_some_and(|it| it.eq_ignore_ascii_case("https"));
        let scheme = if is_secure { "https" } else { "http" };
        format!("{scheme}://{host}")
    }

    /// `If-Match`, if it names a version. One that is no number names a version that never was.
    pub(crate) fn if_match(&self) -> Option<u64> {
        let value = self.headers.get(http::header::IF_MATCH)?;
        let text = value.to_str().unwrap_or_default().trim();
        let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
        (text != "*").then(|| text.parse().unwrap_or(u64::MAX))
    }

    /// Who writes, and when.
    pub(crate) fn context(&self) -> Context {
        let now = self.now();
        let actor = self.caller.actor.clone();
        Context::new(self.account, actor, self.account.to_string(), now)
            .once(self.idempotency.clone())
    }

    /// Waits until the read side shows what was just written.
    pub(crate) async fn seen(&self, position: Position) -> Result<(), Problem> {
        let limit = self.front.state.limits.catch_up;
        Ok(self.views().wait_for(position, limit).await?)
    }

    /// Where commands on workspaces are handed in.
    pub(crate) fn desk(&self) -> &WorkDesk {
        &self.front.state.desk
    }

    /// Notes what was written, for whoever reads it back ([`Ask::caught_up`]).
    pub(crate) fn wrote(&self, position: Position) {
        self.front.wrote(position);
    }

    /// Waits until the read side shows all that this process noted ([`Ask::wrote`]).
    pub(crate) async fn caught_up(&self) -> Result<(), Problem> {
        self.seen(self.front.written()).await
    }

    /// Whether the request happens once, under a key.
    pub(crate) fn is_once(&self) -> bool {
        self.idempotency.is_some()
    }

    /// Bits for the sid of what the request makes: random, but always the same under the same key.
    pub(crate) fn fresh(&self) -> u128 {
        let Some(once) = &self.idempotency else { return self.writer().entropy.bits() };
        let mut digest = Digest::new(&SHA256);
        digest.update(once.account.to_string().as_bytes());
        digest.update(once.key.as_bytes());
        digest.update(&once.fingerprint);
        let mut bits = [0; 16];
        bits.copy_from_slice(&digest.finish().as_ref()[..16]);
        u128::from_be_bytes(bits)
    }

    /// A place among the account's open event streams.
    pub(crate) fn open_stream(&self) -> Result<Pass, Problem> {
        self.front.streams.enter(self.account).ok_or_else(Problem::too_many)
    }
}

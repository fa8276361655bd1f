//! The reactor: finds the chain of each call, and writes to its record.

use std::collections::HashMap;

use async_trait::async_trait;
use bytes::Bytes;
use domain::call::{CallDecider, CallEvent};
use domain::decider::Decider;
use domain::fallback::{FallbackCommand, FallbackDecider, FallbackHealth};
use domain::recorded::{Actor, Recorded};
use domain::sid::{AccountSid, CallSid};
use store::port::RecordedEvent;

use super::super::{CallHistory, Reactor};
use super::{chain_of, conclude};
use crate::codec::decode;
use crate::execute::load;
use crate::{CommandError, Context, Failure, Idempotency, Writer, execute};

/// The most chains whose health is kept in memory.
const MAX_CHAINS: usize = 10_000;

/// Records failures of URIs and the first success after one.
pub struct FallbackHealthReactor {
    writer: Writer,
    /// The chain of each live call; nothing for a call that has none.
    calls: HashMap<CallSid, Option<String>>,
    health: HashMap<(AccountSid, String), FallbackHealth>,
}

impl std::fmt::Debug for FallbackHealthReactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FallbackHealthReactor").field("calls", &self.calls.len()).finish()
    }
}

impl FallbackHealthReactor {
    /// Its name, under which its checkpoint is kept.
    pub const NAME: &'static str = "fallback-health";

    /// A reactor that knows nothing yet.
    pub fn new(writer: Writer) -> Self {
        Self { writer, calls: HashMap::new(), health: HashMap::new() }
    }

    async fn look(&mut self, recorded: &Recorded<CallEvent>, sid: CallSid) -> Result<(), Failure> {
        let is_failure = matches!(recorded.event, CallEvent::FallbackTaken(_));
        let Some(chain) = self.chain(recorded.account, sid).await? else {
            return Ok(());
        };
        if !is_failure && self.health(recorded.account, &chain).await?.failing.is_empty() {
            return Ok(());
        }
        let history = CallHistory::load(&*self.writer.store, recorded.account, sid).await?;
        let commands = conclude(&history, recorded.version);
        self.write(recorded, chain, &commands).await
    }

    async fn chain(
        &mut self,
        account: AccountSid,
        sid: CallSid,
    ) -> Result<Option<String>, Failure> {
        if let Some(chain) = self.calls.get(&sid) {
            return Ok(chain.clone());
        }
        let history = CallHistory::load(&*self.writer.store, account, sid).await?;
        let chain = history.received().and_then(chain_of);
        self.calls.insert(sid, chain.clone());
        Ok(chain)
    }

    async fn health(
        &mut self,
        account: AccountSid,
        chain: &str,
    ) -> Result<&FallbackHealth, Failure> {
        let key = (account, chain.to_owned());
        if !self.health.contains_key(&key) {
            let loaded = load::<FallbackDecider>(&*self.writer.store, account, chain).await?;
            self.keep(key.clone(), loaded.state);
        }
        Ok(self.health.entry(key).or_default())
    }

    fn keep(&mut self, key: (AccountSid, String), health: FallbackHealth) {
        if self.health.len() >= MAX_CHAINS {
            self.health.clear();
        }
        self.health.insert(key, health);
    }

    async fn write(
        &mut self,
        recorded: &Recorded<CallEvent>,
        chain: String,
        commands: &[FallbackCommand],
    ) -> Result<(), Failure> {
        let actor = Actor::System(Self::NAME.to_owned());
        let once = Idempotency {
            account: recorded.account,
            key: format!("{}/{:032x}", Self::NAME, recorded.id.0),
            fingerprint: [0; 32],
        };
        let context =
            Context::new(recorded.account, actor, &recorded.correlation, recorded.recorded_at)
                .caused_by(recorded.id)
                .once(Some(once));
        let done =
            execute::<FallbackDecider>(&self.writer, &context, &chain, commands, Bytes::new());
        match done.await {
            Ok(done) => {
                self.keep((recorded.account, chain), done.state);
                Ok(())
            }
            Err(CommandError::Refused(never)) => match never {},
            Err(CommandError::Failed(failure)) => Err(failure),
            Err(CommandError::Conflict | CommandError::KeyReused) => {
                Err(Failure::Unavailable("the record is being written by others".to_owned()))
            }
        }
    }
}

#[async_trait]
impl Reactor for FallbackHealthReactor {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn react(&mut self, stored: &RecordedEvent) -> Result<(), Failure> {
        if stored.stream.category != CallDecider::CATEGORY {
            return Ok(());
        }
        let interesting = ["CallReceived", "FallbackTaken", "DocumentRead", "CallEnded"];
        if !interesting.contains(&stored.event.event_type.as_str()) {
            return Ok(());
        }
        let recorded: Recorded<CallEvent> =
            decode(stored).map_err(|error| error.at(stored.position))?;
        let Ok(sid) = recorded.key.parse::<CallSid>() else {
            return Ok(());
        };
        if let CallEvent::CallReceived(received) = &recorded.event {
            self.calls.insert(sid, chain_of(received));
        } else if matches!(recorded.event, CallEvent::CallEnded(_)) {
            self.calls.remove(&sid);
        } else {
            self.look(&recorded, sid).await?;
        }
        Ok(())
    }
}

//! Event callbacks: a workspace's tenant is told of what happened.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use domain::call::exchange::ExchangeOutcome;
use domain::sid::WorkspaceSid;
use domain::work::outbox::{EventsTold, OutboxEvent, Told};
use domain::work::{WorkEvent, WorkKind};
use parking_lot::Mutex;

use super::ask::failed;
use super::{About, Callback, Duty, Fact, Notice, WorkSender};
use crate::work::{WorkClock, WorkDesk};
use crate::{CommandError, Failure};

/// How long is waited before each further try, in ms.
const WAITS_MS: [u64; 4] = [1_000, 4_000, 16_000, 60_000];

/// Tells event callbacks, and keeps what came of it.
pub struct EventTeller {
    desk: WorkDesk,
    sender: Arc<dyn WorkSender>,
    clock: Arc<dyn WorkClock>,
    told: Mutex<HashSet<(WorkspaceSid, u64)>>,
    /// The last change of each workspace's settings, and whether its tenant wanted no callbacks after it.
    quiet: Mutex<HashMap<WorkspaceSid, (u64, bool)>>,
}

/// What a tenant wants to be told.
struct Wanted {
    url: String,
    filter: Vec<String>,
    about: About,
}

impl EventTeller {
    /// One that tells by `sender` what `desk` knows, and waits by `clock` before it tries again.
    pub fn new(desk: WorkDesk, sender: Arc<dyn WorkSender>, clock: Arc<dyn WorkClock>) -> Self {
        Self { desk, sender, clock, told: Mutex::default(), quiet: Mutex::default() }
    }

    /// Where the tenant wants to be told what, and what the event is about.
    async fn wanted(&self, fact: &Fact) -> Result<Option<Wanted>, Failure> {
        let sid = fact.sid;
        let asked = self.desk.ask(fact.account, fact.workspace(), move |floor, now| {
            let settings = &floor.workspace()?.settings;
            let about = About::of(floor, sid, now);
            let url = settings.event_callback_url.clone();
            Some((floor.sequence(), url, settings.events_filter.clone(), about))
        });
        let (sequence, url, filter, about) = match asked.await {
            Ok(Some(found)) => found,
            // The workspace is gone; so are those who wanted to be told.
            Ok(None) | Err(CommandError::Refused(_)) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let Some(url) = url else {
            // Unless the settings were changed after the floor was asked.
            let mut quiet = self.quiet.lock();
            let known = quiet.entry(fact.workspace()).or_default();
            known.1 = known.0 <= sequence;
            return Ok(None);
        };
        Ok(Some(Wanted { url, filter, about }))
    }

    /// Whether it is known that nobody wants to be told.
    fn is_quiet(&self, fact: &Fact) -> bool {
        let mut quiet = self.quiet.lock();
        let known = quiet.entry(fact.workspace()).or_default();
        if matches!(fact.event, WorkEvent::Workspace(_)) {
            *known = (known.0.max(fact.event.stamp().sequence), false);
        }
        known.1
    }

    async fn tell(&self, fact: &Fact, url: &str, notice: Notice) -> Told {
        let sequence = fact.event.stamp().sequence;
        let callback = Callback {
            account: fact.account,
            workspace: fact.workspace(),
            url: url.to_owned(),
            number: sequence,
            rank: 0,
            parameters: notice.parameters,
        };
        let (mut waits, mut attempts, mut duration_ms) = (WAITS_MS.iter(), 0, 0);
        loop {
            let (exchange, code) = self.sender.tell(callback.clone()).await;
            attempts += 1;
            duration_ms += exchange.duration_ms;
            let status = match &exchange.outcome {
                ExchangeOutcome::Answered(answer) => Some(answer.status),
                ExchangeOutcome::Failed(_) => None,
            };
            let wait = waits.next().filter(|_| code.is_some());
            let Some(wait) = wait else {
                let event_type = notice.event_type;
                return Told { sequence, event_type, attempts, duration_ms, status, code };
            };
            self.clock.until(self.clock.now().plus_ms(*wait)).await;
        }
    }
}

#[async_trait]
impl Duty for EventTeller {
    fn name(&self) -> &'static str {
        "tell-events"
    }

    fn recall(&self, workspace: WorkspaceSid, event: OutboxEvent) {
        match event {
            OutboxEvent::EventsTold(it) => {
                self.told.lock().extend(it.told.iter().map(|it| (workspace, it.sequence)));
            }
            OutboxEvent::AssignmentAsked(_) => {}
        }
    }

    fn concerns(&self, event_type: &str) -> bool {
        WorkKind::ALL.iter().any(|kind| kind.events().iter().any(|it| it.name == event_type))
    }

    async fn perform(&self, fact: Fact) -> Result<Option<OutboxEvent>, Failure> {
        let (workspace, sequence) = (fact.workspace(), fact.event.stamp().sequence);
        if self.told.lock().remove(&(workspace, sequence)) {
            return Ok(None);
        }
        if self.is_quiet(&fact) {
            return Ok(None);
        }
        let Some(Wanted { url, filter, about }) = self.wanted(&fact).await? else {
            return Ok(None);
        };
        let is_wanted = |notice: &Notice| filter.is_empty() || filter.contains(&notice.event_type);
        let mut told = Vec::new();
        for notice in self.sender.notices(&fact, &about).into_iter().filter(is_wanted) {
            told.push(self.tell(&fact, &url, notice).await);
        }
        let kept = (!told.is_empty()).then(|| EventsTold { up_to: sequence, told }.into());
        Ok(kept)
    }
}

//! The live-call driver's write handle on one call.

use domain::call::{Call, CallCommand, CallDecider, CallEvent};
use domain::decider::Decider;
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use store::port::{AppendError, ExpectedVersion, StreamAppend, StreamId};
use store::position::{Position, StreamVersion};

use super::CallError;
use crate::codec::{encode, payload, stream_id};
use crate::execute::{load, write};
use crate::{CommandError, Context, Failure, Writer};

/// How many times a batch is decided before others' writes in between are a conflict. Others write to a
/// live call rarely, and the call's own facts must not be lost.
const ATTEMPTS: usize = 20;
const PAGE: usize = 128;

/// One call as its driver writes it: the version and the state are kept in memory, so that recording is
/// one append and no read.
#[derive(Debug, Clone)]
pub struct LiveCall {
    stream: StreamId,
    context: Context,
    version: StreamVersion,
    position: Position,
    state: Option<Call>,
    foreign: Vec<(StreamVersion, CallEvent)>,
}

/// A batch is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Progressed {
    /// The position of its last event.
    pub position: Position,
    /// The version of its last event.
    pub version: StreamVersion,
    /// What others wrote before it, in order: updates asked by REST, status callbacks.
    pub foreign: Vec<(StreamVersion, CallEvent)>,
}

impl LiveCall {
    /// A call that has no events yet. Writes as `system/router`.
    pub fn begin(account: AccountSid, sid: CallSid) -> Self {
        let actor = Actor::System("router".to_owned());
        Self {
            stream: stream_id::<CallDecider>(account, sid),
            context: Context::new(account, actor, sid.to_string(), Timestamp(0)),
            version: StreamVersion::NONE,
            position: Position::START,
            state: CallDecider::initial(),
            foreign: Vec::new(),
        }
    }

    /// A call as the log has it.
    pub async fn resume(
        writer: &Writer,
        account: AccountSid,
        sid: CallSid,
    ) -> Result<Self, Failure> {
        let loaded = load::<CallDecider>(&*writer.store, account, sid).await?;
        let begun = Self::begin(account, sid);
        let (version, position) = (loaded.version, loaded.position);
        Ok(Self { version, position, state: loaded.state, ..begun })
    }

    /// What the call has become; nothing before its first batch.
    pub const fn state(&self) -> Option<&Call> {
        self.state.as_ref()
    }

    /// The version of its last event.
    pub const fn version(&self) -> StreamVersion {
        self.version
    }

    /// Writes one batch; its events are on disk when this returns. An empty batch writes nothing.
    ///
    /// # Errors
    /// Refused when an event cannot have happened, for example because the call was ended by another;
    /// the foreign events found are kept for [`LiveCall::take_foreign`]. After an error nothing of the
    /// batch was written, except after [`Failure::Unavailable`], where it is not known:
    /// [`LiveCall::resume`] tells.
    pub async fn record(
        &mut self,
        writer: &Writer,
        now: Timestamp,
        events: Vec<CallEvent>,
    ) -> Result<Progressed, CallError> {
        if events.is_empty() {
            return Ok(self.progressed(&[], self.position));
        }
        self.context.now = now;
        let mut new: Vec<_> =
            events.iter().map(|event| encode(event, &self.context, &writer.entropy)).collect();
        // What a batch says follows from the input at its head.
        if let Some((input, facts)) = new.split_first_mut() {
            facts.iter_mut().for_each(|fact| fact.causation = Some(input.id));
        }
        let mut events = events;
        for _ in 0..ATTEMPTS {
            let decided = CallDecider::decide(&self.state, CallCommand::Progress(events));
            events = decided.map_err(CommandError::Refused)?;
            let append = StreamAppend {
                stream: self.stream.clone(),
                expected: ExpectedVersion::Exactly(self.version),
                events: new.clone(),
            };
            match write(writer, &self.context, vec![append], &bytes::Bytes::new()).await {
                Ok(written) => return Ok(self.progressed(&events, written.position)),
                Err(AppendError::Conflict { .. }) => self.read_on(writer).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommandError::Conflict)
    }

    /// What others wrote that no [`Progressed`] has told of yet.
    pub fn take_foreign(&mut self) -> Vec<(StreamVersion, CallEvent)> {
        std::mem::take(&mut self.foreign)
    }

    fn progressed(&mut self, events: &[CallEvent], position: Position) -> Progressed {
        for event in events {
            self.evolve(event);
        }
        self.position = position;
        Progressed { position, version: self.version, foreign: self.take_foreign() }
    }

    /// Folds what others wrote after the last event known here.
    pub async fn read_on(&mut self, writer: &Writer) -> Result<(), Failure> {
        loop {
            let page = writer.store.read_stream(&self.stream, self.version, PAGE).await?;
            for stored in &page {
                let event: CallEvent =
                    payload(stored).map_err(|error| error.at(stored.position))?;
                self.evolve(&event);
                self.position = stored.position;
                self.foreign.push((stored.version, event));
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    fn evolve(&mut self, event: &CallEvent) {
        self.state = CallDecider::evolve(self.state.take(), event);
        self.version = StreamVersion(self.version.0 + 1);
    }
}

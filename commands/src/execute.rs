//! Load → fold → decide → append.

use bytes::Bytes;
use domain::decider::Decider;
use domain::sid::AccountSid;
use store::port::{
    Append, AppendError, Appended, EventStore, ExpectedVersion, StreamAppend, StreamId,
};
use store::position::{Position, StreamVersion};

use crate::codec::{encode, payload, stream_id};
use crate::{CommandError, Context, Entropy, Failure, Writer};

/// How many times a command is decided before others' writes in between are a conflict.
pub const ATTEMPTS: usize = 5;
/// How many times an append is tried when the store does not answer; always with the same event ids.
const TRIES: usize = 2;
const PAGE: usize = 512;

/// What a command came to.
#[derive(Debug, Clone)]
pub struct Done<D: Decider> {
    /// The aggregate afterwards.
    pub state: D::State,
    /// The version of its last event.
    pub version: StreamVersion,
    /// Where a reader must have come to see it.
    pub position: Position,
    /// What happened; nothing when it was so already.
    pub events: Vec<D::Event>,
    /// What was kept with the idempotency key when the command was done before under it.
    pub repeated: Option<Bytes>,
}

/// An aggregate as the log has it.
#[derive(Debug, Clone)]
pub struct Loaded<D: Decider> {
    /// Its stream.
    pub stream: StreamId,
    /// What it has become.
    pub state: D::State,
    /// The version of its last event; 0 when it has none.
    pub version: StreamVersion,
    /// The position of its last event.
    pub position: Position,
}

/// Reads and folds an aggregate's stream.
pub async fn load<D: Decider>(
    store: &dyn EventStore,
    account: AccountSid,
    key: impl ToString,
) -> Result<Loaded<D>, Failure> {
    let mut loaded = Loaded {
        stream: stream_id::<D>(account, key),
        state: D::initial(),
        version: StreamVersion::NONE,
        position: Position::START,
    };
    while loaded.read_page(store).await? == PAGE {}
    Ok(loaded)
}

impl<D: Decider> Loaded<D> {
    async fn read_page(&mut self, store: &dyn EventStore) -> Result<usize, Failure> {
        let events = store.read_stream(&self.stream, self.version, PAGE).await?;
        for stored in &events {
            let event = payload(stored).map_err(|error| error.at(stored.position))?;
            let before = std::mem::replace(&mut self.state, D::initial());
            self.state = D::evolve(before, &event);
            (self.version, self.position) = (stored.version, stored.position);
        }
        Ok(events.len())
    }

    /// Decides commands one after the other, each against what those before it made.
    pub fn decide<R: From<D::Refusal>>(
        self,
        commands: impl IntoIterator<Item = D::Command>,
    ) -> Result<Decided<D>, R> {
        let mut decided = Decided { before: self.version, loaded: self, events: Vec::new() };
        for command in commands {
            for event in D::decide(&decided.loaded.state, command)? {
                decided.loaded.state = D::evolve(decided.loaded.state, &event);
                decided.events.push(event);
            }
        }
        Ok(decided)
    }
}

/// Events that were decided and not yet written.
pub struct Decided<D: Decider> {
    /// The aggregate as it will be; its version and position as they are.
    loaded: Loaded<D>,
    before: StreamVersion,
    events: Vec<D::Event>,
}

impl<D: Decider> Decided<D> {
    /// The aggregate as it will be.
    pub fn state(&self) -> &D::State {
        &self.loaded.state
    }

    /// What is to be written; nothing when nothing happened.
    pub(crate) fn append(&self, context: &Context, entropy: &Entropy) -> Option<StreamAppend> {
        let events: Vec<_> =
            self.events.iter().map(|event| encode(event, context, entropy)).collect();
        let expected = match self.before {
            StreamVersion::NONE => ExpectedVersion::NoStream,
            version => ExpectedVersion::Exactly(version),
        };
        let stream = self.loaded.stream.clone();
        (!events.is_empty()).then_some(StreamAppend { stream, expected, events })
    }

    /// What it came to once written, or at once when there was nothing to write.
    pub(crate) fn done(self, written: Option<Written>) -> Done<D> {
        let count = u64::try_from(self.events.len()).unwrap_or(u64::MAX);
        Done {
            state: self.loaded.state,
            version: StreamVersion(self.before.0.saturating_add(count)),
            position: written.as_ref().map_or(self.loaded.position, |written| written.position),
            events: self.events,
            repeated: written.and_then(|written| written.repeated),
        }
    }
}

/// What an append came to.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) position: Position,
    pub(crate) repeated: Option<Bytes>,
}

/// Writes, and tries once more with the same ids when the store does not answer.
pub(crate) async fn write(
    writer: &Writer,
    context: &Context,
    streams: Vec<StreamAppend>,
    result: &Bytes,
) -> Result<Written, AppendError> {
    let idempotency = context.idempotency.as_ref().map(|once| once.with(result.clone()));
    let written = append(writer, Append { streams, order: Vec::new(), idempotency }).await?;
    Ok(match written {
        Appended::Written { position, .. } => Written { position, repeated: None },
        Appended::Already { position, result, .. } => Written { position, repeated: result },
    })
}

/// Appends, and tries once more with the same ids when the store does not answer.
pub(crate) async fn append(writer: &Writer, append: Append) -> Result<Appended, AppendError> {
    let mut tries = 1;
    loop {
        match writer.store.append(append.clone()).await {
            Err(AppendError::Unavailable(_)) if tries < TRIES => tries += 1,
            answer => return answer,
        }
    }
}

/// Decides commands against one aggregate and writes what happened, all or nothing.
///
/// Others' writes in between are folded in and the commands decided again, at most [`ATTEMPTS`] times.
/// `result` is kept with the idempotency key, if the context has one. When the key is known, nothing is
/// written and [`Done`] shows the aggregate as the log has it, with the result of then.
pub async fn execute<D>(
    writer: &Writer,
    context: &Context,
    key: impl ToString + Send,
    commands: &[D::Command],
    result: Bytes,
) -> Result<Done<D>, CommandError<D::Refusal>>
where
    D: Decider,
    D::Command: Clone,
{
    let key = key.to_string();
    for _ in 0..ATTEMPTS {
        let loaded = load::<D>(&*writer.store, context.account, &key).await?;
        let decided: Decided<D> =
            loaded.decide(commands.iter().cloned()).map_err(CommandError::Refused)?;
        let Some(append) = decided.append(context, &writer.entropy) else {
            return Ok(decided.done(None));
        };
        match write(writer, context, vec![append], &result).await {
            Ok(written) if written.repeated.is_some() => {
                return repeated(writer, context, &key, written).await;
            }
            Ok(written) => return Ok(decided.done(Some(written))),
            Err(AppendError::Conflict { .. }) => {
                metrics::counter!("ringback_command_conflicts_total").increment(1);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommandError::Conflict)
}

async fn repeated<D: Decider>(
    writer: &Writer,
    context: &Context,
    key: &str,
    written: Written,
) -> Result<Done<D>, CommandError<D::Refusal>> {
    let loaded = load::<D>(&*writer.store, context.account, key).await?;
    let position = loaded.position.max(written.position);
    let Loaded { state, version, .. } = loaded;
    let repeated = written.repeated;
    Ok(Done { state, version, position, events: Vec::new(), repeated })
}

/// The sid that was kept with an idempotency key.
pub(crate) fn sid_of<S: std::str::FromStr>(result: &[u8]) -> Result<S, Failure> {
    let text = std::str::from_utf8(result).ok().and_then(|text| text.parse().ok());
    text.ok_or(Failure::Malformed("the idempotency key keeps the result of another command"))
}

//! The thread that writes for this node. It takes all appends that wait, at most [`GROUP`] and at most
//! one for each stream and idempotency key, and writes them in one transaction ([`super::group`]).

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use tokio::sync::{mpsc, oneshot, watch};
use tokio_postgres::{Client, Config, error::SqlState};

use super::{
    group::{Failed, Session},
    open,
};
use crate::{
    port::{Append, AppendError, Appended, IdempotencyKey, StreamId},
    position::Position,
};

/// The most appends of one transaction.
pub(super) const GROUP: usize = 512;

/// What an append came to.
pub(super) type Answer = Result<Appended, AppendError>;

/// An append, checked against the limits, and who waits for it.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) append: Append,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// Where a writer tells how far the log has come.
#[derive(Debug, Clone)]
pub(super) struct News {
    /// As far as this node knows.
    pub(super) newest: Arc<watch::Sender<Position>>,
    /// As far as this node wrote; other nodes are told of it.
    pub(super) written: Arc<watch::Sender<Position>>,
}

impl News {
    fn tell(&self, position: Position) {
        raise(&self.newest, position);
        raise(&self.written, position);
    }
}

/// Moves a position forward, never back.
pub(super) fn raise(known: &watch::Sender<Position>, position: Position) {
    known.send_if_modified(|known| {
        let moved = position > *known;
        *known = position.max(*known);
        moved
    });
}

/// Writes until nobody can ask any more. When the connection is lost it connects again as soon as somebody
/// asks; whoever waited then is told that it is not known whether the events were written.
pub(super) async fn run(config: Config, mut requests: mpsc::Receiver<Request>, news: News) {
    let mut queue = Queue::default();
    loop {
        let end = match open::connect(&config).await {
            Ok((client, connection)) => tokio::select! {
                end = serve(&client, &mut requests, &mut queue, &news) => end,
                closed = connection => {
                    tracing::warn!(error = ?closed.err(), "the event log's connection closed");
                    Ok(End::Lost)
                }
            },
            Err(error) => Err(error),
        };
        if matches!(end, Ok(End::Done)) || !queue.fill(&mut requests).await {
            return;
        }
        if let Err(error) = end {
            tracing::warn!(%error, "the event log cannot be reached");
            for request in queue.take_group() {
                request.reply.send(Err(unavailable(&error))).ok();
            }
        }
    }
}

/// Why a connection is not used any more.
enum End {
    /// Nobody can ask any more.
    Done,
    /// It is gone.
    Lost,
}

/// Fails when the connection cannot be made ready.
async fn serve(
    client: &Client,
    requests: &mut mpsc::Receiver<Request>,
    queue: &mut Queue,
    news: &News,
) -> Result<End, tokio_postgres::Error> {
    let session = Session::begin(client).await?;
    while queue.fill(requests).await {
        let (appends, replies): (Vec<Append>, Vec<_>) =
            queue.take_group().into_iter().map(|request| (request.append, request.reply)).unzip();
        let answers = write(&session, &appends, news).await;
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Whoever asked may have gone; the events are written all the same.
            reply.send(answer).ok();
        }
        if session.is_closed() {
            return Ok(End::Lost);
        }
    }
    Ok(End::Done)
}

/// Writes a group; if that fails, each append by itself, so that only the one at fault is refused.
async fn write(session: &Session<'_>, appends: &[Append], news: &News) -> Vec<Answer> {
    let failed = match write_together(session, appends, news).await {
        Ok(answers) => return answers,
        Err(failed) => failed,
    };
    if appends.len() == 1 || failed.is_final() {
        return appends.iter().map(|_| Err(failed.answer())).collect();
    }
    let mut answers = Vec::with_capacity(appends.len());
    for append in appends {
        match write_together(session, std::slice::from_ref(append), news).await {
            Ok(one) => answers.extend(one),
            Err(failed) => answers.push(Err(failed.answer())),
        }
    }
    answers
}

async fn write_together(
    session: &Session<'_>,
    appends: &[Append],
    news: &News,
) -> Result<Vec<Answer>, Failed> {
    match session.write(appends).await {
        Ok((answers, Some(position))) => {
            metrics::histogram!("ringback_store_group_appends").record(appends.len() as f64);
            news.tell(position);
            Ok(answers)
        }
        Ok((answers, None)) => Ok(answers),
        Err(failed) => {
            tracing::warn!(error = %failed, appends = appends.len(), "the event log was not written");
            Err(failed)
        }
    }
}

impl Failed {
    /// Whether it would be the same for each append of the group.
    fn is_final(&self) -> bool {
        match self {
            Self::Postgres(error) => {
                matches!(
                    error.code(),
                    None | Some(&SqlState::DISK_FULL | &SqlState::ADMIN_SHUTDOWN)
                )
            }
            Self::Log(_) => true,
        }
    }

    fn answer(&self) -> AppendError {
        match self {
            Self::Postgres(error) => unavailable(error),
            Self::Log(what) => AppendError::Unavailable((*what).to_owned()),
        }
    }
}

fn unavailable(error: &tokio_postgres::Error) -> AppendError {
    match error.code() {
        Some(&SqlState::DISK_FULL) => AppendError::Full,
        Some(_) | None => AppendError::Unavailable(error.to_string()),
    }
}

/// Requests that wait. Two for the same stream or key are not in one group: the second is judged by what
/// the first one wrote.
#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Request>,
}

impl Queue {
    /// Waits until there is a request; false when there will be none.
    async fn fill(&mut self, requests: &mut mpsc::Receiver<Request>) -> bool {
        let room = GROUP.saturating_sub(self.waiting.len());
        if self.waiting.is_empty() {
            let mut first = Vec::new();
            if requests.recv_many(&mut first, room).await == 0 {
                return false;
            }
            self.waiting.extend(first);
        } else {
            let more = std::iter::from_fn(|| requests.try_recv().ok()).take(room);
            self.waiting.extend(more);
        }
        true
    }

    fn take_group(&mut self) -> Vec<Request> {
        let mut streams: HashSet<StreamId> = HashSet::new();
        let mut keys: HashSet<(String, String)> = HashSet::new();
        let mut group = Vec::new();
        for request in std::mem::take(&mut self.waiting) {
            let names = || request.append.streams.iter().map(|part| &part.stream);
            let key = request.append.idempotency.as_ref().map(name_of);
            let clashes = names().any(|stream| streams.contains(stream))
                || key.as_ref().is_some_and(|key| keys.contains(key));
            // Also what stays behind: a third one must not overtake the second.
            streams.extend(names().cloned());
            keys.extend(key);
            if clashes {
                self.waiting.push_back(request);
            } else {
                group.push(request);
            }
        }
        group
    }
}

fn name_of(key: &IdempotencyKey) -> (String, String) {
    (key.account.clone(), key.key.clone())
}

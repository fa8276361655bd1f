//! Decide some commands, write, answer.

use std::collections::VecDeque;

use domain::timestamp::Timestamp;
use domain::work::floor::Command;
use domain::work::{Refusal, WorkFact, WorkSid};
use store::port::{AppendError, Appended, IdempotencyKey};
use store::position::Position;

use super::book::{Taking, own_context};
use super::encode::{Cause, Unwritten, encode};
use super::job::{Submission, WorkDone, WorkError};
use super::owner::{Owner, gone, refuse_all};
use crate::CommandError;

/// How many times commands are decided before others' writes in between are a conflict.
const ATTEMPTS: usize = 5;
/// From how many events on no further command is decided before they are written.
const FULL_EVENTS: usize = 1_024;
/// From how many bytes of events on.
const FULL_BYTES: usize = 4 << 20;
/// How many times in a row deadlines are seen to before commands have their turn.
const SLICES: usize = 4;

/// What was decided and is not on disk yet.
#[derive(Default)]
struct Round {
    unwritten: Vec<Unwritten>,
    bytes: usize,
    /// What time alone brought.
    timely: Vec<WorkFact>,
    decided: Vec<(Submission, Result<Vec<WorkFact>, Refusal>)>,
    key: Option<IdempotencyKey>,
}

impl Round {
    const fn is_full(&self) -> bool {
        self.unwritten.len() >= FULL_EVENTS || self.bytes >= FULL_BYTES
    }

    fn take(&mut self, more: Vec<Unwritten>) {
        self.bytes += more.iter().map(|fact| fact.event.data.len()).sum::<usize>();
        self.unwritten.extend(more);
    }
}

impl Owner {
    /// Decides all of them, and what is due; each is answered when it is on disk.
    pub(super) async fn decide_all(&mut self, submissions: Vec<Submission>) {
        let mut waiting = VecDeque::from(submissions);
        let mut conflicts = 0;
        while !waiting.is_empty() || self.is_due(self.now()) {
            if let Err(failure) = self.make_ready().await {
                let failed = self.not_ready(failure);
                return refuse_all(waiting, || failed.clone());
            }
            let round = self.decide_some(&mut waiting);
            match self.write(round).await {
                Outcome::Done => conflicts = 0,
                Outcome::Again(back) => {
                    back.into_iter().rev().for_each(|it| waiting.push_front(it));
                    conflicts += 1;
                    metrics::counter!("ringback_command_conflicts_total").increment(1);
                    if conflicts == ATTEMPTS {
                        return refuse_all(waiting, || CommandError::Conflict);
                    }
                }
                Outcome::Failed => return refuse_all(waiting, || gone().into()),
            }
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let next = self.book.as_ref().and_then(|book| book.floor.next_deadline());
        (self.is_fresh || next.is_some_and(|next| next <= now))
            && self.shared.clock.now() >= self.not_before
    }

    /// The floor is here and the lease is held.
    async fn make_ready(&mut self) -> Result<(), Taking> {
        self.open().await?;
        let context = own_context(self.account, self.workspace, self.now());
        let Some(book) = &mut self.book else { return Err(gone().into()) };
        if !book.is_held() {
            book.take_lease(&self.shared.writer, &self.shared.node, &context).await?;
        }
        Ok(())
    }

    fn not_ready(&mut self, taking: Taking) -> WorkError {
        self.drop_book(false);
        let error = match taking {
            Taking::Append(error) => error.into(),
            Taking::Read(failure) => CommandError::Failed(failure),
        };
        let failure = match &error {
            CommandError::Failed(failure) => failure.clone(),
            CommandError::Conflict | CommandError::KeyReused | CommandError::Refused(_) => gone(),
        };
        self.pause(&failure);
        error
    }

    /// A command with an idempotency key is written by itself: the key says whether it was done before.
    fn decide_some(&mut self, waiting: &mut VecDeque<Submission>) -> Round {
        let mut round = Round::default();
        self.bring_due(self.now(), &mut round);
        while let Some(next) = waiting.front() {
            let key = next.context.idempotency.clone();
            let is_alone = round.unwritten.is_empty() && round.decided.is_empty();
            if round.is_full() || (key.is_some() && !is_alone) {
                break;
            }
            let Some(submission) = waiting.pop_front() else { break };
            round.key = key.map(|key| key.with(result_of(&submission.demand.command)));
            self.decide(submission, &mut round);
            if round.key.is_some() {
                break;
            }
        }
        round
    }

    fn decide(&mut self, submission: Submission, round: &mut Round) {
        let now = submission.context.now.plus_ms(self.ahead_ms);
        if round.key.is_none() {
            self.bring_due(now, round);
        }
        let Some(book) = &mut self.book else { return };
        let answer = book.floor.act(submission.demand.clone(), now);
        if let Ok(facts) = &answer {
            let cause = Cause::of(&submission.context);
            round.take(encode(facts, &cause, &self.shared.writer.entropy));
        }
        round.decided.push((submission, answer));
    }

    /// What time alone brings by `now`, or some of it.
    fn bring_due(&mut self, now: Timestamp, round: &mut Round) {
        for _ in 0..SLICES {
            if round.is_full() || !self.is_due(now) {
                return;
            }
            let Some(book) = &mut self.book else { return };
            self.is_fresh = false;
            let facts = book.floor.due(now);
            round.take(encode(&facts, &Cause::time(), &self.shared.writer.entropy));
            round.timely.extend(facts);
        }
    }

    async fn write(&mut self, round: Round) -> Outcome {
        let Round { unwritten, timely, decided, key, .. } = round;
        let Some(book) = &mut self.book else { return Outcome::Again(taken_back(decided)) };
        if unwritten.is_empty() {
            self.answer(book_position(self), decided);
            return Outcome::Done;
        }
        let written = book.write(&self.shared.writer, unwritten, key).await;
        match written {
            Ok(Appended::Already { position, result: Some(result), .. }) => {
                self.drop_book(true);
                self.repeat(position, &result, decided).await;
                Outcome::Done
            }
            Ok(Appended::Written { position, .. } | Appended::Already { position, .. }) => {
                book.forget(&timely);
                let facts = decided.iter().filter_map(|(_, answer)| answer.as_ref().ok());
                facts.for_each(|facts| book.forget(facts));
                self.looked_at = self.shared.clock.now();
                self.answer(position, decided);
                Outcome::Done
            }
            Err(error) => self.not_written(error, decided),
        }
    }

    fn not_written(&mut self, error: AppendError, decided: Decided) -> Outcome {
        // The floor knows more than the log, or less.
        self.drop_book(!matches!(error, AppendError::Unavailable(_)));
        match error {
            AppendError::Conflict { .. } => Outcome::Again(taken_back(decided)),
            AppendError::KeyReused => {
                refuse_all(taken_back(decided), || CommandError::KeyReused);
                Outcome::Done
            }
            error @ (AppendError::Malformed(_)
            | AppendError::Full
            | AppendError::Unavailable(_)) => {
                let error = WorkError::from(error);
                if let CommandError::Failed(failure) = &error {
                    self.pause(failure);
                }
                refuse_all(taken_back(decided), || error.clone());
                Outcome::Failed
            }
        }
    }

    /// A write whose end is not known may still come: then the lease is to be taken anew before the log is
    /// read.
    fn drop_book(&mut self, is_over: bool) {
        self.held = self.book.take().and_then(|book| book.held()).filter(|_| is_over);
    }

    fn answer(&self, position: Position, decided: Decided) {
        let Some(book) = &self.book else { return };
        for (submission, answer) in decided {
            let done = |facts| (WorkDone { position, facts, repeated: None }, &book.floor);
            (submission.reply)(answer.map(done).map_err(CommandError::Refused));
        }
    }

    /// The command was done before under its key.
    async fn repeat(&mut self, position: Position, result: &bytes::Bytes, decided: Decided) {
        let opened = self.open().await;
        for (submission, _) in decided {
            let repeated = Some(result.clone());
            let done = WorkDone { position, facts: Vec::new(), repeated };
            (submission.reply)(match (&opened, &self.book) {
                (Ok(()), Some(book)) => Ok((done, &book.floor)),
                (Ok(()), None) => Err(gone().into()),
                (Err(failure), _) => Err(failure.clone().into()),
            });
        }
    }
}

type Decided = Vec<(Submission, Result<Vec<WorkFact>, Refusal>)>;

/// What became of a round.
enum Outcome {
    /// Everybody was answered.
    Done,
    /// Others wrote; these are to be decided again.
    Again(Vec<Submission>),
    /// The store cannot write.
    Failed,
}

fn taken_back(decided: Decided) -> Vec<Submission> {
    decided.into_iter().map(|(submission, _)| submission).collect()
}

fn book_position(owner: &Owner) -> Position {
    owner.book.as_ref().map_or(Position::START, |book| book.position)
}

/// What is kept with an idempotency key: the sid of the resource.
fn result_of(command: &Command) -> bytes::Bytes {
    let sid: Option<WorkSid> = match command {
        Command::Workspace(_) => None,
        Command::Activity(sid, _) => Some((*sid).into()),
        Command::TaskChannel(sid, _) => Some((*sid).into()),
        Command::TaskQueue(sid, _) => Some((*sid).into()),
        Command::Workflow(sid, _) => Some((*sid).into()),
        Command::Worker(sid, _) => Some((*sid).into()),
        Command::WorkItem(sid, _) => Some((*sid).into()),
        Command::Reservation(sid, _) => Some((*sid).into()),
    };
    sid.map_or_else(bytes::Bytes::new, |sid| bytes::Bytes::from(sid.to_string()))
}

//! One transaction that writes a group of appends.

use tokio_postgres::{Client, Error, Statement};

use super::{
    lines::{self, Lines},
    look_up::Questions,
    writer::Answer,
};
use crate::{plan::Writer, port::Append, position::Position};

/// Why a group was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    /// Postgres said no.
    #[error(transparent)]
    Postgres(#[from] Error),
    /// The log is not what this program wrote.
    #[error("{0}")]
    Log(&'static str),
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Failed {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<Error>() {
            Ok(error) => Self::Postgres(*error),
            Err(_) => Self::Log("the head or the register of the log is damaged"),
        }
    }
}

/// How a writer's connection differs from others: it flushes whatever the server's default is, it does
/// not hold the head for ever when it is cut off, and it plans once, by the indices (the tables are small
/// when the plans are made and large when they are used).
const SET_UP: &str = "
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
    SET idle_in_transaction_session_timeout = '10s';
    SET lock_timeout = '10s';
    SET statement_timeout = '30s';
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
";

/// A connection that is ready to write.
#[derive(Debug)]
pub(super) struct Session<'c> {
    client: &'c Client,
    questions: Questions,
    enter_streams: Statement,
    move_streams: Statement,
    events: Statement,
    keys: Statement,
    tip: Statement,
}

impl<'c> Session<'c> {
    pub(super) async fn begin(client: &'c Client) -> Result<Self, Error> {
        client.batch_execute(SET_UP).await?;
        Ok(Self {
            client,
            questions: Questions::prepare(client).await?,
            enter_streams: client
                .prepare(
                    "INSERT INTO streams (stream_no, account, category, key, version, hash)
                     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[],
                         $5::bigint[], $6::bytea[])",
                )
                .await?,
            move_streams: client
                .prepare(
                    "UPDATE streams s SET version = g.version, hash = g.hash
                     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
                         AS g(stream_no, before, version, hash)
                     WHERE s.stream_no = g.stream_no AND s.version = g.before",
                )
                .await?,
            events: client
                .prepare(
                    "INSERT INTO events (position, stream_no, version, account, event_id, event_type,
                         schema_version, recorded_at, correlation, causation, actor, unordered, hash,
                         chain, data)
                     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[],
                         $5::uuid[], $6::text[], $7::integer[], $8::bigint[], $9::text[],
                         $10::uuid[], $11::text[], $12::boolean[], $13::bytea[], $14::bytea[],
                         $15::text[])",
                )
                .await?,
            keys: client
                .prepare(
                    "INSERT INTO idempotency_keys
                         (account, key, fingerprint, position, recorded_at, result)
                     SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[],
                         $5::bigint[], $6::bytea[])",
                )
                .await?,
            tip: client
                .prepare(
                    "UPDATE log_head SET position = $1, chain = $2, streams = $3 WHERE shard = 0",
                )
                .await?,
        })
    }

    /// Whether the connection is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Writes a group. The position is that of its last event, if it wrote any.
    pub(super) async fn write(
        &self,
        appends: &[Append],
    ) -> Result<(Vec<Answer>, Option<Position>), Failed> {
        match self.try_write(appends).await {
            Ok(written) => Ok(written),
            Err(failed) => {
                // If this fails, too, the connection is gone and the server rolls back by itself.
                self.client.batch_execute("ROLLBACK").await.ok();
                Err(failed)
            }
        }
    }

    async fn try_write(
        &self,
        appends: &[Append],
    ) -> Result<(Vec<Answer>, Option<Position>), Failed> {
        let mut known = self.questions.ask(self.client, appends).await?;
        let mut writer = Writer { tip: known.tip };
        let mut lines = Lines::default();
        let mut first = 0;
        let mut answers = Vec::with_capacity(appends.len());
        for (n, append) in appends.iter().enumerate() {
            answers.push(lines.judge(append, (n, first), &mut known, &mut writer));
            first += append.streams.len();
        }
        if lines.count() == 0 {
            self.client.batch_execute("ROLLBACK").await?;
            return Ok((answers, None));
        }
        let tip = writer.tip;
        tokio::try_join!(
            biased;
            lines.move_streams(self.client, &self.move_streams),
            lines.enter_streams(self.client, &self.enter_streams),
            lines.put_events(self.client, &self.events),
            lines.put_keys(self.client, &self.keys),
            lines::move_tip(self.client, &self.tip, &tip),
        )?;
        self.client.batch_execute("COMMIT").await?;
        metrics::counter!("ringback_store_events_total").increment(lines.count());
        Ok((answers, Some(tip.position)))
    }
}

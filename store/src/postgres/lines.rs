//! What a group writes, column by column.

use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use super::{group::Failed, look_up::Known, writer::Answer};
use crate::{
    plan::{self, LogTip, Row, StreamRow, StreamTip, Verdict, Writer},
    port::{Append, Appended, IdempotencyKey},
    position::{Position, StreamVersion},
};

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Lines<'a> {
    rows: Vec<(Row<'a>, bool)>,
    tips: Vec<StreamTip<'a>>,
    keys: Vec<KeyLine<'a>>,
}

#[derive(Debug)]
struct KeyLine<'a> {
    key: &'a IdempotencyKey,
    position: Position,
    recorded_at: i64,
}

impl<'a> Lines<'a> {
    /// How many events.
    pub(super) fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Judges an append, and adds what it writes. `place` is its index, and that of its first stream.
    pub(super) fn judge(
        &mut self,
        append: &'a Append,
        place: (usize, usize),
        known: &mut Known,
        writer: &mut Writer,
    ) -> Answer {
        let (n, first) = place;
        if let Some(key) = &append.idempotency
            && let Some(answer) = plan::key_verdict(key, known.keys.get(&n))?
        {
            return Ok(answer);
        }
        let places = first..first + append.streams.len();
        let rows: Vec<_> = places.clone().map(|n| known.streams.get(&n).copied()).collect();
        let found: Vec<_> = places.map(|n| known.found.remove(&n)).collect();
        match plan::verdict(append, &rows, &found)? {
            Verdict::Already(answer) => Ok(answer),
            Verdict::Write => Ok(self.add(append, &rows, writer)),
        }
    }

    fn add(
        &mut self,
        append: &'a Append,
        rows: &[Option<StreamRow>],
        writer: &mut Writer,
    ) -> Appended {
        let written = writer.write(append, rows, |row, unordered| {
            self.rows.push((row, unordered));
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(tips) = written;
        let versions = tips.versions();
        self.tips.extend(tips.moved());
        let position = writer.tip.position;
        if let Some(key) = &append.idempotency {
            let recorded_at = append.recorded_at();
            self.keys.push(KeyLine { key, position, recorded_at });
        }
        Appended::Written { position, versions }
    }

    fn tips(&self, new: bool) -> Vec<&StreamTip<'a>> {
        self.tips.iter().filter(|tip| (tip.before == StreamVersion::NONE) == new).collect()
    }

    /// Moves the register's entries of streams that had events. The head's lock keeps the versions as
    /// they were read; the condition shows a writer that does not take the lock.
    pub(super) async fn move_streams(
        &self,
        client: &Client,
        statement: &Statement,
    ) -> Result<(), Failed> {
        let tips = self.tips(false);
        if tips.is_empty() {
            return Ok(());
        }
        let numbers: Vec<i64> = tips.iter().map(|tip| tip.after.number).collect();
        let before: Vec<i64> = tips.iter().map(|tip| tip.before.to_sql()).collect();
        let after: Vec<i64> = tips.iter().map(|tip| tip.after.version.to_sql()).collect();
        let hashes: Vec<&[u8]> = tips.iter().map(|tip| &tip.after.hash[..]).collect();
        let moved = client.execute(statement, &[&numbers, &before, &after, &hashes]).await?;
        if moved == tips.len() as u64 {
            return Ok(());
        }
        Err(Failed::Log("a stream was changed by somebody who did not lock the head"))
    }

    pub(super) async fn enter_streams(
        &self,
        client: &Client,
        statement: &Statement,
    ) -> Result<(), Failed> {
        let tips = self.tips(true);
        if tips.is_empty() {
            return Ok(());
        }
        let numbers: Vec<i64> = tips.iter().map(|tip| tip.after.number).collect();
        let accounts: Vec<&str> = tips.iter().map(|tip| tip.stream.account.as_str()).collect();
        let categories: Vec<&str> = tips.iter().map(|tip| tip.stream.category.as_str()).collect();
        let keys: Vec<&str> = tips.iter().map(|tip| tip.stream.key.as_str()).collect();
        let versions: Vec<i64> = tips.iter().map(|tip| tip.after.version.to_sql()).collect();
        let hashes: Vec<&[u8]> = tips.iter().map(|tip| &tip.after.hash[..]).collect();
        client
            .execute(statement, &[&numbers, &accounts, &categories, &keys, &versions, &hashes])
            .await?;
        Ok(())
    }

    pub(super) async fn put_events(
        &self,
        client: &Client,
        statement: &Statement,
    ) -> Result<(), Failed> {
        let column = || self.rows.iter().map(|(row, _)| row);
        let positions: Vec<i64> = column().map(|row| row.position.to_sql()).collect();
        let numbers: Vec<i64> = column().map(|row| row.number).collect();
        let versions: Vec<i64> = column().map(|row| row.version.to_sql()).collect();
        let accounts: Vec<&str> = column().map(|row| row.stream.account.as_str()).collect();
        let ids: Vec<Uuid> = column().map(|row| row.event.id).collect();
        let types: Vec<&str> = column().map(|row| row.event.event_type.as_str()).collect();
        let schemas: Vec<i32> = column().map(|row| i32::from(row.event.schema_version)).collect();
        let times: Vec<i64> = column().map(|row| row.event.recorded_at).collect();
        let correlations: Vec<&str> = column().map(|row| row.event.correlation.as_str()).collect();
        let causations: Vec<Option<Uuid>> = column().map(|row| row.event.causation).collect();
        let actors: Vec<&str> = column().map(|row| row.event.actor.as_str()).collect();
        let unordered: Vec<bool> = self.rows.iter().map(|(_, unordered)| *unordered).collect();
        let hashes: Vec<&[u8]> = column().map(|row| &row.hash[..]).collect();
        let chains: Vec<&[u8]> = column().map(|row| &row.chain[..]).collect();
        let data = column()
            .map(|row| std::str::from_utf8(&row.event.data))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Failed::Log("a payload is not UTF-8"))?;
        let columns: [&(dyn tokio_postgres::types::ToSql + Sync); 15] = [
            &positions,
            &numbers,
            &versions,
            &accounts,
            &ids,
            &types,
            &schemas,
            &times,
            &correlations,
            &causations,
            &actors,
            &unordered,
            &hashes,
            &chains,
            &data,
        ];
        client.execute(statement, &columns).await?;
        Ok(())
    }

    pub(super) async fn put_keys(
        &self,
        client: &Client,
        statement: &Statement,
    ) -> Result<(), Failed> {
        if self.keys.is_empty() {
            return Ok(());
        }
        let accounts: Vec<&str> = self.keys.iter().map(|line| line.key.account.as_str()).collect();
        let keys: Vec<&str> = self.keys.iter().map(|line| line.key.key.as_str()).collect();
        let prints: Vec<&[u8]> = self.keys.iter().map(|line| &line.key.fingerprint[..]).collect();
        let positions: Vec<i64> = self.keys.iter().map(|line| line.position.to_sql()).collect();
        let times: Vec<i64> = self.keys.iter().map(|line| line.recorded_at).collect();
        let results: Vec<&[u8]> = self.keys.iter().map(|line| &line.key.result[..]).collect();
        client
            .execute(statement, &[&accounts, &keys, &prints, &positions, &times, &results])
            .await?;
        Ok(())
    }
}

pub(super) async fn move_tip(
    client: &Client,
    statement: &Statement,
    tip: &LogTip,
) -> Result<(), Failed> {
    let position = tip.position.to_sql();
    client.execute(statement, &[&position, &&tip.chain[..], &tip.streams]).await?;
    Ok(())
}

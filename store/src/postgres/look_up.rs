//! What must be known of a group before it is judged.

use std::collections::HashMap;

use bytes::Bytes;
use tokio_postgres::{Client, Error, Statement, types::ToSql};

use super::{group::Failed, rows};
use crate::{
    plan::{Claim, Found, KeyRow, LogTip, StreamRow, claim},
    port::{Append, StreamAppend},
    position::StreamVersion,
};

type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The prepared questions.
#[derive(Debug)]
pub(super) struct Questions {
    tip: Statement,
    streams: Statement,
    keys: Statement,
    unordered: Statement,
    ids: Statement,
}

/// What is known of a group: by the index of the append, or of the stream counted through the group.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) tip: LogTip,
    pub(super) streams: HashMap<usize, StreamRow>,
    pub(super) keys: HashMap<usize, KeyRow>,
    pub(super) found: HashMap<usize, Found>,
}

impl Questions {
    pub(super) async fn prepare(client: &Client) -> Result<Self, Error> {
        Ok(Self {
            tip: client
                .prepare("SELECT position, chain, streams FROM log_head WHERE shard = 0 FOR UPDATE")
                .await?,
            streams: client
                .prepare(
                    "SELECT g.n, s.stream_no, s.version, s.hash
                     FROM unnest($1::text[], $2::text[], $3::text[])
                         WITH ORDINALITY AS g(key, category, account, n)
                     JOIN streams s ON s.key = g.key COLLATE \"C\"
                         AND s.category = g.category COLLATE \"C\"
                         AND s.account = g.account COLLATE \"C\"",
                )
                .await?,
            keys: client
                .prepare(
                    "SELECT g.n, k.fingerprint, k.position, k.result
                     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g(account, key, n)
                     JOIN idempotency_keys k ON k.account = g.account AND k.key = g.key",
                )
                .await?,
            unordered: client
                .prepare(
                    "SELECT min(version) FROM events
                     WHERE stream_no = $1 AND event_id = $2 AND unordered",
                )
                .await?,
            ids: client
                .prepare(
                    "SELECT event_id, position FROM events
                     WHERE stream_no = $1 AND version > $2 ORDER BY version LIMIT $3",
                )
                .await?,
        })
    }

    /// Begins the transaction and locks the head; what is read after that cannot change before the end.
    /// The questions go out together: each gets a snapshot of its own when its turn comes, so what stands
    /// behind the lock sees what the holder before us committed.
    pub(super) async fn ask(&self, client: &Client, appends: &[Append]) -> Result<Known, Failed> {
        let parts: Vec<&StreamAppend> = appends.iter().flat_map(|append| &append.streams).collect();
        let names = |pick: fn(&StreamAppend) -> &str| parts.iter().map(|part| pick(part)).collect();
        let (keys, categories, accounts): (Vec<&str>, Vec<&str>, Vec<&str>) = (
            names(|part| &part.stream.key),
            names(|part| &part.stream.category),
            names(|part| &part.stream.account),
        );
        let given: Vec<(usize, &str, &str)> = appends
            .iter()
            .enumerate()
            .filter_map(|(n, append)| Some((n, append.idempotency.as_ref()?)))
            .map(|(n, key)| (n, key.account.as_str(), key.key.as_str()))
            .collect();
        let key_accounts: Vec<&str> = given.iter().map(|(_, account, _)| *account).collect();
        let key_keys: Vec<&str> = given.iter().map(|(_, _, key)| *key).collect();
        let (names, key_names): (Params<'_>, Params<'_>) =
            (&[&keys, &categories, &accounts], &[&key_accounts, &key_keys]);
        let ((), tip, streams, known_keys) = tokio::try_join!(
            biased;
            client.batch_execute("BEGIN"),
            client.query_one(&self.tip, &[]),
            client.query(&self.streams, names),
            client.query(&self.keys, key_names),
        )?;
        let mut known = Known {
            tip: LogTip {
                position: rows::position(&tip, 0)?,
                chain: rows::hash(&tip, 1)?,
                streams: tip.try_get(2)?,
            },
            streams: HashMap::with_capacity(streams.len()),
            keys: HashMap::with_capacity(known_keys.len()),
            found: HashMap::new(),
        };
        for row in &streams {
            let version = rows::version(row, 2)?;
            let stream = StreamRow { number: row.try_get(1)?, version, hash: rows::hash(row, 3)? };
            known.streams.insert(ordinal(row)?, stream);
        }
        for row in &known_keys {
            let key = KeyRow {
                fingerprint: rows::hash(row, 1)?,
                position: rows::position(row, 2)?,
                result: Bytes::copy_from_slice(row.try_get(3)?),
            };
            known.keys.insert(given[ordinal(row)?].0, key);
        }
        self.find_retries(client, &parts, &mut known).await?;
        Ok(known)
    }

    /// Looks for the events of retries. Few appends come this far: those that conflict, and those to
    /// streams whose order does not matter.
    async fn find_retries(
        &self,
        client: &Client,
        parts: &[&StreamAppend],
        known: &mut Known,
    ) -> Result<(), Failed> {
        for (n, part) in parts.iter().enumerate() {
            let Some(row) = known.streams.get(&n) else { continue };
            let after = match claim(part, Some(row)) {
                Claim::Fresh | Claim::Conflict => continue,
                Claim::At(version) => version,
                Claim::Somewhere(id) => {
                    let first = client.query_one(&self.unordered, &[&row.number, &id]).await?;
                    let Some(first) = first.try_get::<_, Option<i64>>(0)? else { continue };
                    StreamVersion(u64::try_from(first - 1).unwrap_or_default())
                }
            };
            let count = i64::try_from(part.events.len()).unwrap_or(i64::MAX);
            let events = client.query(&self.ids, &[&row.number, &after.to_sql(), &count]).await?;
            let Some(last) = events.last() else { continue };
            let position = rows::position(last, 1)?;
            let ids = events.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
            known.found.insert(n, Found { after, ids, position });
        }
        Ok(())
    }
}

/// WITH ORDINALITY counts from 1.
fn ordinal(row: &tokio_postgres::Row) -> Result<usize, Failed> {
    let n: i64 = row.try_get(0)?;
    usize::try_from(n - 1).map_err(|_| Failed::Log("an ordinal is not one"))
}

//! Writing a batch: rows of the same shape go in one statement.

use deadpool_postgres::{Object, Transaction};
use store::position::Position;
use tokio_postgres::types::ToSql;

use crate::query::ViewError;
use crate::rows::sql::cells;
use crate::rows::{Batch, Group, Kind, Value, groups};
use crate::views::Written;

/// Rows and checkpoint are kept or lost together, and can be made again, so nobody waits for the disk.
const BEGINNING: &str = "SET LOCAL app.account = '*'; SET LOCAL synchronous_commit = off";

/// Writes rows and checkpoint in one transaction, if the checkpoint is still at `from`.
pub(super) async fn write(
    client: &mut Object,
    batch: &Batch,
    from: Position,
    to: Position,
) -> Result<Written, ViewError> {
    let groups = groups(batch);
    let transaction = client.transaction().await.map_err(ViewError::unavailable)?;
    transaction.batch_execute(BEGINNING).await.map_err(ViewError::unavailable)?;
    let claim = transaction
        .prepare_cached("UPDATE feed SET position = $1 WHERE position = $2")
        .await
        .map_err(ViewError::unavailable)?;
    let moved = transaction
        .execute(&claim, &[&to.0.cast_signed(), &from.0.cast_signed()])
        .await
        .map_err(ViewError::unavailable)?;
    if moved == 0 {
        return Ok(Written::Moved);
    }
    for group in &groups {
        group.write(&transaction).await.map_err(ViewError::unavailable)?;
    }
    transaction.commit().await.map_err(ViewError::unavailable)?;
    Ok(Written::Done)
}

impl Group<'_> {
    async fn write(&self, transaction: &Transaction<'_>) -> Result<(), tokio_postgres::Error> {
        let columns = self.shape.columns(self.table);
        let kinds: Vec<Kind> =
            columns.iter().map(|column| self.table.column(*column).kind).collect();
        let sql = self.shape.for_many(self.table, &self.rows(&columns));
        let statement = transaction.prepare_cached(&sql).await?;
        let arrays: Vec<Box<dyn ToSql + Sync + Send>> =
            kinds.iter().enumerate().map(|(place, kind)| self.array(place, *kind)).collect();
        let arrays: Vec<&(dyn ToSql + Sync)> =
            arrays.iter().map(|array| &**array as &(dyn ToSql + Sync)).collect();
        transaction.execute(&statement, &arrays).await?;
        Ok(())
    }

    /// `unnest($1::text[], $2::bigint[]) AS u(sid, created_at)`.
    fn rows(&self, columns: &[u8]) -> String {
        let array = |(place, column): (usize, &u8)| {
            let kind = match self.table.column(*column).kind {
                Kind::Text | Kind::Json => "text",
                Kind::Int | Kind::Time => "bigint",
                Kind::Bool => "boolean",
            };
            format!("${}::{kind}[]", place + 1)
        };
        let arrays: Vec<String> = columns.iter().enumerate().map(array).collect();
        let names = self.table.names(columns.iter().copied());
        format!("unnest({}) AS u({names})", arrays.join(", "))
    }

    /// The values at one place of every change.
    fn array(&self, place: usize, kind: Kind) -> Box<dyn ToSql + Sync + Send + '_> {
        let values = self.changes.iter().map(move |(key, change)| match key.get(place) {
            Some(value) => value,
            None => &cells(change)[place - key.len()].value,
        });
        match kind {
            Kind::Text | Kind::Json => Box::new(values.map(text).collect::<Vec<_>>()),
            Kind::Int | Kind::Time => Box::new(values.map(int).collect::<Vec<_>>()),
            Kind::Bool => Box::new(values.map(claim).collect::<Vec<_>>()),
        }
    }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn int(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn claim(value: &Value) -> Option<bool> {
    if let Value::Bool(claim) = value { Some(*claim) } else { None }
}

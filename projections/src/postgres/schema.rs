//! Making the tables, and putting one set of them in the place of another.

use deadpool_postgres::Object;
use store::position::Position;
use tokio_postgres::{GenericClient, Transaction};

use crate::query::ViewError;
use crate::rows::{Dialect, ddl, fingerprint};

/// The schema of the live rows.
pub(super) const LIVE: &str = "ringback_views";

/// One number for all nodes, so that those started together make the tables one after the other.
const ADVISORY_LOCK: i64 = 0x5249_4e47_5649_4557;

const REACTORS: &str = "CREATE SCHEMA IF NOT EXISTS ringback_reactors;
CREATE TABLE IF NOT EXISTS ringback_reactors.checkpoints (
    name text PRIMARY KEY,
    position bigint NOT NULL
);";

/// Makes what is missing. Rows made by other rules than today's are thrown away.
pub(super) async fn prepare(client: &mut Object) -> Result<(), ViewError> {
    let transaction = client.transaction().await.map_err(ViewError::unavailable)?;
    lock(&transaction).await?;
    transaction.batch_execute(REACTORS).await.map_err(ViewError::unavailable)?;
    if made_by(&transaction).await?.is_some_and(|made_by| made_by != fingerprint()) {
        let drop = format!("DROP SCHEMA {LIVE} CASCADE");
        transaction.batch_execute(&drop).await.map_err(ViewError::unavailable)?;
    }
    if made_by(&transaction).await?.is_none() {
        create(&transaction, LIVE).await?;
    }
    transaction.commit().await.map_err(ViewError::unavailable)
}

/// Makes an empty set of tables beside the live one and answers its schema.
pub(super) async fn beside(client: &mut Object) -> Result<String, ViewError> {
    let transaction = client.transaction().await.map_err(ViewError::unavailable)?;
    lock(&transaction).await?;
    let schema = "ringback_views_next";
    let drop = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
    transaction.batch_execute(&drop).await.map_err(ViewError::unavailable)?;
    create(&transaction, schema).await?;
    transaction.commit().await.map_err(ViewError::unavailable)?;
    Ok(schema.to_owned())
}

/// Puts the tables of `schema` in the place of the live ones, if they have come at least as far or the live
/// ones have come further than `head`.
pub(super) async fn adopt(
    client: &mut Object,
    schema: &str,
    head: Position,
) -> Result<bool, ViewError> {
    let transaction = client.transaction().await.map_err(ViewError::unavailable)?;
    lock(&transaction).await?;
    let live = position_for_update(&transaction, LIVE).await?;
    if position_for_update(&transaction, schema).await? < live && live <= head {
        return Ok(false);
    }
    let swap = format!(
        "ALTER SCHEMA {LIVE} RENAME TO {LIVE}_old;
         ALTER SCHEMA {schema} RENAME TO {LIVE};
         DROP SCHEMA {LIVE}_old CASCADE;"
    );
    transaction.batch_execute(&swap).await.map_err(ViewError::unavailable)?;
    transaction.commit().await.map_err(ViewError::unavailable)?;
    Ok(true)
}

async fn lock(transaction: &Transaction<'_>) -> Result<(), ViewError> {
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&ADVISORY_LOCK])
        .await
        .map_err(ViewError::unavailable)?;
    Ok(())
}

async fn made_by(transaction: &Transaction<'_>) -> Result<Option<String>, ViewError> {
    let table = format!("{LIVE}.feed");
    let exists: bool = transaction
        .query_one("SELECT to_regclass($1) IS NOT NULL", &[&table])
        .await
        .and_then(|row| row.try_get(0))
        .map_err(ViewError::unavailable)?;
    if !exists {
        return Ok(None);
    }
    let sql = format!("SELECT fingerprint FROM {table}");
    let row = transaction.query_one(&sql, &[]).await.map_err(ViewError::unavailable)?;
    row.try_get(0).map(Some).map_err(ViewError::unavailable)
}

async fn create(transaction: &Transaction<'_>, schema: &str) -> Result<(), ViewError> {
    let sql = format!(
        "CREATE SCHEMA IF NOT EXISTS {schema};
         SET LOCAL search_path = {schema};
         {}
         CREATE TABLE feed (position bigint NOT NULL, fingerprint text NOT NULL);
         INSERT INTO feed VALUES (0, '{}');",
        ddl(Dialect::Postgres),
        fingerprint()
    );
    transaction.batch_execute(&sql).await.map_err(ViewError::unavailable)
}

async fn position_for_update(
    transaction: &Transaction<'_>,
    schema: &str,
) -> Result<Position, ViewError> {
    let sql = format!("SELECT position FROM {schema}.feed FOR UPDATE");
    let row = transaction.query_one(&sql, &[]).await.map_err(ViewError::unavailable)?;
    let position: i64 = row.try_get(0).map_err(ViewError::unavailable)?;
    Ok(Position(position.unsigned_abs()))
}

/// Warns when no policy binds the user of the connection.
pub(super) async fn warn_of_power(client: &impl GenericClient) -> Result<(), ViewError> {
    let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    let row = client.query_one(sql, &[]).await.map_err(ViewError::unavailable)?;
    if row.try_get(0).map_err(ViewError::unavailable)? {
        tracing::warn!(
            "the database user is a superuser or has BYPASSRLS: row-level security does not bind it; \
             give Ringback a user of its own"
        );
    }
    Ok(())
}

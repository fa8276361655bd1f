//! Applying them.

use ring::digest::{SHA256, digest};

/// A step of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its number; unique in its database.
    pub number: u32,
    /// What it does, for example `event_log`.
    pub name: &'static str,
    /// One or more statements. Transactions are begun and ended outside.
    pub sql: &'static str,
}

/// Why a schema was not brought up to date. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A migration was applied, and is another today.
    #[error(
        "migration {number:04} ({name}) was changed after it was applied; \
         add a new one and leave the old as it was"
    )]
    Changed {
        /// Its number.
        number: u32,
        /// Its name today.
        name: &'static str,
    },
    /// SQLite said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Postgres said no.
    #[error("Postgres: {0}")]
    Postgres(#[from] tokio_postgres::Error),
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    digest     text NOT NULL,
    applied_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
)";

/// One number for all of Ringback's migrations, so that nodes started together wait for each other.
const ADVISORY_LOCK: i64 = 0x5249_4e47_4241_434b;

/// Applies to an SQLite database what it lacks, in one transaction.
///
/// # Errors
/// [`MigrateError`]; nothing was changed then.
pub fn sqlite(
    connection: &mut rusqlite::Connection,
    migrations: &[Migration],
) -> Result<(), MigrateError> {
    use rusqlite::{OptionalExtension, TransactionBehavior};
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(CREATE)?;
    for migration in in_order(migrations) {
        let applied: Option<String> = transaction
            .query_row(
                "SELECT digest FROM schema_migrations WHERE number = ?1",
                [migration.number],
                |row| row.get(0),
            )
            .optional()?;
        if is_to_be_applied(migration, applied.as_deref())? {
            transaction.execute_batch(migration.sql)?;
            transaction.execute(
                "INSERT INTO schema_migrations (number, name, digest) VALUES (?1, ?2, ?3)",
                (migration.number, migration.name, fingerprint(migration)),
            )?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Applies to a Postgres database what it lacks, in one transaction under an advisory lock.
///
/// # Errors
/// [`MigrateError`]; nothing was changed then.
pub async fn postgres(
    client: &mut tokio_postgres::Client,
    migrations: &[Migration],
) -> Result<(), MigrateError> {
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ADVISORY_LOCK]).await?;
    transaction.batch_execute(CREATE).await?;
    for migration in in_order(migrations) {
        let number = i64::from(migration.number);
        let applied = transaction
            .query_opt("SELECT digest FROM schema_migrations WHERE number = $1::bigint", &[&number])
            .await?
            .map(|row| row.try_get::<_, String>(0))
            .transpose()?;
        if is_to_be_applied(migration, applied.as_deref())? {
            transaction.batch_execute(migration.sql).await?;
            transaction
                .execute(
                    "INSERT INTO schema_migrations (number, name, digest)
                     VALUES ($1::bigint, $2, $3)",
                    &[&number, &migration.name, &fingerprint(migration)],
                )
                .await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

fn in_order(migrations: &[Migration]) -> Vec<&Migration> {
    let mut migrations: Vec<&Migration> = migrations.iter().collect();
    migrations.sort_by_key(|migration| migration.number);
    migrations
}

fn is_to_be_applied(migration: &Migration, applied: Option<&str>) -> Result<bool, MigrateError> {
    match applied {
        None => Ok(true),
        Some(digest) if digest == fingerprint(migration) => Ok(false),
        Some(_) => Err(MigrateError::Changed { number: migration.number, name: migration.name }),
    }
}

fn fingerprint(migration: &Migration) -> String {
    let digest = digest(&SHA256, migration.sql.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Connections.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::{Client, Config, Connection, NoTls, Socket, tls::NoTlsStream};

use crate::migrate::{self, MigrateError, Migration};

/// The log's schema.
const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "event_log",
    sql: include_str!("../../../migrations/postgres/0001_event_log.sql"),
}];

/// The most reads at once.
const READERS: usize = 8;
/// How long a read waits for one of them.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the log was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The connection string is none.
    #[error("the connection string of Postgres cannot be understood: {0}")]
    Config(tokio_postgres::Error),
    /// The pool cannot be made.
    #[error("cannot make a pool of connections to Postgres: {0}")]
    Pool(#[from] deadpool_postgres::BuildError),
    /// The server does not answer, or refuses us.
    #[error("cannot connect to Postgres: {0}")]
    Connect(#[from] deadpool_postgres::PoolError),
    /// The head of the log cannot be read.
    #[error("cannot read the head of the log: {0}")]
    Head(tokio_postgres::Error),
    /// The writer thread cannot be started.
    #[error("cannot start the writer thread: {0}")]
    Thread(std::io::Error),
    /// The schema cannot be brought up to date.
    #[error("cannot bring the log's schema up to date: {0}")]
    Migrate(#[from] MigrateError),
}

pub(super) fn config(url: &str) -> Result<Config, OpenError> {
    let mut config: Config = url.parse().map_err(OpenError::Config)?;
    if config.get_application_name().is_none() {
        config.application_name("ringback event log");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    Ok(config)
}

pub(super) fn pool(config: &Config) -> Result<Pool, OpenError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config.clone(), NoTls, recycling);
    let pool = Pool::builder(manager).max_size(READERS).runtime(Runtime::Tokio1);
    Ok(pool.wait_timeout(Some(WAIT_TIMEOUT)).build()?)
}

pub(super) async fn migrate(pool: &Pool) -> Result<(), OpenError> {
    let mut client = pool.get().await?;
    Ok(migrate::postgres(&mut client, MIGRATIONS).await?)
}

/// A connection outside the pool, which its holder drives.
pub(super) async fn connect(
    config: &Config,
) -> Result<(Client, Connection<Socket, NoTlsStream>), tokio_postgres::Error> {
    config.connect(NoTls).await
}

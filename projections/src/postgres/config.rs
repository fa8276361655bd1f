//! Where the database is.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Timeouts};
use tokio_postgres::NoTls;

use crate::query::ViewError;

/// Where the database of the read models is.
#[derive(Clone)]
pub struct PostgresConfig {
    /// `host=… port=… user=… dbname=…` or `postgres://…`, as libpq reads it.
    pub url: String,
    /// Most connections at once.
    pub connections: usize,
}

impl std::fmt::Debug for PostgresConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresConfig")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

impl PostgresConfig {
    /// A database with at most 8 connections.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 8 }
    }

    /// Connections that see the tables of `schema`.
    pub(super) fn pool(&self, schema: &str) -> Result<Pool, ViewError> {
        let mut config: tokio_postgres::Config =
            self.url.parse().map_err(ViewError::unavailable)?;
        let options = config.get_options().unwrap_or_default();
        config.options(format!("{options} -c search_path={schema}"));
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let limit = Some(Duration::from_secs(5));
        Pool::builder(Manager::from_config(config, NoTls, recycling))
            .max_size(self.connections)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .timeouts(Timeouts { wait: limit, create: limit, recycle: limit })
            .build()
            .map_err(ViewError::unavailable)
    }
}

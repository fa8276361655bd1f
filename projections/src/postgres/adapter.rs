//! The adapter: connections to the live rows, or to a set beside them.

use deadpool_postgres::{Object, Pool};
use store::position::Position;

use super::config::PostgresConfig;
use super::{read, schema, write};
use crate::query::{Row, Sql, ViewError};
use crate::rows::Batch;
use crate::views::Written;

pub(crate) struct PostgresViews {
    config: PostgresConfig,
    schema: String,
    pool: Pool,
}

impl PostgresViews {
    pub(crate) async fn open(config: &PostgresConfig) -> Result<Self, ViewError> {
        let views = Self {
            config: config.clone(),
            schema: schema::LIVE.to_owned(),
            pool: config.pool(schema::LIVE)?,
        };
        let mut client = views.client().await?;
        schema::warn_of_power(&**client).await?;
        schema::prepare(&mut client).await?;
        drop(client);
        Ok(views)
    }

    async fn client(&self) -> Result<Object, ViewError> {
        self.pool.get().await.map_err(ViewError::unavailable)
    }

    pub(crate) async fn position(&self) -> Result<Position, ViewError> {
        let client = self.client().await?;
        let row = client
            .query_one("SELECT position FROM feed", &[])
            .await
            .map_err(ViewError::unavailable)?;
        let position: i64 = row.try_get(0).map_err(ViewError::unavailable)?;
        Ok(Position(position.unsigned_abs()))
    }

    pub(crate) async fn fetch(&self, sql: &Sql) -> Result<Vec<Row>, ViewError> {
        read::fetch(&self.client().await?, sql).await
    }

    pub(crate) async fn write(
        &self,
        batch: &Batch,
        from: Position,
        to: Position,
    ) -> Result<Written, ViewError> {
        write::write(&mut self.client().await?, batch, from, to).await
    }

    /// An empty set of rows beside the live one.
    pub(crate) async fn beside(&self) -> Result<Self, ViewError> {
        let schema = schema::beside(&mut self.client().await?).await?;
        let pool = self.config.pool(&schema)?;
        Ok(Self { config: self.config.clone(), schema, pool })
    }

    /// Puts the rows of `next` in the place of the live ones, if they have come at least as far or the live
    /// ones have come further than `head`.
    pub(crate) async fn adopt(&self, next: &Self, head: Position) -> Result<bool, ViewError> {
        schema::adopt(&mut self.client().await?, &next.schema, head).await
    }

    pub(crate) async fn checkpoint(&self, name: &str) -> Result<Position, ViewError> {
        let client = self.client().await?;
        let sql = "SELECT position FROM ringback_reactors.checkpoints WHERE name = $1";
        let row = client.query_opt(sql, &[&name]).await.map_err(ViewError::unavailable)?;
        let position: Option<i64> =
            row.map(|row| row.try_get(0)).transpose().map_err(ViewError::unavailable)?;
        Ok(Position(position.unwrap_or(0).unsigned_abs()))
    }

    pub(crate) async fn set_checkpoint(
        &self,
        name: &str,
        position: Position,
    ) -> Result<(), ViewError> {
        let client = self.client().await?;
        let sql = "INSERT INTO ringback_reactors.checkpoints (name, position) VALUES ($1, $2)
                   ON CONFLICT (name) DO UPDATE SET position = excluded.position";
        client
            .execute(sql, &[&name, &position.0.cast_signed()])
            .await
            .map_err(ViewError::unavailable)?;
        Ok(())
    }
}

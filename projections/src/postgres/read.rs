//! Reading rows, with the account told to the database first.

use deadpool_postgres::Object;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::query::{Row, Scope, Sql, ViewError};
use crate::rows::{Kind, Value};

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql(kind, out),
            Self::Bool(claim) => claim.to_sql(kind, out),
            Self::Text(text) => text.as_str().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::BOOL, Type::TEXT].contains(kind)
    }

    to_sql_checked!();
}

/// Asks within a transaction that names the scope's account. The four messages travel together.
pub(super) async fn fetch(client: &Object, sql: &Sql) -> Result<Vec<Row>, ViewError> {
    let statement = client.prepare_cached(&sql.text).await.map_err(ViewError::unavailable)?;
    let begin = match sql.scope {
        Scope::Account(account) => format!("BEGIN; SET LOCAL app.account = '{account}'"),
        Scope::Platform => String::from("BEGIN; SET LOCAL app.account = '*'"),
    };
    let values: Vec<&(dyn ToSql + Sync)> =
        sql.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    let (begun, rows, ended) = tokio::join!(
        client.batch_execute(&begin),
        client.query(&statement, &values),
        client.batch_execute("COMMIT")
    );
    begun.map_err(ViewError::unavailable)?;
    let rows = rows.map_err(ViewError::unavailable)?;
    ended.map_err(ViewError::unavailable)?;
    rows.iter().map(|row| read(row, &sql.answer)).collect()
}

fn read(row: &tokio_postgres::Row, answer: &[Kind]) -> Result<Row, ViewError> {
    let read = |(place, kind): (usize, &Kind)| match kind {
        Kind::Text | Kind::Json => row
            .try_get::<_, Option<String>>(place)
            .map(|text| text.map_or(Value::Null, Value::Text)),
        Kind::Int | Kind::Time => row.try_get::<_, Option<i64>>(place).map(Into::into),
        Kind::Bool => row.try_get::<_, Option<bool>>(place).map(Into::into),
    };
    let values: Result<Vec<Value>, _> = answer.iter().enumerate().map(read).collect();
    values.map(Row).map_err(ViewError::damaged)
}

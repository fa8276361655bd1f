//! Values in SQLite: yes and no are 1 and 0.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::query::ViewError;
use crate::rows::{Kind, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(claim) => ValueRef::Integer(i64::from(*claim)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

pub(super) fn read(row: &rusqlite::Row<'_>, answer: &[Kind]) -> Result<Vec<Value>, ViewError> {
    let read = |(place, kind): (usize, &Kind)| {
        let value = row.get_ref(place).map_err(ViewError::damaged)?;
        match (value, kind) {
            (ValueRef::Null, _) => Ok(Value::Null),
            (ValueRef::Integer(number), Kind::Bool) => Ok(Value::Bool(number != 0)),
            (ValueRef::Integer(number), _) => Ok(Value::Int(number)),
            (ValueRef::Text(text), _) => {
                let text = std::str::from_utf8(text).map_err(ViewError::damaged)?;
                Ok(Value::Text(text.to_owned()))
            }
            (ValueRef::Real(_) | ValueRef::Blob(_), _) => {
                Err(ViewError::damaged("a value of a kind that no column has"))
            }
        }
    };
    answer.iter().enumerate().map(read).collect()
}

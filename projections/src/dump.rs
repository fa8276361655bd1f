//! Every row as text, for comparing sets of rows byte for byte.

use std::fmt::Write as _;

use crate::query::{Row, Scope, Select, ViewError};
use crate::rows::{TABLES, Value};
use crate::views::Views;

impl Views {
    /// Every row of every table, in the order of the keys: a line `calls ["AC…","CA…",null,1,true]` each.
    pub async fn dump(&self) -> Result<String, ViewError> {
        let mut dump = String::new();
        for table in TABLES {
            let select = Select::new(Scope::Platform, table).ordered(table.key);
            for Row(values) in self.many(select, Ok).await? {
                let values: Vec<serde_json::Value> = values.into_iter().map(plain).collect();
                let _ = writeln!(dump, "{} {}", table.name, serde_json::Value::Array(values));
            }
        }
        Ok(dump)
    }
}

fn plain(value: Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(number) => number.into(),
        Value::Bool(claim) => claim.into(),
        Value::Text(text) => text.into(),
    }
}

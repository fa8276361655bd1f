//! The statements that write one change, in the words that both databases understand.

use super::batch::Change;
use super::op::{Cell, Merge};
use super::table::Table;

/// How a change is written: the same shape, the same statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    table: &'static str,
    verb: Verb,
    cells: Vec<(u8, Merge)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Verb {
    Upsert,
    Update,
    Delete,
}

impl Shape {
    pub(crate) fn of(table: &Table, change: &Change) -> Self {
        let (verb, cells) = match change {
            Change::Upsert(cells) => (Verb::Upsert, cells.as_slice()),
            Change::Update(cells) => (Verb::Update, cells.as_slice()),
            Change::Delete => (Verb::Delete, [].as_slice()),
        };
        let cells = cells.iter().map(|cell| (cell.column, cell.merge)).collect();
        Self { table: table.name, verb, cells }
    }

    /// Whether a change is of this shape.
    pub(crate) fn fits(&self, table: &Table, change: &Change) -> bool {
        let verb = match change {
            Change::Upsert(_) => Verb::Upsert,
            Change::Update(_) => Verb::Update,
            Change::Delete => Verb::Delete,
        };
        let cells = cells(change).iter().map(|cell| (cell.column, cell.merge));
        self.verb == verb && self.table == table.name && self.cells.iter().copied().eq(cells)
    }

    /// The columns whose values a statement is given, in order: the key's, then the cells'.
    pub(crate) fn columns(&self, table: &Table) -> Vec<u8> {
        table.key.iter().copied().chain(self.cells.iter().map(|(column, _)| *column)).collect()
    }

    /// A statement for one row; its values are `?1`, `?2`… in the order of [`Shape::columns`].
    pub(crate) fn for_one(&self, table: &Table) -> String {
        let places: Vec<String> =
            (1..=self.columns(table).len()).map(|place| format!("?{place}")).collect();
        match self.verb {
            Verb::Upsert => self.insert(table, &format!("VALUES ({})", places.join(", "))),
            Verb::Update => {
                let values = &places[table.key.len()..];
                let sets = self.sets(table, |place, _| values[place].clone());
                format!("UPDATE {} SET {sets} WHERE {}", table.name, equal(table, &places))
            }
            Verb::Delete => format!("DELETE FROM {} WHERE {}", table.name, equal(table, &places)),
        }
    }

    /// A statement for many rows; `rows` is what stands for them, with a name `u` and the columns' names.
    pub(crate) fn for_many(&self, table: &Table, rows: &str) -> String {
        let keys: Vec<String> =
            table.key.iter().map(|key| format!("u.{}", table.column(*key).name)).collect();
        match self.verb {
            Verb::Upsert => self.insert(table, &format!("SELECT * FROM {rows}")),
            Verb::Update => {
                let sets = self.sets(table, |_, name| format!("u.{name}"));
                format!(
                    "UPDATE {} SET {sets} FROM {rows} WHERE {}",
                    table.name,
                    equal(table, &keys)
                )
            }
            Verb::Delete => {
                format!("DELETE FROM {} USING {rows} WHERE {}", table.name, equal(table, &keys))
            }
        }
    }

    fn insert(&self, table: &Table, rows: &str) -> String {
        let names = table.names(self.columns(table));
        let key = table.names(table.key.iter().copied());
        let sets = self.sets(table, |_, name| format!("excluded.{name}"));
        let name = table.name;
        format!("INSERT INTO {name} ({names}) {rows} ON CONFLICT ({key}) DO UPDATE SET {sets}")
    }

    fn sets(&self, table: &Table, value: impl Fn(usize, &str) -> String) -> String {
        let set = |(place, (column, merge)): (usize, &(u8, Merge))| {
            let name = table.column(*column).name;
            let (old, new) = (format!("{}.{name}", table.name), value(place, name));
            match merge {
                Merge::Set => format!("{name} = {new}"),
                Merge::Add => format!("{name} = coalesce({old}, 0) + {new}"),
                Merge::Max => {
                    format!(
                        "{name} = CASE WHEN {old} > {new} THEN {old} ELSE coalesce({new}, {old}) END"
                    )
                }
                Merge::Coalesce => format!("{name} = coalesce({old}, {new})"),
            }
        };
        self.cells.iter().enumerate().map(set).collect::<Vec<_>>().join(", ")
    }
}

fn equal(table: &Table, values: &[String]) -> String {
    let pairs = table.key.iter().zip(values);
    let pairs =
        pairs.map(|(key, value)| format!("{}.{} = {value}", table.name, table.column(*key).name));
    pairs.collect::<Vec<_>>().join(" AND ")
}

/// The cells of a change.
pub(crate) fn cells(change: &Change) -> &[Cell] {
    match change {
        Change::Upsert(cells) | Change::Update(cells) => cells,
        Change::Delete => &[],
    }
}

//! How a table is declared: once, in Rust, for both databases.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A JSON document, kept as it was written.
    Json,
    /// A whole number.
    Int,
    /// A point in time, in µs since 1970.
    Time,
    /// Yes or no.
    Bool,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// Its name in SQL.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// An index beside the primary key; none is unique.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    /// Its name in SQL.
    pub name: &'static str,
    /// The columns, by number.
    pub columns: &'static [u8],
}

/// A table. Its first column is always `account_sid`.
#[derive(Debug)]
pub struct Table {
    /// Its name in SQL.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [ColumnDef],
    /// The columns of the primary key, by number.
    pub key: &'static [u8],
    /// The other indexes.
    pub indexes: &'static [Index],
    /// The columns that name an account which may see the row.
    pub visible_by: &'static [u8],
}

impl Table {
    /// A column's declaration.
    pub fn column(&self, number: u8) -> &'static ColumnDef {
        &self.columns[usize::from(number)]
    }

    /// The names of columns, in order, with commas.
    pub fn names(&self, columns: impl IntoIterator<Item = u8>) -> String {
        let names: Vec<&str> = columns.into_iter().map(|number| self.column(number).name).collect();
        names.join(", ")
    }

    /// Every column's number, in order.
    #[expect(clippy::cast_possible_truncation, reason = "tables have fewer than 255 columns")]
    pub fn all(&self) -> std::ops::Range<u8> {
        0..self.columns.len() as u8
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

/// Declares a table and the enum of its columns.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $table:ident($column:ident) = $name:literal
        key($($key:ident),+)
        $(visible_by($($seer:ident),+))?
        $(index $index:literal($($part:ident),+))*
        { $($variant:ident = $sql:literal: $kind:ident $(or $null:ident)?,)+ }
    ) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum $column { $($variant),+ }

        impl From<$column> for u8 {
            fn from(column: $column) -> Self {
                column as Self
            }
        }

        $(#[$doc])*
        pub(crate) static $table: $crate::rows::Table = $crate::rows::Table {
            name: $name,
            columns: &[$($crate::rows::ColumnDef {
                name: $sql,
                kind: $crate::rows::Kind::$kind,
                nullable: $crate::rows::table!(@null $($null)?),
            }),+],
            key: &[$($column::$key as u8),+],
            indexes: &[$($crate::rows::Index {
                name: $index,
                columns: &[$($column::$part as u8),+],
            }),*],
            visible_by: $crate::rows::table!(@seers $column $($($seer),+)?),
        };
    };
    (@null Null) => { true };
    (@null) => { false };
    (@seers $column:ident) => { &[0] };
    (@seers $column:ident $($seer:ident),+) => { &[$($column::$seer as u8),+] };
}

pub(crate) use table;

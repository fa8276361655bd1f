//! The tables in SQL, written from their declarations.
//!
//! `migrations/{sqlite,postgres}/0100_views.sql` hold what these functions write; a test compares them.

use std::fmt::Write as _;

use super::table::{ColumnDef, Index, Kind, Table};
use super::tables::TABLES;

/// The rules by which projectors make rows. A change of what a projector writes must change this number,
/// so that read models made by the old rules are built anew.
const RULES: u64 = 1;

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite ≥ 3.38.
    Sqlite,
    /// PostgreSQL ≥ 15.
    Postgres,
}

/// The statements that make every table, in a new file or a new schema.
pub fn ddl(dialect: Dialect) -> String {
    let mut sql = String::from(
        "-- Written by projections::rows::ddl; UPDATE_DOCS=1 cargo test -p projections rewrites it.\n",
    );
    for table in TABLES {
        create(&mut sql, dialect, table);
    }
    let views = crate::work::views();
    for (name, text, is_report) in &views {
        create_view(&mut sql, dialect, name, text, *is_report);
    }
    if dialect == Dialect::Postgres {
        let reports = views.iter().filter(|(_, _, is_report)| *is_report).map(|(name, ..)| *name);
        admit_analysts(&mut sql, &reports.collect::<Vec<_>>().join(", "));
    }
    sql
}

/// The policies of its tables bind a view, because they bind the owner. A report is a barrier on PostgreSQL, too:
/// a condition of whoever asks is not tried on rows that it hides; and a database user whose name is an
/// account's sid sees that account's rows alone, whatever it sets `app.account` to. What only this program
/// reads is no barrier, so that the planner sees through it.
fn create_view(sql: &mut String, dialect: Dialect, name: &str, text: &str, is_report: bool) {
    let _ = if is_report && dialect == Dialect::Postgres {
        write!(
            sql,
            "\nCREATE VIEW {name} WITH (security_barrier = true) AS\nSELECT * FROM (\n{text}\n) seen\n\
             WHERE session_user NOT LIKE 'AC%' OR seen.account_sid = CAST(session_user AS text);\n"
        )
    } else {
        write!(sql, "\nCREATE VIEW {name} AS\n{text};\n")
    };
}

/// Lets the role of analysts, where an operator made one, read the reports and nothing else.
fn admit_analysts(sql: &mut String, reports: &str) {
    let _ = write!(
        sql,
        "\nDO $$ BEGIN\n    \
         IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringback_analyst') THEN\n        \
         EXECUTE format('GRANT USAGE ON SCHEMA %I TO ringback_analyst', current_schema());\n        \
         GRANT SELECT ON {reports} TO ringback_analyst;\n    \
         END IF;\nEND $$;\n"
    );
}

/// Names the shape of the tables and the rules by which they are filled: read models with another
/// fingerprint are built anew.
pub fn fingerprint() -> String {
    let shape = crate::rows::hash::fnv1a(ddl(Dialect::Sqlite).as_bytes());
    format!("{RULES}-{shape:032x}")
}

fn create(sql: &mut String, dialect: Dialect, table: &Table) {
    let columns: Vec<String> =
        table.columns.iter().map(|column| format!("    {}", declare(dialect, column))).collect();
    let key = table.names(table.key.iter().copied());
    let has_json = table.columns.iter().any(|column| column.kind == Kind::Json);
    let ending = match dialect {
        Dialect::Sqlite if has_json => " STRICT",
        Dialect::Sqlite => " STRICT, WITHOUT ROWID",
        Dialect::Postgres => "",
    };
    let _ = write!(
        sql,
        "\nCREATE TABLE {} (\n{},\n    PRIMARY KEY ({key})\n){ending};\n",
        table.name,
        columns.join(",\n")
    );
    for one in table.indexes {
        let _ = writeln!(sql, "{};", index(table, one));
    }
    if dialect == Dialect::Postgres {
        policy(sql, table);
    }
}

/// The statement that makes an index.
pub(crate) fn index(table: &Table, index: &Index) -> String {
    let columns = table.names(index.columns.iter().copied());
    format!("CREATE INDEX {} ON {} ({columns})", index.name, table.name)
}

fn declare(dialect: Dialect, column: &ColumnDef) -> String {
    let kind = match (dialect, column.kind) {
        (Dialect::Sqlite, Kind::Text | Kind::Json) => "TEXT",
        (Dialect::Sqlite, Kind::Int | Kind::Time | Kind::Bool) => "INTEGER",
        (Dialect::Postgres, Kind::Text | Kind::Json) => "text COLLATE \"C\"",
        (Dialect::Postgres, Kind::Int | Kind::Time) => "bigint",
        (Dialect::Postgres, Kind::Bool) => "boolean",
    };
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!("{} {kind}{null}", column.name)
}

/// A connection sees the rows of the account that `app.account` names, every row when it is `*`, and none
/// when it is not set. `FORCE` binds the owner of the table, too.
fn policy(sql: &mut String, table: &Table) {
    let setting = "current_setting('app.account', true)";
    let sees: Vec<String> = table
        .visible_by
        .iter()
        .map(|column| format!("{} = {setting}", table.column(*column).name))
        .collect();
    let name = table.name;
    let _ = write!(
        sql,
        "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n\
         ALTER TABLE {name} FORCE ROW LEVEL SECURITY;\n\
         CREATE POLICY tenant ON {name}\n    \
         USING ({} OR {setting} = '*')\n    \
         WITH CHECK ({setting} = '*');\n",
        sees.join(" OR ")
    );
}

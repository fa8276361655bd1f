//! The one kind of question that lists and look-ups ask.

use std::fmt::Write as _;

use domain::sid::AccountSid;

use super::page::{From, Paging, TimeRange};
use crate::rows::{Kind, Table, Value};

/// Whose rows may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of one account.
    Account(AccountSid),
    /// All: for the platform itself, before it knows whose call or credentials it has before it.
    Platform,
}

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compare {
    Equal,
    Other,
    AtLeast,
    Below,
    /// SQL's LIKE with `\` for escapes.
    Like,
    /// The column is empty; the value is not looked at.
    Empty,
}

/// A statement with `$1`, `$2`… in the order of first use, its values, and what its answer's columns hold.
#[derive(Debug, Clone)]
pub(crate) struct Sql {
    pub(crate) scope: Scope,
    pub(crate) text: String,
    pub(crate) values: Vec<Value>,
    pub(crate) answer: Vec<Kind>,
}

/// A question to one table. The scope's account is always part of it.
#[derive(Debug, Clone)]
pub(crate) struct Select {
    scope: Scope,
    table: &'static Table,
    conditions: Vec<String>,
    values: Vec<Value>,
    ending: String,
    /// What stands in other tables and is answered after the table's own columns.
    looked_up: Vec<(String, Kind)>,
}

impl Select {
    pub(crate) fn new(scope: Scope, table: &'static Table) -> Self {
        let mut select = Self {
            scope,
            table,
            conditions: Vec::new(),
            values: Vec::new(),
            ending: String::new(),
            looked_up: Vec::new(),
        };
        if let Scope::Account(account) = scope {
            let place = select.place(Value::sid(account));
            let sees: Vec<String> = table
                .visible_by
                .iter()
                .map(|column| format!("{} = {place}", table.column(*column).name))
                .collect();
            select.conditions.push(format!("({})", sees.join(" OR ")));
        }
        select
    }

    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    #[must_use]
    pub(crate) fn filter(
        mut self,
        column: impl Into<u8>,
        compare: Compare,
        value: impl Into<Value>,
    ) -> Self {
        let name = self.table.column(column.into()).name;
        let condition = match compare {
            Compare::Equal => format!("{name} = {}", self.place(value.into())),
            Compare::Other => format!("{name} <> {}", self.place(value.into())),
            Compare::AtLeast => format!("{name} >= {}", self.place(value.into())),
            Compare::Below => format!("{name} < {}", self.place(value.into())),
            Compare::Like => format!("{name} LIKE {} ESCAPE '\\'", self.place(value.into())),
            Compare::Empty => format!("{name} IS NULL"),
        };
        self.conditions.push(condition);
        self
    }

    /// Answers, after the table's own columns, a column of the row that a sid of the same account names in
    /// another table.
    #[must_use]
    pub(crate) fn lookup(
        mut self,
        sid: impl Into<u8>,
        table: &'static Table,
        wanted: impl Into<u8>,
    ) -> Self {
        let (own, other) = (self.table.name, table.name);
        let (sid, wanted) = (self.table.column(sid.into()).name, table.column(wanted.into()));
        let text = format!(
            "(SELECT x.{} FROM {other} x WHERE x.account_sid = {own}.account_sid AND x.sid = {own}.{sid})",
            wanted.name
        );
        self.looked_up.push((text, wanted.kind));
        self
    }

    /// A sid names a row of another table, of the same account, whose column is `value`.
    #[must_use]
    pub(crate) fn refers(
        mut self,
        sid: impl Into<u8>,
        table: &'static Table,
        (column, value): (impl Into<u8>, impl Into<Value>),
    ) -> Self {
        let (own, other) = (self.table.name, table.name);
        let (sid, column) = (self.table.column(sid.into()).name, table.column(column.into()).name);
        let place = self.place(value.into());
        self.conditions.push(format!(
            "{sid} IN (SELECT x.sid FROM {other} x WHERE x.account_sid = {own}.account_sid \
             AND x.{column} = {place})"
        ));
        self
    }

    /// The column is empty.
    #[must_use]
    pub(crate) fn empty(self, column: impl Into<u8>) -> Self {
        self.filter(column, Compare::Empty, Value::Null)
    }

    /// One of these is so, each of them all that it lists.
    #[must_use]
    pub(crate) fn any_of(mut self, choices: Vec<Vec<(u8, Compare, Value)>>) -> Self {
        let before = self.conditions.len();
        let mut any = Vec::with_capacity(choices.len());
        for choice in choices {
            for (column, compare, value) in choice {
                self = self.filter(column, compare, value);
            }
            any.push(format!("({})", self.conditions.split_off(before).join(" AND ")));
        }
        self.conditions.push(format!("({})", any.join(" OR ")));
        self
    }

    #[must_use]
    pub(crate) fn equal(self, column: impl Into<u8>, value: impl Into<Value>) -> Self {
        self.filter(column, Compare::Equal, value)
    }

    /// The column is one of `values`, or none of them when `is_among` is false. Each is a parameter of the
    /// statement, of which a database takes some 30,000.
    #[must_use]
    pub(crate) fn among(
        mut self,
        column: impl Into<u8>,
        is_among: bool,
        values: impl IntoIterator<Item = impl Into<Value>>,
    ) -> Self {
        let name = self.table.column(column.into()).name;
        let places: Vec<String> =
            values.into_iter().map(|value| self.place(value.into())).collect();
        self.conditions.push(match (places.is_empty(), is_among) {
            (true, true) => "1 = 0".to_owned(),
            (true, false) => "1 = 1".to_owned(),
            (false, true) => format!("{name} IN ({})", places.join(", ")),
            (false, false) => format!("{name} NOT IN ({})", places.join(", ")),
        });
        self
    }

    /// The column is `value`, when there is a value.
    #[must_use]
    pub(crate) fn equal_if(self, column: impl Into<u8>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.equal(column, value),
            None => self,
        }
    }

    #[must_use]
    pub(crate) fn within(mut self, column: impl Into<u8>, range: TimeRange) -> Self {
        let column = column.into();
        if let Some(from) = range.from {
            self = self.filter(column, Compare::AtLeast, from);
        }
        if let Some(until) = range.until {
            self = self.filter(column, Compare::Below, until);
        }
        self
    }

    /// A page of the list ordered by `at`, then `tie`; the greatest first when `newest_first`. One row more
    /// than the page holds is asked for, to see whether there are more.
    #[must_use]
    pub(crate) fn page(
        mut self,
        (at, tie): (impl Into<u8>, impl Into<u8>),
        newest_first: bool,
        paging: &Paging,
    ) -> Self {
        let (at, tie) = (self.table.column(at.into()).name, self.table.column(tie.into()).name);
        let backwards = matches!(paging.from, From::Before(_));
        let descending = newest_first != backwards;
        if let From::After(cursor) | From::Before(cursor) = &paging.from {
            let sign = if descending { '<' } else { '>' };
            let (first, second) = (cursor.at, cursor.tie.clone());
            let places = (self.place(first.into()), self.place(second.into()));
            self.conditions.push(format!("({at}, {tie}) {sign} ({}, {})", places.0, places.1));
        }
        let order = if descending { "DESC" } else { "ASC" };
        let limit = self.place((i64::from(paging.size) + 1).into());
        self.ending = format!(" ORDER BY {at} {order}, {tie} {order} LIMIT {limit}");
        if let From::Page(pages) = paging.from {
            let skipped = i64::from(pages) * i64::from(paging.size);
            let offset = self.place(skipped.into());
            let _ = write!(self.ending, " OFFSET {offset}");
        }
        self
    }

    /// A page of the list ordered by one or two columns of numbers, each descending or not, then by a sid.
    #[must_use]
    pub(crate) fn sorted<C: Into<u8> + Copy>(
        mut self,
        keys: &[(C, bool)],
        sid: C,
        paging: &Paging,
    ) -> Self {
        let [(first, first_descends), (second, second_descends)] = *keys else {
            let (first, descends) = keys.first().copied().unwrap_or((sid, false));
            return self.page((first, sid), descends, paging);
        };
        let backwards = matches!(paging.from, From::Before(_));
        let name = |column: C| self.table.column(column.into()).name;
        let names = [name(first), name(second), name(sid)];
        let descends = [first_descends, second_descends, second_descends].map(|it| it != backwards);
        if let From::After(cursor) | From::Before(cursor) = &paging.from {
            // A place in a list of another order is after every row.
            let (then, tie) = cursor.then().unwrap_or((i64::MAX, "~"));
            let values = [Value::Int(cursor.at), Value::Int(then), Value::text(tie)];
            let beyond = beyond(names, descends, values.map(|value| self.place(value)));
            self.conditions.push(beyond);
        }
        let order =
            |at: usize| format!("{} {}", names[at], if descends[at] { "DESC" } else { "ASC" });
        let limit = self.place((i64::from(paging.size) + 1).into());
        self.ending = format!(" ORDER BY {}, {}, {} LIMIT {limit}", order(0), order(1), order(2));
        if let From::Page(pages) = paging.from {
            let skipped = i64::from(pages) * i64::from(paging.size);
            let offset = self.place(skipped.into());
            let _ = write!(self.ending, " OFFSET {offset}");
        }
        self
    }

    /// Every row, ordered by the columns given.
    #[must_use]
    pub(crate) fn ordered(mut self, columns: &[u8]) -> Self {
        self.ending = format!(" ORDER BY {}", self.table.names(columns.iter().copied()));
        self
    }

    pub(crate) fn sql(self) -> Sql {
        let filter = if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.conditions.join(" AND "))
        };
        let mut names = self.table.names(self.table.all());
        for (text, _) in &self.looked_up {
            let _ = write!(names, ", {text}");
        }
        let text = format!("SELECT {names} FROM {}{filter}{}", self.table.name, self.ending);
        let own = self.table.columns.iter().map(|column| column.kind);
        let answer = own.chain(self.looked_up.iter().map(|(_, kind)| *kind)).collect();
        Sql { scope: self.scope, text, values: self.values, answer }
    }
}

/// The condition that a row comes after the one with these values.
fn beyond(names: [&str; 3], descends: [bool; 3], places: [String; 3]) -> String {
    let past = |at: usize| {
        let sign = if descends[at] { '<' } else { '>' };
        format!("{} {sign} {}", names[at], places[at])
    };
    let same = |at: usize| format!("{} = {}", names[at], places[at]);
    format!("({} OR ({} AND ({} OR ({} AND {}))))", past(0), same(0), past(1), same(1), past(2))
}

//! What was found out about tenants' settings, for as long as no setting changes.
//!
//! Each call asks who answers for a number and what its account signs with; the answers change when somebody
//! changes a number, an application, a key or an account, which is seldom.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::accounts::ACCOUNTS;
use crate::applications::APPLICATIONS;
use crate::keys::KEYS;
use crate::numbers::NUMBERS;
use crate::query::{Row, Sql};
use crate::rows::{Batch, Table, Value};

/// The tables of settings.
static SETTINGS: [&Table; 4] = [&ACCOUNTS, &APPLICATIONS, &KEYS, &NUMBERS];
/// The most answers kept.
const ROOM: usize = 8_192;

/// A statement and its values.
type Question = (String, Vec<Value>);
/// The values of the first row, if there was one, and when that was so.
type Kept = (Era, Option<Vec<Value>>);

/// A time without changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Era(u64);

/// The answers.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    era: AtomicU64,
    answers: Mutex<HashMap<Question, Kept>>,
}

impl Settled {
    /// The time that it is now. Ask before the question is put to the tables: an answer that was on its way
    /// while something changed is then not kept for the new time.
    pub(crate) fn era(&self) -> Era {
        Era(self.era.load(Ordering::Acquire))
    }

    /// The answer of this time, when it is known.
    pub(crate) fn answer(&self, sql: &Sql, era: Era) -> Option<Option<Row>> {
        let answers = self.answers.lock();
        let (then, row) = answers.get(&(sql.text.clone(), sql.values.clone()))?;
        (*then == era).then(|| row.clone().map(Row))
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, sql: &Sql, era: Era, row: Option<&Row>) {
        let mut answers = self.answers.lock();
        if answers.len() >= ROOM {
            answers.clear();
        }
        let question = (sql.text.clone(), sql.values.clone());
        answers.insert(question, (era, row.map(|row| row.0.clone())));
    }

    /// Forgets everything if the batch, which is in the tables now, changes a setting.
    pub(crate) fn changed_by(&self, batch: &Batch) {
        let is_setting = |table: &Table| SETTINGS.iter().any(|setting| setting.name == table.name);
        if batch.slots().iter().any(|slot| is_setting(slot.table)) {
            self.forget();
        }
    }

    /// Forgets everything: others may have changed the tables.
    pub(crate) fn forget(&self) {
        self.era.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::CALLS;
    use crate::query::Scope;
    use crate::rows::{Key, RowOp};

    fn question(value: &str) -> Sql {
        let values = vec![Value::from(value)];
        Sql { scope: Scope::Platform, text: "SELECT 1".to_owned(), values, answer: Vec::new() }
    }

    fn change(table: &'static Table) -> Batch {
        let mut batch = Batch::default();
        batch.push(RowOp::Delete { table, key: Key::from_iter([Value::from("AC1")]) });
        batch
    }

    fn answered(settled: &Settled, value: &str) -> Option<Option<Vec<Value>>> {
        settled.answer(&question(value), settled.era()).map(|row| row.map(|row| row.0))
    }

    #[test]
    fn an_answer_stands_until_a_setting_changes() {
        let settled = Settled::default();
        let row = Row(vec![Value::from("found")]);
        settled.keep(&question("a"), settled.era(), Some(&row));
        settled.keep(&question("b"), settled.era(), None);
        settled.changed_by(&change(&CALLS));
        assert_eq!(answered(&settled, "a"), Some(Some(row.0)));
        assert_eq!(answered(&settled, "b"), Some(None));
        assert_eq!(answered(&settled, "c"), None);
        for table in SETTINGS {
            settled.keep(&question("a"), settled.era(), None);
            settled.changed_by(&change(table));
            assert_eq!(answered(&settled, "a"), None);
        }
    }

    #[test]
    fn an_answer_that_was_on_its_way_during_a_change_is_not_kept() {
        let settled = Settled::default();
        let before = settled.era();
        settled.forget();
        settled.keep(&question("a"), before, None);
        assert_eq!(answered(&settled, "a"), None);
    }
}

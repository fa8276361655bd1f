//! The expressions of all that waits, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

use super::{slab::Slab, worker::Worker};
use crate::work::expression::{Attributes, Expression};

#[derive(Default)]
pub(super) struct Rules {
    /// Looked up, never walked.
    numbers: HashMap<Expression, u32>,
    rules: Slab<Rule>,
    asking_loads: u32,
}

struct Rule {
    expression: Expression,
    uses: u32,
    always: Option<bool>,
    asks_load: bool,
}

impl Rules {
    /// Its number, with one more use.
    pub(super) fn take(&mut self, expression: &Expression) -> u32 {
        if let Some(number) = self.numbers.get(expression) {
            if let Some(rule) = self.rules.get_mut(*number) {
                rule.uses += 1;
            }
            return *number;
        }
        let asks_load = expression.depends_on_load();
        self.asking_loads += u32::from(asks_load);
        let (always, uses) = (expression.always(), 1);
        let rule = Rule { expression: expression.clone(), uses, always, asks_load };
        let number = self.rules.insert(rule);
        self.numbers.insert(expression.clone(), number);
        number
    }

    /// One use less.
    pub(super) fn give_back(&mut self, number: u32) {
        let Some(rule) = self.rules.get_mut(number) else { return };
        rule.uses -= 1;
        if rule.uses == 0 {
            self.numbers.remove(&rule.expression);
            self.asking_loads -= u32::from(rule.asks_load);
            self.rules.remove(number);
        }
    }

    /// Whether any of them can change its mind about a worker because of what the worker holds.
    pub(super) fn ask_loads(&self) -> bool {
        self.asking_loads > 0
    }

    pub(super) fn fits(&self, number: u32, worker: &Worker, channels: &[Arc<str>]) -> bool {
        let Some(rule) = self.rules.get(number) else { return false };
        let nothing = Attributes::default();
        match rule.always {
            Some(truth) => truth,
            None if rule.asks_load => rule.expression.holds(&worker.with_loads(channels), &nothing),
            None => rule.expression.holds(&worker.seen, &nothing),
        }
    }
}

//! The expressions of all that waits, each kept once.

use std::collections::HashMap;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use super::{slab::Slab, worker::Worker};
use crate::work::expression::{Attributes, Expression};

/// A rule of this many classes remembers what it found, which costs four bytes for each worker.
const WORTH_REMEMBERING: u32 = 16;
/// So many rules remember.
const REMEMBERING: u32 = 64;

#[derive(Default)]
pub(super) struct Rules {
    /// Looked up, never walked.
    numbers: HashMap<Expression, u32>,
    rules: Slab<Rule>,
    asking_loads: u32,
    remembering: u32,
}

struct Rule {
    expression: Expression,
    uses: u32,
    always: Option<bool>,
    asks_load: bool,
    /// By worker: of which [version](Worker::version) it was asked, twice, and one more if that fitted.
    memory: Vec<AtomicU32>,
}

impl Rules {
    /// Its number, with one more use. `workers` is how many there are.
    pub(super) fn take(&mut self, expression: &Expression, workers: u32) -> u32 {
        if let Some(number) = self.numbers.get(expression).copied() {
            self.use_once_more(number, workers);
            return number;
        }
        let asks_load = expression.depends_on_load();
        self.asking_loads += u32::from(asks_load);
        let (always, uses) = (expression.always(), 1);
        let memory = Vec::new();
        let rule = Rule { expression: expression.clone(), uses, always, asks_load, memory };
        let number = self.rules.insert(rule);
        self.numbers.insert(expression.clone(), number);
        number
    }

    fn use_once_more(&mut self, number: u32, workers: u32) {
        let Some(rule) = self.rules.get_mut(number) else { return };
        rule.uses += 1;
        let has_memory = !rule.memory.is_empty();
        let is_worth_it = rule.uses >= WORTH_REMEMBERING && self.remembering < REMEMBERING;
        if rule.always.is_none() && !rule.asks_load && (has_memory || is_worth_it) {
            self.remembering += u32::from(!has_memory && workers > 0);
            if rule.memory.len() < workers as usize {
                rule.memory.resize_with(workers as usize, AtomicU32::default);
            }
        }
    }

    /// One use less.
    pub(super) fn give_back(&mut self, number: u32) {
        let Some(rule) = self.rules.get_mut(number) else { return };
        rule.uses -= 1;
        if rule.uses == 0 {
            self.numbers.remove(&rule.expression);
            self.asking_loads -= u32::from(rule.asks_load);
            self.remembering -= u32::from(!rule.memory.is_empty());
            self.rules.remove(number);
        }
    }

    /// Whether any of them can change its mind about a worker because of what the worker holds.
    pub(super) fn ask_loads(&self) -> bool {
        self.asking_loads > 0
    }

    pub(super) fn fits(&self, number: u32, worker: &Worker, channels: &[Arc<str>]) -> bool {
        let Some(rule) = self.rules.get(number) else { return false };
        match rule.always {
            Some(truth) => truth,
            None if rule.asks_load => {
                rule.expression.holds(&worker.with_loads(channels), &Attributes::default())
            }
            None => rule.fits(worker),
        }
    }
}

impl Rule {
    fn fits(&self, worker: &Worker) -> bool {
        let Some(memory) = self.memory.get(worker.number as usize) else {
            return self.expression.holds(&worker.seen, &Attributes::default());
        };
        let known = memory.load(Ordering::Relaxed);
        if known >> 1 == worker.version {
            return known & 1 == 1;
        }
        let fits = self.expression.holds(&worker.seen, &Attributes::default());
        memory.store(worker.version << 1 | u32::from(fits), Ordering::Relaxed);
        fits
    }
}

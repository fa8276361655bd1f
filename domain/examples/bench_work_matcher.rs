//! How fast the matcher decides, and what it weighs.
//!
//! ```text
//! cargo run --release -p domain --example bench_work_matcher -- [workers] [items] [queues]
//! ```
//!
//! 100,000 workers of 20 queues each (of 1,000), items in queues by a Zipf-like law, one of eight languages
//! demanded of the worker. W1: more waits than can be done. W2: half of the workers are idle. W4: one
//! worker in thousands fits. W5: ten are asked at a time. W6: storms. The names are those of the design.

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a program that measures time")]

use std::sync::Arc;
use std::time::Instant;

use domain::{
    sid::{TaskQueueSid, WorkItemSid, WorkerSid},
    timestamp::Timestamp,
    work::{
        expression::{Attributes, Dialect, Expression, Object, Scope},
        matcher::{
            ChannelTerms, ItemTerms, Matcher, Next, Offer, Order, QueueTerms, Wanted, WorkerTerms,
        },
    },
};

const LANGUAGES: [&str; 8] = ["nb", "sv", "da", "fi", "en", "de", "fr", "pl"];

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end.max(1)
    }
}

struct Centre {
    matcher: Matcher,
    chance: Chance,
    queues: u64,
    workers: u64,
    items: u128,
    target: Expression,
    selective: Expression,
    /// Who has what, so that it can be let go.
    held: Vec<Offer>,
}

#[derive(Default)]
struct Times(Vec<u64>);

impl Times {
    fn take<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let it = what();
        self.0.push(start.elapsed().as_nanos() as u64);
        it
    }

    fn say(mut self, what: &str) {
        self.0.sort_unstable();
        let at = |part: f64| {
            let index = ((self.0.len() as f64 * part) as usize).min(self.0.len().saturating_sub(1));
            self.0.get(index).copied().unwrap_or(0) as f64 / 1_000.0
        };
        let sum: u64 = self.0.iter().sum();
        let rate = self.0.len() as f64 / (sum as f64 / 1e9);
        println!(
            "{what:<52} {rate:>9.0}/s  p50 {:>7.2}  p99 {:>7.2}  p99.9 {:>8.2}  max {:>9.1} µs",
            at(0.5),
            at(0.99),
            at(0.999),
            at(1.0)
        );
    }
}

fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0) * 4_096
}

/// Nanoseconds that this process, which has one thread, was on a processor.
fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn expression(text: &str, scope: Scope) -> Expression {
    Expression::parse(text, scope, Dialect::default())
        .unwrap_or_else(|_| Expression::constant(false))
}

fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).unwrap_or_default()
}

impl Centre {
    fn new(workers: u64, queues: u64) -> Self {
        let mut matcher = Matcher::new(Order::Fifo);
        for number in 0..queues {
            let members = expression(&format!("queues HAS \"q{number}\""), Scope::Queue);
            let terms = QueueTerms { members, order: Order::Fifo, max_reserved: 1 };
            matcher.set_queue(TaskQueueSid::from_bits(number.into()), terms);
        }
        let target = expression("worker.languages HAS task.language", Scope::Target);
        let selective = expression("worker.badge == task.badge", Scope::Target);
        let chance = Chance(0x9E37_79B9_7F4A_7C15);
        Self { matcher, chance, queues, workers, items: 0, target, selective, held: Vec::new() }
    }

    fn worker_terms(&mut self, number: u64) -> WorkerTerms {
        let queues: Vec<String> =
            (0..20).map(|_| format!("\"q{}\"", self.chance.below(self.queues))).collect();
        let language = LANGUAGES[self.chance.below(8) as usize];
        let text = format!(
            r#"{{"badge": "b{number}", "languages": ["{language}"], "queues": [{}]}}"#,
            queues.join(",")
        );
        let channel = |name: &str, capacity| ChannelTerms {
            name: name.into(),
            capacity,
            is_available: true,
            cost: 0,
        };
        WorkerTerms {
            attributes: attributes(&text),
            facts: Arc::new(Object::default()),
            is_available: true,
            channels: vec![channel("voice", 1), channel("chat", 3)],
        }
    }

    fn admit(&mut self) {
        let mut times = Times::default();
        let all: Vec<_> = (0..self.workers).map(|it| self.worker_terms(it)).collect();
        let before = resident_bytes();
        for (number, terms) in (0..self.workers).zip(&all) {
            let terms = terms.clone();
            let sid = WorkerSid::from_bits(number.into());
            times.take(|| self.matcher.set_worker(sid, terms));
            self.settle();
        }
        times.say("a worker comes (every queue's expression is asked)");
        let bytes = (resident_bytes() - before) / self.workers;
        println!("{:<52} {bytes} bytes besides its attributes", "a worker weighs");
    }

    fn item_terms(&mut self) -> ItemTerms {
        // Squaring makes low numbers likelier: a few queues have most of the items.
        let part = self.chance.below(1 << 20) as f64 / f64::from(1 << 20);
        let queue = (part * part * self.queues as f64) as u128;
        let language = LANGUAGES[self.chance.below(8) as usize];
        let text =
            format!(r#"{{"language": "{language}", "customer": 12345, "topic": "invoice"}}"#);
        ItemTerms {
            queue: Some(TaskQueueSid::from_bits(queue)),
            channel: "voice".into(),
            priority: self.chance.below(4) as u32,
            start: Timestamp(self.items as i64),
            due: None,
            rule: self.target.residual(&attributes(&text)),
            order_by: None,
            wanted: Wanted::Anyone,
        }
    }

    fn arrive(&mut self, terms: &ItemTerms) -> WorkItemSid {
        self.items += 1;
        let sid = WorkItemSid::from_bits(self.items);
        self.matcher.set_item(sid, terms);
        sid
    }

    /// One offer, reserved.
    fn offer(&mut self) -> Option<Offer> {
        loop {
            match self.matcher.next_offer(1_000) {
                Next::Offer(offer) => {
                    self.matcher.reserve(offer.item, offer.worker);
                    return Some(offer);
                }
                Next::Quiet => return None,
                Next::Unfinished => {}
            }
        }
    }

    fn settle(&mut self) {
        while let Some(offer) = self.offer() {
            self.matcher.accept(offer.item, offer.worker);
            self.held.push(offer);
        }
    }

    fn finish_one(&mut self) {
        let at = self.chance.below(self.held.len() as u64) as usize;
        let done = self.held.swap_remove(at);
        self.matcher.release(done.item, done.worker);
    }

    fn fill(&mut self, items: u64) {
        let mut times = Times::default();
        let mut before = None;
        while self.matcher.size().1 < items as usize {
            if before.is_none() && self.matcher.size().1 * 2 > items as usize {
                before = Some((resident_bytes(), self.matcher.size().1));
            }
            let terms = self.item_terms();
            times.take(|| {
                self.arrive(&terms);
                self.settle();
            });
        }
        times.say("items come until that many wait");
        let (bytes, count) = before.unwrap_or((resident_bytes(), 0));
        let grown = resident_bytes().saturating_sub(bytes) / (items - count as u64).max(1);
        println!("{:<52} {grown} bytes", "a waiting item weighs");
    }

    fn overload(&mut self, rounds: u64) {
        let (mut frees, mut comes) = (Times::default(), Times::default());
        let (start, cpu) = (Instant::now(), cpu_ns());
        for _ in 0..rounds {
            frees.take(|| {
                self.finish_one();
                self.settle();
            });
            let terms = self.item_terms();
            comes.take(|| {
                self.arrive(&terms);
                self.settle();
            });
        }
        let rate = rounds as f64 / start.elapsed().as_secs_f64();
        frees.say("W1/W3 a worker is free: decide, reserve, accept");
        comes.say("W1/W3 an item comes and waits");
        println!("{:<52} {rate:>9.0}/s with the making of the items", "W1/W3 life cycles");
        let of_one = rounds as f64 / ((cpu_ns() - cpu) as f64 / 1e9);
        println!("{:<52} {of_one:>9.0}/s of processor time", "W1/W3 life cycles");
    }

    fn idle_pool(&mut self, rounds: u64) {
        while self.held.len() as u64 > self.workers / 2 {
            self.finish_one();
            self.settle();
        }
        let mut times = Times::default();
        for _ in 0..rounds {
            let terms = self.item_terms();
            times.take(|| {
                self.arrive(&terms);
                self.settle();
            });
            self.finish_one();
            self.settle();
        }
        times.say("W2 an item comes to an idle pool: decide, accept");
    }

    fn selective(&mut self, rounds: u64, is_known: bool) {
        let mut times = Times::default();
        for _ in 0..rounds {
            let number = self.chance.below(self.workers);
            let mut terms = self.item_terms();
            terms.queue = Some(TaskQueueSid::from_bits(self.chance.below(self.queues).into()));
            let text = format!(r#"{{"badge": "b{number}"}}"#);
            if is_known {
                terms.wanted = Wanted::Worker(WorkerSid::from_bits(number.into()));
                terms.queue = None;
                terms.rule = Expression::constant(true);
            } else {
                terms.rule = self.selective.residual(&attributes(&text));
            }
            let sid = times.take(|| {
                let sid = self.arrive(&terms);
                self.settle();
                sid
            });
            self.matcher.withdraw(sid);
            if self.held.last().is_some_and(|it| it.item == sid) {
                let done = self.held.pop();
                done.inspect(|it| self.matcher.release(it.item, it.worker));
            }
            self.settle();
        }
        let what =
            if is_known { "W4 an item for a known worker" } else { "W4 one worker of all fits" };
        times.say(what);
    }

    fn reevaluate(&mut self, items: u64) {
        let terms: Vec<_> = (0..items).map(|_| self.item_terms()).collect();
        let waiting: Vec<u128> = (0..items).map(|it| self.items - u128::from(it)).collect();
        let start = Instant::now();
        let mut slices = Times::default();
        for (some, terms) in waiting.chunks(256).zip(terms.chunks(256)) {
            slices.take(|| {
                for (number, terms) in some.iter().zip(terms) {
                    self.matcher.set_item(WorkItemSid::from_bits(*number), terms);
                }
                self.settle();
            });
        }
        let ms = start.elapsed().as_secs_f64() * 1_000.0;
        println!("{:<52} {ms:.0} ms", format!("W6 {items} items get other terms"));
        slices.say("W6 one slice of 256 of them");
    }

    fn change_queue(&mut self) {
        let members = expression("queues HAS \"q0\" OR queues HAS \"q1\"", Scope::Queue);
        let terms = QueueTerms { members, order: Order::Lifo, max_reserved: 1 };
        self.matcher.set_queue(TaskQueueSid::from_bits(0), terms);
        let mut slices = Times::default();
        loop {
            match slices.take(|| self.matcher.next_offer(1_000)) {
                Next::Offer(offer) => {
                    self.matcher.reserve(offer.item, offer.worker);
                    self.matcher.accept(offer.item, offer.worker);
                    self.held.push(offer);
                }
                Next::Quiet => break,
                Next::Unfinished => {}
            }
        }
        slices.say("W6 a queue's new expression, by slices of 1,000");
    }

    fn log_in(&mut self, count: u64) {
        let terms: Vec<_> = (0..count).map(|it| self.worker_terms(it)).collect();
        let sid = |number: usize| WorkerSid::from_bits(number as u128);
        for (number, terms) in terms.iter().enumerate() {
            let off = WorkerTerms { is_available: false, ..terms.clone() };
            self.matcher.set_worker(sid(number), off);
            self.settle();
        }
        let mut times = Times::default();
        for (number, terms) in terms.into_iter().enumerate() {
            times.take(|| {
                self.matcher.set_worker(sid(number), terms);
                self.settle();
            });
        }
        times.say("W6 a worker logs in and takes an item");
    }
}

fn several_at_a_time(workers: u64) {
    let mut centre = Centre::new(workers, 1);
    let members = Expression::constant(true);
    let terms = QueueTerms { members, order: Order::Fifo, max_reserved: 10 };
    centre.matcher.set_queue(TaskQueueSid::from_bits(0), terms);
    for number in 0..workers {
        let terms = centre.worker_terms(number);
        centre.matcher.set_worker(WorkerSid::from_bits(number.into()), terms);
    }
    centre.settle();
    let mut times = Times::default();
    for _ in 0..20_000 {
        let terms = centre.item_terms();
        let offers = times.take(|| {
            centre.arrive(&terms);
            let mut offers = Vec::new();
            while let Some(offer) = centre.offer() {
                offers.push(offer);
            }
            if let Some(first) = offers.first() {
                centre.matcher.accept(first.item, first.worker);
            }
            offers
        });
        for offer in offers {
            centre.matcher.release(offer.item, offer.worker);
        }
        while centre.offer().is_some() {}
    }
    times.say("W5 an item is offered to ten, the first takes it");
}

fn main() {
    let mut given = std::env::args().skip(1).map(|it| it.parse().unwrap_or(0));
    let workers = given.next().unwrap_or(100_000);
    let items = given.next().unwrap_or(100_000);
    let queues = given.next().unwrap_or(1_000);
    println!("{workers} workers, {items} waiting items, {queues} queues");
    let mut centre = Centre::new(workers, queues);
    centre.admit();
    centre.fill(items);
    centre.overload(300_000);
    centre.log_in((workers / 10).min(10_000));
    centre.reevaluate(items);
    centre.change_queue();
    centre.idle_pool(300_000);
    centre.selective(20_000, true);
    centre.selective(5_000, false);
    several_at_a_time(10_000.min(workers));
}

//! Random histories: the matcher must say what the [`Reference`] says, whatever happened before.

use proptest::{prelude::*, sample::Index};

use super::{
    super::{ItemTerms, Matcher, Order, QueueTerms, Wanted, WorkerTerms, rank::Age},
    reference::{self, Reference},
    trial::{able, channel, item, members, order_by, queue, rule, settle, worker},
};
use crate::{timestamp::Timestamp, work::expression::Attributes};

#[derive(Debug, Clone)]
enum Step {
    Queue {
        number: u128,
        members: usize,
        order: usize,
    },
    Worker {
        number: u128,
        attributes: usize,
        is_available: bool,
        voice: u32,
        chat: u32,
        costs: bool,
    },
    WorkerGoes {
        number: u128,
    },
    Item {
        changed: Option<Index>,
        terms: ItemStep,
    },
    ItemGoes(Index),
    Accept(Index),
    Release(Index),
}

#[derive(Debug, Clone)]
struct ItemStep {
    queue: u128,
    is_chat: bool,
    priority: u32,
    start: i64,
    due: Option<i64>,
    rule: usize,
    order: usize,
    wanted: u128,
}

const ATTRIBUTES: [&str; 4] = [
    r#"{"team": "a", "languages": ["nb"], "level": 1}"#,
    r#"{"team": "a", "languages": ["nb", "en"], "level": 2}"#,
    r#"{"team": "b", "languages": ["en"], "level": 2}"#,
    r#"{"team": "b", "languages": ["en", "nb"], "level": 3}"#,
];
const MEMBERS: [&str; 4] = ["1 == 1", "team == \"a\"", "team == \"b\"", "level > 1"];
const RULES: [&str; 5] = [
    "1 == 1",
    "worker.languages HAS \"nb\"",
    "worker.languages HAS \"en\" AND worker.level > 1",
    "worker.level >= 2",
    "worker.team == \"b\"",
];
const ORDERS: [&str; 3] = ["", "worker.level DESC", "worker.level ASC, worker.missing ASC"];

fn item_step() -> impl Strategy<Value = ItemStep> {
    let which = (0_u128..4, any::<bool>(), 0_usize..5, 0_usize..3, 0_u128..24);
    let when = (0_u32..3, 0_i64..4, prop::option::of(0_i64..3));
    (which, when).prop_map(|((queue, is_chat, rule, order, wanted), (priority, start, due))| {
        ItemStep { queue, is_chat, priority, start, due, rule, order, wanted }
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (1_u128..4, 0_usize..4, 0_usize..3)
            .prop_map(|(number, members, order)| Step::Queue { number, members, order }),
        4 => (1_u128..7, 0_usize..4, prop::bool::weighted(0.8), 0_u32..3, 0_u32..4, any::<bool>())
            .prop_map(|(number, attributes, is_available, voice, chat, costs)| {
                Step::Worker { number, attributes, is_available, voice, chat, costs }
            }),
        1 => (1_u128..7).prop_map(|number| Step::WorkerGoes { number }),
        8 => (prop::option::weighted(0.2, any::<Index>()), item_step())
            .prop_map(|(changed, terms)| Step::Item { changed, terms }),
        1 => any::<Index>().prop_map(Step::ItemGoes),
        3 => any::<Index>().prop_map(Step::Accept),
        6 => any::<Index>().prop_map(Step::Release),
    ]
}

/// What a step makes to be settled, in order.
enum Change {
    Class(ItemTerms, Option<u128>),
    Worker(u128),
}

struct Both {
    matcher: Matcher,
    reference: Reference,
    items: u128,
    /// Told the same changes and the offers, asked nothing.
    told: Option<Matcher>,
}

impl Both {
    /// Tells whoever listens.
    fn tell(&mut self, change: impl Fn(&mut Matcher)) {
        change(&mut self.matcher);
        if let Some(told) = &mut self.told {
            change(told);
        }
    }

    fn must_offer(&mut self, expected: &[(u128, u128)]) {
        assert_eq!(settle(&mut self.matcher), expected);
        for (of, to) in expected {
            let told = self.told.as_mut();
            assert!(told.is_none_or(|it| it.reserve(item(*of), worker(*to))));
        }
        // Not only what changed: of all that waits, nothing fits anybody with room.
        let class_of = |it: &reference::Item| self.reference.worker_for(&it.terms, None);
        assert_eq!(self.reference.items.iter().find_map(class_of), None);
    }

    fn new() -> Self {
        let mut both = Self {
            matcher: Matcher::new(Order::Fifo),
            reference: Reference::default(),
            items: 0,
            told: None,
        };
        for number in 1..4 {
            both.apply(&Step::Queue { number, members: number as usize % 4, order: 0 });
        }
        both
    }

    /// Does a step on both sides; what they offer then must be the same.
    fn apply(&mut self, step: &Step) {
        match step {
            Step::Queue { number, members, order } => self.set_queue(*number, *members, *order),
            Step::Worker { number, .. } => {
                let terms = worker_terms(step);
                self.tell(|it| it.set_worker(worker(*number), terms.clone()));
                self.set_worker(*number, terms);
            }
            Step::WorkerGoes { number } => {
                self.tell(|it| it.remove_worker(worker(*number)));
                let workers = &mut self.reference.workers;
                let Some(at) = workers.iter().position(|it| it.number == *number) else { return };
                let gone = workers.remove(at);
                let changes =
                    gone.holds.iter().filter_map(|(item, _)| self.class(*item, None)).collect();
                self.compare(changes);
            }
            Step::Item { changed, terms } => {
                let known = changed.and_then(|it| self.pick_item(it));
                self.set_item(known, item_terms(terms));
            }
            Step::ItemGoes(index) => {
                let Some(number) = self.pick_item(*index) else { return };
                self.tell(|it| it.withdraw(item(number)));
                self.reference.items.retain(|it| it.number != number);
                self.compare(Vec::new());
            }
            Step::Accept(index) => {
                let Some((number, by)) = self.pick_hold(*index) else { return };
                self.tell(|it| it.accept(item(number), worker(by)));
                self.reference.items.retain(|it| it.number != number);
                self.compare(Vec::new());
            }
            Step::Release(index) => {
                let Some((number, by)) = self.pick_hold(*index) else { return };
                self.tell(|it| it.release(item(number), worker(by)));
                let holder = self.reference.workers.iter_mut().find(|it| it.number == by).unwrap();
                holder.holds.retain(|it| it.0 != number);
                let mut changes: Vec<_> = self.class(number, Some(by)).into_iter().collect();
                changes.push(Change::Worker(by));
                self.compare(changes);
            }
        }
    }

    fn set_queue(&mut self, number: u128, of: usize, order: usize) {
        let order = [Order::Fifo, Order::Lifo, Order::Deadline][order];
        let terms = QueueTerms { order, max_reserved: number as u32, ..members(MEMBERS[of]) };
        self.tell(|it| it.set_queue(queue(number), terms.clone()));
        self.reference.queues.retain(|it| it.0 != number);
        self.reference.queues.push((number, terms.clone()));
        let numbers = &self.matcher.pool.numbers;
        self.reference.workers.sort_by_key(|it| numbers[&worker(it.number)]);
        let mut joined = Vec::new();
        for it in &mut self.reference.workers {
            if !terms.members.holds(&it.terms.attributes, &Attributes::default()) {
                it.queues.remove(&number);
            } else if !it.queues.contains(&number) {
                joined.push(it.number);
            }
        }
        let mut expected = Vec::new();
        for by in joined {
            let it = self.reference.workers.iter_mut().find(|it| it.number == by).unwrap();
            it.queues.insert(number);
            let changes = self.stirred(by);
            expected.extend(self.expect(changes));
        }
        for it in &mut self.reference.items {
            if it.terms.queue == Some(queue(number)) {
                it.rank = it.age.rank(order);
            }
        }
        self.must_offer(&expected);
    }

    fn set_worker(&mut self, number: u128, terms: WorkerTerms) {
        let belongs = |it: &&(u128, QueueTerms)| {
            it.1.members.holds(&terms.attributes, &Attributes::default())
        };
        let queues = self.reference.queues.iter().filter(belongs).map(|it| it.0).collect();
        let known = self.reference.workers.iter().position(|it| it.number == number);
        let (turn, holds) = match known {
            Some(at) => {
                let old = self.reference.workers.remove(at);
                (old.turn, old.holds)
            }
            None => {
                self.reference.turns += 1;
                (self.reference.turns, Vec::new())
            }
        };
        self.reference.workers.push(reference::Worker { number, terms, turn, queues, holds });
        let changes = self.stirred(number);
        self.compare(changes);
    }

    /// A worker who may have found something, and the items that want it regardless.
    fn stirred(&self, number: u128) -> Vec<Change> {
        let mut changes = vec![Change::Worker(number)];
        let wanted = Wanted::WorkerRegardless(worker(number));
        let mut wanting: Vec<_> =
            self.reference.items.iter().filter(|it| it.terms.wanted == wanted).collect();
        let class = |it: &reference::Item| {
            self.matcher
                .backlog
                .items
                .get(self.matcher.backlog.numbers[&item(it.number)])
                .unwrap()
                .class
        };
        wanting.sort_by_key(|it| class(it));
        changes.extend(wanting.iter().map(|it| Change::Class(it.terms.clone(), None)));
        changes
    }

    fn set_item(&mut self, known: Option<u128>, terms: ItemTerms) {
        let number = known.unwrap_or_else(|| {
            self.items += 1;
            self.items
        });
        self.tell(|it| it.set_item(item(number), &terms));
        let age = Age {
            priority: terms.priority,
            start: terms.start,
            due: terms.due,
            arrival: number as i64,
        };
        let order = self.reference.queue(&terms).map_or(Order::Fifo, |it| it.1.order);
        self.reference.items.retain(|it| it.number != number);
        let rank = age.rank(order);
        self.reference.items.push(reference::Item { number, terms: terms.clone(), age, rank });
        self.compare(vec![Change::Class(terms, None)]);
    }

    fn pick_item(&self, index: Index) -> Option<u128> {
        let items = &self.reference.items;
        (!items.is_empty()).then(|| index.get(items).number)
    }

    fn pick_hold(&self, index: Index) -> Option<(u128, u128)> {
        let of = |it: &reference::Worker| {
            let by = it.number;
            it.holds.iter().map(move |hold| (hold.0, by)).collect::<Vec<_>>()
        };
        let holds: Vec<_> = self.reference.workers.iter().flat_map(of).collect();
        (!holds.is_empty()).then(|| *index.get(&holds))
    }

    fn class(&self, item: u128, except: Option<u128>) -> Option<Change> {
        let item = self.reference.items.iter().find(|it| it.number == item)?;
        let is_regardless = matches!(item.terms.wanted, Wanted::WorkerRegardless(_));
        Some(Change::Class(item.terms.clone(), except.filter(|_| !is_regardless)))
    }

    fn expect(&mut self, changes: Vec<Change>) -> Vec<(u128, u128)> {
        let mut offers = Vec::new();
        for change in changes {
            loop {
                let offer = match &change {
                    Change::Class(class, except) => self.reference.worker_for(class, *except),
                    Change::Worker(number) => self.reference.item_for(*number),
                };
                let Some((item, worker)) = offer else { break };
                self.reference.reserve(item, worker);
                offers.push((item, worker));
            }
        }
        offers
    }

    fn compare(&mut self, changes: Vec<Change>) {
        let expected = self.expect(changes);
        self.must_offer(&expected);
    }
}

fn worker_terms(step: &Step) -> WorkerTerms {
    let Step::Worker { number, attributes, is_available, voice, chat, costs } = step else {
        panic!("not a worker's step");
    };
    let mut terms = able(*number, ATTRIBUTES[*attributes]);
    terms.is_available = *is_available;
    terms.channels = vec![channel("voice", *voice), channel("chat", *chat)];
    if *costs {
        (terms.channels[0].cost, terms.channels[1].cost) = (100, 40);
    }
    terms
}

fn item_terms(step: &ItemStep) -> ItemTerms {
    let wanted = match step.wanted {
        it @ 1..=6 => Wanted::Worker(worker(it)),
        it @ 8..=9 => Wanted::WorkerRegardless(worker(it - 6)),
        10 => Wanted::Nobody,
        _ => Wanted::Anyone,
    };
    ItemTerms {
        queue: (step.queue > 0).then(|| queue(step.queue)),
        channel: if step.is_chat { "chat" } else { "voice" }.into(),
        priority: step.priority,
        start: Timestamp(step.start),
        due: step.due.map(Timestamp),
        rule: rule(RULES[step.rule]),
        order_by: (step.order > 0).then(|| order_by(ORDERS[step.order])),
        wanted,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn the_matcher_agrees_with_looking_at_everything(steps in prop::collection::vec(step(), 1..120)) {
        let mut both = Both::new();
        for step in &steps {
            both.apply(step);
        }
    }

    #[test]
    fn one_that_was_only_told_decides_as_the_one_that_was_asked(
        steps in prop::collection::vec(step(), 1..80),
        then in prop::collection::vec(step(), 1..20),
    ) {
        let mut both = Both::new();
        both.told = Some(Matcher::new(Order::Fifo));
        for number in 1..4 {
            both.apply(&Step::Queue { number, members: number as usize % 4, order: 0 });
        }
        for step in &steps {
            both.apply(step);
        }
        let mut told = both.told.take().unwrap();
        told.catch_up();
        prop_assert_eq!(settle(&mut told), [], "all was offered");
        both.matcher = told;
        for step in &then {
            both.apply(step);
        }
        let (workers, items) = both.matcher.size();
        prop_assert_eq!(workers, both.reference.workers.len());
        prop_assert_eq!(items, both.reference.items.len());
    }
}

//! A floor of the plainest kind: every worker is looked at for every item, one after the other.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::*;
use crate::sid::{ActivitySid, TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::{Attributes, Dialect, Expression, Headcount, Object, Scope};

pub(super) struct Queue {
    name: String,
    sid: TaskQueueSid,
    members: Expression,
    max_reserved: usize,
    is_lifo: bool,
}

pub(super) struct Hand {
    pub(super) name: String,
    sid: WorkerSid,
    attributes: Attributes,
    pub(super) activity: String,
    idle_since: i64,
    channels: BTreeMap<String, u64>,
}

pub(super) struct Job {
    pub(super) name: String,
    attributes: Attributes,
    since: Timestamp,
    pub(super) priority: u32,
    channel: String,
    pub(super) placement: Option<Placement>,
    pub(super) is_canceled: bool,
    /// Worker, state, and when the offer ends.
    pub(super) offers: Vec<(String, &'static str, Timestamp)>,
    pub(super) events: Vec<&'static str>,
}

pub(super) struct Desk {
    pub(super) document: Document,
    pub(super) queues: Vec<Queue>,
    pub(super) hands: Vec<Hand>,
    pub(super) jobs: Vec<Job>,
    activities: BTreeMap<String, (ActivitySid, bool)>,
    reservation_timeout_s: u64,
    names: Vec<(String, String)>,
}

struct Count(BTreeMap<String, u64>, u64, u64);

impl Headcount for Count {
    fn available(&self) -> u64 {
        self.1
    }

    fn unavailable(&self) -> u64 {
        self.2
    }

    fn in_activity(&self, sid: &str) -> u64 {
        self.0.get(sid).copied().unwrap_or(0)
    }
}

impl Job {
    fn asked(&self) -> Asked<'_> {
        Asked { attributes: &self.attributes, since: self.since, priority: self.priority }
    }

    pub(super) fn open(&self) -> Vec<&str> {
        self.offers.iter().filter(|it| it.1 == "pending").map(|it| &*it.0).collect()
    }

    pub(super) fn status(&self) -> &'static str {
        if self.is_canceled {
            "canceled"
        } else if self.offers.iter().any(|it| it.1 == "accepted") {
            "assigned"
        } else if self.open().is_empty() {
            "pending"
        } else {
            "reserved"
        }
    }
}

impl Desk {
    pub(super) fn new(given: &Json, dialect: RoutingDialect) -> Self {
        let mut activities = BTreeMap::new();
        let defaults =
            serde_json::json!({"Offline": false, "Available": true, "Unavailable": false});
        let named = given.get("activities").unwrap_or(&defaults);
        for (number, (name, available)) in (1..).zip(named.as_object().expect("activities")) {
            let available = available.as_bool().expect("a truth");
            activities.insert(name.clone(), (ActivitySid::from_bits(number), available));
        }
        let list = |name: &str| given[name].as_array().cloned().unwrap_or_default();
        let queues = list("queues").iter().zip(1..).map(|(it, number)| queue(it, number)).collect();
        let mut names = Vec::new();
        for (name, (sid, _)) in &activities {
            names.push((format!("WA_{name}"), sid.to_string()));
        }
        let mut hands = Vec::new();
        for (it, number) in list("workers").iter().zip(1..) {
            let sid = WorkerSid::from_bits(number);
            names.push((
                format!("\"WK_{}\"", it["name"].as_str().expect("a name")),
                format!("\"{sid}\""),
            ));
            hands.push(hand(it, sid));
        }
        let document = Document::parse(r#"{"task_routing": {"filters": []}}"#, dialect);
        let document = document.expect("a document");
        let timeout = given["workflow"]["task_reservation_timeout"].as_u64().unwrap_or(120);
        let mut desk = Self {
            document,
            queues,
            hands,
            jobs: Vec::new(),
            activities,
            reservation_timeout_s: timeout,
            names,
        };
        desk.configure(&given["workflow"]["configuration"]);
        desk
    }

    pub(super) fn configure(&mut self, configuration: &Json) {
        let mut text = configuration.to_string();
        for queue in &self.queues {
            let named = format!("\"queue\":\"{}\"", queue.name);
            text = text.replace(&named, &format!("\"queue\":\"{}\"", queue.sid));
        }
        let dialect = self.document.dialect();
        self.document = Document::parse(&self.sids(&text), dialect).expect("a document");
    }

    fn sids(&self, text: &str) -> String {
        let names = self.names.iter();
        names.fold(text.to_owned(), |text, (name, sid)| text.replace(name, sid))
    }

    pub(super) fn queue_name(&self, sid: TaskQueueSid) -> &str {
        &self.queues.iter().find(|queue| queue.sid == sid).expect("a queue").name
    }

    fn is_available(&self, hand: &Hand) -> bool {
        self.activities[&hand.activity].1
    }

    fn members(&self, queue: TaskQueueSid) -> impl Iterator<Item = &Hand> {
        let queue = self.queues.iter().find(|it| it.sid == queue).expect("a queue");
        let nothing = Attributes::default();
        self.hands.iter().filter(move |hand| queue.members.holds(&hand.attributes, &nothing))
    }

    fn count(&self, queue: TaskQueueSid) -> Count {
        let mut count = Count(BTreeMap::new(), 0, 0);
        for hand in self.members(queue) {
            let (sid, is_available) = &self.activities[&hand.activity];
            *count.0.entry(sid.to_string()).or_default() += 1;
            *(if *is_available { &mut count.1 } else { &mut count.2 }) += 1;
        }
        count
    }

    fn load(&self, hand: &Hand, channel: &str) -> u64 {
        let held = self.jobs.iter().filter(|job| job.channel == channel && !job.is_canceled);
        let offers = held.flat_map(|job| &job.offers);
        offers.filter(|it| it.0 == hand.name && matches!(it.1, "pending" | "accepted")).count()
            as u64
    }

    fn facts(&self, hand: &Hand) -> Attributes {
        let mut facts = Object::default();
        facts.set("sid", hand.sid.to_string().as_str().into());
        facts.set("friendly_name", hand.name.as_str().into());
        facts.set("activity_name", hand.activity.as_str().into());
        hand.attributes.with_facts(facts.into())
    }

    /// Who is reserved next for a job, if anybody.
    fn best(&self, job: &Job) -> Option<String> {
        let placement = job.placement.as_ref()?;
        let nothing = Attributes::default();
        let fits = self.members(placement.queue).filter(|hand| {
            let capacity = hand.channels.get(&job.channel).copied().unwrap_or(1);
            let is_known = match &placement.known {
                Known::Anyone => true,
                Known::Sid(sid) => *sid == hand.sid,
                Known::FriendlyName(name) => *name == hand.name,
                Known::Nobody => false,
            };
            is_known
                && self.is_available(hand)
                && self.load(hand, &job.channel) < capacity
                && !job.open().contains(&&*hand.name)
                && placement.rule.holds(&self.facts(hand), &nothing)
        });
        let order = |hand: &&Hand| {
            let key = placement.order_by.as_ref().map(|it| it.key(&self.facts(hand)));
            (key, hand.idle_since)
        };
        fits.min_by_key(order).map(|hand| hand.name.clone())
    }

    /// Reserves workers for a job; whether there was one.
    fn reserve(&mut self, index: usize, now: Timestamp) -> bool {
        let mut has_reserved = false;
        loop {
            let job = &self.jobs[index];
            let Some(placement) = &job.placement else { return has_reserved };
            let queue = self.queues.iter().find(|it| it.sid == placement.queue).expect("a queue");
            if job.is_canceled
                || job.status() == "assigned"
                || job.open().len() >= queue.max_reserved
            {
                return has_reserved;
            }
            let Some(name) = self.best(job) else { return has_reserved };
            let until = now.plus_ms(self.reservation_timeout_s * 1_000);
            let hand = self.hands.iter_mut().find(|hand| hand.name == name).expect("a worker");
            hand.idle_since = now.0;
            self.jobs[index].offers.push((name, "pending", until));
            has_reserved = true;
        }
    }

    /// Follows an outcome until the job is reserved, waits or has ended.
    fn follow(&mut self, index: usize, outcome: Outcome, now: Timestamp) {
        let mut outcome = Some(outcome);
        while let Some(next) = outcome.take() {
            let job = &mut self.jobs[index];
            match next {
                Outcome::Ended(end) => {
                    job.is_canceled = true;
                    job.events.push(match end {
                        End::NoFilter => "task.canceled",
                        End::Timeout => "workflow.timeout",
                        End::Skipped => "workflow.skipped",
                    });
                }
                Outcome::Placed(placement) => {
                    if job.placement.as_ref().is_some_and(|it| it.queue != placement.queue) {
                        job.events.push("task-queue.moved");
                    }
                    job.priority = placement.priority;
                    let (place, queue) = (placement.place, placement.queue);
                    job.placement = Some(placement);
                    if !self.reserve(index, now) {
                        let pool = self.count(queue);
                        let asked = self.jobs[index].asked();
                        outcome = self.document.unreserved(place, asked, &pool, now);
                    }
                }
            }
        }
    }

    /// Every waiting job in its order gets who is free.
    pub(super) fn work(&mut self, now: Timestamp) {
        let mut order: Vec<_> = (0..self.jobs.len()).collect();
        order.sort_by_key(|index| {
            let job = &self.jobs[*index];
            let queue = job.placement.as_ref().map(|it| it.queue);
            let is_lifo = self.queues.iter().any(|it| Some(it.sid) == queue && it.is_lifo);
            let age = if is_lifo { -job.since.0 } else { job.since.0 };
            (std::cmp::Reverse(job.priority), age)
        });
        for index in order {
            self.reserve(index, now);
        }
    }

    pub(super) fn create(&mut self, step: &Json, now: Timestamp) {
        let given = step.get("attributes").map_or("{}".to_owned(), Json::to_string);
        let job = Job {
            name: step["task"].as_str().expect("a name").to_owned(),
            attributes: Attributes::parse(&self.sids(&given)).expect("attributes"),
            since: now,
            priority: step["priority"].as_u64().unwrap_or(0) as u32,
            channel: step["channel"].as_str().unwrap_or("default").to_owned(),
            placement: None,
            is_canceled: false,
            offers: Vec::new(),
            events: Vec::new(),
        };
        let outcome = self.document.enter(job.asked(), now);
        self.jobs.push(job);
        self.follow(self.jobs.len() - 1, outcome, now);
    }

    pub(super) fn enter_again(&mut self, now: Timestamp) {
        for index in 0..self.jobs.len() {
            if self.jobs[index].status() == "pending" {
                let outcome = self.document.enter(self.jobs[index].asked(), now);
                self.follow(index, outcome, now);
            }
        }
    }

    pub(super) fn job(&mut self, name: &str) -> &mut Job {
        self.jobs.iter_mut().find(|job| job.name == name).expect("a task")
    }

    pub(super) fn hand(&mut self, name: &str) -> &mut Hand {
        self.hands.iter_mut().find(|hand| hand.name == name).expect("a worker")
    }

    pub(super) fn set_attributes(&mut self, name: &str, given: &Json) {
        self.hand(name).attributes = Attributes::parse(&given.to_string()).expect("attributes");
    }

    pub(super) fn end_offer(&mut self, job: &str, worker: &str, how: &'static str, now: Timestamp) {
        let index = self.jobs.iter().position(|it| it.name == job).expect("a task");
        let job = &mut self.jobs[index];
        let mut open = job.offers.iter_mut().filter(|it| it.0 == worker && it.1 == "pending");
        open.next().expect("an open offer").1 = how;
        if how != "accepted" && job.open().is_empty() {
            let place = job.placement.as_ref().expect("it waits").place;
            let outcome = self.document.offer_ended(place, self.jobs[index].asked(), now);
            let outcome = outcome.expect("the place is in the document");
            let is_here = |it: &Placement| it.place == place;
            match outcome {
                Outcome::Placed(ref stays) if is_here(stays) => {}
                Outcome::Placed(_) | Outcome::Ended(_) => self.follow(index, outcome, now),
            }
        }
        self.work(now);
    }

    /// Lets the timers ring that are due until `end`, the earliest first.
    pub(super) fn pass(&mut self, end: Timestamp) {
        while let Some((now, index, worker)) = self.due().filter(|(now, _, _)| *now <= end) {
            match worker {
                Some(worker) => {
                    self.hand(&worker).activity = "Offline".to_owned();
                    let job = self.jobs[index].name.clone();
                    self.end_offer(&job, &worker, "timeout", now);
                }
                None => {
                    self.jobs[index].events.push("task-queue.timeout");
                    let job = &self.jobs[index];
                    let place = job.placement.as_ref().expect("it waits").place;
                    let outcome = self.document.timed_out(place, job.asked(), now);
                    self.follow(index, outcome, now);
                }
            }
            self.work(now);
        }
    }

    fn due(&self) -> Option<(Timestamp, usize, Option<String>)> {
        let jobs = self.jobs.iter().enumerate().filter(|(_, job)| !job.is_canceled);
        let each = jobs.flat_map(|(index, job)| {
            let offers = job.offers.iter().filter(|it| it.1 == "pending");
            let offers = offers.map(move |it| (it.2, index, Some(it.0.clone())));
            let deadline = job.placement.as_ref().and_then(|it| it.deadline);
            let deadline = deadline.filter(|_| job.status() == "pending");
            offers.chain(deadline.map(|at| (at, index, None)))
        });
        each.min()
    }
}

fn queue(it: &Json, number: u128) -> Queue {
    let members = it["target_workers"].as_str().expect("an expression");
    Queue {
        name: it["name"].as_str().expect("a name").to_owned(),
        sid: TaskQueueSid::from_bits(number),
        members: Expression::parse(members, Scope::Queue, Dialect::default())
            .expect("an expression"),
        max_reserved: it["max_reserved_workers"].as_u64().unwrap_or(1) as usize,
        is_lifo: it["task_order"] == "LIFO",
    }
}

fn hand(it: &Json, sid: WorkerSid) -> Hand {
    let channels = it["channels"].as_object().into_iter().flatten();
    let capacity = channels.map(|(name, it)| (name.clone(), it.as_u64().expect("a capacity")));
    Hand {
        name: it["name"].as_str().expect("a name").to_owned(),
        sid,
        attributes: Attributes::parse(&it["attributes"].to_string()).expect("attributes"),
        activity: it["activity"].as_str().unwrap_or("Available").to_owned(),
        idle_since: it["last_assigned_at"].as_i64().unwrap_or(0) * 1_000_000,
        channels: capacity.collect(),
    }
}

use std::sync::Arc;

use async_trait::async_trait;
use domain::call::exchange::{Exchange, ExchangeOutcome};
use domain::settings::Change;
use domain::sid::*;
use domain::timestamp::Timestamp;
use domain::work::WorkKind;
use domain::work::floor::{Command, minted};
use domain::work::outbox::{AskedOutcome, AssignmentAsked, OutboxEvent, Told};
use domain::work::reservation::{Dequeue, Instruction, ReservationPhase};
use domain::work::workflow::{WorkflowCommand, WorkflowPatch};
use domain::work::workspace::{WorkspaceCommand, WorkspacePatch};
use parking_lot::Mutex;
use store::position::Position;

use super::*;
use crate::Writer;
use crate::codec::payload;
use crate::reactors::MemoryCheckpoints;
use crate::trial::{NOW, exchange, fault, writer};
use crate::work::tests::centre::{Centre, accept, bring, later, offers};

/// A tenant who says what it was told to say, and keeps what it was told and asked.
struct Tenant {
    says: Mutex<Vec<Said>>,
    /// How many times an event callback fails before it answers.
    failing: Mutex<u32>,
    asked: Mutex<Vec<Callback>>,
    told: Mutex<Vec<String>>,
}

impl Tenant {
    /// The last thing is said first.
    fn saying(says: Vec<Said>) -> Arc<Self> {
        let (failing, asked, told) = (Mutex::default(), Mutex::default(), Mutex::default());
        Arc::new(Self { says: Mutex::new(says), failing, asked, told })
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().clone()
    }
}

#[async_trait]
impl WorkSender for Tenant {
    fn offer(&self, _: AccountSid, _: WorkspaceSid, about: &About) -> Vec<(String, String)> {
        vec![("worker".to_owned(), about.worker.as_ref().unwrap().1.friendly_name.clone())]
    }

    fn notices(&self, fact: &Fact, _: &About) -> Vec<Notice> {
        let event_type = fact.event.type_name().to_owned();
        let parameters = vec![("EventType".to_owned(), event_type.clone())];
        vec![Notice { event_type, parameters }]
    }

    async fn ask(&self, callback: Callback) -> (Exchange, Said) {
        self.asked.lock().push(callback);
        (exchange(1, 0, true), self.says.lock().pop().unwrap_or(Said::Nothing))
    }

    async fn tell(&self, callback: Callback) -> (Exchange, Option<u32>) {
        // Others have their turn, so that what is not held back would overtake.
        for _ in 0..callback.number % 3 {
            tokio::task::yield_now().await;
        }
        self.told.lock().push(format!("{} {}", callback.number, callback.parameters[0].1));
        let mut failing = self.failing.lock();
        if *failing == 0 {
            return (exchange(1, 0, true), None);
        }
        *failing -= 1;
        let failed = ExchangeOutcome::Failed(fault());
        (Exchange { outcome: failed, ..exchange(1, 0, true) }, Some(11_200))
    }
}

const fn now() -> Timestamp {
    NOW
}

fn workflow() -> WorkflowSid {
    WorkflowSid::from_bits(minted(7, 12))
}

async fn with_callbacks(centre: &Centre) {
    centre.open().await;
    let set = |url: &str| Change::Set(url.to_owned());
    let patch = WorkflowPatch {
        assignment_callback_url: set("https://app.example.com/assign"),
        fallback_assignment_callback_url: set("https://backup.example.net/assign"),
        ..WorkflowPatch::default()
    };
    let configure = WorkflowCommand::Configure { patch, re_evaluate: false };
    centre.done(Command::Workflow(workflow(), configure)).await;
}

async fn outbox(writer: &Writer) -> Vec<OutboxEvent> {
    let log = writer.store.read_all(Position::START, 10_000).await.unwrap();
    let kept = log.iter().filter(|it| it.stream.category == "workspace_outbox");
    kept.map(|it| payload(it).unwrap()).collect()
}

async fn asked(writer: &Writer) -> Vec<AssignmentAsked> {
    let kept = outbox(writer).await.into_iter().filter_map(|event| match event {
        OutboxEvent::AssignmentAsked(it) => Some(it),
        OutboxEvent::EventsTold(_) => None,
    });
    kept.collect()
}

async fn told(writer: &Writer) -> Vec<Told> {
    let kept = outbox(writer).await.into_iter().filter_map(|event| match event {
        OutboxEvent::EventsTold(it) => Some(it.told),
        OutboxEvent::AssignmentAsked(_) => None,
    });
    kept.flatten().collect()
}

fn asker(writer: &Writer, centre: &Centre, tenant: &Arc<Tenant>) -> WorkOutbox<AssignmentAsker> {
    let asker = AssignmentAsker::new(centre.desk.clone(), tenant.clone(), now);
    WorkOutbox::new(writer.clone(), asker, now)
}

fn teller(writer: &Writer, centre: &Centre, tenant: &Arc<Tenant>) -> WorkOutbox<EventTeller> {
    let teller = EventTeller::new(centre.desk.clone(), tenant.clone(), centre.clock.clone());
    WorkOutbox::new(writer.clone(), teller, now)
}

/// An offer, and what became of it after the tenant said this.
async fn after(says: Vec<Said>) -> (Vec<AssignmentAsked>, ReservationPhase, Vec<String>) {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    with_callbacks(&centre).await;
    let offer = offers(&centre.done(bring(1)).await)[0];
    let tenant = Tenant::saying(says);
    asker(&writer, &centre, &tenant).catch_up(&MemoryCheckpoints::default()).await.unwrap();
    let phase = centre.see(move |floor| floor.reservation(offer).unwrap().phase).await;
    let urls = tenant.asked.lock().iter().map(|it| format!("{} {}", it.rank, it.url)).collect();
    (asked(&writer).await, phase, urls)
}

fn dequeue() -> Instruction {
    Instruction::Dequeue(Dequeue {
        to: None,
        from: None,
        post_work_activity_sid: None,
        record: false,
        timeout_s: None,
        status_callback_url: None,
        status_callback_events: Vec::new(),
    })
}

#[tokio::test]
async fn what_an_assignment_callback_says_is_done() {
    let accept = Said::Instruction(Box::new(Instruction::Accept));
    let (asked, phase, urls) = after(vec![accept]).await;
    assert_eq!((asked.len(), asked[0].outcome), (1, AskedOutcome::Instructed));
    assert_eq!(phase, ReservationPhase::Accepted);
    assert_eq!(urls, ["0 https://app.example.com/assign"]);
    let (asked, phase, _) = after(vec![Said::Nothing]).await;
    assert_eq!((asked[0].outcome, phase), (AskedOutcome::Unsaid, ReservationPhase::Pending));
}

#[tokio::test]
async fn the_fallback_is_asked_when_the_callback_fails() {
    let accept = Said::Instruction(Box::new(Instruction::Accept));
    let (asked, phase, urls) = after(vec![accept, Said::Nonsense(11_205)]).await;
    assert_eq!((asked[0].outcome, asked[0].exchanges.len()), (AskedOutcome::Instructed, 2));
    assert_eq!(phase, ReservationPhase::Accepted);
    assert_eq!(urls, ["0 https://app.example.com/assign", "1 https://backup.example.net/assign"]);
}

#[tokio::test]
async fn what_cannot_be_done_ends_in_a_code_and_the_offer_stands() {
    let nonsense = vec![Said::Nonsense(40_001), Said::Nonsense(11_200)];
    let unknown = Said::Reject(Some(ActivitySid::from_bits(99)));
    for (says, code) in [
        (nonsense, 40_001),
        (vec![Said::Instruction(Box::new(dequeue()))], 40_140),
        (vec![unknown], 40_001),
    ] {
        let (asked, phase, _) = after(says).await;
        let outcome = AskedOutcome::Failed(code);
        assert_eq!((asked[0].outcome, phase), (outcome, ReservationPhase::Pending));
    }
}

#[tokio::test]
async fn who_accepts_by_hand_meanwhile_is_quicker() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    with_callbacks(&centre).await;
    let offer = offers(&centre.done(bring(1)).await)[0];
    centre.done(accept(offer)).await;
    let tenant = Tenant::saying(Vec::new());
    asker(&writer, &centre, &tenant).catch_up(&MemoryCheckpoints::default()).await.unwrap();
    assert!(tenant.asked.lock().is_empty());
    assert_eq!(asked(&writer).await, []);
}

#[tokio::test]
async fn an_assignment_that_was_asked_about_is_not_asked_about_again() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    with_callbacks(&centre).await;
    centre.done(bring(1)).await;
    let tenant = Tenant::saying(Vec::new());
    for _ in 0..2 {
        // The checkpoint is lost, the outbox is not.
        asker(&writer, &centre, &tenant).catch_up(&MemoryCheckpoints::default()).await.unwrap();
    }
    assert_eq!(tenant.asked.lock().len(), 1);
}

async fn with_events(centre: &Centre, filter: &[&str]) {
    centre.open().await;
    let patch = WorkspacePatch {
        event_callback_url: Change::Set("https://app.example.com/events".to_owned()),
        events_filter: Some(filter.iter().map(|it| (*it).to_owned()).collect()),
        ..WorkspacePatch::default()
    };
    centre.done(Command::Workspace(WorkspaceCommand::Configure(patch))).await;
}

#[tokio::test]
async fn a_tenant_is_told_of_a_resource_in_the_order_of_its_events() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    with_events(&centre, &[]).await;
    let checkpoints = MemoryCheckpoints::default();
    let tenant = Tenant::saying(Vec::new());
    teller(&writer, &centre, &tenant).catch_up(&checkpoints).await.unwrap();
    let before = told(&writer).await.len();
    assert_eq!(tenant.told().len(), before);
    for item in 1..=20 {
        centre.done(bring(item)).await;
    }
    teller(&writer, &centre, &tenant).catch_up(&checkpoints).await.unwrap();
    let all: Vec<u64> = told(&writer).await.iter().map(|it| it.sequence).collect();
    let out: Vec<u64> =
        tenant.told().iter().map(|it| it.split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(out.len(), all.len());
    assert!(!out.is_sorted(), "resources do not wait for one another");
    let log = writer.store.read_all(Position::START, 10_000).await.unwrap();
    for item in 1..=20 {
        let key = WorkItemSid::from_bits(item).to_string();
        let events = log.iter().filter(|it| it.stream.key == key);
        let sequences = events.map(|it| {
            let event = &it.event;
            let kind = WorkKind::WorkItem;
            let read = kind.decode(&event.event_type, event.schema_version, &event.data).unwrap();
            read.stamp().sequence
        });
        let places: Vec<_> =
            sequences.map(|it| out.iter().position(|told| *told == it).unwrap()).collect();
        assert!(places.is_sorted(), "{item}: {places:?}");
    }
}

#[tokio::test]
async fn only_what_the_filter_names_is_told_and_once() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    with_events(&centre, &["ReservationCreated"]).await;
    centre.done(bring(1)).await;
    let tenant = Tenant::saying(Vec::new());
    for _ in 0..2 {
        teller(&writer, &centre, &tenant).catch_up(&MemoryCheckpoints::default()).await.unwrap();
    }
    assert_eq!(tenant.told().len(), 1);
    assert_eq!((told(&writer).await.len(), told(&writer).await[0].code), (1, None));
}

#[tokio::test]
async fn nobody_is_told_who_does_not_ask_for_it() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let tenant = Tenant::saying(Vec::new());
    teller(&writer, &centre, &tenant).catch_up(&MemoryCheckpoints::default()).await.unwrap();
    assert_eq!((tenant.told().len(), outbox(&writer).await.len()), (0, 0));
}

#[tokio::test]
async fn what_was_not_taken_in_is_told_again_and_at_last_given_up() {
    for (failing, attempts, code) in [(2, 3, None), (9, 5, Some(11_200))] {
        let writer = writer();
        let centre = Centre::on(&writer, NOW);
        with_events(&centre, &["ReservationCreated"]).await;
        centre.done(bring(1)).await;
        let tenant = Tenant::saying(Vec::new());
        *tenant.failing.lock() = failing;
        let mut outbox = teller(&writer, &centre, &tenant);
        let checkpoints = MemoryCheckpoints::default();
        let passing = async {
            // Each wait ends when its time has come.
            for tries in 1..attempts {
                while tenant.told().len() < tries {
                    tokio::task::yield_now().await;
                }
                centre.clock.set(later(100_000 * tries as u64));
                tokio::task::yield_now().await;
            }
        };
        let (done, ()) = tokio::join!(outbox.catch_up(&checkpoints), passing);
        done.unwrap();
        let told = told(&writer).await;
        assert_eq!((told[0].attempts as usize, told[0].code), (attempts, code));
    }
}

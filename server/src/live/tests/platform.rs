//! The rooms around the calls, and what can befall them.

use std::collections::BTreeMap;
use std::sync::Arc;

use commands::calls::{LiveCall, abandon, abandon_unfinished, request_update};
use commands::codec::payload;
use commands::reactors::MemoryCheckpoints;
use commands::reactors::notify_status::StatusNotifier;
use commands::vault::Vault;
use commands::{CommandError, Context, Entropy, Writer};
use domain::call::CallEvent;
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use projections::{Feed, Views};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use router::proof::received;
use router::{Flow, Input, Settings};
use store::contract::{Luck, Unlucky};
use store::port::EventStore as _;
use store::position::Position;

use super::super::law::Steered;
use super::call::Simulated;
use super::tenant::{self, Told};

pub(super) const ACCOUNT: AccountSid = AccountSid::from_bits(0xacc0);
const MOST_CALLS: usize = 6;
const READ: usize = 1_000;

pub(super) fn settings() -> Settings {
    Settings { max_idle_documents: 5, max_exchanges: 20, ..Settings::default() }
}

fn noon() -> Timestamp {
    Timestamp(1_795_348_800_000_000)
}

/// The whole of it.
pub(super) struct Platform {
    pub(super) writer: Writer,
    pub(super) views: Views,
    pub(super) told: Arc<Told>,
    pub(super) live: BTreeMap<CallSid, Simulated>,
    /// Calls that nobody drives any more.
    pub(super) over: BTreeMap<CallSid, Simulated>,
    store: Arc<Unlucky>,
    random: StdRng,
    now: Timestamp,
    tapped: Position,
    checkpoints: MemoryCheckpoints,
    _folder: tempfile::TempDir,
}

impl Platform {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let store = Unlucky::new(Luck::Full, 0);
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            writer: Writer {
                store: store.clone(),
                entropy: Entropy::new(random.random()),
                vault: Arc::new(Vault::new(&[7; 32])),
            },
            views: Views::open_sqlite(folder.path()).expect("views"),
            told: Arc::default(),
            live: BTreeMap::new(),
            over: BTreeMap::new(),
            store,
            random,
            now: noon(),
            tapped: Position::START,
            checkpoints: MemoryCheckpoints::default(),
            _folder: folder,
        }
    }

    /// One thing of all that can be.
    pub(super) async fn step(&mut self) {
        self.now = self.now.plus_ms(self.random.random_range(0..2_000));
        match self.random.random_range(0..100) {
            0..10 if self.live.len() < MOST_CALLS => self.call_comes().await,
            10..70 => self.something_happens().await,
            70..78 => self.rest_asks().await,
            78..84 => self.drivers_hear().await,
            84..88 => self.notify().await,
            88..93 => self.follow().await,
            93..98 => self.bad_luck(),
            98 => self.crash().await,
            _ => {}
        }
    }

    async fn call_comes(&mut self) {
        let sid = CallSid::from_bits(self.writer.entropy.bits());
        let flow = Flow::new(sid, ACCOUNT, settings());
        let call = Simulated::new(Steered::new(flow, LiveCall::begin(ACCOUNT, sid)));
        let steering = tenant::steering(&mut self.random);
        self.live.insert(sid, call);
        self.give(sid, Input::Invited(Box::new(received("+12125551234", steering)))).await;
    }

    fn one(&mut self) -> Option<CallSid> {
        let count = self.live.len().checked_sub(1)?;
        self.live.keys().nth(self.random.random_range(0..=count)).copied()
    }

    async fn something_happens(&mut self) {
        let Some(sid) = self.one() else { return };
        let Some(call) = self.live.get_mut(&sid) else { return };
        if let Some(input) = call.happening(&mut self.now, &mut self.random) {
            self.give(sid, input).await;
        }
    }

    /// What the driver does with an input: a call whose facts cannot be kept is given up.
    async fn give(&mut self, sid: CallSid, input: Input) {
        let Some(call) = self.live.get_mut(&sid) else { return };
        let taken = call.take(&self.writer, self.now, input).await;
        let is_over = call.steered.is_ended() || taken.is_err();
        if is_over && let Some(call) = self.live.remove(&sid) {
            self.over.insert(sid, call);
        }
        if taken.is_err() {
            self.give_up(sid).await;
        }
    }

    /// As recovery does: for as long as it takes the store to come back.
    async fn give_up(&self, sid: CallSid) {
        while let Err(error) = abandon(&self.writer, self.now, ACCOUNT, sid).await {
            if matches!(error, CommandError::Refused(_)) {
                return;
            }
        }
    }

    async fn rest_asks(&mut self) {
        let Some(sid) = self.one() else { return };
        let update = tenant::update(&mut self.random);
        let context = Context::new(ACCOUNT, Actor::Account(ACCOUNT), sid.to_string(), self.now);
        // What is refused or lost is the asker's to see; what is in the log will be taken up.
        let _ = request_update(&self.writer, &context, sid, update).await;
    }

    /// The wiretap: drivers are told of what REST asked, some a little later.
    async fn drivers_hear(&mut self) {
        let news = self.store.read_all(self.tapped, READ).await.expect("reading has no bad luck");
        for stored in &news {
            self.tapped = stored.position;
            let Ok(sid) = stored.stream.key.parse::<CallSid>() else { continue };
            let event: CallEvent = payload(stored).expect("an event of a call");
            if let (CallEvent::CallUpdateRequested(asked), Some(call)) =
                (event, self.live.get_mut(&sid))
            {
                call.notices.push((stored.version.0, asked.update));
            }
        }
        let waiting: Vec<CallSid> = self.live.keys().copied().collect();
        for sid in waiting {
            if let Some(call) = self.live.get_mut(&sid)
                && !call.notices.is_empty()
            {
                let (version, update) = call.notices.remove(0);
                call.steered.read_on(&self.writer).await.expect("reading has no bad luck");
                self.give(sid, Input::UpdateRequested { version, update }).await;
            }
        }
    }

    /// A notifier that begins where the last one left off; what the store cannot do it does next time.
    pub(super) async fn notify(&self) {
        let mut notifier = StatusNotifier::new(self.writer.clone(), self.told.clone());
        let _ = notifier.catch_up(&self.checkpoints).await;
    }

    pub(super) async fn follow(&self) {
        let feed = Feed::new(self.views.clone(), self.writer.store.clone(), noon);
        feed.catch_up().await.expect("the read side keeps up");
    }

    fn bad_luck(&mut self) {
        let luck = [Luck::Conflict, Luck::LostAnswer, Luck::Silence, Luck::Full];
        let luck = luck[self.random.random_range(0..luck.len())];
        self.store.next(luck, self.random.random_range(1..4));
    }

    /// The process is gone and starts again.
    pub(super) async fn crash(&mut self) {
        self.store.next(Luck::Full, 0);
        self.over.append(&mut self.live);
        self.follow().await;
        let live = self.views.live_calls().await.expect("the read side answers");
        abandon_unfinished(&self.writer, self.now, live).await.expect("recovery");
        self.follow().await;
    }

    /// Everybody hangs up; everything that is due is done.
    pub(super) async fn come_to_rest(&mut self) {
        self.store.next(Luck::Full, 0);
        let live: Vec<CallSid> = self.live.keys().copied().collect();
        for sid in live {
            let Some(call) = self.live.get(&sid) else { continue };
            let input = call.hang_up();
            self.give(sid, input).await;
        }
        self.crash().await;
        self.notify().await;
        self.follow().await;
    }

    /// The rows of a read side that has seen nothing before.
    pub(super) async fn rows_anew(&self) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let views = Views::open_sqlite(folder.path()).expect("views");
        let feed = Feed::new(views.clone(), self.writer.store.clone(), noon);
        feed.catch_up().await.expect("a rebuild");
        views.dump().await.expect("rows")
    }
}

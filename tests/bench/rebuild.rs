//! How fast the read models are built from the log, on SQLite and on Postgres.
//!
//! ```text
//! cargo run --release -p tests --bin bench-rebuild -- [CALLS] [ROUNDS]
//! ```
//!
//! The log is an SQLite file with 30 events for each call, some 190 bytes of JSON each, of 50 accounts, as
//! calls that overlap write them. Every round builds all rows anew beside the live ones, as `ringback
//! rebuild` does: read, decode, project, fold, write, swap. The first column is the same without rows:
//! reading the log alone.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that reports to a person"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use bytes::Bytes;
use domain::{
    account::{AccountCreated, AccountEvent},
    application::{ApplicationCreated, ApplicationEvent, ApplicationSettings},
    call::{exchange::*, *},
    phone_number::{NumberAssigned, PhoneNumberEvent, PhoneNumberSettings},
    schema::Event,
    secret::Sealed,
    settings::{UriSetting, VoiceSettings},
    sid::{AccountSid, ApplicationSid, CallSid, PhoneNumberSid},
    timestamp::Timestamp,
    uri::{HttpMethod, Steering},
};
use projections::{PostgresConfig, Views};
use store::{
    contract::{Flush, PostgresServer},
    port::{Append, EventStore, ExpectedVersion, NewEvent, StreamAppend, StreamId},
    position::{Position, StreamVersion},
    sqlite::SqliteStore,
};

const NUMBER: &str = "+15005550006";
const ACCOUNTS: u128 = 50;
/// Calls that go on at the same time.
const LIVE: usize = 60;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let calls = arguments.next().map_or(Ok(20_000), |text| text.parse()).context("CALLS")?;
    let rounds: usize = arguments.next().map_or(Ok(3), |text| text.parse()).context("ROUNDS")?;
    tokio::runtime::Runtime::new()?.block_on(measure(calls, rounds))
}

async fn measure(calls: usize, rounds: usize) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let log = directory.path().join("events.db");
    let store = Arc::new(SqliteStore::open(&log)?);
    furnish(&store).await?;
    let bytes = write(&store, calls).await?;
    let events = store.head().await?.0;
    eprintln!("{events} events, {} bytes of JSON each on average", bytes / events.max(1));
    let sqlite = Views::open_sqlite(&directory.path().join("views"))?;
    let server = PostgresServer::start(Flush::ToDisk);
    let postgres = Views::open_postgres(&PostgresConfig::new(server.database().await)).await?;
    println!("| round | read the log, ev/s | SQLite, ev/s | Postgres, ev/s |\n|---|---|---|---|");
    for round in 1..=rounds {
        let read = rate(events, read_all(&store).await?);
        let on_sqlite = rate(events, rebuild(&sqlite, &store).await?);
        let on_postgres = rate(events, rebuild(&postgres, &store).await?);
        println!("| {round} | {read:.0} | {on_sqlite:.0} | {on_postgres:.0} |");
    }
    println!(
        "route of a called number: SQLite {:?}, Postgres {:?}",
        route(&sqlite).await?,
        route(&postgres).await?
    );
    anyhow::ensure!(sqlite.dump().await? == postgres.dump().await?, "the rows differ");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a rate is a float")]
fn rate(events: u64, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

async fn read_all(store: &SqliteStore) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut at = Position::START;
    while let Some(last) = store.read_all(at, 4_000).await?.last() {
        at = last.position;
    }
    Ok(begun.elapsed())
}

async fn rebuild(views: &Views, store: &Arc<SqliteStore>) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    views.rebuild(Arc::clone(store) as Arc<dyn EventStore>, || Timestamp(0)).await?;
    Ok(begun.elapsed())
}

/// The mean time of a look-up.
async fn route(views: &Views) -> anyhow::Result<Duration> {
    const TIMES: u32 = 5_000;
    let begun = Instant::now();
    for _ in 0..TIMES {
        views.route(NUMBER).await?.context("the number has no route")?;
    }
    Ok(begun.elapsed() / TIMES)
}

/// An account with an application and a number that names it.
async fn furnish(store: &SqliteStore) -> anyhow::Result<()> {
    let (application, number) = (ApplicationSid::from_bits(1), PhoneNumberSid::from_bits(1));
    let voice = VoiceSettings {
        primary: UriSetting {
            url: Some(String::from("https://tenant.example/voice")),
            ..UriSetting::default()
        },
        ..VoiceSettings::default()
    };
    let settings = ApplicationSettings {
        friendly_name: String::from("Menu"),
        voice,
        ..ApplicationSettings::default()
    };
    let created = ApplicationCreated { settings, secondaries: Vec::new() };
    let settings = PhoneNumberSettings {
        voice_application_sid: Some(application),
        ..PhoneNumberSettings::default()
    };
    let assigned =
        NumberAssigned { phone_number: NUMBER.to_owned(), settings, secondaries: Vec::new() };
    let opened = AccountCreated {
        owner_account_sid: None,
        friendly_name: String::from("Tenant"),
        auth_token: Sealed(String::from("sealed")),
    };
    let account = AccountSid::from_bits(1).to_string();
    let streams = vec![
        first("account", account, &AccountEvent::from(opened)),
        first("application", application.to_string(), &ApplicationEvent::from(created)),
        first("phone_number", number.to_string(), &PhoneNumberEvent::from(assigned)),
    ];
    store.append(Append { streams, order: Vec::new(), idempotency: None }).await?;
    Ok(())
}

fn first(category: &str, key: String, event: &impl Event) -> StreamAppend {
    let account = AccountSid::from_bits(1).to_string();
    let stream = StreamId { account, category: category.to_owned(), key };
    StreamAppend { stream, expected: ExpectedVersion::NoStream, events: vec![written(0, event)] }
}

/// Writes the calls, [`LIVE`] at a time, step by step. Answers the size of all payloads.
async fn write(store: &SqliteStore, calls: usize) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for first in (0..calls).step_by(LIVE) {
        let live = first..calls.min(first + LIVE);
        let mut scripts: Vec<_> =
            live.clone().map(|call| script(call as u32).into_iter()).collect();
        let mut version = 0;
        while scripts.iter().any(|script| script.len() > 0) {
            let mut streams = Vec::with_capacity(LIVE);
            for (call, script) in live.clone().zip(&mut scripts) {
                // Two or three facts are written together, as one input of a call gives them.
                let events: Vec<NewEvent> =
                    script.by_ref().take(3).map(|event| written(call, &event)).collect();
                bytes += events.iter().map(|event| event.data.len() as u64).sum::<u64>();
                let expected = ExpectedVersion::Exactly(StreamVersion(version));
                streams.push(StreamAppend { stream: stream(call), expected, events });
            }
            store.append(Append { streams, order: Vec::new(), idempotency: None }).await?;
            version += 3;
        }
    }
    Ok(bytes)
}

fn stream(call: usize) -> StreamId {
    StreamId {
        account: AccountSid::from_bits(call as u128 % ACCOUNTS + 1).to_string(),
        category: String::from("call"),
        key: CallSid::from_bits(
            (call as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        )
        .to_string(),
    }
}

fn written(call: usize, event: &impl Event) -> NewEvent {
    NewEvent {
        id: uuid::Uuid::now_v7(),
        event_type: event.type_name().to_owned(),
        schema_version: event.schema_version(),
        recorded_at: 1_700_000_000_000_000 + call as i64 * 1_000,
        correlation: String::from("CA"),
        causation: None,
        actor: String::from("system/router"),
        data: Bytes::from(event.encode()),
    }
}

/// The 30 facts of one call: a menu with three rounds of four digits.
fn script(call: u32) -> Vec<CallEvent> {
    let mut script: Vec<CallEvent> = vec![
        received(call).into(),
        ExchangeEnded { exchange: exchange(1, Purpose::Start) }.into(),
        DocumentRead { document: 1, exchange: Some(1), verbs: 2 }.into(),
        CallAnswered {}.into(),
    ];
    for round in 1..=3 {
        let digit =
            |digit| DigitReceived { digit, duration_ms: 80, by: DigitTransport::TelephoneEvent };
        script.push(
            VerbStarted { document: round, place: vec![0], verb: String::from("Gather") }.into(),
        );
        script.extend("1234".chars().map(|key| CallEvent::from(digit(key))));
        script.push(ExchangeEnded { exchange: exchange(round + 1, Purpose::Action) }.into());
    }
    script.extend([
        CallEvent::from(PlaybackEnded {
            playback: 1,
            outcome: PlaybackOutcome::Finished,
            played_ms: 900,
        }),
        notification(call).into(),
        CallerHungUp { how: HangUp::Bye, reason: None }.into(),
        ended().into(),
        CallMeasured { codec: String::from("PCMU"), packets_sent: 900, ..CallMeasured::default() }
            .into(),
    ]);
    script.extend((0..3).map(|sequence| {
        CallEvent::from(StatusNotified { sequence, exchange: exchange(sequence, Purpose::Status) })
    }));
    script
}

fn received(call: u32) -> CallReceived {
    CallReceived {
        direction: Direction::Inbound,
        from: format!("+1555{call:07}"),
        to: String::from("+15005550006"),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: None,
        application_sid: None,
        sip: None,
        steering: Steering::default(),
        limits: None,
    }
}

fn ended() -> CallEnded {
    let status = FinalStatus::Completed;
    CallEnded { status, duration_ms: 30_000, cause: EndCause::Caller, sip_status: None }
}

fn notification(call: u32) -> NotificationRaised {
    NotificationRaised {
        sid: domain::sid::NotificationSid::from_bits(u128::from(call) + 1),
        level: NotificationLevel::Warning,
        fault: Fault {
            code: 12_200,
            class: domain::uri::FaultClass::Error,
            message: String::from("an attribute that is not known was left out"),
            url: None,
        },
        exchange: Some(1),
    }
}

fn exchange(number: u32, purpose: Purpose) -> Exchange {
    let fields = ["CallSid", "AccountSid", "From", "To", "CallStatus", "Direction", "ApiVersion"];
    Exchange {
        number,
        purpose,
        rank: 0,
        url: String::from("https://tenant.example/voice"),
        method: HttpMethod::Post,
        parameters: fields.map(|name| (name.to_owned(), String::from("+15551230000"))).to_vec(),
        attempts: 1,
        started_at: Timestamp(1_700_000_000_000_000),
        duration_ms: 12,
        outcome: ExchangeOutcome::Answered(Answer {
            status: 200,
            headers: vec![(String::from("content-type"), String::from("text/xml"))],
            final_url: String::from("https://tenant.example/voice"),
            body: String::from(
                "<Response><Gather numDigits=\"4\"><Say>Your code, please.</Say></Gather></Response>",
            ),
            body_bytes: 82,
            from_cache: false,
        }),
    }
}

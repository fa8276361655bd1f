//! Calls and writes without pause, and a record of all that was acknowledged.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tests::program::Ringback;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::caller::{Caller, Outcome};

/// What the program has said yes to. A clone is the same record.
#[derive(Clone, Default)]
pub(crate) struct Promises {
    kept: Arc<Mutex<Kept>>,
    count: Arc<watch::Sender<usize>>,
}

/// The record.
#[derive(Default)]
pub(crate) struct Kept {
    /// Sid and name of every application whose creation was acknowledged, as it was acknowledged last;
    /// and the name that was asked for since without an answer.
    pub(crate) applications: BTreeMap<String, (String, Option<String>)>,
    /// The last name of the number that was acknowledged, and the one asked for since.
    pub(crate) number: (String, Option<String>),
    /// Callers whose INVITE was answered with 200.
    pub(crate) answered: Vec<String>,
    /// How many numbers were called from.
    callers: u64,
}

impl Promises {
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Kept) -> T) -> T {
        look(&mut self.kept.lock().expect("no test panics while it holds the record"))
    }

    fn promised(&self, note: impl FnOnce(&mut Kept)) {
        self.with(note);
        self.count.send_modify(|count| *count += 1);
    }

    /// Waits until this many promises more were made.
    pub(crate) async fn more(&self, wanted: usize) -> anyhow::Result<()> {
        let mut count = self.count.subscribe();
        let aim = *count.borrow() + wanted;
        let waited = count.wait_for(|count| *count >= aim);
        tokio::time::timeout(tests::program::PATIENCE, waited).await??;
        Ok(())
    }
}

/// Begins the load: writers that never pause and a call every 50 ms. Drop the set to end it.
pub(crate) fn begin(ringback: &Ringback, caller: &Arc<Caller>, promises: &Promises) -> JoinSet<()> {
    let mut load = JoinSet::new();
    for writer in 0..3 {
        load.spawn(write_applications(Rest::of(ringback), writer, promises.clone()));
    }
    load.spawn(rename_number(Rest::of(ringback), promises.clone()));
    load.spawn(call(ringback.dev().sip_addr, caller.clone(), promises.clone()));
    load
}

/// The REST API with its credentials, apart from the program's handle.
struct Rest {
    http: reqwest::Client,
    base: String,
    account: String,
    token: String,
    number: String,
}

impl Rest {
    fn of(ringback: &Ringback) -> Self {
        let dev = ringback.dev();
        Self {
            http: reqwest::Client::builder().no_proxy().build().expect("a client without options"),
            base: format!("{}/2010-04-01/Accounts/{}", dev.http_url, dev.account_sid),
            account: dev.account_sid.clone(),
            token: dev.auth_token.clone(),
            number: dev.phone_number_sid.clone(),
        }
    }

    /// The JSON of a yes; nothing when the program is gone. Any other answer is a defect.
    async fn post(&self, path: &str, name: &str, wanted: u16) -> Option<serde_json::Value> {
        let request = self.http.post(format!("{}/{path}", self.base));
        let request = request.basic_auth(&self.account, Some(&self.token));
        let answer = request.form(&[("FriendlyName", name)]).send().await.ok()?;
        assert_eq!(answer.status(), wanted, "{path}");
        answer.json().await.ok()
    }
}

async fn write_applications(rest: Rest, writer: usize, promises: Promises) {
    for number in 0.. {
        let name = format!("w{writer} n{number}");
        let Some(made) = rest.post("Applications.json", &name, 201).await else { return };
        let sid = made["sid"].as_str().unwrap_or_default().to_owned();
        promises.promised(|kept| drop(kept.applications.insert(sid.clone(), (name, None))));
        if number % 2 == 0 {
            continue;
        }
        let again = format!("w{writer} n{number} renamed");
        promises.with(|kept| set_asked(kept, &sid, Some(&again)));
        let path = format!("Applications/{sid}.json");
        if rest.post(&path, &again, 200).await.is_none() {
            return;
        }
        promises.promised(|kept| drop(kept.applications.insert(sid, (again, None))));
    }
}

fn set_asked(kept: &mut Kept, sid: &str, name: Option<&str>) {
    if let Some(application) = kept.applications.get_mut(sid) {
        application.1 = name.map(str::to_owned);
    }
}

async fn rename_number(rest: Rest, promises: Promises) {
    let path = format!("IncomingPhoneNumbers/{}.json", rest.number);
    for turn in 0.. {
        let name = format!("turn {turn}");
        promises.with(|kept| kept.number.1 = Some(name.clone()));
        if rest.post(&path, &name, 200).await.is_none() {
            return;
        }
        promises.promised(|kept| kept.number = (name, None));
    }
}

async fn call(server: std::net::SocketAddr, caller: Arc<Caller>, promises: Promises) {
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let mut calls = JoinSet::new();
    loop {
        ticks.tick().await;
        let number = promises.with(|kept| {
            kept.callers += 1;
            kept.callers
        });
        let from = format!("+1555{number:07}");
        let (caller, promises) = (caller.clone(), promises.clone());
        calls.spawn(async move {
            let Ok(mut line) = caller.dial(server, &from).await else { return };
            match line.outcome().await {
                Ok(Outcome::Answered(_)) => {}
                Ok(Outcome::Refused(408) | Outcome::Lost) | Err(_) => return,
                Ok(Outcome::Refused(status)) => panic!("{from} was refused with {status}"),
            }
            promises.promised(|kept| kept.answered.push(from));
            let _ = line.bye().await;
        });
        while let Some(ended) = calls.try_join_next() {
            ended.expect("a call failed");
        }
    }
}

//! A contact centre with one worker, on a house.

use std::sync::Arc;

use async_trait::async_trait;
use commands::Context;
use commands::keys::KeyMade;
use commands::work::{WorkClock, WorkDesk, WorkDone};
use domain::recorded::Actor;
use domain::sid::{ActivitySid, WorkItemSid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, minted};
use domain::work::work_item::{NewWorkItem, WorkItemCommand};
use domain::work::worker::WorkerCommand;
use domain::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use http::Request;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::front::ApiState;
use crate::taskrouter::channel::registry::Seat;
use crate::tests::house::{Got, House, Login, clock};
use crate::tokens::tests::{header, signed};
use crate::tokens::verify;

/// The house's clock, which nobody waits for.
struct HouseClock;

#[async_trait]
impl WorkClock for HouseClock {
    fn now(&self) -> Timestamp {
        clock()
    }

    async fn until(&self, _: Timestamp) {
        std::future::pending().await
    }
}

pub(super) struct Centre {
    pub(super) house: House,
    pub(super) login: Login,
    pub(super) key: KeyMade,
    pub(super) workspace: WorkspaceSid,
    pub(super) worker: WorkerSid,
    desk: WorkDesk,
    _owners: JoinSet<std::convert::Infallible>,
}

impl Centre {
    pub(super) async fn open() -> Self {
        let house = House::build();
        let login = house.account().await;
        let (desk, owners) = WorkDesk::new(house.writer.clone(), Arc::new(HouseClock), false);
        let mut running = JoinSet::new();
        running.spawn(owners.run(Vec::new()));
        let context = context(&login);
        let key = commands::keys::create(&house.writer, &context, "tokens".to_owned());
        let key = key.await.unwrap();
        let (workspace, worker) = (WorkspaceSid::from_bits(0x35), WorkerSid::from_bits(0x11));
        let centre = Self { house, login, key, workspace, worker, desk, _owners: running };
        centre.done(open()).await;
        centre.done(hire(centre.worker)).await;
        centre.house.catch_up().await;
        centre
    }

    pub(super) async fn done(&self, command: Command) -> WorkDone {
        self.desk.submit(&context(&self.login), self.workspace, command).await.unwrap()
    }

    pub(super) async fn bring(&self, item: u128) {
        let new = NewWorkItem { timeout_s: Some(3_600), ..NewWorkItem::default() };
        let sid = WorkItemSid::from_bits(item);
        self.done(Command::WorkItem(sid, WorkItemCommand::Create(Box::new(new)))).await;
    }

    /// The claims of a good access token.
    pub(super) fn claims(&self) -> Value {
        json!({
            "iss": self.key.sid.to_string(),
            "sub": self.login.sid.to_string(),
            "exp": clock().0 / 1_000_000 + 3_600,
            "grants": {"task_router": {
                "workspace_sid": self.workspace.to_string(),
                "worker_sid": self.worker.to_string(),
                "role": "worker",
            }},
        })
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        signed(&header(), claims, self.key.secret.as_ref().unwrap().expose())
    }

    pub(super) fn token(&self) -> String {
        self.sign(&self.claims())
    }

    /// What a policy token claims that allows these.
    pub(super) fn policy_claims(&self, policies: Value) -> Value {
        json!({
            "iss": self.login.sid.to_string(),
            "account_sid": self.login.sid.to_string(),
            "workspace_sid": self.workspace.to_string(),
            "worker_sid": self.worker.to_string(),
            "channel": self.worker.to_string(),
            "version": "v1",
            "exp": clock().0 / 1_000_000 + 3_600,
            "policies": policies,
        })
    }

    pub(super) fn sign_policies(&self, claims: &Value) -> String {
        signed(&json!({"alg": "HS256", "typ": "JWT"}), claims, &self.login.secret)
    }

    /// Knocks at the socket: 426 when only the upgrade is missing.
    pub(super) async fn knock(&self, token: &str) -> Got {
        let uri = format!("/v1/wschannels?token={token}");
        let request = Request::builder().uri(uri).body(axum::body::Body::empty()).unwrap();
        self.house.send(request).await
    }

    pub(super) async fn post(&self, token: &str, method: &str, path: &str, params: Value) -> Got {
        let url = format!("Workspaces/{}{path}", self.workspace);
        let posted = json!({"url": url, "method": method, "params": params, "token": token});
        self.post_text(&posted.to_string()).await
    }

    pub(super) async fn post_text(&self, text: &str) -> Got {
        let request = Request::builder()
            .method("POST")
            .uri("/v1/wschannels")
            .header("content-type", "application/json")
            .body(axum::body::Body::from(text.to_owned()))
            .unwrap();
        self.house.send(request).await
    }

    /// A listener that needs no connection.
    pub(super) async fn listen(&self) -> Seat {
        let state: &ApiState = &self.house.state;
        let token = verify(state, &self.token()).await.unwrap();
        state.channels.enter(&token, false).unwrap()
    }

    pub(super) fn own(&self, path: &str) -> String {
        format!("/Workers/{}{path}", self.worker)
    }
}

fn context(login: &Login) -> Context {
    Context::new(login.sid, Actor::Account(login.sid), "test", clock())
}

fn open() -> Command {
    Command::Workspace(WorkspaceCommand::Create {
        patch: WorkspacePatch { friendly_name: Some("Support".to_owned()), ..Default::default() },
        template: Template::Fifo,
        seed: 7,
    })
}

/// The activity in which work is offered: the workspace's third event makes it.
pub(super) fn available() -> ActivitySid {
    ActivitySid::from_bits(minted(7, 3))
}

fn hire(worker: WorkerSid) -> Command {
    let create = WorkerCommand::Create {
        friendly_name: "Ada".to_owned(),
        activity_sid: Some(available()),
        attributes: Some(r#"{"languages":["en"]}"#.to_owned()),
    };
    Command::Worker(worker, create)
}

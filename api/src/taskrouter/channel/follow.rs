//! From the log to the sockets.

use std::collections::BTreeSet;
use std::time::Duration;

use commands::Writer;
use commands::port::RecordedEvent;
use commands::subscription::{Scope, Subscription};
use domain::account::AccountDecider;
use domain::api_key::ApiKeyDecider;
use domain::decider::Decider as _;
use domain::sid::{AccountSid, KeySid, WorkItemSid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::{WorkEvent, WorkKind, WorkSid};
use projections::{Paging, ReservationFilter, ViewError, Views};
use serde_json::{Value, json};

use super::WorkerChannels;
use super::notice::{About, notice};
use super::show;

/// How long to wait before the log is asked again that did not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the read side may take until a notice is made of what it shows.
const CATCH_UP: Duration = Duration::from_secs(5);

impl WorkerChannels {
    /// Tells the open sockets what happens, for ever. One follower serves all sockets of this process, from
    /// the log, whichever process wrote it.
    pub async fn follow(self, writer: Writer, views: Views) {
        let head = loop {
            match writer.store.head().await {
                Ok(head) => break head,
                Err(error) => {
                    tracing::warn!(%error, "workers hear nothing: the log does not answer")
                }
            }
            tokio::time::sleep(PAUSE).await;
        };
        let mut log = Subscription::new(writer.store, Scope::All, head);
        loop {
            match log.next().await {
                Ok(events) => self.pass_on(&views, &events).await,
                Err(error) => {
                    tracing::warn!(%error, "workers hear nothing: the log does not answer");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn pass_on(&self, views: &Views, events: &[RecordedEvent]) {
        for recorded in events {
            let Ok(account) = recorded.stream.account.parse::<AccountSid>() else { continue };
            if !self.has(account) {
                continue;
            }
            self.revoke(account, recorded);
            let Some((sid, event)) = decoded(recorded) else { continue };
            self.close_gone(account, sid, &event);
            if let Err(error) = self.tell_of(views, account, recorded, (sid, &event)).await {
                tracing::warn!(%error, "a worker was not told");
            }
        }
    }

    /// Closes the sockets whose token is no longer good. Their clients may come back with another.
    fn revoke(&self, account: AccountSid, recorded: &RecordedEvent) {
        let (category, kind) =
            (recorded.stream.category.as_str(), recorded.event.event_type.as_str());
        if category == ApiKeyDecider::CATEGORY && kind == "ApiKeyDeleted" {
            let gone = recorded.stream.key.parse::<KeySid>().ok();
            self.close(account, |_, _, key| key.is_some() && key == gone);
        }
        if category == AccountDecider::CATEGORY {
            let ends_all = matches!(kind, "AccountSuspended" | "AccountClosed");
            let ends_policies = matches!(
                kind,
                "AuthTokenRotated" | "SecondaryTokenPromoted" | "SecondaryTokenDeleted"
            );
            self.close(account, |_, _, key| ends_all || (ends_policies && key.is_none()));
        }
    }

    fn close_gone(&self, account: AccountSid, sid: WorkSid, event: &WorkEvent) {
        match (sid, event.type_name()) {
            (WorkSid::Worker(gone), "WorkerDeleted") => {
                self.close(account, |worker, _, _| worker == gone);
            }
            (WorkSid::Workspace(gone), "WorkspaceDeleted") => {
                self.close(account, |_, workspace, _| workspace == gone);
            }
            (_, _) => {}
        }
    }

    async fn tell_of(
        &self,
        views: &Views,
        account: AccountSid,
        recorded: &RecordedEvent,
        (sid, event): (WorkSid, &WorkEvent),
    ) -> Result<(), ViewError> {
        let Some((name, about)) = notice(sid, event) else { return Ok(()) };
        if let About::Worker(worker) | About::Channel(worker, _) = about
            && !self.has_worker(account, worker)
        {
            return Ok(());
        }
        views.wait_for(recorded.position, CATCH_UP).await?;
        let stamp = event.stamp();
        let seen = Seen { channels: self, views, account, workspace: stamp.workspace_sid };
        let (workers, mut payload) = match about {
            About::Worker(sid) => seen.worker(sid).await?,
            About::Channel(worker, channel) => {
                let rows = views.worker_channels(account, stamp.workspace_sid, worker).await?;
                let row = rows.iter().find(|row| row.channel_sid == channel);
                row.map_or_else(Heard::default, |row| (vec![worker], show::worker_channel(row)))
            }
            About::Reservation(sid, status) => {
                let (workers, mut payload) = seen.reservation(sid, stamp.at).await?;
                payload["reservation_status"] = json!(status);
                payload["version"] = json!(stamp.version.to_string());
                (workers, payload)
            }
            About::WorkItem(sid, status) => {
                let (workers, mut payload) = seen.work_item(sid, stamp.at).await?;
                if let Some(status) = status {
                    payload["assignment_status"] = json!(status);
                }
                (workers, payload)
            }
        };
        if workers.is_empty() {
            return Ok(());
        }
        payload["date_updated"] = json!(show::seconds(stamp.at));
        let frame = json!({"event_type": name, "payload": payload}).to_string();
        for worker in workers {
            self.tell(account, worker, &frame);
        }
        Ok(())
    }
}

/// An event of work distribution.
fn decoded(recorded: &RecordedEvent) -> Option<(WorkSid, WorkEvent)> {
    let kind = WorkKind::of_category(&recorded.stream.category)?;
    let sid = kind.sid(&recorded.stream.key).ok()?;
    let event = &recorded.event;
    match kind.decode(&event.event_type, event.schema_version, &event.data) {
        Ok(event) => Some((sid, event)),
        Err(error) => {
            tracing::warn!(position = recorded.position.0, %error, "an event cannot be read");
            None
        }
    }
}

/// Who hears of it, and what.
type Heard = (Vec<WorkerSid>, Value);

/// What the read side shows of a workspace, for those who listen.
struct Seen<'a> {
    channels: &'a WorkerChannels,
    views: &'a Views,
    account: AccountSid,
    workspace: WorkspaceSid,
}

impl Seen<'_> {
    async fn worker(&self, sid: WorkerSid) -> Result<Heard, ViewError> {
        let row = self.views.worker(self.account, self.workspace, sid).await?;
        Ok(row.map_or_else(Heard::default, |row| (vec![sid], show::worker(&row))))
    }

    async fn reservation(
        &self,
        sid: domain::sid::ReservationSid,
        at: Timestamp,
    ) -> Result<Heard, ViewError> {
        let row = self.views.reservation(self.account, self.workspace, sid).await?;
        let is_heard = |worker| self.channels.has_worker(self.account, worker);
        let Some(row) = row.filter(|row| is_heard(row.offer.worker_sid)) else {
            return Ok(Heard::default());
        };
        let item = row.offer.work_item_sid;
        let item = self.views.work_item(self.account, self.workspace, item).await?;
        let shown = |item| (vec![row.offer.worker_sid], show::reservation(&row, &item, at));
        Ok(item.map_or_else(Heard::default, shown))
    }

    /// Everybody to whom it was offered hears of it; the client knows which are its own.
    async fn work_item(&self, sid: WorkItemSid, at: Timestamp) -> Result<Heard, ViewError> {
        let filter = ReservationFilter { work_item_sid: Some(sid), ..ReservationFilter::default() };
        let paging = Paging::first(1_000);
        let offers = self.views.reservations(self.account, self.workspace, &filter, &paging);
        let offered: BTreeSet<_> =
            offers.await?.rows.iter().map(|row| row.offer.worker_sid).collect();
        let is_heard = |worker: &WorkerSid| self.channels.has_worker(self.account, *worker);
        let workers: Vec<_> = offered.into_iter().filter(is_heard).collect();
        if workers.is_empty() {
            return Ok(Heard::default());
        }
        let row = self.views.work_item(self.account, self.workspace, sid).await?;
        Ok(row.map_or_else(Heard::default, |row| (workers, show::task(&row, at))))
    }
}

//! What a worker looks at: itself, its workspace's activities, its channels, what is offered to it.

use std::str::FromStr;

use domain::sid::{ActivitySid, ReservationSid, WorkItemSid, WorkerSid};
use projections::{
    ActivityFilter, Cursor, From, Paging, ReservationFilter, ReservationRow, ReservationStatus,
};
use serde_json::{Value, json};

use super::show;
use crate::front::{ApiState, Problem};
use crate::tokens::{Errand, WorkerToken};

/// The client's own page size, and the most.
const PAGE: u32 = 1_000;

/// Looks at one of the resources that the channel shows in its own way; nothing when it is another.
pub(super) async fn look(
    state: &ApiState,
    token: &WorkerToken,
    errand: &Errand,
) -> Result<Option<Value>, Problem> {
    let parts: Vec<&str> = errand.path.split('/').skip(4).collect();
    let eye = Eye { state, token, errand };
    Ok(Some(match parts.as_slice() {
        ["Activities"] => eye.activities().await?,
        ["Workers", sid] => eye.worker(eye.sid(sid)?).await?,
        ["Workers", sid, "WorkerChannels" | "Channels"] => eye.channels(eye.sid(sid)?).await?,
        ["Workers", sid, "Reservations"] => eye.reservations(eye.sid(sid)?).await?,
        ["Workers" | "Tasks", _, "Reservations", sid] => eye.reservation(eye.sid(sid)?).await?,
        ["Tasks", sid] => eye.task(eye.sid(sid)?).await?,
        _ => return Ok(None),
    }))
}

struct Eye<'a> {
    state: &'a ApiState,
    token: &'a WorkerToken,
    errand: &'a Errand,
}

impl Eye<'_> {
    fn not_found(&self) -> Problem {
        Problem::not_found(&self.errand.path)
    }

    fn sid<S: FromStr>(&self, text: &str) -> Result<S, Problem> {
        text.parse().map_err(|_| self.not_found())
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut found = self.errand.fields.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    async fn worker(&self, sid: WorkerSid) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let row = self.state.views.worker(account, inside, sid).await?;
        Ok(show::worker(&row.ok_or_else(|| self.not_found())?))
    }

    async fn task(&self, sid: WorkItemSid) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let row = self.state.views.work_item(account, inside, sid).await?;
        Ok(show::task(&row.ok_or_else(|| self.not_found())?, (self.state.clock)()))
    }

    async fn channels(&self, worker: WorkerSid) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let rows = self.state.views.worker_channels(account, inside, worker).await?;
        Ok(list(rows.iter().map(show::worker_channel).collect(), None))
    }

    async fn activities(&self) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let views = &self.state.views;
        let from = match self.field("AfterSid") {
            None => From::Start,
            Some(sid) => {
                let row = views.activity(account, inside, self.sid::<ActivitySid>(sid)?).await?;
                let row = row.ok_or_else(|| self.not_found())?;
                From::After(Cursor { at: row.created_at.0, tie: row.sid.to_string() })
            }
        };
        let filter = ActivityFilter::default();
        let page = views.activities(account, inside, &filter, &self.paging(from)?).await?;
        let contents = page.rows.iter().map(show::activity).collect();
        Ok(list(contents, page.next.map(|next| next.tie)))
    }

    /// With `Active=true` those that are open: offered, accepted or wrapped up.
    async fn reservations(&self, worker: WorkerSid) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let views = &self.state.views;
        let is_active = self.field("Active") == Some("true");
        let open =
            [ReservationStatus::Pending, ReservationStatus::Accepted, ReservationStatus::Wrapping];
        let filter = ReservationFilter {
            worker_sid: Some(worker),
            statuses: if is_active { open.to_vec() } else { Vec::new() },
            ..ReservationFilter::default()
        };
        let from = match self.field("AfterSid") {
            None => From::Start,
            Some(sid) => {
                let sid = self.sid::<ReservationSid>(sid)?;
                let row = views.reservation(account, inside, sid).await?;
                let row = row.ok_or_else(|| self.not_found())?;
                From::After(Cursor { at: row.times.created_at.0, tie: row.sid.to_string() })
            }
        };
        let page = views.reservations(account, inside, &filter, &self.paging(from)?).await?;
        let mut contents = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            contents.extend(self.with_task(row).await?);
        }
        Ok(list(contents, page.next.map(|next| next.tie)))
    }

    async fn reservation(&self, sid: ReservationSid) -> Result<Value, Problem> {
        let (account, inside) = (self.token.account, self.token.workspace);
        let row = self.state.views.reservation(account, inside, sid).await?;
        let sides = |row: &ReservationRow| {
            [row.offer.worker_sid.to_string(), row.offer.work_item_sid.to_string()]
        };
        let beside = self.errand.path.split('/').nth(5).unwrap_or_default();
        let row = row.filter(|row| sides(row).iter().any(|side| side == beside));
        let row = row.ok_or_else(|| self.not_found())?;
        self.with_task(&row).await?.ok_or_else(|| self.not_found())
    }

    /// Nothing when its task was deleted.
    async fn with_task(&self, row: &ReservationRow) -> Result<Option<Value>, Problem> {
        let (views, sid) = (&self.state.views, row.offer.work_item_sid);
        let item = views.work_item(row.account_sid, row.workspace_sid, sid).await?;
        Ok(item.map(|item| show::reservation(row, &item, (self.state.clock)())))
    }

    fn paging(&self, from: From) -> Result<Paging, Problem> {
        let bad = |_| Problem::invalid(20001, "PageSize is not a number");
        let size = self.field("PageSize").map(str::parse).transpose().map_err(bad)?;
        Ok(Paging::new(size.unwrap_or(PAGE), from))
    }
}

fn list(contents: Vec<Value>, after: Option<String>) -> Value {
    json!({"contents": contents, "after_sid": after})
}

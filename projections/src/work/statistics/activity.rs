//! How long workers were in which activity.

use domain::sid::{AccountSid, ActivitySid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;

use super::counts::Spread;
use crate::query::{Row, Scope, Sql, ViewError};
use crate::rows::{Kind, Value};
use crate::views::Views;

/// How long workers were in an activity during a while. What reaches beyond the while is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityTime {
    /// The activity.
    pub activity_sid: ActivitySid,
    /// Its name.
    pub friendly_name: Option<String>,
    /// Each time that a worker was in it.
    pub spent: Spread,
}

/// The part of each time that lies before `$1` and after `$2`.
const PARTS: &str = "\
    SELECT activity_sid, activity_name, \
        (CASE WHEN ended_at IS NULL OR ended_at > CAST($1 AS bigint) THEN CAST($1 AS bigint) \
            ELSE ended_at END \
        - CASE WHEN started_at < CAST($2 AS bigint) THEN CAST($2 AS bigint) \
            ELSE started_at END) / 1000 AS ms \
    FROM report_time_in_activity \
    WHERE account_sid = $3 AND workspace_sid = $4 AND started_at < $1 \
        AND (ended_at IS NULL OR ended_at > $2)";

impl Views {
    /// How long the workspace's workers, or one of them, were in which activity between `from` and `until`.
    pub async fn time_in_activity(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        worker: Option<WorkerSid>,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<ActivityTime>, ViewError> {
        let worker_is = if worker.is_some() { " AND worker_sid = $5" } else { "" };
        let text = format!(
            "SELECT activity_sid, max(activity_name), count(*), CAST(sum(ms) AS bigint), min(ms), \
             max(ms) FROM ({PARTS}{worker_is}) parts GROUP BY activity_sid ORDER BY activity_sid"
        );
        let mut values =
            vec![until.into(), from.into(), Value::sid(account), Value::sid(workspace)];
        values.extend(worker.map(Value::sid));
        let answer = vec![Kind::Text, Kind::Text, Kind::Int, Kind::Int, Kind::Int, Kind::Int];
        self.all(Sql { scope: Scope::Account(account), text, values, answer }, read).await
    }
}

fn read(mut row: Row) -> Result<ActivityTime, ViewError> {
    Ok(ActivityTime {
        activity_sid: row.parse(0)?,
        friendly_name: row.text_if(1)?,
        spent: Spread {
            count: row.count(2)?,
            total_ms: row.count(3)?,
            min_ms: row.count(4)?,
            max_ms: row.count(5)?,
        },
    })
}

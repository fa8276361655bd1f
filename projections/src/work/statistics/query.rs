//! What the work of a while adds up to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::sid::{AccountSid, TaskChannelSid, TaskQueueSid, WorkerSid, WorkflowSid, WorkspaceSid};
use domain::timestamp::Timestamp;

use super::counts::{Spread, Sum, WorkStatistics};
use crate::query::{Row, Scope, Sql, TimeRange, ViewError};
use crate::rows::{Kind, Value};
use crate::views::Views;
use crate::work::reports::INTERVAL_US;

/// Whose work is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatisticsOf {
    /// All of the workspace.
    Workspace,
    /// Of one queue. A work item belongs to the queue in which it waits or waited last.
    Queue(TaskQueueSid),
    /// Of one workflow.
    Workflow(WorkflowSid),
    /// Of one worker.
    Worker(WorkerSid),
}

/// Which work is added up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatisticsQuery {
    /// What happened then.
    pub at: TimeRange,
    /// Of one kind of work.
    pub channel_sid: Option<TaskChannelSid>,
    /// Thresholds of waiting times, in seconds.
    pub split_s: Vec<u32>,
}

/// A question in the making: values stand in the order of their first use.
struct Question {
    values: Vec<Value>,
    text: String,
    answer: Vec<Kind>,
}

impl Question {
    fn new(by_interval: bool) -> Self {
        let interval = format!("at - at % {INTERVAL_US}");
        let interval = if by_interval { interval.as_str() } else { "0" };
        let text = format!(
            "SELECT what, CAST({interval} AS bigint), count(*), \
             CAST(coalesce(sum(ms), 0) AS bigint), coalesce(min(ms), 0), coalesce(max(ms), 0)"
        );
        let answer = vec![Kind::Text, Kind::Int, Kind::Int, Kind::Int, Kind::Int, Kind::Int];
        Self { values: Vec::new(), text, answer }
    }

    fn split(&mut self, threshold_s: u32) {
        self.values.push((i64::from(threshold_s) * 1_000).into());
        let place = self.values.len();
        let _ =
            write!(self.text, ", CAST(sum(CASE WHEN ms >= ${place} THEN 1 ELSE 0 END) AS bigint)");
        self.answer.push(Kind::Int);
    }

    fn and(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.values.push(value.into());
            let _ = write!(self.text, " AND {condition} ${}", self.values.len());
        }
    }
}

fn question(
    (account, workspace): (AccountSid, WorkspaceSid),
    of: StatisticsOf,
    query: &StatisticsQuery,
    by_interval: bool,
) -> Sql {
    let mut asked = Question::new(by_interval);
    query.split_s.iter().for_each(|threshold| asked.split(*threshold));
    asked.text.push_str(" FROM work_facts WHERE 1 = 1");
    asked.and("account_sid =", Some(Value::sid(account)));
    asked.and("workspace_sid =", Some(Value::sid(workspace)));
    match of {
        StatisticsOf::Workspace => {}
        StatisticsOf::Queue(sid) => asked.and("queue_sid =", Some(Value::sid(sid))),
        StatisticsOf::Workflow(sid) => asked.and("workflow_sid =", Some(Value::sid(sid))),
        StatisticsOf::Worker(sid) => asked.and("worker_sid =", Some(Value::sid(sid))),
    }
    asked.and("channel_sid =", query.channel_sid.map(Value::sid));
    asked.and("at >=", query.at.from);
    asked.and("at <", query.at.until);
    asked.text.push_str(" GROUP BY 1, 2 ORDER BY 2, 1");
    let Question { values, text, answer } = asked;
    Sql { scope: Scope::Account(account), text, values, answer }
}

fn read(mut row: Row) -> Result<(Timestamp, Sum), ViewError> {
    let last = u8::try_from(row.0.len()).map_err(ViewError::damaged)?;
    let above = (6..last).map(|place| row.count(place)).collect::<Result<_, _>>()?;
    let spread = Spread {
        count: row.count(2)?,
        total_ms: row.count(3)?,
        min_ms: row.count(4)?,
        max_ms: row.count(5)?,
    };
    Ok((row.time(1)?, Sum { what: row.text(0)?, spread, above }))
}

impl Views {
    /// What the work of a while adds up to.
    pub async fn work_statistics(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        of: StatisticsOf,
        query: &StatisticsQuery,
    ) -> Result<WorkStatistics, ViewError> {
        let sums = self.all(question((account, workspace), of, query, false), read).await?;
        let mut statistics = WorkStatistics::nothing(&query.split_s);
        sums.iter().for_each(|(_, sum)| statistics.add(sum));
        Ok(statistics)
    }

    /// The same by intervals of 15 minutes, named by when they begin; intervals in which nothing happened
    /// are missing.
    pub async fn work_intervals(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        of: StatisticsOf,
        query: &StatisticsQuery,
    ) -> Result<Vec<(Timestamp, WorkStatistics)>, ViewError> {
        let sums = self.all(question((account, workspace), of, query, true), read).await?;
        let mut intervals = BTreeMap::new();
        for (at, sum) in &sums {
            let interval = intervals.entry(*at);
            interval.or_insert_with(|| WorkStatistics::nothing(&query.split_s)).add(sum);
        }
        Ok(intervals.into_iter().collect())
    }
}

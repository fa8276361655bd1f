//! Statistics: how it is now, from the floor; how it was in a while, from the log.

mod cumulative;
mod live;
mod pages;
mod whiles;

pub(super) use pages::{
    queue_cumulative, queue_live, queue_statistics, queues_live, queues_statistics, worker,
    workers_cumulative, workers_live, workers_statistics, workflow_cumulative, workflow_live,
    workflow_statistics, workspace_cumulative, workspace_live, workspace_statistics,
};

//! The table of TaskRouter v1, and of what is beside it.

use http::Method;

use super::{
    activities, bulk, clock, events, explanation, position, queues, reservations, simulation,
    statistics, task_channels, tasks, versions, worker_channels, workers, workflows, workspaces,
};
use crate::front::{Access, Route, routes};

const PAGE: &[&str] = &["PageSize", "Page", "PageToken"];
const NAMED_PAGE: &[&str] = &["FriendlyName", "PageSize", "Page", "PageToken"];
const PAST: &[&str] = &["EndDate", "Minutes", "StartDate", "TaskChannel", "SplitByWaitTime"];
const PAST_OF_WORKERS: &[&str] = &["EndDate", "Minutes", "StartDate", "TaskChannel"];
const NOW: &[&str] = &["TaskChannel"];
#[rustfmt::skip]
const WORKSPACE: &[&str] = &[
    "FriendlyName", "EventCallbackUrl", "EventsFilter", "MultiTaskEnabled", "PrioritizeQueueOrder",
    "DefaultActivitySid", "TimeoutActivitySid",
];
#[rustfmt::skip]
const QUEUE: &[&str] = &[
    "FriendlyName", "TargetWorkers", "MaxReservedWorkers", "TaskOrder", "ReservationActivitySid",
    "AssignmentActivitySid",
];
#[rustfmt::skip]
const NEW_QUEUE: &[&str] = &[
    "FriendlyName*", "TargetWorkers", "MaxReservedWorkers", "TaskOrder", "ReservationActivitySid",
    "AssignmentActivitySid",
];
#[rustfmt::skip]
const QUEUES: &[&str] = &[
    "FriendlyName", "EvaluateWorkerAttributes", "WorkerSid", "Ordering", "PageSize", "Page", "PageToken",
];
#[rustfmt::skip]
const WORKERS: &[&str] = &[
    "ActivityName", "ActivitySid", "Available", "FriendlyName", "TargetWorkersExpression",
    "TaskQueueName", "TaskQueueSid", "Ordering", "PageSize", "Page", "PageToken",
];
const WORKER: &[&str] = &["ActivitySid", "Attributes", "FriendlyName", "RejectPendingReservations"];
#[rustfmt::skip]
const WORKER_STATISTICS: &[&str] = &[
    "Minutes", "StartDate", "EndDate", "TaskQueueSid", "TaskQueueName", "FriendlyName", "TaskChannel",
];
#[rustfmt::skip]
const WORKFLOW: &[&str] = &[
    "FriendlyName", "AssignmentCallbackUrl", "FallbackAssignmentCallbackUrl", "Configuration",
    "TaskReservationTimeout", "ReEvaluateTasks",
];
#[rustfmt::skip]
const NEW_WORKFLOW: &[&str] = &[
    "FriendlyName*", "Configuration*", "AssignmentCallbackUrl", "FallbackAssignmentCallbackUrl",
    "TaskReservationTimeout",
];
#[rustfmt::skip]
const TASKS: &[&str] = &[
    "Priority", "AssignmentStatus", "WorkflowSid", "WorkflowName", "TaskQueueSid", "TaskQueueName",
    "EvaluateTaskAttributes", "RoutingTarget", "Ordering", "HasAddons", "PageSize", "Page", "PageToken",
];
#[rustfmt::skip]
const TASK: &[&str] = &[
    "Attributes", "AssignmentStatus", "Reason", "Priority", "TaskChannel", "VirtualStartTime",
];
#[rustfmt::skip]
const NEW_TASK: &[&str] = &[
    "Timeout", "Priority", "TaskChannel", "WorkflowSid", "Attributes", "VirtualStartTime",
    "RoutingTarget", "IgnoreCapacity", "TaskQueueSid", "Deadline",
];
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "EndDate", "EventType", "Minutes", "ReservationSid", "StartDate", "TaskQueueSid", "TaskSid",
    "WorkerSid", "WorkflowSid", "TaskChannel", "Sid", "PageSize", "Page", "PageToken",
];
#[rustfmt::skip]
const RESERVATION: &[&str] = &[
    "ReservationStatus", "WorkerActivitySid", "Instruction", "DequeuePostWorkActivitySid",
    "DequeueFrom", "DequeueRecord", "DequeueTimeout", "DequeueTo", "DequeueStatusCallbackUrl",
    "DequeueStatusCallbackEvent", "CallFrom", "CallRecord", "CallTimeout", "CallTo", "CallUrl",
    "CallStatusCallbackUrl", "CallAccept", "RedirectCallSid", "RedirectAccept", "RedirectUrl", "To",
    "From", "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent", "Timeout", "Record",
    "Muted", "Beep", "StartConferenceOnEnter", "EndConferenceOnExit", "WaitUrl", "WaitMethod",
    "EarlyMedia", "MaxParticipants", "ConferenceStatusCallback", "ConferenceStatusCallbackMethod",
    "ConferenceStatusCallbackEvent", "ConferenceRecord", "ConferenceTrim", "RecordingChannels",
    "RecordingStatusCallback", "RecordingStatusCallbackMethod", "ConferenceRecordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod", "Region", "SipAuthUsername", "SipAuthPassword",
    "PostWorkActivitySid", "EndConferenceOnCustomerExit", "BeepOnCustomerEntrance",
    "JitterBufferSize", "SupervisorMode", "Supervisor",
];

/// All of it.
pub(crate) fn routes() -> Vec<Route> {
    [
        of_workspaces(),
        of_activities_and_channels(),
        of_workers(),
        of_queues(),
        of_workflows(),
        of_tasks(),
    ]
    .concat()
}

#[rustfmt::skip]
fn of_workspaces() -> Vec<Route> {
    routes! { "/v1/Workspaces":
        GET Any "" "ListWorkspace" workspaces::list, NAMED_PAGE;
        POST Any "" "CreateWorkspace" workspaces::create, &[
            "FriendlyName*", "EventCallbackUrl", "EventsFilter", "MultiTaskEnabled", "Template",
            "PrioritizeQueueOrder",
        ];
        GET Any "/{Sid}" "FetchWorkspace" workspaces::fetch, &[];
        POST Any "/{Sid}" "UpdateWorkspace" workspaces::update, WORKSPACE;
        DELETE Any "/{Sid}" "DeleteWorkspace" workspaces::delete, &[];
        GET Any "/{WorkspaceSid}/RealTimeStatistics" "FetchWorkspaceRealTimeStatistics"
            statistics::workspace_live, NOW;
        GET Any "/{WorkspaceSid}/CumulativeStatistics" "FetchWorkspaceCumulativeStatistics"
            statistics::workspace_cumulative, PAST;
        GET Any "/{WorkspaceSid}/Statistics" "FetchWorkspaceStatistics"
            statistics::workspace_statistics, PAST;
        GET Any "/{WorkspaceSid}/Events" "ListWorkspaceEvent" events::list, EVENTS;
        GET Any "/{WorkspaceSid}/Events/{Sid}" "FetchWorkspaceEvent" events::fetch, &[];
        GET Any "/{WorkspaceSid}/Clock" "FetchWorkspaceClock" clock::fetch, &[];
        POST Any "/{WorkspaceSid}/Clock" "UpdateWorkspaceClock" clock::advance, &["Seconds*"];
    }
}

#[rustfmt::skip]
fn of_activities_and_channels() -> Vec<Route> {
    routes! { "/v1/Workspaces/{WorkspaceSid}":
        GET Any "/Activities" "ListActivity" activities::list,
            &["FriendlyName", "Available", "PageSize", "Page", "PageToken"];
        POST Any "/Activities" "CreateActivity" activities::create, &["FriendlyName*", "Available"];
        GET Any "/Activities/{Sid}" "FetchActivity" activities::fetch, &[];
        POST Any "/Activities/{Sid}" "UpdateActivity" activities::update, &["FriendlyName"];
        DELETE Any "/Activities/{Sid}" "DeleteActivity" activities::delete, &[];
        GET Any "/TaskChannels" "ListTaskChannel" task_channels::list, PAGE;
        POST Any "/TaskChannels" "CreateTaskChannel" task_channels::create,
            &["FriendlyName*", "UniqueName*", "ChannelOptimizedRouting", "Cost"];
        GET Any "/TaskChannels/{Sid}" "FetchTaskChannel" task_channels::fetch, &[];
        POST Any "/TaskChannels/{Sid}" "UpdateTaskChannel" task_channels::update,
            &["FriendlyName", "ChannelOptimizedRouting", "Cost"];
        DELETE Any "/TaskChannels/{Sid}" "DeleteTaskChannel" task_channels::delete, &[];
    }
}

#[rustfmt::skip]
fn of_workers() -> Vec<Route> {
    routes! { "/v1/Workspaces/{WorkspaceSid}/Workers":
        GET Any "" "ListWorker" workers::list, WORKERS;
        POST Any "" "CreateWorker" workers::create, &["FriendlyName*", "ActivitySid", "Attributes"];
        POST Any "/Bulk" "UpdateWorkerBulk" bulk::workers, &["Items*"];
        GET Any "/Statistics" "FetchWorkerStatistics" statistics::workers_statistics,
            WORKER_STATISTICS;
        GET Any "/CumulativeStatistics" "FetchWorkersCumulativeStatistics"
            statistics::workers_cumulative, PAST_OF_WORKERS;
        GET Any "/RealTimeStatistics" "FetchWorkersRealTimeStatistics" statistics::workers_live, NOW;
        GET Any "/{Sid}" "FetchWorker" workers::fetch, &[];
        POST Any "/{Sid}" "UpdateWorker" workers::update, WORKER;
        DELETE Any "/{Sid}" "DeleteWorker" workers::delete, &[];
        GET Any "/{WorkerSid}/Statistics" "FetchWorkerInstanceStatistics" statistics::worker,
            PAST_OF_WORKERS;
        GET Any "/{WorkerSid}/Channels" "ListWorkerChannel" worker_channels::list, PAGE;
        GET Any "/{WorkerSid}/Channels/{Sid}" "FetchWorkerChannel" worker_channels::fetch, &[];
        POST Any "/{WorkerSid}/Channels/{Sid}" "UpdateWorkerChannel" worker_channels::update,
            &["Capacity", "Available"];
        GET Any "/{WorkerSid}/Reservations" "ListWorkerReservation" reservations::list,
            &["ReservationStatus", "PageSize", "Page", "PageToken"];
        GET Any "/{WorkerSid}/Reservations/{Sid}" "FetchWorkerReservation" reservations::fetch, &[];
        POST Any "/{WorkerSid}/Reservations/{Sid}" "UpdateWorkerReservation" reservations::update,
            RESERVATION;
    }
}

#[rustfmt::skip]
fn of_queues() -> Vec<Route> {
    routes! { "/v1/Workspaces/{WorkspaceSid}/TaskQueues":
        GET Any "" "ListTaskQueue" queues::list, QUEUES;
        POST Any "" "CreateTaskQueue" queues::create, NEW_QUEUE;
        POST Any "/RealTimeStatistics" "CreateTaskQueueBulkRealTimeStatistics"
            statistics::queues_live, &["TaskQueueSids"];
        GET Any "/Statistics" "ListTaskQueuesStatistics" statistics::queues_statistics, &[
            "EndDate", "FriendlyName", "Minutes", "StartDate", "TaskChannel", "SplitByWaitTime",
            "PageSize", "Page", "PageToken",
        ];
        GET Any "/{Sid}" "FetchTaskQueue" queues::fetch, &[];
        POST Any "/{Sid}" "UpdateTaskQueue" queues::update, QUEUE;
        DELETE Any "/{Sid}" "DeleteTaskQueue" queues::delete, &[];
        GET Any "/{TaskQueueSid}/RealTimeStatistics" "FetchTaskQueueRealTimeStatistics"
            statistics::queue_live, NOW;
        GET Any "/{TaskQueueSid}/CumulativeStatistics" "FetchTaskQueueCumulativeStatistics"
            statistics::queue_cumulative, PAST;
        GET Any "/{TaskQueueSid}/Statistics" "FetchTaskQueueStatistics"
            statistics::queue_statistics, PAST;
    }
}

#[rustfmt::skip]
fn of_workflows() -> Vec<Route> {
    routes! { "/v1/Workspaces/{WorkspaceSid}/Workflows":
        GET Any "" "ListWorkflow" workflows::list, NAMED_PAGE;
        POST Any "" "CreateWorkflow" workflows::create, NEW_WORKFLOW;
        GET Any "/{Sid}" "FetchWorkflow" workflows::fetch, &[];
        POST Any "/{Sid}" "UpdateWorkflow" workflows::update, WORKFLOW;
        DELETE Any "/{Sid}" "DeleteWorkflow" workflows::delete, &[];
        GET Any "/{WorkflowSid}/RealTimeStatistics" "FetchWorkflowRealTimeStatistics"
            statistics::workflow_live, NOW;
        GET Any "/{WorkflowSid}/CumulativeStatistics" "FetchWorkflowCumulativeStatistics"
            statistics::workflow_cumulative, PAST;
        GET Any "/{WorkflowSid}/Statistics" "FetchWorkflowStatistics"
            statistics::workflow_statistics, PAST;
        POST Any "/{WorkflowSid}/Simulate" "SimulateWorkflow" simulation::simulate,
            &["Configuration", "Attributes", "TaskSid", "Priority"];
        GET Any "/{WorkflowSid}/Versions" "ListWorkflowVersion" versions::list, PAGE;
        GET Any "/{WorkflowSid}/Versions/{Version}" "FetchWorkflowVersion" versions::fetch, &[];
        POST Any "/{WorkflowSid}/Rollback" "RollBackWorkflow" versions::roll_back,
            &["Version*", "ReEvaluateTasks"];
    }
}

#[rustfmt::skip]
fn of_tasks() -> Vec<Route> {
    routes! { "/v1/Workspaces/{WorkspaceSid}/Tasks":
        GET Any "" "ListTask" tasks::list, TASKS;
        POST Any "" "CreateTask" tasks::create, NEW_TASK;
        POST Any "/Bulk" "UpdateTaskBulk" bulk::tasks, &["Items*"];
        GET Any "/{Sid}" "FetchTask" tasks::fetch, &[];
        POST Any "/{Sid}" "UpdateTask" tasks::update, TASK;
        DELETE Any "/{Sid}" "DeleteTask" tasks::delete, &[];
        GET Any "/{TaskSid}/Explanation" "FetchTaskExplanation" explanation::fetch, &[];
        GET Any "/{TaskSid}/Position" "FetchTaskPosition" position::fetch, &[];
        GET Any "/{TaskSid}/Reservations" "ListTaskReservation" reservations::list,
            &["ReservationStatus", "WorkerSid", "PageSize", "Page", "PageToken"];
        GET Any "/{TaskSid}/Reservations/{Sid}" "FetchTaskReservation" reservations::fetch, &[];
        POST Any "/{TaskSid}/Reservations/{Sid}" "UpdateTaskReservation" reservations::update,
            RESERVATION;
    }
}

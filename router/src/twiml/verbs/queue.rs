//! `<Enqueue>`, `<Leave>`, `<Queue>`: waiting.

use domain::uri::HttpMethod;

use super::super::element::{element, element_children};

element! {
    /// A work item's attributes, as JSON inside.
    Task "Task" { priority: u32 = "priority", timeout: u32 = "timeout" } text attributes
}

element_children! {
    /// What stands inside `<Enqueue>`.
    EnqueueChild { Task(Task) }
}

element! {
    /// Puts the caller into the queue named inside, or hands the call to a workflow.
    Enqueue "Enqueue" {
        action: String = "action" @ 14203,
        max_queue_size: u32 = "maxQueueSize",
        method: HttpMethod = "method" @ 14201,
        wait_url: String = "waitUrl" @ 14202,
        wait_url_method: HttpMethod = "waitUrlMethod" @ 14206,
        workflow_sid: String = "workflowSid" @ 14220,
    } children EnqueueChild @ 12200 text queue
}

element! {
    /// Leaves the queue.
    Leave "Leave" {}
}

element! {
    /// The queue named inside, whose first caller is connected.
    Queue "Queue" {
        method: HttpMethod = "method" @ 14210,
        post_work_activity_sid: String = "postWorkActivitySid",
        reservation_sid: String = "reservationSid" @ 14215,
        url: String = "url" @ 14211,
    } text queue
}

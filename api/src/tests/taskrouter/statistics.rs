//! Statistics, against a story whose numbers are known.

use serde_json::{Value, json};

use super::desk::Desk;
use crate::tests::house::text;

/// Three tasks: one accepted and completed, one canceled, one waiting.
async fn story() -> (Desk, String, String, String) {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", "{}").await;
    let mut sids = Vec::new();
    for priority in ["0", "0", "5"] {
        let task = desk.task(&[("Priority", priority)]).await;
        sids.push(text(&task["sid"]).to_owned());
    }
    let offer = desk.reservation(&sids[0]).await;
    let path = format!("/Tasks/{}/Reservations/{}", sids[0], text(&offer["sid"]));
    desk.post(&path, &[("ReservationStatus", "accepted")]).await.ok();
    desk.post(&format!("/Tasks/{}", sids[1]), &[("AssignmentStatus", "canceled")]).await.ok();
    let offline = desk.activity("Unavailable").await;
    desk.post(&format!("/Workers/{worker}"), &[("ActivitySid", &offline)]).await.ok();
    desk.post(&path, &[("ReservationStatus", "completed")]).await.ok();
    (desk, queue, flow, worker)
}

fn has(shown: &Value, wanted: &[(&str, Value)]) {
    for (name, value) in wanted {
        assert_eq!(&shown[name], value, "{name} of {shown}");
    }
}

#[tokio::test]
async fn statistics_tell_what_is_and_what_was() {
    let (desk, queue, flow, worker) = story().await;
    let now = [("total_tasks", json!(1)), ("tasks_by_priority", json!({"5": 1}))];
    for path in [
        "/RealTimeStatistics".to_owned(),
        format!("/Workflows/{flow}/RealTimeStatistics"),
        format!("/TaskQueues/{queue}/RealTimeStatistics"),
    ] {
        let shown = desk.get(&path).await.ok();
        has(&shown, &now);
        has(
            &shown["tasks_by_status"],
            &[("pending", json!(1)), ("completed", json!(1)), ("canceled", json!(1))],
        );
        assert!(text(&shown["url"]).ends_with(&desk.at(&path)), "{shown}");
    }
    let live = desk.get(&format!("/TaskQueues/{queue}/RealTimeStatistics")).await.ok();
    has(&live, &[("total_eligible_workers", json!(1)), ("total_available_workers", json!(0))]);
    let past = [
        ("reservations_created", json!(1)),
        ("reservations_accepted", json!(1)),
        ("tasks_completed", json!(1)),
        ("tasks_canceled", json!(1)),
    ];
    for path in [
        "/CumulativeStatistics?SplitByWaitTime=5,86000".to_owned(),
        format!("/Workflows/{flow}/CumulativeStatistics?SplitByWaitTime=5,86000"),
        format!("/TaskQueues/{queue}/CumulativeStatistics?SplitByWaitTime=5,86000"),
    ] {
        let shown = desk.get(&path).await.ok();
        has(&shown, &past);
        let below = json!({"reservations_accepted": 1, "tasks_canceled": 1});
        assert_eq!(shown["split_by_wait_time"]["86000"]["below"], below, "{shown}");
        let both = desk.get(&path.replace("Cumulative", "")).await.ok();
        has(&both["cumulative"], &past);
        has(&both["realtime"], &now);
    }
    let whole = desk.get("/CumulativeStatistics").await.ok();
    has(&whole, &[("tasks_created", json!(3)), ("tasks_timed_out_in_workflow", json!(0))]);
    let own = desk.get(&format!("/Workers/{worker}/Statistics")).await.ok();
    has(&own["cumulative"], &past[..2]);
    let spent = own["cumulative"]["activity_durations"].as_array().unwrap();
    assert_eq!(spent.len(), 2, "{own}");
}

#[tokio::test]
async fn queues_and_workers_are_told_together() {
    let (desk, queue, ..) = story().await;
    let listed = desk.get("/TaskQueues/Statistics").await.ok();
    let rows = listed["task_queues_statistics"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["task_queue_sid"], *queue);
    assert_eq!(rows[0]["cumulative"]["tasks_entered"], 3);
    let body = json!({"TaskQueueSids": [queue]}).to_string();
    let mut request = desk.login.request("POST", &desk.at("/TaskQueues/RealTimeStatistics"), &body);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    let many = desk.house.send(request).await.ok();
    has(&many, &[("task_queue_response_count", json!(1))]);
    assert_eq!(many["task_queue_data"][0]["total_tasks"], 1);
    let workers = desk.get("/Workers/Statistics?TaskQueueName=Support").await.ok();
    assert_eq!(workers["realtime"]["total_workers"], 1);
    assert_eq!(workers["cumulative"]["reservations_accepted"], 1);
    assert_eq!(desk.get("/Workers/RealTimeStatistics").await.ok()["total_workers"], 1);
    let past = desk.get("/Workers/CumulativeStatistics?Minutes=60").await.ok();
    assert_eq!(past["reservations_created"], 1);
}

#[tokio::test]
async fn statistics_of_a_while_that_cannot_be_are_refused() {
    let desk = Desk::open().await;
    for (query, problem) in [
        ("StartDate=2020-01-01", (400, 14241)),
        ("StartDate=nonsense", (400, 20001)),
        ("SplitByWaitTime=a", (400, 20001)),
        ("TaskChannel=pigeon", (404, 20404)),
    ] {
        let got = desk.get(&format!("/CumulativeStatistics?{query}")).await;
        assert_eq!(got.problem(), problem, "{query}");
    }
}

//! A task's life, by REST.

use super::desk::{Desk, document};
use crate::tests::house::{OK, text};

#[tokio::test]
async fn a_task_is_offered_accepted_wrapped_up_and_completed() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[("TargetWorkers", "languages HAS \"nb\"")]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", r#"{"languages":["nb"]}"#).await;
    let form = [("WorkflowSid", &*flow), ("Attributes", r#"{"kind":"call"}"#), ("Priority", "7")];
    let got = desk.post("/Tasks", &form).await;
    assert_eq!(got.status, 201, "{}", got.body);
    let task = got.body;
    assert_eq!(task["assignment_status"], "reserved");
    assert_eq!(task["priority"], 7);
    assert_eq!(task["task_queue_sid"], *queue);
    assert_eq!(task["task_queue_friendly_name"], "Support");
    assert_eq!(task["workflow_friendly_name"], "Flow");
    assert_eq!(task["task_channel_unique_name"], "default");
    assert_eq!(task["timeout"], 86_400);
    assert_eq!(task["reason"], serde_json::Value::Null);
    let sid = text(&task["sid"]);
    let offer = desk.reservation(sid).await;
    assert_eq!(
        (&offer["reservation_status"], &offer["worker_name"]),
        (&"pending".into(), &"ana".into())
    );
    let path = format!("/Workers/{worker}/Reservations/{}", text(&offer["sid"]));
    let accepted = desk.post(&path, &[("ReservationStatus", "accepted")]).await.ok();
    assert_eq!(accepted["reservation_status"], "accepted");
    assert!(text(&accepted["url"]).ends_with(&desk.at(&path)), "{accepted}");
    let got = desk.get(&format!("/Tasks/{sid}")).await.ok();
    assert_eq!(got["assignment_status"], "assigned");
    let channels = desk.get(&format!("/Workers/{worker}/Channels")).await.ok();
    let default = &channels["channels"][0];
    assert_eq!(
        (&default["assigned_tasks"], &default["available_capacity_percentage"]),
        (&1.into(), &0.into())
    );
    let form = [("AssignmentStatus", "wrapping"), ("Reason", "talked")];
    let wrapping = desk.post(&format!("/Tasks/{sid}"), &form).await.ok();
    assert_eq!(
        (&wrapping["assignment_status"], &wrapping["reason"]),
        (&"wrapping".into(), &"talked".into())
    );
    let completed = desk.post(&path, &[("ReservationStatus", "completed")]).await.ok();
    assert_eq!(completed["reservation_status"], "completed");
    assert_eq!(desk.get(&format!("/Tasks/{sid}")).await.ok()["assignment_status"], "completed");
}

/// What is answered at once is what the read side shows afterwards.
#[tokio::test]
async fn the_answer_to_a_command_is_what_is_read_back() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    desk.worker("ana", "{}").await;
    let task = desk.post("/Tasks", &[("Attributes", r#"{"a":1}"#)]).await;
    let sid = text(&task.body["sid"]).to_owned();
    let steps: [&[(&str, &str)]; 3] = [
        &[("Attributes", r#"{"a":2}"#), ("Priority", "3")],
        &[("AssignmentStatus", "canceled"), ("Reason", "enough")],
        &[("Attributes", r#"{"a":3}"#)],
    ];
    let mut answers = vec![task];
    for form in steps {
        compare(&desk, &sid, answers.last().unwrap()).await;
        answers.push(desk.post(&format!("/Tasks/{sid}"), form).await);
    }
    compare(&desk, &sid, answers.last().unwrap()).await;
}

async fn compare(desk: &Desk, sid: &str, answer: &crate::tests::house::Got) {
    let mut read = desk.get(&format!("/Tasks/{sid}")).await;
    assert_eq!(read.headers["etag"], answer.headers["etag"], "{}", answer.body);
    // The clock goes on between the two.
    read.body["age"] = answer.body["age"].clone();
    assert_eq!(read.body, answer.body);
}

#[tokio::test]
async fn time_takes_an_offer_away_and_the_worker_offline() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", "{}").await;
    let task = desk.task(&[]).await;
    let offer = desk.reservation(text(&task["sid"])).await;
    let clock = desk.post("/Clock", &[("Seconds", "121")]).await.ok();
    assert!(text(&clock["now"]).starts_with("20"), "{clock}");
    let path = format!("/Tasks/{}/Reservations/{}", text(&task["sid"]), text(&offer["sid"]));
    assert_eq!(desk.get(&path).await.ok()["reservation_status"], "timeout");
    let worker = desk.get(&format!("/Workers/{worker}")).await.ok();
    assert_eq!(
        (&worker["activity_name"], &worker["available"]),
        (&"Offline".into(), &false.into())
    );
    let task = desk.get(&format!("/Tasks/{}", text(&task["sid"]))).await.ok();
    assert_eq!(task["assignment_status"], "pending");
}

#[tokio::test]
async fn resources_are_changed_shown_and_deleted() {
    let desk = Desk::open().await;
    for (folder, form) in [
        ("Activities", vec![("FriendlyName", "Lunch")]),
        ("TaskChannels", vec![("FriendlyName", "Fax"), ("UniqueName", "fax")]),
        ("TaskQueues", vec![("FriendlyName", "Late")]),
        ("Workers", vec![("FriendlyName", "zoe")]),
    ] {
        let made = desk.post(&format!("/{folder}"), &form).await.ok();
        let path = format!("/{folder}/{}", text(&made["sid"]));
        assert!(text(&made["url"]).ends_with(&desk.at(&path)), "{made}");
        let changed = desk.post(&path, &[("FriendlyName", "Other")]).await.ok();
        assert_eq!(changed["friendly_name"], "Other");
        assert_eq!(desk.get(&path).await.ok()["friendly_name"], "Other");
        assert_eq!(desk.delete(&path).await.status, 204);
        assert_eq!(desk.get(&path).await.problem(), (404, 20404));
        assert_eq!(desk.delete(&path).await.problem(), (404, 20404));
    }
    let path = "/TaskChannels/voice";
    assert_eq!(desk.get(path).await.ok()["unique_name"], "voice");
    assert_eq!(desk.delete("").await.status, 204);
    assert_eq!(desk.get("/Workers").await.problem(), (404, 20404));
    assert_eq!(desk.get("").await.problem(), (404, 20404));
}

#[tokio::test]
async fn a_workers_channel_is_known_by_three_names() {
    let desk = Desk::open().await;
    let worker = desk.worker("ana", "{}").await;
    let path = format!("/Workers/{worker}/Channels");
    let form = [("Capacity", "3"), ("Available", "false")];
    let told = desk.post(&format!("{path}/chat"), &form).await.ok();
    assert_eq!((&told["configured_capacity"], &told["available"]), (&3.into(), &false.into()));
    for name in [&told["sid"], &told["task_channel_sid"]] {
        assert_eq!(desk.get(&format!("{path}/{}", text(name))).await.ok(), told);
    }
    assert_eq!(desk.get(&format!("{path}/pigeon")).await.problem(), (404, 20404));
}

#[tokio::test]
async fn a_request_under_a_key_happens_once() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let key = ("idempotency-key", "one");
    let form = [("WorkflowSid", &*flow)];
    let first = desk.with("POST", "/Tasks", &form, key).await;
    let again = desk.with("POST", "/Tasks", &form, key).await;
    assert_eq!((first.status, again.status), (201, 201), "{}", again.body);
    assert_eq!(first.body["sid"], again.body["sid"]);
    assert_eq!(desk.get("/Tasks").await.ok()["tasks"].as_array().unwrap().len(), 1);
    let key = ("idempotency-key", "two");
    let worker = [("FriendlyName", "ana")];
    let first = desk.with("POST", "/Workers", &worker, key).await;
    let again = desk.with("POST", "/Workers", &worker, key).await;
    assert_eq!((first.status, again.status), (201, 201), "{}", again.body);
    assert_eq!(first.body["sid"], again.body["sid"]);
    let other = desk.with("POST", "/Workers", &[("FriendlyName", "bo")], key).await;
    assert_eq!(other.problem(), (422, 20422));
}

#[tokio::test]
async fn the_host_name_of_the_dialect_leads_to_the_same_resources() {
    let desk = Desk::open().await;
    let got = desk.with("GET", "", &[], ("host", "taskrouter.ringback.test:8080")).await;
    assert_eq!(got.status, OK);
    let base = format!("http://taskrouter.ringback.test:8080{}", desk.home);
    assert_eq!(got.body["url"], *base);
    let queue = desk.queue("Support", &[]).await;
    let shown = desk.workflow("Flow", &queue).await;
    let flow = desk.get(&format!("/Workflows/{shown}")).await.ok();
    assert_eq!(text(&flow["configuration"]), document(&queue));
}

//! What is beside the dialect.

use serde_json::json;

use super::desk::{Desk, document};
use crate::tests::house::text;

fn claims(queue: &str) -> String {
    json!({"task_routing": {"filters": [{
        "filter_friendly_name": "Claims",
        "expression": "kind == \"claim\"",
        "targets": [
            {"queue": queue, "expression": "worker.level > 3", "timeout": 30},
            {"queue": queue, "priority": 5},
        ],
    }]}})
    .to_string()
}

#[tokio::test]
async fn an_explanation_names_the_first_predicate_that_fails() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[("TargetWorkers", "languages HAS \"nb\"")]).await;
    let form = [("FriendlyName", "Flow"), ("Configuration", &*claims(&queue))];
    desk.post("/Workflows", &form).await.ok();
    desk.worker("ana", r#"{"languages":["nb"],"level":2}"#).await;
    desk.worker("bo", r#"{"languages":["en"],"level":9}"#).await;
    let task = desk.task(&[("Attributes", r#"{"kind":"claim"}"#)]).await;
    let path = format!("/Tasks/{}/Explanation", text(&task["sid"]));
    let shown = desk.get(&path).await.ok();
    assert_eq!(shown["assignment_status"], "pending");
    assert_eq!(shown["filters"][0]["matches"], true);
    assert_eq!(shown["filters"][0]["targets"][0]["is_current"], true);
    let workers = shown["workers"].as_array().unwrap();
    let of = |name: &str| workers.iter().find(|it| it["friendly_name"] == name).unwrap();
    assert_eq!(of("ana")["why_not"], "rule");
    assert_eq!(of("ana")["failure"]["predicate"], "worker.level > 3");
    assert_eq!(of("ana")["failure"]["observed"]["worker.level"], "2");
    assert_eq!(of("bo")["why_not"], "not-in-queue");
    desk.post("/Clock", &[("Seconds", "31")]).await.ok();
    let shown = desk.get(&path).await.ok();
    assert_eq!(shown["assignment_status"], "reserved");
    assert_eq!(shown["priority"], 5);
    assert_eq!(shown["offered_to"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_dry_run_tells_the_way_and_changes_nothing() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    desk.worker("ana", r#"{"level":2}"#).await;
    let path = format!("/Workflows/{flow}/Simulate");
    let draft = claims(&queue);
    let form = [
        ("Configuration", &*draft),
        ("Attributes", r#"{"kind":"claim"}"#),
        ("Attributes", r#"{"kind":"sale"}"#),
    ];
    let shown = desk.post(&path, &form).await.ok();
    assert_eq!((&shown["is_draft"], &shown["version"]), (&true.into(), &json!(null)));
    let steps = &shown["runs"][0]["steps"];
    assert_eq!(steps[0]["outcome"], "timed-out");
    assert_eq!(
        (&steps[1]["outcome"], &steps[1]["worker_name"]),
        (&"reserved".into(), &"ana".into())
    );
    assert_eq!(steps[1]["at_second"], 30);
    assert_eq!(shown["runs"][1]["outcome"], "canceled");
    assert!(shown["warnings"].to_string().contains("no-default"), "{shown}");
    assert_eq!(desk.get("/Tasks").await.ok()["tasks"], json!([]));
    assert_eq!(desk.post(&path, &[]).await.problem(), (400, 20001));
    let recorded = desk.task(&[("Attributes", r#"{"kind":"claim"}"#)]).await;
    let shown = desk.post(&path, &[("TaskSid", text(&recorded["sid"]))]).await.ok();
    assert_eq!(shown["runs"][0]["task_sid"], recorded["sid"]);
    assert_eq!(shown["runs"][0]["outcome"], "waits", "ana is offered the task already");
}

#[tokio::test]
async fn a_task_knows_its_position_and_an_estimate_once_the_pace_is_known() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    let mut tasks = Vec::new();
    for _ in 0..3 {
        tasks.push(text(&desk.task(&[]).await["sid"]).to_owned());
    }
    let urgent = desk.task(&[("Priority", "9")]).await;
    let position = async |sid: &str| desk.get(&format!("/Tasks/{sid}/Position")).await.ok();
    let shown = position(&tasks[2]).await;
    assert_eq!((&shown["position"], &shown["tasks_waiting"]), (&4.into(), &4.into()));
    assert_eq!(shown["estimated_wait"], json!(null));
    assert_eq!(position(text(&urgent["sid"])).await["position"], 1);
    let worker = desk.worker("ana", "{}").await;
    for _ in 0..3 {
        let path = format!("/Workers/{worker}/Reservations");
        let open = desk.get(&format!("{path}?ReservationStatus=pending")).await.ok();
        let offer = text(&open["reservations"][0]["sid"]).to_owned();
        for status in ["accepted", "completed"] {
            let form = [("ReservationStatus", status)];
            desk.post(&format!("{path}/{offer}"), &form).await.ok();
        }
    }
    let last = desk.task(&[]).await;
    let shown = position(text(&last["sid"])).await;
    assert_eq!(shown["position"], 1);
    let wait = &shown["estimated_wait"];
    assert_eq!((&wait["seconds"], &wait["accepted_last_hour"]), (&json!(1200.0), &3.into()));
    assert!(wait["low"].as_f64() < wait["seconds"].as_f64(), "{wait}");
    assert!(wait["seconds"].as_f64() < wait["high"].as_f64(), "{wait}");
}

#[tokio::test]
async fn versions_are_kept_and_gone_back_to() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let other = desk.queue("Other", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let path = format!("/Workflows/{flow}");
    let pinned = desk.task(&[]).await;
    let changed = desk.post(&path, &[("Configuration", &document(&other))]).await.ok();
    assert_eq!(changed["version"], 2);
    let listed = desk.get(&format!("{path}/Versions")).await.ok();
    let versions: Vec<_> =
        listed["versions"].as_array().unwrap().iter().map(|it| it["version"].clone()).collect();
    assert_eq!(versions, [json!(2), json!(1)]);
    let task = desk.get(&format!("/Tasks/{}", text(&pinned["sid"]))).await.ok();
    assert_eq!(task["task_queue_sid"], *queue, "a task keeps to the version that it entered");
    let back = desk.post(&format!("{path}/Rollback"), &[("Version", "1")]).await.ok();
    assert_eq!((&back["version"], text(&back["configuration"])), (&3.into(), &*document(&queue)));
    let third = desk.get(&format!("{path}/Versions/3")).await.ok();
    assert_eq!((&third["origin"], &third["rolled_back_to"]), (&"rolled-back".into(), &1.into()));
    assert_eq!(
        desk.post(&format!("{path}/Rollback"), &[("Version", "9")]).await.problem(),
        (404, 20404)
    );
    assert_eq!(desk.get(&format!("{path}/Versions/9")).await.problem(), (404, 20404));
}

#[tokio::test]
async fn many_come_in_one_request_each_with_its_own_outcome() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let body = json!({"Items": [
        {"WorkflowSid": flow, "Attributes": {"a": 1}, "Priority": 3},
        {"WorkflowSid": flow, "Priority": "much"},
        {"WorkflowSid": flow},
    ]});
    let mut request = desk.login.request("POST", &desk.at("/Tasks/Bulk"), &body.to_string());
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    let made = desk.house.send(request).await.ok();
    assert_eq!((&made["succeeded"], &made["failed"]), (&2.into(), &1.into()), "{made}");
    assert_eq!(made["results"][1]["code"], 20001);
    let first = desk.get(&format!("/Tasks/{}", text(&made["results"][0]["sid"]))).await.ok();
    assert_eq!((&first["priority"], &first["attributes"]), (&3.into(), &"{\"a\":1}".into()));
    let item = json!({"Sid": first["sid"], "AssignmentStatus": "canceled"}).to_string();
    let changed = desk.post("/Tasks/Bulk", &[("Items", &item)]).await.ok();
    assert_eq!(changed["results"][0]["status"], 200, "{changed}");
    let items = [("Items", r#"{"FriendlyName":"ana"}"#), ("Items", r#"{"FriendlyName":"ANA"}"#)];
    let workers = desk.post("/Workers/Bulk", &items).await.ok();
    assert_eq!((&workers["succeeded"], &workers["failed"]), (&1.into(), &1.into()), "{workers}");
}

#[tokio::test]
async fn saving_says_what_may_not_have_been_meant() {
    let desk = Desk::open().await;
    let form = [("FriendlyName", "Q"), ("TargetWorkers", "a == 1 AND b == 2 OR c == 3")];
    let made = desk.post("/TaskQueues", &form).await.ok();
    assert_eq!(made["warnings"][0]["code"], "mixed-and-or");
    assert!(made["warnings"][0]["position"].as_u64().unwrap() > 10);
    let read = desk.get(&format!("/TaskQueues/{}", text(&made["sid"]))).await.ok();
    assert_eq!(read["warnings"], json!(null));
}

//! Lists: filters, orders, pages.

use serde_json::Value;

use super::desk::Desk;
use crate::tests::house::text;

fn names(listed: &Value, key: &str) -> Vec<String> {
    let all = listed[key].as_array().unwrap();
    all.iter().map(|it| text(&it["friendly_name"]).to_owned()).collect()
}

#[tokio::test]
async fn pages_lead_to_one_another() {
    let desk = Desk::open().await;
    for name in ["a", "b", "c", "d", "e"] {
        desk.worker(name, "{}").await;
    }
    let mut seen = Vec::new();
    let mut next = desk.at("/Workers?PageSize=2");
    let mut pages = 0;
    loop {
        let got = desk.house.get(&desk.login, &next).await.ok();
        assert_eq!(got["meta"]["key"], "workers");
        assert_eq!((&got["meta"]["page"], &got["meta"]["page_size"]), (&pages.into(), &2.into()));
        seen.extend(names(&got, "workers"));
        pages += 1;
        let Some(url) = got["meta"]["next_page_url"].as_str() else { break };
        next = url.strip_prefix("http://localhost").unwrap().to_owned();
    }
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn workers_are_found_by_what_they_do_and_can() {
    let desk = Desk::open().await;
    desk.worker("ana", r#"{"level":3}"#).await;
    desk.worker("bo", r#"{"level":5}"#).await;
    desk.post("/Workers", &[("FriendlyName", "cy"), ("Attributes", r#"{"level":9}"#)]).await.ok();
    let queue = desk.queue("Seniors", &[("TargetWorkers", "level >= 5")]).await;
    let offline = desk.activity("Offline").await;
    for (query, wanted) in [
        ("Available=true".to_owned(), vec!["ana", "bo"]),
        ("Available=false".to_owned(), vec!["cy"]),
        ("ActivityName=Offline".to_owned(), vec!["cy"]),
        (format!("ActivitySid={offline}"), vec!["cy"]),
        ("FriendlyName=bo".to_owned(), vec!["bo"]),
        ("TargetWorkersExpression=level%20%3C%205".to_owned(), vec!["ana"]),
        (format!("TaskQueueSid={queue}"), vec!["bo", "cy"]),
        ("TaskQueueName=Seniors&Available=true".to_owned(), vec!["bo"]),
        ("TaskQueueName=Juniors".to_owned(), vec![]),
        ("Ordering=DateStatusChanged:desc".to_owned(), vec!["cy", "bo", "ana"]),
    ] {
        let got = desk.get(&format!("/Workers?{query}")).await.ok();
        assert_eq!(names(&got, "workers"), wanted, "{query}");
    }
    for bad in
        ["TargetWorkersExpression=level%20%3C", "Ordering=FriendlyName:asc", "Available=perhaps"]
    {
        assert_eq!(desk.get(&format!("/Workers?{bad}")).await.problem(), (400, 20001), "{bad}");
    }
}

#[tokio::test]
async fn queues_are_found_by_whom_they_take() {
    let desk = Desk::open().await;
    desk.queue("Seniors", &[("TargetWorkers", "level >= 5")]).await;
    desk.queue("Everyone", &[]).await;
    let bo = desk.worker("bo", r#"{"level":5}"#).await;
    for (query, wanted) in [
        ("EvaluateWorkerAttributes=%7B%22level%22:1%7D".to_owned(), vec!["Everyone"]),
        (format!("WorkerSid={bo}"), vec!["Seniors", "Everyone"]),
        ("FriendlyName=Seniors".to_owned(), vec!["Seniors"]),
        ("Ordering=DateUpdated:desc".to_owned(), vec!["Everyone", "Seniors"]),
    ] {
        let got = desk.get(&format!("/TaskQueues?{query}")).await.ok();
        assert_eq!(names(&got, "task_queues"), wanted, "{query}");
    }
}

#[tokio::test]
async fn tasks_are_found_by_status_place_and_attributes() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    for (kind, priority) in [("a", "1"), ("b", "9"), ("c", "1")] {
        let attributes = format!(r#"{{"kind":"{kind}"}}"#);
        desk.task(&[("Attributes", &attributes), ("Priority", priority)]).await;
    }
    let kinds = async |query: &str| {
        let got = desk.get(&format!("/Tasks?{query}")).await.ok();
        let all = got["tasks"].as_array().unwrap().clone();
        all.iter().map(|it| text(&it["attributes"])[9..10].to_owned()).collect::<String>()
    };
    assert_eq!(kinds("").await, "abc");
    assert_eq!(kinds("Priority=1").await, "ac");
    assert_eq!(kinds("AssignmentStatus=pending&AssignmentStatus=reserved").await, "abc");
    assert_eq!(kinds("AssignmentStatus=assigned").await, "");
    assert_eq!(kinds(&format!("WorkflowSid={flow}&TaskQueueSid={queue}")).await, "abc");
    assert_eq!(kinds("WorkflowName=Flow&TaskQueueName=Support").await, "abc");
    assert_eq!(kinds("TaskQueueName=Other").await, "");
    assert_eq!(kinds("EvaluateTaskAttributes=kind%20==%20%22b%22").await, "b");
    assert_eq!(kinds("HasAddons=true").await, "");
    assert_eq!(kinds("Ordering=Priority:desc,DateCreated:asc").await, "bac");
    assert_eq!(kinds("Ordering=DateCreated:desc").await, "cba");
}

#[tokio::test]
async fn events_are_found_by_what_they_are_about() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", "{}").await;
    let task = desk.task(&[]).await;
    let task = text(&task["sid"]);
    let types = async |query: &str| {
        let got = desk.get(&format!("/Events?PageSize=100&{query}")).await.ok();
        let all = got["events"].as_array().unwrap().clone();
        all.iter().map(|it| text(&it["event_type"]).to_owned()).collect::<Vec<_>>()
    };
    let about = ["reservation.created", "task-queue.entered", "task.created"];
    assert_eq!(types(&format!("TaskSid={task}")).await, about);
    assert_eq!(
        types(&format!("WorkerSid={worker}")).await,
        ["reservation.created", "worker.created"]
    );
    assert_eq!(types("EventType=task-queue.created").await, ["task-queue.created"]);
    assert_eq!(types("StartDate=2020-01-01&EndDate=2020-01-02").await, [""; 0]);
    let got = desk.get(&format!("/Events?TaskSid={task}")).await.ok();
    let event = &got["events"][2];
    let one = desk.get(&format!("/Events/{}", text(&event["sid"]))).await.ok();
    assert_eq!(&one, event);
    assert_eq!(one["event_data"]["task_attributes"], "{}");
    assert_eq!(one["resource_type"], "task");
    assert_eq!(one["actor_type"], "account");
    assert!(one["sequence"].as_u64().unwrap() > 10);
    let stranger = desk.house.account().await;
    let path = desk.at(&format!("/Events/{}", text(&event["sid"])));
    assert_eq!(desk.house.get(&stranger, &path).await.problem(), (404, 20404));
}

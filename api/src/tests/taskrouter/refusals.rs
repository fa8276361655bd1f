//! What bad input gets.

use super::desk::{Desk, document};
use crate::tests::house::text;

type Form<'a> = Vec<(&'a str, &'a str)>;

#[tokio::test]
async fn a_stale_version_is_refused_and_a_current_one_taken() {
    let desk = Desk::open().await;
    let worker = desk.worker("ana", "{}").await;
    let path = format!("/Workers/{worker}");
    let got = desk.get(&path).await;
    let etag = got.headers["etag"].to_str().unwrap().to_owned();
    let form = [("Attributes", r#"{"a":1}"#)];
    for stale in ["99", "\"99\"", "nonsense"] {
        let got = desk.with("POST", &path, &form, ("if-match", stale)).await;
        assert_eq!(got.problem(), (412, 20412), "{stale}");
    }
    let got = desk.with("POST", &path, &form, ("if-match", &format!("\"{etag}\""))).await;
    assert_eq!(got.status, 200);
    assert_ne!(got.headers["etag"], *etag);
    let got = desk.with("DELETE", &path, &[], ("if-match", &etag)).await;
    assert_eq!(got.problem(), (412, 20412));
    assert_eq!(desk.with("DELETE", &path, &[], ("if-match", "*")).await.status, 204);
}

#[tokio::test]
async fn bad_fields_are_refused_with_the_place_of_the_mistake() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let nowhere = document("WQ00000000000000000000000000000000");
    let cases: [(&str, Form<'_>, &str); 9] = [
        ("/TaskQueues", vec![("FriendlyName", "Q"), ("TargetWorkers", "a ==")], "at character 5"),
        ("/TaskQueues", vec![("TargetWorkers", "1==1")], "FriendlyName"),
        (
            "/Workflows",
            vec![("FriendlyName", "W"), ("Configuration", "{\"task_routing\":")],
            "line 1 column",
        ),
        ("/Workflows", vec![("FriendlyName", "W"), ("Configuration", &nowhere)], "no task queue"),
        ("/Workers", vec![("FriendlyName", "x"), ("Attributes", "[1]")], "not a JSON object"),
        (
            "/Workers",
            vec![("FriendlyName", "x"), ("ActivitySid", "WA00000000000000000000000000000000")],
            "does not exist",
        ),
        ("/Tasks", vec![("WorkflowSid", &flow), ("TaskChannel", "pigeon")], "TaskChannel"),
        ("/Tasks", vec![("WorkflowSid", &flow), ("Priority", "-1")], "Priority"),
        ("/Tasks", vec![("WorkflowSid", "WF1")], "WorkflowSid"),
    ];
    for (path, form, said) in cases {
        let got = desk.post(path, &form).await;
        assert_eq!(
            (got.status, &got.body["code"]),
            (400, &20001.into()),
            "{path} {form:?}: {}",
            got.body
        );
        assert!(text(&got.body["message"]).contains(said), "{path} {form:?}: {}", got.body);
    }
}

#[tokio::test]
async fn wrong_transitions_are_refused_and_change_nothing() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    let task = desk.task(&[]).await;
    let path = format!("/Tasks/{}", text(&task["sid"]));
    for status in ["completed", "wrapping", "assigned", "nonsense"] {
        let form = [("AssignmentStatus", status), ("Attributes", r#"{"changed":true}"#)];
        assert_eq!(desk.post(&path, &form).await.problem(), (400, 20001), "{status}");
    }
    let got = desk.get(&path).await.ok();
    assert_eq!((&got["assignment_status"], &got["attributes"]), (&"pending".into(), &"{}".into()));
}

#[tokio::test]
async fn what_is_in_use_is_not_deleted() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    assert_eq!(desk.delete(&format!("/TaskQueues/{queue}")).await.problem(), (400, 20001));
    let available = desk.activity("Available").await;
    desk.worker("ana", "{}").await;
    assert_eq!(desk.delete(&format!("/Activities/{available}")).await.problem(), (400, 20001));
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    let flow = desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", "{}").await;
    let task = desk.task(&[]).await;
    let task = text(&task["sid"]);
    let offer = desk.reservation(task).await;
    let stranger = desk.house.account().await;
    let paths = [
        String::new(),
        "/Activities".to_owned(),
        "/Workers".to_owned(),
        format!("/Workers/{worker}"),
        format!("/Workers/{worker}/Channels"),
        format!("/Workers/{worker}/Statistics"),
        format!("/TaskQueues/{queue}"),
        format!("/Workflows/{flow}"),
        format!("/Workflows/{flow}/Versions"),
        format!("/Tasks/{task}"),
        format!("/Tasks/{task}/Explanation"),
        format!("/Tasks/{task}/Position"),
        format!("/Tasks/{task}/Reservations/{}", text(&offer["sid"])),
        "/Events".to_owned(),
        "/Statistics".to_owned(),
        "/RealTimeStatistics".to_owned(),
        "/Clock".to_owned(),
    ];
    for path in paths {
        assert_eq!(desk.get(&path).await.status, 200, "{path}");
        let got = desk.house.get(&stranger, &desk.at(&path)).await;
        assert_eq!(got.problem(), (404, 20404), "{path}");
    }
    for path in [format!("/Tasks/{task}"), format!("/Workers/{worker}"), "/Clock".to_owned()] {
        let form = [("FriendlyName", "mine"), ("AssignmentStatus", "canceled"), ("Seconds", "9")];
        let got = desk.house.post(&stranger, &desk.at(&path), &form).await;
        assert_eq!(got.problem(), (404, 20404), "{path}");
    }
    // The same, through a workspace of the stranger's own.
    let own = desk.house.post(&stranger, "/v1/Workspaces", &[("FriendlyName", "Own")]).await.ok();
    let own = format!("/v1/Workspaces/{}", text(&own["sid"]));
    for path in [format!("{own}/Tasks/{task}"), format!("{own}/Workers/{worker}")] {
        assert_eq!(desk.house.get(&stranger, &path).await.problem(), (404, 20404), "{path}");
        assert_eq!(desk.house.delete(&stranger, &path).await.problem(), (404, 20404), "{path}");
    }
}

#[tokio::test]
async fn a_reservation_is_found_under_its_own_task_and_worker_alone() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    desk.worker("ana", "{}").await;
    let task = desk.task(&[]).await;
    let offer = desk.reservation(text(&task["sid"])).await;
    let other = desk.worker("bo", "{}").await;
    let path = format!("/Workers/{other}/Reservations/{}", text(&offer["sid"]));
    assert_eq!(desk.get(&path).await.problem(), (404, 20404));
    let accept = [("ReservationStatus", "accepted")];
    assert_eq!(desk.post(&path, &accept).await.problem(), (404, 20404));
}

#[tokio::test]
async fn instructions_are_read_and_judged_with_their_codes() {
    let desk = Desk::open().await;
    let queue = desk.queue("Support", &[]).await;
    desk.workflow("Flow", &queue).await;
    desk.worker("ana", "{}").await;
    let task = desk.task(&[]).await;
    let offer = desk.reservation(text(&task["sid"])).await;
    let path = format!("/Tasks/{}/Reservations/{}", text(&task["sid"]), text(&offer["sid"]));
    let cases: [(Form<'_>, (u16, u64)); 6] = [
        (vec![("Instruction", "sing")], (400, 20001)),
        (vec![], (400, 20001)),
        (vec![("Instruction", "call"), ("CallUrl", "http://x.test/")], (400, 40111)),
        (vec![("Instruction", "redirect")], (400, 40120)),
        (vec![("Instruction", "dequeue"), ("DequeueTimeout", "1000")], (400, 40135)),
        (vec![("Instruction", "supervise")], (400, 40147)),
    ];
    for (form, problem) in cases {
        assert_eq!(desk.post(&path, &form).await.problem(), problem, "{form:?}");
    }
    let got = desk.post(&path, &[("Instruction", "accept")]).await.ok();
    assert_eq!(got["reservation_status"], "accepted");
}

//! The cases of the public conformance suite that are requests (`kind` = `api`). Those that are answers to the
//! assignment callback are the reactor's, in `tests/journeys`.

use serde_json::{Value, json};

use super::desk::Desk;
use crate::tests::house::text;

const CASES: &str = include_str!("../../../../domain/src/work/cases/cases.json");

#[tokio::test]
async fn every_request_of_the_public_cases_is_answered_as_they_say() {
    let all: Value = serde_json::from_str(CASES).unwrap();
    let is_request = |case: &&Value| case["kind"] == "api" && case["request"]["method"].is_string();
    let cases: Vec<_> = all["cases"].as_array().unwrap().iter().filter(is_request).collect();
    assert_eq!(cases.len(), 15);
    for case in cases {
        let desk = Desk::open().await;
        let names = prepare(&desk, &case["given"]).await;
        judge(&desk, case, &names).await;
    }
}

/// What the case says is there; the names in its paths and forms, and what they stand for.
async fn prepare(desk: &Desk, given: &Value) -> Vec<(&'static str, String)> {
    let mut names = vec![("/v1/Workspaces/{W}", String::new())];
    for (name, attributes) in workers(&given["workers"]) {
        desk.worker(&name, &attributes).await;
    }
    if given["activity"].is_object() {
        let form = [("FriendlyName", text(&given["activity"]["FriendlyName"]))];
        let made = desk.post("/Activities", &form).await.ok();
        names.push(("{A}", text(&made["sid"]).to_owned()));
    }
    let queue = desk.queue("Everyone", &[("MaxReservedWorkers", "2")]).await;
    names.push(("{F}", desk.workflow("Flow", &queue).await));
    if let Some(version) = given["task"]["version"].as_u64() {
        names.push(("{T}", task_of_version(desk, version).await));
    }
    if given["reservation"] == "rescinded" {
        let (task, reservation) = rescinded(desk).await;
        names.extend([("{T}", task), ("{R}", reservation)]);
    }
    names
}

fn workers(given: &Value) -> Vec<(String, String)> {
    match given {
        Value::Array(names) => {
            names.iter().map(|name| (text(name).to_owned(), "{}".to_owned())).collect()
        }
        Value::Object(each) => {
            each.iter().map(|(name, it)| (name.clone(), it.to_string())).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

async fn task_of_version(desk: &Desk, version: u64) -> String {
    let made = desk.task(&[]).await;
    let sid = text(&made["sid"]).to_owned();
    for round in 0..20 {
        let form = format!(r#"{{"round":{round}}}"#);
        let got = desk.get(&format!("/Tasks/{sid}")).await;
        let now: u64 = got.headers["etag"].to_str().unwrap().parse().unwrap();
        if now == version {
            return sid;
        }
        assert!(now < version, "the task begins with version {now}");
        desk.post(&format!("/Tasks/{sid}"), &[("Attributes", &form)]).await.ok();
    }
    panic!("the task never came to version {version}");
}

/// Offered to two; one accepts.
async fn rescinded(desk: &Desk) -> (String, String) {
    desk.worker("ana", "{}").await;
    desk.worker("bo", "{}").await;
    let task = desk.task(&[]).await;
    let task = text(&task["sid"]).to_owned();
    let path = format!("/Tasks/{task}/Reservations");
    let all = desk.get(&path).await.ok();
    let sids: Vec<_> =
        all["reservations"].as_array().unwrap().iter().map(|it| text(&it["sid"])).collect();
    assert_eq!(sids.len(), 2, "{all}");
    let accept = [("ReservationStatus", "accepted")];
    desk.post(&format!("{path}/{}", sids[0]), &accept).await.ok();
    (task, sids[1].to_owned())
}

async fn judge(desk: &Desk, case: &Value, names: &[(&str, String)]) {
    let (id, request, expect) = (text(&case["id"]), &case["request"], &case["expect"]);
    let fill = |given: &str| {
        let long = "x".repeat(4_090);
        let old = "2025-11-22T00:00:00Z";
        let mut filled = given.replace("<4090 characters>", &long).replace("<31 days ago>", old);
        names.iter().for_each(|(name, value)| filled = filled.replace(name, value));
        filled
    };
    let path = fill(text(&request["path"])).replace(' ', "%20").replace('"', "%22");
    let path = if path.starts_with("/v1") { path } else { desk.at(&path) };
    let empty = serde_json::Map::new();
    let form = request["form"].as_object().unwrap_or(&empty).iter().map(|(name, value)| {
        (name.clone(), fill(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    });
    let form: Vec<(String, String)> = form.collect();
    let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let form = crate::tests::house::encode(&form);
    let mut sent = desk.login.request(text(&request["method"]), &path, &form);
    if let Some(version) = request["headers"]["If-Match"].as_str() {
        sent.headers_mut().insert("if-match", version.parse().unwrap());
    }
    let got = desk.house.send(sent).await;
    assert_eq!(json!(got.status), expect["status"], "{id}: {}", got.body);
    if let Some(body) = expect["body"].as_object() {
        for (name, value) in body {
            assert_eq!(&got.body[name], value, "{id}: {name} of {}", got.body);
        }
    }
    if let Some(etag) = expect["headers"]["ETag"].as_str() {
        assert_eq!(got.headers["etag"], etag, "{id}");
    }
    if let Some(wanted) = expect["list_names"].as_array() {
        let listed = got.body["workers"].as_array().unwrap();
        let listed: Vec<_> = listed.iter().map(|it| it["friendly_name"].clone()).collect();
        assert_eq!(&listed, wanted, "{id}");
    }
    if expect["follow_up"].is_object() {
        furnished(desk, &got.body, &expect["follow_up"]).await;
    }
}

/// What a template made.
async fn furnished(desk: &Desk, made: &Value, expect: &Value) {
    let home = format!("/v1/Workspaces/{}", text(&made["sid"]));
    let list = async |folder: &str, key: &str| {
        let got = desk.house.get(&desk.login, &format!("{home}/{folder}")).await.ok();
        got[key].as_array().unwrap().clone()
    };
    let activities = list("Activities", "activities").await;
    let names: Vec<_> = activities.iter().map(|it| it["friendly_name"].clone()).collect();
    assert_eq!(json!(names), expect["activities"]);
    let (queues, flows) =
        (list("TaskQueues", "task_queues").await, list("Workflows", "workflows").await);
    assert_eq!(json!(queues.len()), expect["task_queues"]);
    assert_eq!(json!(flows.len()), expect["workflows"]);
    assert_eq!(queues[0]["target_workers"], expect["queue_target_workers"]);
    assert_eq!(flows[0]["task_reservation_timeout"], expect["task_reservation_timeout"]);
}

/// AP-023: not with a request, but with a reservation.
#[tokio::test]
async fn a_workers_version_grows_with_an_offer_and_not_with_its_rejection() {
    let desk = Desk::open().await;
    let queue = desk.queue("Everyone", &[]).await;
    desk.workflow("Flow", &queue).await;
    let worker = desk.worker("ana", "{}").await;
    let version = async || {
        let got = desk.get(&format!("/Workers/{worker}")).await;
        got.headers["etag"].to_str().unwrap().parse::<u64>().unwrap()
    };
    let before = version().await;
    let task = desk.task(&[]).await;
    assert_eq!(version().await, before + 1);
    let task = text(&task["sid"]);
    let offer = desk.reservation(task).await;
    let offline = desk.activity("Offline").await;
    let path = format!("/Tasks/{task}/Reservations/{}", text(&offer["sid"]));
    let reject = [("ReservationStatus", "rejected"), ("WorkerActivitySid", &*offline)];
    assert_eq!(desk.post(&path, &reject).await.ok()["reservation_status"], "rejected");
    // Its activity changed, which counts; the rejection itself does not.
    assert_eq!(version().await, before + 2);
}

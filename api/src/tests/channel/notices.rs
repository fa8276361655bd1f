//! What a worker hears.

use domain::sid::{WorkItemSid, WorkerSid};
use domain::work::floor::Command;
use domain::work::reservation::ReservationCommand;
use domain::work::work_item::{Ending, Transition, WorkItemCommand, WorkItemPatch};
use domain::work::worker::{WorkerCommand, WorkerPatch};
use serde_json::Value;

use super::centre::Centre;
use crate::taskrouter::channel::registry::{Farewell, Seat};

async fn heard(seat: &mut Seat) -> (String, Value) {
    let wait = tokio::time::timeout(std::time::Duration::from_secs(10), seat.frames.recv());
    let mut frame: Value = serde_json::from_str(&wait.await.unwrap().unwrap()).unwrap();
    (frame["event_type"].as_str().unwrap().to_owned(), frame["payload"].take())
}

async fn told_off(seat: &mut Seat) -> Farewell {
    let said = seat.farewell.wait_for(Option::is_some);
    let said = tokio::time::timeout(std::time::Duration::from_secs(10), said).await;
    said.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn a_worker_hears_of_an_offer_from_its_coming_to_its_end() {
    let centre = Centre::open().await;
    let mut seat = centre.listen().await;
    centre.bring(1).await;
    let (name, offer) = heard(&mut seat).await;
    assert_eq!(name, "reservation.created");
    assert_eq!(offer["reservation_status"], "pending");
    assert_eq!(offer["task"]["sid"], WorkItemSid::from_bits(1).to_string());
    let sid = offer["sid"].as_str().unwrap().parse().unwrap();
    centre.done(Command::Reservation(sid, ReservationCommand::Accept)).await;
    let (name, accepted) = heard(&mut seat).await;
    assert_eq!((name.as_str(), &accepted["sid"]), ("reservation.accepted", &offer["sid"]));
    assert_eq!(accepted["reservation_status"], "accepted");
    let patch = WorkItemPatch { priority: Some(5), ..WorkItemPatch::default() };
    let update = WorkItemCommand::Update { patch, transition: None };
    centre.done(Command::WorkItem(WorkItemSid::from_bits(1), update)).await;
    let (name, task) = heard(&mut seat).await;
    assert_eq!((name.as_str(), &task["priority"]), ("task.updated", &Value::from(5)));
    let transition = Some(Transition { to: Ending::Completed, reason: Some("solved".to_owned()) });
    let update = WorkItemCommand::Update { patch: WorkItemPatch::default(), transition };
    centre.done(Command::WorkItem(WorkItemSid::from_bits(1), update)).await;
    let mut names = vec![heard(&mut seat).await.0, heard(&mut seat).await.0];
    names.sort();
    assert_eq!(names, ["reservation.completed", "task.completed"]);
}

#[tokio::test]
async fn a_worker_hears_of_changes_to_itself() {
    let centre = Centre::open().await;
    let mut seat = centre.listen().await;
    let patch = WorkerPatch {
        attributes: Some(r#"{"languages":["de"]}"#.to_owned()),
        ..WorkerPatch::default()
    };
    centre.done(Command::Worker(centre.worker, WorkerCommand::Update(patch))).await;
    let (name, worker) = heard(&mut seat).await;
    assert_eq!(name, "worker.attributes.update");
    assert_eq!(worker["attributes"], r#"{"languages":["de"]}"#);
}

#[tokio::test]
async fn only_the_worker_itself_hears_it() {
    let centre = Centre::open().await;
    let other = WorkerSid::from_bits(0x22);
    let mut seat = centre.listen().await;
    let create = WorkerCommand::Create {
        friendly_name: "Bob".to_owned(),
        activity_sid: None,
        attributes: None,
    };
    centre.done(Command::Worker(other, create)).await;
    let rename = |name: &str| {
        let friendly_name = Some(name.to_owned());
        WorkerCommand::Update(WorkerPatch { friendly_name, ..WorkerPatch::default() })
    };
    centre.done(Command::Worker(other, rename("Bert"))).await;
    centre.done(Command::Worker(centre.worker, rename("Eve"))).await;
    assert_eq!(heard(&mut seat).await.1["friendly_name"], "Eve", "nothing of Bob came before");
}

#[tokio::test]
async fn sockets_are_closed_when_their_token_is_worth_nothing_any_more() {
    let centre = Centre::open().await;
    let mut seat = centre.listen().await;
    let path = centre.login.at(&format!("/Keys/{}", centre.key.sid));
    centre.house.delete(&centre.login, &path).await.ok();
    assert_eq!(told_off(&mut seat).await, Farewell::Revoked);
}

#[tokio::test]
async fn sockets_of_a_deleted_worker_are_closed() {
    let centre = Centre::open().await;
    let mut seat = centre.listen().await;
    centre.done(Command::Worker(centre.worker, WorkerCommand::Delete)).await;
    assert_eq!(told_off(&mut seat).await, Farewell::Revoked);
}

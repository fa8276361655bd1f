//! What time brings.

use domain::sid::{ReservationSid, WorkItemSid};
use domain::work::reservation::ReservationPhase;
use domain::work::work_item::Phase;
use store::position::Position;

use super::centre::*;
use crate::trial::{ACCOUNT, NOW, types, writer};

async fn phase(centre: &Centre, offer: ReservationSid) -> ReservationPhase {
    centre.see(move |floor| floor.reservation(offer).unwrap().phase).await
}

#[tokio::test]
async fn an_offer_that_nobody_answers_lapses_when_its_time_is_over() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let offer = offers(&centre.done(bring(1)).await)[0];
    centre.clock.set(later(119_999));
    assert_eq!(phase(&centre, offer).await, ReservationPhase::Pending);
    centre.clock.set(later(120_000));
    assert_eq!(phase(&centre, offer).await, ReservationPhase::TimedOut);
}

#[tokio::test]
async fn nobody_has_to_ask_for_a_deadline_to_be_kept() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    centre.done(bring(1)).await;
    let mut news = writer.store.wakeups();
    news.mark_unchanged();
    centre.clock.set(later(120_000));
    news.changed().await.unwrap();
    assert!(types(&writer).await.contains(&"ReservationTimedOut".to_owned()));
    let log = writer.store.read_all(Position::START, 1_000).await.unwrap();
    let lapsed = log.iter().find(|it| it.event.event_type == "ReservationTimedOut").unwrap();
    assert_eq!(lapsed.event.actor, "system/floor");
}

#[tokio::test]
async fn what_fell_due_while_nobody_ran_is_done_at_the_start() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    centre.done(bring(1)).await;
    drop(centre);
    let mut news = writer.store.wakeups();
    news.mark_unchanged();
    let later = later(4_000_000);
    let centre = Centre::knowing(&writer, later, false, &[WORKSPACE]);
    news.changed().await.unwrap();
    let item = WorkItemSid::from_bits(1);
    let phase = centre.see(move |floor| floor.item(item).unwrap().item.phase).await;
    assert!(matches!(phase, Phase::Canceled(at) if at == later), "{phase:?}");
}

#[tokio::test]
async fn a_clock_that_goes_back_brings_nothing_early_and_breaks_nothing() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    centre.clock.set(later(100_000));
    let offer = offers(&centre.done(bring(1)).await)[0];
    centre.clock.set(later(0));
    let next = offers(&centre.done(bring(2)).await)[0];
    assert_eq!(phase(&centre, offer).await, ReservationPhase::Pending);
    centre.clock.set(later(219_999));
    assert_eq!(phase(&centre, next).await, ReservationPhase::Pending);
    centre.clock.set(later(220_000));
    assert_eq!(phase(&centre, offer).await, ReservationPhase::TimedOut);
    assert_eq!(phase(&centre, next).await, ReservationPhase::TimedOut);
}

#[tokio::test]
async fn the_time_of_a_workspace_can_run_ahead_in_development_only() {
    let writer = writer();
    let centre = Centre::knowing(&writer, NOW, true, &[]);
    centre.open().await;
    let offer = offers(&centre.done(bring(1)).await)[0];
    let now = centre.desk.advance(ACCOUNT, WORKSPACE, 120_000).await.unwrap();
    assert_eq!(now, later(120_000));
    assert_eq!(phase(&centre, offer).await, ReservationPhase::TimedOut);
    drop(centre);
    let again = Centre::knowing(&writer, NOW, true, &[]);
    assert_eq!(again.desk.advance(ACCOUNT, WORKSPACE, 5).await.unwrap(), later(120_005));
    let real = Centre::on(&writer, NOW);
    assert!(real.desk.advance(ACCOUNT, WORKSPACE, 5).await.is_err());
}

#[tokio::test]
async fn an_owner_that_nobody_asks_rests_and_is_woken_by_its_deadline() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let offer = offers(&centre.done(bring(1)).await)[0];
    centre.done(accept(offer)).await;
    assert_eq!(format!("{:?}", centre.desk), "WorkDesk { open: 1 }");
    centre.clock.set(later(300_000));
    while format!("{:?}", centre.desk) != "WorkDesk { open: 0 }" {
        tokio::task::yield_now().await;
    }
    let mut news = writer.store.wakeups();
    news.mark_unchanged();
    centre.clock.set(later(86_400_000));
    news.changed().await.unwrap();
    assert!(types(&writer).await.contains(&"WorkItemDeleted".to_owned()));
    assert!(centre.ask(bring(2)).await.is_ok());
}

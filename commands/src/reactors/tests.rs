use async_trait::async_trait;
use store::port::RecordedEvent;
use store::position::Position;

use super::{Checkpoints, MemoryCheckpoints, Reactor, catch_up};
use crate::Failure;
use crate::calls::LiveCall;
use crate::trial::{ACCOUNT, CALL, NOW, exchanged, received, writer};

/// Sees events, and is unwell at some.
#[derive(Default)]
struct Witness {
    seen: Vec<Position>,
    unwell_at: Option<Position>,
}

#[async_trait]
impl Reactor for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }

    async fn react(&mut self, stored: &RecordedEvent) -> Result<(), Failure> {
        if self.unwell_at.take_if(|place| *place == stored.position).is_some() {
            return Err(Failure::Full);
        }
        self.seen.push(stored.position);
        Ok(())
    }
}

#[tokio::test]
async fn a_reactor_sees_every_event_at_least_once_and_in_order() {
    let writer = writer();
    let batch = std::iter::once(received().into());
    let batch = batch.chain((1..=600).map(|number| exchanged(number, 0, true))).collect();
    LiveCall::begin(ACCOUNT, CALL).record(&writer, NOW, batch).await.unwrap();
    let checkpoints = MemoryCheckpoints::default();
    let mut witness = Witness { unwell_at: Some(Position(400)), ..Witness::default() };
    let failed = catch_up(&mut witness, &writer.store, &checkpoints).await;
    assert!(matches!(failed, Err(Failure::Full)));
    let kept = checkpoints.load("witness").await.unwrap();
    assert!(kept < Position(400), "the checkpoint is before what was not taken in");
    catch_up(&mut witness, &writer.store, &checkpoints).await.unwrap();
    let mut places = witness.seen.clone();
    places.dedup();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places, (1..=601).map(Position).collect::<Vec<_>>());
    assert_eq!(catch_up(&mut witness, &writer.store, &checkpoints).await.unwrap(), 0);
    assert_eq!(checkpoints.load("witness").await.unwrap(), Position(601));
}

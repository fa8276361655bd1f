//! Building every row anew, beside the live ones.

use std::sync::Arc;

use domain::timestamp::Timestamp;
use store::port::EventStore;
use store::position::Position;

use crate::feed::{Feed, FeedError};
use crate::views::Views;

/// What a rebuild did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How far the new rows had come when they took the place of the old ones.
    pub position: Position,
}

impl Views {
    /// Builds every row anew from the log beside the live ones and puts them in their place in one step.
    /// Questions are answered from the old rows until then; a feed may run meanwhile.
    pub async fn rebuild(
        &self,
        store: Arc<dyn EventStore>,
        clock: fn() -> Timestamp,
    ) -> Result<Rebuilt, FeedError> {
        let beside = self.beside().await?;
        let feed = Feed::new(beside.clone(), Arc::clone(&store), clock);
        feed.catch_up().await?;
        beside.settle().await?;
        loop {
            let position = feed.catch_up().await?;
            let head = store.head().await?;
            if self.adopt(&beside, head).await? {
                if self.position() > head {
                    self.begin_at(position);
                }
                self.publish(position);
                return Ok(Rebuilt { position });
            }
        }
    }
}

//! How far a reactor has come.

use std::collections::HashMap;

use async_trait::async_trait;
use parking_lot::Mutex;
use store::position::Position;

/// A checkpoint cannot be read or written.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the checkpoint is unavailable: {0}")]
pub struct CheckpointError(pub String);

/// Where reactors keep how far they have come. Kept beside the read models; losing it means that events are
/// looked at again, which does no harm.
#[async_trait]
pub trait Checkpoints: Send + Sync + 'static {
    /// The position up to which the reactor is done; [`Position::START`] when it has never run.
    async fn load(&self, reactor: &str) -> Result<Position, CheckpointError>;

    /// Keeps the position up to which the reactor is done.
    async fn store(&self, reactor: &str, position: Position) -> Result<(), CheckpointError>;
}

/// Checkpoints that last as long as the program.
#[derive(Debug, Default)]
pub struct MemoryCheckpoints(Mutex<HashMap<String, Position>>);

#[async_trait]
impl Checkpoints for MemoryCheckpoints {
    async fn load(&self, reactor: &str) -> Result<Position, CheckpointError> {
        Ok(self.0.lock().get(reactor).copied().unwrap_or_default())
    }

    async fn store(&self, reactor: &str, position: Position) -> Result<(), CheckpointError> {
        self.0.lock().insert(reactor.to_owned(), position);
        Ok(())
    }
}

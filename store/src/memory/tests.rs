use std::sync::Arc;

use super::MemoryStore;
use crate::contract::Fresh;

async fn fresh() -> Fresh {
    (Arc::new(MemoryStore::new()), Box::new(()))
}

crate::contract_tests!(fresh);

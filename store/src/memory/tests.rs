use std::{future, sync::Arc};

use super::MemoryStore;
use crate::contract::Fresh;

fn fresh() -> future::Ready<Fresh> {
    future::ready((Arc::new(MemoryStore::new()), Box::new(())))
}

crate::contract_tests!(fresh);

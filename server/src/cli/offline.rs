//! What the commands share that work on a node's data.

use crate::cli::arguments::Place;
use crate::config::{self, Config};

/// The configuration of the node that `place` names.
pub(super) fn config(place: &Place) -> anyhow::Result<Config> {
    let mut config = config::from_environment(place.config.as_deref())?;
    if place.config.is_none() {
        config.store.data.clone_from(&place.data);
    }
    Ok(config)
}

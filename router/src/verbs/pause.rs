//! `<Pause>`.

use crate::twiml::verbs::Pause;

/// How long it waits, in ms: one second unless `length` says otherwise.
pub(super) fn duration_ms(pause: &Pause) -> u64 {
    u64::from(pause.length.unwrap_or(1)) * 1_000
}

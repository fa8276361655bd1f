//! One making per address at a time, whoever asks and whoever hangs up.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::fill::Fill;
use crate::fault::MediaFault;

/// Sounds in the making by name.
#[derive(Debug, Default, Clone)]
pub(super) struct Flights(Arc<Mutex<HashMap<String, Arc<Fill>>>>);

/// What a request for a sound that is not kept comes to.
pub(super) enum Boarding {
    /// Somebody makes it already.
    Joined(Arc<Fill>),
    /// It was finished a moment ago: look again.
    Landed,
    /// The caller is to make it.
    Opened(Flight),
}

impl Flights {
    /// Joins or opens. `is_kept` is asked under the lock, so a making that just ended isn't begun again.
    pub(super) fn board(&self, name: &str, is_kept: impl FnOnce() -> bool) -> Boarding {
        let mut flights = self.0.lock();
        if let Some(fill) = flights.get(name) {
            return Boarding::Joined(Arc::clone(fill));
        }
        if is_kept() {
            return Boarding::Landed;
        }
        let fill = Fill::new();
        flights.insert(name.to_owned(), Arc::clone(&fill));
        Boarding::Opened(Flight { flights: self.clone(), name: name.to_owned(), fill })
    }
}

/// The right and duty to make a sound. When dropped, the making is over; if nothing was said of how, it
/// failed.
#[derive(Debug)]
pub(super) struct Flight {
    flights: Flights,
    pub(super) name: String,
    pub(super) fill: Arc<Fill>,
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.0.lock().remove(&self.name);
        self.fill.end(Err(MediaFault::internal("The making of the sound was given up")));
    }
}

//! Connections kept for the next request.

use std::collections::HashMap;
use std::time::Duration;

use domain::sid::AccountSid;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::connection::Connection;
use super::target::Target;

const IDLE: Duration = Duration::from_secs(30);
const PER_PLACE: usize = 64;
const IN_ALL: usize = 1_024;

/// What two requests must have in common to share a connection. Accounts never share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    account: AccountSid,
    is_https: bool,
    is_named: bool,
    host: String,
    port: u16,
}

impl Place {
    pub(super) fn new(account: AccountSid, target: &Target, is_named: bool) -> Self {
        Self {
            account,
            is_https: target.is_https,
            is_named,
            host: target.host.clone(),
            port: target.port,
        }
    }
}

#[derive(Default)]
struct Shelf {
    places: HashMap<Place, Vec<(Instant, Connection)>>,
    count: usize,
    swept: Option<Instant>,
}

/// Idle connections: at most 64 for one place, 1,024 in all. Those idle for 30 s are closed when another
/// is put beside them.
#[derive(Default)]
pub(super) struct Pool(Mutex<Shelf>);

impl Pool {
    /// The connection that was used last, if it still stands.
    pub(super) fn take(&self, place: &Place) -> Option<Connection> {
        loop {
            let (since, mut connection) = {
                let mut shelf = self.0.lock();
                let popped = shelf.places.get_mut(place)?.pop()?;
                shelf.count -= 1;
                popped
            };
            if since.elapsed() < IDLE && connection.is_alive() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection whose answer was read to its end.
    pub(super) fn keep(&self, place: Place, mut connection: Connection) {
        if !connection.is_alive() {
            return;
        }
        let mut shelf = self.0.lock();
        let is_due = shelf.swept.is_none_or(|last| last.elapsed() >= IDLE);
        if is_due || shelf.count >= IN_ALL {
            prune(&mut shelf);
        }
        if shelf.count >= IN_ALL {
            return;
        }
        let idle = shelf.places.entry(place).or_default();
        let before = idle.len();
        idle.retain(|(since, _)| since.elapsed() < IDLE);
        if idle.len() < PER_PLACE {
            idle.push((Instant::now(), connection));
        }
        let after = idle.len();
        shelf.count = shelf.count + after - before;
    }
}

fn prune(shelf: &mut Shelf) {
    shelf.swept = Some(Instant::now());
    shelf.places.retain(|_, idle| {
        idle.retain(|(since, _)| since.elapsed() < IDLE);
        !idle.is_empty()
    });
    shelf.count = shelf.places.values().map(Vec::len).sum();
}

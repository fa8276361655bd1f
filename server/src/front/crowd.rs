use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// In all.
    pub(crate) connections: usize,
    /// From one address. Loopback is not counted: a proxy in front of us and our own media client come
    /// from there.
    pub(crate) connections_per_address: usize,
}

/// The connections that are open. A clone is the same set.
#[derive(Clone)]
pub(super) struct Crowd {
    room: Room,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection's place; leaving is dropping.
pub(super) struct Place {
    crowd: Crowd,
    address: IpAddr,
}

impl Crowd {
    pub(super) fn new(room: Room) -> Self {
        Self { room, inside: Arc::default() }
    }

    /// A place for one more connection, if there is room.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        let mut inside = self.inside.lock();
        if inside.all >= self.room.connections {
            return None;
        }
        if !address.is_loopback() {
            let here = inside.by_address.entry(address).or_default();
            if *here >= self.room.connections_per_address {
                return None;
            }
            *here += 1;
        }
        inside.all += 1;
        drop(inside);
        Some(Place { crowd: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.crowd.inside.lock();
        inside.all -= 1;
        if let Some(here) = inside.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                inside.by_address.remove(&self.address);
            }
        }
    }
}

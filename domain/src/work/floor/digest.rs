//! A hash of a floor, to compare floors by.

use std::hash::{Hash, Hasher};

use ring::digest::{Context, SHA256};

use super::state::Floor;

impl Floor {
    /// The SHA-256 of all that the floor knows. Two floors that folded the same events have the same; it
    /// means nothing to another build of the program.
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha(Context::new(&SHA256));
        self.hash_state(&mut hasher);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hasher.0.finish().as_ref());
        bytes
    }

    fn hash_state(&self, hasher: &mut impl Hasher) {
        (self.sid, self.sequence, self.clock).hash(hasher);
        self.workspace().hash(hasher);
        self.rooms.activities.hash(hasher);
        self.rooms.channels.hash(hasher);
        self.rooms.queues.hash(hasher);
        self.rooms.workflows.hash(hasher);
        self.staff.workers.hash(hasher);
        self.staff.names.hash(hasher);
        self.work.items.hash(hasher);
        self.work.reservations.hash(hasher);
        self.work.re_evaluating.hash(hasher);
        self.work.open_in_queue.hash(hasher);
        self.work.open_in_workflow.hash(hasher);
        self.work.open_in_channel.hash(hasher);
    }
}

struct Sha(Context);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked for: the digest has 32 bytes.
    fn finish(&self) -> u64 {
        0
    }
}

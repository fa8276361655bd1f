//! How a call that only asks and never does anything is found out.

use crate::Settings;

/// The sound or silence after which a call counts as one that does something, in ms.
const SOMETHING_MS: u64 = 1_000;

/// How many documents were asked for since something happened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pacing {
    documents: u32,
    quiet_ms: u64,
}

/// Which limit a call has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    InARow,
    InAll,
}

impl Pacing {
    /// The caller pressed a key, or REST changed the call.
    pub(crate) const fn happened(&mut self) {
        self.documents = 0;
        self.quiet_ms = 0;
    }

    /// The caller heard sound or silence.
    pub(crate) const fn heard(&mut self, ms: u64) {
        self.quiet_ms = self.quiet_ms.saturating_add(ms);
        if self.quiet_ms >= SOMETHING_MS {
            self.happened();
        }
    }

    /// Counts one more document, the `exchanges + 1`st of the call; or says why it must not be asked for.
    pub(crate) const fn ask(&mut self, exchanges: u32, settings: &Settings) -> Result<(), Excess> {
        if exchanges >= settings.max_exchanges {
            return Err(Excess::InAll);
        }
        if self.documents >= settings.max_idle_documents {
            return Err(Excess::InARow);
        }
        self.documents += 1;
        Ok(())
    }
}

//! The limits of a live call.

/// What the operator may set about live calls. The same values must be given to a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long a call may last after its answer, in ms.
    pub max_call_ms: u64,
    /// How many documents may be asked for in a row while nothing happens: no digit, no update, and less
    /// than a second of sound or silence. It ends loops of `<Redirect>`.
    pub max_idle_documents: u32,
    /// How many exchanges one call may have in all.
    pub max_exchanges: u32,
    /// What a caller hears when no URI steers the call.
    pub greeting: String,
    /// What a caller hears when the application and every fallback failed.
    pub apology: String,
}

impl Default for Settings {
    /// Four hours, 100 documents in a row, 10,000 exchanges.
    fn default() -> Self {
        Self {
            max_call_ms: 4 * 60 * 60 * 1_000,
            max_idle_documents: 100,
            max_exchanges: 10_000,
            greeting:
                "Hello from Ringback. This number works, but it has no voice application yet. \
                       Set its voice U R L to your own web address, and call again. Goodbye."
                    .to_owned(),
            apology: "We are sorry. An application error has occurred. Goodbye.".to_owned(),
        }
    }
}

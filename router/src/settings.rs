//! The limits of a live call.

use domain::call::CallLimits;

/// What the operator may set about live calls.
///
/// The limits decide what a call says, so a replay needs the ones that the call had. They stand in the
/// call's first fact when they are not the program's own ([`Settings::limits`]), and a flow that is given
/// such a fact keeps to them. What the two texts are stands in no fact.
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

impl Settings {
    /// The limits, when they are not the program's own: what the first fact of a call says of them.
    pub fn limits(&self) -> Option<CallLimits> {
        let of = |settings: &Self| CallLimits {
            max_call_ms: settings.max_call_ms,
            max_idle_documents: settings.max_idle_documents,
            max_exchanges: settings.max_exchanges,
        };
        let limits = of(self);
        (limits != of(&Self::default())).then_some(limits)
    }

    /// The settings with other limits.
    #[must_use]
    pub(crate) fn within(&self, limits: CallLimits) -> Self {
        Self {
            max_call_ms: limits.max_call_ms,
            max_idle_documents: limits.max_idle_documents,
            max_exchanges: limits.max_exchanges,
            ..self.clone()
        }
    }
}

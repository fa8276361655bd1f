use std::fmt;
use std::time::Instant;

use serde::Serialize;

use crate::cli::say;

/// Something that happened on the call, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Happening {
    /// The INVITE went out.
    Calling {
        /// Whom.
        to: String,
        /// The Call-ID.
        call_id: String,
    },
    /// A provisional answer came.
    Progress {
        /// 100–199.
        status: u16,
    },
    /// The far end picked up.
    Answered {
        /// The codec.
        codec: &'static str,
    },
    /// A step of the script begins.
    Step {
        /// As it was written.
        step: String,
    },
    /// The first sound came.
    FirstPacket,
    /// The far end pressed a key.
    Digit {
        /// Which.
        digit: char,
    },
    /// The call came to nothing.
    Failed {
        /// The SIP status.
        status: u16,
        /// Its reason phrase.
        reason: String,
    },
    /// The call is over.
    Ended {
        /// `they hung up`, `we hung up`, …
        how: String,
    },
    /// What was heard was written.
    Recorded {
        /// The file.
        file: String,
        /// How long it is, in ms.
        heard_ms: u64,
    },
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calling { to, call_id } => write!(f, "calling {to} (Call-ID {call_id})"),
            Self::Progress { status: 180 } => f.write_str("it rings"),
            Self::Progress { status } => write!(f, "{status}"),
            Self::Answered { codec } => write!(f, "answered, {codec}"),
            Self::Step { step } => f.write_str(step),
            Self::FirstPacket => f.write_str("sound comes"),
            Self::Digit { digit } => write!(f, "they pressed {digit}"),
            Self::Failed { status, reason } => write!(f, "refused: {status} {reason}"),
            Self::Ended { how } => f.write_str(how),
            Self::Recorded { file, heard_ms } => {
                write!(f, "heard {}.{:03} s, written to {file}", heard_ms / 1_000, heard_ms % 1_000)
            }
        }
    }
}

/// Tells what happens, each with the time since the start.
pub(crate) struct Story {
    started: Instant,
    as_json: bool,
}

impl Story {
    /// Lines for people, or one JSON object a line for programs.
    pub(crate) fn new(as_json: bool) -> Self {
        Self { started: Instant::now(), as_json }
    }

    pub(crate) fn tell(&self, happening: &Happening) {
        let at_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if self.as_json {
            let mut object = serde_json::to_value(happening).unwrap_or_default();
            object["at_ms"] = at_ms.into();
            say(&object.to_string());
        } else {
            say(&format!("{:>4}.{:03}  {happening}", at_ms / 1_000, at_ms % 1_000));
        }
    }
}

//! What is to be done with an offer, as the worker or the assignment callback says it.
//!
//! Source: `taskrouter.md` §1.5. A field that is absent has the dialect's default.

use serde::{Deserialize, Serialize};

use crate::sid::{ActivitySid, CallSid, WorkerSid};
use crate::work::{Refusal, check};

/// The longest time that a worker's telephone rings, in seconds.
pub const MAX_RING_S: u32 = 999;
/// The most options of a conference.
pub const MAX_OPTIONS: usize = 64;

/// What is to be done with an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Instruction {
    /// Accept it.
    Accept,
    /// Reject it.
    Reject {
        /// What the worker does next.
        activity_sid: Option<ActivitySid>,
    },
    /// Bridge the waiting caller to the worker's telephone, and accept.
    Dequeue(Dequeue),
    /// Call the worker, run a document there.
    Call(CallOut),
    /// Send the waiting caller's call elsewhere.
    Redirect(Redirect),
    /// Put caller and worker into a conference.
    Conference(Box<Conference>),
    /// Let a supervisor listen in.
    Supervise(Supervise),
}

/// `dequeue`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Dequeue {
    /// The worker's telephone; its attribute `contact_uri` when absent.
    pub to: Option<String>,
    /// Whom the worker sees calling.
    pub from: Option<String>,
    /// What the worker does afterwards.
    pub post_work_activity_sid: Option<ActivitySid>,
    /// Whether the call is recorded from its answer.
    pub record: bool,
    /// How long the worker's telephone rings, 1–999 s.
    pub timeout_s: Option<u32>,
    /// Told of the worker's call.
    pub status_callback_url: Option<String>,
    /// Of which changes.
    pub status_callback_events: Vec<String>,
}

/// `call`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CallOut {
    /// The worker's telephone; its attribute `contact_uri` when absent.
    pub to: Option<String>,
    /// Whom the worker sees calling. Must be given.
    pub from: Option<String>,
    /// The document that the worker's call runs. Must be given.
    pub url: Option<String>,
    /// Whether the reservation is accepted with it.
    pub accept: bool,
    /// Whether the call is recorded from its answer.
    pub record: bool,
    /// How long the worker's telephone rings, 1–999 s.
    pub timeout_s: Option<u32>,
    /// Told of the worker's call.
    pub status_callback_url: Option<String>,
}

/// `redirect`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Redirect {
    /// The call. Must be given.
    pub call_sid: Option<CallSid>,
    /// The document that it runs. Must be given.
    pub url: Option<String>,
    /// Whether the reservation is accepted with it.
    pub accept: bool,
}

/// `conference`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Conference {
    /// The worker's telephone; its attribute `contact_uri` when absent.
    pub to: Option<String>,
    /// Whom the worker sees calling.
    pub from: Option<String>,
    /// What the worker does afterwards.
    pub post_work_activity_sid: Option<ActivitySid>,
    /// How long the worker's telephone rings, 1–999 s.
    pub timeout_s: Option<u32>,
    /// The other parameters, named as REST names them, in their order.
    pub options: Vec<(String, String)>,
}

/// `supervise`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Supervise {
    /// The supervisor.
    pub supervisor: Option<WorkerSid>,
    /// What it hears and who hears it.
    pub mode: SupervisorMode,
}

/// What a supervisor does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SupervisorMode {
    /// It listens.
    Monitor,
    /// The worker hears it.
    Whisper,
    /// Everybody hears it.
    Barge,
}

impl Instruction {
    /// Accepts it, or says what is missing with the dialect's code.
    pub fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Accept | Self::Reject { .. } => Ok(()),
            Self::Dequeue(it) => {
                ring(it.timeout_s, 40_135)?;
                url(it.status_callback_url.as_deref(), 40_134)
            }
            Self::Call(it) => {
                given(it.from.is_some(), 40_111, "from is missing")?;
                given(it.url.is_some(), 40_114, "url is missing")?;
                ring(it.timeout_s, 40_111)?;
                url(it.url.as_deref(), 40_114)?;
                url(it.status_callback_url.as_deref(), 40_114)
            }
            Self::Redirect(it) => {
                given(it.call_sid.is_some(), 40_120, "call_sid is missing")?;
                given(it.url.is_some(), 40_121, "url is missing")?;
                url(it.url.as_deref(), 40_121)
            }
            Self::Conference(it) => {
                ring(it.timeout_s, 40_137)?;
                given(it.options.len() <= MAX_OPTIONS, 40_137, "too many parameters")
            }
            Self::Supervise(it) => given(it.supervisor.is_some(), 40_147, "supervisor is missing"),
        }
    }

    /// What the worker does when the work is done.
    pub const fn post_work_activity(&self) -> Option<ActivitySid> {
        match self {
            Self::Dequeue(it) => it.post_work_activity_sid,
            Self::Conference(it) => it.post_work_activity_sid,
            Self::Accept
            | Self::Reject { .. }
            | Self::Call(_)
            | Self::Redirect(_)
            | Self::Supervise(_) => None,
        }
    }
}

const fn given(is_given: bool, code: u32, why: &'static str) -> Result<(), Refusal> {
    if is_given { Ok(()) } else { Err(Refusal::BadInstruction { code, why }) }
}

fn ring(timeout_s: Option<u32>, code: u32) -> Result<(), Refusal> {
    let fits = timeout_s.is_none_or(|timeout| (1..=MAX_RING_S).contains(&timeout));
    given(fits, code, "timeout must be from 1 to 999 seconds")
}

fn url(url: Option<&str>, code: u32) -> Result<(), Refusal> {
    let fits = check::url("url", url).is_ok();
    given(fits, code, "a URL is not an absolute http or https URL")
}

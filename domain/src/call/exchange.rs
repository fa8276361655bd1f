//! One HTTP request to a tenant and its outcome.

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;
use crate::uri::{FaultClass, HttpMethod};

/// Code of a fault: the answer came with a status that says no.
const HTTP_RETRIEVAL: u32 = 11_200;

/// One request to a tenant, all tries and redirects included, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Exchange {
    /// The exchange's number within the call, from 1.
    pub number: u32,
    /// What it was for.
    pub purpose: Purpose,
    /// The rank of the URI: 0 for the primary, 1 for the first secondary.
    pub rank: u32,
    /// The URL asked, templates filled in, without its fragment.
    pub url: String,
    /// The method.
    pub method: HttpMethod,
    /// The parameters, in the order in which they were sent.
    pub parameters: Vec<(String, String)>,
    /// How many times it was tried, from 1.
    pub attempts: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in ms.
    pub duration_ms: u64,
    /// What came of it.
    pub outcome: ExchangeOutcome,
}

impl Exchange {
    /// What went wrong with a request whose answer is not looked at but for its status; nothing when a
    /// status below 400 came.
    pub fn fault(&self) -> Option<Fault> {
        let fault = match &self.outcome {
            ExchangeOutcome::Answered(answer) if answer.status < 400 => return None,
            ExchangeOutcome::Answered(answer) => Fault {
                code: HTTP_RETRIEVAL,
                class: FaultClass::Error,
                message: format!("the answer was HTTP {}", answer.status),
                url: Some(answer.final_url.clone()).filter(|url| !url.is_empty()),
            },
            ExchangeOutcome::Failed(fault) => fault.clone(),
        };
        Some(Fault { url: fault.url.or_else(|| Some(self.url.clone())), ..fault })
    }
}

/// What an exchange was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The first document of the call.
    Start,
    /// An `action` with what a verb collected.
    Action,
    /// `<Redirect>`, or a redirect by REST.
    Redirect,
    /// A secondary was asked.
    Fallback,
    /// The status callback.
    Status,
}

/// What came of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum ExchangeOutcome {
    /// An HTTP answer came, whatever its status.
    Answered(Answer),
    /// None came.
    Failed(Fault),
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Answer {
    /// The status code of the last hop.
    pub status: u16,
    /// Its headers, names in lower case, values as text. `set-cookie` values are replaced by `…`.
    pub headers: Vec<(String, String)>,
    /// The URL that answered, after redirects.
    pub final_url: String,
    /// The body as text, cut at 64 KiB.
    pub body: String,
    /// The size of the whole body in bytes, as far as it was read.
    pub body_bytes: u64,
    /// Whether a cached answer was used, fresh or revalidated.
    #[serde(default)]
    pub from_cache: bool,
}

/// Something that went wrong, with the code that tenants look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fault {
    /// The code, for example 11200.
    pub code: u32,
    /// The class, by which a secondary is chosen.
    pub class: FaultClass,
    /// What was wrong and where, for a person; without secrets.
    pub message: String,
    /// The URL that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

//! Tokens that tenants sign and give to their workers' programs.
//!
//! Two kinds, both JSON Web Tokens (RFC 7519) under HS256 and nothing else:
//!
//! ```text
//! access token   {"iss":"SK…","sub":"AC…","exp":…,"grants":{"task_router":{"workspace_sid":"WS…",
//!                "worker_sid":"WK…","role":"worker"}}}       signed with the API key's secret
//! policy token   {"iss":"AC…","account_sid":"AC…","workspace_sid":"WS…","worker_sid":"WK…","exp":…,
//!                "policies":[{"url":"…","method":"GET","allow":true}]}   signed with the auth token
//! ```

mod claims;
mod jwt;
mod policy;
mod refusal;
mod rights;
#[cfg(test)]
pub(crate) mod tests;
mod verify;

pub(crate) use refusal::TokenRefusal;
pub(crate) use rights::{Errand, Verdict};
pub(crate) use verify::{WorkerToken, verify};

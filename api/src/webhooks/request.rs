//! What is asked of [`Exchanges`](super::Exchanges), and how they are set up.

use std::sync::Arc;

use domain::call::exchange::Purpose;
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use domain::uri::ApplicationUri;
use rustls::pki_types::CertificateDer;

use super::address_policy::AddressPolicy;
use super::signature::SigningToken;

/// One request to a tenant's application.
#[derive(Debug, Clone)]
pub struct ExchangeRequest {
    /// The tenant.
    pub account: AccountSid,
    /// What it belongs to: the sid of a call, or of a workspace and what is told of it.
    pub about: String,
    /// Caller and callee: cookies are kept for this pair within the account.
    pub endpoints: (String, String),
    /// The exchange's number within the call, from 1.
    pub number: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// The rank of the URI: 0 for the primary.
    pub rank: u32,
    /// Where, templates filled in.
    pub uri: ApplicationUri,
    /// What is told, in order: form fields of a POST, query of a GET.
    pub parameters: Vec<(String, String)>,
    /// What the request is signed with.
    pub token: SigningToken,
    /// Now.
    pub started_at: Timestamp,
}

/// How exchanges are made.
#[derive(Debug, Clone)]
pub struct ExchangeConfig {
    /// Which addresses may be asked.
    pub policy: Arc<AddressPolicy>,
    /// How many requests of one account may be in flight; the next waits its turn.
    pub in_flight_per_account: usize,
    /// How many endpoint pairs' cookies are kept, over all accounts.
    pub cookie_jars: usize,
    /// How many bytes of cached answers are kept, over all accounts.
    pub cache_bytes: usize,
    /// Whether the operating system's root certificates are trusted.
    pub native_roots: bool,
    /// Root certificates that are trusted beside them, DER.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

impl Default for ExchangeConfig {
    fn default() -> Self {
        Self {
            policy: Arc::new(AddressPolicy::public_only()),
            in_flight_per_account: 200,
            cookie_jars: 100_000,
            cache_bytes: 32 * 1024 * 1024,
            native_roots: true,
            extra_roots: Vec::new(),
        }
    }
}

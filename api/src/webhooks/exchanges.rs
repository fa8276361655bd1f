//! The exchange: tries, their time limits, and the record of it all.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::call::exchange::{Exchange, ExchangeOutcome};
use domain::uri::RetryOn;
use metrics::{counter, histogram};
use tokio::time::{Instant, timeout_at};

use super::address_policy::AddressPolicy;
use super::cache::Cache;
use super::cookies::Jars;
use super::follow::{Arrival, Try, shown};
use super::in_flight::{InFlight, busy};
use super::overrides;
use super::pool::Pool;
use super::record;
use super::request::{ExchangeConfig, ExchangeRequest};
use super::tls::{Tls, TlsError};
use super::trouble::{Step, Trouble};

/// Asks tenants' applications. Clones share connections, cookies and cache.
#[derive(Clone)]
pub struct Exchanges(Arc<Shared>);

/// What all exchanges share.
pub struct Shared {
    pub(super) policy: Arc<AddressPolicy>,
    pub(super) tls: Tls,
    pub(super) pool: Pool,
    pub(super) cache: Cache,
    jars: Jars,
    in_flight: InFlight,
}

impl std::ops::Deref for Exchanges {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl std::fmt::Debug for Exchanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Exchanges")
    }
}

impl Exchanges {
    /// Sets up TLS; nothing is connected yet. Fails when a root certificate cannot be read.
    pub fn new(config: ExchangeConfig) -> Result<Self, TlsError> {
        Ok(Self(Arc::new(Shared {
            tls: Tls::new(config.native_roots, &config.extra_roots)?,
            policy: config.policy,
            pool: Pool::default(),
            cache: Cache::new(config.cache_bytes),
            jars: Jars::new(config.cookie_jars),
            in_flight: InFlight::new(config.in_flight_per_account),
        })))
    }

    /// Makes one exchange: all tries that the URI's policy allows, within its total time. Never fails;
    /// what went wrong is the exchange's outcome. Dropping the future abandons the request.
    pub async fn run(&self, request: ExchangeRequest) -> Exchange {
        let started = Instant::now();
        let (url, patience) = overrides::read(&request.uri);
        let total = Duration::from_millis(u64::from(patience.policy.total_timeout_ms));
        let deadline = started + total;
        let turn = timeout_at(deadline, self.in_flight.enter(request.account)).await;
        let (arrival, attempts) = match turn.unwrap_or_else(|_| Err(busy())) {
            Err(trouble) => (Arrival { url: shown(url), outcome: Err(trouble) }, 1),
            Ok(_turn) => {
                let pair =
                    (request.account, request.endpoints.0.clone(), request.endpoints.1.clone());
                let jar = self.jars.open(pair, request.started_at);
                let now = wall_clock(&request);
                let attempt = Try { request: &request, url, patience, deadline, jar: &jar, now };
                self.attempts(&attempt).await
            }
        };
        let asked = super::target::Target::parse(url).map_or_else(|_| shown(url), |t| t.url);
        let duration_ms = started.elapsed().as_millis() as u64;
        let outcome = outcome(arrival);
        measure(&outcome, duration_ms);
        Exchange {
            number: request.number,
            purpose: request.purpose,
            rank: request.rank,
            url: asked,
            method: request.uri.method,
            parameters: request.parameters,
            attempts,
            started_at: request.started_at,
            duration_ms,
            outcome,
        }
    }

    async fn attempts(&self, attempt: &Try<'_>) -> (Arrival, u32) {
        let policy = attempt.patience.policy;
        let mut attempts = 1;
        loop {
            let arrival = match timeout_at(attempt.deadline, self.follow(attempt)).await {
                Ok(arrival) => arrival,
                Err(_) => {
                    let late = Trouble::new(Step::ReadTimeout, "all tries took too long together");
                    return (Arrival { url: shown(attempt.url), outcome: Err(late) }, attempts);
                }
            };
            let is_spent = attempts > u32::from(policy.retries);
            if is_spent || Instant::now() >= attempt.deadline || !is_retried(&arrival, policy.on) {
                return (arrival, attempts);
            }
            attempts += 1;
        }
    }
}

fn is_retried(arrival: &Arrival, on: RetryOn) -> bool {
    match &arrival.outcome {
        Ok(landed) => {
            (landed.status.is_client_error() && on.client_error)
                || (landed.status.is_server_error() && on.server_error)
        }
        Err(trouble) => trouble.is_retried(on),
    }
}

fn outcome(arrival: Arrival) -> ExchangeOutcome {
    match arrival.outcome {
        Ok(landed) => ExchangeOutcome::Answered(record::answer(&landed, arrival.url)),
        Err(trouble) => ExchangeOutcome::Failed(trouble.into_fault(&arrival.url)),
    }
}

/// The request's time as the caching rules want it.
fn wall_clock(request: &ExchangeRequest) -> SystemTime {
    let micros = u64::try_from(request.started_at.0).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_micros(micros)
}

fn measure(outcome: &ExchangeOutcome, duration_ms: u64) {
    let label = match outcome {
        ExchangeOutcome::Answered(answer) => format!("{}xx", answer.status / 100),
        ExchangeOutcome::Failed(fault) => fault.code.to_string(),
    };
    counter!("ringback_exchanges_total", "outcome" => label).increment(1);
    histogram!("ringback_exchange_seconds").record(duration_ms as f64 / 1_000.0);
}

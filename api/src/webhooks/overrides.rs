//! Connection overrides in a URL's fragment: `https://example.com/voice#ct=2000&rc=2&rp=5xx,ct`.

use domain::uri::{ApplicationUri, RetryOn, RetryPolicy};

/// How one URI is asked: its policy with the fragment's overrides, each within its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    pub(super) policy: RetryPolicy,
    /// Whether the TLS handshake names the host (`sni=n` turns it off).
    pub(super) server_name: bool,
}

/// The URL without its fragment, and the patience that URI and fragment ask for. Unknown keys, edges
/// (`e`: there is one) and values that are no number are passed over.
pub(super) fn read(uri: &ApplicationUri) -> (&str, Patience) {
    let mut patience = Patience { policy: uri.retry.unwrap_or_default(), server_name: true };
    let (url, fragment) = uri.url.split_once('#').unwrap_or((&uri.url, ""));
    for (key, value) in fragment.split('&').filter_map(|pair| pair.split_once('=')) {
        take(&mut patience, key, value);
    }
    bound(&mut patience.policy);
    (url, patience)
}

fn take(patience: &mut Patience, key: &str, value: &str) {
    let policy = &mut patience.policy;
    let number = value.parse::<u32>();
    match (key, number) {
        ("ct", Ok(ms)) => policy.connect_timeout_ms = ms,
        ("rt", Ok(ms)) => policy.read_timeout_ms = ms,
        ("tt", Ok(ms)) => policy.total_timeout_ms = ms,
        ("rc", Ok(count)) => policy.retries = count.min(5) as u8,
        ("rp", _) => policy.on = retry_on(value),
        ("sni", _) => patience.server_name = value != "n",
        _ => {}
    }
}

/// Reads `4xx,5xx,ct,rt` or `all`; commas may be written `%2C`.
fn retry_on(value: &str) -> RetryOn {
    let mut on = RetryOn { connect: false, read: false, client_error: false, server_error: false };
    for word in value.replace("%2C", ",").replace("%2c", ",").split(',') {
        match word {
            "ct" => on.connect = true,
            "rt" => on.read = true,
            "4xx" => on.client_error = true,
            "5xx" => on.server_error = true,
            "all" => {
                on = RetryOn { connect: true, read: true, client_error: true, server_error: true };
            }
            _ => {}
        }
    }
    on
}

fn bound(policy: &mut RetryPolicy) {
    policy.retries = policy.retries.min(5);
    policy.connect_timeout_ms = policy.connect_timeout_ms.clamp(100, 10_000);
    policy.read_timeout_ms = policy.read_timeout_ms.clamp(100, 15_000);
    policy.total_timeout_ms = policy.total_timeout_ms.clamp(100, 15_000);
}

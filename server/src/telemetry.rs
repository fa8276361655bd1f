//! Logs and metrics.

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// What is quiet unless the filter names it: the SIP stack beneath us logs whole messages at info.
const QUIET: &str = "rsipstack=error,hyper=warn,reqwest=warn,symphonia=error";

/// Starts logging to standard error. `filter` is an `EnvFilter` directive list, for example
/// `info,router=debug`; `default` counts when it is empty.
pub(crate) fn log(filter: &str, default: &str) -> anyhow::Result<()> {
    let filter = if filter.is_empty() { default } else { filter };
    let filter = EnvFilter::try_new(format!("{QUIET},{filter}"))
        .map_err(|error| anyhow::anyhow!("RINGBACK_LOG is not a filter: {error}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would be told on standard error, which is what failed, and that panics.
        .log_internal_errors(false);
    if std::io::stderr().is_terminal() {
        builder.compact().with_target(false).init();
    } else {
        builder.json().flatten_event(true).init();
    }
    Ok(())
}

/// Starts collecting metrics; the handle renders them for `/metrics`.
pub(crate) fn metrics() -> anyhow::Result<PrometheusHandle> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];
    Ok(PrometheusBuilder::new().set_buckets(&buckets)?.install_recorder()?)
}

use axum::Router;
use axum::routing::get;
use metrics::{counter, gauge};
use metrics_exporter_prometheus::PrometheusHandle;

/// `/metrics`, in Prometheus's text format.
pub(crate) fn metrics(rendered: PrometheusHandle, endpoint: sip::Endpoint) -> Router {
    let shown = move || {
        show(&endpoint);
        std::future::ready(rendered.render())
    };
    Router::new().route("/metrics", get(shown))
}

/// What the SIP endpoint counts itself.
fn show(endpoint: &sip::Endpoint) {
    let (load, traffic) = (endpoint.load(), endpoint.traffic());
    for (method, count) in traffic.requests {
        counter!("ringback_sip_requests_total", "method" => method).absolute(count);
    }
    for (class, count) in traffic.responses_sent {
        counter!("ringback_sip_responses_total", "class" => class).absolute(count);
    }
    for (class, count) in traffic.responses_received {
        counter!("ringback_sip_responses_received_total", "class" => class).absolute(count);
    }
    for (reason, count) in traffic.refused {
        counter!("ringback_sip_refused_total", "reason" => reason).absolute(count);
    }
    counter!("ringback_sip_retransmissions_total").absolute(traffic.retransmissions);
    gauge!("ringback_sip_dialogs").set(load.calls as f64);
    gauge!("ringback_sip_transactions").set(load.transactions as f64);
}

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

/// `/metrics`, in Prometheus's text format.
pub(crate) fn metrics(rendered: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || std::future::ready(rendered.render())))
}

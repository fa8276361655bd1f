//! The HTTP listener.

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// An open listener.
pub(crate) struct Front(CancellationToken);

impl Front {
    /// Serves `routes` until it is closed.
    pub(crate) fn open(
        listener: TcpListener,
        routes: Router,
        tasks: &mut JoinSet<anyhow::Result<()>>,
    ) -> Self {
        let closing = CancellationToken::new();
        let closed = closing.clone().cancelled_owned();
        tasks.spawn(async move {
            axum::serve(listener, routes).with_graceful_shutdown(closed).await?;
            Ok(())
        });
        Self(closing)
    }

    /// Takes no new requests.
    pub(crate) async fn close(&self) {
        self.0.cancel();
        tokio::task::yield_now().await;
    }
}

/// `/metrics`, in Prometheus's text format.
pub(crate) fn metrics(rendered: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || std::future::ready(rendered.render())))
}

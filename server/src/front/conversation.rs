use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// The largest head of a request, in bytes; what is longer is answered with 431.
const HEAD_BYTES: usize = 64 * 1024;
/// How long answers may still take when the program stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers the requests of one connection until either side closes it. A head that does not come within
/// `head_time`, the first or the next one, ends it.
pub(super) async fn converse(
    stream: TcpStream,
    routes: Router,
    head_time: Duration,
    closing: CancellationToken,
) {
    // An answer is written whole; waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| routes.clone().oneshot(request));
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head_time)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    tokio::select! {
        ended = connection.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%error, "an HTTP connection broke off");
            }
            return;
        }
        () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(FAREWELL, connection).await;
}

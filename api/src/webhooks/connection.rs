//! One HTTP/1.1 connection: a sender and the driver that moves its bytes, held together.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::address_policy::{AddressPolicy, ResolveError};
use super::target::Target;
use super::tls::Tls;
use super::trouble::{Step, Trouble};

/// The largest answer head, in bytes; hyper refuses more.
const HEAD_BYTES: usize = 64 * 1024;
const HEAD_LINES: usize = 100;

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

type Driver = http1::Connection<TokioIo<Box<dyn Io>>, Full<Bytes>>;

/// A connection that moves only while somebody waits for something on it.
pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    driver: Pin<Box<Driver>>,
    is_over: bool,
}

impl Connection {
    /// Resolves, judges and connects, trying each permitted address in turn.
    pub(super) async fn open(
        policy: &AddressPolicy,
        tls: &Tls,
        target: &Target,
        is_named: bool,
    ) -> Result<Self, Trouble> {
        let stream = reach(policy, target).await?;
        // A small request must not wait for the acknowledgement of the one before it.
        let _ = stream.set_nodelay(true);
        let io: Box<dyn Io> = if target.is_https {
            Box::new(tls.connect(&target.host, is_named, stream).await?)
        } else {
            Box::new(stream)
        };
        let (sender, driver) = http1::Builder::new()
            .title_case_headers(true)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEAD_LINES)
            .handshake(TokioIo::new(io))
            .await
            .map_err(|error| Trouble::new(Step::Connect, error.to_string()))?;
        Ok(Self { sender, driver: Box::pin(driver), is_over: false })
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<Response<Incoming>> {
        let answer = self.sender.send_request(request);
        drive(&mut self.driver, &mut self.is_over, answer).await
    }

    /// Waits for something that this connection brings.
    pub(super) async fn drive<F: Future>(&mut self, awaited: F) -> F::Output {
        drive(&mut self.driver, &mut self.is_over, awaited).await
    }

    /// Whether the connection can take another request. Looks at the socket, so a connection that the
    /// server closed while it was idle is found out.
    pub(super) fn is_alive(&mut self) -> bool {
        let mut nobody = Context::from_waker(Waker::noop());
        if !self.is_over && self.driver.as_mut().poll(&mut nobody).is_ready() {
            self.is_over = true;
        }
        !self.is_over && self.sender.is_ready()
    }
}

async fn drive<F: Future>(driver: &mut Pin<Box<Driver>>, is_over: &mut bool, f: F) -> F::Output {
    let mut awaited = pin!(f);
    std::future::poll_fn(|cx| {
        if let Poll::Ready(output) = awaited.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        if !*is_over && driver.as_mut().poll(cx).is_ready() {
            *is_over = true;
        }
        awaited.as_mut().poll(cx)
    })
    .await
}

async fn reach(policy: &AddressPolicy, target: &Target) -> Result<TcpStream, Trouble> {
    let addresses = policy.resolve(&target.host, target.port).await.map_err(|error| {
        let message = match error {
            ResolveError::NotFound => format!("the host {} has no address", target.host),
            ResolveError::Forbidden => {
                format!("the host {} is at an address that is not permitted", target.host)
            }
        };
        Trouble::new(Step::Host, message)
    })?;
    let mut last = Trouble::new(Step::Connect, "no connection");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => {
                last = Trouble::new(Step::Connect, format!("no connection: {error}"));
            }
        }
    }
    Err(last)
}

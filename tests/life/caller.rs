//! A light SIP phone inside the test: many calls from one socket, without sound.

use std::net::SocketAddr;

use anyhow::Context as _;
use sip::{CallHandle, Endpoint, EndpointConfig, OutgoingInvite, Signal, sdp};
use tests::program::PATIENCE;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

/// Makes calls. What is sent to its RTP port is never read.
pub(crate) struct Caller {
    endpoint: Endpoint,
    rtp: UdpSocket,
}

/// A call that was made.
pub(crate) struct Line {
    pub(crate) call: CallHandle,
    signals: mpsc::Receiver<Signal>,
    local: sdp::Local,
}

/// What became of an INVITE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 200; the far end wants RTP here.
    Answered(SocketAddr),
    /// 300 or above.
    Refused(u16),
    /// Nobody is there.
    Lost,
}

impl Caller {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let own = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut config = EndpointConfig::new(own);
        config.session_timer = None;
        let (endpoint, _) = Endpoint::bind(config).await?;
        Ok(Self { endpoint, rtp: UdpSocket::bind(own).await? })
    }

    /// Calls the development number at `server`.
    pub(crate) async fn dial(&self, server: SocketAddr, from: &str) -> anyhow::Result<Line> {
        self.dial_to("+15005550006", server, from).await
    }

    pub(crate) async fn dial_to(
        &self,
        number: &str,
        server: SocketAddr,
        from: &str,
    ) -> anyhow::Result<Line> {
        let local = sdp::Local::new(self.rtp.local_addr()?, 1);
        let invite = OutgoingInvite {
            to: format!("sip:{number}@{server}"),
            from: format!("sip:{from}@127.0.0.1"),
            from_display: None,
            offer: sdp::offer(&local),
            headers: Vec::new(),
            credentials: None,
        };
        let out = self.endpoint.call(invite).await?;
        Ok(Line { call: out.call, signals: out.signals, local })
    }

    /// The socket from which the far end expects RTP.
    pub(crate) fn rtp(&self) -> &UdpSocket {
        &self.rtp
    }
}

impl Line {
    /// Waits for the final answer.
    pub(crate) async fn outcome(&mut self) -> anyhow::Result<Outcome> {
        tokio::time::timeout(PATIENCE, self.final_answer()).await.context("no final answer")?
    }

    async fn final_answer(&mut self) -> anyhow::Result<Outcome> {
        loop {
            match self.signals.recv().await {
                Some(Signal::Progress { .. }) => {}
                Some(Signal::Answered { sdp: answer }) => {
                    let agreed = sdp::accept_answer(&self.local, &answer)?;
                    return Ok(Outcome::Answered(agreed.remote));
                }
                Some(Signal::Failed { status, .. }) => return Ok(Outcome::Refused(status)),
                _ => return Ok(Outcome::Lost),
            }
        }
    }

    /// Waits for the BYE of the far end.
    pub(crate) async fn bye(&mut self) -> anyhow::Result<()> {
        let until_bye = async {
            loop {
                match self.signals.recv().await {
                    Some(Signal::Bye { .. }) => return Ok(()),
                    Some(_) => {}
                    None => anyhow::bail!("the call ended without a BYE"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, until_bye).await.context("no BYE came")?
    }

    /// Hangs up and waits until the far end has heard it.
    pub(crate) async fn hang_up(mut self) -> anyhow::Result<()> {
        self.call.hang_up(None);
        let over = async { while self.signals.recv().await.is_some() {} };
        tokio::time::timeout(PATIENCE, over).await.context("the BYE was not answered")
    }
}

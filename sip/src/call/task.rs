use super::{Call, Responder};
use crate::dialog::State;
use crate::signal::{Command, Signal};
use bytes::Bytes;
use rsipstack::rsip::Method;
use rsipstack::rsip::{Response, SipMessage};
use rsipstack::transaction::Transaction;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long what was sent before a connection closed may take to its dialog.
const STRAGGLERS: Duration = Duration::from_millis(200);

/// What reaches a dialog's task.
#[derive(Debug)]
pub(crate) enum Input {
    /// From the platform.
    Command(Command),
    /// A request of the other side within the dialog.
    Request(Box<Served>),
    /// What became of an INVITE of theirs, by its `CSeq` number.
    Invite(u32, InviteEvent),
    /// A response to a request of ours, by its `CSeq` number; `None` when there will be no more.
    Response(u32, Option<Box<Response>>),
    /// A 2xx to our INVITE whose transaction is over.
    Stray(Box<Response>),
    /// The connection had closed: there is another one, or none can be made.
    Stream(Option<CancellationToken>),
}

/// A server transaction on its way to its dialog.
pub(crate) struct Served(pub(crate) Transaction);

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Served").field(&self.0.key.to_string()).finish()
    }
}

/// What becomes of an INVITE of theirs.
#[derive(Debug)]
pub(crate) enum InviteEvent {
    /// CANCEL; the stack has answered it.
    Cancelled,
    /// ACK of our 2xx, with its body.
    Acked(Option<Bytes>),
    /// The transaction is over, and no ACK came.
    Unacked,
}

/// Sixteen hexadecimal digits.
pub(crate) fn random_tag() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// Drives a server INVITE transaction in a task of its own: retransmissions, CANCEL, ACK.
pub(crate) fn drive_invite(
    mut transaction: Transaction,
    cseq: u32,
    inputs: mpsc::UnboundedSender<Input>,
) {
    tokio::spawn(async move {
        let mut is_acked = false;
        while let Some(message) = transaction.receive().await {
            let SipMessage::Request(request) = message else { continue };
            let event = if request.method == Method::Cancel {
                InviteEvent::Cancelled
            } else {
                is_acked = true;
                InviteEvent::Acked(super::facts::session_description(
                    &request.headers,
                    &request.body,
                ))
            };
            let _ = inputs.send(Input::Invite(cseq, event));
        }
        if !is_acked {
            let _ = inputs.send(Input::Invite(cseq, InviteEvent::Unacked));
        }
    });
}

impl Call {
    /// The dialog's life.
    pub(crate) async fn run(mut self, mut inputs: mpsc::UnboundedReceiver<Input>) {
        let stop = self.line.shared.stop.clone();
        while self.dialog.state() != State::Ended {
            let alarm = self.alarm();
            tokio::select! {
                biased;
                input = inputs.recv() => match input {
                    Some(input) => self.take(input).await,
                    None => self.dialog.end(),
                },
                () = sleep_until(alarm), if alarm.is_some() => self.ring_alarm().await,
                () = stop.cancelled() => self.dialog.end(),
                () = closed(self.stream.as_ref()) => self.reconnect(),
            }
        }
        // What is still open with the other side must not hang: its transaction has no owner now.
        if let Some(offer) = self.offer.take() {
            offer.refuse(487);
        }
    }

    async fn take(&mut self, input: Input) {
        match input {
            Input::Command(command) => self.command(command).await,
            Input::Request(served) => self.request(served.0).await,
            Input::Invite(cseq, event) if Some(cseq) == self.first_cseq() => {
                self.first_event(event).await;
            }
            Input::Invite(cseq, event) => self.reinvite_event(cseq, event).await,
            Input::Response(cseq, Some(response)) => self.response(cseq, *response).await,
            Input::Response(cseq, None) => self.no_more_responses(cseq).await,
            Input::Stray(response) => self.stray(*response).await,
            Input::Stream(Some(closed)) => self.stream = Some(closed),
            Input::Stream(None) => self.lost().await,
        }
    }

    /// The other side's connection has closed, which by itself ends nothing (RFC 3261 §18): a proxy may close
    /// one that is idle. If the other side cannot be reached any more, the dialog is over.
    fn reconnect(&mut self) {
        self.stream = None;
        let (shared, path) = (Arc::clone(&self.line.shared), self.path);
        let next_hop = self.peer.next_hop().to_owned();
        let inputs = self.line.inputs.clone();
        tokio::spawn(async move {
            // A last BYE or CANCEL may still be on its way through the stack.
            tokio::time::sleep(STRAGGLERS).await;
            let stream = path.reconnect(&shared, &next_hop).await;
            let _ = inputs.send(Input::Stream(stream));
        });
    }

    async fn lost(&mut self) {
        self.dialog.end();
        if let Some(first) = &self.first {
            first.stop();
        }
        self.signal(Signal::TransportFailed).await;
    }

    fn first_cseq(&self) -> Option<u32> {
        self.first.as_ref().map(Responder::cseq)
    }

    /// The other side's first INVITE: what its transaction has seen.
    async fn first_event(&mut self, event: InviteEvent) {
        match event {
            InviteEvent::Cancelled if self.dialog.may_answer() => {
                self.answer_first(487, "Request Terminated", &[]);
                self.dialog.end();
                self.signal(Signal::Cancelled).await;
            }
            // RFC 3261 §9.2: after the answer a CANCEL has no effect.
            InviteEvent::Cancelled => {}
            InviteEvent::Acked(sdp) => {
                self.dialog.acked();
                self.session.start(Instant::now());
                self.signal(Signal::Acked { sdp }).await;
                if let Some(reason) = self.hang_up_after_ack.take() {
                    self.bye(reason.as_deref());
                }
            }
            InviteEvent::Unacked => {
                if self.dialog.state() == State::Answered {
                    // RFC 3261 §13.3.1.4.
                    self.bye(None);
                    self.signal(Signal::NotAcked).await;
                }
            }
        }
    }
}

async fn closed(stream: Option<&CancellationToken>) {
    match stream {
        Some(stream) => stream.cancelled().await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(alarm: Option<Instant>) {
    if let Some(at) = alarm {
        tokio::time::sleep_until(at).await;
    }
}

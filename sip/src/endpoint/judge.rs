//! The whole way of a message up to its call, without a socket: for the torture messages and the fuzz
//! targets.

use super::gate::{dialog_key, parsed};
use super::streams::{Frame, frame};
use crate::call::facts;
use crate::invite::{Party, Transport};
use crate::screen::{MAX_MESSAGE, Refusal, Screened, Wire, reply, screen};
use bytes::BytesMut;
use rsipstack::rsip::{Method, Request, SipMessage};
use std::net::{Ipv4Addr, SocketAddr};

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Verdict {
    /// It makes a call, or is for one.
    Served,
    /// It is an INVITE whose facts cannot be read: its transaction answers 400.
    Unreadable,
    /// It is a response for its transaction.
    Response,
    /// It is answered at once.
    Answered(u16),
    /// Nothing is said.
    Ignored,
}

fn source() -> SocketAddr {
    (Ipv4Addr::new(192, 0, 2, 77), 5062).into()
}

/// Judges one message as it stands on the wire; `is_stream` says that it came over TCP.
///
/// # Panics
/// When an immediate answer is not one: that is a defect.
pub fn judge(bytes: &[u8], is_stream: bool) -> Verdict {
    let (wire, transport) = if is_stream {
        (Wire::Stream, rsipstack::rsip::Transport::Tcp)
    } else {
        (Wire::Datagram, rsipstack::rsip::Transport::Udp)
    };
    match screen(bytes, wire) {
        Screened::Ignore(_) => Verdict::Ignored,
        Screened::Refuse(request, refusal) => answered(&request, &refusal),
        Screened::Pass(passed) => match parsed(&passed, source(), transport) {
            Ok(Some(SipMessage::Request(request))) => served(&request),
            Ok(Some(SipMessage::Response(_))) => Verdict::Response,
            Ok(None) => Verdict::Ignored,
            Err(refusal) => answered(&passed, &refusal),
        },
    }
}

fn served(request: &Request) -> Verdict {
    let _ = (dialog_key(request), facts::merge_key(request), facts::provenance(request));
    let _ = (facts::digit(request), facts::stated_timer(&request.headers));
    let _ = (facts::reason(&request.headers), Party::parse(&request.uri.to_string()));
    let is_readable = request.method != Method::Invite
        || facts::invite(request, (source(), Transport::Udp), true).is_some();
    if is_readable { Verdict::Served } else { Verdict::Unreadable }
}

/// The answer must begin as one.
fn answered(request: &[u8], refusal: &Refusal) -> Verdict {
    let Some((text, _)) = reply(request, refusal, source(), "Ringback", "tag") else {
        return Verdict::Ignored;
    };
    let start = format!("SIP/2.0 {} ", refusal.status);
    assert!(text.starts_with(start.as_bytes()), "{}", String::from_utf8_lossy(&text));
    Verdict::Answered(refusal.status)
}

/// Cuts a stream of bytes into messages, as a TCP connection does, and judges each; gives their number.
///
/// # Panics
/// When cutting goes wrong: a message over the limit, or one that takes nothing off the stream.
pub fn frames(bytes: &[u8]) -> usize {
    let mut buffer = BytesMut::from(bytes);
    let mut count = 0;
    loop {
        let before = buffer.len();
        match frame(&mut buffer) {
            Frame::Message(message) => {
                assert!(!message.is_empty() && message.len() <= MAX_MESSAGE, "{}", message.len());
                judge(&message, true);
                count += 1;
            }
            Frame::Ping => {}
            Frame::Partial | Frame::Unusable(_) => return count,
        }
        assert!(buffer.len() < before, "nothing was taken");
    }
}

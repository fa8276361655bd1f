//! What strangers send to the SIP door.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use sip::digest::{Challenger, Credentials, answer};
use sip::fuzzing::{frames, judge};
use sip::sdp::{Direction, Local, Offer, accept_answer};
use sip::{IpPrefix, Party};

/// A message as a datagram, as one of a stream and as a stream of messages; an `Authorization` value.
pub fn sip_message(data: &[u8]) {
    if data.starts_with(b"Digest ") {
        return digest(&String::from_utf8_lossy(data));
    }
    judge(data, false);
    judge(data, true);
    frames(data);
    let text = String::from_utf8_lossy(data);
    let _ = (Party::parse(&text), text.parse::<IpPrefix>());
}

fn digest(header: &str) {
    let password = |name: &str| (name == "bob").then(|| "zanzibar".to_owned());
    let mut challenger = Challenger::new("ringback", &[7; 32], 300);
    for now_s in [1_000, 0, u64::MAX] {
        let verdict = challenger.verify(Some(header), "INVITE", password, now_s);
        assert!(verdict.is_err(), "nobody was given a nonce, but {verdict:?} passed");
    }
    let bob = Credentials { username: "bob".to_owned(), password: "zanzibar".to_owned() };
    let _ = answer(header, &bob, "INVITE", "sip:example.com", "c");
}

/// A session description as an offer and as the answer to one of ours.
pub fn sdp(data: &[u8]) {
    let v4 = Local::new(SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 10_000)), 1);
    let v6 = Local::new(SocketAddr::from((Ipv6Addr::LOCALHOST, 10_000)), 1);
    let _ = (accept_answer(&v4, data), accept_answer(&v6, data));
    let Ok(offer) = Offer::parse(data) else { return };
    let _ = offer.is_hold();
    for direction in [Direction::SendRecv, Direction::RecvOnly, Direction::Inactive] {
        for local in [&v4, &v6] {
            let local = Local { direction, ..local.clone() };
            let Ok(agreed) = sip::sdp::answer(&offer, &local) else { continue };
            let read = Offer::parse(&agreed.answer);
            assert!(read.is_ok(), "{read:?}: {}", String::from_utf8_lossy(&agreed.answer));
            assert!((10..=60).contains(&agreed.ptime_ms), "{} ms", agreed.ptime_ms);
        }
    }
}

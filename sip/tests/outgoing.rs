//! Calls that the endpoint makes, against a telephone that writes SIP by hand and against another
//! endpoint.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod phone;

use phone::{OFFER, Phone, answer_to, ended, endpoint, local, next};
use sip::digest::Credentials;
use sip::{Auth, CallError, Endpoint, OutgoingCall, OutgoingInvite, Signal};
use std::net::SocketAddr;
use std::sync::Arc;

fn invite(to: SocketAddr) -> OutgoingInvite {
    OutgoingInvite {
        to: format!("sip:+15005550006@{to}"),
        from: "sip:alice@127.0.0.1".to_owned(),
        from_display: Some("Alice \"A\"".to_owned()),
        offer: sip::sdp::offer(&local(50_000)),
        headers: vec![("X-Test".to_owned(), "1".to_owned())],
        credentials: None,
    }
}

async fn dial(endpoint: &Endpoint, phone: &Phone) -> OutgoingCall {
    endpoint.call(invite(phone.socket.local_addr().unwrap())).await.unwrap()
}

#[tokio::test]
async fn a_call_makes_progress_is_answered_and_hung_up() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    assert_eq!(asked.header("Call-ID"), Some(call.call_id.as_str()));
    assert!(asked.header("From").unwrap().starts_with("\"Alice A\" <sip:alice@127.0.0.1>;tag="));
    assert_eq!(asked.header("X-Test"), Some("1"));
    assert!(asked.header("Session-Expires").is_some());
    phone.reply(&asked, "180 Ringing", "", "").await;
    assert_eq!(next(&mut call.signals).await, Signal::Progress { status: 180, sdp: None });
    let routes = "Record-Route: <sip:127.0.0.1;lr>\r\n"
        .replace("127.0.0.1", &format!("127.0.0.1:{}", phone.port()));
    phone.reply(&asked, "200 OK", &routes, OFFER).await;
    let sdp = OFFER.into();
    assert_eq!(next(&mut call.signals).await, Signal::Answered { sdp });
    let ack = phone.asked("ACK").await;
    assert_eq!(ack.start(), format!("ACK sip:bob@127.0.0.1:{} SIP/2.0", phone.port()));
    assert_eq!(ack.header("Route").unwrap(), format!("<sip:127.0.0.1:{};lr>", phone.port()));
    assert_eq!(ack.to_tag(), "phone");
    // The 200 comes again, as if the ACK were lost: it is acknowledged again, the same.
    phone.reply(&asked, "200 OK", &routes, OFFER).await;
    assert_eq!(phone.asked("ACK").await.text, ack.text);
    call.call.hang_up(None);
    let bye = phone.asked("BYE").await;
    phone.reply(&bye, "200 OK", "", "").await;
    ended(&mut call.signals).await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn another_branch_that_answers_too_is_acknowledged_and_ended() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let mut asked = phone.asked("INVITE").await;
    phone.reply(&asked, "200 OK", "", OFFER).await;
    assert!(matches!(next(&mut call.signals).await, Signal::Answered { .. }));
    assert_eq!(phone.asked("ACK").await.to_tag(), "phone");
    asked.text = asked
        .text
        .replace("To: <sip:+15005550006@127.0.0.1:", "To: <sip:x@127.0.0.1>;tag=fork\r\nX: <");
    phone.reply(&asked, "200 OK", "", OFFER).await;
    assert_eq!(phone.asked("ACK").await.to_tag(), "fork");
    assert_eq!(phone.asked("BYE").await.to_tag(), "fork");
    assert_eq!(endpoint.load().calls, 1, "the first branch goes on");
}

#[tokio::test]
async fn a_refusal_is_told_with_its_status() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    phone.reply(&asked, "486 Busy Here", "", "").await;
    let reason = "Busy Here".to_owned();
    assert_eq!(next(&mut call.signals).await, Signal::Failed { status: 486, reason });
    phone.asked("ACK").await;
    ended(&mut call.signals).await;
}

#[tokio::test]
async fn nobody_there_is_a_408() {
    let (endpoint, _calls) = endpoint(|config| config.t1_ms = 2).await;
    let phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    assert!(matches!(next(&mut call.signals).await, Signal::Failed { status: 408, .. }));
}

#[tokio::test]
async fn giving_up_cancels_once_something_came_back() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    call.call.hang_up(None);
    phone.reply(&asked, "180 Ringing", "", "").await;
    let cancel = phone.asked("CANCEL").await;
    assert_eq!(cancel.header("Via"), asked.header("Via"), "the same branch");
    assert_eq!(cancel.header("CSeq"), Some("1 CANCEL"));
    phone.reply(&cancel, "200 OK", "", "").await;
    phone.reply(&asked, "487 Request Terminated", "", "").await;
    assert!(matches!(next(&mut call.signals).await, Signal::Progress { .. }));
    assert!(matches!(next(&mut call.signals).await, Signal::Failed { status: 487, .. }));
    phone.asked("ACK").await;
}

#[tokio::test]
async fn an_answer_that_crosses_a_cancel_is_acknowledged_and_hung_up() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    phone.reply(&asked, "180 Ringing", "", "").await;
    next(&mut call.signals).await;
    call.call.hang_up(None);
    phone.asked("CANCEL").await;
    phone.reply(&asked, "200 OK", "", OFFER).await;
    phone.asked("ACK").await;
    let bye = phone.asked("BYE").await;
    phone.reply(&bye, "200 OK", "", "").await;
    assert!(matches!(next(&mut call.signals).await, Signal::Failed { status: 487, .. }));
    ended(&mut call.signals).await;
}

#[tokio::test]
async fn a_longer_session_interval_is_tried_when_it_is_asked_for() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    phone.reply(&asked, "422 Session Interval Too Small", "Min-SE: 3600\r\n", "").await;
    let again = loop {
        let again = phone.asked("INVITE").await;
        if again.header("CSeq") == Some("2 INVITE") {
            break again;
        }
    };
    assert_eq!(again.header("Session-Expires"), Some("3600"));
    assert_eq!(again.header("Min-SE"), Some("3600"));
    phone.reply(&again, "200 OK", "", OFFER).await;
    assert!(matches!(next(&mut call.signals).await, Signal::Answered { .. }));
}

#[tokio::test(start_paused = true)]
async fn the_refresher_refreshes_at_half_time() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut call = dial(&endpoint, &phone).await;
    let asked = phone.asked("INVITE").await;
    let timer = "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\nAllow: INVITE, UPDATE\r\n";
    phone.reply(&asked, "200 OK", timer, OFFER).await;
    assert!(matches!(call.signals.recv().await, Some(Signal::Answered { .. })));
    phone.asked("ACK").await;
    let mut buffer = vec![0; 4_096];
    for cseq in 2..4 {
        let (length, _) = phone.socket.recv_from(&mut buffer).await.unwrap();
        let update = phone::Message { text: String::from_utf8_lossy(&buffer[..length]).into() };
        assert!(update.start().starts_with("UPDATE "), "{}", update.text);
        assert_eq!(update.header("CSeq"), Some(format!("{cseq} UPDATE").as_str()));
        assert_eq!(update.header("Session-Expires"), Some("90;refresher=uac"));
        phone.reply(&update, "200 OK", "Session-Expires: 90;refresher=uac\r\n", "").await;
    }
    call.call.hang_up(None);
    phone.asked("BYE").await;
}

#[tokio::test]
async fn two_endpoints_talk_offer_again_and_part() {
    for transport in ["", ";transport=tcp"] {
        let (caller, _none) = endpoint(|_| {}).await;
        let (callee, mut calls) = endpoint(|config| {
            config.trusted.clear();
            config.auth = Some(Auth {
                realm: "r".to_owned(),
                password: Arc::new(|user| (user == "alice").then(|| "pw".to_owned())),
                nonce_lifetime_s: 60,
            });
        })
        .await;
        let mut outgoing = invite(callee.local_addr());
        outgoing.to.push_str(transport);
        outgoing.credentials =
            Some(Credentials { username: "alice".to_owned(), password: "pw".to_owned() });
        let mut call = caller.call(outgoing).await.unwrap();
        let mut incoming = next(&mut calls).await;
        assert_eq!(incoming.invite.authenticated_user.as_deref(), Some("alice"));
        assert_eq!(incoming.invite.from.display.as_deref(), Some("Alice A"));
        incoming.call.ring();
        let offer = incoming.invite.offer.clone().unwrap();
        incoming.call.answer(answer_to(&offer));
        let answered = loop {
            let signal = next(&mut call.signals).await;
            if !matches!(signal, Signal::Progress { .. }) {
                break signal;
            }
        };
        assert!(matches!(answered, Signal::Answered { .. }), "{answered:?}");
        assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });

        call.call.offer(sip::sdp::offer(&local(50_002).next_version()));
        let Signal::Offer { sdp: Some(sdp) } = next(&mut incoming.signals).await else {
            panic!("no offer")
        };
        incoming.call.answer_offer(answer_to(&sdp));
        assert!(matches!(next(&mut call.signals).await, Signal::OfferAnswered { .. }));

        incoming.call.offer(sip::sdp::offer(&local(50_004).next_version()));
        assert!(matches!(next(&mut call.signals).await, Signal::Offer { sdp: Some(_) }));
        call.call.refuse_offer(488);
        assert_eq!(next(&mut incoming.signals).await, Signal::OfferRefused { status: 488 });

        incoming.call.hang_up(Some("done"));
        let reason = Some("done".to_owned());
        assert_eq!(next(&mut call.signals).await, Signal::Bye { reason });
        ended(&mut call.signals).await;
        ended(&mut incoming.signals).await;
        assert_eq!((caller.load().calls, callee.load().calls), (0, 0));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_it_is_tried() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let good = invite("127.0.0.1:9".parse().unwrap());
    for uri in ["tel:+1", "sip:", "bob", "sip:a b@h", "sip:a@h>\r\nX: y"] {
        let bad = OutgoingInvite { to: uri.to_owned(), ..good.clone() };
        assert!(endpoint.call(bad).await.is_err(), "{uri}");
    }
    for (name, value) in [("Via", "x"), ("X-A", "a\r\nB: c"), ("X A", "x"), ("", "x")] {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let error = endpoint.call(OutgoingInvite { headers, ..good.clone() }).await.unwrap_err();
        assert_eq!(error, CallError::BadHeader(name.to_owned()));
    }
    let tcp = OutgoingInvite { to: "sip:a@127.0.0.1:1;transport=tcp".to_owned(), ..good };
    assert!(matches!(endpoint.call(tcp).await, Err(CallError::Unreachable(_))));
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let (caller, _none) = endpoint(|_| {}).await;
    let (callee, _calls) = endpoint(|config| {
        config.trusted.clear();
        config.auth = Some(Auth {
            realm: "r".to_owned(),
            password: Arc::new(|_| Some("right".to_owned())),
            nonce_lifetime_s: 60,
        });
    })
    .await;
    let mut outgoing = invite(callee.local_addr());
    outgoing.credentials =
        Some(Credentials { username: "alice".to_owned(), password: "wrong".to_owned() });
    let mut call = caller.call(outgoing).await.unwrap();
    assert!(matches!(next(&mut call.signals).await, Signal::Failed { status: 401, .. }));
    ended(&mut call.signals).await;
}

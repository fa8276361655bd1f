//! The endpoint on real sockets, against a telephone that writes SIP by hand.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod phone;

use phone::{Message, OFFER, Phone, answer_to, ended, endpoint, local, next, read_message};
use sip::session_timer::Wanted;
use sip::{Signal, Transport};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[tokio::test]
async fn a_call_rings_is_answered_acknowledged_and_hung_up() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let headers = "X-Account: 7\r\nDiversion: <sip:+1999@h>;reason=busy\r\n\
                   P-Asserted-Identity: \"B\" <sip:+1888@h>\r\n";
    let text = phone.request("INVITE", 1, headers, OFFER);
    phone.send(&text).await;
    let mut incoming = next(&mut calls).await;
    let invite = &incoming.invite;
    assert_eq!(invite.call_id, phone.call_id);
    assert_eq!((invite.from.user.as_str(), invite.from.display.as_deref()), ("bob", Some("Bob")));
    assert_eq!(invite.request_uri.user, "+15005550006");
    assert_eq!(invite.source.port(), phone.port());
    assert_eq!(invite.transport, Transport::Udp);
    assert_eq!(invite.x_headers, [("X-Account".to_owned(), "7".to_owned())]);
    assert_eq!(invite.forwarded_from.as_ref().unwrap().user, "+1999");
    assert_eq!(invite.asserted_identity.as_ref().unwrap().user, "+1888");
    assert_eq!(invite.offer.as_deref(), Some(OFFER.as_bytes()));

    incoming.call.ring();
    let ringing = phone.response(180, "INVITE").await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    let ok = phone.response(200, "INVITE").await;
    assert_eq!(ringing.to_tag(), ok.to_tag(), "one dialog");
    assert!(ok.body().contains("m=audio 50000 RTP/AVP 0 101"));
    assert_eq!(ok.header("Content-Type"), Some("application/sdp"));
    assert!(ok.header("Contact").unwrap().contains(&endpoint.local_addr().to_string()));
    phone.to_tag = ok.to_tag();
    phone.ack(1, "").await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    assert_eq!(endpoint.load().calls, 1);

    let bye = phone.request("BYE", 2, "Reason: Q.850;cause=16;text=\"bye now\"\r\n", "");
    phone.send(&bye).await;
    phone.response(200, "BYE").await;
    let reason = Some("bye now".to_owned());
    assert_eq!(next(&mut incoming.signals).await, Signal::Bye { reason });
    ended(&mut incoming.signals).await;
    // A retransmission of the BYE gets the same answer, not a 481.
    phone.send(&bye).await;
    phone.response(200, "BYE").await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn a_retransmitted_invite_is_absorbed_and_the_200_comes_again_until_the_ack() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let text = phone.request("INVITE", 1, "", OFFER);
    for _ in 0..3 {
        phone.send(&text).await;
    }
    let mut incoming = next(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    let first = phone.response(200, "INVITE").await;
    let second = phone.response(200, "INVITE").await;
    let third = phone.response(200, "INVITE").await;
    assert!(first.text == second.text && second.text == third.text);
    assert!(calls.try_recv().is_err(), "one call only");
    phone.to_tag = first.to_tag();
    phone.ack(1, "").await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    assert_eq!(endpoint.load().calls, 1);
}

#[tokio::test]
async fn a_200_that_is_never_acknowledged_ends_the_call() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    assert_eq!(next(&mut incoming.signals).await, Signal::NotAcked);
    let bye = phone.asked("BYE").await;
    phone.reply(&bye, "200 OK", "", "").await;
    ended(&mut incoming.signals).await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn a_caller_who_gives_up_gets_487_and_one_too_late_has_no_effect() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.ring();
    phone.response(180, "INVITE").await;
    let cancel = phone.same_branch("CANCEL", 1, "", "");
    phone.send(&cancel).await;
    phone.response(200, "CANCEL").await;
    phone.response(487, "INVITE").await;
    let ack = phone.same_branch("ACK", 1, "", "");
    phone.send(&ack).await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Cancelled);
    ended(&mut incoming.signals).await;

    let mut late = Phone::new(endpoint.local_addr()).await;
    let incoming = late.invite(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    late.response(200, "INVITE").await;
    let cancel = late.same_branch("CANCEL", 1, "", "");
    late.send(&cancel).await;
    late.response(200, "CANCEL").await;
    assert_eq!(endpoint.load().calls, 1);
}

#[tokio::test]
async fn a_bye_before_the_ack_ends_the_call_and_the_200s() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    phone.to_tag = phone.response(200, "INVITE").await.to_tag();
    let bye = phone.request("BYE", 2, "", "");
    phone.send(&bye).await;
    phone.response(200, "BYE").await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Bye { reason: None });
    ended(&mut incoming.signals).await;
}

#[tokio::test]
async fn a_bye_before_the_answer_ends_the_invite_with_487() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.ring();
    phone.to_tag = phone.response(180, "INVITE").await.to_tag();
    let bye = phone.request("BYE", 2, "", "");
    phone.send(&bye).await;
    phone.response(200, "BYE").await;
    phone.response(487, "INVITE").await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Bye { reason: None });
}

#[tokio::test]
async fn a_refusal_carries_the_platforms_status() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.reject(486, "Busy Here");
    phone.response(486, "INVITE").await;
    ended(&mut incoming.signals).await;
    let ack = phone.same_branch("ACK", 1, "", "");
    phone.send(&ack).await;
}

#[tokio::test]
async fn a_call_that_nobody_owns_any_more_is_ended() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut ringing = Phone::new(endpoint.local_addr()).await;
    drop(ringing.invite(&mut calls).await);
    ringing.response(480, "INVITE").await;
    let mut talking = Phone::new(endpoint.local_addr()).await;
    drop(talking.connect(&mut calls).await);
    let bye = talking.asked("BYE").await;
    assert_eq!(bye.header("To"), Some("\"Bob\" <sip:bob@127.0.0.1>;tag=f1"));
    talking.reply(&bye, "200 OK", "", "").await;
}

#[tokio::test]
async fn a_hang_up_before_the_ack_waits_for_it() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.invite(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    incoming.call.hang_up(Some("over"));
    phone.to_tag = phone.response(200, "INVITE").await.to_tag();
    phone.ack(1, "").await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    let bye = phone.asked("BYE").await;
    assert_eq!(bye.header("Reason"), Some("SIP;text=\"over\""));
    phone.reply(&bye, "200 OK", "", "").await;
    ended(&mut incoming.signals).await;
}

#[tokio::test]
async fn a_late_offer_is_ours_and_its_answer_comes_with_the_ack() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let text = phone.request("INVITE", 1, "", "");
    phone.send(&text).await;
    let mut incoming = next(&mut calls).await;
    assert_eq!(incoming.invite.offer, None);
    incoming.call.answer(sip::sdp::offer(&local(50_000)));
    let ok = phone.response(200, "INVITE").await;
    phone.to_tag = ok.to_tag();
    let theirs = answer_to(ok.body().as_bytes());
    phone.ack(1, std::str::from_utf8(&theirs).unwrap()).await;
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: Some(theirs) });
}

#[tokio::test]
async fn a_reinvite_holds_and_resumes_and_a_bad_one_is_refused() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.connect(&mut calls).await;
    let hold = format!("{OFFER}a=sendonly\r\n");
    for (cseq, offer) in [(2, hold.as_str()), (3, OFFER)] {
        let text = phone.request("INVITE", cseq, "", offer);
        phone.send(&text).await;
        let Signal::Offer { sdp: Some(sdp) } = next(&mut incoming.signals).await else {
            panic!("no offer")
        };
        assert_eq!(sdp, offer);
        incoming.call.answer_offer(answer_to(&sdp));
        let ok = phone.response(200, "INVITE").await;
        assert_eq!(ok.body().contains("a=recvonly"), cseq == 2);
        phone.ack(cseq, "").await;
    }
    let text = phone.request("INVITE", 4, "", OFFER);
    phone.send(&text).await;
    assert!(matches!(next(&mut incoming.signals).await, Signal::Offer { .. }));
    incoming.call.refuse_offer(488);
    phone.response(488, "INVITE").await;
    // While one waits, another is told to try later.
    let text = phone.request("INVITE", 5, "", OFFER);
    phone.send(&text).await;
    assert!(matches!(next(&mut incoming.signals).await, Signal::Offer { .. }));
    let text = phone.request("INVITE", 6, "", OFFER);
    phone.send(&text).await;
    assert!(phone.response(500, "INVITE").await.header("Retry-After").is_some());
    assert_eq!(endpoint.load().calls, 1);
}

#[tokio::test]
async fn an_update_with_an_offer_is_answered_and_one_without_refreshes() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.connect(&mut calls).await;
    let text = phone.request("UPDATE", 2, "", OFFER);
    phone.send(&text).await;
    assert!(matches!(next(&mut incoming.signals).await, Signal::Offer { sdp: Some(_) }));
    incoming.call.answer_offer(answer_to(OFFER.as_bytes()));
    assert!(phone.response(200, "UPDATE").await.body().contains("m=audio 50000"));
    let refresh = "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n";
    let text = phone.request("UPDATE", 3, refresh, "");
    phone.send(&text).await;
    let ok = phone.response(200, "UPDATE").await;
    assert_eq!(ok.header("Session-Expires"), Some("600;refresher=uac"));
    let text = phone.request("UPDATE", 4, "Supported: timer\r\nSession-Expires: 60\r\n", "");
    phone.send(&text).await;
    assert_eq!(phone.response(422, "UPDATE").await.header("Min-SE"), Some("90"));
}

#[tokio::test]
async fn digits_come_by_info_and_other_bodies_do_not() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut incoming = phone.connect(&mut calls).await;
    let relay = "Content-Type: application/dtmf-relay\r\n";
    let plain = "Content-Type: application/dtmf\r\n";
    let table = [
        (relay, "Signal=5\r\nDuration=240\r\n", Some(('5', 240))),
        (relay, "Signal= *\r\nDuration=bad", Some(('*', 160))),
        (relay, "Signal=11\r\n", Some(('#', 160))),
        (plain, "d", Some(('D', 160))),
        (relay, "Signal=55\r\n", None),
        ("Content-Type: text/plain\r\n", "5", None),
    ];
    for ((more, body, expected), cseq) in table.into_iter().zip(2..) {
        let text = phone.request("INFO", cseq, more, body);
        phone.send(&text).await;
        match expected {
            Some((digit, duration_ms)) => {
                phone.response(200, "INFO").await;
                let signal = next(&mut incoming.signals).await;
                assert_eq!(signal, Signal::Digit { digit, duration_ms });
            }
            None => drop(phone.response(415, "INFO").await),
        }
    }
    let text = phone.request("INFO", 20, "", "");
    phone.send(&text).await;
    phone.response(200, "INFO").await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_nobody_refreshes_is_ended() {
    let wanted = Wanted { interval_s: 90, min_s: 90 };
    let (endpoint, mut calls) = endpoint(|config| config.session_timer = Some(wanted)).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let text = phone.request("INVITE", 1, "Supported: timer\r\n", OFFER);
    phone.send(&text).await;
    let mut incoming = calls.recv().await.unwrap();
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    let ok = phone.response(200, "INVITE").await;
    assert_eq!(ok.header("Session-Expires"), Some("90;refresher=uac"));
    assert_eq!(ok.header("Require"), Some("timer"));
    phone.to_tag = ok.to_tag();
    phone.ack(1, "").await;
    let signals: Vec<Signal> = [incoming.signals.recv().await, incoming.signals.recv().await]
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(signals, [Signal::Acked { sdp: None }, Signal::SessionExpired]);
    phone.asked("BYE").await;
}

#[tokio::test]
async fn the_same_over_a_stream_in_odd_pieces() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut stream = tokio::net::TcpStream::connect(endpoint.local_addr()).await.unwrap();
    let invite = phone.request("INVITE", 1, "", OFFER).replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let (first, rest) = invite.split_at(70);
    stream.write_all(b"\r\n\r\n").await.unwrap();
    let mut pong = [0; 2];
    stream.read_exact(&mut pong).await.unwrap();
    assert_eq!(&pong, b"\r\n");
    stream.write_all(first.as_bytes()).await.unwrap();
    tokio::task::yield_now().await;
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut incoming = next(&mut calls).await;
    assert_eq!(incoming.invite.transport, Transport::Tcp);
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    let ok = read_message(&mut stream).await;
    assert!(ok.starts_with("SIP/2.0 200"), "{ok}");
    assert!(ok.contains(";transport=tcp>"));
    phone.to_tag = Message { text: ok }.to_tag();
    let ack = phone.request("ACK", 1, "", "").replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let options = phone.request("OPTIONS", 2, "", "").replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    stream.write_all(format!("{ack}{options}").as_bytes()).await.unwrap();
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    assert!(read_message(&mut stream).await.contains("CSeq: 2 OPTIONS"));
    incoming.call.hang_up(None);
    assert!(read_message(&mut stream).await.starts_with("BYE sip:bob@127.0.0.1"));
}

#[tokio::test]
async fn a_stream_that_cannot_be_framed_is_answered_and_closed() {
    let (endpoint, _calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let good = phone.request("OPTIONS", 1, "", "").replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let table = [
        (good.replace("Content-Length: 0\r\n", ""), "SIP/2.0 400"),
        (good.replace("Content-Length: 0", "Content-Length: 9999999"), "SIP/2.0 413"),
    ];
    for (text, expected) in table {
        let mut stream = tokio::net::TcpStream::connect(endpoint.local_addr()).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut all = String::new();
        let read = stream.read_to_string(&mut all);
        tokio::time::timeout(Duration::from_secs(5), read).await.expect("not closed").unwrap();
        assert!(all.starts_with(expected), "{all}");
    }
}

#[tokio::test]
async fn shutting_down_hangs_up() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut talking = Phone::new(endpoint.local_addr()).await;
    let mut incoming = talking.connect(&mut calls).await;
    let mut ringing = Phone::new(endpoint.local_addr()).await;
    let _held = ringing.invite(&mut calls).await;
    let stopping = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { endpoint.shutdown().await }
    });
    let bye = talking.asked("BYE").await;
    talking.reply(&bye, "200 OK", "", "").await;
    ringing.response(480, "INVITE").await;
    ended(&mut incoming.signals).await;
    stopping.await.unwrap();
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn a_taken_port_is_told_and_an_advertised_host_is_shown() {
    let (first, mut calls) =
        endpoint(|c| c.advertised_host = Some("sip.example.com".to_owned())).await;
    let taken = sip::Endpoint::bind(sip::EndpointConfig::new(first.local_addr())).await;
    let error = taken.err().unwrap().to_string();
    assert!(error.contains("is another program using it?"), "{error}");
    let mut phone = Phone::new(first.local_addr()).await;
    let incoming = phone.invite(&mut calls).await;
    incoming.call.ring();
    let contact = format!("<sip:sip.example.com:{}>", first.local_addr().port());
    assert_eq!(phone.response(180, "INVITE").await.header("Contact"), Some(contact.as_str()));
}

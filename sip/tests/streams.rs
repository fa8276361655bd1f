//! Calls over connections that close.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod phone;

use phone::{Message, OFFER, Phone, answer_to, ended, endpoint, next, read_message};
use sip::{Endpoint, Incoming, Signal};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A call over TCP up to its ACK; `contact` is where the caller says that it can be reached.
async fn connected(
    endpoint: &Endpoint,
    calls: &mut mpsc::Receiver<Incoming>,
    contact: &str,
) -> (TcpStream, Incoming) {
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let own = format!("sip:bob@127.0.0.1:{}", phone.port());
    let over_tcp = |text: String| {
        text.replace("SIP/2.0/UDP", "SIP/2.0/TCP")
            .replace(&own, &format!("sip:bob@{contact};transport=tcp"))
    };
    let mut stream = TcpStream::connect(endpoint.local_addr()).await.unwrap();
    let invite = over_tcp(phone.request("INVITE", 1, "", OFFER));
    stream.write_all(invite.as_bytes()).await.unwrap();
    let mut incoming = next(calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    let ok = Message { text: read_message(&mut stream).await };
    assert_eq!(ok.status(), 200);
    phone.to_tag = ok.to_tag();
    let ack = over_tcp(phone.request("ACK", 1, "", ""));
    stream.write_all(ack.as_bytes()).await.unwrap();
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    (stream, incoming)
}

#[tokio::test]
async fn a_caller_whose_connection_breaks_and_who_cannot_be_reached_is_gone() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (stream, mut incoming) = connected(&endpoint, &mut calls, &nobody.to_string()).await;
    drop(stream);
    assert_eq!(next(&mut incoming.signals).await, Signal::TransportFailed);
    ended(&mut incoming.signals).await;
    assert_eq!(endpoint.load().calls, 0);
}

#[tokio::test]
async fn a_caller_who_hangs_up_before_the_answer_by_closing_the_connection_is_gone() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut stream = TcpStream::connect(endpoint.local_addr()).await.unwrap();
    let invite = phone.request("INVITE", 1, "", OFFER).replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    stream.write_all(invite.as_bytes()).await.unwrap();
    let mut incoming = next(&mut calls).await;
    drop(stream);
    assert_eq!(next(&mut incoming.signals).await, Signal::TransportFailed);
    ended(&mut incoming.signals).await;
}

#[tokio::test]
async fn a_connection_that_an_idle_proxy_closes_is_made_again() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let contact = proxy.local_addr().unwrap().to_string();
    let (stream, incoming) = connected(&endpoint, &mut calls, &contact).await;
    drop(stream);
    let (mut stream, _) = proxy.accept().await.unwrap();
    assert_eq!(endpoint.load().calls, 1, "the call goes on");
    incoming.call.hang_up(None);
    assert!(read_message(&mut stream).await.starts_with("BYE sip:bob@127.0.0.1"));
}

#[tokio::test]
async fn a_bye_right_before_the_connection_closes_is_a_bye() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let mut stream = TcpStream::connect(endpoint.local_addr()).await.unwrap();
    let over_tcp = |text: String| text.replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    let contact = format!("Contact: <sip:bob@127.0.0.1:{}>", phone.port());
    let invite = over_tcp(phone.request("INVITE", 1, "", OFFER))
        .replace(&contact, &format!("Contact: <sip:bob@{nobody};transport=tcp>"));
    stream.write_all(invite.as_bytes()).await.unwrap();
    let mut incoming = next(&mut calls).await;
    incoming.call.answer(answer_to(OFFER.as_bytes()));
    phone.to_tag = Message { text: read_message(&mut stream).await }.to_tag();
    let ack = over_tcp(phone.request("ACK", 1, "", ""));
    let bye = over_tcp(phone.request("BYE", 2, "", ""));
    stream.write_all(format!("{ack}{bye}").as_bytes()).await.unwrap();
    drop(stream);
    assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
    assert_eq!(next(&mut incoming.signals).await, Signal::Bye { reason: None });
    ended(&mut incoming.signals).await;
}

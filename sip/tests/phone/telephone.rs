use super::message::Message;
use super::other_side::{OFFER, PATIENCE, answer_to, next};
use sip::{Incoming, Signal};
use std::net::SocketAddr;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;

pub struct Phone {
    pub socket: UdpSocket,
    pub server: SocketAddr,
    pub call_id: String,
    pub branch: u32,
    pub to_tag: String,
}

impl Phone {
    pub async fn new(server: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let call_id = format!("c{}", socket.local_addr().unwrap().port());
        Self { socket, server, call_id, branch: 0, to_tag: String::new() }
    }

    pub fn port(&self) -> u16 {
        self.socket.local_addr().unwrap().port()
    }

    /// A request with everything right; `more` are further header lines.
    pub fn request(&mut self, method: &str, cseq: u32, more: &str, body: &str) -> String {
        self.branch += 1;
        self.same_branch(method, cseq, more, body)
    }

    pub fn same_branch(&self, method: &str, cseq: u32, more: &str, body: &str) -> String {
        let port = self.port();
        let tag =
            if self.to_tag.is_empty() { String::new() } else { format!(";tag={}", self.to_tag) };
        let content = if body.is_empty() || more.contains("Content-Type") {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        format!(
            "{method} sip:+15005550006@127.0.0.1 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK{}-{}\r\n\
             Max-Forwards: 70\r\nFrom: \"Bob\" <sip:bob@127.0.0.1>;tag=f1\r\n\
             To: <sip:+15005550006@127.0.0.1>{tag}\r\nCall-ID: {}\r\nCSeq: {cseq} {method}\r\n\
             Contact: <sip:bob@127.0.0.1:{port}>\r\n{more}{content}Content-Length: {}\r\n\r\n{body}",
            self.call_id,
            self.branch,
            self.call_id,
            body.len()
        )
    }

    pub async fn send(&self, text: &str) {
        self.socket.send_to(text.as_bytes(), self.server).await.unwrap();
    }

    /// The next message.
    pub async fn receive(&self) -> Message {
        let mut buffer = vec![0; 65_536];
        let (length, _) = timeout(PATIENCE, self.socket.recv_from(&mut buffer))
            .await
            .expect("no message came")
            .unwrap();
        Message { text: String::from_utf8(buffer[..length].to_vec()).unwrap() }
    }

    /// The next response with this status to this method; others before it are forgotten.
    pub async fn response(&mut self, status: u16, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            let is_method = message.header("CSeq").is_some_and(|c| c.ends_with(method));
            if message.status() == status && is_method {
                return message;
            }
            assert!(
                message.status() < 200 || !is_method,
                "wanted {status} to {method}, got\n{}",
                message.text
            );
        }
    }

    /// The next request by this method; others are forgotten.
    pub async fn asked(&mut self, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            if message.start().starts_with(method) {
                return message;
            }
        }
    }

    /// Answers a request of theirs.
    pub async fn reply(&self, request: &Message, status: &str, more: &str, body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for name in ["Via", "From", "Call-ID", "CSeq", "Record-Route"] {
            for value in request.headers(name) {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let to = request.header("To").unwrap();
        let tag = if to.contains(";tag=") || status.starts_with("100") { "" } else { ";tag=phone" };
        let content = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        text.push_str(&format!(
            "To: {to}{tag}\r\nContact: <sip:bob@127.0.0.1:{}>\r\n{more}{content}Content-Length: {}\r\n\r\n{body}",
            self.port(),
            body.len()
        ));
        self.send(&text).await;
    }

    /// Sends an INVITE with an offer and waits for it to come up on the other side.
    pub async fn invite(&mut self, calls: &mut mpsc::Receiver<Incoming>) -> Incoming {
        let text = self.request("INVITE", 1, "", OFFER);
        self.send(&text).await;
        next(calls).await
    }

    pub async fn ack(&mut self, cseq: u32, body: &str) {
        let text = self.request("ACK", cseq, "", body);
        self.send(&text).await;
    }

    /// Sets a call up to its ACK.
    pub async fn connect(&mut self, calls: &mut mpsc::Receiver<Incoming>) -> Incoming {
        let mut incoming = self.invite(calls).await;
        incoming.call.answer(answer_to(OFFER.as_bytes()));
        let ok = self.response(200, "INVITE").await;
        self.to_tag = ok.to_tag();
        self.ack(1, "").await;
        assert_eq!(next(&mut incoming.signals).await, Signal::Acked { sdp: None });
        incoming
    }
}

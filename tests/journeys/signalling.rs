//! What only a caller who writes SIP by hand can do.

use tests::program::{PATIENCE, Ringback};
use tests::tenant::{Reply, Tenant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request of a call over TCP; `to_tag` begins with `;tag=`, or is empty.
fn request(method: &str, ringback: &Ringback, to_tag: &str, body: &str) -> String {
    let number = &ringback.dev().phone_number;
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    format!(
        "{method} sip:{number}@127.0.0.1 SIP/2.0\r\n\
         Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK{method}\r\nMax-Forwards: 70\r\n\
         From: <sip:+15557770001@127.0.0.1>;tag=f\r\nTo: <sip:{number}@127.0.0.1>{to_tag}\r\n\
         Call-ID: by-hand\r\nCSeq: 1 {method}\r\nContact: <sip:bob@127.0.0.1:9;transport=tcp>\r\n\
         {kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Reads until a response with this status is whole, and returns its `To` tag.
async fn answered(stream: &mut TcpStream, status: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    let reading = tokio::time::timeout(PATIENCE, async {
        while !text.contains(status) || !text.ends_with("\r\n") {
            let mut part = [0; 4_096];
            let count = stream.read(&mut part).await?;
            anyhow::ensure!(count > 0, "closed after {text}");
            text.push_str(&String::from_utf8_lossy(&part[..count]));
        }
        Ok(())
    });
    reading.await??;
    let to = text[text.find(status).unwrap_or(0)..].lines().find(|line| line.starts_with("To:"));
    let tag = to.and_then(|to| to.find(";tag=").map(|at| to[at..].to_owned()));
    tag.ok_or_else(|| anyhow::anyhow!("no tag in {text}"))
}

#[tokio::test]
async fn a_call_whose_tcp_connection_breaks_ends_with_its_cause_and_is_counted()
-> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Say>Hold on.</Say><Pause length=\"120\"/>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                 m=audio 9 RTP/AVP 0\r\n";
    let mut stream = TcpStream::connect(ringback.dev().sip_addr).await?;
    stream.write_all(request("INVITE", &ringback, "", offer).as_bytes()).await?;
    let tag = answered(&mut stream, "SIP/2.0 200").await?;
    stream.write_all(request("ACK", &ringback, &tag, "").as_bytes()).await?;
    let shown = ringback.get_text("/metrics").await?;
    for line in [
        "ringback_sip_requests_total{method=\"INVITE\"} 1",
        "ringback_sip_responses_total{class=\"2xx\"} 1",
        "ringback_sip_dialogs 1",
        "ringback_sip_refused_total{reason=\"no-dialog\"} 0",
        "ringback_sip_retransmissions_total 0",
    ] {
        assert!(shown.contains(line), "{line} is not in\n{shown}");
    }
    drop(stream);
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let sid = call["sid"].as_str().unwrap_or_default();
    let events = ringback.get(&format!("/v1/Streams/{sid}")).await?.to_string();
    assert!(events.contains("\"how\":\"transport-failed\""), "{events}");
    assert!(events.contains("\"cause\":\"connection-lost\""), "{events}");
    ringback.proven().await
}

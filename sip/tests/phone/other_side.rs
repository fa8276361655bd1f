use sip::{Endpoint, EndpointConfig, Incoming, Signal};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

pub const OFFER: &str = "v=0\r\no=bob 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                         m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

/// Longer than anything takes that works.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

pub async fn endpoint(
    change: impl FnOnce(&mut EndpointConfig),
) -> (Endpoint, mpsc::Receiver<Incoming>) {
    let mut config = EndpointConfig::new("127.0.0.1:0".parse().unwrap());
    config.t1_ms = 20;
    change(&mut config);
    Endpoint::bind(config).await.unwrap()
}

pub async fn next<T>(receiver: &mut mpsc::Receiver<T>) -> T {
    timeout(PATIENCE, receiver.recv()).await.expect("nothing came").expect("it has ended")
}

pub async fn ended(receiver: &mut mpsc::Receiver<Signal>) {
    let last = timeout(PATIENCE, receiver.recv()).await.expect("it has not ended");
    assert_eq!(last, None);
}

pub fn local(port: u16) -> sip::sdp::Local {
    sip::sdp::Local::new(SocketAddr::from(([127, 0, 0, 1], port)), 1)
}

pub fn answer_to(offer: &[u8]) -> bytes::Bytes {
    let offer = sip::sdp::Offer::parse(offer).unwrap();
    sip::sdp::answer(&offer, &local(50_000)).unwrap().answer
}

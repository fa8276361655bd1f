//! Answers every call on an address and says every second how busy it is: what SIPp is pointed at
//! when this layer's own cost is measured.
//!
//! ```text
//! cargo run --release -p sip --example answerer -- 127.0.0.1:5062 &
//! sipp -sn uac 127.0.0.1:5062 -i 127.0.0.1 -m 20000 -r 1000 -d 100 -l 2000 -nostdin
//! grep -E 'utime|stime' /proc/$!/stat    (fields 14 and 15, ticks of 10 ms)
//! ```

use sip::{Endpoint, EndpointConfig, Incoming, sdp};
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let bind = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:5062".to_owned());
    let (endpoint, mut calls) = Endpoint::bind(EndpointConfig::new(bind.parse()?)).await?;
    let mut every_second = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            call = calls.recv() => match call {
                Some(call) => drop(tokio::spawn(answer(call))),
                None => return Ok(()),
            },
            _ = every_second.tick() => {
                writeln!(std::io::stdout(), "{:?}", endpoint.load())?;
            }
        }
    }
}

async fn answer(mut incoming: Incoming) {
    let local = sdp::Local::new(SocketAddr::from(([127, 0, 0, 1], 50_000)), 1);
    let offer = incoming.invite.offer.take().unwrap_or_default();
    match sdp::Offer::parse(&offer).and_then(|offer| sdp::answer(&offer, &local)) {
        Ok(agreed) => incoming.call.answer(agreed.answer),
        Err(error) => incoming.call.reject(error.status(), error.to_string()),
    }
    while incoming.signals.recv().await.is_some() {}
}

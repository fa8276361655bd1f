//! The media half of a peer that only signals: a UDP port that hears what the platform sends.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use media::g711::{alaw_decode, ulaw_decode};
use media::tone::{level_dbfs, share_at};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// An RTP packet that arrived.
#[derive(Debug, Clone)]
struct Heard {
    at: Instant,
    payload_type: u8,
    payload: Vec<u8>,
}

/// A listening port.
pub(crate) struct Ear {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    task: JoinHandle<()>,
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Ear {
    /// Listens on a free loopback port.
    pub(crate) async fn listen() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = socket.local_addr()?.port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = heard.clone();
        let task = tokio::spawn(async move {
            let mut buffer = [0; 2_048];
            while let Ok(length) = socket.recv(&mut buffer).await {
                let Ok(packet) = media::rtp::Packet::parse(&buffer[..length]) else { continue };
                let payload = packet.payload.to_vec();
                let packet =
                    Heard { at: Instant::now(), payload_type: packet.payload_type, payload };
                into.lock().expect("nobody panics while holding it").push(packet);
            }
        });
        Ok(Self { port, heard, task })
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The payload types that came, each once.
    pub(crate) fn payload_types(&self) -> Vec<u8> {
        let mut types: Vec<_> = self.packets().iter().map(|packet| packet.payload_type).collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    /// When each 20 ms of a pure tone of `hz` arrived.
    fn tones(&self, hz: f64) -> Vec<Instant> {
        let is_tone = |packet: &&Heard| {
            let samples = samples(packet);
            samples.len() == 160 && level_dbfs(&samples) > -40.0 && share_at(&samples, hz) > 0.8
        };
        self.packets().iter().filter(is_tone).map(|packet| packet.at).collect()
    }

    /// How long the tone was heard, in ms.
    pub(crate) fn tone_ms(&self, hz: f64) -> u64 {
        20 * self.tones(hz).len() as u64
    }

    /// The stretches of the tone, in ms, cut where nothing of it arrived for `pause`.
    pub(crate) fn stretches_ms(&self, hz: f64, pause: Duration) -> Vec<u64> {
        let tones = self.tones(hz);
        let stretches = tones.chunk_by(|before, after| after.duration_since(*before) < pause);
        stretches.map(|stretch| 20 * stretch.len() as u64).collect()
    }

    fn packets(&self) -> Vec<Heard> {
        self.heard.lock().expect("nobody panics while holding it").clone()
    }
}

fn samples(packet: &Heard) -> Vec<i16> {
    let decode: fn(u8) -> i16 = match packet.payload_type {
        0 => ulaw_decode,
        8 => alaw_decode,
        _ => return Vec::new(),
    };
    packet.payload.iter().map(|code| decode(*code)).collect()
}

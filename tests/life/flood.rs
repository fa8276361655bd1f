//! Garbage on every port while calls are made.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tests::phone::tone_wav;
use tests::program::{PATIENCE, Ringback};
use tests::tenant::{Reply, Tenant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};

use super::caller::{Caller, Line, Outcome};

/// Growth of the process that a flood may leave behind, in KiB: transactions are remembered for 32 s.
const GROWTH_KIB: u64 = 96 * 1024;

fn random(rng: &mut StdRng, longest: usize) -> Vec<u8> {
    let length = rng.random_range(0..longest);
    (0..length).map(|_| rng.random()).collect()
}

/// A SIP request with some of its bytes changed, doubled, or cut off.
fn mutated(rng: &mut StdRng, server: SocketAddr) -> Vec<u8> {
    let method = ["INVITE", "OPTIONS", "BYE", "CANCEL", "ACK", "REGISTER", "INFO", "FOO"];
    let method = method[rng.random_range(0..method.len())];
    let id: u64 = rng.random();
    let body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";
    let mut message = format!(
        "{method} sip:+15005550006@{server} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{id:x}\r\n\
         Max-Forwards: 70\r\nFrom: <sip:+15557654321@127.0.0.1>;tag={id:x}\r\nTo: <sip:+15005550006@{server}>\r\n\
         Call-ID: {id:x}\r\nCSeq: 1 {method}\r\nContact: <sip:a@127.0.0.1:9>\r\n\
         Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes();
    for _ in 0..rng.random_range(1..8) {
        let at = rng.random_range(0..message.len());
        match rng.random_range(0..4) {
            0 => message[at] = rng.random(),
            1 => message.truncate(at.max(1)),
            2 => message.extend_from_within(at..),
            _ => drop(message.splice(at..at, random(rng, 40))),
        }
    }
    message.truncate(60_000);
    message
}

/// An RTP or RTCP packet that is one, more or less.
fn sound(rng: &mut StdRng) -> Vec<u8> {
    let mut packet = random(rng, 1_500);
    if rng.random() && packet.len() > 12 {
        packet[0] = 0x80 | rng.random_range(0..64);
        packet[1] = [0, 8, 101, 200, 201, 203, 255][rng.random_range(0..7)];
    }
    packet
}

fn resident_kib(pid: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}

async fn answered(caller: &Caller, ringback: &Ringback) -> anyhow::Result<(Line, SocketAddr)> {
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    match line.outcome().await? {
        Outcome::Answered(rtp) => Ok((line, rtp)),
        other @ (Outcome::Refused(_) | Outcome::Lost) => {
            anyhow::bail!("{other:?}; {}", ringback.log())
        }
    }
}

async fn by_datagrams(rng: &mut StdRng, server: SocketAddr) -> anyhow::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    for number in 0..4_000 {
        let message = if number % 2 == 0 { mutated(rng, server) } else { random(rng, 2_000) };
        socket.send_to(&message, server).await?;
        if number % 50 == 0 {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

async fn by_connections(rng: &mut StdRng, server: SocketAddr) -> anyhow::Result<()> {
    let mut open = Vec::new();
    for number in 0..60 {
        let mut stream = TcpStream::connect(server).await?;
        for _ in 0..20 {
            let message = if number % 2 == 0 { mutated(rng, server) } else { random(rng, 4_000) };
            // The far end may well have closed it by now.
            if stream.write_all(&message).await.is_err() {
                break;
            }
        }
        open.push(stream);
    }
    // A message that never ends.
    let mut endless = TcpStream::connect(server).await?;
    endless.write_all(b"INVITE sip:a@b SIP/2.0\r\nX: ").await?;
    let block = vec![b'a'; 64 * 1024];
    let pouring = async {
        for _ in 0..512 {
            if endless.write_all(&block).await.is_err() {
                return;
            }
        }
        let _ = endless.read(&mut [0; 1]).await;
    };
    tokio::time::timeout(PATIENCE, pouring).await.context("32 MiB without an end were taken")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_on_every_port_harms_nobody() -> anyhow::Result<()> {
    let seed: u64 = rand::random();
    eprintln!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 100)));
    tenant.answer("/voice", Reply::twiml("<Play>tone.wav</Play><Pause length=\"600\"/>"));
    let ringback = Ringback::start().await?;
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let caller = Caller::start().await?;
    let (line, rtp) = answered(&caller, &ringback).await?;
    let before = resident_kib(ringback.dev().pid)?;
    let server = ringback.dev().sip_addr;

    by_datagrams(&mut rng, server).await?;
    by_connections(&mut rng, server).await?;
    let rtcp = SocketAddr::new(rtp.ip(), rtp.port() + 1);
    for _ in 0..5_000 {
        caller.rtp().send_to(&sound(&mut rng), rtp).await?;
        caller.rtp().send_to(&sound(&mut rng), rtcp).await?;
        tokio::task::yield_now().await;
    }
    let (second, _) = answered(&caller, &ringback).await?;
    second.hang_up().await?;
    line.hang_up().await?;
    let (third, _) = answered(&caller, &ringback).await?;
    third.hang_up().await?;

    let after = resident_kib(ringback.dev().pid)?;
    eprintln!("resident {before} KiB before, {after} KiB after");
    ensure!(after < before + GROWTH_KIB, "resident {before} KiB before, {after} KiB after");
    let log = ringback.log();
    ensure!(!log.contains("panicked"), "{log}");
    ensure!(
        log.len() < 4 * 1024 * 1024,
        "the log holds {} bytes: strangers can fill the disk",
        log.len()
    );
    // Some of the garbage was an INVITE all the same; such calls have no caller and are given up.
    let over = |calls: &serde_json::Value| calls["calls"].as_array().is_some_and(Vec::is_empty);
    let live = ringback.path("Calls.json?Status=ringing");
    ringback.until(&live, over).await.context("a call rings for ever")?;
    Ok(())
}

use std::net::UdpSocket;

use super::*;
use crate::rtp::control;

#[tokio::test]
async fn silence_is_told_once_and_again_after_a_sign_of_life() {
    let engine = Engine::start(EngineConfig { inactivity_ms: 60, ..config() }).unwrap();
    let mut phone = Phone::new(&engine);
    let far = UdpSocket::bind("127.0.0.1:0").unwrap();
    phone.stream.connect(remote(far.local_addr().unwrap(), Codec::Pcmu));
    let StreamEvent::Silent { ms } = phone.event().await else { panic!("no silence") };
    assert!(ms >= 60);
    let mut packet = [0; 172];
    packet[0] = 0x80;
    far.send_to(&packet, phone.stream.local_addr()).unwrap();
    assert_eq!(phone.event().await, StreamEvent::FirstPacket);
    assert!(matches!(phone.event().await, StreamEvent::Silent { .. }));
    assert!(phone.events.try_recv().is_err());
}

#[tokio::test]
async fn a_line_on_hold_may_be_silent() {
    let engine = Engine::start(EngineConfig { inactivity_ms: 40, ..config() }).unwrap();
    let mut phone = Phone::new(&engine);
    let far = UdpSocket::bind("127.0.0.1:0").unwrap();
    let addr = far.local_addr().unwrap();
    phone.stream.connect(Remote { receive: false, ..remote(addr, Codec::Pcmu) });
    phone.stream.play_digits(PlaybackId(1), "w").unwrap();
    assert_eq!(phone.event().await, ended(1, 500, PlaybackOutcome::Finished));
}

/// An RTP socket with the odd port after it for RTCP.
fn bare_pair() -> (UdpSocket, UdpSocket) {
    (30_000..32_000)
        .step_by(2)
        .find_map(|port| {
            let rtp = UdpSocket::bind(("127.0.0.1", port)).ok()?;
            let rtcp = UdpSocket::bind(("127.0.0.1", port + 1)).ok()?;
            Some((rtp, rtcp))
        })
        .expect("a free pair")
}

#[tokio::test]
async fn closing_a_stream_says_bye_and_frees_its_ports() {
    let ports = 21_990..=21_991;
    let engine = Engine::start(EngineConfig { ports, ..config() }).unwrap();
    let phone = Phone::new(&engine);
    assert_eq!(phone.stream.local_addr().port(), 21_990);
    let (sender, _events) = unbounded_channel();
    assert!(matches!(engine.open(sender), Err(OpenError::NoPorts)));
    let (rtp, rtcp) = bare_pair();
    rtp.set_read_timeout(Some(PATIENCE)).unwrap();
    rtcp.set_read_timeout(Some(PATIENCE)).unwrap();
    phone.stream.connect(remote(rtp.local_addr().unwrap(), Codec::Pcmu));
    rtp.recv(&mut [0; 400]).unwrap();
    drop(phone.stream);
    let mut buffer = [0; 400];
    loop {
        let length = rtcp.recv(&mut buffer).expect("a report comes");
        if control::read(&buffer[..length], 0).unwrap().bye {
            break;
        }
    }
    // The engine waits for its threads, so all is closed after it.
    drop(engine);
    assert!(UdpSocket::bind("127.0.0.1:21990").is_ok());
}

#[tokio::test]
async fn a_stream_outlives_its_engine_without_harm() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, mut theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    assert_eq!(theirs.event().await, StreamEvent::FirstPacket);
    assert_eq!(engine.streams(), 2);
    drop(engine);
    assert!(ours.stream.statistics().sent.packets >= 1);
    ours.stream.play_digits(PlaybackId(1), "1").unwrap();
    while let Some(event) = ours.events.recv().await {
        assert_eq!(event, StreamEvent::FirstPacket);
    }
}

#[tokio::test]
async fn threads_share_the_streams_and_wake_from_rest() {
    let engine = Engine::start(config()).unwrap();
    for _ in 0..3 {
        let mut phones: Vec<Phone> = (0..8).map(|_| Phone::new(&engine)).collect();
        assert!(engine.streams() >= 8);
        let addresses: Vec<_> = phones.iter().map(|phone| phone.stream.local_addr()).collect();
        for (phone, addr) in phones.iter().zip(addresses.iter().rev()) {
            phone.stream.connect(remote(*addr, Codec::Pcmu));
        }
        for phone in &mut phones {
            assert_eq!(phone.event().await, StreamEvent::FirstPacket);
        }
    }
    let lateness = engine.lateness();
    assert!(lateness.ticks > 0);
    // A thread that took the beginning of time for its first tick would be the uptime late.
    assert!(lateness.worst_us < 30_000_000, "{lateness:?}");
}

#[test]
fn an_engine_without_ports_does_not_start() {
    let started = Engine::start(EngineConfig { ports: 9..=9, ..config() });
    assert!(matches!(started, Err(EngineError::NoPorts(9, 9))));
}

#[tokio::test]
async fn digits_that_are_none_are_refused_before_they_reach_the_thread() {
    let engine = Engine::start(config()).unwrap();
    let phone = Phone::new(&engine);
    assert!(phone.stream.play_digits(PlaybackId(1), "1 2").is_err());
}

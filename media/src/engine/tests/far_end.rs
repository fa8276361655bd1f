use std::net::{SocketAddr, UdpSocket};

use super::*;
use crate::rtp::Packet;
use crate::rtp::control::{self, NtpTime, Report, Sending};
use crate::sound::Sound;
use crate::telephone_event::{Payload, event_of};

/// A far end made of bare sockets, so that it can misbehave.
struct FarEnd {
    rtp: UdpSocket,
    ssrc: u32,
}

/// An RTP packet of ours as it came.
#[derive(Debug, PartialEq, Eq)]
struct Came {
    marker: bool,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    length: usize,
}

impl FarEnd {
    fn new() -> Self {
        let rtp = UdpSocket::bind("127.0.0.1:0").unwrap();
        rtp.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { rtp, ssrc: 77 }
    }

    fn addr(&self) -> SocketAddr {
        self.rtp.local_addr().unwrap()
    }

    fn send(
        &self,
        to: SocketAddr,
        payload_type: u8,
        sequence: u16,
        timestamp: u32,
        payload: &[u8],
    ) {
        let packet =
            Packet { marker: false, payload_type, sequence, timestamp, ssrc: self.ssrc, payload };
        let mut bytes = packet.header().to_vec();
        bytes.extend_from_slice(payload);
        self.rtp.send_to(&bytes, to).unwrap();
    }

    fn talk(&self, to: SocketAddr, sequences: &[u16]) {
        for &sequence in sequences {
            self.send(to, 0, sequence, u32::from(sequence) * 160, &[0xff; 160]);
        }
    }

    /// A whole key in one packet: when it is reported, all that was sent before has been taken.
    fn press(&self, to: SocketAddr, digit: char, sequence: u16) {
        let event = event_of(digit).unwrap();
        let payload = Payload { event, end: true, volume: 10, duration: 800 };
        self.send(to, EVENT_TYPE, sequence, u32::from(sequence) * 160, &payload.to_bytes());
    }

    fn next(&self) -> Came {
        let mut buffer = [0; 600];
        let (length, _) = self.rtp.recv_from(&mut buffer).expect("a packet comes");
        let packet = Packet::parse(&buffer[..length]).unwrap();
        Came {
            marker: packet.marker,
            payload_type: packet.payload_type,
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            ssrc: packet.ssrc,
            length: packet.payload.len(),
        }
    }
}

fn pressed(digit: char) -> StreamEvent {
    StreamEvent::Digit { digit, duration_ms: 100 }
}

#[tokio::test]
async fn loss_reordering_repetition_and_a_new_source_are_counted_and_survived() {
    let engine = Engine::start(config()).unwrap();
    let mut phone = Phone::new(&engine);
    let mut far = FarEnd::new();
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    let to = phone.stream.local_addr();
    far.talk(to, &[10, 11, 14, 13, 14, 14, 15]);
    far.press(to, '1', 16);
    assert_eq!(phone.event().await, StreamEvent::FirstPacket);
    assert_eq!(phone.event().await, pressed('1'));
    far.ssrc = 78;
    far.talk(to, &[5_000, 5_001]);
    far.rtp.send_to(b"no RTP at all", to).unwrap();
    far.press(to, '2', 5_002);
    assert_eq!(phone.event().await, pressed('2'));
    far.press(to, '3', 5_003);
    assert_eq!(phone.event().await, pressed('3'));
    let received = phone.stream.statistics().received;
    assert_eq!((received.lost, received.reordered, received.duplicates), (1, 1, 2));
    assert_eq!((received.ssrc_changes, received.rejected), (1, 1));
    assert!(received.packets >= 9);
}

#[tokio::test]
async fn what_is_sent_is_numbered_without_a_break_and_goes_on_in_silence() {
    let engine = Engine::start(config()).unwrap();
    let phone = Phone::new(&engine);
    let far = FarEnd::new();
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    phone.stream.play(PlaybackId(1), Sound::complete(vec![0; 480]));
    let first = far.next();
    assert!(first.marker);
    for ahead in 1..8 {
        let expected = Came {
            marker: false,
            sequence: first.sequence.wrapping_add(ahead),
            timestamp: first.timestamp.wrapping_add(u32::from(ahead) * 160),
            ..first
        };
        assert_eq!(far.next(), expected);
    }
    assert!(phone.stream.statistics().sent.packets >= 8);
}

#[tokio::test]
async fn the_packet_time_is_that_of_the_answer() {
    let engine = Engine::start(config()).unwrap();
    let phone = Phone::new(&engine);
    let far = FarEnd::new();
    phone.stream.connect(Remote { ptime_ms: 30, ..remote(far.addr(), Codec::Pcma) });
    let first = far.next();
    assert_eq!((first.length, first.payload_type), (240, 8));
    assert_eq!(far.next().timestamp.wrapping_sub(first.timestamp), 240);
}

#[tokio::test]
async fn with_idle_sending_off_only_sound_is_sent_and_a_marker_follows_the_gap() {
    let engine = Engine::start(EngineConfig { idle: IdleSending::Nothing, ..config() }).unwrap();
    let mut phone = Phone::new(&engine);
    let far = FarEnd::new();
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    let mut timestamps = Vec::new();
    for id in [1, 3] {
        phone.stream.play(PlaybackId(id), Sound::complete(vec![0; 320]));
        phone.stream.play_digits(PlaybackId(id + 1), "w").unwrap();
        let (first, second) = (far.next(), far.next());
        assert_eq!((first.marker, second.marker), (true, false));
        timestamps.push(first.timestamp);
        assert_eq!(phone.event().await, ended(id, 40, PlaybackOutcome::Finished));
        assert_eq!(phone.event().await, ended(id + 1, 500, PlaybackOutcome::Finished));
    }
    assert!(timestamps[1].wrapping_sub(timestamps[0]) >= 540 * 8);
    assert_eq!(phone.stream.statistics().sent.packets, 4);
}

#[tokio::test]
async fn on_hold_nothing_is_sent_and_playbacks_go_on_unheard() {
    let engine = Engine::start(config()).unwrap();
    let mut phone = Phone::new(&engine);
    let far = FarEnd::new();
    phone.stream.connect(Remote { send: false, ..remote(far.addr(), Codec::Pcmu) });
    phone.stream.play(PlaybackId(1), Sound::complete(vec![0; 1_600]));
    assert_eq!(phone.event().await, ended(1, 200, PlaybackOutcome::Finished));
    far.rtp.set_nonblocking(true).unwrap();
    assert!(far.rtp.recv_from(&mut [0; 400]).is_err());
    far.rtp.set_nonblocking(false).unwrap();
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    assert!(far.next().marker);
    assert!(!far.next().marker);
}

#[tokio::test]
async fn keys_pressed_on_hold_are_not_heard_but_keep_the_line_alive() {
    let engine = Engine::start(config()).unwrap();
    let mut phone = Phone::new(&engine);
    let far = FarEnd::new();
    let to = phone.stream.local_addr();
    phone.stream.connect(Remote { receive: false, ..remote(far.addr(), Codec::Pcmu) });
    assert!(far.next().marker);
    far.press(to, '1', 1);
    assert_eq!(phone.event().await, StreamEvent::FirstPacket);
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    phone.stream.play(PlaybackId(1), Sound::complete(vec![0; 160]));
    assert_eq!(phone.event().await, ended(1, 20, PlaybackOutcome::Finished));
    far.press(to, '2', 2);
    assert_eq!(phone.event().await, pressed('2'));
}

#[tokio::test]
async fn sound_goes_where_the_far_end_is_seen_to_be_and_no_stranger_takes_it() {
    let engine = Engine::start(config()).unwrap();
    let mut phone = Phone::new(&engine);
    let (signalled, real, thief) = (FarEnd::new(), FarEnd::new(), FarEnd::new());
    let to = phone.stream.local_addr();
    phone.stream.connect(remote(signalled.addr(), Codec::Pcmu));
    signalled.next();
    real.talk(to, &[1, 2, 3]);
    real.next();
    thief.talk(to, &[4, 5, 6, 7, 8, 9]);
    thief.press(to, '9', 10);
    real.press(to, '1', 4);
    assert_eq!(phone.event().await, StreamEvent::FirstPacket);
    assert_eq!(phone.event().await, pressed('1'));
    real.next();
    thief.rtp.set_nonblocking(true).unwrap();
    assert!(thief.rtp.recv_from(&mut [0; 400]).is_err());
    assert_eq!(phone.stream.statistics().received.rejected, 2 + 7);
}

#[tokio::test]
async fn the_far_ends_reports_are_read_on_the_rtp_port_too() {
    let engine = Engine::start(config()).unwrap();
    let mut phone = Phone::new(&engine);
    let far = FarEnd::new();
    let to = phone.stream.local_addr();
    phone.stream.connect(remote(far.addr(), Codec::Pcmu));
    let ours = far.next().ssrc;
    let reception = control_reception(ours);
    let report = Report {
        ssrc: far.ssrc,
        cname: "far",
        sending: Some(Sending {
            ntp: NtpTime::from_wall(SystemTime::UNIX_EPOCH),
            rtp_timestamp: 0,
            packets: 1,
            bytes: 160,
        }),
        reception: Some(reception),
        last_report: None,
        now_us: 0,
        bye: false,
    };
    let mut buffer = [0; control::REPORT_BYTES_MAX];
    let length = report.write(&mut buffer).unwrap();
    far.talk(to, &[1]);
    far.rtp.send_to(&buffer[..length], to).unwrap();
    far.press(to, '5', 2);
    phone.event().await;
    assert_eq!(phone.event().await, pressed('5'));
    let remote = phone.stream.statistics().remote.unwrap();
    assert_eq!((remote.lost, remote.jitter_us), (3, 5_000));
}

fn control_reception(ssrc: u32) -> crate::rtp::source::Reception {
    crate::rtp::source::Reception {
        ssrc,
        fraction_lost: 0,
        cumulative_lost: 3,
        extended_highest: 0,
        jitter: 40,
    }
}

//! What strangers send to the media engine and to the media layer.

use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use media::address::{Address, SigningKey, Spoken};
use media::decode::{Limits, feed, transcode};
use media::format::Target;
use media::g711::{alaw_decode, ulaw_decode};
use media::playout::digits::DigitSequence;
use media::rtp::control::{self, NtpTime};
use media::rtp::hearing::Hearing;
use media::rtp::latch::Latch;
use media::rtp::packet::is_control;
use media::rtp::{Arrival, Packet, Source};
use media::speech::{Phrase, Segment, plan};
use media::telephone_event::{Payload, Presses};

use super::draw::Draw;

/// Packets in a row, each with its length and a delay in front: RTP, RTCP and telephone events.
pub fn rtp(data: &[u8]) {
    let signalled = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 10_000));
    let mut latch = Latch::new(signalled);
    let (mut source, mut hearing, mut presses) =
        (Source::default(), Hearing::default(), Presses::default());
    let mut now_ms = 0;
    let mut draw = Draw::new(data);
    while !draw.is_empty() {
        let length = usize::from(draw.u8());
        now_ms += u64::from(draw.u8()) * 10;
        let from = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1 + (draw.u8() & 3)), 10_000));
        let datagram = draw.take(length);
        presses.on_time(now_ms, |_| {});
        let _ = hearing.take();
        if is_control(datagram) {
            let heard = control::read(datagram, 7);
            let now = NtpTime::from_wall(std::time::UNIX_EPOCH);
            let _ = heard.and_then(|heard| heard.about_us).and_then(|us| us.round_trip_us(now));
            continue;
        }
        let Ok(packet) = Packet::parse(datagram) else { continue };
        let _ = latch.on_packet(from, packet.ssrc, packet.sequence, now_ms);
        let arrival = source.on_packet(packet.ssrc, packet.sequence);
        if arrival == Arrival::Restart {
            hearing.restart();
            presses.restart(|_| {});
        }
        source.on_timing(packet.timestamp, u32::try_from(now_ms * 8).unwrap_or(0));
        match packet.payload_type {
            0 => hearing.put(packet.timestamp, packet.payload, ulaw_decode),
            8 => hearing.put(packet.timestamp, packet.payload, alaw_decode),
            _ => {
                if let Some(event) = Payload::parse(packet.payload) {
                    presses.on_packet(packet.timestamp, event, now_ms, |_| {});
                }
            }
        }
        let _ = (source.jitter_us(), source.report(), latch.destination());
    }
}

const TYPES: [&str; 12] = [
    "",
    "audio/wav",
    "audio/mpeg",
    "audio/ogg",
    "audio/flac",
    "audio/aac",
    "audio/aiff",
    "audio/mp4",
    "audio/basic",
    "audio/x-gsm",
    "audio/l16;rate=16000",
    "application/octet-stream",
];
const MOST_MS: u64 = 5_000;

/// A file as WAV, and with its type in the first byte through the decoder with its limits.
pub fn wav_and_decode(data: &[u8]) {
    if let Ok(wav) = media::wav::read(data) {
        assert!(wav.samples.len() <= data.len(), "more samples than bytes");
    }
    let mut draw = Draw::new(data);
    let content_type = draw.pick(&TYPES);
    let file = draw.take(data.len());
    let (feeder, feed) = feed();
    for chunk in file.chunks((file.len() / 8).max(1)).map(Bytes::copy_from_slice) {
        // The channel has room for them all, so that nothing waits.
        let sent = pin!(feeder.send(Ok(chunk)));
        let polled = sent.poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Ready(true)), "the feed is full");
    }
    drop(feeder);
    let mut heard = 0;
    let limits = Limits { max_ms: MOST_MS, ffmpeg: None };
    let result = transcode(feed, content_type, Target::PHONE, limits, &mut |pcmu| {
        heard += pcmu.len() as u64;
        true
    });
    assert!(heard <= MOST_MS * 8, "{heard} bytes");
    assert!(result.is_err() || result == Ok(heard));
}

/// Words and markup up to what an engine is asked for.
pub fn ssml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for spoken in [Spoken::Ssml(text.to_string()), Spoken::Text(text.to_string())] {
        let Ok(canonical) = spoken.canonical() else { continue };
        assert_eq!(canonical.canonical().as_ref(), Ok(&canonical), "canonical twice differs");
        for segment in plan(&canonical, "en").unwrap_or_default() {
            match segment {
                Segment::Words(phrase) => {
                    let rate = phrase.style.rate_percent;
                    assert!((20..=300).contains(&rate), "{rate} %");
                    let text = phrase.text();
                    assert!(text.chars().any(char::is_alphanumeric), "nothing to say: {text:?}");
                    let alone = plan(&phrase.spoken(), "en").expect("our own markup is read");
                    let same = Phrase { language: None, ..phrase };
                    assert_eq!(alone, [Segment::Words(same)], "a piece is read back otherwise");
                }
                Segment::Silence { ms } => assert!(ms <= 10_000, "{ms} ms of silence"),
                Segment::Bleep { ms } => assert!(ms <= 1_500, "{ms} ms of a tone"),
            }
        }
    }
}

/// An address with and without a signature; digits to be sent.
pub fn media_address(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let key = SigningKey::new(&[7; 32]);
    let forged = key.verify(&text);
    assert!(matches!(forged, Err(_) | Ok(Address::Builtin(_))), "a forged address: {forged:?}");
    let _ = DigitSequence::parse(&text);
    let Ok(address) = Address::parse(&text) else { return };
    assert_eq!(address.to_string(), text);
    assert_eq!(key.verify(&key.sign(&address)).as_ref(), Ok(&address));
}

use super::digits::DigitsError;
use super::*;
use crate::g711::ulaw_decode;
use crate::tone::{dtmf_frequencies, share_at};

const ONE: PlaybackId = PlaybackId(1);
const TWO: PlaybackId = PlaybackId(2);

/// One packet time of 20 ms as a line: `sound 160`, `idle`, `event 5 M 160 E`, then what ended.
fn line(playout: &mut Playout, events: bool) -> String {
    let mut frame = [0; 160];
    let mut ends = String::new();
    let what = match playout.fill(&mut frame, events, |ended| ends += &ended_line(ended)) {
        Frame::Idle => "idle".to_owned(),
        Frame::Audio => {
            format!("sound {}", frame.iter().filter(|&&code| code != ULAW_SILENCE).count())
        }
        Frame::Event(packet) => {
            let marker = if packet.marker { " M" } else { "" };
            let end = if packet.payload.end { " E" } else { "" };
            format!("event {}{marker} {}{end}", packet.payload.event, packet.payload.duration)
        }
    };
    what + &ends
}

fn ended_line(ended: Ended) -> String {
    format!(", {} {:?} after {} ms", ended.id.0, ended.outcome, ended.played_ms)
}

fn lines(playout: &mut Playout, events: bool, count: usize) -> Vec<String> {
    (0..count).map(|_| line(playout, events)).collect()
}

fn sound(bytes: usize) -> Arc<Sound> {
    Sound::complete(vec![1; bytes])
}

fn digits(text: &str) -> DigitSequence {
    DigitSequence::parse(text).unwrap()
}

#[test]
fn a_sound_ends_with_the_packet_that_holds_its_last_sample() {
    let mut playout = Playout::default();
    playout.play(ONE, &sound(400));
    assert_eq!(
        lines(&mut playout, true, 4),
        ["sound 160", "sound 160", "sound 80, 1 Finished after 50 ms", "idle"]
    );
}

#[test]
fn a_sound_of_whole_packets_ends_with_its_last_one() {
    let mut playout = Playout::default();
    playout.play(ONE, &sound(320));
    assert_eq!(lines(&mut playout, true, 2), ["sound 160", "sound 160, 1 Finished after 40 ms"]);
    assert!(playout.is_idle());
}

#[test]
fn sounds_follow_each_other_without_a_gap() {
    let mut playout = Playout::default();
    playout.play(ONE, &sound(100));
    playout.play(TWO, &sound(100));
    assert_eq!(
        lines(&mut playout, true, 2),
        ["sound 160, 1 Finished after 12 ms", "sound 40, 2 Finished after 12 ms"]
    );
}

#[test]
fn a_sound_that_runs_dry_waits_and_goes_on() {
    let (mut writer, growing) = Sound::growing();
    let mut playout = Playout::default();
    playout.play(ONE, &growing);
    assert_eq!(lines(&mut playout, true, 2), ["idle", "idle"]);
    writer.append(vec![1; 240]);
    assert_eq!(lines(&mut playout, true, 3), ["sound 160", "sound 80", "idle"]);
    writer.append(vec![1; 160]);
    writer.complete();
    assert_eq!(line(&mut playout, true), "sound 160, 1 Finished after 50 ms");
}

#[test]
fn a_sound_that_fails_is_heard_as_far_as_it_came() {
    let (mut writer, growing) = Sound::growing();
    writer.append(vec![1; 200]);
    writer.fail();
    let mut playout = Playout::default();
    playout.play(ONE, &growing);
    playout.play(TWO, &sound(0));
    assert_eq!(
        lines(&mut playout, true, 2),
        ["sound 160", "sound 40, 1 Failed after 25 ms, 2 Finished after 0 ms"]
    );
}

#[test]
fn a_playback_is_stopped_while_it_plays_and_while_it_waits() {
    let mut playout = Playout::default();
    playout.play(ONE, &sound(8000));
    playout.play(TWO, &sound(8000));
    line(&mut playout, true);
    let ended = |ended: Option<Ended>| ended.map(ended_line);
    assert_eq!(ended(playout.stop(TWO)).unwrap(), ", 2 Stopped after 0 ms");
    assert_eq!(ended(playout.stop(ONE)).unwrap(), ", 1 Stopped after 20 ms");
    assert_eq!(playout.stop(ONE), None);
    assert_eq!(line(&mut playout, true), "idle");
}

#[test]
fn digits_are_events_with_a_pause_between() {
    let mut playout = Playout::default();
    playout.play_digits(ONE, digits("1#"));
    let expected = [
        "event 1 M 160",
        "event 1 320",
        "event 1 480",
        "event 1 640",
        "event 1 800",
        "event 1 960 E",
        "event 1 960 E",
        "event 1 960 E",
        "idle",
        "idle",
        "event 11 M 160",
    ];
    assert_eq!(lines(&mut playout, true, 11), expected);
    let rest = lines(&mut playout, true, 9);
    assert_eq!(rest[6], "event 11 960 E");
    assert_eq!(rest[8], "idle, 1 Finished after 400 ms");
}

#[test]
fn w_is_half_a_second_and_a_capital_w_a_whole_one() {
    for (text, ms) in [("w", 500), ("W", 1000), ("wW", 1500)] {
        let mut playout = Playout::default();
        playout.play_digits(ONE, digits(text));
        let all = lines(&mut playout, true, ms / 20);
        assert_eq!(all.last().unwrap(), &format!("idle, 1 Finished after {ms} ms"));
    }
}

#[test]
fn without_events_digits_are_tones() {
    let mut playout = Playout::default();
    playout.play_digits(ONE, digits("8"));
    let mut frame = [0; 960];
    let mut codes = Vec::new();
    while !playout.is_idle() {
        let out = playout.fill(&mut frame[..160], false, |_| ());
        codes.extend_from_slice(&frame[..160]);
        assert!(!matches!(out, Frame::Event(_)));
    }
    let samples: Vec<i16> = codes[..960].iter().map(|&code| ulaw_decode(code)).collect();
    let (low, high) = dtmf_frequencies('8').unwrap();
    assert!(share_at(&samples, low) > 0.45 && share_at(&samples, high) > 0.45);
    assert!(codes[960..].iter().all(|&code| code == ULAW_SILENCE));
}

#[test]
fn digits_wait_for_the_packet_after_a_sound() {
    let mut playout = Playout::default();
    playout.play(ONE, &sound(100));
    playout.play_digits(TWO, digits("0"));
    assert_eq!(
        lines(&mut playout, true, 2),
        ["sound 100, 1 Finished after 12 ms", "event 0 M 160"]
    );
}

#[test]
fn every_packet_time_carries_whole_keys() {
    for samples in [80, 160, 240, 320, 480] {
        let mut playout = Playout::default();
        playout.play_digits(ONE, digits("5"));
        let mut frame = vec![0; samples];
        let mut durations = Vec::new();
        for _ in 0..40 {
            if let Frame::Event(packet) = playout.fill(&mut frame, true, |_| ()) {
                durations.push((packet.payload.duration, packet.payload.end));
            }
        }
        assert_eq!(durations[durations.len() - 3..], [(960, true); 3], "{samples}");
        assert_eq!(durations.len(), 960 / samples + 2, "{samples}");
        assert!(playout.is_idle());
    }
}

#[test]
fn what_is_no_digit_is_refused() {
    assert_eq!(DigitSequence::parse("12x"), Err(DigitsError::NotADigit('x')));
    assert_eq!(DigitSequence::parse(&"1".repeat(501)), Err(DigitsError::TooLong));
    assert!(DigitSequence::parse(&"1".repeat(500)).is_ok());
    assert_eq!(DigitSequence::parse("abcd"), DigitSequence::parse("ABCD"));
}

#[test]
fn too_many_waiting_playbacks_fail_at_once() {
    let mut playout = Playout::default();
    for _ in 0..256 {
        assert_eq!(playout.play(ONE, &sound(8)), None);
    }
    let refused = playout.play(TWO, &sound(8)).unwrap();
    assert_eq!(refused.outcome, PlaybackOutcome::Failed);
}

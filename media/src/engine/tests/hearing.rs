use super::*;
use crate::sound::Sound;
use crate::tone::{amplitude_at, dtmf_frequencies, share_at, tone};

/// Ten seconds of frames: only a tone that never comes lasts so long.
const FRAMES_MAX: usize = 500;

/// Whether 20 ms are the tone of `hz`.
fn is_tone(frame: &Heard, hz: f64) -> bool {
    amplitude_at(&frame.samples, hz) > 5_000.0 && share_at(&frame.samples, hz) > 0.9
}

/// Listens until there have been `count` frames that pass; gives them back.
async fn listen(
    tap: &mut Receiver<Heard>,
    count: usize,
    passes: impl Fn(&Heard) -> bool,
) -> Vec<Heard> {
    let mut heard = Vec::new();
    for _ in 0..FRAMES_MAX {
        let frame = timeout(PATIENCE, tap.recv()).await.expect("sound comes").expect("open");
        heard.extend(passes(&frame).then_some(frame));
        if heard.len() == count {
            return heard;
        }
    }
    panic!("only {} of {count} frames", heard.len())
}

#[tokio::test]
async fn a_tone_that_is_played_is_heard_at_the_far_end_in_either_law() {
    let engine = Engine::start(config()).unwrap();
    for codec in [Codec::Pcmu, Codec::Pcma] {
        let (mut ours, theirs) = pair(&engine, codec, Some(EVENT_TYPE));
        let mut tap = theirs.tap();
        ours.stream.play(PlaybackId(1), Sound::from_samples(&tone(440.0, 8_000.0, 600)));
        for frame in listen(&mut tap, 25, |frame| is_tone(frame, 440.0)).await {
            assert!(share_at(&frame.samples, 880.0) < 0.05, "{codec:?}");
        }
        assert_eq!(ours.later_event().await, ended(1, 600, PlaybackOutcome::Finished));
    }
}

#[tokio::test]
async fn both_sides_hear_each_other_at_once() {
    let engine = Engine::start(config()).unwrap();
    let (ours, theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    let (mut here, mut there) = (ours.tap(), theirs.tap());
    ours.stream.play(PlaybackId(1), Sound::from_samples(&tone(600.0, 8_000.0, 500)));
    theirs.stream.play(PlaybackId(1), Sound::from_samples(&tone(900.0, 8_000.0, 500)));
    listen(&mut there, 20, |frame| is_tone(frame, 600.0)).await;
    listen(&mut here, 20, |frame| is_tone(frame, 900.0)).await;
}

#[tokio::test]
async fn digits_go_both_ways_as_events() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, mut theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    ours.stream.play_digits(PlaybackId(1), "19*#D").unwrap();
    theirs.stream.play_digits(PlaybackId(7), "0").unwrap();
    for digit in "19*#D".chars() {
        let mut event = theirs.later_event().await;
        if matches!(event, StreamEvent::PlaybackEnded { .. }) {
            event = theirs.later_event().await;
        }
        assert_eq!(event, StreamEvent::Digit { digit, duration_ms: 120 });
    }
    assert_eq!(ours.later_event().await, StreamEvent::Digit { digit: '0', duration_ms: 120 });
    assert_eq!(ours.later_event().await, ended(1, 1_000, PlaybackOutcome::Finished));
}

#[tokio::test]
async fn without_negotiated_events_digits_are_heard_as_tones() {
    let engine = Engine::start(config()).unwrap();
    let (ours, theirs) = pair(&engine, Codec::Pcma, None);
    let mut tap = theirs.tap();
    ours.stream.play_digits(PlaybackId(1), "3").unwrap();
    let (low, high) = dtmf_frequencies('3').unwrap();
    let is_key =
        |frame: &Heard| share_at(&frame.samples, low) > 0.4 && share_at(&frame.samples, high) > 0.4;
    listen(&mut tap, 4, is_key).await;
}

#[tokio::test]
async fn a_sound_is_heard_while_it_grows() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    let mut tap = theirs.tap();
    let (mut writer, sound) = Sound::growing();
    ours.stream.play(PlaybackId(5), sound);
    let codes = |ms| -> Vec<u8> {
        tone(700.0, 8_000.0, ms).into_iter().map(crate::g711::ulaw_encode).collect()
    };
    writer.append(codes(200));
    listen(&mut tap, 7, |frame| is_tone(frame, 700.0)).await;
    writer.append(codes(100));
    writer.complete();
    assert_eq!(ours.later_event().await, ended(5, 300, PlaybackOutcome::Finished));
}

#[tokio::test]
async fn a_sound_that_fails_ends_its_playback_as_failed() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, _theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    let (mut writer, sound) = Sound::growing();
    ours.stream.play(PlaybackId(5), sound);
    writer.append(vec![0; 400]);
    writer.fail();
    assert_eq!(ours.later_event().await, ended(5, 50, PlaybackOutcome::Failed));
}

#[tokio::test]
async fn a_stopped_playback_ends_at_once_and_the_next_one_plays() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, theirs) = pair(&engine, Codec::Pcmu, Some(EVENT_TYPE));
    let mut tap = theirs.tap();
    ours.stream.play(PlaybackId(1), Sound::from_samples(&tone(500.0, 8_000.0, 60_000)));
    ours.stream.play(PlaybackId(2), Sound::from_samples(&tone(1_000.0, 8_000.0, 400)));
    listen(&mut tap, 3, |frame| is_tone(frame, 500.0)).await;
    ours.stream.stop(PlaybackId(1));
    let StreamEvent::PlaybackEnded { id, outcome, .. } = ours.later_event().await else {
        panic!("another event")
    };
    assert_eq!((id, outcome), (PlaybackId(1), PlaybackOutcome::Stopped));
    assert_eq!(ours.later_event().await, ended(2, 400, PlaybackOutcome::Finished));
    listen(&mut tap, 16, |frame| is_tone(frame, 1_000.0)).await;
}

#[tokio::test]
async fn a_playback_waits_for_the_far_end_to_be_known() {
    let engine = Engine::start(config()).unwrap();
    let (mut ours, theirs) = (Phone::new(&engine), Phone::new(&engine));
    ours.stream.play(PlaybackId(1), Sound::complete(vec![0; 800]));
    ours.stream.stop(PlaybackId(99));
    ours.stream.connect(remote(theirs.stream.local_addr(), Codec::Pcmu));
    assert_eq!(ours.event().await, ended(1, 100, PlaybackOutcome::Finished));
}

use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use proptest::prelude::*;

use super::{Converter, Limits, feed, transcode};
use crate::fault::MediaFault;
use crate::g711;
use crate::tone::{amplitude_at, level_dbfs, share_at};

const LIMITS: Limits = Limits { max_ms: 60_000 };

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("{program} is needed by this test: apt-get install {program}: {error}")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// 2 s of a sine of `hz` at half scale, as sox writes it to `path`.
fn make_tone(path: &Path, rate_hz: u32, channels: u32, hz: u32, more: &[&str]) {
    let (rate, channels, hz) = (rate_hz.to_string(), channels.to_string(), hz.to_string());
    let path = path.to_str().unwrap();
    let mut arguments = vec!["-n", "-r", &rate, "-c", &channels];
    arguments.extend(more);
    arguments.extend([path, "synth", "2", "sine", &hz, "vol", "0.5"]);
    run("sox", &arguments);
}

fn from_bytes(bytes: &[u8], content_type: &str, limits: Limits) -> Result<Vec<i16>, MediaFault> {
    let (feeder, feed) = feed();
    let chunks: Vec<Bytes> = bytes.chunks(4_000).map(Bytes::copy_from_slice).collect();
    let writer = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async move {
            for chunk in chunks {
                if !feeder.send(Ok(chunk)).await {
                    break;
                }
            }
        });
    });
    let mut heard = Vec::new();
    let result = transcode(feed, content_type, limits, &mut |pcmu| {
        heard.extend(pcmu.iter().map(|&code| g711::ulaw_decode(code)));
        true
    });
    writer.join().unwrap();
    result.map(|bytes| {
        assert_eq!(bytes, heard.len() as u64);
        heard
    })
}

fn assert_is_tone(heard: &[i16], hz: f64) {
    let middle = &heard[4_000..12_000];
    assert!(share_at(middle, hz) > 0.995, "share {}", share_at(middle, hz));
    let amplitude = amplitude_at(middle, hz);
    assert!((amplitude - 16_384.0).abs() < 400.0, "amplitude {amplitude}");
}

#[test]
fn a_tone_in_any_usual_format_is_heard_at_its_pitch_and_level() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("source.wav");
    make_tone(&source, 44_100, 2, 1_000, &[]);
    let source = source.to_str().unwrap();
    for (name, content_type, options) in [
        ("a.wav", "audio/wav", &[][..]),
        ("b.wav", "audio/x-wav", &["-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"]),
        ("c.wav", "audio/x-wav", &["-ar", "8000", "-ac", "1", "-c:a", "pcm_alaw"]),
        ("d.wav", "audio/vnd.wave", &["-ar", "48000", "-c:a", "pcm_s24le"]),
        ("e.mp3", "audio/mpeg", &["-b:a", "128k"]),
        ("f.ogg", "audio/ogg", &["-c:a", "libvorbis", "-q:a", "6"]),
        ("g.flac", "audio/flac", &[]),
        ("h.aiff", "audio/aiff", &[]),
        ("i.aac", "audio/aac", &["-b:a", "128k"]),
        ("j.m4a", "audio/mp4", &["-b:a", "128k"]),
        ("k.au", "audio/basic", &["-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"]),
        ("l.au", "application/octet-stream", &["-c:a", "pcm_s16be"]),
        ("m.ulaw", "audio/ulaw", &["-ar", "8000", "-ac", "1", "-f", "mulaw"]),
    ] {
        let path = directory.path().join(name);
        let mut arguments = vec!["-v", "error", "-i", source];
        arguments.extend(options);
        arguments.push(path.to_str().unwrap());
        run("ffmpeg", &arguments);
        let heard = from_bytes(&std::fs::read(&path).unwrap(), content_type, LIMITS)
            .unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert!((15_900..16_500).contains(&heard.len()), "{name}: {} samples", heard.len());
        let middle = &heard[4_000..12_000];
        assert!(share_at(middle, 1_000.0) > 0.99, "{name}: {}", share_at(middle, 1_000.0));
        let amplitude = amplitude_at(middle, 1_000.0);
        assert!((amplitude - 16_384.0).abs() < 800.0, "{name}: amplitude {amplitude}");
    }
}

#[test]
fn a_44_1_khz_tone_keeps_its_length_to_the_sample() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 440, &[]);
    let heard = from_bytes(&std::fs::read(path).unwrap(), "audio/wav", LIMITS).unwrap();
    assert_eq!(heard.len(), 16_000);
    assert_is_tone(&heard, 440.0);
}

#[test]
fn the_upper_edge_of_the_telephone_band_survives() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 3_400, &[]);
    let heard = from_bytes(&std::fs::read(path).unwrap(), "audio/wav", LIMITS).unwrap();
    let amplitude = amplitude_at(&heard[4_000..12_000], 3_400.0);
    assert!(amplitude > 15_000.0, "3.4 kHz is down to {amplitude} of 16384");
}

#[test]
fn what_is_above_the_telephone_band_does_not_come_back_as_another_tone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 7_000, &[]);
    let heard = from_bytes(&std::fs::read(path).unwrap(), "audio/wav", LIMITS).unwrap();
    assert!(level_dbfs(&heard[4_000..12_000]) < -60.0, "{}", level_dbfs(&heard[4_000..12_000]));
}

#[test]
fn sound_comes_out_before_the_source_has_come_in() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 440, &[]);
    let bytes = Bytes::from(std::fs::read(path).unwrap());
    let (feeder, feed) = feed();
    let (told, first) = std::sync::mpsc::channel();
    let decoder = std::thread::spawn(move || {
        transcode(feed, "audio/wav", LIMITS, &mut |pcmu| told.send(pcmu.len()).is_ok())
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let half = bytes.len() / 2;
    assert!(runtime.block_on(feeder.send(Ok(bytes.slice(..half)))));
    assert!(first.recv_timeout(std::time::Duration::from_secs(10)).unwrap() > 0);
    assert!(runtime.block_on(feeder.send(Ok(bytes.slice(half..)))));
    drop(feeder);
    assert_eq!(decoder.join().unwrap().unwrap(), 16_000);
}

#[test]
fn a_download_that_broke_off_is_not_taken_for_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 440, &[]);
    let bytes = Bytes::from(std::fs::read(path).unwrap());
    let (feeder, feed) = feed();
    let decoder = std::thread::spawn(move || transcode(feed, "audio/wav", LIMITS, &mut |_| true));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let broken = MediaFault::new(11200, "The origin closed the connection");
    runtime.block_on(feeder.send(Ok(bytes.slice(..bytes.len() / 2))));
    runtime.block_on(feeder.send(Err(broken.clone())));
    assert_eq!(decoder.join().unwrap(), Err(broken));
}

#[test]
fn a_sound_that_is_too_long_is_refused_with_11750() {
    let pcmu = vec![0x80_u8; 9_000];
    let fault = from_bytes(&pcmu, "audio/ulaw", Limits { max_ms: 1_000 }).unwrap_err();
    assert_eq!(fault.code, 11750);
}

#[test]
fn what_is_not_audio_is_refused_with_13420() {
    for bytes in
        [&b""[..], b"<html>not found</html>", &[0; 100_000], b"RIFF\0\0\0\0WAVE", b".snd\0\0\0\x18"]
    {
        assert_eq!(from_bytes(bytes, "audio/mpeg", LIMITS).unwrap_err().code, 13420);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_rate_gives_as_many_samples_as_the_sound_is_long(rate in 4_000_u32..100_000, length in 1_usize..30_000) {
        let mut out = Vec::new();
        let mut converter = Converter::new(rate).unwrap();
        for chunk in vec![0.25; length].chunks(777) {
            converter.push(chunk, &mut out).unwrap();
        }
        converter.finish(&mut out).unwrap();
        prop_assert_eq!(out.len() as u64, (length as u64 * 8_000).div_ceil(u64::from(rate)));
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(
        magic in prop::sample::select(vec![&b"RIFF\x24\0\0\0WAVEfmt "[..], b"OggS", b"fLaC", b"FORM", b"ID3", b"\xff\xfb\x90", b"\0\0\0\x18ftypM4A ", b".snd"]),
        rest in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let bytes = [magic, &rest].concat();
        let _ = from_bytes(&bytes, "audio/basic", LIMITS);
        let _ = from_bytes(&bytes, "audio/mpeg", LIMITS);
    }
}

use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use proptest::prelude::*;

use super::{Converter, Limits, feed, transcode};
use crate::fault::MediaFault;
use crate::format::{Encoding, Target};
use crate::g711;
use crate::tone::{amplitude_at, level_dbfs, share_at};

pub(crate) mod matrix;

const LIMITS: Limits = Limits::new(60_000);

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

fn made_of(
    bytes: &[u8],
    content_type: &str,
    target: Target,
    limits: Limits,
) -> Result<Vec<u8>, MediaFault> {
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
    let mut made = Vec::new();
    let result = transcode(feed, content_type, target, limits, &mut |piece| {
        made.extend(piece);
        true
    });
    writer.join().unwrap();
    result.map(|bytes| {
        assert_eq!(bytes, made.len() as u64);
        made
    })
}

fn from_bytes(bytes: &[u8], content_type: &str, limits: Limits) -> Result<Vec<i16>, MediaFault> {
    let pcmu = made_of(bytes, content_type, Target::PHONE, limits)?;
    Ok(pcmu.into_iter().map(g711::ulaw_decode).collect())
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
    for (name, content_type, bytes) in matrix::files(directory.path()) {
        let heard = from_bytes(&bytes, content_type, LIMITS)
            .unwrap_or_else(|fault| panic!("{name}: {fault}"));
        matrix::assert_is_the_tone(name, &heard);
    }
}

#[test]
fn a_sound_goes_out_in_every_form_and_comes_back_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 44_100, 1, 1_000, &[]);
    let source = std::fs::read(path).unwrap();
    for (encoding, rate_hz) in [
        (Encoding::Pcmu, 8_000),
        (Encoding::Pcma, 8_000),
        (Encoding::L16, 8_000),
        (Encoding::L16, 16_000),
        (Encoding::L16, 48_000),
        (Encoding::Wav, 8_000),
        (Encoding::Wav, 48_000),
        (Encoding::Opus, 48_000),
        (Encoding::Mp3, 8_000),
        (Encoding::Mp3, 16_000),
    ] {
        let target = Target::new(encoding, rate_hz).unwrap();
        let made = made_of(&source, "audio/wav", target, LIMITS).unwrap();
        assert_eq!(made, made_of(&source, "audio/wav", target, LIMITS).unwrap(), "{target} twice");
        let content_type = target.content_type().to_ascii_lowercase();
        let heard = from_bytes(&made, &content_type, LIMITS)
            .unwrap_or_else(|fault| panic!("{target}: {fault}"));
        // An MP3 without a head that counts its samples is whole frames, after the encoder's run-up.
        assert!((15_900..17_400).contains(&heard.len()), "{target}: {} samples", heard.len());
        let middle = &heard[4_000..12_000];
        assert!(share_at(middle, 1_000.0) > 0.99, "{target}: {}", share_at(middle, 1_000.0));
        let amplitude = amplitude_at(middle, 1_000.0);
        assert!((amplitude - 16_384.0).abs() < 800.0, "{target}: amplitude {amplitude}");
    }
}

#[test]
fn forms_have_only_the_rates_that_somebody_can_play() {
    assert_eq!(Target::named("l16", "16000"), Target::new(Encoding::L16, 16_000));
    for (encoding, rate) in [("pcmu", "16000"), ("opus", "8000"), ("l16", "08000"), ("wma", "8000")]
    {
        assert_eq!(Target::named(encoding, rate), None, "{encoding} {rate}");
    }
    for encoding in Encoding::ALL {
        assert!(Target::named(encoding.name(), "8000").is_some() || encoding == Encoding::Opus);
    }
}

#[test]
fn a_wav_file_of_too_many_channels_or_of_an_impossible_rate_is_refused() {
    let file = |channels: u16, rate_hz: u32| {
        let mut file = crate::wav::write(&[1_000; 8_000], rate_hz);
        file[22..24].copy_from_slice(&channels.to_le_bytes());
        file
    };
    // 511 channels, 32 bits, extensible: a decoder that counts channels in a mask of bits overflows.
    let found = include_bytes!("../../../fuzz/corpus/wav_and_decode/decode-wav-511-channels");
    for bytes in [
        &file(0, 8_000),
        &file(33, 8_000),
        &file(u16::MAX, 8_000),
        &file(1, 0),
        &file(1, 999),
        &file(1, 400_000),
        &found[1..],
    ] {
        assert_eq!(from_bytes(bytes, "audio/wav", LIMITS).unwrap_err().code, 13420);
    }
    assert!(from_bytes(&file(32, 8_000), "audio/wav", LIMITS).is_ok());
}

#[test]
fn without_ffmpeg_only_what_needs_it_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tone.wav");
    make_tone(&path, 8_000, 1, 440, &[]);
    let bytes = std::fs::read(path).unwrap();
    let alone = Limits { ffmpeg: None, ..LIMITS };
    assert!(from_bytes(&bytes, "audio/wav", alone).is_ok());
    let opus = Target::new(Encoding::Opus, 48_000).unwrap();
    assert_eq!(made_of(&bytes, "audio/wav", opus, alone).unwrap_err().code, 12400);
    assert_eq!(from_bytes(&[0; 330], "audio/gsm", alone).unwrap_err().code, 13420);
    let missing = Limits { ffmpeg: Some("/nowhere/ffmpeg"), ..LIMITS };
    assert_eq!(from_bytes(&[0; 330], "audio/gsm", missing).unwrap_err().code, 12400);
}

#[test]
fn a_small_file_that_unpacks_to_hours_is_stopped_at_the_limit() {
    let directory = tempfile::tempdir().unwrap();
    let limits = Limits::new(30_000);
    for (name, content_type) in
        [("a.flac", "audio/flac"), ("b.opus", "audio/ogg"), ("c.mp3", "audio/mpeg")]
    {
        let path = directory.path().join(name);
        let name = path.to_str().unwrap();
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "anullsrc=r=8000:cl=mono",
                "-t",
                "600",
                "-b:a",
                "8k",
                name,
            ],
        );
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() < 700_000, "{name}: {}", bytes.len());
        assert_eq!(from_bytes(&bytes, content_type, limits).unwrap_err().code, 11750, "{name}");
    }
}

#[test]
fn a_file_that_names_other_files_opens_none_of_them() {
    let directory = tempfile::tempdir().unwrap();
    let secret = directory.path().join("secret.wav");
    make_tone(&secret, 8_000, 1, 440, &[]);
    let playlist = format!("#EXTM3U\n#EXTINF:10,\nfile://{}\n#EXT-X-ENDLIST\n", secret.display());
    let concat = format!("ffconcat version 1.0\nfile {}\n", secret.display());
    for content in [playlist, concat] {
        for content_type in ["audio/x-gsm", "audio/mpeg", "audio/mpegurl", "audio/mp4"] {
            // What a decoder of bare frames makes of text is noise of a few frames, never the other file.
            let heard = from_bytes(content.as_bytes(), content_type, LIMITS).unwrap_or_default();
            assert!(heard.len() < 1_600, "{content_type}: {} samples", heard.len());
        }
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
        transcode(feed, "audio/wav", Target::PHONE, LIMITS, &mut |pcmu| {
            told.send(pcmu.len()).is_ok()
        })
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
    let decoder = std::thread::spawn(move || {
        transcode(feed, "audio/wav", Target::PHONE, LIMITS, &mut |_| true)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let broken = MediaFault::new(11200, "The origin closed the connection");
    runtime.block_on(feeder.send(Ok(bytes.slice(..bytes.len() / 2))));
    runtime.block_on(feeder.send(Err(broken.clone())));
    assert_eq!(decoder.join().unwrap(), Err(broken));
}

#[test]
fn a_sound_that_is_too_long_is_refused_with_11750() {
    let pcmu = vec![0x80_u8; 9_000];
    let fault = from_bytes(&pcmu, "audio/ulaw", Limits::new(1_000)).unwrap_err();
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
        let mut converter = Converter::new(rate, 8_000).unwrap();
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

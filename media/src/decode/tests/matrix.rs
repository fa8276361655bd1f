//! A tone in every format that tenants send, made by ffmpeg.

use std::path::Path;

use super::{make_tone, run};

/// Name, content type, how ffmpeg writes it.
const FILES: &[(&str, &str, &[&str])] = &[
    ("a.wav", "audio/wav", &[]),
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
    ("n.alaw", "audio/alaw", &["-ar", "8000", "-ac", "1", "-f", "alaw"]),
    ("o.pcm", "audio/l16;rate=16000; channels=2", &["-ar", "16000", "-f", "s16be"]),
    ("p.wav", "audio/wav", &["-c:a", "pcm_f32le"]),
    ("q.wav", "audio/wav", &["-c:a", "pcm_u8"]),
    (
        "r.wav",
        "audio/wav",
        &["-c:a", "pcm_s32le", "-af", "pan=6c|c0=c0|c1=c0|c2=c0|c3=c1|c4=c1|c5=c1"],
    ),
    ("s.wav", "audio/wav", &["-c:a", "pcm_f64le", "-rf64", "always"]),
    ("t.wav", "audio/wav", &["-c:a", "adpcm_ms"]),
    ("u.wav", "audio/wav", &["-ar", "8000", "-ac", "1", "-c:a", "libgsm_ms"]),
    ("v.gsm", "audio/x-gsm", &["-ar", "8000", "-ac", "1", "-c:a", "libgsm"]),
    ("w.aiff", "audio/x-aifc", &["-c:a", "pcm_mulaw"]),
    ("x.aiff", "audio/x-aiff", &["-c:a", "pcm_f32be"]),
    ("y.opus", "audio/ogg", &["-c:a", "libopus", "-b:a", "64k"]),
    ("z.webm", "audio/webm", &["-c:a", "libopus", "-b:a", "64k"]),
    ("aa.caf", "application/octet-stream", &["-c:a", "pcm_s16le"]),
    ("ab.mp2", "audio/mpeg", &["-b:a", "192k"]),
    ("ac.m4a", "audio/x-m4a", &["-c:a", "alac"]),
    ("ad.m4a", "audio/mp4", &["-b:a", "128k", "-movflags", "+faststart"]),
];

/// Two seconds of 1 kHz at half scale in each of them: name, content type, bytes.
pub(crate) fn files(directory: &Path) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let source = directory.join("source.wav");
    make_tone(&source, 44_100, 2, 1_000, &[]);
    let source = source.to_str().unwrap();
    let make = |&(name, content_type, options): &(&'static str, &'static str, &[&str])| {
        let path = directory.join(name);
        let mut arguments = vec!["-v", "error", "-i", source];
        arguments.extend(options);
        arguments.push(path.to_str().unwrap());
        run("ffmpeg", &arguments);
        (name, content_type, std::fs::read(&path).unwrap())
    };
    FILES.iter().map(make).collect()
}

/// The tone, at its pitch and level and about as long as it was.
pub(crate) fn assert_is_the_tone(name: &str, heard: &[i16]) {
    use crate::tone::{amplitude_at, share_at};
    assert!((15_600..16_700).contains(&heard.len()), "{name}: {} samples", heard.len());
    let middle = &heard[4_000..12_000];
    assert!(share_at(middle, 1_000.0) > 0.99, "{name}: {}", share_at(middle, 1_000.0));
    let amplitude = amplitude_at(middle, 1_000.0);
    assert!((amplitude - 16_384.0).abs() < 800.0, "{name}: amplitude {amplitude}");
}

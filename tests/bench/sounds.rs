//! What it costs to make a sound, and how soon it begins.
//!
//! ```text
//! cargo run --release -p tests --bin bench-sounds -- [rounds]
//! ```
//!
//! Three minutes of MP3 (44.1 kHz, stereo, 128 kbit/s) become 8 kHz µ-law, here and by ffmpeg with one thread, one
//! after the other in the same run; CPU is that of the decoding thread (`/proc/thread-self/schedstat`) and what
//! ffmpeg says of itself (`-benchmark`). Then sounds that nobody has asked for before are asked of a media layer
//! over HTTP, as a live call does: an MP3 at a local origin, and words for flite, until 20 ms of them are there.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use hdrhistogram::Histogram;
use media::address::{Partition, SigningKey, Source, Speech, Spoken};
use media::client::{Client, ClientConfig};
use media::decode::{Limits, feed, transcode};
use media::format::Target;
use media::layer::{Layer, LayerConfig};
use media::origin::AddressPolicy;
use media::sound::SoundState;

/// The targets of docs/BENCHMARKS.md.
const FIRST_OF_MP3_MS: f64 = 60.0;
const FIRST_OF_SPEECH_MS: f64 = 150.0;
const SECONDS: u64 = 180;
const RUNS: usize = 5;
/// 20 ms of µ-law.
const FIRST_BYTES: u64 = 160;

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() -> Result<()> {
    let rounds: usize = std::env::args().nth(1).map_or(Ok(50), |text| text.parse())?;
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("music.mp3");
    make_music(&file)?;
    let music = Bytes::from(std::fs::read(&file)?);
    let ours = best(|| decode(music.clone()))?;
    let theirs = best(|| by_ffmpeg(&file))?;
    println!("MP3 of {SECONDS} s      {ours:.3} s of CPU, ffmpeg {theirs:.3} s (best of {RUNS})");
    let runtime = tokio::runtime::Runtime::new()?;
    let (mp3, speech) = runtime.block_on(first_audio(directory.path(), music, rounds))?;
    let of_mp3 = tell("first of an MP3", &mp3, FIRST_OF_MP3_MS);
    let of_speech = tell("first of speech", &speech, FIRST_OF_SPEECH_MS);
    ensure!(ours <= theirs, "a sound costs more than ffmpeg takes");
    ensure!(of_mp3 <= FIRST_OF_MP3_MS, "an MP3 begins too late");
    ensure!(of_speech <= FIRST_OF_SPEECH_MS, "speech begins too late");
    Ok(())
}

/// Chords that move, with noise: what an encoder has to work for.
fn make_music(file: &Path) -> Result<()> {
    let left = "0.2*sin(2*PI*t*(220+20*sin(t)))+0.2*sin(2*PI*t*660)+0.1*random(0)";
    let right = "0.2*sin(2*PI*t*(330+20*cos(t)))+0.2*sin(2*PI*t*990)+0.1*random(1)";
    let source = format!("aevalsrc={left}|{right}:s=44100:d={SECONDS}");
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &source, "-b:a", "128k"])
        .arg(file)
        .status()
        .context("apt-get install ffmpeg")?;
    ensure!(status.success(), "ffmpeg could not make the music");
    Ok(())
}

fn best(run: impl Fn() -> Result<f64>) -> Result<f64> {
    let runs = (0..RUNS).map(|_| run()).collect::<Result<Vec<_>>>()?;
    Ok(runs.into_iter().fold(f64::INFINITY, f64::min))
}

/// CPU seconds of a thread of its own.
fn decode(music: Bytes) -> Result<f64> {
    let (feeder, feed) = feed();
    let feeding = std::thread::spawn(move || -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        for at in (0..music.len()).step_by(16_384) {
            let chunk = music.slice(at..music.len().min(at + 16_384));
            ensure!(runtime.block_on(feeder.send(Ok(chunk))), "nobody reads");
        }
        Ok(())
    });
    let decoding = std::thread::spawn(move || -> Result<f64> {
        let before = thread_cpu_s()?;
        let limits = Limits::new(3_600_000);
        let bytes = transcode(feed, "audio/mpeg", Target::PHONE, limits, &mut |_| true)?;
        ensure!(bytes / 8_000 == SECONDS, "{bytes} bytes");
        Ok(thread_cpu_s()? - before)
    });
    feeding.join().map_err(|_| anyhow::anyhow!("the feeding thread panicked"))??;
    decoding.join().map_err(|_| anyhow::anyhow!("the decoding thread panicked"))?
}

fn thread_cpu_s() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let ns: u64 = text.split_whitespace().next().context("schedstat is empty")?.parse()?;
    Ok(Duration::from_nanos(ns).as_secs_f64())
}

fn by_ffmpeg(file: &Path) -> Result<f64> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-benchmark", "-threads", "1", "-i"])
        .arg(file)
        .args(["-ar", "8000", "-ac", "1", "-f", "mulaw", "-y", "/dev/null"])
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let time = |name: &str| -> Result<f64> {
        let found = text.split(name).nth(1).and_then(|rest| rest.split('s').next());
        Ok(found.context("ffmpeg tells no time")?.parse()?)
    };
    Ok(time("utime=")? + time("stime=")?)
}

async fn first_audio(
    directory: &Path,
    music: Bytes,
    rounds: usize,
) -> Result<(Histogram<u64>, Histogram<u64>)> {
    let key = SigningKey::new(b"a key of the benchmark");
    let policy = AddressPolicy::new(|ip| ip.is_loopback());
    let clock = Arc::new(SystemTime::now);
    let layer =
        Layer::new(LayerConfig::new(directory.join("media"), key.clone(), policy, clock)).await?;
    let origin = serve(Router::new().fallback(get(move || {
        let music = music.clone();
        async move { ([("content-type", "audio/mpeg"), ("cache-control", "max-age=60")], music) }
    })))
    .await?;
    let base = serve(layer.router()).await?;
    let client = Client::new(ClientConfig::new(base, key, layer.voices()))?;
    let (mut mp3, mut speech) = (Histogram::new(3)?, Histogram::new(3)?);
    for round in 0..rounds {
        let source = Source::Play(origin.join(&format!("{round}.mp3"))?.into());
        mp3.record(first(&client, &source).await?)?;
        let text = format!("You are number {round} in the line. An agent will be with you soon.");
        let spoken = Spoken::Text(text);
        let source = Source::Say(Speech { spoken, voice: None, language: None });
        speech.record(first(&client, &source).await?)?;
    }
    ensure!(layer.counts().hits == 0, "a sound was known before");
    Ok((mp3, speech))
}

async fn serve(router: Router) -> Result<url::Url> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?).parse()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Until there is something to send, in µs.
async fn first(client: &Client, source: &Source) -> Result<u64> {
    let asked = Instant::now();
    let sound = client.sound(&Partition::new("AC1")?, source).await?;
    while sound.len() < FIRST_BYTES {
        tokio::time::sleep(Duration::from_micros(200)).await;
    }
    let first = u64::try_from(asked.elapsed().as_micros())?;
    // The rest of this sound is not to be in the way of the next.
    while sound.state() == SoundState::Growing {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(first)
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn tell(what: &str, times: &Histogram<u64>, target_ms: f64) -> f64 {
    let ms = |us: u64| us as f64 / 1_000.0;
    let p95 = ms(times.value_at_quantile(0.95));
    let (p50, most) = (ms(times.value_at_quantile(0.5)), ms(times.max()));
    println!("{what}     p50 {p50:.1} ms, p95 {p95:.1} ms, max {most:.1} ms (target {target_ms})");
    p95
}

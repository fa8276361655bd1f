//! How speech sounds that came through the media layer, judged by ITU-T P.862 (PESQ).
//!
//! The speech is kal16's, whose pieces were spoken by a man: of a vocoder's smooth voice (slt) µ-law alone makes
//! 3.2, so that it would judge µ-law and not the layer.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::extract::Path as Named;
use axum::routing::get;
use media::address::{Partition, SigningKey, Source};
use media::client::{Client, ClientConfig};
use media::layer::{Layer, LayerConfig};
use media::origin::AddressPolicy;
use media::sound::SoundState;

use crate::peer;

const TEXT: &str = "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. \
                    These days a chicken leg is a rare dish. Rice is often served in round bowls.";
/// File, type, how ffmpeg writes it, the least score. What loses nothing itself loses only what µ-law loses;
/// a codec that does has its own loss on top.
const FILES: [(&str, &str, &[&str], f64); 6] = [
    ("a.wav", "audio/wav", &[], 4.3),
    ("b.flac", "audio/flac", &[], 4.3),
    ("c.aiff", "audio/aiff", &[], 4.3),
    ("d.mp3", "audio/mpeg", &["-b:a", "128k"], 4.3),
    ("e.m4a", "audio/mp4", &["-b:a", "128k"], 4.3),
    ("f.opus", "audio/ogg", &["-c:a", "libopus", "-b:a", "64k"], 4.3),
];

async fn make(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = tokio::process::Command::new(program);
    let output = command.args(arguments).output().await.with_context(|| {
        format!("cannot start {program}: apt-get install {program}, or make test")
    })?;
    ensure!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn name(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path is no UTF-8")
}

async fn serve(router: Router) -> anyhow::Result<url::Url> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?).parse()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// What a call hears of a URL, as samples.
async fn heard(client: &Client, url: url::Url) -> anyhow::Result<Vec<i16>> {
    let sound = client.sound(&Partition::new("AC1")?, &Source::Play(url.into())).await?;
    while sound.state() == SoundState::Growing {
        tokio::task::yield_now().await;
    }
    ensure!(sound.state() == SoundState::Complete, "the sound broke off");
    let mut bytes = vec![0; usize::try_from(sound.len())?];
    sound.cursor().read(&mut bytes);
    Ok(bytes.into_iter().map(media::g711::ulaw_decode).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn speech_of_44_1_khz_sounds_through_the_layer_as_good_as_g711_can() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let at = |file: &str| directory.path().join(file);
    let (spoken, source, reference) = (at("16.wav"), at("44.wav"), at("reference.wav"));
    make("flite", &["-voice", "kal16", "-t", TEXT, "-o", name(&spoken)?]).await?;
    let (spoken, source) = (name(&spoken)?, name(&source)?);
    make("sox", &["-G", spoken, "-r", "44100", "-c", "2", source, "rate", "-v"]).await?;
    make("sox", &[source, "-r", "8000", "-c", "1", name(&reference)?, "rate", "-v"]).await?;
    for (file, _, options, _) in FILES {
        let path = at(file);
        let mut arguments = vec!["-v", "error", "-i", source];
        arguments.extend(options);
        arguments.push(name(&path)?);
        make("ffmpeg", &arguments).await?;
    }
    let folder = directory.path().to_owned();
    let origin = serve(Router::new().route(
        "/{file}",
        get(move |Named(file): Named<String>| async move {
            let found = FILES.iter().find(|(name, ..)| *name == file).expect("a file of ours");
            ([("content-type", found.1)], std::fs::read(folder.join(file)).expect("it was made"))
        }),
    ))
    .await?;
    let key = SigningKey::new(b"a key of the hearing test");
    let policy = AddressPolicy::new(|ip| ip.is_loopback());
    let clock = Arc::new(SystemTime::now);
    let layer = Layer::new(LayerConfig::new(at("media"), key.clone(), policy, clock)).await?;
    let client = Client::new(ClientConfig::new(serve(layer.router()).await?, key, layer.voices()))?;
    let mut judge = peer::python("quality.py")?;
    judge.arg(&reference);
    for (file, ..) in FILES {
        let samples = heard(&client, origin.join(file)?).await?;
        let path = at(&format!("{file}.heard.wav"));
        std::fs::write(&path, media::wav::write(&samples, 8_000))?;
        judge.arg(path);
    }
    let scores = peer::run(&mut judge, "python3").await?;
    println!("{scores}");
    let scores: Vec<f64> = scores.lines().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(scores.len() == FILES.len(), "{scores:?}");
    for ((file, _, _, least), score) in FILES.iter().zip(scores) {
        ensure!(score >= *least, "{file} scores {score}, at least {least} is due");
    }
    Ok(())
}

//! A caller: `ringback call` as a process of its own, which tells what happens line by line.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, bail};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::program::{PATIENCE, Ringback, binary};

/// A call in progress.
pub struct Phone {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    told: Vec<Value>,
    recording: tempfile::TempPath,
}

/// A call that is over.
#[derive(Debug)]
pub struct Called {
    /// What the caller told, in order.
    pub told: Vec<Value>,
    /// What it heard: 8 kHz, linear.
    pub heard: Vec<i16>,
    /// Whether it was answered.
    pub was_answered: bool,
}

impl Phone {
    /// Calls the development number with these steps.
    pub fn dial(ringback: &Ringback, steps: &[&str]) -> anyhow::Result<Self> {
        Self::dial_as(ringback, &ringback.dev().phone_number, "+15551230000", steps)
    }

    /// Calls `to` from `from`.
    pub fn dial_as(
        ringback: &Ringback,
        to: &str,
        from: &str,
        steps: &[&str],
    ) -> anyhow::Result<Self> {
        let recording = tempfile::NamedTempFile::new()?.into_temp_path();
        let sip = ringback.dev().sip_addr.to_string();
        let mut command = Command::new(binary()?);
        command.args(["call", to, "--json", "--limit-s", "60", "--sip", &sip, "--from", from]);
        command.arg("--record").arg(&*recording);
        for step in steps {
            command.args(["--do", step]);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().context("the phone has no output")?;
        Ok(Self { child, lines: BufReader::new(out).lines(), told: Vec::new(), recording })
    }

    /// Reads on until the phone tells of this event, for example `answered`.
    pub async fn until(&mut self, event: &str) -> anyhow::Result<Value> {
        loop {
            let Some(happening) = self.next().await? else {
                bail!("the phone never told of {event}; it told {:?}", self.told);
            };
            if happening["event"] == event {
                return Ok(happening);
            }
        }
    }

    /// Reads to the end of the call.
    pub async fn over(mut self) -> anyhow::Result<Called> {
        while self.next().await?.is_some() {}
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await??;
        let wav = std::fs::read(&self.recording)?;
        let heard = if wav.is_empty() { Vec::new() } else { media::wav::read(&wav)?.samples };
        Ok(Called { told: self.told, heard, was_answered: status.success() })
    }

    async fn next(&mut self) -> anyhow::Result<Option<Value>> {
        let line = tokio::time::timeout(PATIENCE * 2, self.lines.next_line()).await;
        let Some(line) = line.context("the phone says nothing any more")?? else { return Ok(None) };
        let happening: Value = serde_json::from_str(&line).with_context(|| line.clone())?;
        self.told.push(happening.clone());
        Ok(Some(happening))
    }
}

impl Called {
    /// Whether it told of an event.
    pub fn told(&self, event: &str) -> bool {
        self.told.iter().any(|happening| happening["event"] == event)
    }

    /// The SIP status with which the call failed, if it did.
    pub fn refused_with(&self) -> Option<u64> {
        let failed = self.told.iter().find(|happening| happening["event"] == "failed");
        failed.and_then(|happening| happening["status"].as_u64())
    }

    /// How long something louder than silence was heard, in ms, counted in frames of 20 ms.
    pub fn heard_sound_ms(&self) -> u64 {
        let loud = |frame: &&[i16]| frame.iter().any(|sample| sample.unsigned_abs() > 200);
        20 * self.heard.chunks(160).filter(loud).count() as u64
    }

    /// How long a pure tone of `hz` was heard, in ms, counted in windows of 40 ms.
    pub fn heard_tone_ms(&self, hz: f64) -> u64 {
        let is_tone = |window: &&[i16]| {
            window.len() == 320
                && media::tone::level_dbfs(window) > -40.0
                && media::tone::share_at(window, hz) > 0.8
        };
        40 * self.heard.chunks(320).filter(is_tone).count() as u64
    }
}

/// A WAV file with a pure tone, 8 kHz mono.
pub fn tone_wav(hz: f64, duration_ms: u32) -> Vec<u8> {
    media::wav::write(&media::tone::tone(hz, 16_000.0, duration_ms), media::tone::SAMPLE_RATE_HZ)
}

/// The same as a file, for a step `say:FILE`.
pub fn tone_file(hz: f64, duration_ms: u32) -> anyhow::Result<(tempfile::TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("tone.wav");
    std::fs::write(&path, tone_wav(hz, duration_ms))?;
    Ok((folder, path))
}

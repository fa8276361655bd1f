//! baresip, a phone: headless, its microphone and its ear are WAV files, its keyboard a TCP port.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use tests::phone::tone_wav;
use tests::program::{PATIENCE, Ringback};
use tests::tenant::{Reply, Tenant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::peer;

const PROMPT_HZ: f64 = 1_000.0;
const VOICE_HZ: f64 = 500.0;

/// A running baresip and the line to its module `ctrl_tcp`.
struct Baresip {
    child: Child,
    control: TcpStream,
    unread: Vec<u8>,
    folder: tempfile::TempDir,
}

impl Baresip {
    async fn start(codec: &str) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ringback-baresip-").tempdir()?;
        let control = free_port()?;
        write_configuration(folder.path(), control, codec)?;
        let log = std::fs::File::create(folder.path().join("baresip.log"))?;
        let mut command = Command::new("baresip");
        command.args(["-4", "-f"]).arg(folder.path()).stdout(log.try_clone()?).stderr(log);
        let mut child = peer::spawn(command.stdin(Stdio::null()), "baresip-core")?;
        let control = connected(&mut child, control).await?;
        Ok(Self { child, control, unread: Vec::new(), folder })
    }

    /// Types a command, for example `dial`.
    async fn type_in(&mut self, command: &str, parameters: &str) -> anyhow::Result<()> {
        let text = json!({ "command": command, "params": parameters }).to_string();
        self.control.write_all(format!("{}:{text},", text.len()).as_bytes()).await?;
        Ok(())
    }

    /// Reads until baresip tells of an event, for example `CALL_ESTABLISHED`.
    async fn until(&mut self, event: &str) -> anyhow::Result<()> {
        let told = tokio::time::timeout(PATIENCE, async {
            while self.next().await?["type"] != event {}
            anyhow::Ok(())
        });
        told.await.with_context(|| format!("baresip never told of {event}: {}", self.log()))?
    }

    /// The next message: a netstring of JSON, `LENGTH:TEXT,`.
    async fn next(&mut self) -> anyhow::Result<Value> {
        loop {
            if let Some(colon) = self.unread.iter().position(|byte| *byte == b':') {
                let length: usize = std::str::from_utf8(&self.unread[..colon])?.parse()?;
                let end = colon + 1 + length;
                if self.unread.len() > end {
                    let message = serde_json::from_slice(&self.unread[colon + 1..end])?;
                    self.unread.drain(..=end);
                    return Ok(message);
                }
            }
            let read = self.control.read_buf(&mut self.unread).await?;
            ensure!(read > 0, "baresip is gone: {}", self.log());
        }
    }

    /// Ends it, and returns what it heard.
    async fn quit(mut self) -> anyhow::Result<Vec<i16>> {
        self.type_in("quit", "").await?;
        tokio::time::timeout(PATIENCE, self.child.wait()).await??;
        for entry in std::fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with("-dec.wav") {
                return Ok(media::wav::read(&std::fs::read(path)?)?.samples);
            }
        }
        bail!("baresip recorded nothing: {}", self.log())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("baresip.log")).unwrap_or_default()
    }
}

/// A port that was free a moment ago: baresip cannot tell which one it took.
fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Connects as soon as it listens.
async fn connected(child: &mut Child, port: u16) -> anyhow::Result<TcpStream> {
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listening = tokio::time::timeout(PATIENCE, async {
        loop {
            ticks.tick().await;
            if let Some(status) = child.try_wait()? {
                bail!("baresip ended at start: {status}");
            }
            if let Ok(stream) = TcpStream::connect(address).await {
                return Ok(stream);
            }
        }
    });
    listening.await.context("baresip does not listen")?
}

fn write_configuration(folder: &Path, control: u16, codec: &str) -> anyhow::Result<()> {
    let microphone = folder.join("microphone.wav");
    std::fs::write(&microphone, tone_wav(VOICE_HZ, 30_000))?;
    let config = format!(
        "poll_method epoll\n\
         sip_listen 127.0.0.1:0\n\
         net_interface 127.0.0.1\n\
         audio_source aufile,{microphone}\n\
         audio_player aubridge,nobody\n\
         audio_alert aubridge,nobody\n\
         ring_aufile none\n\
         module_path /usr/lib/baresip/modules\n\
         module g711.so\n\
         module aufile.so\n\
         module aubridge.so\n\
         module sndfile.so\n\
         module_tmp account.so\n\
         module_app menu.so\n\
         module_app ctrl_tcp.so\n\
         ctrl_tcp_listen 127.0.0.1:{control}\n\
         snd_path {folder}\n",
        microphone = microphone.display(),
        folder = folder.display(),
    );
    std::fs::write(folder.join("config"), config)?;
    let account = format!("<sip:+15557770001@127.0.0.1>;regint=0;audio_codecs={codec}\n");
    std::fs::write(folder.join("accounts"), account)?;
    std::fs::write(folder.join("contacts"), "")?;
    Ok(())
}

/// How long a pure tone is in the sound, in ms, in windows of 40 ms.
fn tone_ms(sound: &[i16], hz: f64) -> usize {
    let is_tone = |window: &&[i16]| {
        media::tone::level_dbfs(window) > -40.0 && media::tone::share_at(window, hz) > 0.8
    };
    40 * sound.chunks_exact(320).filter(is_tone).count()
}

async fn hears_and_presses(codec: &str) -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(PROMPT_HZ, 800)));
    tenant.answer("/end.wav", Reply::wav(tone_wav(2_000.0, 400)));
    tenant.answer("/voice", Reply::twiml("<Play>tone.wav</Play><Redirect>/gather</Redirect>"));
    tenant.answer(
        "/gather",
        Reply::twiml("<Gather action=\"/menu\" numDigits=\"3\" timeout=\"20\"/>"),
    );
    tenant.answer("/menu", Reply::twiml("<Play>end.wav</Play>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;

    let mut phone = Baresip::start(codec).await?;
    let dev = ringback.dev();
    phone.type_in("dial", &format!("sip:{}@{}", dev.phone_number, dev.sip_addr)).await?;
    phone.until("CALL_ESTABLISHED").await?;
    tenant.until_asked("/gather", 1).await?;
    for key in ["4", "*", "7"] {
        phone.type_in("sndcode", key).await?;
    }
    let asked = tenant.until_asked("/menu", 1).await?;
    assert_eq!(asked[0].parameter("Digits"), Some("4*7"));
    phone.until("CALL_CLOSED").await?;
    let heard = phone.quit().await?;
    let (prompt, end) = (tone_ms(&heard, PROMPT_HZ), tone_ms(&heard, 2_000.0));
    assert!((640..=840).contains(&prompt), "heard the prompt for {prompt} ms");
    assert!((280..=440).contains(&end), "heard the end for {end} ms");

    let call = ringback.last_call_ended().await?;
    assert_eq!((&call["status"], &call["from"]), (&"completed".into(), &"+15557770001".into()));
    ringback.proven().await
}

#[tokio::test]
async fn baresip_hears_the_prompt_and_its_keys_reach_the_gather() -> anyhow::Result<()> {
    hears_and_presses("PCMU").await
}

#[tokio::test]
async fn baresip_with_a_law_hears_the_prompt_and_its_keys_reach_the_gather() -> anyhow::Result<()> {
    hears_and_presses("PCMA").await
}

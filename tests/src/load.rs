//! Load for benchmarks: SIPp as many callers at once, a quick tenant's application, and what the program
//! under test uses of the machine.

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::process::Command;

/// One caller of SIPp's: INVITE, ACK, then it waits for our BYE. `PORT` is where the sound goes.
const CALLER: &str = include_str!("../bench/caller.xml");

/// Callers that ring at a steady rate.
#[derive(Debug, Clone)]
pub struct Callers {
    /// Whom they call.
    pub to: SocketAddr,
    /// Which number.
    pub number: String,
    /// New calls in a second.
    pub rate: u32,
    /// How many in all.
    pub calls: u32,
    /// Live ones at most.
    pub live: u32,
    /// After how long the caller hangs up by itself, in ms; it waits for our BYE when absent.
    pub hold_ms: Option<u32>,
}

/// What SIPp counted.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Calls that went as the scenario says.
    pub succeeded: u64,
    /// Calls that did not.
    pub failed: u64,
    /// Messages that SIPp had to send again.
    pub retransmissions: u64,
    /// INVITE → 200, in µs.
    pub answered_us: hdrhistogram::Histogram<u64>,
}

impl Callers {
    /// Starts them. Dropping the child kills it. `folder` takes SIPp's files.
    pub fn start(&self, folder: &Path) -> anyhow::Result<(tokio::process::Child, UdpSocket)> {
        // Bound and never read: the kernel takes the packets and drops them.
        let sink = UdpSocket::bind("127.0.0.1:0")?;
        let port = sink.local_addr()?.port().to_string();
        let hang_up = self.hold_ms.map_or_else(String::new, hang_up_after);
        let wait = if self.hold_ms.is_some() { "" } else { WAIT_FOR_BYE };
        let scenario =
            CALLER.replace("PORT", &port).replace("THE_END", &format!("{hang_up}{wait}"));
        std::fs::write(folder.join("caller.xml"), scenario)?;
        let text = |number: u32| number.to_string();
        let child = Command::new("sipp")
            .arg(self.to.to_string())
            .args(["-sf", "caller.xml", "-i", "127.0.0.1", "-nostdin", "-s", &self.number])
            .args(["-r", &text(self.rate), "-m", &text(self.calls), "-l", &text(self.live)])
            .args(["-trace_stat", "-fd", "1", "-stf", "statistics.csv"])
            .args(["-trace_rtt", "-rtt_freq", "500", "-buff_size", "4194304"])
            .args(["-recv_timeout", "120000"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(folder.join("screen.txt"))?)
            .stderr(std::fs::File::create(folder.join("errors.txt"))?)
            .kill_on_drop(true)
            .spawn()
            .context("sipp cannot be started: apt-get install sip-tester")?;
        Ok((child, sink))
    }

    /// Lets them call, and tells how it went.
    pub async fn run(&self) -> anyhow::Result<Outcome> {
        let folder = tempfile::tempdir()?;
        let (mut child, _sink) = self.start(folder.path())?;
        let most = Duration::from_secs(u64::from(self.calls / self.rate) * 2 + 90);
        tokio::time::timeout(most, child.wait()).await.context("sipp never ended")??;
        outcome(folder.path())
    }
}

const WAIT_FOR_BYE: &str = r#"<recv request="BYE"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

  ]]></send>"#;

fn hang_up_after(hold_ms: u32) -> String {
    format!(
        r#"<pause milliseconds="{hold_ms}"/>
  <send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:+15551230000@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <recv response="200"/>"#
    )
}

fn outcome(folder: &Path) -> anyhow::Result<Outcome> {
    let statistics = std::fs::read_to_string(folder.join("statistics.csv"))?;
    let mut lines = statistics.lines();
    let names: Vec<_> = lines.next().context("no statistics")?.split(';').collect();
    let last: Vec<_> = lines.next_back().context("no statistics")?.split(';').collect();
    let value = |name: &str| -> anyhow::Result<u64> {
        let index = names.iter().position(|found| *found == name).context("unknown statistic")?;
        Ok(last.get(index).context("a short row")?.parse()?)
    };
    let mut answered_us = hdrhistogram::Histogram::new(3)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with("_rtt.csv") {
            for row in std::fs::read_to_string(path)?.lines().skip(1) {
                let time_ms = row.split(';').nth(1).context("a short row")?;
                answered_us.record((time_ms.parse::<f64>()? * 1_000.0) as u64)?;
            }
        }
    }
    Ok(Outcome {
        succeeded: value("SuccessfulCall(C)")?,
        failed: value("FailedCall(C)")?,
        retransmissions: value("Retransmissions(C)")?,
        answered_us,
    })
}

/// A file that may be kept, as any server of files says of one that does not change. Of one that says
/// nothing the media layer asks its origin for every call.
const FILE: [(&str, &str); 2] = [("content-type", "audio/wav"), ("cache-control", "max-age=3600")];

/// Serves one document to every `/voice` and one sound to every `/prompt.wav`; answers the base URL.
pub async fn application(document: String, sound: Vec<u8>) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let document = bytes::Bytes::from(document);
    let sound = bytes::Bytes::from(sound);
    let routes = Router::new()
        .route("/voice", any(async move || ([("content-type", "text/xml")], document.clone())))
        .route("/prompt.wav", any(async move || (FILE, sound.clone())));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(url)
}

/// The processor time that a process has used so far: in user mode and in the kernel.
pub fn cpu(pid: u32) -> anyhow::Result<[Duration; 2]> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, field 2, may hold spaces; what follows it begins with field 3.
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| -> anyhow::Result<Duration> {
        // Linux counts for user space in ticks of 10 ms on every platform (USER_HZ).
        Ok(Duration::from_millis(
            10 * fields.get(field - 3).context("a short row")?.parse::<u64>()?,
        ))
    };
    Ok([ticks(14)?, ticks(15)?])
}

/// A figure of `/proc/PID/status` in KiB, for example `VmRSS`.
pub fn memory_kib(pid: u32, name: &str) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.split(':').next() == Some(name));
    let value = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(value.with_context(|| format!("no {name}"))?.parse()?)
}

/// The machine, in one line: cores, processor, kernel.
pub fn machine() -> anyhow::Result<String> {
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let cores = std::thread::available_parallelism()?;
    let load = std::fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    let (model, kernel) = (model.unwrap_or("unknown processor"), kernel.trim());
    Ok(format!("{cores} cores, {model}, Linux {kernel}, load {load}"))
}

/// Fails unless `value` is at most `most`.
pub fn at_most(what: &str, value: f64, most: f64) -> anyhow::Result<()> {
    ensure!(value <= most, "{what}: {value:.2} is more than {most}");
    Ok(())
}

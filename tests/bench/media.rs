//! 500 channels playing a prompt: what a channel costs, and how far off schedule its packets leave.
//!
//! ```text
//! cargo run --release -p tests --bin bench-media -- [channels] [seconds]
//! ```
//!
//! The engine runs as in production (a thread per core, real time where allowed). One sink thread, an
//! ordinary one, reads all packets from one loopback socket and notes when: what the scheduler does to
//! the sink on a busy machine counts against us. Each stream's schedule is fitted from its packets: packet
//! n is due at the earliest (arrival − n × 20 ms) of that stream, and its lateness is what it comes after
//! that.
//!
//! CPU is that of the media threads alone, from `/proc/self/task/*/schedstat`, in ns. Sending on loopback
//! includes the kernel's receiving half, so a real network card costs less.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result};
use hdrhistogram::Histogram;
use media::engine::{Codec, Engine, EngineConfig, PlaybackId, Remote, RtpStream, StreamEvent};
use media::rtp::Packet;
use media::sound::Sound;
use media::tone::tone;

/// The targets of docs/BENCHMARKS.md.
const CPU_TARGET_PERCENT: f64 = 0.12;
const LATENESS_TARGET_US: u64 = 5_000;
const PTIME_NS: u64 = 20_000_000;
const WARM_UP: Duration = Duration::from_secs(2);

/// One packet at the sink.
struct Arrival {
    ssrc: u32,
    sequence: u16,
    at_ns: u64,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let channels: usize = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let engine = Engine::start(EngineConfig {
        bind_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        inactivity_ms: 0,
        ..EngineConfig::new(SystemTime::now)
    })?;
    let sink = Sink::start()?;
    let streams = play_everywhere(&engine, &sink, channels)?;
    std::thread::sleep(WARM_UP);
    let (cpu_before, sent_before) = (media_cpu_ns()?, sent(&streams));
    let begun = Instant::now();
    sink.measuring.store(true, Ordering::SeqCst);
    std::thread::sleep(Duration::from_secs(seconds));
    sink.measuring.store(false, Ordering::SeqCst);
    let elapsed = begun.elapsed();
    let cpu_ns = media_cpu_ns()? - cpu_before;
    let sent = sent(&streams) - sent_before;
    drop(streams);
    let arrivals = sink.stop()?;
    report(&engine, channels, elapsed, cpu_ns, sent, &arrivals)
}

/// One prompt, shared by all, longer than the measurement.
fn play_everywhere(engine: &Engine, sink: &Sink, channels: usize) -> Result<Vec<RtpStream>> {
    let prompt = Sound::from_samples(&tone(440.0, 8_000.0, 120_000));
    (0..channels)
        .map(|_| {
            let stream = engine.open(|_: StreamEvent| ())?;
            stream.connect(Remote {
                addr: sink.addr,
                codec: Codec::Pcmu,
                payload_type: 0,
                telephone_event: Some(101),
                ptime_ms: 20,
                send: true,
                receive: true,
            });
            stream.play(PlaybackId(1), Arc::clone(&prompt));
            Ok(stream)
        })
        .collect()
}

fn sent(streams: &[RtpStream]) -> u64 {
    streams.iter().map(|stream| stream.statistics().sent.packets).sum()
}

/// On-CPU time of the threads named `media-…`, in ns.
fn media_cpu_ns() -> Result<u64> {
    let mut total = 0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let path = task?.path();
        if std::fs::read_to_string(path.join("comm"))?.starts_with("media-") {
            let statistics = std::fs::read_to_string(path.join("schedstat"))?;
            let on_cpu = statistics.split_whitespace().next().context("an empty schedstat")?;
            total += on_cpu.parse::<u64>()?;
        }
    }
    Ok(total)
}

/// The far end of all streams.
struct Sink {
    addr: std::net::SocketAddr,
    measuring: Arc<AtomicBool>,
    stopping: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<Result<Vec<Arrival>>>,
}

impl Sink {
    fn start() -> Result<Self> {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None)?;
        socket.set_recv_buffer_size(4 << 20)?;
        socket.bind(&std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        let socket: UdpSocket = socket.into();
        socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        let addr = socket.local_addr()?;
        let (measuring, stopping) =
            (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (measure, stop) = (Arc::clone(&measuring), Arc::clone(&stopping));
        let thread = std::thread::spawn(move || take(&socket, &measure, &stop));
        Ok(Self { addr, measuring, stopping, thread })
    }

    fn stop(self) -> Result<Vec<Arrival>> {
        self.stopping.store(true, Ordering::SeqCst);
        self.thread.join().map_err(|_| anyhow::anyhow!("the sink panicked"))?
    }
}

fn take(socket: &UdpSocket, measuring: &AtomicBool, stopping: &AtomicBool) -> Result<Vec<Arrival>> {
    let epoch = Instant::now();
    let mut arrivals = Vec::with_capacity(4_000_000);
    let mut buffer = [0; 400];
    while !stopping.load(Ordering::Relaxed) {
        let Ok(length) = socket.recv(&mut buffer) else { continue };
        if measuring.load(Ordering::Relaxed) {
            let at_ns = u64::try_from(epoch.elapsed().as_nanos())?;
            if let Ok(packet) = Packet::parse(&buffer[..length]) {
                arrivals.push(Arrival { ssrc: packet.ssrc, sequence: packet.sequence, at_ns });
            }
        }
    }
    Ok(arrivals)
}

/// How late each packet came after its stream's schedule, in µs.
fn lateness(arrivals: &[Arrival]) -> Result<Histogram<u64>> {
    let mut streams: HashMap<u32, Vec<(u64, u64)>> = HashMap::new();
    for arrival in arrivals {
        let packets = streams.entry(arrival.ssrc).or_default();
        let number = match packets.last() {
            None => u64::from(arrival.sequence) + (1 << 20),
            Some(&(last, _)) => {
                let ahead = arrival.sequence.wrapping_sub(last as u16).cast_signed();
                last.saturating_add_signed(i64::from(ahead))
            }
        };
        packets.push((number, arrival.at_ns));
    }
    let mut histogram = Histogram::new(3)?;
    for packets in streams.values() {
        let first = packets.iter().map(|&(number, _)| number).min().unwrap_or(0);
        let offset = |&(number, at): &(u64, u64)| at.wrapping_sub((number - first) * PTIME_NS);
        let origin = packets.iter().map(offset).min_by_key(|at| at.cast_signed()).unwrap_or(0);
        for packet in packets {
            histogram.record(offset(packet).wrapping_sub(origin) / 1_000)?;
        }
    }
    Ok(histogram)
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn report(
    engine: &Engine,
    channels: usize,
    elapsed: Duration,
    cpu_ns: u64,
    sent: u64,
    arrivals: &[Arrival],
) -> Result<()> {
    let late = lateness(arrivals)?;
    let core_percent = cpu_ns as f64 / elapsed.as_nanos() as f64 * 100.0;
    let per_channel = core_percent / channels as f64;
    let (p50, p99, p999) =
        (late.value_at_quantile(0.5), late.value_at_quantile(0.99), late.value_at_quantile(0.999));
    println!("channels            {channels}");
    println!("seconds             {:.1}", elapsed.as_secs_f64());
    println!("packets sent        {sent} ({:.0}/s)", sent as f64 / elapsed.as_secs_f64());
    println!("packets at the sink {}", arrivals.len());
    println!("media threads       {core_percent:.1} % of a core");
    println!("per channel         {per_channel:.4} % of a core (target {CPU_TARGET_PERCENT})");
    println!("per packet          {:.2} µs", cpu_ns as f64 / sent as f64 / 1_000.0);
    println!("off schedule        p50 {p50} µs, p99 {p99} µs (target {LATENESS_TARGET_US})");
    println!("                    p99.9 {p999} µs, max {} µs", late.max());
    println!("ticks               {:?}", engine.lateness());
    anyhow::ensure!(per_channel <= CPU_TARGET_PERCENT, "a channel costs too much");
    anyhow::ensure!(p99 <= LATENESS_TARGET_US, "packets leave too far off schedule");
    Ok(())
}

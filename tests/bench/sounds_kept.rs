//! A kept prompt of 29 kB: the media layer beside nginx, in the same run.
//!
//! ```text
//! cargo run --release -p tests --bin bench-kept -- [seconds]
//! ```
//!
//! 1. As fast as it goes: 16 connections, one request after the other on each, first to nginx (static file, sendfile,
//!    one worker for each core), then to the layer (a thread for each core), three times in turn; the medians count.
//! 2. 10,000 requests a second on 64 connections, each at its appointed time: what a request waits after that time
//!    counts as latency, too.
//! 3. What a call does before its first packet: the call's own client asks the layer for a sound that it has to have
//!    confirmed (304 from the origin), and for one that it just asks the layer for (hit).
//!
//! The client is the same for both, and on the same cores.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use hdrhistogram::Histogram;
use media::address::{Address, Partition, SigningKey, Source};
use media::client::{Client, ClientConfig};
use media::format::Target;
use media::layer::{Layer, LayerConfig};
use media::origin::AddressPolicy;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// 3.6 s of µ-law.
const BYTES: usize = 29_000;
const ROUNDS: usize = 3;
const CONNECTIONS: usize = 16;
const PACED_CONNECTIONS: usize = 64;
const PACED_PER_SECOND: usize = 10_000;
/// The targets of docs/BENCHMARKS.md.
const MIN_SHARE_OF_NGINX: f64 = 0.9;
const MAX_P99_US: u64 = 10_000;
const MAX_BEFORE_FIRST_PACKET_US: u64 = 5_000;

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#[tokio::main]
async fn main() -> Result<()> {
    let seconds: u64 = std::env::args().nth(1).map_or(Ok(5), |text| text.parse())?;
    let run = Duration::from_secs(seconds);
    let folder = tempfile::tempdir()?;
    let origin = origin().await?;
    let (layer, address) = layer(folder.path()).await?;
    let nginx = Nginx::start(folder.path()).await?;
    let key = key();
    let url = format!("http://{origin}/kept.pcmu").parse()?;
    let kept = key.sign(&Address::Play(Partition::new("AC1")?, url, Target::PHONE));
    let of_layer = request(&kept);
    let of_nginx = request("/prompt.pcmu");
    once(address, &of_layer).await.context("the sound is not made")?;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(flat_out(nginx.address, &of_nginx, run).await?);
        ours.push(flat_out(address, &of_layer, run).await?);
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let share = ours / theirs;
    println!("flat out, {CONNECTIONS} connections: {ours:.0} req/s, nginx {theirs:.0}: {share:.2}");
    let (their_paced, our_paced) =
        (paced(nginx.address, &of_nginx, run).await?, paced(address, &of_layer, run).await?);
    for (name, latency) in [("nginx", &their_paced), ("the layer", &our_paced)] {
        println!(
            "{PACED_PER_SECOND} req/s, {name}: p50 {} µs, p99 {} µs, {} answers",
            latency.value_at_quantile(0.5),
            latency.value_at_quantile(0.99),
            latency.len()
        );
    }
    let before = [
        ("a hit", in_a_call(&layer, address, &format!("http://{origin}/kept.pcmu")).await?),
        ("a 304", in_a_call(&layer, address, &format!("http://{origin}/confirmed.pcmu")).await?),
    ];
    for (name, latency) in &before {
        let (p50, p99) = (latency.value_at_quantile(0.5), latency.value_at_quantile(0.99));
        println!("before the first packet, {name}: p50 {p50} µs, p99 {p99} µs");
    }
    drop(nginx);
    ensure!(share >= MIN_SHARE_OF_NGINX, "slower than {MIN_SHARE_OF_NGINX} of nginx");
    ensure!(our_paced.value_at_quantile(0.99) <= MAX_P99_US, "p99 at 10,000 req/s");
    let is_quick =
        |latency: &Histogram<u64>| latency.value_at_quantile(0.5) <= MAX_BEFORE_FIRST_PACKET_US;
    ensure!(before.iter().all(|(_, latency)| is_quick(latency)), "before the first packet");
    Ok(())
}

fn key() -> SigningKey {
    SigningKey::new(b"the key of the benchmark")
}

/// One prompt that may be kept, one that has to be confirmed every time.
async fn origin() -> Result<SocketAddr> {
    let answer = |said: &'static str| {
        get(move |asked: HeaderMap| async move {
            let headers = [(header::CACHE_CONTROL, said), (header::ETAG, "\"v1\"")];
            if asked.contains_key(header::IF_NONE_MATCH) {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
            let kind = [(header::CONTENT_TYPE, "audio/basic")];
            (kind, headers, vec![0x55_u8; BYTES]).into_response()
        })
    };
    let router = Router::new()
        .route("/kept.pcmu", answer("max-age=86400"))
        .route("/confirmed.pcmu", answer("no-cache"));
    serve(router).await
}

async fn serve(router: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn layer(folder: &Path) -> Result<(Layer, SocketAddr)> {
    let policy = AddressPolicy::new(|ip| ip.is_loopback());
    let clock = Arc::new(SystemTime::now);
    let layer = Layer::new(LayerConfig::new(folder.join("media"), key(), policy, clock)).await?;
    let address = serve(layer.router()).await?;
    Ok((layer, address))
}

struct Nginx {
    address: SocketAddr,
    _child: Child,
}

impl Nginx {
    async fn start(folder: &Path) -> Result<Self> {
        std::fs::write(folder.join("prompt.pcmu"), vec![0x55_u8; BYTES])?;
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let root = folder.display();
        let config = format!(
            "daemon off; pid {root}/nginx.pid; error_log {root}/error.log; worker_processes auto;
             events {{ worker_connections 1024; }}
             http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
               types {{ audio/basic pcmu; }}
               client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
               uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
               server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
        );
        std::fs::write(folder.join("nginx.conf"), config)?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(folder.join("nginx.conf")).arg("-p").arg(folder);
        let child = command.stderr(Stdio::null()).kill_on_drop(true).spawn();
        let child = child.context("cannot start nginx: apt-get install nginx-light")?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let begun = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            ensure!(begun.elapsed() < Duration::from_secs(10), "nginx does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { address, _child: child })
    }
}

impl Drop for Nginx {
    /// The master ends its workers when asked; killed, it would leave them.
    fn drop(&mut self) {
        if let Some(pid) = self._child.id() {
            let mut kill = std::process::Command::new("kill");
            let _ = kill.args(["-s", "TERM", &pid.to_string()]).status();
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").into_bytes()
}

/// A connection that sends the same request again and again.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 64 << 10] })
    }

    /// One exchange; the answer must be the whole prompt.
    async fn ask(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            ensure!(read > 0, "the server hung up");
            filled += read;
            let head = self.buffer[..filled].windows(4).position(|end| end == b"\r\n\r\n");
            if head.is_some_and(|head| filled == head + 4 + BYTES) {
                ensure!(self.buffer.starts_with(b"HTTP/1.1 200 "), "not a 200");
                return Ok(());
            }
            ensure!(filled < self.buffer.len(), "more than the prompt");
        }
    }
}

async fn once(address: SocketAddr, request: &[u8]) -> Result<()> {
    let begun = Instant::now();
    // The first answer comes as it is made, without a length; then the sound is written.
    loop {
        let mut connection = Connection::open(address).await?;
        let asked = tokio::time::timeout(Duration::from_millis(500), connection.ask(request)).await;
        if matches!(asked, Ok(Ok(()))) {
            return Ok(());
        }
        ensure!(begun.elapsed() < Duration::from_secs(10), "{asked:?}");
    }
}

async fn flat_out(address: SocketAddr, request: &[u8], run: Duration) -> Result<f64> {
    let until = Instant::now() + run;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address).await?;
        let request = request.to_vec();
        asking.spawn(async move {
            let mut answers = 0_u64;
            while Instant::now() < until {
                connection.ask(&request).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
    }
    let mut answers = 0;
    while let Some(counted) = asking.join_next().await {
        answers += counted??;
    }
    Ok(answers as f64 / run.as_secs_f64())
}

async fn paced(address: SocketAddr, request: &[u8], run: Duration) -> Result<Histogram<u64>> {
    let every = Duration::from_secs(1) * PACED_CONNECTIONS as u32 / PACED_PER_SECOND as u32;
    let begun = Instant::now() + Duration::from_millis(100);
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..PACED_CONNECTIONS {
        let mut connection = Connection::open(address).await?;
        let request = request.to_vec();
        let first = begun + every * number as u32 / PACED_CONNECTIONS as u32;
        asking.spawn(async move {
            let mut latency = Histogram::<u64>::new(3)?;
            let mut due = first;
            while due < begun + run {
                tokio::time::sleep_until(due.into()).await;
                connection.ask(&request).await?;
                latency.record(u64::try_from(due.elapsed().as_micros())?)?;
                due += every;
            }
            anyhow::Ok(latency)
        });
    }
    let mut all = Histogram::<u64>::new(3)?;
    while let Some(latency) = asking.join_next().await {
        all.add(latency??)?;
    }
    Ok(all)
}

/// From the wish to the first bytes at hand, by a client that keeps nothing itself.
async fn in_a_call(layer: &Layer, address: SocketAddr, url: &str) -> Result<Histogram<u64>> {
    let mut config = ClientConfig::new(format!("http://{address}").parse()?, key(), layer.voices());
    config.kept_bytes = 0;
    let client = Client::new(config)?;
    let (partition, source) = (Partition::new("AC1")?, Source::Play(url.to_owned()));
    let mut latency = Histogram::<u64>::new(3)?;
    for number in 0..500 {
        let begun = Instant::now();
        let sound = client.sound(&partition, &source).await?;
        // The first packet is 20 ms of sound.
        while sound.len() < 160 {
            tokio::task::yield_now().await;
        }
        if number >= 50 {
            latency.record(u64::try_from(begun.elapsed().as_micros())?)?;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(latency)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

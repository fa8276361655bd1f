//! The wiring, in the order in which things depend on one another.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use api::webhooks::address_policy::AddressPolicy;
use api::webhooks::{ExchangeConfig, Exchanges, SignedExchanges, Signers};
use api::{ApiLimits, ApiState, NumberPool, WorkerChannels};
use commands::Writer;
use commands::work::WorkDesk;
use projections::{Feed, Views};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::config::{self, Config};
use crate::live::{Switchboard, follow_updates, intake};
use crate::platform::Platform;
use crate::recovery::{self, Unfinished};
use crate::told::Told;
use crate::{clock, data, front, reactors, sounds, telemetry};

/// A program that runs.
pub(crate) struct Running {
    pub(crate) platform: Arc<Platform>,
    pub(crate) endpoint: sip::Endpoint,
    pub(crate) http: SocketAddr,
    /// Everything that runs until the end; whatever ends before is a fault.
    pub(crate) tasks: JoinSet<anyhow::Result<()>>,
    pub(crate) front: front::Front,
    stop: StopSignals,
}

/// Starts everything that the configuration names. Ready when it answers.
pub(crate) async fn start(config: Config) -> anyhow::Result<Running> {
    // From here on a signal waits until the start is over, and is then obeyed.
    let stop = StopSignals::listen()?;
    let rendered = telemetry::metrics()?;
    let log = data::open_log(&config.store).await?;
    let head = log.head().await?;
    let views = data::open_views(&config.store).await?;
    let writer = data::writer(&config.store, log.clone())?;
    let ended = recovery::end_abandoned(&writer, &views).await?;
    if ended > 0 {
        tracing::warn!(ended, "calls that were live when the last process stopped are ended");
    }
    let mut tasks = JoinSet::new();
    let feed = Feed::new(views.clone(), writer.store.clone(), clock::now);
    tasks.spawn(async move { Ok(feed.run().await?) });

    let policy = Arc::new(address_policy(&config));
    let exchanges = Exchanges::new(ExchangeConfig {
        policy: policy.clone(),
        in_flight_per_account: config.limits.exchanges_per_account,
        extra_roots: extra_roots(&config)?,
        ..ExchangeConfig::default()
    })?;
    let signers = Signers { views: views.clone(), vault: writer.vault.clone() };
    let exchanges = SignedExchanges { exchanges, signers, clock: clock::now };

    let listener = TcpListener::bind(config.http.bind)
        .await
        .with_context(|| format!("cannot listen on http {}", config.http.bind))?;
    let http = listener.local_addr()?;
    let (recorder, recording) = commands::media::recorder(writer.clone());
    tasks.spawn(async move {
        recording.await;
        Ok(())
    });
    let (layer, sounds) = sounds::open(&config, http, policy, Told(recorder)).await?;

    let (endpoint, incoming) = sip::Endpoint::bind(endpoint_config(&config)?).await?;
    let desk = open_workspaces(&config, &writer, &views, &mut tasks).await?;
    let (unfinished, ending) = Unfinished::new(writer.clone());
    tasks.spawn(async move {
        ending.await;
        Ok(())
    });
    let platform = Arc::new(Platform {
        writer: writer.clone(),
        views: views.clone(),
        desk,
        exchanges,
        sounds,
        engine: media::engine::Engine::start(engine_config(&config))?,
        settings: config.calls.for_router(),
        switchboard: Switchboard::new(),
        unfinished,
    });

    tasks.spawn(follow_updates(writer.store.clone(), head, platform.switchboard.clone()));
    reactors::start(&platform, &mut tasks);
    let channels = WorkerChannels::default();
    let following = channels.clone().follow(writer.clone(), views.clone());
    tasks.spawn(async move {
        following.await;
        Ok(())
    });
    let api = ApiState {
        writer,
        desk: platform.desk.clone(),
        views,
        pool: Arc::new(pool(&config)),
        clock: clock::now,
        limits: ApiLimits::default(),
        channels,
    };
    let routes = api::router(api).merge(layer).merge(front::metrics(rendered, endpoint.clone()));
    let front = front::Front::open(listener, routes, manners(&config), &mut tasks);
    start_intake(&platform, incoming, &mut tasks);
    tracing::info!(%http, sip = %endpoint.local_addr(), "ready");
    tracing::debug!(config = %config::printed(&config), "configuration in force");
    Ok(Running { platform, endpoint, http, tasks, front, stop })
}

/// The owners of workspaces, each with the deadlines that passed while nobody ran.
async fn open_workspaces(
    config: &Config,
    writer: &Writer,
    views: &Views,
    tasks: &mut JoinSet<anyhow::Result<()>>,
) -> anyhow::Result<WorkDesk> {
    let known = views.live_workspaces().await?;
    let clock = Arc::new(clock::WorldClock);
    let (desk, owners) = WorkDesk::new(writer.clone(), clock, config.is_development);
    tasks.spawn(async move { match owners.run(known).await {} });
    Ok(desk)
}

fn start_intake(
    platform: &Arc<Platform>,
    incoming: mpsc::Receiver<sip::Incoming>,
    tasks: &mut JoinSet<anyhow::Result<()>>,
) {
    let platform = platform.clone();
    tasks.spawn(async move {
        intake(platform, incoming).await;
        Ok(())
    });
}

fn address_policy(config: &Config) -> AddressPolicy {
    if config.network.allow_private {
        AddressPolicy::anywhere()
    } else {
        AddressPolicy::public_only()
    }
}

fn extra_roots(config: &Config) -> anyhow::Result<Vec<rustls::pki_types::CertificateDer<'static>>> {
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    let mut roots = Vec::new();
    for path in &config.network.extra_roots {
        let context = || format!("network.extra_roots: {}", path.display());
        for certificate in CertificateDer::pem_file_iter(path).with_context(context)? {
            roots.push(certificate.with_context(context)?);
        }
    }
    Ok(roots)
}

fn endpoint_config(config: &Config) -> anyhow::Result<sip::EndpointConfig> {
    let section = &config.sip;
    let users = section.users.clone();
    let trusted = section.trusted.iter().map(|network| network.parse());
    let mut endpoint = sip::EndpointConfig::new(section.bind);
    endpoint.advertised_host = section.advertised.map(|address| address.to_string());
    endpoint.trusted = trusted.collect::<Result<_, _>>().context("sip.trusted")?;
    endpoint.auth = Some(sip::Auth {
        realm: section.realm.clone(),
        password: Arc::new(move |user| users.get(user).cloned()),
        nonce_lifetime_s: 300,
    });
    endpoint.session_timer = Some(sip::session_timer::Wanted {
        interval_s: section.session_expires_s,
        ..sip::session_timer::Wanted::default()
    });
    endpoint.limits.max_calls = config.limits.calls;
    endpoint.limits.calls_per_second_per_source = config.limits.calls_per_second_per_address;
    Ok(endpoint)
}

fn engine_config(config: &Config) -> media::engine::EngineConfig {
    let section = &config.rtp;
    media::engine::EngineConfig {
        threads: section.threads,
        bind_ip: section.bind.unwrap_or_else(|| config.sip.bind.ip()),
        ports: section.ports.first..=section.ports.last,
        inactivity_ms: section.inactivity_s.saturating_mul(1_000),
        ..media::engine::EngineConfig::new(SystemTime::now)
    }
}

fn manners(config: &Config) -> front::Manners {
    let limits = &config.limits;
    front::Manners {
        room: front::Room {
            connections: limits.http_connections,
            connections_per_address: limits.http_connections_per_address,
        },
        head_time: Duration::from_secs(limits.http_head_s),
    }
}

fn pool(config: &Config) -> NumberPool {
    NumberPool::new(config.numbers.iter().map(config::PoolNumber::for_api).collect())
}

/// How this process reaches its own HTTP listener.
pub(crate) fn own_address(http: SocketAddr) -> SocketAddr {
    if http.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), http.port())
    } else {
        http
    }
}

impl Running {
    /// Runs until a signal comes or a part fails, then drains: no new calls, live ones may end by
    /// themselves for `drain`, then they are ended.
    pub(crate) async fn until_stopped(mut self, drain: Duration) -> anyhow::Result<()> {
        let outcome = tokio::select! {
            () = self.stop.next() => Ok(()),
            Some(ended) = self.tasks.join_next() => match ended {
                Ok(Ok(())) => Err(anyhow::anyhow!("a part of the program ended before its time")),
                Ok(Err(error)) => Err(error),
                Err(panicked) => Err(panicked.into()),
            },
        };
        let switchboard = &self.platform.switchboard;
        tracing::info!(live = switchboard.live(), "stopping");
        switchboard.close();
        if outcome.is_ok() && !has_emptied(switchboard, drain, &mut self.stop).await {
            tracing::warn!(live = switchboard.live(), "calls are ended by the stop");
        }
        switchboard.stop_all();
        let _ = tokio::time::timeout(Duration::from_secs(5), switchboard.empty()).await;
        self.platform.unfinished.settled(Duration::from_secs(5)).await;
        self.endpoint.shutdown().await;
        self.front.close().await;
        self.tasks.shutdown().await;
        outcome
    }
}

/// Waits until no call is live, at most `drain`, and not after a second signal.
async fn has_emptied(switchboard: &Switchboard, drain: Duration, stop: &mut StopSignals) -> bool {
    tokio::select! {
        () = switchboard.empty() => true,
        () = tokio::time::sleep(drain) => false,
        () = stop.next() => false,
    }
}

/// SIGTERM and Ctrl-C.
struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, bail};
use media::engine::{
    Codec, Engine, EngineConfig, Heard, PlaybackId, Remote, RtpStream, StreamEvent,
};
use media::sound::Sound;
use sip::digest::Credentials;
use sip::{Endpoint, EndpointConfig, OutgoingCall, OutgoingInvite, Signal, sdp};
use tokio::sync::mpsc;

use super::script::Step;
use super::story::{Happening, Story};

/// A call to be made.
#[derive(Debug)]
pub(crate) struct Dialled {
    /// `sip:user@host:port`.
    pub(crate) to: String,
    /// Where its host is.
    pub(crate) server: SocketAddr,
    /// The caller's user part.
    pub(crate) from: String,
    /// For when the far end challenges.
    pub(crate) credentials: Option<Credentials>,
    /// What to do after the answer.
    pub(crate) steps: Vec<Step>,
    /// Gives up after this long.
    pub(crate) limit: Duration,
}

/// How the call went: whether it was answered, and what was heard (8 kHz, linear).
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) was_answered: bool,
    pub(crate) heard: Vec<i16>,
}

struct Phone<'a> {
    stream: RtpStream,
    events: mpsc::UnboundedReceiver<StreamEvent>,
    ear: mpsc::Receiver<Heard>,
    local: sdp::Local,
    line: OutgoingCall,
    story: &'a Story,
    heard: Vec<i16>,
}

/// Makes the call and follows the script to its end.
pub(crate) async fn call(dialled: Dialled, story: &Story) -> anyhow::Result<Outcome> {
    let ip = facing(dialled.server)?;
    let mut config = EndpointConfig::new(SocketAddr::new(ip, 0));
    config.user_agent = concat!("ringback-call/", env!("CARGO_PKG_VERSION")).to_owned();
    let (endpoint, _incoming) = Endpoint::bind(config).await?;
    let engine = Engine::start(EngineConfig {
        threads: 1,
        bind_ip: ip,
        realtime: false,
        inactivity_ms: 0,
        ..EngineConfig::new(SystemTime::now)
    })?;
    let (sink, events) = mpsc::unbounded_channel();
    let stream = engine.open(sink)?;
    let (tap, ear) = mpsc::channel(512);
    stream.record_to(tap);
    let local = sdp::Local::new(stream.local_addr(), rand::random::<u32>().into());
    let line = endpoint
        .call(OutgoingInvite {
            to: dialled.to.clone(),
            from: format!("sip:{}@{ip}", dialled.from),
            from_display: None,
            offer: sdp::offer(&local),
            headers: Vec::new(),
            credentials: dialled.credentials,
        })
        .await?;
    story.tell(&Happening::Calling { to: dialled.to, call_id: line.call_id.clone() });
    let mut phone = Phone { stream, events, ear, local, line, story, heard: Vec::new() };
    let conversation = phone.converse(&dialled.steps);
    let was_answered = match tokio::time::timeout(dialled.limit, conversation).await {
        Ok(result) => result?,
        Err(_) => bail!("the call took longer than {} s", dialled.limit.as_secs()),
    };
    let heard = std::mem::take(&mut phone.heard);
    drop(phone);
    endpoint.shutdown().await;
    Ok(Outcome { was_answered, heard })
}

/// Our address towards the server.
fn facing(server: SocketAddr) -> anyhow::Result<IpAddr> {
    let any = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any)?;
    // Sends nothing; it only asks the system for a route.
    socket.connect(server).with_context(|| format!("no route to {server}"))?;
    Ok(socket.local_addr()?.ip())
}

impl Phone<'_> {
    /// Waits for the answer, then follows the steps; whether it was answered.
    async fn converse(&mut self, steps: &[Step]) -> anyhow::Result<bool> {
        if !self.answered().await? {
            return Ok(false);
        }
        for (number, step) in steps.iter().enumerate() {
            self.story.tell(&Happening::Step { step: told(step) });
            let goes_on = match step {
                Step::Wait(time) => self.listen_for(*time).await?,
                Step::Digits(digits) => {
                    let id = PlaybackId(number as u32 + 1);
                    self.stream.play_digits(id, digits)?;
                    self.listen_until_played(id).await?
                }
                Step::Say(file) => {
                    let wav = media::wav::read(&std::fs::read(file)?)?;
                    if wav.sample_rate_hz != 8_000 {
                        bail!("{} has {} Hz, not 8000", file.display(), wav.sample_rate_hz);
                    }
                    let id = PlaybackId(number as u32 + 1);
                    self.stream.play(id, Sound::from_samples(&wav.samples));
                    self.listen_until_played(id).await?
                }
                Step::HangUp => {
                    self.hang_up().await;
                    false
                }
            };
            if !goes_on {
                return Ok(true);
            }
        }
        while self.listen_for(Duration::from_secs(60)).await? {}
        Ok(true)
    }

    async fn answered(&mut self) -> anyhow::Result<bool> {
        loop {
            match self.line.signals.recv().await {
                Some(Signal::Progress { status, .. }) => {
                    self.story.tell(&Happening::Progress { status });
                }
                Some(Signal::Answered { sdp: answer }) => {
                    let agreed = sdp::accept_answer(&self.local, &answer)?;
                    self.connect(&agreed);
                    let codec = agreed.codec.encoding_name();
                    self.story.tell(&Happening::Answered { codec });
                    return Ok(true);
                }
                Some(Signal::Failed { status, reason }) => {
                    self.story.tell(&Happening::Failed { status, reason });
                    return Ok(false);
                }
                Some(Signal::TransportFailed) | None => bail!("the far end cannot be reached"),
                Some(_) => {}
            }
        }
    }

    fn connect(&self, agreed: &sdp::Agreed) {
        self.stream.connect(Remote {
            addr: agreed.remote,
            codec: match agreed.codec {
                sdp::Codec::Pcmu => Codec::Pcmu,
                sdp::Codec::Pcma => Codec::Pcma,
            },
            payload_type: agreed.payload_type,
            telephone_event: agreed.telephone_event,
            ptime_ms: agreed.ptime_ms,
            send: agreed.direction.sends(),
            receive: agreed.direction.receives(),
        });
    }

    /// Listens for `time`; whether the call still stands.
    async fn listen_for(&mut self, time: Duration) -> anyhow::Result<bool> {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(true);
            }
            match tokio::time::timeout(left, self.happening()).await {
                Err(_) => return Ok(true),
                Ok(Heeded::Over) => return Ok(false),
                Ok(Heeded::Played(_) | Heeded::Nothing) => {}
            }
        }
    }

    async fn listen_until_played(&mut self, id: PlaybackId) -> anyhow::Result<bool> {
        loop {
            match self.happening().await {
                Heeded::Over => return Ok(false),
                Heeded::Played(played) if played == id => return Ok(true),
                Heeded::Played(_) | Heeded::Nothing => {}
            }
        }
    }

    /// Takes the next thing that happens.
    async fn happening(&mut self) -> Heeded {
        tokio::select! {
            Some(heard) = self.ear.recv() => {
                self.heard.extend_from_slice(&heard.samples);
                Heeded::Nothing
            }
            Some(event) = self.events.recv() => self.on_stream(event),
            signal = self.line.signals.recv() => self.on_line(signal),
        }
    }

    fn on_stream(&mut self, event: StreamEvent) -> Heeded {
        match event {
            StreamEvent::PlaybackEnded { id, .. } => Heeded::Played(id),
            StreamEvent::Digit { digit, .. } => {
                self.story.tell(&Happening::Digit { digit });
                Heeded::Nothing
            }
            StreamEvent::FirstPacket => {
                self.story.tell(&Happening::FirstPacket);
                Heeded::Nothing
            }
            StreamEvent::Silent { .. } => Heeded::Nothing,
        }
    }

    fn on_line(&mut self, signal: Option<Signal>) -> Heeded {
        let how = match signal {
            Some(Signal::Bye { reason: Some(reason) }) => format!("they hung up ({reason})"),
            Some(Signal::Bye { reason: None }) => "they hung up".to_owned(),
            None | Some(Signal::TransportFailed) => "the connection broke".to_owned(),
            Some(Signal::SessionExpired) => "the session expired".to_owned(),
            Some(Signal::Offer { sdp }) => {
                self.reoffered(sdp.as_deref());
                return Heeded::Nothing;
            }
            Some(_) => return Heeded::Nothing,
        };
        self.story.tell(&Happening::Ended { how });
        Heeded::Over
    }

    fn reoffered(&mut self, offer: Option<&[u8]>) {
        self.local = self.local.clone().next_version();
        let Some(offer) = offer else {
            self.line.call.answer_offer(sdp::offer(&self.local));
            return;
        };
        let agreed = sdp::Offer::parse(offer).and_then(|offer| sdp::answer(&offer, &self.local));
        match agreed {
            Ok(agreed) => {
                self.connect(&agreed);
                self.line.call.answer_offer(agreed.answer);
            }
            Err(error) => self.line.call.refuse_offer(error.status()),
        }
    }

    async fn hang_up(&mut self) {
        self.line.call.hang_up(None);
        self.story.tell(&Happening::Ended { how: "we hung up".to_owned() });
        // The stream of signals ends when the BYE was answered, or given up.
        while self.line.signals.recv().await.is_some() {}
    }
}

/// What came of a happening.
enum Heeded {
    Nothing,
    Played(PlaybackId),
    Over,
}

fn told(step: &Step) -> String {
    match step {
        Step::Wait(time) => format!("listen for {} s", time.as_secs_f64()),
        Step::Digits(digits) => format!("press {digits}"),
        Step::Say(file) => format!("say {}", file.display()),
        Step::HangUp => "hang up".to_owned(),
    }
}

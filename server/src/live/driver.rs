//! The task that drives one call.

use std::sync::Arc;

use domain::call::exchange::Exchange;
use domain::call::{CallReceived, DigitTransport, HangUp};
use domain::sid::{AccountSid, CallSid};
use media::engine::StreamEvent;
use media::fault::MediaFault;
use media::sound::Sound;
use router::Input;
use sip::Signal;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::alarms::Alarms;
use super::law::Steered;
use super::line::Line;
use super::playing::Playing;
use super::switchboard::{Notice, Seat};
use crate::clock;
use crate::platform::Platform;

/// Who asks the tenant's application: the call and its two ends.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub(super) account: AccountSid,
    pub(super) call: CallSid,
    pub(super) from: String,
    pub(super) to: String,
}

/// A sound that was asked for, by the number of its playback.
pub(super) type SoundReady = (u32, Result<Arc<Sound>, MediaFault>);

/// Everything that one live call needs.
pub(super) struct Driver {
    pub(super) platform: Arc<Platform>,
    pub(super) asker: Asker,
    pub(super) steered: Steered,
    pub(super) line: Line,
    pub(super) alarms: Alarms,
    pub(super) playing: Option<Playing>,
    pub(super) fetches: JoinSet<Exchange>,
    pub(super) sounds: JoinSet<SoundReady>,
    /// Sounds being made ready for later; dropped with the call.
    pub(super) warming: JoinSet<()>,
    pub(super) ears: Ears,
    pub(super) _seat: Seat,
}

/// What a call listens to.
pub(super) struct Ears {
    pub(super) signals: mpsc::Receiver<Signal>,
    pub(super) heard: mpsc::UnboundedReceiver<StreamEvent>,
    pub(super) notices: mpsc::UnboundedReceiver<Notice>,
}

/// Why a call was given up.
enum GivenUp {
    /// The server stops.
    Stopped,
    /// Its facts cannot be recorded.
    Unrecordable,
}

impl Driver {
    /// Drives the call to its end.
    pub(super) async fn drive(mut self, received: CallReceived) {
        if let Err(given_up) = self.drive_to_end(received).await {
            if matches!(given_up, GivenUp::Unrecordable) {
                // Without effect after an answer.
                self.line.refuse(503, "Service Unavailable");
            }
            self.line.hang_up();
            self.platform.unfinished.leave(self.asker.account, self.asker.call);
        }
        self.fetches.abort_all();
        self.sounds.abort_all();
    }

    async fn drive_to_end(&mut self, received: CallReceived) -> Result<(), GivenUp> {
        self.take(Input::Invited(Box::new(received))).await?;
        while !self.steered.is_ended() {
            if let Some(input) = self.next().await? {
                self.take(input).await?;
            }
        }
        Ok(())
    }

    /// Gives the flow an input, records what it says, then does it.
    async fn take(&mut self, input: Input) -> Result<(), GivenUp> {
        let (writer, line) = (&self.platform.writer, &self.line);
        let taken = self.steered.take(writer, clock::now(), input, || line.measured()).await;
        let outputs = taken.map_err(|error| {
            tracing::error!(call = %self.asker.call, %error, "the call cannot be recorded");
            GivenUp::Unrecordable
        })?;
        for output in outputs {
            self.perform(output);
        }
        Ok(())
    }

    /// Waits for the next thing that happens; nothing when it does not concern the flow.
    async fn next(&mut self) -> Result<Option<Input>, GivenUp> {
        let input = tokio::select! {
            signal = self.ears.signals.recv() => self.signalled(signal),
            Some(event) = self.ears.heard.recv() => self.heard(event),
            // An aborted task is an error here, and must not end the wait for the others.
            Some(fetched) = self.fetches.join_next() => {
                fetched.ok().map(|exchange| Input::ExchangeEnded(Box::new(exchange)))
            }
            Some(made) = self.sounds.join_next() => {
                made.ok().and_then(|ready| self.sound_ready(ready))
            }
            alarm = self.alarms.ring() => Some(Input::AlarmRang { alarm }),
            Some(notice) = self.ears.notices.recv() => match notice {
                Notice::Update { version, update } => {
                    self.read_on().await?;
                    Some(Input::UpdateRequested { version, update })
                }
                Notice::Stop => return Err(GivenUp::Stopped),
            },
        };
        Ok(input)
    }

    async fn read_on(&mut self) -> Result<(), GivenUp> {
        self.steered.read_on(&self.platform.writer).await.map_err(|error| {
            tracing::error!(call = %self.asker.call, %error, "the call cannot be read");
            GivenUp::Unrecordable
        })
    }

    fn signalled(&mut self, signal: Option<Signal>) -> Option<Input> {
        let hung_up = |how, reason| Some(Input::HungUp { how, reason });
        match signal {
            None | Some(Signal::TransportFailed | Signal::Failed { .. }) => {
                hung_up(HangUp::TransportFailed, None)
            }
            Some(Signal::Cancelled) => hung_up(HangUp::Cancel, None),
            Some(Signal::NotAcked) => hung_up(HangUp::NoAck, None),
            Some(Signal::Bye { reason }) => hung_up(HangUp::Bye, reason),
            Some(Signal::SessionExpired) => hung_up(HangUp::SessionExpired, None),
            Some(Signal::Digit { digit, duration_ms }) => {
                Some(Input::Digit { digit, duration_ms, by: DigitTransport::Info })
            }
            Some(Signal::Offer { sdp }) => self.line.offered(sdp),
            Some(Signal::Acked { sdp }) => self.line.acked(sdp),
            Some(
                Signal::OfferAnswered { .. }
                | Signal::OfferRefused { .. }
                | Signal::Progress { .. }
                | Signal::Answered { .. },
            ) => None,
        }
    }

    fn heard(&mut self, event: StreamEvent) -> Option<Input> {
        match event {
            StreamEvent::FirstPacket => None,
            StreamEvent::Digit { digit, duration_ms } => {
                Some(Input::Digit { digit, duration_ms, by: DigitTransport::TelephoneEvent })
            }
            StreamEvent::PlaybackEnded { id, played_ms, outcome } => {
                self.playback_sent(id, played_ms, outcome)
            }
            StreamEvent::Silent { ms } => Some(Input::MediaTimedOut { silent_ms: u64::from(ms) }),
        }
    }
}

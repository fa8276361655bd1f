//! One call: the driver's law, and a caller who sees what is done.

use commands::Writer;
use commands::calls::CallError;
use domain::call::exchange::Fault;
use domain::call::{CallUpdate, DigitTransport, HangUp, PlaybackOutcome};
use domain::timestamp::Timestamp;
use domain::uri::FaultClass;
use rand::Rng as _;
use rand::rngs::StdRng;
use router::{FetchRequest, Input, Output};

use super::super::law::Steered;
use super::tenant;

/// A call with what it has asked for and what was done for it.
pub(super) struct Simulated {
    pub(super) steered: Steered,
    /// What REST asked for and the driver was told of: stream version and update.
    pub(super) notices: Vec<(u64, CallUpdate)>,
    /// Everything that was done, in order: what caller and tenant have seen.
    pub(super) done: Vec<Output>,
    fetches: Vec<FetchRequest>,
    playback: Option<u32>,
    alarms: Vec<(Timestamp, u32)>,
}

impl Simulated {
    pub(super) const fn new(steered: Steered) -> Self {
        Self {
            steered,
            notices: Vec::new(),
            done: Vec::new(),
            fetches: Vec::new(),
            playback: None,
            alarms: Vec::new(),
        }
    }

    pub(super) async fn take(
        &mut self,
        writer: &Writer,
        now: Timestamp,
        input: Input,
    ) -> Result<(), CallError> {
        let outputs = self.steered.take(writer, now, input, || None).await?;
        for output in outputs {
            self.perform(&output);
            self.done.push(output);
        }
        Ok(())
    }

    fn perform(&mut self, output: &Output) {
        match output {
            Output::Fetch(fetch) => self.fetches.push((**fetch).clone()),
            Output::Play(play) => self.playback = Some(play.playback),
            Output::StopPlayback { .. } => self.playback = None,
            Output::SetAlarm { alarm, at } => self.alarms.push((*at, *alarm)),
            Output::ClearAlarm { alarm } => self.alarms.retain(|(_, set)| set != alarm),
            Output::Record(_)
            | Output::Ring
            | Output::Answer
            | Output::Reject { .. }
            | Output::HangUp { .. }
            | Output::Warm(_)
            | Output::Ended => {}
        }
    }

    pub(super) fn saw(&self, wanted: fn(&Output) -> bool) -> bool {
        self.done.iter().any(wanted)
    }

    pub(super) fn hang_up(&self) -> Input {
        let is_answered = self.saw(|it| matches!(it, Output::Answer));
        let how = if is_answered { HangUp::Bye } else { HangUp::Cancel };
        Input::HungUp { how, reason: None }
    }

    /// Something that can happen to it now; the clock goes on to the alarm that rings.
    pub(super) fn happening(&mut self, now: &mut Timestamp, random: &mut StdRng) -> Option<Input> {
        Some(match random.random_range(0..20) {
            0..8 => {
                let which = self.fetches.len().checked_sub(1)?;
                let fetch = self.fetches.remove(random.random_range(0..=which));
                Input::ExchangeEnded(Box::new(tenant::reply(&fetch, random)))
            }
            8..12 => Input::PlaybackEnded {
                playback: self.playback.take()?,
                outcome: outcome(random),
                played_ms: random.random_range(0..3_000),
            },
            12..15 => Input::Digit {
                digit: char::from(b'0' + random.random_range(0..10_u8)),
                duration_ms: 80,
                by: DigitTransport::TelephoneEvent,
            },
            15..18 => {
                let (at, alarm) = self.alarms.iter().min().copied()?;
                self.alarms.retain(|(_, set)| *set != alarm);
                *now = at.max(*now);
                Input::AlarmRang { alarm }
            }
            18 => Input::MediaTimedOut { silent_ms: 60_000 },
            _ => self.hang_up(),
        })
    }
}

fn outcome(random: &mut StdRng) -> PlaybackOutcome {
    if random.random_bool(0.8) {
        return PlaybackOutcome::Finished;
    }
    let message = "no such sound".to_owned();
    PlaybackOutcome::Failed(Fault { code: 11_200, class: FaultClass::Error, message, url: None })
}

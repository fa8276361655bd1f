//! Doing what a flow asks, once its facts are on disk.

use api::webhooks::UnsignedRequest;
use domain::call::PlaybackOutcome;
use domain::call::exchange::Fault;
use domain::uri::FaultClass;
use media::address::{Source as MediaSource, Speech as MediaSpeech, Spoken};
use media::engine::{PlaybackId, PlaybackOutcome as Sent};
use media::fault::{MediaFault, code};
use router::{FetchRequest, Input, Output, Playback, Source};

use super::driver::{Asker, Driver, SoundReady};
use super::playing::{Next, Playing};

impl Driver {
    pub(super) fn perform(&mut self, output: Output) {
        match output {
            // Recorded already.
            Output::Record(_) => {}
            Output::Ring => self.line.ring(),
            Output::Answer => self.line.answer(),
            Output::Reject { status, reason } => self.line.refuse(status, reason),
            Output::HangUp { reason: _ } | Output::Ended => self.line.hang_up(),
            Output::Play(playback) => self.play(playback),
            Output::StopPlayback { playback } => self.stop(playback),
            Output::Fetch(fetch) => {
                let (exchanges, request) = (self.platform.exchanges.clone(), self.request(*fetch));
                self.fetches.spawn(async move { exchanges.run(request).await });
            }
            Output::SetAlarm { alarm, at } => self.alarms.set(alarm, at),
            Output::ClearAlarm { alarm } => self.alarms.clear(alarm),
        }
    }

    fn request(&self, fetch: FetchRequest) -> UnsignedRequest {
        let Asker { account, call, from, to } = self.asker.clone();
        UnsignedRequest {
            account,
            about: call.to_string(),
            endpoints: (from, to),
            number: fetch.number,
            purpose: fetch.purpose,
            rank: fetch.rank,
            uri: fetch.uri,
            parameters: fetch.parameters,
        }
    }

    fn play(&mut self, Playback { playback, source, times }: Playback) {
        let playing = Playing::new(playback, times);
        let source = match source {
            Source::Digits(digits) => {
                if self.line.stream().play_digits(playing.id(), &digits).is_err() {
                    // The document reader lets no other characters through; an empty row still ends.
                    let _ = self.line.stream().play_digits(playing.id(), "");
                }
                self.playing = Some(playing);
                return;
            }
            Source::Url(url) => MediaSource::Play(url),
            Source::Say(speech) => MediaSource::Say(MediaSpeech {
                spoken: if speech.is_ssml {
                    Spoken::Ssml(speech.text)
                } else {
                    Spoken::Text(speech.text)
                },
                voice: speech.voice,
                language: speech.language,
            }),
        };
        self.playing = Some(playing);
        let client = self.platform.sounds.clone();
        let account = self.asker.account.to_string();
        self.sounds.spawn(async move {
            let sound = match media::address::Partition::new(&account) {
                Ok(partition) => client.sound(&partition, &source).await,
                Err(error) => Err(MediaFault::new(code::INTERNAL, error.to_string())),
            };
            (playback, sound)
        });
    }

    fn stop(&mut self, playback: u32) {
        if self.playing.as_ref().is_some_and(|playing| playing.playback == playback) {
            self.playing = None;
            self.sounds.abort_all();
            self.line.stream().stop(PlaybackId(playback));
        }
    }

    /// The media layer has the sound, or says why not.
    pub(super) fn sound_ready(&mut self, (playback, sound): SoundReady) -> Option<Input> {
        let playing = self.playing.as_mut().filter(|playing| playing.playback == playback)?;
        match sound {
            Ok(sound) => {
                playing.begins(sound.clone());
                let id = playing.id();
                self.line.stream().play(id, sound);
                None
            }
            Err(fault) => {
                self.playing = None;
                let outcome = PlaybackOutcome::Failed(in_domain(fault));
                Some(Input::PlaybackEnded { playback, outcome, played_ms: 0 })
            }
        }
    }

    /// The stream has sent a playback once.
    pub(super) fn playback_sent(
        &mut self,
        id: PlaybackId,
        played_ms: u64,
        outcome: Sent,
    ) -> Option<Input> {
        let playing = self.playing.as_mut().filter(|playing| playing.id() == id)?;
        match playing.sent(played_ms, outcome) {
            Next::Again(sound) => {
                self.line.stream().play(id, sound);
                None
            }
            Next::Over { played_ms, failed } => {
                let playback = playing.playback;
                self.playing = None;
                let outcome = if failed {
                    PlaybackOutcome::Failed(Fault {
                        code: code::HTTP_RETRIEVAL,
                        class: FaultClass::Error,
                        message: "The sound broke off before its end".to_owned(),
                        url: None,
                    })
                } else {
                    PlaybackOutcome::Finished
                };
                Some(Input::PlaybackEnded { playback, outcome, played_ms })
            }
        }
    }
}

/// A media fault in the domain's words.
fn in_domain(fault: MediaFault) -> Fault {
    Fault { code: fault.code, class: FaultClass::Error, message: fault.message, url: fault.url }
}

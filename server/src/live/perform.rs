//! Doing what a flow asks, once its facts are on disk.

use std::sync::Arc;

use api::webhooks::UnsignedRequest;
use domain::call::PlaybackOutcome;
use domain::call::exchange::Fault;
use domain::uri::FaultClass;
use media::address::{Partition, Source as MediaSource, Speech as MediaSpeech, Spoken};
use media::client::Client;
use media::engine::{PlaybackId, PlaybackOutcome as Sent};
use media::fault::{MediaFault, code};
use media::sound::Sound;
use router::{FetchRequest, Input, Output, Playback, Source};
use tokio::task::JoinSet;

use super::driver::{Asker, Driver, SoundReady};
use super::playing::{Next, Playing};
use crate::told::of_media;

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
            Output::Warm(sounds) => self.warm(sounds),
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
        let source = match from_layer(source) {
            Ok(source) => source,
            Err(digits) => {
                if self.line.stream().play_digits(playing.id(), &digits).is_err() {
                    // The document reader lets no other characters through; an empty row still ends.
                    let _ = self.line.stream().play_digits(playing.id(), "");
                }
                self.playing = Some(playing);
                return;
            }
        };
        self.playing = Some(playing);
        let client = self.platform.sounds.clone();
        let account = self.asker.account.to_string();
        self.sounds.spawn(async move { (playback, sound(&client, &account, &source).await) });
    }

    /// Has sounds made ready, one after the other, for as long as the call lasts and no other document is followed.
    fn warm(&mut self, sounds: Vec<Source>) {
        let client = self.platform.sounds.clone();
        let account = self.asker.account.to_string();
        self.warming = JoinSet::new();
        self.warming.spawn(async move {
            for source in sounds.into_iter().filter_map(|source| from_layer(source).ok()) {
                if let Err(fault) = sound(&client, &account, &source).await {
                    // Whoever plays it hears of it.
                    tracing::debug!(code = fault.code, "a sound could not be made ready");
                }
            }
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
                let outcome = PlaybackOutcome::Failed(of_media(fault));
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

/// What the media layer is asked for; or the keys, which it is not asked for.
fn from_layer(source: Source) -> Result<MediaSource, String> {
    match source {
        Source::Digits(digits) => Err(digits),
        Source::Url(url) => Ok(MediaSource::Play(url)),
        Source::Say(speech) => Ok(MediaSource::Say(MediaSpeech {
            spoken: if speech.is_ssml {
                Spoken::Ssml(speech.text)
            } else {
                Spoken::Text(speech.text)
            },
            voice: speech.voice,
            language: speech.language,
        })),
    }
}

async fn sound(
    client: &Client,
    account: &str,
    source: &MediaSource,
) -> Result<Arc<Sound>, MediaFault> {
    let partition = Partition::new(account)
        .map_err(|error| MediaFault::new(code::INTERNAL, error.to_string()))?;
    client.sound(&partition, source).await
}

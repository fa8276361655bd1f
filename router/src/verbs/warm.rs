//! Sounds that will be wanted soon.

use std::slice;

use super::sound::{Hitch, Sound};
use super::{play, say};
use crate::flow::turn::Turn;
use crate::flow::{Doing, Flow};
use crate::twiml::Verb;
use crate::twiml::verbs::GatherPrompt;
use crate::{Output, Source};

/// The most sounds that one document has made ready.
const MOST_SOUNDS: usize = 8;

impl Flow {
    /// Names the sounds that the document at hand surely comes to, the one that begins now left out, so that they are
    /// there when their verbs begin. What stands behind a verb that hands the call over may never be heard.
    pub(crate) fn warm(&self, turn: &mut Turn<'_>) {
        let Doing::Following(following) = &self.doing else { return };
        let begun = turn.out.iter().rev().find_map(|output| {
            if let Output::Play(playback) = output { Some(&playback.source) } else { None }
        });
        let mut sounds: Vec<Source> = Vec::new();
        for sound in surely_heard(following.verbs.get(following.at..).unwrap_or_default()) {
            let Ok(Some(source)) = self.made_by_the_layer(sound) else { continue };
            if begun != Some(&source) && !sounds.contains(&source) {
                sounds.push(source);
            }
            if sounds.len() == MOST_SOUNDS {
                break;
            }
        }
        if !sounds.is_empty() {
            turn.act(Output::Warm(sounds));
        }
    }

    fn made_by_the_layer(&self, sound: Sound<'_>) -> Result<Option<Source>, Hitch> {
        let source = match sound {
            Sound::Say(say) => say::source(say)?,
            Sound::Play(play) => play::source(play, self.resolve(&play.url))?,
            Sound::Pause(_) => return Ok(None),
        };
        Ok(match source {
            Source::Say(_) | Source::Url(_) => Some(source),
            Source::Digits(_) => None,
        })
    }
}

/// The sounds of `verbs` up to the first verb that may hand the call over, its prompts included.
fn surely_heard(verbs: &[Verb]) -> impl Iterator<Item = Sound<'_>> {
    let end = verbs.iter().position(may_hand_over).map_or(verbs.len(), |last| last + 1);
    verbs[..end].iter().flat_map(|verb| {
        let (own, prompts): (Option<Sound<'_>>, slice::Iter<'_, GatherPrompt>) = match verb {
            Verb::Say(say) => (Some(Sound::Say(say)), [].iter()),
            Verb::Play(play) => (Some(Sound::Play(play)), [].iter()),
            Verb::Gather(gather) => (None, gather.children.iter()),
            Verb::Connect(_)
            | Verb::Dial(_)
            | Verb::Echo(_)
            | Verb::Enqueue(_)
            | Verb::Hangup(_)
            | Verb::Leave(_)
            | Verb::Pause(_)
            | Verb::Pay(_)
            | Verb::Prompt(_)
            | Verb::Queue(_)
            | Verb::Record(_)
            | Verb::Redirect(_)
            | Verb::Refer(_)
            | Verb::Reject(_)
            | Verb::Sms(_)
            | Verb::Start(_)
            | Verb::Stop(_) => (None, [].iter()),
        };
        own.into_iter().chain(prompts.map(Sound::from))
    })
}

const fn may_hand_over(verb: &Verb) -> bool {
    match verb {
        Verb::Pause(_)
        | Verb::Play(_)
        | Verb::Say(_)
        | Verb::Sms(_)
        | Verb::Start(_)
        | Verb::Stop(_) => false,
        Verb::Connect(_)
        | Verb::Dial(_)
        | Verb::Echo(_)
        | Verb::Enqueue(_)
        | Verb::Gather(_)
        | Verb::Hangup(_)
        | Verb::Leave(_)
        | Verb::Pay(_)
        | Verb::Prompt(_)
        | Verb::Queue(_)
        | Verb::Record(_)
        | Verb::Redirect(_)
        | Verb::Refer(_)
        | Verb::Reject(_) => true,
    }
}

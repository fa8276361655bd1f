//! `<Gather>`: collects keys.

use domain::uri::HttpMethod;

use super::super::attribute::{Keys, LanguageTag, List, Positive, Timeout, choice};
use super::super::element::{element, element_children};
use super::{Pause, Play, Say};

choice! {
    /// What is listened to.
    GatherInput { Dtmf = "dtmf", Speech = "speech" }
}

element_children! {
    /// What the caller hears while keys are awaited.
    GatherPrompt { Pause(Pause), Play(Play), Say(Say) }
}

element! {
    /// Plays prompts and collects what the caller presses.
    Gather "Gather" {
        action: String = "action",
        action_on_empty_result: bool = "actionOnEmptyResult" @ 13338,
        barge_in: bool = "bargeIn" @ 13332,
        debug: bool = "debug",
        enhanced: bool = "enhanced",
        finish_on_key: Keys = "finishOnKey" @ 13310,
        hints: String = "hints" @ 13330,
        input: List<GatherInput> = "input" @ 13326,
        language: LanguageTag = "language" @ 13331,
        max_speech_time: Positive = "maxSpeechTime" @ 13328,
        method: HttpMethod = "method" @ 13312,
        num_digits: Positive = "numDigits" @ 13314,
        partial_result_callback: String = "partialResultCallback",
        partial_result_callback_method: HttpMethod = "partialResultCallbackMethod" @ 13329,
        profanity_filter: bool = "profanityFilter" @ 13333,
        speech_model: String = "speechModel" @ 13334,
        speech_timeout: Timeout = "speechTimeout" @ 13327,
        timeout: Timeout = "timeout" @ 13313,
    } children GatherPrompt @ 13320
}

//! `<ConversationRelay>`: a conversation with a WebSocket that speaks text.

use super::super::element::{element, element_children};
use super::parameter::Parameter;

element! {
    /// A language with its engines.
    Language "Language" {
        code: String = "code",
        speech_model: String = "speechModel",
        transcription_provider: String = "transcriptionProvider",
        tts_provider: String = "ttsProvider",
        voice: String = "voice",
    }
}

element_children! {
    /// What stands inside `<ConversationRelay>`.
    RelayChild { Language(Language), Parameter(Parameter) }
}

element! {
    /// A conversation with a WebSocket that speaks text.
    ConversationRelay "ConversationRelay" {
        background_noise_reduction: String = "backgroundnoisereduction",
        debug: String = "debug",
        deepgram_smart_format: String = "deepgramsmartformat",
        dtmf_detection: bool = "dtmfDetection",
        elevenlabs_text_normalization: String = "elevenlabsTextNormalization",
        events: String = "events",
        hints: String = "hints",
        ignore_backchannel: String = "ignorebackchannel",
        intelligence_service: String = "intelligenceService",
        interrupt_sensitivity: String = "interruptSensitivity",
        interruptible: String = "interruptible",
        language: String = "language",
        partial_prompts: bool = "partialPrompts",
        preemptible: bool = "preemptible",
        profanity_filter: bool = "profanityFilter",
        report_input_during_agent_speech: String = "reportInputDuringAgentSpeech",
        speech_model: String = "speechModel",
        speech_timeout: String = "speechtimeout",
        transcription_language: String = "transcriptionLanguage",
        transcription_provider: String = "transcriptionProvider",
        tts_language: String = "ttsLanguage",
        tts_provider: String = "ttsProvider",
        url: String = "url",
        voice: String = "voice",
        welcome_greeting: String = "welcomeGreeting",
        welcome_greeting_interruptible: String = "welcomeGreetingInterruptible",
    } children RelayChild @ 12200
}

element! {
    /// A conversation relay that is configured elsewhere.
    ConversationRelaySession "ConversationRelaySession" {
        connector: String = "connector",
        session_configuration: String = "sessionConfiguration",
    }
}

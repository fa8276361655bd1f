//! `<Start>` and `<Stop>`: things that run beside the call.

use domain::uri::HttpMethod;

use super::super::attribute::{LanguageTag, List};
use super::super::element::{element, element_children};
use super::parameter::{Config, Parameter};
use super::recording::{Channels, RecordingEvent, RecordingTrack, StreamTrack, Trim};

element_children! {
    /// What stands inside `<Stream>` and `<Siprec>`.
    StreamChild { Parameter(Parameter) }
}

element! {
    /// Sound of the call, sent to a WebSocket.
    Stream "Stream" {
        audio_format: String = "audioFormat",
        connector_name: String = "connectorName",
        name: String = "name",
        sample_rate: String = "sampleRate",
        status_callback: String = "statusCallback",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        track: StreamTrack = "track",
        url: String = "url",
    } children StreamChild @ 12200
}

element! {
    /// Sound of the call, sent to a recorder by SIPREC.
    Siprec "Siprec" {
        connector_name: String = "connectorName",
        name: String = "name",
        status_callback: String = "statusCallback",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        track: StreamTrack = "track",
    } children StreamChild @ 12200
}

element! {
    /// A recording of the call.
    Recording "Recording" {
        channels: Channels = "channels",
        recording_configuration_id: String = "recordingConfigurationId",
        recording_status_callback: String = "recordingStatusCallback" @ 13256,
        recording_status_callback_event: List<RecordingEvent> = "recordingStatusCallbackEvent" @ 13621,
        recording_status_callback_method: HttpMethod = "recordingStatusCallbackMethod",
        track: RecordingTrack = "track" @ 13622,
        trim: Trim = "trim" @ 13699,
    }
}

element_children! {
    /// What stands inside `<Transcription>`.
    TranscriptionChild { Config(Config), Parameter(Parameter) }
}

element! {
    /// What is said in the call, as text.
    Transcription "Transcription" {
        enable_automatic_punctuation: bool = "enableAutomaticPunctuation",
        hints: String = "hints",
        inbound_track_label: String = "inboundTrackLabel",
        intelligence_service: String = "intelligenceService",
        language_code: LanguageTag = "languageCode",
        name: String = "name",
        outbound_track_label: String = "outboundTrackLabel",
        partial_results: bool = "partialResults",
        profanity_filter: bool = "profanityFilter",
        speech_model: String = "speechModel",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        status_callback_url: String = "statusCallbackUrl",
        track: StreamTrack = "track",
        transcription_engine: String = "transcriptionEngine",
    } children TranscriptionChild @ 12200
}

element_children! {
    /// What can run beside a call.
    Beside {
        Recording(Recording), Siprec(Siprec), Stream(Stream), Transcription(Transcription),
    }
}

element! {
    /// Starts something beside the call.
    Start "Start" {
        action: String = "action",
        method: HttpMethod = "method",
    } children Beside @ 14300
}

element! {
    /// Stops something that runs beside the call.
    Stop "Stop" {} children Beside @ 12200
}

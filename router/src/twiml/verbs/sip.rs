//! `<Sip>`: a SIP address to call.

use domain::uri::HttpMethod;

use super::super::attribute::List;
use super::super::element::{element, element_children};
use super::recording::ProgressEvent;

element! {
    /// A header of the INVITE.
    Header "Header" { name: String = "name" @ 13252, value: String = "value" @ 13253 }
}

element! {
    /// One of several addresses.
    SipUri "Uri" {
        password: String = "password",
        priority: String = "priority",
        username: String = "username",
        weight: String = "weight",
    } text uri
}

element_children! {
    /// What stands inside `<Headers>`.
    HeadersChild { Header(Header) }
}

element! {
    /// Headers of the INVITE.
    Headers "Headers" { name: String = "name" @ 13252, value: String = "value" @ 13253 }
    children HeadersChild @ 12200
}

element_children! {
    /// What stands inside `<Sip>`.
    SipChild { Header(Header), Headers(Headers), SipUri(SipUri) }
}

element! {
    /// A SIP address to call.
    Sip "Sip" {
        amd_status_callback: String = "amdStatusCallback",
        amd_status_callback_method: HttpMethod = "amdStatusCallbackMethod",
        machine_detection: String = "machineDetection",
        machine_detection_silence_timeout: u32 = "machineDetectionSilenceTimeout",
        machine_detection_speech_end_threshold: u32 = "machineDetectionSpeechEndThreshold",
        machine_detection_speech_threshold: u32 = "machineDetectionSpeechThreshold",
        machine_detection_timeout: u32 = "machineDetectionTimeout",
        method: HttpMethod = "method" @ 13241,
        password: String = "password" @ 13249,
        status_callback: String = "statusCallback",
        status_callback_event: List<ProgressEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        url: String = "url",
        username: String = "username" @ 13249,
    } children SipChild @ 12200 text uri
}

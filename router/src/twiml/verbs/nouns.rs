//! Whom a `<Dial>` names, SIP and conferences aside.

use domain::uri::HttpMethod;

use super::super::attribute::{List, Presses};
use super::super::element::{element, element_children};
use super::parameter::Parameter;
use super::recording::ProgressEvent;

element! {
    /// A phone number to call.
    Number "Number" {
        amd_status_callback: String = "amdStatusCallback",
        amd_status_callback_method: HttpMethod = "amdStatusCallbackMethod",
        byoc: String = "byoc",
        machine_detection: String = "machineDetection",
        machine_detection_silence_timeout: u32 = "machineDetectionSilenceTimeout",
        machine_detection_speech_end_threshold: u32 = "machineDetectionSpeechEndThreshold",
        machine_detection_speech_threshold: u32 = "machineDetectionSpeechThreshold",
        machine_detection_timeout: u32 = "machineDetectionTimeout",
        method: HttpMethod = "method" @ 13221,
        send_digits: Presses = "sendDigits" @ 13222,
        status_callback: String = "statusCallback",
        status_callback_event: List<ProgressEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        url: String = "url",
    } text number
}

element! {
    /// A client's identity.
    Identity "Identity" {} text identity
}

element_children! {
    /// What stands inside `<Client>`.
    ClientChild { Identity(Identity), Parameter(Parameter) }
}

element! {
    /// A browser or a phone app to call.
    Client "Client" {
        method: HttpMethod = "method",
        status_callback: String = "statusCallback",
        status_callback_event: List<ProgressEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        url: String = "url",
    } children ClientChild @ 12200 text identity
}

element! {
    /// An application's sid.
    ApplicationSid "ApplicationSid" {} text sid
}

element_children! {
    /// What stands inside `<Application>`.
    ApplicationChild { ApplicationSid(ApplicationSid), Parameter(Parameter) }
}

element! {
    /// An application of the tenant's to call.
    Application "Application" {
        copy_parent_to: bool = "copyParentTo",
        customer_id: String = "customerId",
        method: HttpMethod = "method",
        status_callback: String = "statusCallback",
        status_callback_event: List<ProgressEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        url: String = "url",
    } children ApplicationChild @ 12200 text sid
}

element! {
    /// A SIM card to call, by its sid.
    Sim "Sim" {} text sid
}

element! {
    /// A WhatsApp number to call.
    WhatsApp "WhatsApp" {
        method: HttpMethod = "method",
        status_callback: String = "statusCallback",
        status_callback_event: List<ProgressEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        url: String = "url",
    } text number
}

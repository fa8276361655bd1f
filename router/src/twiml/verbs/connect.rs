//! `<Connect>`: hands the call to a service.

use domain::uri::HttpMethod;

use super::super::attribute::{List, choice};
use super::super::element::{element, element_children};
use super::parameter::{Config, Parameter};
use super::recording::{RecordingEvent, Trim};
use super::relay::{ConversationRelay, ConversationRelaySession};
use super::start::Stream;

choice! {
    /// Whether a conversation is recorded.
    ConversationRecord {
        DoNotRecord = "do-not-record", FromAnswer = "record-from-answer",
        FromRinging = "record-from-ringing", FromAnswerDual = "record-from-answer-dual",
        FromRingingDual = "record-from-ringing-dual", True = "true", False = "false",
    }
}
choice! {
    /// A state of a conversation's call that a callback can ask for.
    ConversationEvent {
        Initiated = "call-initiated", Ringing = "call-ringing", Answered = "call-answered",
        Completed = "call-completed",
    }
}

element! {
    /// A session of a language model.
    AiSession "AiSession" {
        ai_connector: String = "aiConnector",
        ai_session_configuration: String = "aiSessionConfiguration",
    }
}
element! {
    /// An assistant of a service that is no more; kept because documents name it.
    Autopilot "Autopilot" {} text name
}
element! {
    /// A conversation of several people.
    Conversation "Conversation" {
        inbound_autocreation: bool = "inboundAutocreation",
        inbound_timeout: u32 = "inboundTimeout",
        method: HttpMethod = "method",
        record: ConversationRecord = "record",
        recording_status_callback: String = "recordingStatusCallback" @ 13256,
        recording_status_callback_event: List<RecordingEvent> = "recordingStatusCallbackEvent" @ 13621,
        recording_status_callback_method: HttpMethod = "recordingStatusCallbackMethod",
        routing_assignment_timeout: u32 = "routingAssignmentTimeout",
        service_instance_sid: String = "serviceInstanceSid",
        status_callback: String = "statusCallback",
        status_callback_event: List<ConversationEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        trim: Trim = "trim" @ 13699,
        url: String = "url",
    }
}
element! {
    /// A video room.
    Room "Room" { participant_identity: String = "participantIdentity" } text name
}

element_children! {
    /// What stands inside `<VirtualAgent>`.
    VirtualAgentChild { Config(Config), Parameter(Parameter) }
}

element! {
    /// A virtual agent.
    VirtualAgent "VirtualAgent" {
        connector_name: String = "connectorName",
        language: String = "language",
        sentiment_analysis: bool = "sentimentAnalysis",
        status_callback: String = "statusCallback",
        status_callback_method: HttpMethod = "statusCallbackMethod",
    } children VirtualAgentChild @ 12200
}

element_children! {
    /// What a call can be handed to.
    Service {
        AiSession(AiSession), Autopilot(Autopilot), Conversation(Conversation),
        ConversationRelay(ConversationRelay), ConversationRelaySession(ConversationRelaySession),
        Room(Room), Stream(Stream), VirtualAgent(VirtualAgent),
    }
}

element! {
    /// Hands the call to a service until that ends.
    Connect "Connect" {
        action: String = "action",
        method: HttpMethod = "method",
    } children Service @ 12200
}

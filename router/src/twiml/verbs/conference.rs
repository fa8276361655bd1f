//! `<Conference>`: a room to join.

use domain::uri::HttpMethod;

use super::super::attribute::{List, Positive, choice};
use super::super::element::element;
use super::recording::{RecordingEvent, Trim};

choice! {
    /// When a beep is heard.
    Beep { True = "true", False = "false", OnEnter = "onEnter", OnExit = "onExit" }
}
choice! {
    /// The size of the jitter buffer.
    JitterBufferSize { Large = "large", Medium = "medium", Small = "small", Off = "off" }
}
choice! {
    /// Whether a conference is recorded.
    ConferenceRecord { DoNotRecord = "do-not-record", FromStart = "record-from-start" }
}
choice! {
    /// Where a conference is mixed.
    ConferenceRegion {
        Us1 = "us1", Us2 = "us2", Ie1 = "ie1", Sg1 = "sg1", Br1 = "br1", Au1 = "au1", Jp1 = "jp1",
        De1 = "de1",
    }
}
choice! {
    /// What a conference's callback can ask for.
    ConferenceEvent {
        Start = "start", End = "end", Join = "join", Leave = "leave", Mute = "mute", Hold = "hold",
        Modify = "modify", Speaker = "speaker", Announcement = "announcement",
    }
}

element! {
    /// The conference named inside.
    Conference "Conference" {
        beep: Beep = "beep" @ 13235,
        coach: String = "coach" @ 13240,
        end_conference_on_exit: bool = "endConferenceOnExit" @ 13231,
        event_callback_url: String = "eventCallbackUrl",
        jitter_buffer_size: JitterBufferSize = "jitterBufferSize",
        max_participants: Positive = "maxParticipants",
        muted: bool = "muted" @ 13230,
        participant_label: String = "participantLabel" @ 16024,
        record: ConferenceRecord = "record",
        recording_configuration_id: String = "recordingConfigurationId",
        recording_status_callback: String = "recordingStatusCallback" @ 13256,
        recording_status_callback_event: List<RecordingEvent> = "recordingStatusCallbackEvent" @ 13621,
        recording_status_callback_method: HttpMethod = "recordingStatusCallbackMethod",
        region: ConferenceRegion = "region",
        start_conference_on_enter: bool = "startConferenceOnEnter" @ 13232,
        status_callback: String = "statusCallback",
        status_callback_event: List<ConferenceEvent> = "statusCallbackEvent",
        status_callback_method: HttpMethod = "statusCallbackMethod",
        trim: Trim = "trim" @ 13239,
        wait_method: HttpMethod = "waitMethod" @ 13234,
        wait_url: String = "waitUrl" @ 13233,
    } text name
}

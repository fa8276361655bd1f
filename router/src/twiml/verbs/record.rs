//! `<Record>`: records the caller.

use domain::uri::HttpMethod;

use super::super::attribute::{Keys, List};
use super::super::element::element;
use super::recording::{RecordingEvent, Trim};

element! {
    /// Records what the caller says.
    Record "Record" {
        action: String = "action",
        finish_on_key: Keys = "finishOnKey" @ 13613,
        max_length: u32 = "maxLength" @ 13612,
        method: HttpMethod = "method" @ 13610,
        play_beep: bool = "playBeep" @ 13616,
        recording_configuration_id: String = "recordingConfigurationId",
        recording_status_callback: String = "recordingStatusCallback",
        recording_status_callback_event: List<RecordingEvent> = "recordingStatusCallbackEvent" @ 13621,
        recording_status_callback_method: HttpMethod = "recordingStatusCallbackMethod",
        timeout: u32 = "timeout" @ 13611,
        transcribe: bool = "transcribe" @ 13614,
        transcribe_callback: String = "transcribeCallback",
        trim: Trim = "trim" @ 13699,
    }
}

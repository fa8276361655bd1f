//! `<Dial>`: connects the caller to somebody.

use domain::uri::HttpMethod;

use super::super::attribute::{List, choice};
use super::super::element::{element, element_children};
use super::conference::Conference;
use super::nouns::{Application, Client, Number, Sim, WhatsApp};
use super::queue::Queue;
use super::recording::{DialRecord, RecordingEvent, RecordingTrack, Trim};
use super::sip::Sip;

choice! {
    /// Which events of a dialled call are told.
    DialEvents { CallProgressEvent = "call-progress-event" }
}
choice! {
    /// The country whose ringing tone is heard.
    RingTone {
        At = "at", Au = "au", Bg = "bg", Br = "br", Be = "be", Ch = "ch", Cl = "cl", Cn = "cn",
        Cz = "cz", De = "de", Dk = "dk", Ee = "ee", Es = "es", Fi = "fi", Fr = "fr", Gr = "gr",
        Hu = "hu", Il = "il", In = "in", It = "it", Lt = "lt", Jp = "jp", Mx = "mx", My = "my",
        Nl = "nl", No = "no", Nz = "nz", Ph = "ph", Pl = "pl", Pt = "pt", Ru = "ru", Se = "se",
        Sg = "sg", Th = "th", Uk = "uk", Us = "us", UsOld = "us-old", Tw = "tw", Ve = "ve", Za = "za",
    }
}

element_children! {
    /// Whom a `<Dial>` names.
    Noun {
        Application(Application), Client(Client), Conference(Conference), Number(Number),
        Queue(Queue), Sim(Sim), Sip(Sip), WhatsApp(WhatsApp),
    }
}

element! {
    /// Connects the caller to the number inside or to the nouns inside.
    Dial "Dial" {
        action: String = "action",
        answer_on_bridge: bool = "answerOnBridge" @ 13219,
        caller_id: String = "callerId" @ 13214,
        events: DialEvents = "events",
        hangup_on_star: bool = "hangupOnStar" @ 13213,
        method: HttpMethod = "method" @ 13210,
        passports: String = "passports",
        record: DialRecord = "record" @ 13217,
        recording_configuration_id: String = "recordingConfigurationId",
        recording_status_callback: String = "recordingStatusCallback" @ 13256,
        recording_status_callback_event: List<RecordingEvent> = "recordingStatusCallbackEvent" @ 13621,
        recording_status_callback_method: HttpMethod = "recordingStatusCallbackMethod",
        recording_track: RecordingTrack = "recordingTrack" @ 13622,
        refer_method: HttpMethod = "referMethod",
        refer_url: String = "referUrl" @ 13802,
        ring_tone: RingTone = "ringTone" @ 13220,
        sequential: bool = "sequential" @ 13218,
        time_limit: u32 = "timeLimit" @ 13216,
        timeout: u32 = "timeout" @ 13212,
        trim: Trim = "trim" @ 13699,
    } children Noun @ 13215 text number
}

//! Values that every kind of recording shares.

use super::super::attribute::choice;

choice! {
    /// Whether silence at the ends of a recording is cut.
    Trim { TrimSilence = "trim-silence", DoNotTrim = "do-not-trim" }
}
choice! {
    /// A state of a recording that a callback can ask for.
    RecordingEvent { InProgress = "in-progress", Completed = "completed", Absent = "absent" }
}
choice! {
    /// Which half of a call is recorded.
    RecordingTrack { Both = "both", Inbound = "inbound", Outbound = "outbound" }
}
choice! {
    /// When a call's recording begins, and in how many channels.
    DialRecord {
        DoNotRecord = "do-not-record", FromAnswer = "record-from-answer",
        FromRinging = "record-from-ringing", FromAnswerDual = "record-from-answer-dual",
        FromRingingDual = "record-from-ringing-dual",
    }
}
choice! {
    /// The channels of a recording.
    Channels { Mono = "mono", Dual = "dual" }
}
choice! {
    /// Which half of a call is sent to a stream.
    StreamTrack { Inbound = "inbound_track", Outbound = "outbound_track", Both = "both_tracks" }
}
choice! {
    /// A state of a child call that a callback can ask for.
    ProgressEvent {
        Initiated = "initiated", Ringing = "ringing", Answered = "answered", Completed = "completed",
    }
}

//! The list of targets.

use super::{
    event_codec, expression, flow, media_address, rest_forms, rtp, sdp, sid, sip_message, ssml,
    twiml, url_overrides, wav_and_decode, workflow,
};

/// Takes arbitrary bytes; panics when a law is broken.
pub type Body = fn(&[u8]);

/// Every target by the name of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Body); 14] = [
    ("sip_message", sip_message),
    ("sdp", sdp),
    ("rtp", rtp),
    ("twiml", twiml),
    ("flow", flow),
    ("wav_and_decode", wav_and_decode),
    ("ssml", ssml),
    ("media_address", media_address),
    ("rest_forms", rest_forms),
    ("url_overrides", url_overrides),
    ("event_codec", event_codec),
    ("sid", sid),
    ("expression", expression),
    ("workflow", workflow),
];

use super::description::Line;
use super::{Agreed, Local};
use bytes::Bytes;
use std::fmt::Write as _;

/// Payload type that our own offers give to telephone events (RFC 4733).
const OFFERED_TELEPHONE_EVENT: u8 = 101;

/// Our own offer: one audio line with our codecs in our order and telephone events.
pub fn offer(local: &Local) -> Bytes {
    let mut text = head(local);
    let _ = write!(text, "m=audio {} RTP/AVP", local.addr.port());
    for codec in &local.codecs {
        let _ = write!(text, " {}", codec.static_payload_type());
    }
    let _ = write!(text, " {OFFERED_TELEPHONE_EVENT}\r\n");
    for codec in &local.codecs {
        rtpmap(&mut text, codec.static_payload_type(), codec.encoding_name());
    }
    telephone_event(&mut text, OFFERED_TELEPHONE_EVENT);
    tail(&mut text, local.ptime_ms, local.direction.attribute());
    text.into()
}

pub(super) fn answer(local: &Local, agreed: &Agreed, lines: &[(&Line, bool)]) -> Bytes {
    let mut text = head(local);
    for (line, is_taken) in lines {
        if *is_taken {
            taken(&mut text, local, agreed, line);
        } else {
            // RFC 3264 §6: a refused stream keeps its place and formats, with port zero.
            let _ = write!(text, "m={} 0 {} {}\r\n", line.media, line.proto, line.formats);
        }
    }
    text.into()
}

fn taken(text: &mut String, local: &Local, agreed: &Agreed, line: &Line) {
    let _ = write!(text, "m=audio {} {} {}", local.addr.port(), line.proto, agreed.payload_type);
    if let Some(payload_type) = agreed.telephone_event {
        let _ = write!(text, " {payload_type}");
    }
    text.push_str("\r\n");
    rtpmap(text, agreed.payload_type, agreed.codec.encoding_name());
    if let Some(payload_type) = agreed.telephone_event {
        telephone_event(text, payload_type);
    }
    tail(text, agreed.ptime_ms, agreed.direction.attribute());
}

fn head(local: &Local) -> String {
    let mut text = String::with_capacity(320);
    let family = if local.addr.is_ipv4() { "IP4" } else { "IP6" };
    let ip = local.addr.ip();
    let _ = write!(
        text,
        "v=0\r\no=- {} {} IN {family} {ip}\r\ns=-\r\nc=IN {family} {ip}\r\nt=0 0\r\n",
        local.session_id, local.version
    );
    text
}

fn rtpmap(text: &mut String, payload_type: u8, name: &str) {
    let _ = write!(text, "a=rtpmap:{payload_type} {name}/8000\r\n");
}

fn telephone_event(text: &mut String, payload_type: u8) {
    rtpmap(text, payload_type, "telephone-event");
    let _ = write!(text, "a=fmtp:{payload_type} 0-16\r\n");
}

fn tail(text: &mut String, ptime_ms: u32, direction: &str) {
    let _ = write!(text, "a=ptime:{ptime_ms}\r\na={direction}\r\n");
}

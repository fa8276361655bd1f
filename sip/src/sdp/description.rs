use super::{Codec, Direction, SdpError};
use sdp_types::{Attribute, Connection, Media, Session};
use smallvec::SmallVec;
use std::net::{IpAddr, SocketAddr};

const MAX_BYTES: usize = 16 * 1024;
const MAX_MEDIA: usize = 16;
const MAX_FORMATS: usize = 64;
const MAX_ATTRIBUTES: usize = 256;

/// A parsed description of the other side: an offer, or an answer to ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub(super) lines: SmallVec<[Line; 2]>,
}

/// One `m=` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) media: String,
    pub(super) proto: String,
    pub(super) formats: String,
    pub(super) audio: Result<Audio, &'static str>,
}

/// What is usable of an audio line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audio {
    pub(super) remote: SocketAddr,
    pub(super) codecs: SmallVec<[(u8, Codec); 2]>,
    pub(super) telephone_event: Option<u8>,
    pub(super) ptime_ms: u32,
    pub(super) direction: Direction,
}

impl Offer {
    /// Parses a description. Lines that cannot be used (video, SRTP, port 0, a host name for an
    /// address) are kept, for they must be answered with port 0 in their place.
    ///
    /// # Errors
    /// `Malformed` when it isn't SDP or has no media line, `TooLarge` past a limit.
    pub fn parse(text: &[u8]) -> Result<Self, SdpError> {
        if text.len() > MAX_BYTES {
            return Err(SdpError::TooLarge("16 KiB"));
        }
        let session =
            Session::parse(text).map_err(|error| SdpError::Malformed(error.to_string()))?;
        check_limits(&session)?;
        let direction = direction(&session.attributes);
        let lines = session
            .medias
            .iter()
            .map(|media| Line {
                media: media.media.clone(),
                proto: media.proto.clone(),
                formats: media.fmt.clone(),
                audio: audio(media, session.connection.as_ref(), direction),
            })
            .collect();
        Ok(Self { lines })
    }

    /// Whether the other side asks us to stop sending: hold by direction or by `0.0.0.0`.
    pub fn is_hold(&self) -> bool {
        self.first_audio().is_some_and(|(_, audio)| !audio.may_be_sent_to())
    }

    pub(super) fn first_audio(&self) -> Option<(usize, &Audio)> {
        self.lines
            .iter()
            .enumerate()
            .find_map(|(at, line)| line.audio.as_ref().ok().map(|audio| (at, audio)))
    }

    pub(super) fn complaint(&self) -> &'static str {
        self.lines
            .iter()
            .find_map(|line| line.audio.as_ref().err().copied())
            .unwrap_or("no audio line")
    }
}

impl Audio {
    pub(super) fn may_be_sent_to(&self) -> bool {
        self.direction.receives() && !self.remote.ip().is_unspecified()
    }
}

fn check_limits(session: &Session) -> Result<(), SdpError> {
    if session.medias.is_empty() {
        return Err(SdpError::Malformed("no m= line".to_owned()));
    }
    if session.medias.len() > MAX_MEDIA {
        return Err(SdpError::TooLarge("16 media lines"));
    }
    if session.medias.iter().any(|m| m.fmt.split_ascii_whitespace().count() > MAX_FORMATS) {
        return Err(SdpError::TooLarge("64 formats on a line"));
    }
    let attributes: usize =
        session.attributes.len() + session.medias.iter().map(|m| m.attributes.len()).sum::<usize>();
    if attributes > MAX_ATTRIBUTES {
        return Err(SdpError::TooLarge("256 attributes"));
    }
    Ok(())
}

fn direction(attributes: &[Attribute]) -> Option<Direction> {
    attributes.iter().find_map(|a| Direction::named(&a.attribute))
}

fn audio(
    media: &Media,
    session_connection: Option<&Connection>,
    session_direction: Option<Direction>,
) -> Result<Audio, &'static str> {
    if !media.media.eq_ignore_ascii_case("audio") {
        return Err("no audio line");
    }
    if media.port == 0 {
        return Err("the audio line is disabled");
    }
    if !matches!(media.proto.as_str(), "RTP/AVP" | "RTP/AVPF") {
        return Err("only RTP/AVP is spoken");
    }
    let connection = media.connections.first().or(session_connection).ok_or("no c= line")?;
    let ip: IpAddr = connection
        .connection_address
        .split('/')
        .next()
        .and_then(|address| address.parse().ok())
        .ok_or("the address is not an IP address")?;
    if ip.is_multicast() {
        return Err("multicast is not spoken");
    }
    let (codecs, telephone_event) = formats(media);
    Ok(Audio {
        remote: SocketAddr::new(ip, media.port),
        codecs,
        telephone_event,
        ptime_ms: ptime(media),
        direction: direction(&media.attributes)
            .or(session_direction)
            .unwrap_or(Direction::SendRecv),
    })
}

/// The formats we know, in the other side's order; payload types without a map have the static
/// meaning of RFC 3551.
fn formats(media: &Media) -> (SmallVec<[(u8, Codec); 2]>, Option<u8>) {
    let mut codecs = SmallVec::new();
    let mut telephone_event = None;
    for payload_type in
        media.fmt.split_ascii_whitespace().filter_map(|f| f.parse::<u8>().ok()).filter(|p| *p < 128)
    {
        match rtpmap(media, payload_type) {
            Some((name, rate)) => {
                if rate != 8_000 {
                    continue;
                }
                if let Some(codec) = Codec::named(name) {
                    codecs.push((payload_type, codec));
                } else if name.eq_ignore_ascii_case("telephone-event") {
                    telephone_event.get_or_insert(payload_type);
                }
            }
            None => codecs.extend(
                [Codec::Pcmu, Codec::Pcma]
                    .into_iter()
                    .find(|c| c.static_payload_type() == payload_type)
                    .map(|codec| (payload_type, codec)),
            ),
        }
    }
    (codecs, telephone_event)
}

/// `a=rtpmap:<payload type> <name>/<rate>[/<channels>]`; one channel only.
fn rtpmap(media: &Media, payload_type: u8) -> Option<(&str, u32)> {
    media.get_attribute_values("rtpmap").flatten().find_map(|value| {
        let (number, mapping) = value.trim().split_once(' ')?;
        if number.parse() != Ok(payload_type) {
            return None;
        }
        let mut parts = mapping.trim().split('/');
        let name = parts.next()?;
        let rate = parts.next().and_then(|rate| rate.parse().ok()).unwrap_or(0);
        match parts.next() {
            None | Some("1") => Some((name, rate)),
            Some(_) => Some(("", rate)),
        }
    })
}

fn ptime(media: &Media) -> u32 {
    let number = |name| {
        media
            .get_first_attribute_value(name)
            .flatten()
            .and_then(|value| value.trim().parse::<u32>().ok())
    };
    let most = number("maxptime").filter(|ms| *ms >= 10).unwrap_or(60);
    let wanted = number("ptime").filter(|ms| (10..=60).contains(ms) && ms % 10 == 0).unwrap_or(20);
    wanted.min(most / 10 * 10)
}

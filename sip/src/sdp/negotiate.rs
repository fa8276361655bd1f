use super::description::{Audio, Line};
use super::{Agreed, Codec, Direction, Local, Offer, SdpError, write};
use bytes::Bytes;
use smallvec::SmallVec;

/// Answers an offer (RFC 3264 §6): the first audio line with a codec of ours is taken, with the
/// offerer's first such codec and the offerer's payload types; every other line is refused with
/// port 0 in its place. Directions are mirrored, so a hold is answered with `recvonly` or
/// `inactive`.
///
/// # Errors
/// `NothingInCommon` when no line can be taken: answer 488.
pub fn answer(offer: &Offer, local: &Local) -> Result<Agreed, SdpError> {
    let (taken, audio, payload_type, codec) = offer
        .lines
        .iter()
        .enumerate()
        .find_map(|(at, line)| {
            let audio = line.audio.as_ref().ok()?;
            let (payload_type, codec) = common_codec(audio, local)?;
            Some((at, audio, payload_type, codec))
        })
        .ok_or_else(|| nothing_in_common(offer))?;
    let mut agreed = agree(audio, local, payload_type, codec)?;
    let lines: SmallVec<[(&Line, bool); 2]> =
        offer.lines.iter().enumerate().map(|(at, line)| (line, at == taken)).collect();
    agreed.answer = write::answer(local, &agreed, &lines);
    Ok(agreed)
}

/// Takes the other side's answer to our offer, for instance out of the ACK after a late offer.
///
/// # Errors
/// As [`Offer::parse`]; `NothingInCommon` when our audio line was refused: end the call.
pub fn accept_answer(local: &Local, text: &[u8]) -> Result<Agreed, SdpError> {
    let theirs = Offer::parse(text)?;
    let (_, audio) =
        theirs.first_audio().ok_or_else(|| SdpError::NothingInCommon(theirs.complaint()))?;
    let (payload_type, codec) =
        common_codec(audio, local).ok_or_else(|| nothing_in_common(&theirs))?;
    agree(audio, local, payload_type, codec)
}

fn common_codec(audio: &Audio, local: &Local) -> Option<(u8, Codec)> {
    audio.codecs.iter().copied().find(|(_, codec)| local.codecs.contains(codec))
}

fn nothing_in_common(offer: &Offer) -> SdpError {
    SdpError::NothingInCommon(match offer.first_audio() {
        Some(_) => "no common codec",
        None => offer.complaint(),
    })
}

fn agree(audio: &Audio, local: &Local, payload_type: u8, codec: Codec) -> Result<Agreed, SdpError> {
    if audio.remote.is_ipv4() != local.addr.is_ipv4() {
        return Err(SdpError::NothingInCommon("the other IP version"));
    }
    let asked = audio.direction.reversed();
    Ok(Agreed {
        answer: Bytes::new(),
        remote: audio.remote,
        codec,
        payload_type,
        telephone_event: audio.telephone_event,
        ptime_ms: audio.ptime_ms,
        direction: Direction::of(
            local.direction.sends() && audio.may_be_sent_to(),
            local.direction.receives() && asked.receives(),
        ),
    })
}

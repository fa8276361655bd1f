//! RTCP: what is reported and what is read of the far end's reports (RFC 3550 §6).

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rtcp_types::{
    Bye, Compound, Packet, ReceiverReport, ReportBlock, RtcpPacketWriter, RtcpPacketWriterExt as _,
    RtcpWriteError, Sdes, SdesChunk, SdesItem, SenderReport,
};

use super::source::Reception;

/// Room for every compound packet written here.
pub const REPORT_BYTES_MAX: usize = 256;
/// Seconds from the NTP epoch (1900) to the Unix epoch (1970).
const NTP_OFFSET_S: u64 = 2_208_988_800;

/// A time as 32.32 bits of seconds since 1900 (RFC 3550 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NtpTime(u64);

impl NtpTime {
    /// From the wall clock; times before 1970 count as 1970.
    #[must_use]
    pub fn from_wall(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
        Self((since.as_secs() + NTP_OFFSET_S) << 32 | fraction)
    }

    /// The middle 32 bits: seconds modulo 2^16 and 1/65536 of them.
    #[must_use]
    pub fn middle(self) -> u32 {
        (self.0 >> 16) as u32
    }
}

/// Our sending, for a sender report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending {
    /// Now.
    pub ntp: NtpTime,
    /// The RTP timestamp that is now.
    pub rtp_timestamp: u32,
    /// RTP packets sent.
    pub packets: u32,
    /// Payload bytes sent.
    pub bytes: u32,
}

/// The far end's last sender report, for the round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastReport {
    /// [`NtpTime::middle`] of the time in it.
    pub ntp_middle: u32,
    /// When it came, on any monotonic clock, in µs.
    pub at_us: u64,
}

/// What one report of ours says.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Our SSRC.
    pub ssrc: u32,
    /// Our canonical name: random, the same for the whole stream (RFC 7022).
    pub cname: &'a str,
    /// `Some` when anything was sent: a sender report; else a receiver report.
    pub sending: Option<Sending>,
    /// What was heard of the far end.
    pub reception: Option<Reception>,
    /// The far end's last sender report.
    pub last_report: Option<LastReport>,
    /// Now, on the clock of [`LastReport::at_us`].
    pub now_us: u64,
    /// Whether it is the last.
    pub bye: bool,
}

impl Report<'_> {
    /// Writes the compound packet: report, SDES with the CNAME, BYE when it is the last.
    ///
    /// # Errors
    /// When `buffer` is shorter than it; [`REPORT_BYTES_MAX`] is enough.
    pub fn write(&self, buffer: &mut [u8]) -> Result<usize, RtcpWriteError> {
        match self.sending {
            Some(sending) => {
                let mut report = SenderReport::builder(self.ssrc)
                    .ntp_timestamp(sending.ntp.0)
                    .rtp_timestamp(sending.rtp_timestamp)
                    .packet_count(sending.packets)
                    .octet_count(sending.bytes);
                if let Some(reception) = self.reception {
                    report = report.add_report_block(self.block(reception));
                }
                self.compound(report, buffer)
            }
            None => {
                let mut report = ReceiverReport::builder(self.ssrc);
                if let Some(reception) = self.reception {
                    report = report.add_report_block(self.block(reception));
                }
                self.compound(report, buffer)
            }
        }
    }

    fn compound(
        &self,
        report: impl RtcpPacketWriter,
        buffer: &mut [u8],
    ) -> Result<usize, RtcpWriteError> {
        let name = SdesItem::builder(SdesItem::CNAME, self.cname);
        let description = Sdes::builder().add_chunk(SdesChunk::builder(self.ssrc).add_item(name));
        let compound = Compound::builder().add_packet(report).add_packet(description);
        if self.bye {
            compound.add_packet(Bye::builder().add_source(self.ssrc)).write_into(buffer)
        } else {
            compound.write_into(buffer)
        }
    }

    fn block(&self, reception: Reception) -> rtcp_types::ReportBlockBuilder {
        let (last, delay) = self.last_report.map_or((0, 0), |last| {
            (last.ntp_middle, to_65536ths(self.now_us.saturating_sub(last.at_us)))
        });
        ReportBlock::builder(reception.ssrc)
            .fraction_lost(reception.fraction_lost)
            .cumulative_lost(reception.cumulative_lost)
            .extended_sequence_number(reception.extended_highest)
            .interarrival_jitter(reception.jitter)
            .last_sender_report_timestamp(last)
            .delay_since_last_sender_report_timestamp(delay)
    }
}

/// What a compound packet of the far end says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// [`NtpTime::middle`] of its sender report.
    pub ntp_middle: Option<u32>,
    /// What it says of our sending.
    pub about_us: Option<AboutUs>,
    /// Whether it leaves.
    pub bye: bool,
}

/// The report block about our SSRC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AboutUs {
    /// Packets lost in all.
    pub lost: u32,
    /// Jitter in samples.
    pub jitter: u32,
    last_report: u32,
    delay: u32,
}

impl AboutUs {
    /// The round trip in µs at `now`; `None` before the far end has seen a sender report (§6.4.1), or
    /// when its numbers make no sense.
    #[must_use]
    pub fn round_trip_us(&self, now: NtpTime) -> Option<u64> {
        if self.last_report == 0 {
            return None;
        }
        let trip = now.middle().wrapping_sub(self.last_report).wrapping_sub(self.delay);
        // Clocks that step make it negative; more than a minute is no round trip.
        (trip < 60 << 16).then_some(u64::from(trip) * 1_000_000 / 65_536)
    }
}

/// Reads a compound packet; `None` when it is none. Packets of unknown type in it are passed over.
#[must_use]
pub fn read(datagram: &[u8], our_ssrc: u32) -> Option<Heard> {
    let mut heard = Heard::default();
    for packet in Compound::parse(datagram).ok()? {
        match packet.ok()? {
            Packet::Sr(report) => {
                heard.ntp_middle = Some((report.ntp_timestamp() >> 16) as u32);
                heard.about_us = about_us(report.report_blocks(), our_ssrc).or(heard.about_us);
            }
            Packet::Rr(report) => {
                heard.about_us = about_us(report.report_blocks(), our_ssrc).or(heard.about_us);
            }
            Packet::Bye(_) => heard.bye = true,
            Packet::App(_)
            | Packet::Sdes(_)
            | Packet::TransportFeedback(_)
            | Packet::PayloadFeedback(_)
            | Packet::Xr(_)
            | Packet::Unknown(_) => {}
        }
    }
    Some(heard)
}

fn about_us<'a>(
    mut blocks: impl Iterator<Item = ReportBlock<'a>>,
    our_ssrc: u32,
) -> Option<AboutUs> {
    blocks.find(|block| block.ssrc() == our_ssrc).map(|block| AboutUs {
        // 24 bits, signed: duplicates can make it negative.
        lost: if block.cumulative_lost() > 0x7f_ffff { 0 } else { block.cumulative_lost() },
        jitter: block.interarrival_jitter(),
        last_report: block.last_sender_report_timestamp(),
        delay: block.delay_since_last_sender_report_timestamp(),
    })
}

fn to_65536ths(us: u64) -> u32 {
    u32::try_from(us.saturating_mul(65_536) / 1_000_000).unwrap_or(u32::MAX)
}

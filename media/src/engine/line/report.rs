use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use super::{Line, Now, Room};
use crate::rtp::control::{self, LastReport, NtpTime, REPORT_BYTES_MAX, Report, Sending};
use crate::statistics::add;

/// RFC 3550 §6.2: the least interval, times 0.5 to 1.5 at random, half of it for the first report.
const INTERVAL_MS: u64 = 5_000;

/// The RTCP half of a line.
pub(super) struct Reports {
    ssrc: u32,
    cname: String,
    next_ms: u64,
    random: u32,
    last: Option<LastReport>,
    from: Option<SocketAddr>,
    multiplexed: bool,
}

impl Reports {
    pub(super) fn new(ssrc: u32, now: Now) -> Self {
        let mut reports = Self {
            ssrc,
            // The SSRC is random and the stream's own: RFC 7022 §4.2 asks for no more of a short-term name.
            cname: format!("{ssrc:08x}"),
            next_ms: 0,
            random: ssrc | 1,
            last: None,
            from: None,
            multiplexed: false,
        };
        reports.next_ms = now.ms() + reports.interval_ms() / 2;
        reports
    }

    pub(super) fn multiplex(&mut self) {
        self.multiplexed = true;
    }

    pub(super) fn heard_from(&mut self, from: SocketAddr) {
        self.from = Some(from);
    }

    /// Xorshift: reports of many streams must only not fall together.
    fn interval_ms(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        INTERVAL_MS / 2 + u64::from(self.random) * INTERVAL_MS / u64::from(u32::MAX)
    }

    /// Where reports go: where the far end's come from, else to the port after RTP's.
    fn destination(&self, rtp: SocketAddr) -> Option<SocketAddr> {
        if self.multiplexed {
            return Some(rtp);
        }
        let learnt = self.from.filter(|from| from.ip() == rtp.ip());
        learnt.or_else(|| Some(SocketAddr::new(rtp.ip(), rtp.port().checked_add(1)?)))
    }
}

impl Line {
    pub(super) fn report_due(&mut self, room: &mut Room, now: Now) {
        if now.ms() < self.reports.next_ms {
            return;
        }
        self.reports.next_ms = now.ms() + self.reports.interval_ms();
        self.send_report(room, now, false);
    }

    /// Says BYE to a far end that has heard of us or that we have heard.
    pub(in crate::engine) fn close(mut self, room: &mut Room) {
        let now = Now::at(super::super::clock::now_ns());
        self.send_report(room, now, true);
    }

    fn send_report(&mut self, room: &mut Room, now: Now, bye: bool) {
        let Some(rtp) = self.far.as_ref().and_then(super::Far::destination) else { return };
        let Some(destination) = self.reports.destination(rtp) else { return };
        let packets = self.cells.sent_packets.load(Ordering::Relaxed);
        let reception = self.incoming.source.report();
        if packets == 0 && reception.is_none() {
            return;
        }
        let sending = (packets > 0).then(|| Sending {
            ntp: NtpTime::from_wall(room.wall()),
            rtp_timestamp: self.outgoing.packetiser.timestamp(),
            packets: packets as u32,
            bytes: self.cells.sent_bytes.load(Ordering::Relaxed) as u32,
        });
        let report = Report {
            ssrc: self.reports.ssrc,
            cname: &self.reports.cname,
            sending,
            reception,
            last_report: self.reports.last,
            now_us: now.us(),
            bye,
        };
        let Ok(length) = report.write(&mut room.buffer[..REPORT_BYTES_MAX]) else { return };
        let socket = if self.reports.multiplexed { &self.rtp } else { &self.rtcp };
        // A report that is lost is followed by the next.
        let _lost = socket.send_to(&room.buffer[..length], destination);
    }

    pub(super) fn take_control(&mut self, room: &Room, length: usize, now: Now) {
        let Some(heard) = control::read(&room.buffer[..length], self.reports.ssrc) else {
            add(&self.cells.received.rejected, 1);
            return;
        };
        if let Some(ntp_middle) = heard.ntp_middle {
            self.reports.last = Some(LastReport { ntp_middle, at_us: now.us() });
        }
        let Some(about) = heard.about_us else { return };
        let cells = &self.cells.remote;
        add(&cells.reports, 1);
        cells.lost.store(u64::from(about.lost), Ordering::Relaxed);
        cells.jitter_us.store(u64::from(about.jitter) * 125, Ordering::Relaxed);
        if let Some(round_trip) = about.round_trip_us(NtpTime::from_wall(room.wall())) {
            cells.round_trip_us.store(round_trip, Ordering::Relaxed);
        }
    }
}

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::time::SystemTime;

/// What a stream sends while it has nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdleSending {
    /// Packets of silence, without a break: pinholes stay open, and the far end can latch on.
    #[default]
    Silence,
    /// Nothing. The packet after the gap carries the marker (RFC 3551 §4.1).
    Nothing,
}

/// How the engine is run.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// Media threads; 0 takes one per core. At most 256.
    pub threads: usize,
    /// The address streams are bound to. Unspecified listens everywhere.
    pub bind_ip: IpAddr,
    /// RTP ports: the even ones carry RTP, the next odd one its RTCP. Keep it below the kernel's
    /// ephemeral range (32768 and up), or other programs will sit on them.
    pub ports: RangeInclusive<u16>,
    /// Whether to ask for SCHED_FIFO and a core of one's own. Where the system refuses, the threads run
    /// as ordinary ones and only `ringback_media_lateness` shows it.
    pub realtime: bool,
    /// After how many ms without RTP a stream that should receive reports
    /// [`crate::engine::StreamEvent::Silent`]; 0 never does.
    pub inactivity_ms: u32,
    /// What is sent between playbacks.
    pub idle: IdleSending,
    /// The wall clock, for the NTP times of RTCP sender reports and nothing else.
    pub wall_clock: fn() -> SystemTime,
}

impl EngineConfig {
    /// The defaults, with the wall clock to use: one thread per core, every interface, ports
    /// 10000–32767, real time, silence reported after 60 s.
    #[must_use]
    pub fn new(wall_clock: fn() -> SystemTime) -> Self {
        Self {
            threads: 0,
            bind_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            ports: 10_000..=32_767,
            realtime: true,
            inactivity_ms: 60_000,
            idle: IdleSending::Silence,
            wall_clock,
        }
    }
}

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

/// Sound on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rtp {
    /// The address that RTP is bound to; that of SIP when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bind: Option<IpAddr>,
    /// The UDP ports that may be used, both ends included.
    pub(crate) ports: PortRange,
    /// Media threads; one for each core when 0.
    pub(crate) threads: usize,
    /// A call whose far end sends nothing for this long is ended, in s; never when 0.
    pub(crate) inactivity_s: u32,
}

impl Default for Rtp {
    fn default() -> Self {
        Self {
            bind: None,
            ports: PortRange { first: 10_000, last: 32_767 },
            threads: 0,
            inactivity_s: 60,
        }
    }
}

/// A range of ports, written `10000-32767`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PortRange {
    /// The first port, at least 1024.
    pub(crate) first: u16,
    /// The last one; a call takes two ports.
    pub(crate) last: u16,
}

impl FromStr for PortRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a range of ports like 10000-32767");
        let (first, last) = text.split_once('-').ok_or_else(wrong)?;
        let first = first.trim().parse().map_err(|_| wrong())?;
        let last = last.trim().parse().map_err(|_| wrong())?;
        if first < 1_024 || last <= first {
            return Err(format!("{text:?}: the first port is at least 1024, the last is greater"));
        }
        Ok(Self { first, last })
    }
}

impl TryFrom<String> for PortRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PortRange> for String {
    fn from(range: PortRange) -> Self {
        range.to_string()
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

//! Session timers (RFC 4028): a dialog dies unless one side refreshes it in time, so that a peer
//! which vanished does not leave a call for ever.
//!
//! ```text
//! Session-Expires: 1800;refresher=uac
//! Min-SE: 90
//! ```

#[cfg(test)]
mod tests;

/// The smallest interval the RFC allows, s (§4).
pub const LEAST_S: u32 = 90;

/// Longest interval that is believed, s.
const MOST_S: u32 = 86_400;

/// What this side wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The interval we ask for and grant at most, s.
    pub interval_s: u32,
    /// The smallest that we put up with, s; at least [`LEAST_S`].
    pub min_s: u32,
}

impl Default for Wanted {
    /// 1,800 s (the RFC's recommendation), at least 90 s.
    fn default() -> Self {
        Self { interval_s: 1_800, min_s: LEAST_S }
    }
}

/// Who refreshes, in terms of the request that the header stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresher {
    /// The side that sent the request.
    Uac,
    /// The side that answered it.
    Uas,
}

/// What the other side's message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// `Session-Expires`: interval, s, and refresher.
    pub session_expires: Option<(u32, Option<Refresher>)>,
    /// `Min-SE`, s.
    pub min_se_s: Option<u32>,
    /// Whether `Supported` or `Require` names `timer`.
    pub supports_timer: bool,
}

/// The agreement that a 2xx makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// The interval, s.
    pub interval_s: u32,
    /// Who refreshes, as the 2xx states it.
    pub refresher: Refresher,
    /// Whether that is this side.
    pub is_ours: bool,
}

impl Timer {
    /// When this side acts, ms after the last refresh: half-way to refresh, or shortly before the
    /// end to hang up (§10: the smaller of 32 s and a third of the interval before it).
    pub fn acts_after_ms(&self) -> u64 {
        let interval = u64::from(self.interval_s);
        let after_s = if self.is_ours { interval / 2 } else { interval - 32.min(interval / 3) };
        after_s * 1_000
    }

    /// The header's value.
    pub fn header(&self) -> String {
        let refresher = match self.refresher {
            Refresher::Uac => "uac",
            Refresher::Uas => "uas",
        };
        format!("{};refresher={refresher}", self.interval_s)
    }
}

/// 422 Session Interval Too Small, with the `Min-SE` that stands in it, s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooSmall(pub u32);

/// Decides as UAS, for an INVITE, re-INVITE or UPDATE (§9, table 2). `None`: no timer at all.
///
/// # Errors
/// [`TooSmall`] when the interval asked for is below our minimum.
pub fn grant(stated: Stated, wanted: Option<Wanted>) -> Result<Option<Timer>, TooSmall> {
    let Some(wanted) = wanted else {
        // Without timers of our own, a peer that asks to refresh by itself may still do so.
        return Ok(stated.session_expires.filter(|_| stated.supports_timer).map(|(s, _)| Timer {
            interval_s: s.clamp(LEAST_S, MOST_S),
            refresher: Refresher::Uac,
            is_ours: false,
        }));
    };
    let min_s = wanted.min_s.max(LEAST_S);
    if let Some((interval_s, _)) = stated.session_expires
        && interval_s < min_s
    {
        // §9: one that doesn't know 422 is not told; the interval is raised instead.
        if stated.supports_timer {
            return Err(TooSmall(min_s));
        }
    }
    let least = stated.min_se_s.unwrap_or(0).max(min_s);
    let asked = stated.session_expires.map_or(wanted.interval_s, |(s, _)| s.min(wanted.interval_s));
    let refresher = match stated.session_expires.and_then(|(_, refresher)| refresher) {
        Some(refresher) if stated.supports_timer => refresher,
        Some(_) | None if stated.supports_timer => Refresher::Uac,
        Some(_) | None => Refresher::Uas,
    };
    Ok(Some(Timer {
        interval_s: asked.max(least).min(MOST_S),
        refresher,
        is_ours: refresher == Refresher::Uas,
    }))
}

/// Reads the 2xx to a request of ours (§7.2). Without `Session-Expires` in it there is no timer.
pub fn granted(stated: Stated) -> Option<Timer> {
    let (interval_s, refresher) = stated.session_expires?;
    let refresher = refresher.unwrap_or(Refresher::Uac);
    Some(Timer {
        interval_s: interval_s.clamp(LEAST_S, MOST_S),
        refresher,
        is_ours: refresher == Refresher::Uac,
    })
}

/// Reads a `Session-Expires` value, `<s>[;refresher=uac|uas][;…]`.
pub fn parse_session_expires(value: &str) -> Option<(u32, Option<Refresher>)> {
    let mut parts = value.split(';').map(str::trim);
    let seconds = parts.next()?.parse().ok()?;
    let refresher = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("refresher"))
        .and_then(|(_, who)| match who.trim() {
            who if who.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            who if who.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            _ => None,
        });
    Some((seconds, refresher))
}

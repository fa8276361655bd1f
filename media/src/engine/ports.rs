use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::Arc;

use parking_lot::Mutex;
use socket2::{Domain, Protocol, Socket, Type};

use super::OpenError;

/// DSCP EF, the class of telephone sound (RFC 4594 §4.1), in the upper six bits.
const EXPEDITED_FORWARDING: u32 = 46 << 2;

/// The even ports that RTP may use, taken in turn, so that a port rests as long as can be before a late
/// packet of its last call could meet the next one.
#[derive(Debug)]
pub(super) struct Ports {
    ip: IpAddr,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    even: Vec<u16>,
    in_use: Vec<bool>,
    next: usize,
}

/// A port pair in use; free again when dropped.
#[derive(Debug)]
pub(super) struct PortLease {
    ports: Arc<Ports>,
    index: usize,
}

/// A bound pair.
pub(super) struct Pair {
    pub(super) rtp: UdpSocket,
    pub(super) rtcp: UdpSocket,
    pub(super) lease: PortLease,
    pub(super) local_addr: SocketAddr,
}

impl Ports {
    /// `None` when there is no pair in the range.
    pub(super) fn new(ip: IpAddr, range: RangeInclusive<u16>) -> Option<Arc<Self>> {
        let end = *range.end();
        let even: Vec<u16> =
            range.filter(|port| port % 2 == 0 && *port != 0 && *port < end).collect();
        if even.is_empty() {
            return None;
        }
        let in_use = vec![false; even.len()];
        Some(Arc::new(Self { ip, state: Mutex::new(State { even, in_use, next: 0 }) }))
    }

    /// Binds the next free pair; pairs that another program holds are passed over.
    pub(super) fn bind(self: &Arc<Self>) -> Result<Pair, OpenError> {
        let tries = self.state.lock().even.len();
        for _ in 0..tries {
            let (port, lease) = self.take().ok_or(OpenError::NoPorts)?;
            let local_addr = SocketAddr::new(self.ip, port);
            match bind_pair(local_addr) {
                Ok((rtp, rtcp)) => return Ok(Pair { rtp, rtcp, lease, local_addr }),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(error) => return Err(OpenError::Socket(error)),
            }
        }
        Err(OpenError::NoPorts)
    }

    fn take(self: &Arc<Self>) -> Option<(u16, PortLease)> {
        let mut state = self.state.lock();
        let count = state.even.len();
        let start = state.next;
        let index =
            (0..count).map(|step| (start + step) % count).find(|&index| !state.in_use[index])?;
        state.in_use[index] = true;
        state.next = (index + 1) % count;
        Some((state.even[index], PortLease { ports: Arc::clone(self), index }))
    }
}

impl Drop for PortLease {
    fn drop(&mut self) {
        self.ports.state.lock().in_use[self.index] = false;
    }
}

fn bind_pair(rtp: SocketAddr) -> io::Result<(UdpSocket, UdpSocket)> {
    let rtcp = SocketAddr::new(rtp.ip(), rtp.port() + 1);
    Ok((bind(rtp)?, bind(rtcp)?))
}

fn bind(addr: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(addr), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    if addr.is_ipv4() {
        // A network that does not know the class, or a system that forbids it, costs nothing but it.
        let _unclassed = socket.set_tos_v4(EXPEDITED_FORWARDING);
    }
    socket.bind(&addr.into())?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn rtp_gets_even_ports_and_rtcp_the_next() {
        let ports = Ports::new(LOCALHOST, 21_001..=21_041).unwrap();
        let pair = ports.bind().unwrap();
        assert_eq!(pair.local_addr.port() % 2, 0);
        assert_eq!(
            pair.rtcp.local_addr().unwrap().port(),
            pair.rtp.local_addr().unwrap().port() + 1
        );
    }

    #[test]
    fn when_all_ports_are_taken_it_is_an_error_until_one_is_free() {
        let ports = Ports::new(LOCALHOST, 21_100..=21_103).unwrap();
        let first = ports.bind().unwrap();
        let _second = ports.bind().unwrap();
        assert!(matches!(ports.bind(), Err(OpenError::NoPorts)));
        let port = first.local_addr;
        drop(first);
        assert_eq!(ports.bind().unwrap().local_addr, port);
    }

    #[test]
    fn a_pair_that_another_program_holds_is_passed_over() {
        let _holder = UdpSocket::bind((LOCALHOST, 21_201)).unwrap();
        let ports = Ports::new(LOCALHOST, 21_200..=21_203).unwrap();
        assert_eq!(ports.bind().unwrap().local_addr.port(), 21_202);
    }

    #[test]
    fn a_range_without_a_pair_is_refused() {
        assert!(Ports::new(LOCALHOST, 21_301..=21_302).is_none());
        assert!(Ports::new(LOCALHOST, 0..=1).is_none());
    }
}

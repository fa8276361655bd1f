//! Which addresses a tenant's URL may lead to.
//!
//! Without exceptions only globally routable unicast addresses are permitted, so that a tenant cannot
//! reach the operator's own network or a cloud's metadata service through the platform. A name is
//! resolved once, every address of the answer is judged, and the connection is made to a judged
//! address: a second, different answer of the name server is never asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

/// Why a name leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// The name server knows no address.
    #[error("the host name has no address")]
    NotFound,
    /// Every address is one that the policy forbids.
    #[error("the host is at an address that is not permitted")]
    Forbidden,
}

/// A range of addresses, written `10.0.0.0/8` or `fd00::/8`; a bare address is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

/// Why a text is not a [`Network`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a network: expected an address and a prefix length, for example 10.0.0.0/8")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
        let base: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = if prefix.is_empty() && !text.contains('/') {
            longest
        } else {
            prefix.parse().map_err(|_| NetworkError)?
        };
        if prefix > longest { Err(NetworkError) } else { Ok(Self { base, prefix }) }
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                let cut = |a: Ipv4Addr| u32::from(a).checked_shr(shift).unwrap_or(0);
                cut(base) == cut(address)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                let cut = |a: Ipv6Addr| u128::from(a).checked_shr(shift).unwrap_or(0);
                cut(base) == cut(address)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Which addresses may be connected to.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    anywhere: bool,
    exceptions: Vec<Network>,
}

impl AddressPolicy {
    /// Only globally routable unicast addresses.
    pub const fn public_only() -> Self {
        Self { anywhere: false, exceptions: Vec::new() }
    }

    /// Every address; for a platform whose tenants are trusted with its network (`ringback dev`).
    pub const fn anywhere() -> Self {
        Self { anywhere: true, exceptions: Vec::new() }
    }

    /// Also permits these ranges.
    #[must_use]
    pub fn except(mut self, networks: impl IntoIterator<Item = Network>) -> Self {
        self.exceptions.extend(networks);
        self
    }

    /// Whether `address` may be connected to. An IPv6 address that carries an IPv4 one (mapped,
    /// compatible, NAT64, 6to4) is judged by the one it carries.
    pub fn permits(&self, address: IpAddr) -> bool {
        let carried = match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(v6) => carried_v4(v6),
        };
        let judged = carried.map_or(address, IpAddr::V4);
        self.anywhere
            || self.exceptions.iter().any(|network| network.contains(judged))
            || match judged {
                IpAddr::V4(v4) => is_global_v4(v4),
                IpAddr::V6(v6) => is_global_v6(v6),
            }
    }

    /// The permitted addresses of `host`, which is a name or an address without brackets.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ResolveError> {
        let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => tokio::net::lookup_host((host, port))
                .await
                .map_err(|_| ResolveError::NotFound)?
                .collect(),
        };
        if found.is_empty() {
            return Err(ResolveError::NotFound);
        }
        let permitted: Vec<_> = found.into_iter().filter(|a| self.permits(a.ip())).collect();
        if permitted.is_empty() { Err(ResolveError::Forbidden) } else { Ok(permitted) }
    }
}

/// The policy as a name resolver for reqwest clients.
///
/// reqwest does not ask a resolver about addresses written as such: whoever uses this must also put
/// those to [`AddressPolicy::permits`], on each redirect anew.
#[derive(Debug, Clone)]
pub struct GuardedResolver(pub Arc<AddressPolicy>);

impl reqwest::dns::Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let policy = Arc::clone(&self.0);
        Box::pin(async move {
            let addresses = policy.resolve(name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// The IPv4 address inside an IPv6 one: RFC 4291 §2.5.5, RFC 6052 §2.1, RFC 3056 §2.
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let tail = |s: [u16; 2]| Ipv4Addr::from((u32::from(s[0]) << 16) | u32::from(s[1]));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, a, b] | [0x64, 0xff9b, 0, 0, 0, 0, a, b] => Some(tail([a, b])),
        [0x2002, a, b, ..] => Some(tail([a, b])),
        _ => None,
    }
}

/// Whether the IANA special-purpose registry (RFC 6890) leaves the address globally reachable.
fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Global unicast is `2000::/3` (RFC 4291 §2.4) without Teredo, benchmarking, ORCHID and documentation.
fn is_global_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

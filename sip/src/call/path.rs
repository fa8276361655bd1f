use crate::endpoint::{Shared, connect};
use crate::invite::Transport;
use rsipstack::transport::{SipAddr, SipConnection};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How the other side is reached: by what, and from where its INVITE came (or ours went).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path {
    pub(crate) transport: Transport,
    pub(crate) source: SocketAddr,
}

/// A connection and an address on it.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) connection: SipConnection,
    pub(crate) destination: SipAddr,
}

impl Path {
    /// A way to a next hop. A stream that is open is used again; a private address behind a public
    /// one is a peer behind NAT, which is reached where it came from.
    pub(crate) async fn way(&self, shared: &Arc<Shared>, next_hop: &str) -> Option<Way> {
        match self.transport {
            Transport::Udp => {
                let to = match resolve(next_hop).await {
                    Some(to) if is_private(to.ip()) && !is_private(self.source.ip()) => self.source,
                    Some(to) => to,
                    None => self.source,
                };
                Some(Way::datagrams(shared, to))
            }
            Transport::Tcp => Way::stream(shared, self.stream_peer(shared, next_hop).await?).await,
        }
    }

    /// The address that a stream leads to: where the other side is connected from, or else its next hop.
    async fn stream_peer(&self, shared: &Shared, next_hop: &str) -> Option<SocketAddr> {
        if shared.streams.is_open(self.source) {
            Some(self.source)
        } else {
            resolve(next_hop).await
        }
    }

    /// What is cancelled when the other side's connection closes; nothing for datagrams.
    pub(crate) fn closed(&self, shared: &Shared) -> Option<CancellationToken> {
        (self.transport == Transport::Tcp).then(|| shared.streams.closed(self.source))
    }

    /// Connects once more to a peer whose connection has closed.
    pub(crate) async fn reconnect(
        &self,
        shared: &Arc<Shared>,
        next_hop: &str,
    ) -> Option<CancellationToken> {
        let to = self.stream_peer(shared, next_hop).await?;
        Way::stream(shared, to).await.map(|_| shared.streams.closed(to))
    }
}

impl Way {
    pub(crate) fn datagrams(shared: &Shared, to: SocketAddr) -> Self {
        Self {
            connection: SipConnection::Udp(shared.udp.clone()),
            destination: SipAddr { r#type: Some(rsipstack::rsip::Transport::Udp), addr: to.into() },
        }
    }

    pub(crate) async fn stream(shared: &Arc<Shared>, to: SocketAddr) -> Option<Self> {
        let connection = connect(shared, to).await?;
        let destination =
            SipAddr { r#type: Some(rsipstack::rsip::Transport::Tcp), addr: to.into() };
        Some(Self { connection, destination })
    }
}

/// The address of a URI's host, or of its `maddr`; port 5060 when it names none.
pub(crate) async fn resolve(uri: &str) -> Option<SocketAddr> {
    let (host, port) = authority(uri)?;
    let port = port.unwrap_or(5060);
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Some(SocketAddr::new(ip, port));
    }
    tokio::net::lookup_host((host, port)).await.ok()?.next()
}

/// Whether a URI asks for TCP.
pub(crate) fn wants_tcp(uri: &str) -> bool {
    parameter(uri, "transport").is_some_and(|transport| transport.eq_ignore_ascii_case("tcp"))
}

fn parameter<'a>(uri: &'a str, name: &str) -> Option<&'a str> {
    uri.split('?')
        .next()?
        .split(';')
        .skip(1)
        .filter_map(|p| p.split_once('='))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn authority(uri: &str) -> Option<(&str, Option<u16>)> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("sip") {
        return None;
    }
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host_port = rest.split([';', '?']).next()?;
    let (host, port) = match host_port.strip_prefix('[') {
        Some(v6) => {
            let (host, after) = v6.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        None => match host_port.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host_port, None),
        },
    };
    let host = parameter(uri, "maddr").unwrap_or(host);
    let port = match port {
        Some(port) => Some(port.parse().ok()?),
        None => None,
    };
    (!host.is_empty()).then_some((host, port))
}

fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_says_where_to_send() {
        let table = [
            ("sip:bob@192.0.2.1:5070;transport=udp", Some(("192.0.2.1", Some(5070)))),
            ("sip:bob@example.com", Some(("example.com", None))),
            ("sip:[2001:db8::1]:5062", Some(("2001:db8::1", Some(5062)))),
            ("sip:p.example;lr", Some(("p.example", None))),
            ("sip:p.example;maddr=192.0.2.9", Some(("192.0.2.9", None))),
            ("sip:a;b@h:5061?X=y", Some(("h", Some(5061)))),
            ("sips:bob@example.com", None),
            ("tel:+1", None),
            ("sip:bob@h:99999", None),
            ("sip:", None),
        ];
        for (uri, expected) in table {
            assert_eq!(authority(uri), expected, "{uri}");
        }
        assert!(wants_tcp("sip:h;Transport=TCP") && !wants_tcp("sip:h?transport=tcp"));
    }
}

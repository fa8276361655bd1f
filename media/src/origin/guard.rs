//! Which addresses may be asked.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Says whether an IP address may be asked for sound, and how names become addresses.
#[derive(Clone)]
pub struct AddressPolicy {
    permits: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    resolver: Arc<dyn Resolve>,
}

impl fmt::Debug for AddressPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressPolicy")
    }
}

impl AddressPolicy {
    /// A policy that uses the system's resolver.
    pub fn new(permits: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self::with_resolver(permits, Arc::new(SystemResolver))
    }

    /// A policy with a resolver. What it answers is still filtered.
    pub fn with_resolver(
        permits: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
        resolver: Arc<dyn Resolve>,
    ) -> Self {
        Self { permits: Arc::new(permits), resolver }
    }

    /// Whether a URL may be asked as far as it can be said before its name is resolved: addresses written as
    /// such never come to a resolver.
    pub(super) fn permits_literal(&self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => (self.permits)(address.into()),
            Some(Host::Ipv6(address)) => {
                (self.permits)(address.to_ipv4_mapped().map_or(address.into(), IpAddr::V4))
            }
            Some(Host::Domain(name)) => !name.is_empty(),
            None => false,
        }
    }
}

/// No address of the name may be asked, or it has none.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address that may be asked")]
pub(super) struct NoPermittedAddress;

impl Resolve for AddressPolicy {
    /// Connections are made to exactly these addresses, so a second answer of the name server can't differ
    /// from the one that was judged.
    fn resolve(&self, name: Name) -> Resolving {
        let (permits, resolving) = (Arc::clone(&self.permits), self.resolver.resolve(name));
        Box::pin(async move {
            let permitted: Vec<SocketAddr> =
                resolving.await?.filter(|address| permits(address.ip().to_canonical())).collect();
            if permitted.is_empty() {
                return Err(NoPermittedAddress.into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

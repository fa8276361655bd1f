use crate::screen::{tag, uri_of};

/// Routes that one dialog may have; more are cut off, as are longer URIs.
const MAX_ROUTES: usize = 16;
const MAX_URI: usize = 1_024;

/// Whom a dialog joins and how to reach it: what every request of ours is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// `Call-ID`.
    pub call_id: String,
    /// Our `From`, with tag.
    pub local: String,
    /// Our tag.
    pub local_tag: String,
    /// Their `To`, with tag once there is one.
    pub remote: String,
    /// Where requests go to: their `Contact`.
    pub target: String,
    /// `Route` values, first hop first.
    pub routes: Vec<String>,
    /// The `CSeq` number of our last request.
    pub local_seq: u32,
}

impl Peer {
    /// Our side of a dialog that their INVITE makes (RFC 3261 §12.1.1).
    pub fn of_invite(
        call_id: &str,
        from: &str,
        to: &str,
        local_tag: &str,
        contact: Option<&str>,
        record_routes: &[&str],
    ) -> Self {
        let target = contact.or(Some(from)).and_then(uri_of).unwrap_or_default();
        Self {
            call_id: call_id.to_owned(),
            local: format!("{to};tag={local_tag}"),
            local_tag: local_tag.to_owned(),
            remote: from.to_owned(),
            target: target.chars().take(MAX_URI).collect(),
            routes: routes(record_routes),
            local_seq: 0,
        }
    }

    /// A 2xx or 1xx to our INVITE completes the dialog (RFC 3261 §12.1.2): the route set is
    /// theirs reversed.
    pub fn established(&mut self, to: &str, contact: Option<&str>, record_routes: &[&str]) {
        self.remote = to.to_owned();
        self.retarget(contact);
        self.routes = routes(record_routes);
        self.routes.reverse();
    }

    /// A target refresh: re-INVITE, UPDATE, or a 2xx to one of ours (RFC 3261 §12.2).
    pub fn retarget(&mut self, contact: Option<&str>) {
        if let Some(uri) = contact.and_then(uri_of).filter(|uri| uri.len() <= MAX_URI) {
            self.target = uri.to_owned();
        }
    }

    /// Their tag.
    pub fn remote_tag(&self) -> Option<&str> {
        tag(&self.remote)
    }

    /// The next `CSeq` number.
    pub fn next_seq(&mut self) -> u32 {
        self.local_seq += 1;
        self.local_seq
    }

    /// Request-URI and `Route` values of a request (RFC 3261 §12.2.1.1): a first hop without `lr`
    /// is a strict router, which takes the Request-URI's place.
    pub fn addressed(&self) -> (&str, Vec<&str>) {
        let routes: Vec<&str> = self.routes.iter().map(String::as_str).collect();
        let Some(first) = routes.first().copied() else { return (&self.target, routes) };
        let uri = uri_of(first).unwrap_or(first);
        if has_lr(uri) {
            return (&self.target, routes);
        }
        let mut shifted = routes[1..].to_vec();
        shifted.push(&self.target);
        (uri, shifted)
    }

    /// The URI of the next hop.
    pub fn next_hop(&self) -> &str {
        self.routes.first().and_then(|route| uri_of(route)).unwrap_or(&self.target)
    }
}

fn has_lr(uri: &str) -> bool {
    uri.split(';').skip(1).any(|parameter| {
        parameter.split(['=', '?']).next().is_some_and(|name| name.eq_ignore_ascii_case("lr"))
    })
}

/// Splits header values at the commas between `<…>`.
fn routes(values: &[&str]) -> Vec<String> {
    let mut routes = Vec::new();
    for value in values {
        let mut depth = 0_i32;
        let mut start = 0;
        for (at, c) in value.char_indices() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                ',' if depth <= 0 => {
                    routes.push(value[start..at].trim());
                    start = at + 1;
                }
                _ => {}
            }
        }
        routes.push(value[start..].trim());
    }
    routes
        .into_iter()
        .filter(|route| !route.is_empty() && route.len() <= MAX_URI)
        .take(MAX_ROUTES)
        .map(str::to_owned)
        .collect()
}

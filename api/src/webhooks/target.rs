//! A URL taken apart: what is signed, what is connected to, and what is said on the wire.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::{Host, Url};

use super::trouble::{Step, Trouble};

/// The longest URL that a tenant may configure or redirect to, in bytes.
const LONGEST: usize = 16 * 1024;

/// Where one request goes.
///
/// The spelling of the URL is kept as configured where it can stand on the wire as it is, because the
/// application will rebuild the URL from what it receives and check the signature over that. User
/// information becomes the Authorization header and is in nothing else.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Scheme, authority, path and query, as signed.
    pub(super) url: String,
    pub(super) is_https: bool,
    /// A name or an address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// The Host header.
    pub(super) authority: String,
    pub(super) path_and_query: String,
    pub(super) authorization: Option<String>,
    /// For cookies and relative redirects.
    pub(super) parsed: Url,
}

impl Target {
    /// Takes apart an absolute `http` or `https` URL without fragment.
    pub(super) fn parse(raw: &str) -> Result<Self, Trouble> {
        let refused =
            |why: &str| Trouble::new(Step::Url, format!("the URL cannot be asked: {why}"));
        if raw.len() > LONGEST {
            return Err(refused("it is longer than 16 KiB"));
        }
        let mut parsed = Url::parse(raw.trim()).map_err(|e| refused(&e.to_string()))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(refused("its scheme is neither http nor https"));
        }
        let authorization = take_authorization(&mut parsed);
        let host = match parsed.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(refused("it has no host")),
        };
        let port = parsed.port_or_known_default().unwrap_or(80);
        let (authority, path_and_query) =
            spelling(raw.trim(), &parsed).unwrap_or_else(|| normalised(&parsed));
        Ok(Self {
            url: format!("{}://{authority}{path_and_query}", parsed.scheme()),
            is_https: parsed.scheme() == "https",
            host,
            port,
            authority,
            path_and_query,
            authorization,
            parsed,
        })
    }

    /// The same place with `parameters` added to the query.
    pub(super) fn with_query(mut self, parameters: &[(String, String)]) -> Self {
        if parameters.is_empty() {
            return self;
        }
        let mut more = String::new();
        form_urlencoded::Serializer::new(&mut more).extend_pairs(parameters);
        let joint = match self.path_and_query.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some((_, query)) if query.ends_with('&') => "",
            Some(_) => "&",
        };
        self.path_and_query = format!("{}{joint}{more}", self.path_and_query);
        self.url = format!("{}{joint}{more}", self.url);
        self
    }

    /// Scheme, host and port, by which remembered credentials are found.
    pub(super) fn origin(&self) -> String {
        self.parsed.origin().ascii_serialization()
    }
}

fn take_authorization(parsed: &mut Url) -> Option<String> {
    let user = percent_decoded(parsed.username());
    let password = parsed.password().map(percent_decoded);
    if user.is_empty() && password.is_none() {
        return None;
    }
    // Neither call can fail: the URL has a host and its scheme is http or https.
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    let pair = [user.as_slice(), b":", &password.unwrap_or_default()].concat();
    Some(format!("Basic {}", STANDARD.encode(pair)))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    decoded
}

/// Authority and path as they were written, if they mean on the wire what they mean to the URL parser.
fn spelling(raw: &str, parsed: &Url) -> Option<(String, String)> {
    let (_, rest) = raw.split_once("://")?;
    let rest = rest.split('#').next()?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = authority.rsplit('@').next()?;
    let written: http::uri::Authority = authority.parse().ok()?;
    let (host, _) = normalised(parsed);
    let same_host = written.host().eq_ignore_ascii_case(parsed.host_str()?);
    let is_plain = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b);
    if !same_host || host.is_empty() || !path.bytes().all(is_plain) {
        return None;
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some((authority.to_owned(), format!("{slash}{path}")))
}

fn normalised(parsed: &Url) -> (String, String) {
    let host = parsed.host_str().unwrap_or_default();
    let authority = match parsed.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let path = match parsed.query() {
        Some(query) => format!("{}?{query}", parsed.path()),
        None => parsed.path().to_owned(),
    };
    (authority, path)
}
